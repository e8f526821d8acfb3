"""Saved views: what a list showed is kept under a name, found again, shared with colleagues alone, and forgotten."""

import pytest

from desk.web.all_pages import PAGES
from desk.web.lists import list_pages
from rules.vocabulary import OrganisationKind, Role
from store.models import Organisation, User
from store.session import transaction
from tests.desk.web.test_lists import PEOPLE
from tests.desk.web.visiting import Desks, Visitor, statements

QUERY = "kind=principal&sort=-number"
SAVE = {"list": "people", "view": "Landelijk", "query": QUERY}
EVERYBODY = frozenset(Role)


@pytest.fixture
def visitor(desks: Desks) -> Visitor:
    with transaction(desks.house.engine) as session:
        for number in (1, 2):
            session.add(Organisation(code=f"O{number}", name=f"Huis {number}", kind=OrganisationKind.SUBCONTRACTOR))
    desks.pages = (*PAGES, *list_pages("/organisaties", PEOPLE, EVERYBODY))
    return desks.sign_in(Role.COORDINATOR, organisation_id=1)


def other(desks: Desks, role: Role = Role.MANAGER, organisation_id: int | None = 1) -> Visitor:
    return desks.sign_in(role, organisation_id=organisation_id)


def test_a_view_is_kept_opened_and_forgotten(visitor: Visitor) -> None:
    assert "Deze weergave bewaren" not in visitor.get("/organisaties").text
    assert "Deze weergave bewaren" in visitor.get(f"/organisaties?{QUERY}").text
    answer = visitor.post("/weergaven", SAVE | {"query": f"{QUERY}&page=3&_csrf=x&NAAM=y"})
    assert answer.headers["location"] == f"/organisaties?{QUERY}"
    text = visitor.get("/organisaties").text
    assert f'href="/organisaties?{QUERY.replace("&", "&amp;")}"' in text
    assert 'aria-current="page">Landelijk' in visitor.get(f"/organisaties?{QUERY}").text
    assert visitor.post("/weergaven/1/weg").headers["location"] == "/organisaties"
    assert (
        "Landelijk"
        not in visitor.get("/organisaties?sort=name").text.partition("</h1>")[2].partition('role="status"')[0]
    )


@pytest.mark.parametrize(
    ("role", "organisation", "shared", "sees"),
    [
        pytest.param(Role.MANAGER, 1, "yes", True, id="a colleague, shared"),
        pytest.param(Role.MANAGER, 1, "", False, id="a colleague, not shared"),
        pytest.param(Role.MANAGER, 2, "yes", False, id="of another organisation"),
        pytest.param(Role.MANAGER, None, "yes", False, id="of none"),
        pytest.param(Role.INSPECTOR, 1, "yes", False, id="who works elsewhere"),
    ],
)
def test_who_sees_a_view(
    desks: Desks, visitor: Visitor, role: Role, organisation: int | None, shared: str, sees: bool
) -> None:
    visitor.post("/weergaven", SAVE | {"shared": shared})
    them = other(desks, role, organisation)
    assert ("Landelijk" in them.get("/organisaties").text) is sees
    assert them.post("/weergaven/1/weg").status_code == 404
    assert "Landelijk" in visitor.get("/organisaties").text


def test_who_works_elsewhere_shares_nothing(desks: Desks, visitor: Visitor) -> None:
    inspector = other(desks, Role.INSPECTOR)
    assert 'name="shared"' not in inspector.get(f"/organisaties?{QUERY}").text
    assert 'name="shared"' in visitor.get(f"/organisaties?{QUERY}").text
    inspector.post("/weergaven", SAVE | {"shared": "yes"})
    assert "Landelijk" in inspector.get("/organisaties").text
    assert "Landelijk" not in visitor.get("/organisaties").text


@pytest.mark.parametrize(
    ("fields", "status", "told"),
    [
        pytest.param({"view": ""}, 422, "Geef een naam", id="no name"),
        pytest.param({"view": "x" * 61}, 422, "tot en met 60 tekens", id="too long"),
        pytest.param({"view": "a\nb"}, 422, "zonder regeleinden", id="two lines"),
        pytest.param({"view": "Landelijk"}, 422, "al een weergave met deze naam", id="twice"),
        pytest.param({"list": "start"}, 422, "Deze lijst bestaat niet", id="a page that is no list"),
        pytest.param({"list": "https://elders.example"}, 422, "Deze lijst bestaat niet", id="no page of ours"),
    ],
)
def test_what_cannot_be_kept(visitor: Visitor, fields: dict[str, str], status: int, told: str) -> None:
    visitor.post("/weergaven", SAVE)
    answer = visitor.post("/weergaven", SAVE | {"view": "Anders"} | fields)
    assert answer.status_code == status
    assert told in answer.text


def test_a_view_costs_one_statement(desks: Desks, visitor: Visitor) -> None:
    with statements(desks.house.engine) as seen:
        visitor.get("/organisaties")
    assert sum("saved_view" in one for one in seen) == 1


def test_somebody_who_leaves_takes_nothing_along(desks: Desks, visitor: Visitor) -> None:
    visitor.post("/weergaven", SAVE | {"shared": "yes"})
    assert visitor.user is not None
    with transaction(desks.house.engine) as session:
        session.get_one(User, visitor.user.id).organisation_id = 2
    assert "Landelijk" not in other(desks).get("/organisaties").text
