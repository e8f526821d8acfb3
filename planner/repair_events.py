"""What can happen to a plan: how it changes the problem, which visits it touches, which windows get another try."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from planner.model import Absence, Closure, PlannedVisit, Problem, Role
from planner.rounds_world import World
from planner.travel import EstimatedTravel

DAY = timedelta(days=1)
Days = TypeVar("Days", Absence, Closure)


@dataclass(frozen=True, slots=True)
class Change:
    """What an event does: the problem as it is since, the visits that must or now may move (by id), and the windows
    that are worth another try when they have no visit. `handed_to`: who gets the visits where that can be.
    """

    problem: Problem
    touched: frozenset[int]
    reopened: frozenset[int] = frozenset()
    handed_to: int | None = None


def adviser_away(
    problem: Problem, visits: Iterable[PlannedVisit], adviser_id: int, starts_on: date, ends_on: date
) -> Change:
    """Return what it does that an adviser is ill, or away for another reason, from `starts_on` to `ends_on`."""
    after = replace(problem, absences=(*problem.absences, Absence(adviser_id, starts_on, ends_on)))
    return Change(after, newly_broken(problem, after, visits))


def adviser_back(problem: Problem, visits: Iterable[PlannedVisit], adviser_id: int, on: date) -> Change:
    """Return what it does that an adviser is back on `on`, earlier than expected.

    A substitute keeps the window that runs; visits of later windows go back to the owner. Source: DOMAIN 3.4.
    """
    absences = (_ended(row, on) if row.adviser_id == adviser_id else row for row in problem.absences)
    after = replace(problem, absences=tuple(row for row in absences if row is not None))
    own = frozenset(group.group_id for group in after.groups if group.owner_id == adviser_id)
    later = {window.window_id for window in after.windows if window.starts_on >= on}
    handed = {
        visit.visit_id
        for visit in visits
        if visit.group_id in own and visit.window_id in later and visit.role is not Role.OWNER
    }
    return Change(after, frozenset(handed), windows_of(after, own), adviser_id)


def location_closed(
    problem: Problem, visits: Iterable[PlannedVisit], location_id: int, starts_on: date, ends_on: date
) -> Change:
    """Return what it does that nobody can be visited at a location for some days."""
    after = replace(problem, closures=(*problem.closures, Closure(location_id, starts_on, ends_on)))
    return Change(after, newly_broken(problem, after, visits))


def location_opened(problem: Problem, location_id: int, on: date) -> Change:
    """Return what it does that a location is open again from `on`: windows without a visit get one where they can."""
    closures = (_ended(row, on) if row.location_id == location_id else row for row in problem.closures)
    after = replace(problem, closures=tuple(row for row in closures if row is not None))
    there = [group.group_id for group in after.groups if group.location_id == location_id]
    return Change(after, frozenset(), windows_of(after, there))


def visit_missed(problem: Problem, visit: PlannedVisit) -> Change:
    """Return what it does that a planned visit will not take place: its window wants another."""
    return Change(problem, frozenset({visit.visit_id}))


def group_changed(before: Problem, after: Problem, visits: Iterable[PlannedVisit], group_id: int) -> Change:
    """Return what it does that a group gives other care, or has other hours or windows, as `after` says."""
    return Change(after, newly_broken(before, after, visits), windows_of(after, [group_id]))


def facts_changed(problem: Problem, visits: Iterable[PlannedVisit]) -> Change:
    """Return what it does that the facts changed since the plan was made, whatever it was: all that is broken moves."""
    return Change(problem, broken(problem, visits))


def windows_of(problem: Problem, group_ids: Collection[int]) -> frozenset[int]:
    """Return the windows of some groups."""
    return frozenset(window.window_id for window in problem.windows if window.group_id in group_ids)


def newly_broken(before: Problem, after: Problem, visits: Iterable[PlannedVisit]) -> frozenset[int]:
    """Return the visits that were in order in one problem and are not in the other."""
    planned = tuple(visits)
    return broken(after, planned) - broken(before, planned)


def broken(problem: Problem, visits: Iterable[PlannedVisit]) -> frozenset[int]:
    """Return the visits that cannot be made as they are planned, whatever else lies in the rounds.

    Their adviser is away, may not go there (organisation, conflict) or lacks the certificate; the group is closed or
    has other hours; or their window is no longer there.
    """
    world = World(problem, EstimatedTravel(problem.travel))
    return frozenset(visit.visit_id for visit in visits if not _stands(world, visit))


def _stands(world: World, visit: PlannedVisit) -> bool:
    day = world.number(visit.on)
    if not 0 <= day < world.days:
        return True
    if visit.adviser_id not in world.advisers or (visit.window_id is not None and visit.window_id not in world.slots):
        return False
    hours = world.hours(visit.adviser_id, day)
    return (
        hours is not None
        and hours[0] <= visit.start
        and visit.end <= hours[1]
        and world.is_candidate(visit.group_id, visit.adviser_id)
        and world.is_certified(visit.group_id, visit.adviser_id, day)
        and any(opens <= visit.start and visit.end <= closes for opens, closes in world.open(visit.group_id, day))
    )


def _ended(row: Days, on: date) -> Days | None:
    """Return days that end before `on`; None when nothing is left of them."""
    if row.ends_on < on:
        return row
    return replace(row, ends_on=on - DAY) if row.starts_on < on else None
