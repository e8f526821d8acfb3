"""Opening windows and planning visits for them."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from actions.house import House
from actions.planning import debt, late_windows, open_windows, plan_lines, plan_rounds
from actions.windows import close_windows
from rules.calendar import to_local
from rules.vocabulary import AbsenceKind, CareType, CertificateKind, VisitState, WaiverReason, WindowState
from store.events import SYSTEM, breaks
from store.models import Absence, Certificate, Closure, Group, GroupHours, PlanRun, Visit, WorkingDay
from store.session import transaction
from tests.actions.visiting import (
    add_visit,
    evening,
    make_visit,
    morning,
    prepare,
    told,
    visits_of,
    windows_of,
)
from tests.builders import Region

MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 3, 8)
WEEK = timedelta(weeks=1)


def test_windows_are_opened_once(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        group = Region(session).add_group(CareType.CLOSED_CARE)
        assert open_windows(session, each_house, MONDAY + 3 * WEEK, morning(MONDAY)) == 4
        assert open_windows(session, each_house, MONDAY + 3 * WEEK, morning(MONDAY)) == 0
        assert open_windows(session, each_house, MONDAY + 4 * WEEK, morning(MONDAY)) == 1
        assert told(session, "group", group.id) == ["windows_opened", "windows_opened"]
        assert not list(breaks(session))


def test_a_closure_waives_and_its_withdrawal_opens_again(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser())
        prepare(session, house, MONDAY, weeks=2)
        (visit,) = visits_of(session, group)
        camp = Closure(group_id=group.id, starts_on=MONDAY, ends_on=MONDAY + 2 * WEEK)
        session.add(camp)
        session.flush()
        open_windows(session, house, MONDAY + 2 * WEEK, morning(MONDAY))
        window = windows_of(session, group)[0]
        assert (window.state, window.waiver_reason) == (WindowState.WAIVED, WaiverReason.CLOSED)
        assert visit.state is VisitState.CANCELLED

        session.delete(camp)
        session.flush()
        open_windows(session, house, MONDAY + 2 * WEEK, morning(MONDAY))
        assert (window.state, window.waiver_reason) == (WindowState.OPEN, None)


def test_a_satisfied_window_is_never_touched(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.CLOSED_CARE, region.add_adviser())
        open_windows(session, house, SUNDAY, morning(MONDAY))
        make_visit(session, house, add_visit(session, group, MONDAY))
        group.residents = 0
        session.flush()
        open_windows(session, house, SUNDAY + WEEK, evening(MONDAY))
        assert [window.state for window in windows_of(session, group)] == [WindowState.SATISFIED, WindowState.WAIVED]


def test_a_moved_anchor_leaves_no_overlap(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, anchor_on=MONDAY)
        open_windows(session, house, MONDAY + 6 * WEEK, morning(MONDAY))
        group.anchor_on = MONDAY + WEEK
        session.flush()
        open_windows(session, house, MONDAY + 6 * WEEK, morning(date(2026, 3, 10)))
        assert open_windows(session, house, MONDAY + 6 * WEEK, morning(date(2026, 3, 10))) == 0
        assert [(window.starts_on, window.ends_on) for window in windows_of(session, group)] == [
            (MONDAY, date(2026, 3, 15)),
            (date(2026, 3, 16), date(2026, 3, 22)),
            (date(2026, 3, 23), date(2026, 4, 5)),
            (date(2026, 4, 6), date(2026, 4, 19)),
        ]


def test_a_visit_from_the_register_counts_for_the_running_window(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(), anchor_on=MONDAY)
        visit = add_visit(session, group, MONDAY)
        visit.state, visit.present, visit.spoken_to = VisitState.REPORTED, 4, 3
        prepare(session, house, date(2026, 3, 5), weeks=1)
        assert [window.satisfied_by_id for window in windows_of(session, group)] == [visit.id]
        assert visits_of(session, group) == [visit]


def test_plan_rounds_keeps_what_was_planned(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        region = Region(session)
        owner = region.add_adviser()
        group = region.add_group(CareType.CLOSED_CARE, owner, fixed_weekday=2, fixed_time=time(16))
        open_windows(session, each_house, MONDAY + 2 * WEEK, morning(MONDAY))
        first = plan_rounds(session, each_house, starts_on=MONDAY, weeks=2, now=morning(MONDAY), actor=SYSTEM)
        planned = [(visit.id, visit.starts_at) for visit in visits_of(session, group)]
        second = plan_rounds(session, each_house, starts_on=MONDAY, weeks=2, now=morning(MONDAY), actor=SYSTEM)

        assert (first.placed, first.unplaced, first.kept) == (2, (), 0)
        assert (second.placed, second.unplaced, second.kept) == (0, (), 2)
        assert [(visit.id, visit.starts_at) for visit in visits_of(session, group)] == planned
        assert [to_local(starts_at).time() for _, starts_at in planned] == [time(16), time(16)]
        assert session.get_one(PlanRun, first.run_id).policy_digest == each_house.policies.digest
        assert told(session, "visit", planned[0][0]) == ["planned"]


def test_a_window_that_runs_on_is_left_while_its_best_day_lies_later(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.FAMILY_HOME, region.add_adviser())
        open_windows(session, house, SUNDAY, morning(date(2026, 1, 5)))
        early = plan_rounds(
            session, house, starts_on=date(2026, 1, 5), weeks=4, now=morning(date(2026, 1, 5)), actor=SYSTEM
        )
        assert (early.placed, early.unplaced) == (0, ())
        later = plan_rounds(
            session, house, starts_on=date(2026, 2, 2), weeks=4, now=morning(date(2026, 2, 2)), actor=SYSTEM
        )
        assert later.placed == 1
        assert visits_of(session, group)[0].on <= date(2026, 3, 1)


def away(region: Region, adviser_id: int) -> None:
    region.session.add(
        Absence(adviser_id=adviser_id, kind=AbsenceKind.LEAVE, starts_on=MONDAY - WEEK, ends_on=SUNDAY + WEEK)
    )


def uncertified(region: Region, adviser_id: int) -> None:
    region.session.delete(region.session.get_one(Certificate, (adviser_id, CertificateKind.CLOSED_CARE)))


def busy_hours(region: Region, _adviser_id: int) -> None:
    group = region.session.scalars(select(Group)).one()
    region.session.add(GroupHours(group_id=group.id, weekday=2, starts=time(10), ends=time(11)))


@pytest.mark.parametrize(
    ("hinder", "reason"),
    [
        pytest.param(away, "NO_WORKING_DAY", id="on leave, no deputy"),
        pytest.param(uncertified, "NO_CERT", id="no certificate for closed care"),
        pytest.param(busy_hours, "WINDOW_TOO_SHORT", id="an hour is too short for a visit"),
    ],
)
def test_what_cannot_be_planned_says_why(house: House, hinder: Callable[[Region, int], None], reason: str) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        owner = region.add_adviser()
        group = region.add_group(CareType.CLOSED_CARE, owner)
        hinder(region, owner.id)
        session.flush()
        open_windows(session, house, SUNDAY, morning(MONDAY))
        report = plan_rounds(session, house, starts_on=MONDAY, weeks=1, now=morning(MONDAY), actor=SYSTEM)
        assert [(left.group_code, left.reason) for left in report.unplaced] == [(group.code, reason)]
        assert windows_of(session, group)[0].unplaced_reason == reason


@pytest.mark.parametrize("by_group", [True, False], ids=["the group's deputy", "the adviser's deputy"])
def test_the_deputy_goes_when_the_owner_is_absent(house: House, by_group: bool) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        deputy = region.add_adviser()
        owner = region.add_adviser(deputy_id=None if by_group else deputy.id)
        group = region.add_group(CareType.CLOSED_CARE, owner, deputy_id=deputy.id if by_group else None)
        away(region, owner.id)
        prepare(session, house, MONDAY, weeks=1)
        assert [visit.adviser_id for visit in visits_of(session, group)] == [deputy.id]


def test_school_holidays_open_the_day_in_closed_care(house: House) -> None:
    """20 July 2026 lies in the summer holiday of region Midden; the adviser works in the morning only."""
    with transaction(house.engine) as session:
        region = Region(session)
        owner = region.add_adviser(())
        session.add_all(WorkingDay(adviser_id=owner.id, weekday=day, starts=time(9), ends=time(14)) for day in range(5))
        group = region.add_group(CareType.CLOSED_CARE, owner)
        prepare(session, house, date(2026, 7, 20), weeks=1)
        assert [to_local(visit.starts_at).time() for visit in visits_of(session, group)] == [time(10)]


def test_plan_lines_name_a_family_home_by_its_code(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        owner = region.add_adviser()
        home = region.add_group(CareType.FAMILY_HOME, owner, name="Familie Voorbeeld")
        other = region.add_group(CareType.CLOSED_CARE, owner, name="De Steiger")
        open_windows(session, house, SUNDAY, morning(MONDAY))
        for group in (home, other):
            add_visit(session, group, MONDAY, windows_of(session, group)[0])
        lines = plan_lines(session, MONDAY, SUNDAY)
        assert [(line.group_code, line.group_name, line.care_type) for line in lines] == [
            (home.code, home.code, CareType.FAMILY_HOME),
            (other.code, "De Steiger", CareType.CLOSED_CARE),
        ]
        assert [(line.starts, line.adviser_code, line.town) for line in lines] == [
            (time(16), owner.code, "Waterrijk")
        ] * 2


def test_debt_and_what_can_still_be_made_up(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.CLOSED_CARE, region.add_adviser(()))
        open_windows(session, each_house, MONDAY + 3 * WEEK, morning(MONDAY))
        make_visit(session, each_house, add_visit(session, group, MONDAY))
        second, third = windows_of(session, group)[1:3]
        second.state, second.waiver_reason = WindowState.WAIVED, WaiverReason.NO_RESIDENTS
        session.flush()
        day = third.ends_on + timedelta(days=1)
        close_windows(session, each_house, day, morning(day))
        (owed,) = debt(session, day)
        assert (owed.group_code, owed.due, owed.done, owed.excused, owed.debt) == (group.code, 3, 1, 1, 1)
        assert [(late.group_code, late.starts_on) for late in late_windows(session, third.late_until)] == [
            (group.code, third.starts_on)
        ]
        assert late_windows(session, third.late_until + timedelta(days=1)) == []


def test_a_plan_never_lies_in_the_past(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        region.add_group(CareType.CLOSED_CARE, region.add_adviser())
        open_windows(session, house, SUNDAY, morning(MONDAY))
        thursday = date(2026, 3, 5)
        plan_rounds(session, house, starts_on=MONDAY, weeks=1, now=morning(thursday), actor=SYSTEM)
        assert [visit.on >= thursday for visit in session.scalars(select(Visit))] == [True]
