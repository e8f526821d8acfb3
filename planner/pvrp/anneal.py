"""Simulated annealing over ruin and recreate: rounds may break a limit for a price, and the price adapts."""

from typing import NamedTuple

import numpy as np

from planner.pvrp.arrays import Floats, Problem, Rounds, copy_rounds
from planner.pvrp.chance import Chance, draw
from planner.pvrp.compiled import compiled, inner
from planner.pvrp.recreate import LOAD, TIME, Offers, over, recreate
from planner.pvrp.ruin import Out, ruin
from planner.pvrp.undo import Undo, forget, take_back

TRAVEL = 2
CLOSE = 1e-7
STEPS_AT_ONCE = 500
"""After how many steps the temperature falls and the prices adapt."""
LEAST_PRICE, MOST_PRICE = 1e-3, 1e6
DEARER, CHEAPER = 1.12, 0.92
WANTED_WITHIN = 0.4
"""The share of steps in which a limit is to be kept."""


class Search(NamedTuple):
    """All that one search works on."""

    now: Rounds
    best: Rounds
    undo: Undo
    out: Out
    offers: Offers
    weights: Floats
    """The price of a unit of load (LOAD) and of time (TIME) over a limit."""
    total: Floats
    """Load and time over the limits and travel of `now`; LOAD, TIME, TRAVEL."""
    change: Floats
    """What a step does to `total`."""
    best_cost: Floats
    chance: Chance


@inner
def measure(problem: Problem, rounds: Rounds, total: Floats) -> None:
    """Write down the load and time over the limits and the travel of all rows."""
    total[:] = 0.0
    for row in range(len(rounds.length)):
        _add(problem, rounds, row, 1.0, total)


@inner
def _add(problem: Problem, rounds: Rounds, row: int, times: float, total: Floats) -> None:
    day = row // problem.vehicles
    total[LOAD] += times * over(rounds.load[row], problem.capacity[day])
    total[TIME] += times * over(rounds.travel[row] + rounds.service[row], problem.longest[day])
    total[TRAVEL] += times * rounds.travel[row]


@compiled
def anneal(problem: Problem, search: Search, steps: int, temperature: float) -> None:
    """Take that many steps at one temperature; keep the best rounds that break no limit, and adapt the prices."""
    measure(problem, search.now, search.total)
    _keep_if_best(search)
    within_load, within_time = 0, 0
    for _ in range(steps):
        _step(problem, search, temperature)
        within_load += search.total[LOAD] < CLOSE
        within_time += search.total[TIME] < CLOSE
    _adapt(search.weights, LOAD, within_load, steps)
    _adapt(search.weights, TIME, within_time, steps)


@inner
def _step(problem: Problem, search: Search, temperature: float) -> None:
    """Ruin, recreate, and accept the outcome or take it back."""
    now, undo, weights, change = search.now, search.undo, search.weights, search.change
    forget(undo)
    ruin(problem, now, undo, search.out, search.chance)
    recreate(problem, now, undo, search.out, search.offers, weights, search.chance)
    change[:] = 0.0
    for i in range(undo.amount[0]):
        _add(problem, undo.before, undo.rows[i], -1.0, change)
        _add(problem, now, undo.rows[i], 1.0, change)
    dearer = change[TRAVEL] + weights[LOAD] * change[LOAD] + weights[TIME] * change[TIME]
    if dearer < -temperature * np.log(1.0 - draw(search.chance)):
        for kind in (LOAD, TIME, TRAVEL):
            search.total[kind] += change[kind]
        _keep_if_best(search)
    else:
        take_back(problem, now, undo)


@inner
def _keep_if_best(search: Search) -> None:
    total = search.total
    if total[LOAD] < CLOSE and total[TIME] < CLOSE and total[TRAVEL] < search.best_cost[0] - CLOSE:
        search.best_cost[0] = total[TRAVEL]
        copy_rounds(search.now, search.best)


@inner
def _adapt(weights: Floats, kind: int, within: int, steps: int) -> None:
    """Make breaking a limit dearer when it was kept too seldom, else cheaper."""
    factor = DEARER if within < WANTED_WITHIN * steps else CHEAPER
    weights[kind] = min(max(weights[kind] * factor, LEAST_PRICE), MOST_PRICE)
