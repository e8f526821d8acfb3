"""Cutting a plan into jobs that can be polished at the same time without getting in each other's way."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from planner.insertion import Rounds
from planner.model import Problem, Role
from planner.quality import Job
from planner.quality_tours import Freedom
from planner.rounds_owner import Days
from planner.rounds_pieces import pieces
from planner.rounds_world import Slot, World

BLOCK_WEEKS = 13
Key = tuple[int, int]
"""An adviser and a quarter."""


def jobs(rounds: Rounds, seed: int) -> list[Job]:
    """Return a job for each adviser and quarter with visits that may move.

    Visits of a group that lie in different jobs share the days between them, so that both may move and still keep
    their distance; those in one job are kept apart by the job itself. Days with a frozen visit are left alone.
    """
    world = rounds.world
    movable: dict[Key, list[int]] = defaultdict(list)
    for (who, day), held in sorted(rounds.rounds.items()):
        if all(stop.frozen is None for stop in held.stops):
            movable[who, _block(world, day)] += [stop.window_id for stop in held.stops if stop.window_id is not None]
    free = {window: key for key, windows in movable.items() for window in windows}
    limits = _limits(rounds, free)
    found = []
    for (who, block), windows in sorted(movable.items()):
        (piece,) = pieces(world.problem, {who: windows}, seed + block)
        found.append(
            Job(
                piece=replace(piece, problem=_alone(piece.problem)),
                moves=tuple(_freedom(rounds, world.slots[window], limits[window]) for window in sorted(windows)),
                now=_days(rounds, who, block),
                weeks=_weeks(rounds, who, block),
                gaps=_gaps(rounds, windows),
                days=_open_days(rounds, who, block),
                travel=sum(rounds.round_of(who, day).travel for day in _open_days(rounds, who, block)),
            )
        )
    return found


def _block(world: World, day: int) -> int:
    return world.week(day) // BLOCK_WEEKS


def _alone(problem: Problem) -> Problem:
    """Return a piece without visits that lie fixed: the limits of each visit know of them already."""
    groups = tuple(replace(group, last_visit_on=None) for group in problem.groups)
    return replace(problem, groups=groups, frozen=())


def _limits(rounds: Rounds, free: Mapping[int, Key]) -> dict[int, tuple[int, int]]:
    """Return the first and last day of each visit that may move, as far as visits of other jobs decide it."""
    world = rounds.world
    found = {window: (world.slots[window].first, world.slots[window].last) for window in free}
    by_day = {
        (world.slots[window].group_id, day): window for window, (_, day) in rounds.where.items() if window in free
    }
    for group_id in sorted({world.slots[window].group_id for window in free}):
        gap = max(1, world.groups[group_id].min_gap_days)
        for before, after in pairwise(rounds.days_of(group_id)):
            earlier, later = by_day.get((group_id, before)), by_day.get((group_id, after))
            if earlier is not None and later is not None and free[earlier] == free[later]:
                continue
            spare = max(after - before - gap, 0)
            if earlier is not None:
                mine = spare if later is None else spare - spare // 2
                found[earlier] = (found[earlier][0], min(found[earlier][1], before + mine))
            if later is not None:
                mine = spare if earlier is None else spare // 2
                found[later] = (max(found[later][0], after - mine), found[later][1])
    return found


def _freedom(rounds: Rounds, slot: Slot, limits: tuple[int, int]) -> Freedom:
    """Return where a visit may move: a substitute's stays on its day, a fixed moment that is kept stays kept."""
    who, day = rounds.where[slot.window_id]
    pin = next(stop.pin for stop in rounds.round_of(who, day).stops if stop.window_id == slot.window_id)
    stays = rounds.role(slot.group_id, who) is Role.SUBSTITUTE
    return Freedom(slot, day, day, pin) if stays else Freedom(slot, *limits, pin)


def _days(rounds: Rounds, who: int, block: int) -> Days:
    return [
        (day, [(stop.window_id, stop.pin) for stop in rounds.round_of(who, day).stops if stop.window_id is not None])
        for day in _open_days(rounds, who, block)
        if rounds.round_of(who, day).stops
    ]


def _open_days(rounds: Rounds, who: int, block: int) -> tuple[int, ...]:
    """Return the days that may change: working days of the quarter without a frozen visit, holidays only if used."""
    world = rounds.world
    return tuple(
        day
        for day in world.working_days(who, 0, world.days - 1)
        if _block(world, day) == block
        and all(stop.frozen is None for stop in rounds.round_of(who, day).stops)
        and (rounds.round_of(who, day).stops or not world.is_holiday(day))
    )


def _weeks(rounds: Rounds, who: int, block: int) -> dict[int, tuple[int, int]]:
    """Return the minutes and evenings that each week has for the days that may change."""
    world, adviser = rounds.world, rounds.world.advisers[who]
    days = _open_days(rounds, who, block)
    found = {}
    for week in sorted({world.week(day) for day in days}):
        held = [rounds.round_of(who, day) for day in days if world.week(day) == week]
        others = rounds.week_work(who, week) - sum(made.work for made in held)
        evenings = rounds.week_evenings(who, week) - sum(made.evenings > 0 for made in held)
        found[week] = (
            max(adviser.field_min_per_week - others, sum(made.work for made in held)),
            max(adviser.max_evenings_per_week - evenings, sum(made.evenings > 0 for made in held)),
        )
    return found


def _gaps(rounds: Rounds, windows: list[int]) -> tuple[tuple[int, int, int], ...]:
    """Return the pairs of visits of one group that follow each other in a job, with the days between them."""
    by_group: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for window in windows:
        by_group[rounds.world.slots[window].group_id].append((rounds.where[window][1], window))
    return tuple(
        (before[1], after[1], max(1, rounds.world.groups[group_id].min_gap_days))
        for group_id, visits in sorted(by_group.items())
        for before, after in pairwise(sorted(visits))
    )
