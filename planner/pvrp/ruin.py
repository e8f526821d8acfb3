"""Taking visits out: strings of neighbouring stops near one place (slack induction by string removals).

Source: Christiaens and Vanden Berghe 2020, extended to combinations of days: a customer leaves all its days, so that
it can come back in another combination, or only one day, so that the rounds of that day alone are made anew.
"""

from typing import NamedTuple

import numpy as np

from planner.pvrp.arrays import NOWHERE, Flags, Ints, Problem, Rounds, place_of, remove_stop
from planner.pvrp.chance import Chance, draw, draw_int
from planner.pvrp.compiled import inner
from planner.pvrp.undo import Undo, keep_row

EVERY_DAY = -1
LONGEST_STRING = 10.0
MEAN_OUT = 10.0
SPLIT_SHARE, SPLIT_LONGER = 0.5, 0.5
ONE_DAY_SHARE = 0.3


class Out(NamedTuple):
    """What was taken out and has to come back: a customer, and the day it left or EVERY_DAY."""

    customer: Ints
    day: Ints
    amount: Ints
    is_cut: Flags
    """Rows that a string was taken from."""
    string: Ints


def nothing_out(problem: Problem) -> Out:
    """Return room for every visit there can be."""
    nodes, rows = len(problem.demand), problem.vehicles * problem.days
    visits = nodes * problem.days
    return Out(
        np.zeros(visits, np.int64), np.zeros(visits, np.int64), np.zeros(1, np.int64), np.zeros(rows, np.bool_),
        np.zeros(nodes, np.int64),
    )  # fmt: skip


@inner
def ruin(problem: Problem, rounds: Rounds, undo: Undo, out: Out, chance: Chance) -> None:
    """Take strings of stops out of some rows that pass near one customer, on all days or on one."""
    out.amount[0] = 0
    out.is_cut[:] = False
    seed = 1 + draw_int(chance, len(problem.demand) - 1)
    only = _any_day(problem, rounds, seed, chance) if draw(chance) < ONE_DAY_SHARE else EVERY_DAY
    longest = min(LONGEST_STRING, _mean_count(rounds))
    strings = 1 + int(draw(chance) * (4.0 * MEAN_OUT / (1.0 + longest) - 1.0))
    for customer in problem.near[seed]:
        row = _row_to_cut(problem, rounds, out, customer, only, chance)
        if row != NOWHERE:
            most = min(float(rounds.length[row]), longest)
            _cut(problem, rounds, undo, out, row, customer, 1 + int(draw(chance) * most), only, chance)
            strings -= 1
            if strings == 0:
                break


@inner
def _mean_count(rounds: Rounds) -> float:
    stops, used = 0, 0
    for row in range(len(rounds.length)):
        stops += rounds.length[row]
        used += rounds.length[row] > 0
    return stops / max(used, 1)


@inner
def _any_day(problem: Problem, rounds: Rounds, customer: int, chance: Chance) -> int:
    """Return one of the days on which the customer is visited."""
    first = draw_int(chance, problem.days)
    for shift in range(problem.days):
        day = (first + shift) % problem.days
        if rounds.row_of[customer, day] != NOWHERE:
            return day
    return EVERY_DAY


@inner
def _row_to_cut(problem: Problem, rounds: Rounds, out: Out, customer: int, only: int, chance: Chance) -> int:
    """Return a row with the customer that was not cut yet, or NOWHERE."""
    day = only if only != EVERY_DAY else _any_day(problem, rounds, customer, chance)
    row = rounds.row_of[customer, day] if day != EVERY_DAY else NOWHERE
    return NOWHERE if row == NOWHERE or out.is_cut[row] else row


@inner
def _cut(
    problem: Problem,
    rounds: Rounds,
    undo: Undo,
    out: Out,
    row: int,
    around: int,
    length: int,
    only: int,
    chance: Chance,
) -> None:
    """Take `length` stops around a customer out of the row; in a split string some in the middle stay."""
    out.is_cut[row] = True
    count = rounds.length[row]
    stay = 0
    if length > 1 and length < count and draw(chance) < SPLIT_SHARE:
        stay = 1
        while length + stay < count and draw(chance) < SPLIT_LONGER:
            stay += 1
    span = length + stay
    place = place_of(rounds, row, around)
    first = max(1, place - span + 1)
    first += draw_int(chance, min(place, count - span + 1) - first + 1)
    stay_from = first + draw_int(chance, length + 1)
    amount = 0
    for p in range(first, first + span):
        if p < stay_from or p >= stay_from + stay:
            out.string[amount] = rounds.stops[row, p]
            amount += 1
    for i in range(amount):
        take_out(problem, rounds, undo, out, out.string[i], only)


@inner
def take_out(problem: Problem, rounds: Rounds, undo: Undo, out: Out, customer: int, only: int) -> None:
    """Take a customer out of the rounds of one day, or of every day; whom one day suits as well as another, of all."""
    out.customer[out.amount[0]] = customer
    visits = 0
    for day in range(problem.days):
        visits += rounds.row_of[customer, day] != NOWHERE
    out.day[out.amount[0]] = only if visits > 1 else EVERY_DAY
    out.amount[0] += 1
    for day in range(problem.days):
        row = rounds.row_of[customer, day]
        if row != NOWHERE and (only in (EVERY_DAY, day)):
            keep_row(rounds, undo, row)
            remove_stop(problem, rounds, row, customer)
