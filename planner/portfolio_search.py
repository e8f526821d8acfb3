"""Making a fractional assignment whole: rounding, then shifts and swaps while they make it cheaper or more even."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.portfolio_data import Assignment, Floats

Owners = NDArray[np.int64]
MOST_SWEEPS = 60
MARGIN = 0.0005
"""Work aims a little inside the balance, because the mean itself moves with every change."""
IMBALANCE_PRICES = (0.3, 0.6, 1.0, 2.0, 4.0, 8.0, 16.0, 60.0)
"""Minutes of cost per minute of work outside the balance: first cheap, so that the search may pass through it."""


@dataclass(slots=True)
class _State:
    owner: Owners
    work: Floats
    low: Floats
    high: Floats
    price: float

    def penalty(self, work: Floats, column: int | NDArray[np.intp] | slice) -> Floats:
        low, high = self.low[column], self.high[column]
        return np.asarray(self.price * (np.maximum(work - high, 0) + np.maximum(low - work, 0)))


def round_shares(data: Assignment, share: Floats) -> Owners:
    """Return each group's adviser with the largest share; -1 where nobody may."""
    owner = np.asarray(share.argmax(axis=1), dtype=np.int64)
    owner[~data.may.any(axis=1)] = -1
    return owner


def limits(data: Assignment, owner: Owners, balance: float) -> tuple[Floats, Floats]:
    """Return the least and most work of each adviser around the mean of this assignment in the organisation."""
    mean = data.mean(data.work_of(owner))
    return (1 - balance + MARGIN) * mean, (1 + balance - MARGIN) * mean


def improve(data: Assignment, owner: Owners, balance: float, prices: Sequence[float] = IMBALANCE_PRICES) -> Owners:
    """Return an assignment from which no shift of one group or swap of two lowers cost and imbalance together.

    The same start gives the same end: advisers take turns in their order, the best change is made, ties by row.
    """
    cost = np.where(data.may, data.cost(), np.inf)
    for price in prices:
        owner = _settle(data, cost, owner.copy(), balance, price)
    return owner


def _settle(data: Assignment, cost: Floats, owner: Owners, balance: float, price: float) -> Owners:
    for _ in range(MOST_SWEEPS):
        low, high = limits(data, owner, balance)
        state = _State(owner, data.work_of(owner), low, high, price)
        changes = sum(_improve_one(data, cost, state, column) for column in range(len(data.advisers)))
        if not changes:
            break
    return owner


def _improve_one(data: Assignment, cost: Floats, state: _State, column: int) -> int:
    """Make the best shifts and swaps out of one adviser until none helps; return how many."""
    changes = 0
    while True:
        own = np.nonzero(state.owner == column)[0]
        if not own.size:
            return changes
        shift_gain, shift = _best_shift(data, cost, state, column, own)
        swap_gain, swap = _best_swap(data, cost, state, column, own)
        if min(shift_gain, swap_gain) > -1e-6:
            return changes
        if shift_gain <= swap_gain:
            _move(data, state, *shift)
        else:
            mine, other = swap
            there = int(state.owner[other])
            _move(data, state, mine, there)
            _move(data, state, other, column)
        changes += 1


def _best_shift(
    data: Assignment, cost: Floats, state: _State, column: int, own: NDArray[np.intp]
) -> tuple[float, tuple[int, int]]:
    every = slice(None)
    without = state.penalty(state.work[column] - data.work[own, column], column) - state.penalty(
        state.work[column], column
    )
    within = state.penalty(state.work[None, :] + data.work[own], every) - state.penalty(state.work, every)
    gain = cost[own] - cost[own, column][:, None] + without[:, None] + within
    gain[:, column] = np.inf
    best = int(gain.argmin())
    row, target = divmod(best, gain.shape[1])
    return float(gain[row, target]), (int(own[row]), target)


def _best_swap(
    data: Assignment, cost: Floats, state: _State, column: int, own: NDArray[np.intp]
) -> tuple[float, tuple[int, int]]:
    others = np.nonzero((state.owner != column) & (state.owner >= 0) & np.isfinite(cost[:, column]))[0]
    if not others.size:
        return np.inf, (0, 0)
    theirs = state.owner[others]
    price = cost[own][:, theirs] + cost[others, column] - cost[own, column][:, None] - cost[others, theirs]
    here = state.work[column] - data.work[own, column][:, None] + data.work[others, column]
    there = state.work[theirs] - data.work[others, theirs] + data.work[own][:, theirs]
    gain = price + state.penalty(here, column) - state.penalty(state.work[column], column)
    gain += state.penalty(there, theirs) - state.penalty(state.work[theirs], theirs)
    row, place = divmod(int(gain.argmin()), gain.shape[1])
    return float(gain[row, place]), (int(own[row]), int(others[place]))


def _move(data: Assignment, state: _State, group: int, target: int) -> None:
    source = int(state.owner[group])
    state.work[source] -= data.work[group, source]
    state.work[target] += data.work[group, target]
    state.owner[group] = target
