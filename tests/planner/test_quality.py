"""The polish: choosing among all rounds, against trying everything by hand, and what it may not touch."""

from dataclasses import replace
from itertools import pairwise, permutations

import numpy as np
import pytest

from planner.bounds import Choice, choose, relax
from planner.insertion import Rounds
from planner.model import Problem
from planner.quality_jobs import jobs
from planner.quality_tours import Column, Freedom, Tours
from planner.rounds import plan_calendar
from planner.rounds_world import World
from tests.planner.worlds import Grid, fortnights, group, hours, problem, region


def column(day: int, travel: int, *windows: int, work: int = 100, evening: bool = False) -> Column:
    return Column(day, tuple((window, None) for window in windows), travel, work, evening)


def best(choice: Choice, incumbent: list[int]) -> tuple[set[int], float]:
    cost = np.array([made.travel for made in choice.columns], dtype=float)
    relaxed = relax(choice, cost)
    assert relaxed is not None
    return set(choose(choice, cost, relaxed, incumbent)), relaxed.bound


COLUMNS = [
    column(0, 20, 1), column(1, 20, 2), column(1, 25, 1, 2), column(8, 20, 2), column(8, 22, 3), column(8, 24, 2, 3),
]  # fmt: skip
ROOM = {0: (500, 5), 1: (500, 5)}
WEEK = {0: 0, 1: 0, 8: 1}


def test_the_cheapest_rounds_are_chosen() -> None:
    chosen, bound = best(Choice(COLUMNS, [1, 2, 3], [], ROOM, WEEK), [0, 1, 4])
    assert chosen == {0, 5}
    assert bound <= 44


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"gaps": [(1, 2, 9)]}, {0, 1, 4}, id="no better plan keeps the distance: it stays as it is"),
        pytest.param({"gaps": [(1, 2, 8)]}, {0, 5}, id="just far enough"),
        pytest.param({"weeks": {0: (500, 5), 1: (99, 5)}}, {0, 1, 4}, id="the second week has no room"),
        pytest.param({"weeks": {0: (500, 5), 1: (100, 5)}}, {0, 5}, id="the second week has just room"),
    ],
)
def test_limits_hold(facts: dict[str, object], expected: set[int]) -> None:
    usual: dict[str, object] = {"gaps": [], "weeks": ROOM}
    choice = Choice(COLUMNS, [1, 2, 3], week=WEEK, **(usual | facts))  # type: ignore[arg-type]  # a table of facts
    cost = np.array([made.travel for made in COLUMNS], dtype=float)
    relaxed = relax(choice, cost)
    chosen = {0, 1, 4} if relaxed is None else set(choose(choice, cost, relaxed, [0, 1, 4]))
    assert chosen == expected


def test_every_round_is_named_in_its_shortest_order() -> None:
    given = problem(
        1, groups=tuple(group(number, service_min=30) for number in (1, 2, 3)),
        windows=tuple(row for number in (1, 2, 3) for row in fortnights(number, 1, days=7)),
        group_hours=tuple(row for number in (1, 2, 3) for row in hours(number)),
    )  # fmt: skip
    rounds = Rounds(World(given, Grid()))
    slots = rounds.world.slots.values()
    named = list(Tours(rounds, 1, [Freedom(slot, slot.first, slot.last) for slot in slots]).columns([0]))
    assert len(named) == 7
    whole = next(made for made in named if len(made.visits) == 3)
    stops = [rounds.trial(slot, 1, 0).round.stops[0] for slot in slots]  # type: ignore[union-attr]  # all of them fit
    assert whole.travel == min(rounds.travel_of(1, order) for order in permutations(stops))


def planned(given: Problem) -> Rounds:
    rounds = Rounds(World(given, Grid()))
    for visit in plan_calendar(given, Grid(), processes=1).visits:
        slot = rounds.world.slots[visit.window_id or 0]
        found = rounds.trial(slot, visit.adviser_id, rounds.world.number(visit.on), visit.start)
        assert found is not None
        rounds.insert(found)
    return rounds


def test_visits_of_different_jobs_share_the_days_between_them() -> None:
    given = region(4, weeks=26)
    rounds = planned(given)
    moves = {move.slot.window_id: move for job in jobs(rounds, 0) for move in job.moves}
    inside = {pair[:2] for job in jobs(rounds, 0) for pair in job.gaps}
    for row in given.groups:
        own = sorted((move for move in moves.values() if move.slot.group_id == row.group_id), key=lambda m: m.first)
        own.sort(key=lambda move: rounds.where[move.slot.window_id][1])
        for before, after in pairwise(own):
            if (before.slot.window_id, after.slot.window_id) not in inside:
                assert after.first - before.last >= row.min_gap_days


def test_fixed_moments_stay_kept() -> None:
    given = region(6, weeks=13)
    fixed = replace(given, groups=tuple(replace(row, fixed_weekday=2, fixed_start=960) for row in given.groups))

    def kept(mode: str) -> int:
        plan = plan_calendar(fixed, Grid(), mode=mode, processes=1)
        return sum((visit.on.isoweekday(), visit.start) == (2, 960) for visit in plan.visits)

    assert kept("quality") >= kept("fast") > 0
