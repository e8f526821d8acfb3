"""Who owns and who deputises each group: balanced by work, near home, everyone kept where moving does not pay.

A linear relaxation gives a bound and a start; rounding, shifts and swaps make it whole; CP-SAT polishes it in small
neighbourhoods, in processes of their own. The same problem and seed give the same portfolio.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context
from typing import Protocol

import numpy as np

from planner.model import Portfolio, Problem, Progress, ProgressCallback
from planner.portfolio_data import Assignment, assignment
from planner.portfolio_deputies import deputies
from planner.portfolio_lp import relax
from planner.portfolio_polish import Neighbourhood, around, batches, polish
from planner.portfolio_search import IMBALANCE_PRICES, Owners, improve, round_shares
from planner.travel import EstimatedTravel, MatrixProvider

BALANCE = 0.05
MOVE_PRICE_MIN = 600.0
"""Minutes of travel over the horizon that a change of adviser must save. House policy; the caller may set another."""
ROUNDS = ((4, 0.02),)
"""The number of advisers in a neighbourhood and CP-SAT's deterministic time for each, round after round."""


def assign_portfolio(
    problem: Problem,
    provider: MatrixProvider | None = None,
    *,
    balance: float = BALANCE,
    move_price: float = MOVE_PRICE_MIN,
    seed: int = 0,
    processes: int = 2,
    progress: ProgressCallback | None = None,
) -> Portfolio:
    """Return who owns and who deputises each group of `problem`.

    `balance`: how far work per minute of field time may lie from the mean. The owner a group has is kept unless another
    saves more than `move_price` minutes of travel over the horizon. A group that nobody may visit is left unowned.
    """
    tell = progress or (lambda _: None)
    problem = _in_order(problem)
    data = assignment(problem, provider or EstimatedTravel(problem.travel), move_price)
    relaxed = relax(data, balance)
    tell(Progress("bound", 1, 1, bound=relaxed.bound))
    owner = improve(data, round_shares(data, relaxed.share), balance)
    with _runner(processes) as run:
        for number, (size, effort) in enumerate(ROUNDS, start=1):
            owner = _polished(data, owner, balance, size, effort, seed, run)
            tell(Progress("portfolio", number, len(ROUNDS), best=_objective(data, owner), bound=relaxed.bound))
    owner = improve(data, owner, balance, IMBALANCE_PRICES[-1:])
    return _portfolio(data, owner, deputies(problem, data, owner), relaxed.bound)


def with_portfolio(problem: Problem, portfolio: Portfolio) -> Problem:
    """Return the problem with the owners and deputies of a portfolio."""
    return replace(
        problem,
        groups=tuple(
            replace(
                group,
                owner_id=portfolio.owners.get(group.group_id),
                deputy_id=portfolio.deputies.get(group.group_id),
            )
            for group in problem.groups
        ),
    )


class _Run(Protocol):
    def __call__(self, jobs: Sequence[Neighbourhood]) -> list[Owners]: ...


@contextmanager
def _runner(processes: int) -> Iterator[_Run]:
    if processes < 2:
        yield lambda jobs: [polish(job) for job in jobs]
        return
    with get_context("spawn").Pool(processes) as pool:
        yield lambda jobs: pool.map(polish, jobs, chunksize=1)


def _polished(
    data: Assignment, owner: Owners, balance: float, size: int, effort: float, seed: int, run: _Run
) -> Owners:
    cost = data.cost()
    owner = owner.copy()
    for batch in batches(data, cost, owner, size):
        jobs = [around(data, cost, owner, columns, balance, effort, seed + columns[0]) for columns in batch]
        for job, better in zip(jobs, run(jobs), strict=True):
            owner[job.rows] = np.array(job.columns)[better]
    return owner


def _portfolio(data: Assignment, owner: Owners, deputy: Owners, bound: float) -> Portfolio:
    rows = np.nonzero(owner >= 0)[0]
    columns = owner[rows]
    work = data.work_of(owner)
    share = work / np.maximum(data.mean(work), 1e-9)
    ids = [adviser.adviser_id for adviser in data.advisers]
    groups = [group.group_id for group in data.groups]
    moved = (data.present >= 0) & (owner >= 0) & (data.present != owner)
    return Portfolio(
        owners={groups[row]: ids[owner[row]] for row in rows},
        deputies={groups[row]: ids[deputy[row]] for row in rows if deputy[row] >= 0},
        travel_min=float((data.visits[rows] * data.travel[rows, columns]).sum()),
        objective_min=_objective(data, owner),
        lower_bound_min=bound,
        load={number: float(part) for number, part in zip(ids, share, strict=True)},
        moved=tuple(groups[row] for row in np.nonzero(moved)[0]),
        unowned=tuple(groups[row] for row in np.nonzero(owner < 0)[0]),
    )


def _objective(data: Assignment, owner: Owners) -> float:
    rows = np.nonzero(owner >= 0)[0]
    return float(data.cost()[rows, owner[rows]].sum())


def _in_order(problem: Problem) -> Problem:
    return replace(
        problem,
        groups=tuple(sorted(problem.groups, key=lambda group: group.group_id)),
        advisers=tuple(sorted(problem.advisers, key=lambda adviser: adviser.adviser_id)),
    )
