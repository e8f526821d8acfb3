"""The polish of a plan: for each adviser and quarter the best choice among all rounds there can be, with its bound.

Who visits whom stays; fixed moments that are kept stay kept; days and order move. A day holds so few visits that every
round can be named; choosing among them is a whole programme that is solved to within a fraction of its linear bound.
Its limits count columns and nodes, never seconds, so the same plan gives the same result.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planner.bounds import Choice, choose, relax
from planner.insertion import Rounds
from planner.quality_tours import Freedom, Tours
from planner.rounds_owner import Days, Planned
from planner.rounds_pieces import Piece
from planner.rounds_world import World
from planner.travel import MatrixProvider


@dataclass(frozen=True, slots=True)
class Job:
    """One adviser in one quarter: which visits may move where, how they lie now, and what the weeks have left."""

    piece: Piece
    moves: tuple[Freedom, ...]
    now: Days
    weeks: Mapping[int, tuple[int, int]]
    gaps: tuple[tuple[int, int, int], ...]
    days: tuple[int, ...]
    travel: int


@dataclass(frozen=True, slots=True)
class Polished:
    """What a job came to; `bound` is the least travel of these visits by this adviser, 0 when unknown."""

    planned: Planned
    travel: int
    bound: float


def polish(job: Job, provider: MatrixProvider) -> Polished:
    """Return the best rounds found for one adviser and quarter; never with more travel than before."""
    rounds = Rounds(World(job.piece.problem, provider))
    adviser_id, world = job.piece.adviser_id, rounds.world
    columns = list(Tours(rounds, adviser_id, job.moves).columns(job.days))
    number = {(column.day, frozenset(column.visits)): place for place, column in enumerate(columns)}
    wanted = [number.get((day, frozenset(visits))) for day, visits in job.now]
    if not wanted or None in wanted:
        return Polished(Planned(adviser_id, job.now), job.travel, 0)
    incumbent = [place for place in wanted if place is not None]
    week = {day: world.week(day) for day in job.days}
    choice = Choice(columns, [move.slot.window_id for move in job.moves], job.gaps, job.weeks, week)
    travel = np.array([column.travel for column in columns], dtype=float)
    relaxed = relax(choice, travel)
    if relaxed is None:
        return Polished(Planned(adviser_id, job.now), job.travel, 0)
    chosen = choose(choice, travel, relaxed, incumbent)
    days = sorted((columns[place].day, list(columns[place].visits)) for place in chosen)
    return Polished(Planned(adviser_id, days), int(travel[chosen].sum()), relaxed.bound)
