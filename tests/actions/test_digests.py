"""The adviser's mail of the day."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.digests import remind_advisers
from actions.house import House
from actions.planning import open_windows
from actions.visits import report_visit
from rules.calendar import at_local
from rules.vocabulary import AbsenceKind, CareType, Measure, SignalKind, SignalState
from store.crypto import Place
from store.events import SYSTEM
from store.models import Absence, Adviser, Group, Notice, Reply, Signal
from store.session import transaction
from tests.actions.visiting import add_visit, evening, make_visit, morning, windows_of
from tests.builders import Region

MONDAY = date(2026, 6, 1)
DAY = timedelta(days=1)
PARTS = ("today", "week", "ahead", "unrecorded", "reports", "windows", "signals")


def digest(session: Session, house: House, today: date) -> dict[str, Any]:
    """Return the parts of the one digest of `today` that say something."""
    assert remind_advisers(session, house, today, morning(today)) == 1
    notice = session.scalars(select(Notice).order_by(Notice.id.desc()).limit(1)).one()
    assert notice.facts["on"] == today.isoformat()
    return {part: notice.facts[part] for part in PARTS if notice.facts[part]}


def start(session: Session, **facts: Any) -> tuple[Region, Adviser, Group]:
    region = Region(session)
    adviser = region.add_adviser()
    return region, adviser, region.add_group(CareType.CLOSED_CARE, adviser, **facts)


def plan(session: Session, house: House, group: Group, *days: date) -> None:
    open_windows(session, house, max(days), morning(MONDAY))
    for day in days:
        window = next(row for row in windows_of(session, group) if row.starts_on <= day <= row.ends_on)
        add_visit(session, group, day, window)


@pytest.mark.parametrize(
    ("visit_on", "part"),
    [
        pytest.param(MONDAY, "today", id="today"),
        pytest.param(MONDAY + 1 * DAY, "week", id="tomorrow"),
        pytest.param(MONDAY + 6 * DAY, "week", id="Sunday"),
    ],
)
def test_a_visit_is_named_once(each_house: House, visit_on: date, part: str) -> None:
    with transaction(each_house.engine) as session:
        _, _, group = start(session)
        plan(session, each_house, group, visit_on)
        line = {"starts_at": at_local(visit_on, time(16)).isoformat(), "group": group.code, "town": "Waterrijk"}
        assert digest(session, each_house, MONDAY) == {part: [line]}
        assert remind_advisers(session, each_house, MONDAY, evening(MONDAY)) == 0


@pytest.mark.parametrize(
    ("today", "told"),
    [
        pytest.param(date(2026, 6, 4), False, id="four working days before: nothing"),
        pytest.param(date(2026, 6, 5), True, id="three working days before, over a weekend"),
    ],
)
def test_reminders_before_a_visit_next_week(house: House, today: date, told: bool) -> None:
    wednesday = date(2026, 6, 10)
    with transaction(house.engine) as session:
        _, _, group = start(session)
        plan(session, house, group, MONDAY, wednesday)
        make_visit(session, house, add_visit(session, group, MONDAY, windows_of(session, group)[0]))
        for notice in session.scalars(select(Notice)):
            session.delete(notice)
        found = digest(session, house, today)
        assert ("ahead" in found) is told


@pytest.mark.parametrize(
    ("today", "told"),
    [
        pytest.param(date(2026, 6, 3), False, id="Wednesday: two more days to come"),
        pytest.param(date(2026, 6, 4), True, id="Thursday: the last but one working day"),
        pytest.param(date(2026, 6, 5), True, id="Friday: the last working day"),
    ],
)
def test_a_window_without_a_visit_is_named_in_its_last_two_working_days(house: House, today: date, told: bool) -> None:
    with transaction(house.engine) as session:
        _, _, group = start(session)
        open_windows(session, house, MONDAY, morning(MONDAY))
        if told:
            assert digest(session, house, today) == {
                "windows": [{"group": group.code, "ends_on": "2026-06-07", "instead_of": ""}]
            }
        else:
            assert remind_advisers(session, house, today, morning(today)) == 0


def test_reports_and_visits_to_record(house: House) -> None:
    with transaction(house.engine) as session:
        _, _, group = start(session)
        open_windows(session, house, MONDAY, morning(MONDAY))
        visit = add_visit(session, group, MONDAY)
        tuesday = MONDAY + DAY
        assert digest(session, house, tuesday) == {"unrecorded": [{"group": group.code, "planned_on": "2026-06-01"}]}
        make_visit(session, house, visit)
        assert digest(session, house, tuesday + DAY) == {
            "reports": [{"group": group.code, "visited_on": "2026-06-01", "due": "2026-06-03"}]
        }
        report_visit(session, house, visit.id, now=evening(tuesday), actor=SYSTEM)
        assert remind_advisers(session, house, tuesday + 2 * DAY, morning(tuesday + 2 * DAY)) == 0


def test_an_answer_to_judge(house: House) -> None:
    received_at = at_local(date(2026, 5, 29), time(14))
    with transaction(house.engine) as session:
        region, adviser, group = start(session)
        sealed = house.vault.seal(session, Place("signal:1", "signal", "1", "text_sealed"), "Een regel.")
        signal = Signal(
            reference="S-2026-001",
            kind=SignalKind.GENERAL,
            state=SignalState.ANSWERED,
            measure=Measure.HOUSE_RULE,
            agency_id=region.agency.id,
            location_id=group.location_id,
            adviser_id=adviser.id,
            observed_on=date(2026, 5, 4),
            text_sealed=sealed,
            created_at=morning(date(2026, 5, 4)),
            sent_at=morning(date(2026, 5, 6)),
        )
        session.add(signal)
        session.flush()
        session.add(
            Reply(signal_id=signal.id, round=1, received_at=received_at, late_working_days=0, text_sealed=sealed)
        )
        session.flush()
        expected = [{"reference": "S-2026-001", "received_at": received_at.isoformat(), "instead_of": ""}]
        assert digest(session, house, MONDAY) == {"signals": expected}


@pytest.mark.parametrize(
    "today",
    [
        pytest.param(date(2026, 6, 6), id="Saturday"),
        pytest.param(date(2026, 5, 25), id="Whit Monday"),
        pytest.param(date(2026, 6, 10), id="on leave"),
    ],
)
def test_no_mail_on_days_off(house: House, today: date) -> None:
    with transaction(house.engine) as session:
        _, adviser, group = start(session)
        add_visit(session, group, today)
        leave = date(2026, 6, 10)
        session.add(Absence(adviser_id=adviser.id, kind=AbsenceKind.LEAVE, starts_on=leave, ends_on=leave))
        session.flush()
        assert remind_advisers(session, house, today, morning(today)) == 0


def test_the_town_of_a_family_home_is_not_told(house: House) -> None:
    with transaction(house.engine) as session:
        region, adviser, _ = start(session, residents=0)
        home = region.add_group(CareType.FAMILY_HOME, adviser)
        plan(session, house, home, MONDAY)
        (line,) = digest(session, house, MONDAY)["today"]
        assert (line["group"], line["town"]) == (home.code, "")
