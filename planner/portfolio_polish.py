"""Polishing an assignment by CP-SAT: the groups of a few neighbouring advisers at a time, the rest as it is.

Each neighbourhood is solved with one worker and a limit in deterministic time, so the same start gives the same end.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from planner.portfolio_data import Assignment, Flags, Floats
from planner.portfolio_search import Owners, limits

CHOICES = 6
"""How many of the neighbours each group may go to."""
CLOSE_ENOUGH = 0.0005
Columns = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A small assignment of its own: `owner` and the columns count within `columns`; work stays in `least`..`most`."""

    columns: Columns
    rows: NDArray[np.intp]
    cost: Floats
    work: Floats
    may: Flags
    owner: Owners
    least: Floats
    most: Floats
    effort: float
    seed: int


def batches(data: Assignment, cost: Floats, owner: Owners, size: int) -> Iterator[list[Columns]]:
    """Yield neighbourhoods of `size` advisers, one around each, in batches in which no adviser comes twice."""
    waiting = list(_columns(data, cost, owner, size))
    while waiting:
        taken: set[int] = set()
        batch: list[Columns] = []
        rest: list[Columns] = []
        for columns in waiting:
            (rest if taken.intersection(columns) else batch).append(columns)
            if batch and batch[-1] is columns:
                taken.update(columns)
        yield batch
        waiting = rest


def around(
    data: Assignment, cost: Floats, owner: Owners, columns: Columns, balance: float, effort: float, seed: int
) -> Neighbourhood:
    """Return the groups and advisers of a neighbourhood; what is outside the balance may stay so, not get worse."""
    low, high = limits(data, owner, balance)
    chosen = np.array(columns)
    rows = np.nonzero(np.isin(owner, chosen))[0]
    place = {column: number for number, column in enumerate(columns)}
    local = np.array([place[int(column)] for column in owner[rows]], dtype=np.int64)
    work = data.work[np.ix_(rows, chosen)]
    held = np.bincount(local, work[np.arange(len(rows)), local], len(columns))
    return Neighbourhood(
        columns=columns,
        rows=rows,
        cost=cost[np.ix_(rows, chosen)],
        work=work,
        may=data.may[np.ix_(rows, chosen)],
        owner=local,
        least=np.minimum(low[chosen], held),
        most=np.maximum(high[chosen], held),
        effort=effort,
        seed=seed % 2**31,
    )


def polish(near: Neighbourhood) -> Owners:
    """Return a cheaper assignment of a neighbourhood, or the one it has when none is found."""
    model = cp_model.CpModel()
    chosen = {key: model.new_bool_var("") for key in _choices(near)}
    for (row, column), var in chosen.items():
        model.add_hint(var, bool(near.owner[row] == column))
    for row in range(len(near.rows)):
        model.add_exactly_one(var for (group, _), var in chosen.items() if group == row)
    for column in range(len(near.columns)):
        loads = [(var, round(near.work[row, who])) for (row, who), var in chosen.items() if who == column]
        rounding = len(near.rows) // len(near.columns)
        least, most = int(near.least[column]) - rounding, int(near.most[column]) + rounding
        model.add_linear_constraint(sum(minutes * var for var, minutes in loads), least, most)
    model.minimize(sum(round(near.cost[key]) * var for key, var in chosen.items()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = near.seed
    solver.parameters.max_deterministic_time = near.effort
    solver.parameters.relative_gap_limit = CLOSE_ENOUGH
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return near.owner
    better = near.owner.copy()
    for (row, column), var in chosen.items():
        if solver.boolean_value(var):
            better[row] = column
    rows = np.arange(len(near.rows))
    return better if near.cost[rows, better].sum() < near.cost[rows, near.owner].sum() else near.owner


def _choices(near: Neighbourhood) -> Iterable[tuple[int, int]]:
    order = np.argsort(np.where(near.may, near.cost, np.inf), axis=1, kind="stable")
    for row in range(len(near.rows)):
        allowed = [int(column) for column in order[row] if near.may[row, column]]
        yield from ((row, column) for column in dict.fromkeys([*allowed[:CHOICES], int(near.owner[row])]))


def _columns(data: Assignment, cost: Floats, owner: Owners, size: int) -> Iterator[Columns]:
    """Yield, for each adviser, who could take its groups at least cost: itself first."""
    for column in range(len(data.advisers)):
        own = np.nonzero(owner == column)[0]
        if not own.size:
            continue
        more = cost[own] - cost[own, column][:, None]
        extra = np.where(data.may[own], more, np.abs(more).max() + 1).mean(axis=0)
        extra[column] = -np.inf
        able = np.argsort(extra, kind="stable")[:size]
        yield tuple(int(other) for other in able if other == column or data.may[own, other].any())
