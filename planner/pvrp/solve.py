"""Solving a periodic instance: annealing again and again within the given time or number of steps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter

import numpy as np

from planner.pvrp.anneal import STEPS_AT_ONCE, Search, anneal
from planner.pvrp.arrays import Problem, Rounds, empty_rounds, no_rounds, problem_of
from planner.pvrp.chance import chance_of
from planner.pvrp.instance import Customer, Day, Instance, apart
from planner.pvrp.recreate import LOAD, TIME, no_offers, recreate
from planner.pvrp.ruin import EVERY_DAY, nothing_out
from planner.pvrp.undo import no_undo

HOT, COOL = 0.5, 0.005
"""The temperature at the start and at the end, as a share of the mean leg of the first rounds."""
STEPS_A_VISIT = 1500
"""How many steps one annealing takes for each visit; more time is for more of them, as where each ends is chance."""
LEAST_SEARCH = 0.25
"""The share of the time that is for searching, also when the loops have to be compiled first."""
MEASURED = 0.02


@dataclass(frozen=True, slots=True)
class Route:
    """One vehicle on one day, both counted from 1; `customers` are the file's ids in the order of visiting."""

    day: int
    vehicle: int
    customers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """What the search found: `cost` is the distance of all routes, None when no plan keeps every limit."""

    cost: float | None
    seconds: float
    steps: int
    routes: tuple[Route, ...]


def solve_pvrp(instance: Instance, *, seed: int, seconds: float | None = None, steps: int | None = None) -> Solution:
    """Return the best plan that the search finds in so many seconds of wall time, or in so many steps.

    Everything counts as time, also compiling the loops when this machine never did that. One process, one thread.
    A number of steps makes the outcome a function of instance and seed; a number of seconds does not.
    Raises: ValueError unless exactly one of the two limits is given.
    """
    if (seconds is None) == (steps is None):
        raise ValueError("give either seconds or steps")
    began = perf_counter()
    problem = problem_of(instance)
    search = start_search(problem, seed)
    if seconds is not None:
        expected = _expected_steps(problem, search, seconds)
        left = max(seconds - (perf_counter() - began), LEAST_SEARCH * seconds)
        done = _anneal_often(problem, search, _shares_of_time(left), expected)
    if steps is not None:
        done = _anneal_often(problem, search, _shares_of_steps(steps), steps)
    found = bool(np.isfinite(search.best_cost[0]))
    routes = _routes(problem, search.best, instance) if found else ()
    cost = total_distance(instance, routes) if found else None
    return Solution(cost, perf_counter() - began, done, routes)


def total_distance(instance: Instance, routes: tuple[Route, ...]) -> float:
    """Return the distance of the routes, each from the depot and back."""
    by_id = {customer.id: customer for customer in instance.customers}
    stops = [[instance.depot, *(by_id[id_] for id_ in route.customers), instance.depot] for route in routes]
    return sum(apart(here, there) for way in stops for here, there in pairwise(way))


def prepare() -> None:
    """Compile the loops, or load them when this machine did that before: about ten seconds, once."""
    depot = Customer(0, 0.0, 0.0, 0.0, 0.0, ())
    solve_pvrp(Instance(depot, (Customer(1, 1.0, 1.0, 0.0, 1.0, ((0,),)),), (Day(None, 1.0),), 1), seed=1, steps=1)


def start_search(problem: Problem, seed: int) -> Search:
    """Return a search whose rounds hold every visit, some limits perhaps broken."""
    leg, demand = problem.distance[1:].mean(), problem.demand[1:].mean()
    search = Search(
        now=no_rounds(problem), best=no_rounds(problem), undo=no_undo(problem), out=nothing_out(problem),
        offers=no_offers(problem), weights=np.zeros(2), total=np.zeros(3), change=np.zeros(3),
        best_cost=np.array([np.inf]), chance=chance_of(seed),
    )  # fmt: skip
    search.weights[LOAD], search.weights[TIME] = leg / demand if demand else 1.0, 1.0
    _start_anew(problem, search)
    return search


def _start_anew(problem: Problem, search: Search) -> None:
    """Empty the rounds and bring every customer in, in some order."""
    empty_rounds(search.now)
    customers = np.arange(1, len(problem.demand))
    search.out.customer[: len(customers)], search.out.day[: len(customers)] = customers, EVERY_DAY
    search.out.amount[0] = len(customers)
    recreate(problem, search.now, search.undo, search.out, search.offers, search.weights, search.chance)
    anneal(problem, search, 0, 0.0)


def _anneal_often(problem: Problem, search: Search, shares: Iterable[float], expected: float) -> int:
    """Anneal as often as fits in the `expected` steps, each time from new rounds; return the steps that were taken.

    `shares` tells before each stretch of steps how much of the whole is over.
    """
    leg, visits = search.now.travel.sum() / search.now.length.sum(), search.now.length.sum()
    times = max(1, round(expected / (STEPS_A_VISIT * visits)))
    turn, done = 0, 0
    for share in shares:
        if int(share * times) > turn:
            turn = int(share * times)
            _start_anew(problem, search)
        anneal(problem, search, STEPS_AT_ONCE, leg * HOT * (COOL / HOT) ** (share * times - turn))
        done += STEPS_AT_ONCE
    return done


def _shares_of_steps(steps: int) -> Iterator[float]:
    return (done / steps for done in range(0, steps, STEPS_AT_ONCE))


def _shares_of_time(seconds: float) -> Iterator[float]:
    began = perf_counter()
    while (share := (perf_counter() - began) / seconds) < 1:
        yield share


def _expected_steps(problem: Problem, search: Search, seconds: float) -> float:
    """Return how many steps there will be in that time, after trying it for a small share of the time."""
    done, began = 0, perf_counter()
    while done == 0 or perf_counter() - began < MEASURED * seconds:
        anneal(problem, search, STEPS_AT_ONCE, 0.0)
        done += STEPS_AT_ONCE
    return done * seconds / (perf_counter() - began)


def _routes(problem: Problem, rounds: Rounds, instance: Instance) -> tuple[Route, ...]:
    """Return the rounds as routes; the vehicles of a day that stay at the depot have none."""
    routes = []
    for day in range(problem.days):
        rows = range(day * problem.vehicles, (day + 1) * problem.vehicles)
        used = [rounds.stops[row, 1 : rounds.length[row] + 1] for row in rows if rounds.length[row]]
        for vehicle, stops in enumerate(used, 1):
            routes.append(Route(day + 1, vehicle, tuple(instance.customers[stop - 1].id for stop in stops)))
    return tuple(routes)
