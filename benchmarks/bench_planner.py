"""Claim: at national scale the planner meets what can be met, with less travel than the peers, in minutes.

The workload is N1 of the design (benchmarks/national.py). The peers run in the same process on the same data: owners by
capacity-greedy, and the nearest free day under the same hard rules (planner/peer_nearest.py). Processor seconds stand
beside wall seconds, because a busy machine stretches only the latter.

    python -m benchmarks.bench_planner [portfolio] [year] [quality] [tenfold] [--seed 2026]

Without parts: all but tenfold.
"""

import argparse
import resource
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from time import perf_counter

import numpy as np

from benchmarks.houses import machine
from benchmarks.national import national
from planner.model import Plan, Portfolio, Problem, Reason
from planner.peer_nearest import plan_nearest
from planner.portfolio import assign_portfolio, with_portfolio
from planner.portfolio_data import assignment
from planner.rounds import plan_calendar
from planner.travel import EstimatedTravel

SEED, TENFOLD, QUARTER = 2026, 10, 13


class Watch:
    """Wall seconds and processor seconds (with child processes that ended) since it was made."""

    def __init__(self) -> None:
        self.wall, self.cpu = perf_counter(), _cpu()

    def __str__(self) -> str:
        return f"{perf_counter() - self.wall:.1f} s wall, {_cpu() - self.cpu:.1f} s processor"


def _cpu() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def peak() -> str:
    """Return the most memory so far of this process, and of the largest child."""
    mb = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return f"peak {mb[0]} MB, largest child {mb[1]} MB"


@cache
def owned(seed: int) -> Portfolio:
    """Return our portfolio of the national year, made once."""
    given = national(seed)
    return assign_portfolio(replace(given, groups=tuple(replace(row, owner_id=None) for row in given.groups)))


def portfolio(seed: int) -> None:
    """Print the portfolio beside the capacity-greedy one."""
    given, watch = national(seed), Watch()
    found = owned(seed)
    print(f"portfolio, {len(given.groups)} groups, {len(given.advisers)} advisers: {watch}; {peak()}")
    print(f"  ours:   {found.gap:+.2%} to the LP bound, max/mean load {max(found.load.values()):.3f}")
    data = assignment(given, EstimatedTravel(given.travel), 0.0)
    rows, work = np.arange(len(given.groups)), data.work_of(data.present)
    greedy = float((data.visits * data.travel[rows, data.present]).sum())
    share = work / data.mean(work)
    print(f"  greedy: {greedy / found.lower_bound_min - 1:+.2%} to the LP bound, max/mean load {share.max():.3f}")
    print(f"  ours travels {1 - found.travel_min / greedy:.1%} less from home to group than greedy")


def year(seed: int) -> None:
    """Print the whole year in fast mode beside the nearest free day, on the greedy and on our portfolio."""
    given = national(seed)
    mine = with_portfolio(given, owned(seed))
    print(f"year, {len(given.windows)} windows")
    peer = _told("nearest free day, greedy owners", lambda: plan_nearest(given), given)
    _told("nearest free day, our owners", lambda: plan_nearest(mine), mine)
    _told("fast, greedy owners", lambda: plan_calendar(given), given)
    ours = _told("fast, our owners", lambda: plan_calendar(mine), mine)
    _compare(ours, peer)


def quality(seed: int) -> None:
    """Print a quarter in both modes, with the bounds."""
    given = with_portfolio(national(seed, weeks=QUARTER), owned(seed))
    print(f"{QUARTER} weeks, {len(given.windows)} windows")
    fast = _told("fast", lambda: plan_calendar(given), given)
    best = _told("quality", lambda: plan_calendar(given, mode="quality"), given)
    bound = sum(best.bounds.values())
    print(f"  quality travels {1 - best.travel_min / fast.travel_min:.1%} less than fast")
    print(f"  it is {best.travel_min / bound - 1:.2%} above the sum of the bounds of {len(best.bounds)} advisers")


def tenfold(seed: int) -> None:
    """Print a quarter of the tenfold workload in fast mode."""
    given = national(seed, TENFOLD, weeks=QUARTER)
    print(f"tenfold, {QUARTER} weeks, {len(given.windows)} windows")
    _told("fast, greedy owners", lambda: plan_calendar(given), given)


def _told(name: str, make: Callable[[], Plan], given: Problem) -> Plan:
    watch = Watch()
    plan = make()
    reasons = Counter(row.reason for row in plan.unplaced)
    unmet = ", ".join(f"{reasons[reason]} {reason}" for reason in Reason if reasons[reason])
    met, per_visit = len(plan.visits) / len(given.windows), plan.travel_min / max(len(plan.visits), 1)
    print(f"  {name}: {watch}; {peak()}")
    print(f"    met {met:.2%}, {per_visit:.1f} min travel a visit; unmet: {unmet or 'none'}", flush=True)
    return plan


def _compare(ours: Plan, peer: Plan) -> None:
    less = 1 - ours.travel_min / len(ours.visits) / (peer.travel_min / len(peer.visits))
    print(f"  unmet windows: {len(ours.unplaced) / max(len(peer.unplaced), 1):.2f} of the peer's")
    print(f"  travel a visit: {less:.1%} less than the peer")


PARTS: dict[str, Callable[[int], None]] = {"portfolio": portfolio, "year": year, "quality": quality, "tenfold": tenfold}


def main(said: Sequence[str] | None = None) -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description="Measure the planner at national scale.")
    parser.add_argument("parts", nargs="*", default=[], help=", ".join(PARTS))
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args(said)
    print(machine())
    for name in asked.parts or ("portfolio", "year", "quality"):
        PARTS[name](asked.seed)


if __name__ == "__main__":
    main()
