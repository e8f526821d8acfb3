"""A NUL in an address or a form, on SQLite and PostgreSQL: a sentence, nothing kept, and no fault of the database."""

import json
from html import unescape

import pytest
from sqlalchemy import select

from actions.connections import make_token
from actions.house import House
from rules.api import ApiScope
from rules.vocabulary import Role
from store.models import User
from store.session import reading, transaction
from tests.desk.web.visiting import WEDNESDAY, Desks, Moment, Visitor

USER = {"login": "bea", "name": "Bea Voorbeeld", "email": "bea@post.example", "role": "manager"}
USERS = "/beheer/gebruikers"
BAD_ADDRESS, BAD_FORM = "In dit adres staat een niet toegestaan teken", "Er stond een niet toegestaan teken"


@pytest.fixture
def desks(each_house: House, moment: Moment) -> Desks:
    return Desks(each_house, moment)


@pytest.fixture
def admin(desks: Desks) -> Visitor:
    return desks.sign_in(Role.ADMINISTRATOR)


def users(desks: Desks) -> list[str]:
    with reading(desks.house.engine) as session:
        return list(session.scalars(select(User.login).order_by(User.id)))


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(f"{USERS}/be%00a", id="in the path"),
        pytest.param(f"{USERS}?zoek=%00", id="in what is searched for"),
        pytest.param(f"{USERS}?rol=manager%00", id="in a choice"),
        pytest.param(f"{USERS}?%00=manager", id="in a name"),
    ],
)
def test_in_an_address(admin: Visitor, address: str) -> None:
    answer = admin.get(address)
    assert (answer.status_code, BAD_ADDRESS in unescape(answer.text)) == (422, True)


@pytest.mark.parametrize("field", [*USER, "x\x00"])
def test_in_a_form_it_is_taken_out_and_shown_again(desks: Desks, admin: Visitor, field: str) -> None:
    before = users(desks)
    answer = admin.post(USERS, USER | {field: f"{USER.get(field, '')}\x00"})
    assert (answer.status_code, BAD_FORM in unescape(answer.text)) == (422, True)
    assert "\x00" not in answer.text
    assert 'value="Bea Voorbeeld"' in answer.text
    assert users(desks) == before


def test_in_a_form_and_its_address(admin: Visitor) -> None:
    answer = admin.post(f"{USERS}/be%00a/rol", {"role": "manager"})
    assert (answer.status_code, BAD_ADDRESS in unescape(answer.text)) == (422, True)


def test_in_the_name_of_who_signs_in(desks: Desks) -> None:
    visitor = desks.anonymous()
    visitor.get("/aanmelden")
    visitor.csrf = visitor.client.cookies["waakvlam-key"]
    answer = visitor.post("/aanmelden", {"login": "noor\x00", "password": "x"})
    assert (answer.status_code, BAD_FORM in unescape(answer.text)) == (422, True)


def test_who_is_not_signed_in_is_not_shown_the_page_of_the_form(desks: Desks) -> None:
    """Given nobody signed in / when a form of the administrator comes with a NUL / then they have to sign in first."""
    visitor = desks.anonymous()
    answer = visitor.post(USERS, USER | {"name": "\x00"})
    assert (answer.status_code, answer.headers.get("location", "").startswith("/aanmelden")) == (303, True)


@pytest.mark.parametrize("address", ["/api/v1/signals/S%00", "/api/v1/visits?after=%00", "/api/v1/visits?%00=1"])
def test_in_a_question_of_another_system(desks: Desks, address: str) -> None:
    reader = desks.new_user(Role.JURIST)
    with transaction(desks.house.engine) as session:
        made = make_token(session, "Rooster", reader, list(ApiScope), WEDNESDAY.date(), WEDNESDAY, by=None)
    answer = desks.anonymous().client.get(address, headers={"authorization": f"Bearer {made.token}"})
    assert answer.status_code == 400
    assert "sign_not_allowed" in json.loads(answer.text)["errors"].values()
