"""Bringing visits back: the cheapest combination of days, and on each day the cheapest place."""

from typing import NamedTuple

import numpy as np

from planner.pvrp.arrays import NOWHERE, Floats, Ints, Problem, Rounds, insert_stop
from planner.pvrp.chance import Chance, draw, draw_int
from planner.pvrp.compiled import compiled, inner
from planner.pvrp.ruin import EVERY_DAY, Out
from planner.pvrp.undo import Undo, keep_row

BY_CHANCE, BY_DEMAND, BY_FAR, BY_NEAR, BY_CHOICE = range(5)
ORDERS = np.array([BY_CHANCE] * 4 + [BY_DEMAND] * 4 + [BY_FAR] * 2 + [BY_NEAR] + [BY_CHOICE] * 2)
LOAD, TIME = 0, 1


class Offers(NamedTuple):
    """The best place for one customer on each day: what it costs, in which row, as which stop."""

    cost: Floats
    row: Ints
    place: Ints
    key: Floats
    """What the customers that wait are ordered by."""


def no_offers(problem: Problem) -> Offers:
    """Return room for the offers of every day."""
    days, visits = problem.days, problem.days * len(problem.demand)
    return Offers(np.zeros(days), np.zeros(days, np.int64), np.zeros(days, np.int64), np.zeros(visits))


@inner
def over(value: float, limit: float) -> float:
    """Return by how much a value is over its limit."""
    return max(0.0, value - limit)


@compiled
def recreate(
    problem: Problem, rounds: Rounds, undo: Undo, out: Out, offers: Offers, weights: Floats, chance: Chance
) -> None:
    """Bring everything back that is out, one after the other."""
    _order(problem, out, offers, ORDERS[draw_int(chance, len(ORDERS))], chance)
    for i in range(out.amount[0]):
        customer = out.customer[i]
        days = 1 << out.day[i]
        if out.day[i] == EVERY_DAY:
            days = _best_pattern(problem, rounds, offers, weights, customer)
        else:
            _offer(problem, rounds, offers, weights, customer, out.day[i])
        for day in range(problem.days):
            if days >> day & 1:
                keep_row(rounds, undo, offers.row[day])
                insert_stop(problem, rounds, offers.row[day], offers.place[day], customer)


@inner
def _order(problem: Problem, out: Out, offers: Offers, order: int, chance: Chance) -> None:
    """Sort what is out: by chance, most demand first, farthest, nearest, or fewest combinations first."""
    amount, key = out.amount[0], offers.key
    for i in range(amount):
        customer = out.customer[i]
        key[i] = draw(chance)
        if order == BY_DEMAND:
            key[i] = -problem.demand[customer]
        elif order == BY_FAR:
            key[i] = -problem.distance[customer, 0]
        elif order == BY_NEAR:
            key[i] = problem.distance[customer, 0]
        elif order == BY_CHOICE:
            key[i] += np.count_nonzero(problem.patterns[customer])
    for i in range(1, amount):
        at, customer, day = key[i], out.customer[i], out.day[i]
        j = i
        while j > 0 and key[j - 1] > at:
            key[j], out.customer[j], out.day[j] = key[j - 1], out.customer[j - 1], out.day[j - 1]
            j -= 1
        key[j], out.customer[j], out.day[j] = at, customer, day


@inner
def _best_pattern(problem: Problem, rounds: Rounds, offers: Offers, weights: Floats, customer: int) -> int:
    """Return the combination whose offers cost least together, after asking for an offer on each day it may use."""
    usable = 0
    for pattern in problem.patterns[customer]:
        usable |= pattern
    for day in range(problem.days):
        if usable >> day & 1:
            _offer(problem, rounds, offers, weights, customer, day)
    best, least = problem.patterns[customer, 0], np.inf
    for pattern in problem.patterns[customer]:
        if pattern == 0:
            break
        cost = 0.0
        for day in range(problem.days):
            if pattern >> day & 1:
                cost += offers.cost[day]
        if cost < least:
            best, least = pattern, cost
    return int(best)


@inner
def _offer(problem: Problem, rounds: Rounds, offers: Offers, weights: Floats, customer: int, day: int) -> None:
    """Find the cheapest place on a day, in each used row and the first empty one."""
    demand, service, to = problem.demand[customer], problem.service[customer], problem.distance[customer]
    least, best_row, best_place = np.inf, NOWHERE, 0
    for row in range(day * problem.vehicles, (day + 1) * problem.vehicles):
        load, capacity, limit = rounds.load[row], problem.capacity[day], problem.longest[day]
        heavy = weights[LOAD] * (over(load + demand, capacity) - over(load, capacity))
        if heavy >= least:
            continue
        stops, legs, count = rounds.stops[row], rounds.legs[row], rounds.length[row]
        detour, place = np.inf, 0
        if count == 0:
            detour, place = 2.0 * to[0], 1
        else:
            for p in range(1, count + 2):
                extra = to[stops[p - 1]] + to[stops[p]] - legs[p]
                if extra < detour:
                    detour, place = extra, p
        lasts = rounds.travel[row] + rounds.service[row]
        cost = detour + heavy + weights[TIME] * (over(lasts + detour + service, limit) - over(lasts, limit))
        if cost < least:
            least, best_row, best_place = cost, row, place
        if count == 0:
            break
    offers.cost[day], offers.row[day], offers.place[day] = least, best_row, best_place
