"""A problem cut into pieces that know nothing of each other: one adviser or a few, with the groups to plan for.

A piece is small, so that it goes to another process cheaply and memory stays flat however large the whole is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from planner.model import Absence, AdviserDay, Group, GroupHours, PlannedVisit, Problem, Window


@dataclass(frozen=True, slots=True)
class Piece:
    """The problem of one adviser, with the seed of its own."""

    adviser_id: int
    problem: Problem
    seed: int


def seed_for(seed: int, adviser_id: int) -> int:
    """Return a seed that depends on both and on nothing else (Python's own hash differs between processes)."""
    digest = blake2b(f"{seed}:{adviser_id}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big")


def pieces(problem: Problem, work: Mapping[int, Iterable[int]], seed: int) -> list[Piece]:
    """Return a piece for each adviser in `work`, which names the windows to plan; in order of adviser.

    Rows within a piece are sorted, so that the order of the rows in the problem makes no difference.
    """
    index = Index(problem)
    return [
        Piece(adviser_id, index.cut((adviser_id,), sorted(windows)), seed_for(seed, adviser_id))
        for adviser_id, windows in sorted(work.items())
        if windows
    ]


class Index:
    """The rows of a problem by what they belong to."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.groups: dict[int, Group] = {group.group_id: group for group in problem.groups}
        self.windows: dict[int, Window] = {window.window_id: window for window in problem.windows}
        self.hours: dict[int, list[GroupHours]] = defaultdict(list)
        self.days: dict[int, list[AdviserDay]] = defaultdict(list)
        self.absences: dict[int, list[Absence]] = defaultdict(list)
        self.frozen: dict[int, list[PlannedVisit]] = defaultdict(list)
        for hours in problem.group_hours:
            self.hours[hours.group_id].append(hours)
        for day in problem.adviser_days:
            self.days[day.adviser_id].append(day)
        for absence in problem.absences:
            self.absences[absence.adviser_id].append(absence)
        for visit in problem.frozen:
            self.frozen[visit.group_id].append(visit)

    def cut(self, adviser_ids: Collection[int], window_ids: Iterable[int]) -> Problem:
        """Return the problem of these advisers and windows: with what they need and nothing else."""
        problem = self.problem
        windows = tuple(self.windows[number] for number in window_ids)
        asked = sorted({window.group_id for window in windows})
        frozen = [visit for group in asked for visit in self.frozen[group]]
        mine, others = set(adviser_ids), set(asked)
        frozen += [visit for visit in problem.frozen if visit.adviser_id in mine and visit.group_id not in others]
        known = sorted({*asked, *(visit.group_id for visit in frozen)})
        doors = {self.groups[group].location_id for group in known}
        advisers = {*mine, *(visit.adviser_id for visit in frozen)}
        return replace(
            problem,
            groups=tuple(self.groups[group] for group in known),
            locations=tuple(place for place in problem.locations if place.location_id in doors),
            windows=windows,
            group_hours=tuple(hours for group in asked for hours in self.hours[group]),
            advisers=tuple(adviser for adviser in problem.advisers if adviser.adviser_id in advisers),
            adviser_days=tuple(day for adviser_id in sorted(mine) for day in self.days[adviser_id]),
            closures=tuple(closure for closure in problem.closures if closure.location_id in doors),
            absences=tuple(row for adviser_id in sorted(mine) for row in self.absences[adviser_id]),
            conflicts=tuple(conflict for conflict in problem.conflicts if conflict.adviser_id in mine),
            frozen=tuple(sorted(frozen, key=lambda visit: (visit.on, visit.start, visit.visit_id))),
        )
