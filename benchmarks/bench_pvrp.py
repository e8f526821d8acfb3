"""Claim: the periodic planner comes close to the published costs of the public table, or below them.

Ours is held against the reference costs and, in the same run with the same time on one core, against PyVRP with fixed
days (pvrp_peer.py). A checker that shares no code with either search judges all plans.
"""

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from time import perf_counter, process_time

from benchmarks.pvrp_peer import solve_with_fixed_days
from planner.pvrp.check import violations
from planner.pvrp.instance import Instance
from planner.pvrp.reading import read_instance
from planner.pvrp.solve import prepare, solve_pvrp, total_distance

TABLE = Path(__file__).parents[2] / "shared" / "data" / "pvrp"
TARGETS = {60: (1.0, 3.0), 300: (0.3, 3.0)}
"""For so many seconds: the mean gap and the largest gap to the references that we aim at, in percent."""
COLUMNS = f"{'instance':<9}{'seed':>5}{'reference':>11}{'ours':>10}{'gap %':>8}{'CPU s':>7}{'steps':>10}"
PEER_COLUMNS = f"{'PyVRP':>10}{'gap %':>8}{'CPU s':>7}{'ratio':>7}"


@dataclass(frozen=True)
class Outcome:
    """What one solver found: cost None without a plan, and what the checker says of it."""

    cost: float | None
    cpu: float
    steps: int
    broken: int

    def gap(self, reference: float) -> float:
        """Return by how many percent it is dearer than the reference."""
        return float("inf") if self.cost is None else round(100 * (self.cost / reference - 1), 2) + 0.0


def ours(instance: Instance, seconds: float, seed: int) -> Outcome:
    """Solve with our engine."""
    began = process_time()
    found = solve_pvrp(instance, seed=seed, seconds=seconds)
    broken = len(violations(instance, found.routes)) if found.routes else 0
    return Outcome(found.cost, process_time() - began, found.steps, broken)


def peer(instance: Instance, seconds: float, seed: int) -> Outcome:
    """Solve with PyVRP."""
    began = process_time()
    routes = solve_with_fixed_days(instance, seconds, seed)
    cost = total_distance(instance, routes) if routes else None
    return Outcome(cost, process_time() - began, 0, len(violations(instance, routes)) if routes else 0)


def main() -> int:
    """Print the table; return 1 when a plan breaks a limit or, at 60 or 300 seconds, a target is missed."""
    options = _options()
    if not TABLE.exists():
        _loudly("skipped: needs the public instances in ../shared/data/pvrp beside this checkout")
        return 0
    with_peer = find_spec("pyvrp") is not None
    if not with_peer:
        _loudly("the peer is skipped: needs pyvrp")
    began = perf_counter()
    prepare()
    print(
        f"the loops were ready after {perf_counter() - began:.1f} s; then {options.seconds:g} s a solver and instance"
    )
    print(COLUMNS + (PEER_COLUMNS if with_peer else ""))
    pairs = []
    for name, reference in _references(options.instances).items():
        instance = read_instance((TABLE / f"{name}.txt").read_text(encoding="utf-8"), name)
        for seed in range(1, options.seeds + 1):
            mine = ours(instance, options.seconds, seed)
            theirs = peer(instance, options.seconds, seed) if with_peer else None
            print(f"{name:<9}{seed:>5}{reference:>11.2f}{_row(mine, theirs, reference)}", flush=True)
            pairs.append((reference, mine, theirs))
    _tell_peer([(reference, mine, theirs) for reference, mine, theirs in pairs if theirs])
    return _judge([(reference, mine) for reference, mine, _ in pairs], options.seconds)


def _row(mine: Outcome, theirs: Outcome | None, reference: float) -> str:
    row = f"{_shown(mine, reference)}{mine.cpu:>7.1f}{mine.steps:>10}"
    if theirs is None:
        return row
    ratio = f"{theirs.cost / mine.cost:.3f}" if theirs.cost and mine.cost else "-"
    return f"{row}{_shown(theirs, reference)}{theirs.cpu:>7.1f}{ratio:>7}"


def _tell_peer(pairs: Sequence[tuple[float, Outcome, Outcome]]) -> None:
    """Print how the peer did, where it found a plan and how often not."""
    gaps = [theirs.gap(reference) for reference, _, theirs in pairs if theirs.cost is not None]
    if not gaps:
        return
    better = sum(mine.gap(reference) <= theirs.gap(reference) for reference, mine, theirs in pairs)
    print(f"PyVRP with fixed days: mean gap {fmean(gaps):+.2f} %, largest {max(gaps):+.2f} %, in {len(gaps)} plans;")
    print(f"no plan {len(pairs) - len(gaps)} times. Ours is at least as good in {better} of {len(pairs)}.")


def _judge(outcomes: Sequence[tuple[float, Outcome]], seconds: float) -> int:
    """Print the figures that count, and return 1 when they miss the target for this time."""
    gaps = [mine.gap(reference) for reference, mine in outcomes]
    broken = sum(mine.broken for _, mine in outcomes)
    print(f"ours: mean gap {fmean(gaps):+.2f} %, largest {max(gaps):+.2f} %, {broken} violations")
    wanted = TARGETS.get(round(seconds))
    if wanted is None:
        print(f"no target is set for {seconds:g} seconds, only for {' and '.join(map(str, TARGETS))}")
        return int(broken > 0)
    print(f"target: mean <= {wanted[0]} %, largest <= {wanted[1]} %, 0 violations")
    return int(broken > 0 or fmean(gaps) > wanted[0] or max(gaps) > wanted[1])


def _shown(outcome: Outcome, reference: float) -> str:
    if outcome.cost is None:
        return f"{'no plan':>10}{'-':>8}"
    return f"{outcome.cost:>10.2f}{outcome.gap(reference):>+8.2f}"


def _references(wanted: str) -> dict[str, float]:
    with (TABLE / "reference.csv").open(encoding="utf-8") as stream:
        costs = {row["instance"]: float(row["reference_cost"]) for row in csv.DictReader(stream)}
    return {name: costs[name] for name in (wanted.split(",") if wanted else costs)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for each solver and instance")
    parser.add_argument("--instances", default="", help="names with commas between them; all without it")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, from 1")
    return parser.parse_args()


def _loudly(sentence: str) -> None:
    print(f"*** {sentence} ***", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
