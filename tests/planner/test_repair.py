"""Repair: only what an event breaks moves, to the nearest place that is legal, and what is lost is told truly."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.plan_export import UNKNOWN, in_rounds
from planner.model import Absence, Closure, Conflict, Plan, PlannedVisit, Problem, Reason, Role
from planner.repair import PinMoved, PlanDiff, check_pins, repair
from planner.repair_events import (
    Change,
    adviser_away,
    adviser_back,
    facts_changed,
    group_changed,
    location_closed,
    location_opened,
    visit_missed,
)
from planner.rounds import plan_calendar
from planner.travel import EstimatedTravel
from tests.planner.worlds import (
    DAY,
    HOME,
    MONDAY,
    NEAR,
    Grid,
    adviser,
    fortnights,
    group,
    hours,
    judged,
    problem,
    region,
    shaken,
    workdays,
)

LAST = MONDAY + 27 * DAY


def planned(given: Problem) -> Plan:
    return plan_calendar(given, Grid(), processes=1)


def after(plan: Plan, diff: PlanDiff) -> Plan:
    """Return the plan as it is after a repair."""
    gone = {move.before.visit_id for move in diff.moved} | {visit.visit_id for visit in diff.dropped}
    stays = [visit for visit in plan.visits if visit.visit_id not in gone]
    new = [replace(visit, visit_id=10_000 + number) for number, visit in enumerate(diff.added)]
    again = [move.after for move in diff.moved]
    known = {row.window_id for row in diff.unfilled} | {visit.window_id for visit in (*new, *again)}
    left = [row for row in plan.unplaced if row.window_id not in known]
    return replace(plan, visits=(*stays, *again, *new), unplaced=(*left, *diff.unfilled))


def two(**facts: Any) -> Problem:
    """Return two advisers who may visit each other's groups, with a group each at one place."""
    usual: dict[str, Any] = {
        "groups": (group(1, location_id=1), group(2, location_id=1, owner_id=2)),
        "windows": (*fortnights(1, 2), *fortnights(2, 2)),
        "group_hours": (*hours(1), *hours(2)),
        "advisers": (adviser(1), adviser(2, NEAR)),
        "adviser_days": (*workdays(1), *workdays(2)),
    }
    return problem(4, **(usual | facts))


def test_a_visit_stays_on_its_day_and_time_with_a_colleague() -> None:
    given_ = two()
    plan = planned(given_)
    diff = repair(adviser_away(given_, plan.visits, 1, MONDAY, LAST), plan.visits, Grid())
    own = [visit for visit in plan.visits if visit.adviser_id == 1]
    assert [move.before for move in diff.moved] == own
    assert [(move.after.on, move.after.adviser_id, move.after.role) for move in diff.moved] == [
        (visit.on, 2, Role.SUBSTITUTE) for visit in own
    ]
    assert (diff.added, diff.dropped, diff.unfilled) == ((), (), ())


def test_one_short_day_moves_within_the_window_when_nobody_else_can() -> None:
    given_ = problem(4)
    plan = planned(given_)
    first = plan.visits[0]
    diff = repair(adviser_away(given_, plan.visits, 1, first.on, first.on), plan.visits, Grid())
    [move] = diff.moved
    assert (move.before, move.after.adviser_id) == (first, 1)
    assert move.after.on != first.on
    assert MONDAY <= move.after.on <= MONDAY + 13 * DAY


def test_what_fits_nowhere_is_told_with_its_true_reason() -> None:
    given_ = problem(4)
    plan = planned(given_)
    diff = repair(adviser_away(given_, plan.visits, 1, MONDAY, LAST), plan.visits, Grid())
    assert list(diff.dropped) == list(plan.visits)
    assert [row.reason for row in diff.unfilled] == [Reason.NO_WORKING_DAY] * 2
    assert not diff.is_empty


@pytest.mark.parametrize(
    "barred",
    [
        pytest.param({"conflicts": (Conflict(2, 1),)}, id="a conflict"),
        pytest.param({"advisers": (adviser(1), replace(adviser(2, NEAR), organisation_id=2))}, id="another employer"),
    ],
)
def test_who_may_not_go_there_is_never_asked(barred: dict[str, Any]) -> None:
    groups = (group(1, location_id=1),)
    given_ = two(groups=groups, windows=tuple(fortnights(1, 2)), group_hours=hours(1), **barred)
    plan = planned(given_)
    diff = repair(adviser_away(given_, plan.visits, 1, MONDAY, LAST), plan.visits, Grid())
    assert (diff.moved, len(diff.dropped), len(diff.unfilled)) == ((), 2, 2)


def test_a_closed_group_keeps_one_substitute_and_goes_first() -> None:
    """Three colleagues who each work one other day could share the visits; one does them all."""
    closed = {"care_type": "closed_care", "required_cert": "closed_care", "service_min": 150, "min_gap_days": 3}
    given_ = problem(
        4,
        groups=(group(1, location_id=1, **closed),),
        windows=tuple(fortnights(1, 4, days=7, priority=1)),
        advisers=tuple(adviser(number, (52.0, 5.0 + number / 100)) for number in (1, 2, 3, 4)),
        adviser_days=(*workdays(1), *workdays(2, (1, 2)), *workdays(3, (3, 4)), *workdays(4, (5,))),
    )
    plan = planned(given_)
    diff = repair(adviser_away(given_, plan.visits, 1, MONDAY, LAST), plan.visits, Grid())
    assert len(diff.moved) == 4
    assert len({move.after.adviser_id for move in diff.moved}) == 1


def test_whoever_is_back_gets_later_windows_and_the_running_one_stays() -> None:
    away = Absence(1, MONDAY, LAST)
    given_ = two(absences=(away,))
    plan = planned(given_)
    substituted = [visit for visit in plan.visits if visit.group_id == 1]
    assert {visit.role for visit in substituted} == {Role.SUBSTITUTE}
    back = MONDAY + 7 * DAY
    diff = repair(adviser_back(given_, plan.visits, 1, back), plan.visits, Grid(), not_before=back)
    [move] = diff.moved
    assert move.before == substituted[1]
    assert (move.after.adviser_id, move.after.role) == (1, Role.OWNER)


def test_a_closure_moves_its_visits_and_its_end_brings_them_back() -> None:
    given_ = two()
    plan = planned(given_)
    first = [visit for visit in plan.visits if visit.on < MONDAY + 14 * DAY]
    shut = MONDAY + 13 * DAY
    diff = repair(location_closed(given_, plan.visits, 1, MONDAY, shut), plan.visits, Grid())
    assert {visit.visit_id for visit in diff.dropped} == {visit.visit_id for visit in first}
    assert {row.reason for row in diff.unfilled} == {Reason.CLOSED}

    closed = replace(given_, closures=(Closure(1, MONDAY, shut),))
    left = after(plan, diff)
    again = repair(location_opened(closed, 1, MONDAY), left.visits, Grid())
    assert sorted(visit.window_id or 0 for visit in again.added) == sorted(visit.window_id or 0 for visit in first)


def test_a_missed_visit_gets_another_day_and_nothing_lies_in_the_past() -> None:
    given_ = problem(4)
    plan = planned(given_)
    first = plan.visits[0]
    diff = repair(visit_missed(given_, first), plan.visits, Grid(), not_before=first.on)
    [move] = diff.moved or [None]
    assert move is None or move.after.on >= first.on


def test_a_changed_group_loses_visits_without_a_window_and_gets_new_ones() -> None:
    given_ = problem(4)
    plan = planned(given_)
    weekly = tuple(
        replace(window, window_id=900 + number)
        for number, window in enumerate(fortnights(1, 4, days=7, priority=1), start=1)
    )
    since = replace(given_, windows=weekly, groups=(group(1, min_gap_days=3),))
    diff = repair(group_changed(given_, since, plan.visits, 1), plan.visits, Grid())
    assert list(diff.dropped) == list(plan.visits)
    assert sorted(visit.window_id or 0 for visit in diff.added) == [901, 902, 903, 904]
    assert diff.unfilled == ()


def test_nothing_happened_nothing_changes() -> None:
    given_ = region()
    plan = planned(given_)
    assert repair(facts_changed(given_, plan.visits), plan.visits, Grid()).is_empty


def test_history_stays_history() -> None:
    given_ = two()
    plan = planned(given_)
    today = MONDAY + 14 * DAY
    diff = repair(adviser_away(given_, plan.visits, 1, MONDAY, LAST), plan.visits, Grid(), not_before=today)
    assert {move.before.window_id for move in diff.moved} == {101}
    assert all(move.after.on >= today for move in diff.moved)


def test_a_pin_that_moved_is_a_mistake_of_ours() -> None:
    visit = PlannedVisit(1, 1, 1, 1, Role.OWNER, MONDAY, 960, 1065)
    check_pins({1: visit}, [visit], [visit])
    with pytest.raises(PinMoved):
        check_pins({1: visit}, [replace(visit, start=975)], [visit])
    with pytest.raises(PinMoved):
        check_pins({1: visit}, [], [])


def ill_in(seed: int, number: int, first: date, days: int) -> tuple[Problem, Change, Plan, PlanDiff]:
    given_ = region(seed, advisers=4, groups=10)
    plan = plan_calendar(given_, processes=1)
    change = adviser_away(given_, plan.visits, number, first, first + (days - 1) * DAY)
    return given_, change, plan, repair(change, plan.visits)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 50), number=st.integers(1, 4), start=st.integers(0, 20), days=st.integers(1, 14))
def test_every_repair_is_sound_and_touches_nothing_else(seed: int, number: int, start: int, days: int) -> None:
    _given, change, plan, diff = ill_in(seed, number, MONDAY + start * DAY, days)
    whole = after(plan, diff)
    first, last = MONDAY + start * DAY, MONDAY + (start + days - 1) * DAY
    broken = {visit for visit in plan.visits if visit.adviser_id == number and first <= visit.on <= last}
    assert {move.before for move in diff.moved} | set(diff.dropped) == broken
    assert set(plan.visits) - broken <= set(whole.visits)
    found = {code for code, _ in judged(change.problem, _numbered(change.problem, whole)) if code != "H12"}
    assert found == set()


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 50), order=st.integers(0, 50))
def test_the_order_of_the_rows_makes_no_difference(seed: int, order: int) -> None:
    given_, _, plan, diff = ill_in(seed, 1, MONDAY, 10)
    other = shaken(given_, order)
    change = adviser_away(other, plan.visits[::-1], 1, MONDAY, MONDAY + 9 * DAY)
    again = repair(change, plan.visits[::-1])
    assert sorted(diff.moved, key=_by_window) == sorted(again.moved, key=_by_window)
    assert diff.unfilled == again.unfilled


def _by_window(move: Any) -> int:
    return int(move.before.window_id)


def _numbered(given_: Problem, plan: Plan) -> Plan:
    """Return the plan with every place in a round and the way to it reckoned anew, as the store does after a repair."""
    bare = [replace(visit, seq=0, travel_min_before=UNKNOWN) for visit in plan.visits]
    return replace(plan, visits=in_rounds(given_, bare, EstimatedTravel(given_.travel)))


def test_home_is_where_the_legs_begin() -> None:
    """The nearer of two colleagues who can both keep the day goes."""
    given_ = problem(
        2,
        advisers=(adviser(1), adviser(2, (52.4, 5.4)), adviser(3, HOME)),
        adviser_days=(*workdays(1), *workdays(2), *workdays(3)),
    )
    plan = planned(given_)
    diff = repair(adviser_away(given_, plan.visits, 1, MONDAY, LAST), plan.visits, Grid())
    assert [move.after.adviser_id for move in diff.moved] == [3]
