"""Judging windows that ended: what is told, to whom, and how often."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.planning import open_windows
from actions.visits import attempt_visit
from actions.windows import ClosedCounts, close_windows
from rules.vocabulary import (
    AbsenceKind,
    AttemptReason,
    CareType,
    MissedReason,
    Role,
    VisitState,
    WaiverReason,
    WindowState,
)
from store.events import SYSTEM, breaks
from store.models import Absence, Closure, Notice, Organisation, WorkItem
from store.session import transaction
from tests.actions.visiting import add_visit, evening, make_visit, morning, windows_of
from tests.builders import Region

MONDAY = date(2026, 6, 1)
WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
NOTHING = ClosedCounts(missed=0, satisfied=0, satisfied_late=0, waived=0)


def close_daily(session: Session, house: House, first: date, last: date) -> list[ClosedCounts]:
    """Close windows every day, as the flow does; return the days on which something happened."""
    days = [first + offset * DAY for offset in range((last - first).days + 1)]
    return [found for day in days if (found := close_windows(session, house, day, morning(day))) != NOTHING]


def notices(session: Session, template: str) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.template == template).order_by(Notice.id)))


def test_missed_in_a_row_is_told_once_for_each_level(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        region = Region(session)
        manager = region.add_user(Role.MANAGER)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(()), anchor_on=MONDAY)
        open_windows(session, each_house, MONDAY + 10 * WEEK, morning(MONDAY))
        found = close_daily(session, each_house, MONDAY, MONDAY + 10 * WEEK)
        assert [counts.missed for counts in found] == [1, 1, 1, 1, 1]

        told = notices(session, "windows_missed_in_row")
        assert [(notice.recipient_id, notice.facts["missed"], notice.facts["group"]) for notice in told] == [
            (manager.id, 2, group.code),
            (manager.id, 3, group.code),
        ]
        tasks = session.scalars(select(WorkItem).where(WorkItem.role == Role.MANAGER)).all()
        assert [(task.kind, task.due_on) for task in tasks] == [
            ("windows_missed_in_row", date(2026, 6, 30)),
            ("windows_missed_in_row", date(2026, 7, 14)),
        ]
        assert not list(breaks(session))


@pytest.mark.parametrize(
    ("last_visit_on", "levels"),
    [
        pytest.param(date(2026, 5, 24), [1], id="closed care, 15 days without a visit: at once"),
        pytest.param(date(2026, 5, 25), [], id="closed care, 14 days without a visit: not yet"),
    ],
)
def test_one_missed_window_in_closed_care(house: House, last_visit_on: date, levels: list[int]) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        region.add_user(Role.MANAGER)
        group = region.add_group(CareType.CLOSED_CARE, region.add_adviser(()))
        visit = add_visit(session, group, last_visit_on)
        make_visit(session, house, visit)
        open_windows(session, house, MONDAY, morning(MONDAY))
        close_windows(session, house, MONDAY + WEEK, morning(MONDAY + WEEK))
        assert [notice.facts["missed"] for notice in notices(session, "windows_missed_in_row")] == levels


def test_each_coordinator_gets_one_notice_a_day_of_the_own_organisation(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        other = Organisation(code="O2", name="Elders", kind=region.organisation.kind)
        session.add(other)
        session.flush()
        here, everywhere = region.add_user(Role.COORDINATOR), region.add_user(Role.COORDINATOR, organisation_id=None)
        region.add_user(Role.COORDINATOR, active=False)
        ours = [region.add_group(CareType.CLOSED_CARE, region.add_adviser(())) for _ in range(2)]
        theirs = region.add_group(CareType.CLOSED_CARE, region.add_adviser((), organisation_id=other.id))
        open_windows(session, house, MONDAY, morning(MONDAY))
        close_windows(session, house, MONDAY + WEEK, morning(MONDAY + WEEK))
        told = {
            notice.recipient_id: [line["group"] for line in notice.facts["windows"]]
            for notice in notices(session, "window_missed")
        }
    codes = [group.code for group in ours]
    assert told == {here.id: codes, everywhere.id: [*codes, theirs.code]}


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        pytest.param((0, 6), MissedReason.ADVISER_ILL, id="ill all week"),
        pytest.param((0, 1), None, id="ill two days: for the coordinator to say"),
    ],
)
def test_the_reason_is_derived_where_it_is_known(
    house: House, days: tuple[int, int], reason: MissedReason | None
) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        owner = region.add_adviser()
        group = region.add_group(CareType.CLOSED_CARE, owner)
        first, last = (MONDAY + day * DAY for day in days)
        session.add(Absence(adviser_id=owner.id, kind=AbsenceKind.ILL, starts_on=first, ends_on=last))
        open_windows(session, house, MONDAY, morning(MONDAY))
        close_windows(session, house, MONDAY + WEEK, morning(MONDAY + WEEK))
        assert windows_of(session, group)[0].missed_reason is reason


def test_refused_at_the_door_is_the_reason(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.CLOSED_CARE, region.add_adviser())
        open_windows(session, house, MONDAY, morning(MONDAY))
        (window,) = windows_of(session, group)
        visit = add_visit(session, group, MONDAY, window)
        attempt_visit(session, house, visit.id, AttemptReason.REFUSED, now=evening(MONDAY), actor=SYSTEM)
        close_windows(session, house, MONDAY + WEEK, morning(MONDAY + WEEK))
        assert window.missed_reason is MissedReason.REFUSED


def test_a_closure_that_became_known_late_still_waives(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        region.add_user(Role.COORDINATOR)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(), anchor_on=MONDAY)
        open_windows(session, house, MONDAY, morning(MONDAY))
        session.add(Closure(group_id=group.id, starts_on=MONDAY - DAY, ends_on=MONDAY + 2 * WEEK))
        session.flush()
        day = MONDAY + 2 * WEEK
        assert close_windows(session, house, day, morning(day)) == ClosedCounts(0, 0, 0, waived=1)
        (window,) = windows_of(session, group)
        assert (window.state, window.waiver_reason) == (WindowState.WAIVED, WaiverReason.CLOSED)
        assert notices(session, "window_missed") == []


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        pytest.param(MONDAY + 13 * DAY, ClosedCounts(0, 1, 0, 0), id="in time"),
        pytest.param(MONDAY + 14 * DAY, ClosedCounts(0, 0, 1, 0), id="a day late"),
    ],
)
def test_a_visit_entered_by_register_is_found(house: House, on: date, counts: ClosedCounts) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(), anchor_on=MONDAY)
        open_windows(session, house, MONDAY, morning(MONDAY))
        visit = add_visit(session, group, on)
        visit.state, visit.present, visit.spoken_to = VisitState.REPORTED, 3, 2
        session.flush()
        day = MONDAY + 15 * DAY
        assert close_windows(session, house, day, morning(day)) == counts
        assert windows_of(session, group)[0].satisfied_by_id == visit.id


def test_a_visit_made_in_time_but_recorded_after_the_judgement_is_in_time(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.CLOSED_CARE, region.add_adviser())
        open_windows(session, house, MONDAY, morning(MONDAY))
        (window,) = windows_of(session, group)
        visit = add_visit(session, group, MONDAY + 4 * DAY, window)
        assert close_windows(session, house, MONDAY + WEEK, morning(MONDAY + WEEK)).missed == 1
        make_visit(session, house, visit)
        assert window.state is WindowState.SATISFIED


def test_a_family_home_is_told_by_code_alone(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        region.add_user(Role.COORDINATOR)
        location = region.add_location(name="Huize Voorbeeld", town="Oeverdam")
        region.add_group(CareType.FAMILY_HOME, region.add_adviser(), name="Familie Voorbeeld", location=location)
        open_windows(session, house, MONDAY, morning(MONDAY))
        close_windows(session, house, date(2026, 7, 1), morning(date(2026, 7, 1)))
        (notice,) = notices(session, "window_missed")
        assert not any(name in str(notice.facts) for name in ("Voorbeeld", "Oeverdam"))
