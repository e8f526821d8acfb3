"""The problem and a set of rounds as arrays, and the smallest changes to them; all loops are compiled.

Row r of the arrays of rounds is vehicle `r % vehicles` on day `r // vehicles`. A row of stops begins with the depot (0)
and ends with it; `legs[r, p]` is the distance from stop p-1 to stop p.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.pvrp.compiled import inner
from planner.pvrp.instance import Instance

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NOWHERE = -1
NO_LIMIT = np.inf


class Problem(NamedTuple):
    """What does not change: node 0 is the depot, customers count from 1 in the order of the instance."""

    distance: Floats
    demand: Floats
    service: Floats
    patterns: Ints
    """Allowed combinations a customer, day d as bit d; unused places hold 0."""
    near: Ints
    """For each customer all customers, the nearest first, itself included."""
    capacity: Floats
    longest: Floats
    """The longest travel plus service a day."""
    vehicles: int
    days: int


class Rounds(NamedTuple):
    """What does change."""

    stops: Ints
    legs: Floats
    length: Ints
    """How many stops a row has, the depot not counted."""
    load: Floats
    travel: Floats
    service: Floats
    row_of: Ints
    """The row that visits a customer on a day, or NOWHERE."""


def problem_of(instance: Instance) -> Problem:
    """Return the instance as arrays."""
    nodes = (instance.depot, *instance.customers)
    places = _floats((node.x, node.y) for node in nodes)
    apart = places[:, None, :] - places[None, :, :]
    distance = np.sqrt((apart**2).sum(axis=2))
    near = np.zeros((len(nodes), len(nodes) - 1), np.int64)
    near[1:] = np.argsort(distance[1:, 1:], axis=1, kind="stable") + 1
    return Problem(
        distance=distance,
        demand=_floats(node.demand for node in nodes),
        service=_floats(node.service for node in nodes),
        patterns=_patterns(instance),
        near=near,
        capacity=_floats(day.capacity for day in instance.days),
        longest=_floats(NO_LIMIT if day.longest is None else day.longest for day in instance.days),
        vehicles=instance.vehicles,
        days=len(instance.days),
    )


def _patterns(instance: Instance) -> Ints:
    widest = max(len(customer.patterns) for customer in instance.customers)
    patterns = np.zeros((1 + len(instance.customers), widest), np.int64)
    for number, customer in enumerate(instance.customers, 1):
        patterns[number, : len(customer.patterns)] = [sum(1 << day for day in days) for days in customer.patterns]
    return patterns


def _floats(values: Iterable[float | tuple[float, ...]]) -> Floats:
    return np.array(list(values), np.float64)


def no_rounds(problem: Problem) -> Rounds:
    """Return rounds in which every vehicle stays at the depot."""
    rows, nodes = problem.vehicles * problem.days, len(problem.demand)
    return Rounds(
        stops=np.zeros((rows, nodes + 1), np.int64),
        legs=np.zeros((rows, nodes + 1)),
        length=np.zeros(rows, np.int64),
        load=np.zeros(rows),
        travel=np.zeros(rows),
        service=np.zeros(rows),
        row_of=np.full((nodes, problem.days), NOWHERE),
    )


def empty_rounds(rounds: Rounds) -> None:
    """Leave every vehicle at the depot."""
    for field in rounds:
        field[:] = 0
    rounds.row_of[:] = NOWHERE


@inner
def insert_stop(problem: Problem, rounds: Rounds, row: int, place: int, customer: int) -> None:
    """Visit the customer in this row as stop number `place`, which counts from 1."""
    stops, legs, last = rounds.stops[row], rounds.legs[row], rounds.length[row] + 1
    for p in range(last, place - 1, -1):
        stops[p + 1] = stops[p]
        legs[p + 1] = legs[p]
    stops[place] = customer
    to_it = problem.distance[customer, stops[place - 1]]
    from_it = problem.distance[customer, stops[place + 1]]
    rounds.travel[row] += to_it + from_it - legs[place]
    legs[place], legs[place + 1] = to_it, from_it
    rounds.length[row] = last
    rounds.load[row] += problem.demand[customer]
    rounds.service[row] += problem.service[customer]
    rounds.row_of[customer, row // problem.vehicles] = row


@inner
def remove_stop(problem: Problem, rounds: Rounds, row: int, customer: int) -> None:
    """Take the customer out of this row, which visits it."""
    stops, legs, last = rounds.stops[row], rounds.legs[row], rounds.length[row]
    place = place_of(rounds, row, customer)
    past = problem.distance[stops[place - 1], stops[place + 1]]
    rounds.travel[row] += past - legs[place] - legs[place + 1]
    for p in range(place, last + 1):
        stops[p] = stops[p + 1]
        legs[p] = legs[p + 1]
    legs[place] = past
    rounds.length[row] = last - 1
    rounds.load[row] -= problem.demand[customer]
    rounds.service[row] -= problem.service[customer]
    rounds.row_of[customer, row // problem.vehicles] = NOWHERE


@inner
def place_of(rounds: Rounds, row: int, customer: int) -> int:
    """Return which stop of the row the customer is, counting from 1."""
    place = 1
    while rounds.stops[row, place] != customer:
        place += 1
    return place


@inner
def copy_row(source: Rounds, target: Rounds, row: int) -> None:
    """Make one row of `target` equal to that of `source`; `row_of` is left to the caller."""
    target.length[row], target.load[row] = source.length[row], source.load[row]
    target.travel[row], target.service[row] = source.travel[row], source.service[row]
    for p in range(source.length[row] + 2):
        target.stops[row, p] = source.stops[row, p]
        target.legs[row, p] = source.legs[row, p]


@inner
def copy_rounds(source: Rounds, target: Rounds) -> None:
    """Make `target` equal to `source`."""
    for row in range(len(source.length)):
        copy_row(source, target, row)
    for customer in range(len(source.row_of)):
        for day in range(source.row_of.shape[1]):
            target.row_of[customer, day] = source.row_of[customer, day]
