"""The privacy officer's pages: the record, what was read, is it whole, and decisions about keeping."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from rules.casework import ClientKind
from rules.policy_words import RecordClass
from rules.vocabulary import Role
from store.events import Subject, anchor, record, user_actor
from store.models import AccessLog, BreakGlass, Client, Event
from store.session import reading, transaction
from tests.desk.web.visiting import WEDNESDAY, Desks, Visitor, statements


@pytest.fixture
def officer(desks: Desks) -> Visitor:
    """A privacy officer, in a house in which somebody changed and read something."""
    adviser = desks.new_user(Role.COORDINATOR, login="coordinator.noord")
    with transaction(desks.house.engine) as session:
        record(session, Subject("visit", 7), "planned", at=WEDNESDAY, actor=user_actor(adviser.id), on="2026-04-09")
        record(session, Subject("visit", 7), "closed", at=WEDNESDAY)
        session.add(AccessLog(at=WEDNESDAY, actor=user_actor(adviser.id), subject="signal:S-2026-17", purpose="letter"))
        anchor(session, WEDNESDAY)
    return desks.sign_in(Role.PRIVACY_OFFICER)


def test_the_record_says_who_did_what_to_what(officer: Visitor) -> None:
    page = officer.get("/privacy/logboek").text
    for said in ("coordinator.noord", "Systeem", "Bezoek 7", "gepland", '<span class="soft">dag:</span> 2026-04-09'):
        assert said in page
    assert "Bezoek 7" not in officer.get("/privacy/logboek?zoek=bestaat-niet").text
    assert "Bezoek 7" not in officer.get("/privacy/logboek?tot=2026-04-07").text
    assert "Bezoek 7" in officer.get("/privacy/logboek?van=2026-04-08&tot=2026-04-08").text


@pytest.mark.parametrize("asked", ["Gepland", "planned", "visit:7", "bezoek", "noord"])
def test_the_record_is_searched_by_its_words_and_by_its_codes(officer: Visitor, asked: str) -> None:
    assert "Bezoek 7" in officer.get(f"/privacy/logboek?zoek={asked}").text


def test_what_was_read_is_listed_with_what_for(officer: Visitor) -> None:
    page = officer.get("/privacy/gelezen").text
    for said in ("Signaal S-2026-17", "coordinator.noord", "brief"):
        assert said in page


@pytest.mark.parametrize(
    ("asked", "found"), [("Brief", 1), ("letter", 1), ("signaal", 1), ("S-2026-17", 1), ("poort", 0)]
)
def test_readings_are_searched_by_their_words_and_codes(officer: Visitor, asked: str, found: int) -> None:
    assert officer.get(f"/privacy/gelezen?zoek={asked}").text.count("Signaal S-2026-17") == found


def test_an_act_on_a_signal_is_found_in_the_language_of_the_reader(desks: Desks) -> None:
    """Given an event whose word is that of an act / when it is sought as the reader reads it / then it is found."""
    with transaction(desks.house.engine) as session:
        record(session, Subject("signal", 3), "signal_withdraw", at=WEDNESDAY, reference="S-2026-003")
    for language, asked, other in (("nl", "intrekken", "withdraw+a"), ("en", "withdraw", "intrekken")):
        reader = desks.sign_in(desks.new_user(Role.PRIVACY_OFFICER, language=language))
        assert "S-2026-003" in reader.get(f"/privacy/logboek?zoek={asked}").text
        assert "S-2026-003" not in reader.get(f"/privacy/logboek?zoek={other}").text


def test_emergency_openings_come_by_the_page(desks: Desks, officer: Visitor) -> None:
    """Given sixty openings of two jurists / then the officer pages through all, and each jurist sees the own ones."""
    first, second = desks.sign_in(Role.JURIST), desks.sign_in(Role.JURIST)
    with transaction(desks.house.engine) as session:
        client = Client(code="CL-1", kind=ClientKind.YOUTH, first_contact_on=WEDNESDAY.date())
        session.add(client)
        session.flush()
        for number in range(60):
            who = (first, second)[number % 2].user
            assert who is not None
            at = WEDNESDAY - timedelta(days=number)
            session.add(
                BreakGlass(
                    user_id=who.id, subject_kind="client", subject_id=client.id, opened_at=at,
                    ends_at=at + timedelta(hours=4),
                )
            )  # fmt: skip
    page, further = officer.get("/noodtoegang").text, officer.get("/noodtoegang?page=2").text
    assert (page.count('<th scope="row">'), further.count('<th scope="row">')) == (50, 10)
    assert page.count("open tot") == 1
    assert "Waarom nu?" not in page
    assert officer.get("/noodtoegang?zoek=niemand").text.count('<th scope="row">') == 0
    assert first.get("/noodtoegang").text.count('<th scope="row">') == 30
    with statements(desks.house.engine) as seen:
        officer.get("/noodtoegang")
    assert len(seen) <= 8


def test_the_record_can_be_taken_along(officer: Visitor) -> None:
    assert officer.get("/privacy/logboek.xlsx").content.startswith(b"PK")


def test_a_whole_record_is_found_whole(officer: Visitor) -> None:
    assert officer.post("/privacy/nagerekend").status_code == 303
    assert "ongeschonden" in officer.get("/privacy").text


def test_a_changed_record_is_found(desks: Desks, officer: Visitor) -> None:
    with transaction(desks.house.engine) as session:
        session.execute(text("DROP TRIGGER IF EXISTS event_is_append_only"))
        for (name,) in session.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")
        ):
            session.execute(text(f'DROP TRIGGER "{name}"'))
        session.execute(text("UPDATE event SET what = 'unplanned' WHERE what = 'planned'"))
    officer.post("/privacy/nagerekend")
    page = officer.get("/privacy").text
    assert "gevonden" in page
    assert "Bezoek 7" in page


def test_a_decision_is_recorded_and_removes_nothing(desks: Desks, officer: Visitor) -> None:
    assert "geen besluit" in officer.get("/privacy/bewaren").text
    sent = officer.post(
        "/privacy/bewaren",
        {"class": "visit", "years": "7", "decided_on": "2026-04-01", "reference": "BV-2026-12"},
    )
    assert sent.status_code == 303
    assert "BV-2026-12" in officer.get("/privacy/bewaren").text
    with reading(desks.house.engine) as session:
        event = session.scalars(select(Event).where(Event.what == "retention_decided")).one()
        assert event.facts == {"class": "visit", "years": 7, "decided_on": "2026-04-01", "reference": "BV-2026-12"}
        assert session.scalars(select(AccessLog)).all()
    policy = desks.house.policy(WEDNESDAY.date())
    assert policy.purge_after_years(RecordClass.VISIT) is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"years": "0"}, "heel getal", id="no years"),
        pytest.param({"class": "everything"}, "Kies een van de mogelijkheden", id="no class"),
        pytest.param({"reference": ""}, "Vul dit in", id="no reference"),
        pytest.param({"reference": "naam van iemand"}, "zonder spaties", id="a text instead of a reference"),
        pytest.param({"decided_on": "2027-01-01"}, "niet in de toekomst", id="in the future"),
    ],
)
def test_a_decision_that_is_not_clear(officer: Visitor, changed: dict[str, str], said: str) -> None:
    fields = {"class": "visit", "years": "7", "decided_on": "2026-04-01", "reference": "BV-2026-12"} | changed
    answer = officer.post("/privacy/bewaren", fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="2026-04-01"' in answer.text or "decided_on" in changed
