"""Whole plans: sound by the independent checker, closed care first, and the same whatever the order of the rows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model import Absence, Holiday, Plan, PlannedVisit, Problem, Progress, Role, Status
from planner.rounds import plan_calendar
from planner.travel import EstimatedTravel
from tests.planner.worlds import (
    CLOSES,
    DAY,
    MONDAY,
    OPENS,
    Grid,
    adviser,
    fortnights,
    group,
    hours,
    judged,
    lines,
    problem,
    region,
    shaken,
    workdays,
)

YEAR_DAYS = 364


def planned(given: Problem, mode: str = "fast", seed: int = 0) -> Plan:
    return plan_calendar(given, Grid(), mode=mode, seed=seed, processes=1)


def real(given: Problem, mode: str = "fast") -> Plan:
    return plan_calendar(given, EstimatedTravel(given.travel), mode=mode, processes=1)


def moved(given: Problem, days: int) -> Problem:
    """Return the problem with every day `days` later."""
    later = timedelta(days=days)
    windows = tuple(
        replace(row, starts_on=row.starts_on + later, ends_on=row.ends_on + later, late_until=row.late_until + later)
        for row in given.windows
    )
    absences = tuple(
        replace(row, starts_on=row.starts_on + later, ends_on=row.ends_on + later) for row in given.absences
    )
    return replace(
        given, starts_on=given.starts_on + later, ends_on=given.ends_on + later, windows=windows, absences=absences
    )


@pytest.mark.parametrize("mode", ["fast", "quality"])
@pytest.mark.parametrize("seed", range(4))
def test_the_checker_finds_nothing(mode: str, seed: int) -> None:
    away = (Absence(1, MONDAY + 7 * DAY, MONDAY + 20 * DAY), Absence(2, MONDAY + 3 * DAY, MONDAY + 4 * DAY))
    given = replace(region(seed, groups=20, weeks=6), absences=away)
    plan = real(given, mode)
    assert judged(given, plan) == set()
    assert {visit.window_id for visit in plan.visits} | {row.window_id for row in plan.unplaced} == {
        window.window_id for window in given.windows
    }


@pytest.mark.parametrize("mode", ["fast", "quality"])
@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 99), order=st.integers(1, 99))
def test_the_order_of_the_rows_does_not_matter(mode: str, seed: int, order: int) -> None:
    given = region(seed)
    assert lines(planned(shaken(given, order), mode)) == lines(planned(given, mode))


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 99))
def test_a_year_later_is_the_same_plan(seed: int) -> None:
    given = replace(region(seed), absences=(Absence(1, MONDAY + 7 * DAY, MONDAY + 9 * DAY),))
    now, later = planned(given), planned(moved(given, YEAR_DAYS))
    assert [(number, who, on + YEAR_DAYS * DAY, start) for number, who, on, start in lines(now)] == lines(later)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 99))
def test_another_day_of_work_leaves_no_more_unplaced(seed: int) -> None:
    given = region(seed, advisers=2, groups=22)
    more = replace(given, adviser_days=(*given.adviser_days, *workdays(1, (3,))))
    assert len(planned(more).unplaced) <= len(planned(given).unplaced)


def test_two_processes_make_the_same_plan_as_one() -> None:
    given = region(3)
    assert lines(plan_calendar(given, Grid(), processes=2)) == lines(planned(given))


def test_quality_travels_less_and_knows_how_much_less_is_possible() -> None:
    given = region(5, groups=24, weeks=13)
    fast, quality = planned(given), planned(given, "quality")
    assert quality.travel_min < fast.travel_min
    assert sum(quality.bounds.values()) <= quality.travel_min
    assert len(quality.unplaced) <= len(fast.unplaced)


def test_an_over_full_plan_is_no_error() -> None:
    given = region(1, advisers=1, groups=40)
    plan = planned(replace(given, groups=tuple(replace(row, deputy_id=None) for row in given.groups)))
    assert plan.unplaced
    assert len(plan.visits) + len(plan.unplaced) == len(given.windows)


def test_closed_care_goes_first() -> None:
    """Two groups want the only evening there is: the closed one gets it, the other says that there is no room."""
    closed = group(2, care_type="closed_care", required_cert="closed_care")
    given = problem(
        1,
        groups=(group(), closed),
        windows=(*fortnights(1, 1, days=7), *fortnights(2, 1, days=7, priority=1)),
        group_hours=(*hours(1, OPENS, OPENS + 105), *hours(2, OPENS, OPENS + 105)),
        adviser_days=workdays(weekdays=(1,)),
    )
    plan = planned(given)
    assert [visit.group_id for visit in plan.visits] == [2]
    assert [row.group_id for row in plan.unplaced] == [1]


def test_a_fixed_slot_is_kept() -> None:
    given = problem(4, groups=(group(fixed_weekday=4, fixed_start=17 * 60),))
    assert {(visit.on.isoweekday(), visit.start) for visit in planned(given).visits} == {(4, 17 * 60)}


def test_a_holiday_on_the_fixed_day_moves_the_visit_to_another_day_of_the_week() -> None:
    """Scenario 1: the fixed Friday is Christmas Day; the visit stays in its week, and off the holiday."""
    christmas = MONDAY.replace(month=12, day=25)
    monday = christmas - 4 * DAY
    closed = group(care_type="closed_care", required_cert="closed_care", fixed_weekday=5, fixed_start=16 * 60)
    given = problem(
        1, starts_on=monday, ends_on=monday + 6 * DAY, groups=(closed,),
        windows=tuple(fortnights(1, 1, monday, 7, 1)),
        holidays=(Holiday(christmas, "Eerste Kerstdag", frozenset({"closed_care"})),),
    )  # fmt: skip
    (visit,) = planned(given).visits
    assert monday <= visit.on < christmas


def test_a_holiday_is_the_last_resort() -> None:
    closed = group(care_type="closed_care")
    given = problem(
        1, groups=(closed,), windows=tuple(fortnights(1, 1, days=1)), holidays=(
            Holiday(MONDAY, "feestdag", frozenset({"closed_care"})),
        ),
    )  # fmt: skip
    assert [visit.on for visit in planned(given).visits] == [MONDAY]


def test_the_deputy_goes_when_the_owner_is_away() -> None:
    given = problem(
        groups=(group(deputy_id=2),), advisers=(adviser(1), adviser(2)), adviser_days=(*workdays(1), *workdays(2)),
        absences=(Absence(1, MONDAY, MONDAY + 13 * DAY),),
    )  # fmt: skip
    assert [(visit.adviser_id, visit.role) for visit in planned(given).visits] == [(2, Role.DEPUTY)]


def test_one_substitute_for_six_weeks() -> None:
    people = tuple(adviser(number) for number in (1, 2, 3, 4))
    given = problem(
        6, groups=(group(),), advisers=people, absences=(Absence(1, MONDAY, MONDAY + 41 * DAY),),
        adviser_days=tuple(day for who in people for day in workdays(who.adviser_id)),
    )  # fmt: skip
    plan = planned(given)
    assert {visit.role for visit in plan.visits} == {Role.SUBSTITUTE}
    assert (len(plan.visits), len({visit.adviser_id for visit in plan.visits})) == (3, 1)


def test_a_window_that_ended_is_caught_up() -> None:
    (window,) = fortnights(1, 1, MONDAY - 14 * DAY)
    late = replace(window, late_until=MONDAY + 2 * DAY)
    assert [visit.on <= late.late_until for visit in planned(problem(windows=(late,))).visits] == [True]


@pytest.mark.parametrize("mode", ["fast", "quality"])
def test_frozen_visits_stay(mode: str) -> None:
    given = region(2, weeks=6)
    window = given.windows[0]
    owner = next(row.owner_id for row in given.groups if row.group_id == window.group_id)
    kept = PlannedVisit(
        900, window.window_id, window.group_id, owner or 0, Role.OWNER, window.starts_on, CLOSES - 105, CLOSES, 1, 17,
        Status.FROZEN,
    )  # fmt: skip
    plan = planned(replace(given, frozen=(kept,)), mode)
    assert kept in plan.visits
    assert [visit for visit in plan.visits if visit.window_id == window.window_id] == [kept]


def test_progress_tells_stage_and_bound() -> None:
    told: list[Progress] = []
    plan_calendar(region(1, weeks=13), Grid(), mode="quality", processes=1, progress=told.append)
    assert list(dict.fromkeys(step.stage for step in told)) == ["owners", "deputies", "quality"]
    last = told[-1]
    assert last.done == last.total
    assert (last.bound or 0) <= (last.best or 0)
