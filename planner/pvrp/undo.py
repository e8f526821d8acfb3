"""Taking changes back: a copy of each row from before its first change."""

from typing import NamedTuple

import numpy as np

from planner.pvrp.arrays import NOWHERE, Flags, Ints, Problem, Rounds, copy_row, no_rounds
from planner.pvrp.compiled import inner


class Undo(NamedTuple):
    """Rows as they were; `rows[:amount[0]]` are those that were kept, `is_kept` tells the same."""

    before: Rounds
    rows: Ints
    is_kept: Flags
    amount: Ints


def no_undo(problem: Problem) -> Undo:
    """Return room to take back any change."""
    rows = problem.vehicles * problem.days
    return Undo(no_rounds(problem), np.zeros(rows, np.int64), np.zeros(rows, np.bool_), np.zeros(1, np.int64))


@inner
def keep_row(rounds: Rounds, undo: Undo, row: int) -> None:
    """Keep the row as it is, unless that was done since the last `forget`."""
    if not undo.is_kept[row]:
        undo.is_kept[row] = True
        undo.rows[undo.amount[0]] = row
        undo.amount[0] += 1
        copy_row(rounds, undo.before, row)


@inner
def take_back(problem: Problem, rounds: Rounds, undo: Undo) -> None:
    """Make every kept row what it was."""
    for i in range(undo.amount[0]):
        row = undo.rows[i]
        for p in range(1, rounds.length[row] + 1):
            rounds.row_of[rounds.stops[row, p], row // problem.vehicles] = NOWHERE
    for i in range(undo.amount[0]):
        row = undo.rows[i]
        copy_row(undo.before, rounds, row)
        for p in range(1, rounds.length[row] + 1):
            rounds.row_of[rounds.stops[row, p], row // problem.vehicles] = row


@inner
def forget(undo: Undo) -> None:
    """Keep the rows as they are now."""
    for i in range(undo.amount[0]):
        undo.is_kept[undo.rows[i]] = False
    undo.amount[0] = 0
