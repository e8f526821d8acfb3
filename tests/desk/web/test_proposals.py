"""Proposals: what would change is shown first, kept with one yes, and refused when the plan changed meanwhile."""

from datetime import date, timedelta
from html import unescape
from io import BytesIO
from threading import Event

import pytest
from httpx2 import Response
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.house import House
from actions.plan_previews import Preview
from channels.list_xlsx import Sheetful, list_as_xlsx
from desk.web.proposals import KEPT, PROPOSALS, About, ProposalGone
from rules.vocabulary import VisitState, WindowState
from store.models import Absence, AccessGrant, Adviser, Closure, Group, PlanRun, Visit, VisitWindow, WorkItem
from store.session import transaction
from tests.desk.web.planning_world import TODAY, PlanningWorld, build
from tests.desk.web.visiting import Desks, Visitor

FRIDAY = date(2026, 4, 10)


@pytest.fixture
def world(house: House) -> PlanningWorld:
    return build(house)


@pytest.fixture
def coordinator(desks: Desks, world: PlanningWorld) -> Visitor:
    return desks.sign_in(world.coordinator)


def ask(visitor: Visitor, path: str, fields: dict[str, str] | None = None) -> str:
    """Ask for a proposal and return its address."""
    answer = visitor.post(path, fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def accept(visitor: Visitor, address: str) -> Response:
    return visitor.post(f"{address}/akkoord")


def test_a_late_visit_is_planned_in_two_steps_and_its_work_is_done(
    house: House, coordinator: Visitor, world: PlanningWorld
) -> None:
    address = ask(coordinator, f"/planning/vensters/{world.late_window}/inplannen")
    assert "Zo inplannen" in coordinator.get(address).text
    assert _live(house, world.late_window) == []
    assert accept(coordinator, address).status_code == 303
    assert len(_live(house, world.late_window)) == 1
    with transaction(house.engine) as session:
        window = session.get_one(VisitWindow, world.late_window)
        asked = select(WorkItem).where(WorkItem.subject_kind == "window", WorkItem.subject_id == window.id)
        assert window.state is WindowState.MISSED
        assert [item.done_by_id for item in session.scalars(asked)] == [world.coordinator.id]


def test_a_proposal_is_accepted_once(coordinator: Visitor, world: PlanningWorld) -> None:
    address = ask(coordinator, f"/planning/vensters/{world.late_window}/inplannen")
    assert accept(coordinator, address).status_code == 303
    again = accept(coordinator, address)
    assert again.status_code == 422
    assert "is er niet meer" in again.text


def test_a_proposal_of_before_somebody_changed_the_plan_is_refused(
    house: House, coordinator: Visitor, world: PlanningWorld
) -> None:
    first = ask(coordinator, f"/planning/vensters/{world.late_window}/inplannen")
    second = ask(coordinator, "/planning/ronde")
    coordinator.get(second)
    coordinator.get(first)
    assert accept(coordinator, first).status_code == 303
    refused = accept(coordinator, second)
    assert refused.status_code == 422
    assert "Intussen is er iets in de planning veranderd" in refused.text


def test_somebody_elses_proposal_is_not_there(desks: Desks, coordinator: Visitor, world: PlanningWorld) -> None:
    address = ask(coordinator, "/planning/ronde")
    assert "is er niet meer" in desks.sign_in(world.manager).get(address).text


def test_an_absence_is_foreseen_then_kept_then_ended_early(
    house: House, coordinator: Visitor, world: PlanningWorld
) -> None:
    code = world.advisers[1]
    address = ask(coordinator, f"/vertrouwenspersonen/{code}/afwezig")
    page = coordinator.get(address).text
    assert "Joost de Wit is afwezig" in page
    assert "Alles overnemen" in page
    assert _count(house, Absence) == 0
    assert accept(coordinator, address).status_code == 303
    with transaction(house.engine) as session:
        absence = session.scalars(select(Absence)).one()
        assert (absence.starts_on, absence.ends_on) == (TODAY, FRIDAY)
    assert "Nu afwezig" in coordinator.get(f"/vertrouwenspersonen/{code}").text
    back = ask(coordinator, f"/vertrouwenspersonen/{code}/terug", {"on": "2026-04-09"})
    assert "is eerder terug" in coordinator.get(back).text
    assert accept(coordinator, back).status_code == 303
    with transaction(house.engine) as session:
        assert session.scalars(select(Absence.ends_on)).all() == [TODAY]
        assert all(grant.ends_on >= TODAY for grant in session.scalars(select(AccessGrant)))


@pytest.mark.parametrize(
    "fields",
    [{"from": "2026-04-20", "to": "2026-04-10"}, {"from": "2026-03-01", "to": "2026-03-02"}, {"from": "gisteren"}],
    ids=["upside down", "over", "no day"],
)
def test_an_absence_that_cannot_be_keeps_what_was_typed(
    coordinator: Visitor, world: PlanningWorld, fields: dict[str, str]
) -> None:
    answer = coordinator.post(f"/vertrouwenspersonen/{world.advisers[1]}/afwezig", fields)
    assert answer.status_code == 422
    assert fields["from"] in answer.text


def test_back_without_an_absence_is_refused(coordinator: Visitor, world: PlanningWorld) -> None:
    address = ask(coordinator, f"/vertrouwenspersonen/{world.advisers[1]}/terug", {"on": "2026-04-09"})
    assert "niet als afwezig" in coordinator.get(address).text


def test_a_round_is_proposed_and_kept_as_shown(house: House, coordinator: Visitor, world: PlanningWorld) -> None:
    runs = _count(house, PlanRun)
    address = ask(coordinator, "/planning/ronde")
    page = coordinator.get(address).text
    assert "Nieuw ingepland" in page
    assert _count(house, PlanRun) == runs
    assert accept(coordinator, address).status_code == 303
    with transaction(house.engine) as session:
        run = session.scalars(select(PlanRun).order_by(PlanRun.id.desc())).first()
        assert run is not None
        assert run.placed == len(session.scalars(select(Visit).where(Visit.plan_run_id == run.id)).all()) > 0


def test_a_subcontractor_plans_only_its_own(desks: Desks, house: House, world: PlanningWorld) -> None:
    other = desks.sign_in(world.outsider)
    page = other.get(ask(other, "/planning/ronde")).text
    assert "De Brug" not in page
    assert "De Kade" not in page


def test_a_location_shuts_and_opens(house: House, coordinator: Visitor, world: PlanningWorld) -> None:
    path = f"/groepen/{world.groups[1]}"
    days = {"from": TODAY.isoformat(), "to": (TODAY + timedelta(days=5)).isoformat()}
    shut = ask(coordinator, f"{path}/sluiten", days)
    assert "Sluiting vastleggen" in coordinator.get(shut).text
    assert accept(coordinator, shut).status_code == 303
    assert _count(house, Closure) == 1
    opened = ask(coordinator, f"{path}/openen", {"on": (TODAY + timedelta(days=1)).isoformat()})
    assert accept(coordinator, opened).status_code == 303
    with transaction(house.engine) as session:
        assert session.scalars(select(Closure.ends_on)).all() == [TODAY]
    assert coordinator.post(f"{path}/sluiten", {"from": "2026-04-01", "to": "2026-04-02"}).status_code == 422


def test_a_location_that_is_shared_shuts_for_the_own_groups_only(
    desks: Desks, house: House, coordinator: Visitor, world: PlanningWorld
) -> None:
    with transaction(house.engine) as session:
        foreign = session.scalars(select(Group).where(Group.code == world.foreign_group)).one()
        adviser = session.scalars(select(Adviser).where(Adviser.code == world.advisers[0])).one()
        session.add(
            Group(
                code="GEDEELD", name="Rijnzicht 2", location_id=foreign.location_id, owner_id=adviser.id,
                opened_on=foreign.opened_on, anchor_on=foreign.anchor_on,
            )
        )  # fmt: skip
        number = foreign.id
    other, path = desks.sign_in(world.outsider), f"/groepen/{world.foreign_group}"
    assert "vraag dat aan Karin de Boer" in other.get(path).text
    assert "Hier zijn ook groepen" not in coordinator.get(path).text
    shut = ask(other, f"{path}/sluiten", {"from": TODAY.isoformat(), "to": (TODAY + timedelta(days=5)).isoformat()})
    assert "vraag dat aan Karin de Boer" in other.get(shut).text
    assert accept(other, shut).status_code == 303
    with transaction(house.engine) as session:
        assert session.scalars(select(Closure.group_id)).all() == [number]


def test_the_planning_goes_out_and_comes_back_in(coordinator: Visitor) -> None:
    out = coordinator.post("/register/bewaren")
    assert out.status_code == 200
    book = load_workbook(BytesIO(out.content), read_only=True)
    assert "groepen" in book.sheetnames
    assert not {"signalen", "clienten", "gebruikers"} & set(book.sheetnames)
    files = {"file": ("register.xlsx", out.content)}
    checked = coordinator.client.post("/register", data={"_csrf": coordinator.csrf, "what": "check"}, files=files)
    assert checked.status_code == 200, checked.text
    assert "Alles klopt" in checked.text


@pytest.mark.parametrize(
    ("language", "whole", "flaw"),
    [
        pytest.param(
            "nl",
            "er is niets ingelezen",
            "register.xlsx, blad 'groepen', rij 1: Kolom 'locatie' ontbreekt. Gevonden: code, naam.",
            id="Dutch",
        ),
        pytest.param(
            "en",
            "nothing was imported",
            "register.xlsx, sheet 'groepen', row 1: Column 'locatie' is missing. Found: code, naam.",
            id="English, with the names of the file",
        ),
    ],
)
def test_a_flawed_workbook_tells_every_flaw_and_keeps_nothing(
    coordinator: Visitor, desks: Desks, language: str, whole: str, flaw: str
) -> None:
    coordinator.post("/taal", {"language": language, "back": "/"})
    sheet = Sheetful("groepen", ["code", "naam"], [["G1", ""], ["", "Groep"]])
    files = {"file": ("register.xlsx", list_as_xlsx(sheet, desks.moment.now))}
    answer = coordinator.client.post("/register", data={"_csrf": coordinator.csrf, "what": "keep"}, files=files)
    assert answer.status_code == 422
    told = unescape(answer.text.split("<main")[1].split("</main>")[0])
    assert whole in told
    assert f"<li>{flaw}</li>" in told
    assert 'lang="nl"' not in told


@pytest.mark.parametrize("name", ["register.csv", "register.xlsx"])
def test_no_workbook_is_told(coordinator: Visitor, name: str) -> None:
    answer = coordinator.client.post(
        "/register", data={"_csrf": coordinator.csrf, "what": "keep"}, files={"file": (name, b"")}
    )
    assert answer.status_code == 422
    assert "Excelbestand" in answer.text


def test_a_subcontractor_has_no_register(desks: Desks, world: PlanningWorld) -> None:
    assert desks.sign_in(world.outsider).get("/register").status_code == 403


def _live(house: House, window: int) -> list[Visit]:
    with transaction(house.engine) as session:
        wanted = select(Visit).where(Visit.window_id == window, Visit.state == VisitState.PLANNED)
        return list(session.scalars(wanted))


def _count(house: House, table: type[Absence] | type[PlanRun] | type[Closure]) -> int:
    with transaction(house.engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_proposal_that_takes_long_says_so_until_it_is_there(
    house: House, desks: Desks, coordinator: Visitor, world: PlanningWorld
) -> None:
    ready = Event()

    def slowly(_session: Session) -> Preview:
        ready.wait(20)
        return Preview((), (), (), ())

    about = About(window=world.late_window, group=world.groups[0])
    user = world.coordinator.id
    made = PROPOSALS.ask(house, slowly, kind="place", user_id=user, now=desks.moment.now, about=about)
    waiting = coordinator.get(f"/planning/voorstellen/{made.key}")
    assert "wordt berekend" in waiting.text
    assert 'hx-trigger="load delay:2s"' in waiting.text
    assert coordinator.post(f"/planning/voorstellen/{made.key}/akkoord").status_code == 422
    ready.set()
    assert made.reckoned(20) is not None
    assert "Voorstel voor dit bezoek" in coordinator.get(f"/planning/voorstellen/{made.key}").text


def test_proposals_are_forgotten_after_a_while(coordinator: Visitor, desks: Desks) -> None:
    address = ask(coordinator, "/planning/ronde")
    coordinator.get(address)
    user, key = coordinator.user, address.rpartition("/")[2]
    assert user is not None
    with pytest.raises(ProposalGone):
        PROPOSALS.of(key, user.id, desks.moment.now + KEPT + timedelta(seconds=1))
