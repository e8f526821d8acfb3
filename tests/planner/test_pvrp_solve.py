"""Solving a periodic instance: plans keep every limit, a seed repeats a plan, and no plan is never called a plan."""

from itertools import pairwise, permutations, product
from math import dist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.pvrp.check import violations
from planner.pvrp.instance import Customer, Day, Instance
from planner.pvrp.solve import Solution, solve_pvrp, total_distance
from tests.planner.pvrp_instances import DEPOT, invented

STEPS = 4000


def _without_time(solution: Solution) -> tuple[object, ...]:
    return solution.cost, solution.routes, solution.steps


def test_a_plan_keeps_every_limit() -> None:
    instance = invented(3, longest=320.0)
    found = solve_pvrp(instance, seed=1, steps=STEPS)
    assert found.cost is not None
    assert found.cost == pytest.approx(total_distance(instance, found.routes))
    assert violations(instance, found.routes) == []


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), customers=st.integers(1, 12), longest=st.sampled_from([None, 250.0]))
def test_whatever_is_called_a_plan_is_one(seed: int, customers: int, longest: float | None) -> None:
    instance = invented(seed, customers, longest=longest)
    found = solve_pvrp(instance, seed=seed, steps=1000)
    assert (found.cost is None) == (found.routes == ())
    assert found.cost is None or violations(instance, found.routes) == []


def test_a_seed_repeats_the_plan() -> None:
    instance = invented(5)
    once, again = (solve_pvrp(instance, seed=8, steps=STEPS) for _ in range(2))
    assert _without_time(once) == _without_time(again)


def test_more_steps_find_more() -> None:
    instance = invented(9, 60)
    short, long = (solve_pvrp(instance, seed=1, steps=steps).cost for steps in (500, 20_000))
    assert short is not None
    assert long is not None
    assert long < short


def test_the_best_of_a_small_instance_is_found() -> None:
    """Four customers in two days, one vehicle: every plan can be tried."""
    places = {1: (10, 0), 2: (12, 3), 3: (-9, 4), 4: (-7, -6)}
    people = [Customer(id_, x, y, 0, 1, ((0,), (1,))) for id_, (x, y) in places.items()]
    instance = Instance(DEPOT, tuple(people), (Day(None, 3), Day(None, 3)), 1)

    def tour(ids: tuple[int, ...]) -> float:
        ways = ([(0, 0), *(places[id_] for id_ in order), (0, 0)] for order in permutations(ids))
        return min(sum(dist(a, b) for a, b in pairwise(way)) for way in ways)

    splits = [[tuple(id_ for id_, day in zip(places, days, strict=True) if day == d) for d in (0, 1)]
              for days in product((0, 1), repeat=4)]  # fmt: skip
    best = min(sum(map(tour, split)) for split in splits if all(len(ids) <= 3 for ids in split))
    assert solve_pvrp(instance, seed=1, steps=2000).cost == pytest.approx(best)


def test_without_a_plan_it_says_so() -> None:
    """Three customers of weight 2 do not fit in two vehicles of 3, though the sum does."""
    people = tuple(Customer(id_, id_, 1, 0, 2, ((0,),)) for id_ in (1, 2, 3))
    found = solve_pvrp(Instance(DEPOT, people, (Day(None, 3),), 2), seed=1, steps=1000)
    assert _without_time(found) == (None, (), 1000)


def test_all_at_one_place() -> None:
    people = tuple(Customer(id_, 0, 0, 0, 0, ((0,), (1,))) for id_ in (1, 2, 3))
    found = solve_pvrp(Instance(DEPOT, people, (Day(None, 1), Day(None, 1)), 1), seed=1, steps=1000)
    assert found.cost == 0


def test_a_limit_of_seconds() -> None:
    instance = invented(2)
    found = solve_pvrp(instance, seed=1, seconds=0.2)
    assert found.steps > 0
    assert violations(instance, found.routes) == []


@pytest.mark.parametrize("limits", [{}, {"seconds": 1.0, "steps": 1}], ids=["none", "both"])
def test_exactly_one_limit(limits: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="either seconds or steps"):
        solve_pvrp(invented(2), seed=1, **limits)  # type: ignore[arg-type]  # a wrong call is what is tested
