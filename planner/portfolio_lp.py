"""The linear relaxation of the assignment, solved over all columns: a valid bound, and a good place to start."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, hstack, vstack

from planner.portfolio_data import Assignment, Flags, Floats

FIRST_COLUMNS = 12
NEW_COLUMNS = 6
Sparse = Any
"""A sparse matrix: the solvers take it, their published types do not say so."""
MOST_ROUNDS = 12
SLACK_PRICE = 50.0
"""Minutes of cost per minute of work outside the balance: dear, so that it is used only where nothing else is legal."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A fractional assignment; `bound` holds for every assignment of all columns, whole or not."""

    share: Floats
    bound: float


@dataclass(frozen=True, slots=True)
class _Solved:
    share: Floats
    cost: float
    reduced: Floats


def relax(data: Assignment, balance: float) -> Relaxed:
    """Return the optimum of the relaxation by pricing: columns come in until no other can make it cheaper.

    `balance`: how far the work per contract minute may lie from the mean, as a share of it.
    """
    cost = data.cost()
    open_columns = cheapest_columns(cost, data.may, FIRST_COLUMNS)
    for _ in range(MOST_ROUNDS):
        rows, columns = np.nonzero(open_columns)
        solved = _solve(data, cost, rows, columns, balance)
        better = data.may & ~open_columns & (solved.reduced < -1e-6)
        if not better.any():
            break
        open_columns |= cheapest_columns(np.where(better, solved.reduced, np.inf), better, NEW_COLUMNS)
    share = np.zeros_like(cost)
    share[rows, columns] = solved.share
    # Columns that were still worth having when the rounds ended can lower each row by at most their reduced cost.
    missing = float(np.where(better, solved.reduced, 0).min(axis=1).sum())
    return Relaxed(share, solved.cost + missing)


def cheapest_columns(cost: Floats, may: Flags, number: int) -> Flags:
    """Return, per row, the `number` cheapest columns that are allowed."""
    order = np.argsort(np.where(may, cost, np.inf), axis=1, kind="stable")[:, :number]
    chosen = np.zeros_like(may)
    np.put_along_axis(chosen, order, values=True, axis=1)
    return np.asarray(chosen & may)


def _solve(
    data: Assignment, cost: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp], balance: float
) -> _Solved:
    """Solve over these columns, and price all others.

    The total of work of each organisation is a variable (the mean that the balance refers to holds the travel too), so
    that the matrix stays sparse; behind them come slacks above and below the balance, one of each per adviser.
    """
    groups, advisers, many = len(data.groups), len(data.advisers), len(rows)
    work, index = data.work[rows, columns], np.arange(many)
    own = coo_array((work, (columns, index)), shape=(advisers, many)).tocsr()
    once = coo_array((np.ones(many), (rows, index)), shape=(groups, many)).tocsr()
    houses = int(data.house.max()) + 1
    house: Sparse = coo_array((np.ones(advisers), (np.arange(advisers), data.house))).tocsr()
    size = np.bincount(data.house, data.size)
    even = house * (data.size / np.maximum(size, 1e-9)[data.house])[:, None]
    slack, none = _identity(advisers), csr_array((advisers, advisers))
    above: Sparse = hstack([own, -(1 + balance) * even, -slack, none])
    below = hstack([-own, (1 - balance) * even, none, -slack])
    summed: Sparse = hstack([house.T @ own, -_identity(houses), csr_array((houses, 2 * advisers))])
    equal: Sparse = vstack([hstack([once, csr_array((groups, houses + 2 * advisers))]), summed])
    has_column = np.zeros(groups + houses)
    has_column[np.unique(rows)] = 1
    found: Any = linprog(
        np.concatenate([cost[rows, columns], np.zeros(houses), np.full(2 * advisers, SLACK_PRICE)]),
        A_ub=vstack([above, below]).tocsr(),
        b_ub=np.zeros(2 * advisers),
        A_eq=equal.tocsr(),
        b_eq=has_column,
        method="highs",
    )
    ceiling, floor = found.ineqlin.marginals[:advisers], found.ineqlin.marginals[advisers:]
    once_price, sum_price = found.eqlin.marginals[:groups], found.eqlin.marginals[groups:]
    reduced = cost - once_price[:, None] - data.work * (ceiling - floor + sum_price[data.house])
    return _Solved(found.x[:many], float(found.fun), reduced)


def _identity(size: int) -> Sparse:
    return coo_array((np.ones(size), (np.arange(size), np.arange(size)))).tocsr()
