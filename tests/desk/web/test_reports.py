"""Reports through the desk: made, read, released, got in every form; scenario 25 with four clients and with five."""

import zipfile
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from sqlalchemy import select

from actions.house import House
from rules.vocabulary import Role
from store.models import Agency, Municipality, ReleasedReport
from store.session import reading, transaction
from tests.actions.case_world import CaseWorld
from tests.actions.signal_world import at
from tests.desk.web.visiting import Desks, Moment

NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
IN_2025 = at(date(2025, 5, 12), 10)
SUBJECTS = 5
"""The country, two municipalities and two bodies of the small world."""


@pytest.fixture
def moment() -> Moment:
    """The clock of the desk: a day in February, when the reports of the year before are made."""
    return Moment(NOW)


def lived(house: House, clients: int) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        for _ in range(clients):
            world.issue(world.client(now=IN_2025), IN_2025)


def released(desks: Desks, clients: int = 6) -> None:
    lived(desks.house, clients)
    visitor = desks.sign_in(Role.MANAGER)
    assert visitor.post("/rapporten/vrijgeven", {"year": "2025"}).status_code == 303


def numbers(house: House, kind: str) -> dict[str, str]:
    with reading(house.engine) as session:
        rows = session.execute(
            select(ReleasedReport.subject_code, ReleasedReport.number).where(ReleasedReport.kind == kind)
        )
        return dict(rows.tuples().all())


def test_a_year_is_made_read_and_released(desks: Desks) -> None:
    lived(desks.house, 6)
    visitor = desks.sign_in(Role.MANAGER)
    assert "nog geen concepten" in visitor.get("/rapporten/vrijgeven").text
    assert visitor.post("/rapporten/concepten", {"year": "2025"}).status_code == 303
    page = visitor.get("/rapporten/vrijgeven?jaar=2025").text
    assert f"{SUBJECTS} concepten" in page
    assert numbers(desks.house, "municipality") == {}
    draft = page.split('href="/rapporten/concepten/', 1)[1].split('"', 1)[0]
    assert "concept, niet vrijgegeven" in visitor.get(f"/rapporten/concepten/{draft}").text
    assert visitor.post("/rapporten/vrijgeven", {"year": "2025"}).status_code == 303
    assert "alles is vrijgegeven" in visitor.get("/rapporten/vrijgeven?jaar=2025").text
    assert len(numbers(desks.house, "municipality")) == 2


def test_releasing_asks_the_password_again(desks: Desks, moment: Moment) -> None:
    lived(desks.house, 6)
    visitor = desks.sign_in(Role.MANAGER)
    moment.now = NOW.replace(minute=10)
    answer = visitor.post("/rapporten/vrijgeven", {"year": "2025"})
    assert answer.headers["location"].startswith("/bevestigen")
    assert numbers(desks.house, "municipality") == {}


ANEW = "/rapporten/opnieuw"


def versions(house: House) -> list[tuple[int, str | None]]:
    with reading(house.engine) as session:
        asked = select(ReleasedReport.version, ReleasedReport.reason).order_by(ReleasedReport.id)
        return [(version, reason) for version, reason in session.execute(asked)]


def test_everybody_gets_a_new_version_with_a_reason(desks: Desks) -> None:
    visitor = desks.sign_in(Role.MANAGER)
    assert ANEW not in visitor.get("/rapporten/vrijgeven?jaar=2025").text
    released(desks)
    assert ANEW in visitor.get("/rapporten/vrijgeven?jaar=2025").text
    answer = visitor.post(ANEW, {"year": "2025", "reason": " geboortejaar hersteld "})
    assert answer.status_code == 303
    assert versions(desks.house) == [(1, None)] * SUBJECTS + [(2, "geboortejaar hersteld")] * SUBJECTS


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_new_versions_need_a_reason_that_can_be_kept(desks: Desks, reason: str) -> None:
    released(desks)
    answer = desks.sign_in(Role.MANAGER).post(ANEW, {"year": "2025", "reason": reason})
    assert answer.status_code == 422
    assert 'value="2025" selected' in answer.text
    assert 'id="reason-wrong"' in answer.text
    assert versions(desks.house) == [(1, None)] * SUBJECTS


def test_new_versions_ask_the_password_again(desks: Desks, moment: Moment) -> None:
    released(desks)
    visitor = desks.sign_in(Role.MANAGER)
    moment.now = NOW.replace(minute=10)
    answer = visitor.post(ANEW, {"year": "2025", "reason": "hersteld"})
    assert answer.headers["location"].startswith("/bevestigen")
    assert versions(desks.house) == [(1, None)] * SUBJECTS


def test_a_coordinator_releases_no_new_versions_at_the_desk(desks: Desks) -> None:
    released(desks)
    assert desks.sign_in(Role.COORDINATOR).post(ANEW, {"year": "2025", "reason": "hersteld"}).status_code == 403
    assert versions(desks.house) == [(1, None)] * SUBJECTS


@pytest.mark.parametrize(
    ("year", "said"), [("2026", "nog"), ("", "Nog niet alles klopt"), ("dit jaar", "Nog niet alles klopt")]
)
def test_what_cannot_be_released(desks: Desks, year: str, said: str) -> None:
    lived(desks.house, 6)
    answer = desks.sign_in(Role.MANAGER).post("/rapporten/vrijgeven", {"year": year})
    assert answer.status_code >= 400
    assert said in answer.text


@pytest.mark.parametrize(
    ("form", "begins"),
    [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK"), ("html", b"<!DOCTYPE html>"), ("json", b"{")],
)
def test_a_report_in_every_form(desks: Desks, form: str, begins: bytes) -> None:
    released(desks)
    number = next(iter(numbers(desks.house, "municipality").values()))
    answer = desks.sign_in(Role.MANAGER).get(f"/rapporten/{number}/bestand?vorm={form}")
    assert answer.content.startswith(begins)
    assert "attachment" in answer.headers["content-disposition"]


def test_all_reports_of_a_kind_come_in_one_zip(desks: Desks) -> None:
    released(desks)
    visitor = desks.sign_in(Role.MANAGER)
    assert "/rapporten/zip/2025/municipality/pdf" in visitor.get("/rapporten").text  # one click from the list
    archive = zipfile.ZipFile(BytesIO(visitor.get("/rapporten/zip/2025/municipality/pdf").content))
    assert archive.testzip() is None
    assert len(archive.namelist()) == 2
    assert visitor.get("/rapporten/zip/2025/municipality/exe").status_code == 404
    assert visitor.get("/rapporten/zip/2024/municipality/pdf").status_code == 404


@pytest.mark.parametrize("form", ["unknown", ""])
def test_an_unknown_form_is_not_here(desks: Desks, form: str) -> None:
    released(desks)
    number = next(iter(numbers(desks.house, "municipality").values()))
    assert desks.sign_in(Role.MANAGER).get(f"/rapporten/{number}/bestand?vorm={form}").status_code == 404


def test_a_municipality_sees_its_own_released_report_only(desks: Desks) -> None:
    released(desks)
    with reading(desks.house.engine) as session:
        place = session.scalars(select(Municipality).order_by(Municipality.id)).first()
        assert place is not None
    own = numbers(desks.house, "municipality")
    visitor = desks.sign_in(Role.MUNICIPALITY_CONTACT, municipality_id=place.id)
    page = visitor.get("/").text
    assert own[place.code] in page
    assert "Jaar maken en vrijgeven" not in page
    assert visitor.get(f"/rapporten/{own[place.code]}").status_code == 200
    hidden = [*(number for code, number in own.items() if code != place.code), *numbers(desks.house, "agency").values()]
    assert hidden
    assert all(number not in page for number in hidden)
    assert {visitor.get(f"/rapporten/{number}").status_code for number in hidden} == {404}
    assert visitor.get("/rapporten/vrijgeven").status_code == 403


def test_an_agency_sees_its_own_report_only(desks: Desks) -> None:
    released(desks)
    with reading(desks.house.engine) as session:
        agency = session.scalars(select(Agency).order_by(Agency.id)).first()
        assert agency is not None
    own = numbers(desks.house, "agency")
    visitor = desks.sign_in(Role.PROVIDER_CONTACT, agency_id=agency.id)
    assert visitor.get(f"/rapporten/{own[agency.code]}").status_code == 200
    assert {visitor.get(f"/rapporten/{number}").status_code for code, number in own.items() if code != agency.code} == {
        404
    }


@pytest.mark.parametrize(
    ("clients", "tables"), [pytest.param(4, False, id="four: text only"), pytest.param(5, True, id="five: tables")]
)
def test_scenario_25(desks: Desks, clients: int, tables: bool) -> None:
    released(desks, clients)
    visitor = desks.sign_in(Role.MANAGER)
    chapters = [visitor.get(f"/rapporten/{one}").text for one in numbers(desks.house, "municipality").values()]
    assert any("Tabel 1a" in text for text in chapters) is tables
