"""The least travel there can be: choosing among all rounds of an adviser, as a linear and as a whole programme.

Each movable visit is made once, a day holds one round, a week its limits, and visits of a group keep their distance.
The linear optimum bounds the travel of every plan with the same visits by the same adviser.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array

from planner.quality_tours import Column

MOST_COLUMNS = 2_500
CLOSE_ENOUGH = 0.002
MOST_NODES = 60
STANDARD_OUTPUT = 1
Floats = NDArray[np.float64]
Sparse = Any
"""A sparse matrix: the solvers take it, their published types do not say so."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What has to be chosen from: `columns`, the windows to visit, and the limits that are left of each week.

    `gaps`: window, later window, least days between. `weeks`: minutes and evenings left by week; `week` by day.
    """

    columns: Sequence[Column]
    windows: Sequence[int]
    gaps: Sequence[tuple[int, int, int]]
    weeks: Mapping[int, tuple[int, int]]
    week: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The linear optimum: its travel, and what each column would cost more than it gives."""

    bound: float
    reduced: Floats


def relax(choice: Choice, cost: Floats) -> Relaxation | None:
    """Return the linear optimum, or None when the visits cannot all be made within the limits."""
    rows = _rows(choice)
    found: Any = linprog(
        cost, A_ub=rows.most, b_ub=rows.limit, A_eq=rows.once, b_eq=np.ones(len(choice.windows)), method="highs"
    )
    if found.x is None:
        return None
    reduced = cost - rows.once.T @ found.eqlin.marginals - rows.most.T @ found.ineqlin.marginals
    return Relaxation(float(found.fun), np.asarray(reduced))


def choose(choice: Choice, cost: Floats, relaxed: Relaxation, incumbent: Sequence[int]) -> list[int]:
    """Return which columns make the best plan found: never dearer than `incumbent` (numbers of columns).

    Columns that cost more than the whole gap cannot be in a better plan and are left out. Limited by nodes, so that the
    same choice gives the same plan.
    """
    known = float(cost[list(incumbent)].sum())
    useful = np.nonzero(relaxed.reduced <= known - relaxed.bound + 1e-6)[0]
    useful = useful[np.argsort(relaxed.reduced[useful], kind="stable")][:MOST_COLUMNS]
    useful = np.unique(np.concatenate([useful, np.array(incumbent, dtype=useful.dtype)]))
    smaller = Choice(
        [choice.columns[number] for number in useful.tolist()], choice.windows, choice.gaps, choice.weeks, choice.week
    )
    rows = _rows(smaller)
    with _silence():
        found: Any = milp(
            cost[useful],
            constraints=[LinearConstraint(rows.once, 1, 1), LinearConstraint(rows.most, -np.inf, rows.limit)],
            integrality=np.ones(len(useful), dtype=np.int64),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": CLOSE_ENOUGH, "node_limit": MOST_NODES, "presolve": True},
        )
    if found.x is None:
        return list(incumbent)
    chosen = [int(number) for number in useful[found.x > 0.5]]
    return chosen if cost[chosen].sum() < known else list(incumbent)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep the solver's own lines from standard output, where a command may be writing JSON: it cannot be told to."""
    sys.stdout.flush()
    kept, nowhere = os.dup(STANDARD_OUTPUT), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, STANDARD_OUTPUT)
        yield
    finally:
        os.dup2(kept, STANDARD_OUTPUT)
        os.close(kept)
        os.close(nowhere)


@dataclass(frozen=True, slots=True)
class _Rows:
    once: Sparse
    most: Sparse
    limit: Floats


def _rows(choice: Choice) -> _Rows:
    """Return the matrix of windows (once each) and that of days, weeks and distances (at most the limit)."""
    place = {window: number for number, window in enumerate(choice.windows)}
    visits = [(place[window], column) for column, made in enumerate(choice.columns) for window, _ in made.visits]
    days = {day: number for number, day in enumerate(sorted({made.day for made in choice.columns}))}
    weeks = {week: len(days) + 2 * number for number, week in enumerate(sorted(choice.weeks))}
    cells: list[tuple[int, int, float]] = []
    on: dict[int, list[tuple[int, int]]] = {}
    for column, made in enumerate(choice.columns):
        cells.append((days[made.day], column, 1.0))
        cells.append((weeks[choice.week[made.day]], column, made.work))
        if made.has_evening:
            cells.append((weeks[choice.week[made.day]] + 1, column, 1.0))
        for window, _ in made.visits:
            on.setdefault(window, []).append((column, made.day))
    limit = [1.0] * len(days)
    for week in sorted(choice.weeks):
        limit += choice.weeks[week]
    for earlier, later, gap in choice.gaps:
        cells += [(len(limit), column, float(day)) for column, day in on.get(earlier, ())]
        cells += [(len(limit), column, -float(day)) for column, day in on.get(later, ())]
        limit.append(-float(gap))
    once = _matrix([(row, column, 1.0) for row, column in visits], len(choice.windows), len(choice.columns))
    return _Rows(once, _matrix(cells, len(limit), len(choice.columns)), np.array(limit, dtype=float))


def _matrix(cells: Sequence[tuple[int, int, float]], rows: int, columns: int) -> Sparse:
    row, column, value = zip(*cells, strict=True) if cells else ((), (), ())
    return coo_array((value, (row, column)), shape=(rows, columns)).tocsr()
