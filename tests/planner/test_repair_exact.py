"""Lost visits chosen together: nobody takes the only room of another, and no plan places more than the bound says."""

from dataclasses import replace
from math import inf
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.insertion import Rounds
from planner.model import Conflict, PlannedVisit, Problem, Role, Window
from planner.reasons import everyone
from planner.repair import repair
from planner.repair_events import adviser_away
from planner.repair_exact import Choice, loss, most_placed, place_best, singles, tangled, together
from planner.rounds import plan_calendar
from planner.rounds_placing import place_each
from planner.rounds_world import World
from planner.travel import EstimatedTravel, MatrixProvider
from tests.planner.worlds import (
    DAY,
    MONDAY,
    NEAR,
    Grid,
    adviser,
    fortnights,
    group,
    hours,
    problem,
    region,
    workdays,
)

ONE_VISIT = 160
"""Minutes in the field a week that hold one visit near by and no second one."""


def visit(number: int) -> PlannedVisit:
    return PlannedVisit(number, number * 100, number, 1, Role.OWNER, MONDAY + number * DAY, 930, 1035)


def two_and_two(**facts: Any) -> Problem:
    """Return two groups of adviser 1 and two colleagues with room for one visit; only 2 may go to group 2."""
    full: dict[str, Any] = {"contract_min_per_week": ONE_VISIT, "field_share": 1.0}
    usual: dict[str, Any] = {
        "groups": (group(1, location_id=1), group(2, location_id=1)),
        "windows": (*fortnights(1, 1, days=7), *fortnights(2, 1, days=7)),
        "group_hours": (*hours(1), *hours(2)),
        "advisers": (adviser(1), adviser(2, NEAR, **full), adviser(3, (52.0, 5.2), **full)),
        "adviser_days": (*workdays(1), *workdays(2), *workdays(3)),
        "conflicts": (Conflict(3, 2),),
    }
    return problem(1, **(usual | facts))


def emptied(given_: Problem, provider: MatrixProvider | None = None) -> tuple[Rounds, list[Choice]]:
    """Return rounds without a visit, and all that its windows could make of each day."""
    rounds = Rounds(World(given_, provider or EstimatedTravel()))
    slots = rounds.open_slots()
    near = {slot.group_id: everyone(rounds, slot.group_id) for slot in slots}
    alone = singles(rounds, slots, near, rounds.trial)
    return rounds, [*alone, *together(rounds, alone, inf)]


def test_a_visit_leaves_the_only_room_of_another() -> None:
    """Adviser 2 lives nearest to both and would take the first; then nobody could go to the second."""
    given_, visits = two_and_two(), [visit(1), visit(2)]
    diff = repair(adviser_away(given_, visits, 1, MONDAY, MONDAY + 6 * DAY), visits, Grid())
    assert {move.after.group_id: move.after.adviser_id for move in diff.moved} == {1: 3, 2: 2}
    assert diff.unfilled == ()


def test_closed_care_gets_the_only_room() -> None:
    closed = group(2, location_id=1, care_type="closed_care", required_cert="closed_care")
    windows = (*fortnights(1, 1, days=7), *fortnights(2, 1, days=7, priority=1))
    alone = two_and_two(
        groups=(group(1, location_id=1), closed), windows=windows, conflicts=(Conflict(3, 1), Conflict(3, 2))
    )
    visits = [visit(1), visit(2)]
    diff = repair(adviser_away(alone, visits, 1, MONDAY, MONDAY + 6 * DAY), visits, Grid())
    assert [move.after.group_id for move in diff.moved] == [2]
    assert [row.group_id for row in diff.unfilled] == [1]


def test_what_shares_no_week_and_no_group_is_left_alone() -> None:
    given_ = two_and_two(conflicts=(Conflict(3, 2), Conflict(2, 1), Conflict(1, 1), Conflict(1, 2)))
    rounds, choices = emptied(given_, Grid())
    [first, second] = rounds.open_slots()
    assert tangled(rounds, [first], choices) == []
    shared = emptied(
        replace(given_, conflicts=(Conflict(1, 1), Conflict(1, 2), Conflict(3, 1), Conflict(3, 2))), Grid()
    )
    assert tangled(shared[0], [first], shared[1]) == [first, second]


def placed(rounds: Rounds) -> int:
    return len(rounds.where)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 200), contract=st.sampled_from((500, 800, 1200)))
def test_no_plan_places_more_than_the_bound(seed: int, contract: int) -> None:
    given_ = tight(seed, contract)
    rounds, choices = emptied(given_)
    bound = most_placed(rounds, choices)
    place_each(rounds, rounds.open_slots(), list(rounds.world.advisers))
    assert placed(rounds) <= bound
    assert len(plan_calendar(given_, processes=1).visits) <= bound


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 200), contract=st.sampled_from((500, 800, 1200)))
def test_the_best_choice_loses_no_more_than_one_by_one(seed: int, contract: int) -> None:
    rounds, choices = emptied(tight(seed, contract))
    greedy = Rounds(rounds.world)
    left = place_each(greedy, greedy.open_slots(), list(rounds.world.advisers))
    place_best(rounds, choices, lambda trial: trial.added / 1000)
    assert loss(rounds.open_slots()) <= loss(left)
    assert _is_legal(rounds)


def tight(seed: int, contract: int) -> Problem:
    given_ = region(seed, advisers=3, groups=8, weeks=1)
    people = tuple(replace(who, contract_min_per_week=contract) for who in given_.advisers)
    return replace(given_, advisers=people, windows=tuple(fortnights_of(given_)))


def fortnights_of(given_: Problem) -> list[Window]:
    return [row for found in given_.groups for row in fortnights(found.group_id, 1, days=7)]


def _is_legal(rounds: Rounds) -> bool:
    """Return whether each day and week of these rounds holds its rules, reckoned anew."""
    weeks_hold = all(
        rounds.week_work(who, 0) <= person.field_min_per_week and rounds.week_evenings(who, 0) <= 5
        for who, person in rounds.world.advisers.items()
    )
    days_hold = all(rounds.timed(who, day, held.stops) is not None for (who, day), held in rounds.rounds.items())
    return weeks_hold and days_hold
