"""Who deputises each group: near by, at work when the owner is not, and nobody for too many."""

from collections.abc import Iterable

import numpy as np

from planner.model import Problem
from planner.portfolio_data import Assignment, Flags, Floats
from planner.portfolio_search import Owners

DEPUTY_ROOM = 1.3
"""The groups that somebody deputises hold at most so many times an even share of the work. House policy."""
SAME_LEAVE_PRICE = 40.0
"""Minutes per visit that a deputy costs who is away whenever the owner is."""
SAME_WEEKDAYS_PRICE = 5.0
"""Minutes per visit that a deputy costs who works on the same weekdays only."""


def deputies(problem: Problem, data: Assignment, owner: Owners) -> Owners:
    """Return the column of each group's deputy, never the owner; -1 where nobody else may visit.

    The groups that have most to lose choose first; who is full is passed over while another may go.
    """
    together = SAME_LEAVE_PRICE * _both(_leave(problem)) + SAME_WEEKDAYS_PRICE * _both(_weekdays(problem))
    cost = np.full(data.travel.shape, np.inf)
    rows = np.nonzero(owner >= 0)[0]
    cost[rows] = data.visits[rows, None] * (data.travel[rows] + together[owner[rows]])
    cost[~data.may] = np.inf
    cost[rows, owner[rows]] = np.inf
    room = DEPUTY_ROOM * data.size / data.size.sum() * data.work[rows, owner[rows]].sum()
    chosen = np.full(len(owner), -1, dtype=np.int64)
    for row in _by_regret(cost, rows):
        able = np.nonzero(np.isfinite(cost[row]))[0]
        with_room = [column for column in able if room[column] >= data.work[row, column]]
        if able.size:
            column = min(with_room or able, key=lambda column: (cost[row, column], column))
            chosen[row] = column
            room[column] -= data.work[row, column]
    return chosen


def _by_regret(cost: Floats, rows: Iterable[int]) -> list[int]:
    """Return the rows by what each would lose if its cheapest column were gone; those with one column come first."""
    loss = {}
    for row in rows:
        able = np.sort(cost[row][np.isfinite(cost[row])])
        loss[row] = float(able[1] - able[0]) if len(able) > 1 else np.inf
    return sorted(loss, key=lambda row: (-loss[row], row))


def _both(present: Flags) -> Floats:
    """Return, per pair of advisers, which share of the first one's days the second one has too."""
    days = present.astype(float)
    return np.asarray(days @ days.T / np.maximum(days.sum(axis=1), 1)[:, None])


def _leave(problem: Problem) -> Flags:
    row = {adviser.adviser_id: number for number, adviser in enumerate(problem.advisers)}
    days = (problem.ends_on - problem.starts_on).days + 1
    away = np.zeros((len(row), days), dtype=bool)
    for absence in problem.absences:
        first, last = ((day - problem.starts_on).days for day in (absence.starts_on, absence.ends_on))
        away[row[absence.adviser_id], max(first, 0) : max(last + 1, 0)] = True
    return away


def _weekdays(problem: Problem) -> Flags:
    row = {adviser.adviser_id: number for number, adviser in enumerate(problem.advisers)}
    works = np.zeros((len(row), 7), dtype=bool)
    for hours in problem.adviser_days:
        works[row[hours.adviser_id], hours.weekday - 1] = True
    return works
