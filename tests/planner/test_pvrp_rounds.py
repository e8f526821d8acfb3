"""The arrays of the search stay true to themselves, whatever is changed and taken back."""

import numpy as np
import pytest

from planner.pvrp.anneal import anneal
from planner.pvrp.arrays import NOWHERE, Problem, Rounds, problem_of
from planner.pvrp.instance import Instance
from planner.pvrp.solve import start_search
from tests.planner.pvrp_instances import invented

INSTANCES = [
    pytest.param(invented(4, 30), id="only load"),
    pytest.param(invented(6, 30, tight=1.02, longest=250.0), id="load and time, tight"),
    pytest.param(invented(7, 1), id="one customer"),
]


def _is_true(problem: Problem, rounds: Rounds) -> None:
    visits = np.full_like(rounds.row_of, NOWHERE)
    for row in range(len(rounds.length)):
        last = rounds.length[row] + 1
        stops = rounds.stops[row, : last + 1]
        assert stops[0] == stops[last] == 0
        legs = problem.distance[stops[:-1], stops[1:]]
        np.testing.assert_allclose(rounds.legs[row, 1 : last + 1], legs)
        assert rounds.travel[row] == pytest.approx(legs.sum(), abs=1e-6)
        assert rounds.load[row] == pytest.approx(problem.demand[stops].sum())
        assert rounds.service[row] == pytest.approx(problem.service[stops].sum())
        visits[stops[1:-1], row // problem.vehicles] = row
    np.testing.assert_array_equal(visits, rounds.row_of)
    for customer in range(1, len(problem.demand)):
        days = sum(1 << day for day in range(problem.days) if visits[customer, day] != NOWHERE)
        assert days in problem.patterns[customer]


@pytest.mark.parametrize("instance", INSTANCES)
@pytest.mark.parametrize("temperature", [1e-9, 5.0, 1e9], ids=["never worse", "now and then", "always"])
def test_rounds_stay_true(instance: Instance, temperature: float) -> None:
    problem = problem_of(instance)
    search = start_search(problem, seed=3)
    _is_true(problem, search.now)
    for _ in range(5):
        anneal(problem, search, 100, temperature)
        _is_true(problem, search.now)
    if np.isfinite(search.best_cost[0]):
        _is_true(problem, search.best)
        assert search.best.travel.sum() == pytest.approx(search.best_cost[0])
