"""The adviser's day: what stands on it, a visit recorded in two taps, refused access, times, and whose it is."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from desk.web.pages.today import likely_times
from rules.mail_kinds import MailKind
from rules.vocabulary import AttemptReason, Role, SignalState, VisitState
from store.models import NoticeSwitch, ObserveFinding, Signal, Visit
from store.session import transaction
from tests.desk.web.adviser_world import AdviserWorld, build
from tests.desk.web.visiting import WEDNESDAY, Desks, Visitor, statements

QUICK = {"made": "yes", "present": "8", "spoken_to": "4"}


@pytest.fixture
def world(desks: Desks) -> AdviserWorld:
    """An adviser with four visits today."""
    return build(desks.house)


@pytest.fixture
def adviser(desks: Desks, world: AdviserWorld) -> Visitor:
    """That adviser, signed in."""
    return desks.sign_in(world.user)


def _visit(desks: Desks, number: int) -> Visit:
    with transaction(desks.house.engine) as session:
        row = session.get_one(Visit, number)
        session.expunge(row)
    return row


def test_the_day_shows_what_is_to_be_done(adviser: Visitor, world: AdviserWorld) -> None:
    page = adviser.get("/vandaag").text

    for told in (
        "09:00 Het Nest 2", "Voorbeeldlaan 12, Heemskerk", "25 min reizen", "insluiten", "Nog te schrijven",
        "Nog vast te leggen", world.signal, "Zet in mijn agenda",
    ):  # fmt: skip
        assert told in page
    assert "De Kade 2" not in page, "the name of a family home is a family's"
    assert f"16:00 {world.groups[3]}" in page


def test_the_day_costs_few_statements(desks: Desks, adviser: Visitor) -> None:
    with statements(desks.house.engine) as seen:
        adviser.get("/vandaag")

    assert len(seen) <= 10


@pytest.mark.parametrize("address", ["/vandaag", "/mijn-week", "/mijn-week?week=2026-04-13", "/mijn-week?week=onzin"])
def test_english_too(desks: Desks, world: AdviserWorld, address: str) -> None:
    adviser = desks.sign_in(world.user)
    adviser.post("/taal", {"language": "en", "back": "/"})

    assert adviser.get(address).status_code == 200


def test_the_week_can_be_turned(adviser: Visitor) -> None:
    assert "De Brug 1" in adviser.get("/mijn-week").text
    assert "geen bezoeken op uw naam" in adviser.get("/mijn-week?week=2026-05-04").text


def test_two_taps_record_a_visit(desks: Desks, adviser: Visitor, world: AdviserWorld) -> None:
    """Given the day / when it is saved as it is filled in / then the visit is made, at its planned time."""
    answer = adviser.post(f"/vandaag/{world.visits[0]}", QUICK)

    made = _visit(desks, world.visits[0])
    assert (answer.status_code, answer.headers["location"]) == (303, "/vandaag")
    assert (made.state, made.present, made.spoken_to) == (VisitState.DONE, 8, 4)
    assert made.ends_at - made.starts_at == timedelta(minutes=50)
    assert "vastgelegd" in adviser.get("/vandaag").text


def test_the_list_and_times_are_kept(desks: Desks, adviser: Visitor, world: AdviserWorld) -> None:
    fields = QUICK | {"new_youths": "2", "booklet_given": "yes", "started": "09:05", "ended": "09:40"}

    adviser.post(f"/vandaag/{world.visits[0]}", fields)

    made = _visit(desks, world.visits[0])
    assert (made.new_youths, made.booklet_given, made.house_rules_seen) == (2, True, False)
    assert made.ends_at - made.starts_at == timedelta(minutes=35)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        pytest.param({"spoken_to": ""}, "Vul een aantal in", id="no number"),
        pytest.param({"spoken_to": "vier"}, "Vul een heel getal in", id="a word"),
        pytest.param({"spoken_to": "9"}, "kloppen niet", id="more spoken to than there were"),
        pytest.param({"ended": "08:00"}, "eindigt", id="ends before it starts"),
        pytest.param({"started": "half tien"}, "Vul een tijd in", id="no time"),
        pytest.param({"made": "no"}, "Kies een van de mogelijkheden", id="not made, no reason"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    desks: Desks, adviser: Visitor, world: AdviserWorld, typed: dict[str, str], told: str
) -> None:
    answer = adviser.post(f"/vandaag/{world.visits[0]}", QUICK | {"present": "7"} | typed)

    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="7"' in answer.text
    assert _visit(desks, world.visits[0]).state is VisitState.PLANNED


def test_refused_access_makes_a_draft(desks: Desks, adviser: Visitor, world: AdviserWorld) -> None:
    """Given a visit / when access was refused / then a draft stands ready and nothing was sent (scenario 8)."""
    answer = adviser.post(f"/vandaag/{world.visits[1]}", {"made": "no", "reason": AttemptReason.REFUSED.value})

    with transaction(desks.house.engine) as session:
        drafts = session.scalars(select(Signal).where(Signal.reference != world.signal)).all()
        assert [row.state for row in drafts] == [SignalState.DRAFT]
    assert answer.status_code == 303
    assert _visit(desks, world.visits[1]).state is VisitState.ATTEMPTED


def test_nobody_present_makes_none(desks: Desks, adviser: Visitor, world: AdviserWorld) -> None:
    adviser.post(f"/vandaag/{world.visits[1]}", {"made": "no", "reason": AttemptReason.NOBODY_PRESENT.value})

    with transaction(desks.house.engine) as session:
        assert len(session.scalars(select(Signal)).all()) == 1
    assert "niemand aanwezig" in adviser.get("/vandaag").text


@pytest.mark.parametrize("seen", ["still", "gone", "not_looked"])
def test_a_draft_signal_takes_no_findings_but_never_in_silence(
    desks: Desks, adviser: Visitor, world: AdviserWorld, seen: str
) -> None:
    """Given a point of a signal that was not sent / then what was seen is refused in words, or was not looked at."""
    with transaction(desks.house.engine) as session:
        number = session.scalars(select(Signal.id).where(Signal.reference == world.signal)).one()

    answer = adviser.post(f"/vandaag/{world.visits[0]}", QUICK | {f"seen-{number}": seen})

    with transaction(desks.house.engine) as session:
        assert session.scalars(select(ObserveFinding)).all() == []
    assert answer.status_code == (303 if seen == "not_looked" else 422)


@pytest.mark.parametrize(("seen", "kept"), [("still", [True]), ("gone", [False]), ("not_looked", [])])
def test_what_was_seen_is_kept_with_the_visit(
    desks: Desks, adviser: Visitor, world: AdviserWorld, seen: str, kept: list[bool]
) -> None:
    with transaction(desks.house.engine) as session:
        signal = session.scalars(select(Signal).where(Signal.reference == world.signal)).one()
        signal.state, signal.sent_at = SignalState.VERIFICATION, WEDNESDAY

    adviser.post(f"/vandaag/{world.visits[0]}", QUICK | {f"seen-{signal.id}": seen})

    with transaction(desks.house.engine) as session:
        assert list(session.scalars(select(ObserveFinding.seen))) == kept
    assert _visit(desks, world.visits[0]).state is VisitState.DONE


def test_the_report_is_marked_ready(desks: Desks, adviser: Visitor, world: AdviserWorld) -> None:
    adviser.post(f"/vandaag/{world.visits[0]}", QUICK)

    answer = adviser.post(f"/vandaag/{world.visits[0]}/verslag")

    assert answer.status_code == 303
    assert _visit(desks, world.visits[0]).state is VisitState.REPORTED


@pytest.mark.parametrize("part", ["", "/verslag"])
def test_a_visit_of_a_colleague_does_not_exist(desks: Desks, world: AdviserWorld, part: str) -> None:
    other = desks.sign_in(world.other)

    assert other.get(f"/vandaag/{world.visits[0]}").status_code == 404
    assert other.post(f"/vandaag/{world.visits[0]}{part}", QUICK).status_code == 404
    assert _visit(desks, world.visits[0]).state is VisitState.PLANNED


def test_mails_are_switched_on_and_off(desks: Desks, adviser: Visitor, world: AdviserWorld) -> None:
    """Given invitations that come only when asked / when these alone are ticked / then these alone come."""
    before = adviser.get("/mijn-berichten").text
    adviser.post("/mijn-berichten", {"calendar_invitation": "yes"})

    with transaction(desks.house.engine) as session:
        switched = {row.kind: row.on for row in session.scalars(select(NoticeSwitch))}
    assert 'id="calendar_invitation" name="calendar_invitation" value="yes">' in before
    assert switched == {
        MailKind.CALENDAR_INVITATION: True, MailKind.DAILY_DIGEST: False, MailKind.VISIT_REMINDER: False,
    }  # fmt: skip


def test_an_adviser_starts_here(desks: Desks, adviser: Visitor) -> None:
    assert "09:00 Het Nest 2" in adviser.get("/").text


def test_it_is_for_advisers_only(desks: Desks) -> None:
    assert desks.sign_in(Role.COORDINATOR).get("/vandaag").status_code == 403


def test_a_visit_of_tomorrow_cannot_be_recorded_yet(adviser: Visitor, world: AdviserWorld) -> None:
    page = adviser.get("/mijn-week").text
    number = max(int(part.split('"')[0]) for part in page.split("/vandaag/")[1:] if part.split('"')[0].isdigit())

    assert "Vastleggen kan op de dag zelf" in adviser.get(f"/vandaag/{number}").text


@pytest.mark.parametrize(
    ("starts", "ends", "likely"),
    [
        pytest.param(-120, -60, (-120, -60), id="over: as planned"),
        pytest.param(-30, 30, (-30, 0), id="going on: until now"),
        pytest.param(60, 120, (-60, 0), id="came early: as long as planned, until now"),
    ],
)
def test_likely_times(starts: int, ends: int, likely: tuple[int, int]) -> None:
    def at(minutes: int) -> datetime:
        return WEDNESDAY + timedelta(minutes=minutes)

    assert likely_times(at(starts), at(ends), WEDNESDAY) == (at(likely[0]), at(likely[1]))
