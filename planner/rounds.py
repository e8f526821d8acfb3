"""Calendar and rounds together: for every window a day, an adviser and a time, with the least travel found.

First each district plans its own groups, in a process of its own; then neighbours take what is left over.
The same problem and seed give the same plan, whatever the order of the rows and the number of processes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from operator import attrgetter
from typing import TypeVar

from planner.insertion import Rounds
from planner.model import Plan, Problem, Progress, ProgressCallback
from planner.quality import polish
from planner.quality_jobs import jobs
from planner.reasons import explain_all
from planner.rounds_districts import districts, plan_district
from planner.rounds_owner import Planned, put_days
from planner.rounds_rescue import rescue, rescue_between
from planner.rounds_world import World
from planner.travel import EstimatedTravel, MatrixProvider

FAST, QUALITY = "fast", "quality"
Result = TypeVar("Result")
Work = TypeVar("Work")


def plan_calendar(
    problem: Problem,
    provider: MatrixProvider | None = None,
    *,
    mode: str = FAST,
    seed: int = 0,
    processes: int = 2,
    progress: ProgressCallback | None = None,
) -> Plan:
    """Return a plan with each window of `problem` exactly once: a visit, or unplaced with a true reason.

    Never raises on an over-full plan. The problem is taken as checked (`planner.model_check.check`).
    """
    travel = provider or EstimatedTravel(problem.travel)
    tell = progress or _silent
    rounds = Rounds(World(in_order(problem), travel))
    rounds.world.learn_portfolio()
    parts = districts(rounds)
    left = []
    for district in run_all(partial(plan_district, provider=travel), parts, processes):
        for planned in district.planned:
            put_days(rounds, planned)
        left.append(district.left)
        tell(Progress("owners", len(left), len(parts)))
    rescue_between(rounds, [(part.advisers, windows) for part, windows in zip(parts, left, strict=True)])
    tell(Progress("deputies", 1, 1, best=travel_minutes(rounds)))
    if mode != QUALITY:
        return finished(rounds, mode, seed)
    better, bounds = polished(rounds, travel, seed, processes, tell)
    return finished(better, mode, seed, bounds)


def polished(
    rounds: Rounds, travel: MatrixProvider, seed: int, processes: int, tell: ProgressCallback
) -> tuple[Rounds, dict[int, float]]:
    """Return rounds with less travel and no more unplaced windows, and the least travel there can be per adviser.

    The bound of an adviser holds for the same visits by the same adviser, with the fixed moments that are kept.
    """
    work = jobs(rounds, seed)
    better = Rounds(rounds.world)
    bounds = {who: 0.0 for who, _ in rounds.rounds}
    results = run_all(partial(polish, provider=travel), work, processes)
    best, bound = 0.0, 0.0
    for done, (job, result) in enumerate(zip(work, results, strict=True), start=1):
        put_days(better, result.planned)
        bounds[job.piece.adviser_id] += result.bound
        best, bound = best + result.travel, bound + result.bound
        tell(Progress("quality", done, len(work), best=best, bound=bound))
    for (who, day), held in sorted(rounds.rounds.items()):
        if any(stop.frozen is not None for stop in held.stops):
            bounds[who] += held.travel
            planned = [(stop.window_id, stop.pin) for stop in held.stops if stop.frozen is None and stop.window_id]
            put_days(better, Planned(who, [(day, planned)]))
    rescue(better, better.open_slots())
    is_worse = (len(better.open_slots()), travel_minutes(better)) > (len(rounds.open_slots()), travel_minutes(rounds))
    return (rounds if is_worse else better), bounds


def in_order(problem: Problem) -> Problem:
    """Return the problem with its rows sorted, so that their order cannot matter."""
    return replace(
        problem,
        groups=tuple(sorted(problem.groups, key=attrgetter("group_id"))),
        windows=tuple(sorted(problem.windows, key=attrgetter("window_id"))),
        advisers=tuple(sorted(problem.advisers, key=attrgetter("adviser_id"))),
        locations=tuple(sorted(problem.locations, key=attrgetter("location_id"))),
        frozen=tuple(sorted(problem.frozen, key=lambda visit: (visit.on, visit.start, visit.visit_id))),
    )


def run_all(work: Callable[[Work], Result], jobs: Sequence[Work], processes: int) -> Iterator[Result]:
    """Yield the result of each job, in order; in processes of their own when there are several of both."""
    if processes < 2 or len(jobs) < 2:
        yield from map(work, jobs)
        return
    with get_context("spawn").Pool(min(processes, len(jobs))) as pool:
        yield from pool.imap(work, jobs)


def travel_minutes(rounds: Rounds) -> int:
    """Return the minutes of travel of all rounds."""
    return sum(held.travel for held in rounds.rounds.values())


def finished(rounds: Rounds, mode: str, seed: int, bounds: Mapping[int, float] | None = None) -> Plan:
    """Return the rounds as a plan, with the reason of each window that has no visit."""
    return Plan(
        visits=tuple(rounds.visits()),
        unplaced=explain_all(rounds, rounds.open_slots()),
        travel_min=travel_minutes(rounds),
        mode=mode,
        seed=seed,
        bounds=bounds or {},
    )


def _silent(progress: Progress) -> None:
    """Tell nobody."""
