"""Repair of a plan: something happened, and only what that breaks finds another place.

All other visits stay as they are, to the minute. Closed care goes first and keeps one substitute throughout; a visit
stays on its day with another adviser where that can be, else it moves within its window. Losing a visit weighs more
than being late, that more than a change, that more than travel. The same plan and event give the same repair.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from planner.insertion import Rounds, Trial
from planner.model import PlannedVisit, Problem, Status, Unplaced
from planner.reasons import everyone, explain_all
from planner.repair_events import Change
from planner.repair_exact import loss, place_best, singles, tangled, together
from planner.rounds_moves import by_making_room
from planner.rounds_placing import best_trial, price, trial_on, urgency, visiting_days
from planner.rounds_world import Slot, World
from planner.travel import EstimatedTravel, MatrixProvider

NEAREST_AT_ONCE = 16
"""How many advisers are compared for a group before those farther away are looked at."""
LATE, CHANGED, TRAVEL = 400.0, 5.0, 0.001
"""What weighs when several visits are chosen at once: one late, one changed as much as `_changes` says, one minute."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A visit that goes to another adviser, day or time."""

    before: PlannedVisit
    after: PlannedVisit


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """What a repair changes. Every visit that the event breaks is moved or dropped; nothing else is touched.

    `added`: visits for windows that had none. `dropped`: visits whose window is gone, or that fit nowhere any more.
    `unfilled`: the windows left without a visit, each with its true reason and the smallest change that would help.
    """

    moved: tuple[Moved, ...]
    added: tuple[PlannedVisit, ...]
    dropped: tuple[PlannedVisit, ...]
    unfilled: tuple[Unplaced, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes and nothing is left without a visit."""
        return not (self.moved or self.added or self.dropped or self.unfilled)


class PinMoved(Exception):
    """A visit that had to stay did not: a mistake in the planner, never in the input."""


def repair(
    change: Change,
    visits: Iterable[PlannedVisit],
    provider: MatrixProvider | None = None,
    *,
    not_before: date | None = None,
) -> PlanDiff:
    """Return the smallest change of the plan `visits` after what happened.

    Visits before `not_before` (the start of the problem when None) are history: they stay, and nothing new lies there.
    The visits of `change.problem.frozen` stay as well. Raises: PinMoved, which would be a mistake of ours.
    """
    problem, held = change.problem, {visit.visit_id: visit for visit in visits}
    first = max(not_before or problem.starts_on, problem.starts_on)
    affected = [visit for visit in held.values() if visit.visit_id in change.touched and visit.on >= first]
    gone = {visit.visit_id for visit in affected}
    stays = [visit for visit in held.values() if visit.visit_id not in gone]
    world = World(_around(problem, stays, first), provider or EstimatedTravel(problem.travel))
    again = {window.group_id for window in problem.windows if window.window_id in change.reopened}
    _learn(world, again | {visit.group_id for visit in affected})
    rounds = Rounds(world)
    before = {visit.window_id: _wanted(visit, change.handed_to) for visit in affected}
    slots = [
        replace(slot, first=max(slot.first, world.number(first)))
        for slot in world.slots.values()
        if slot.window_id not in rounds.where and (slot.window_id in before or slot.window_id in change.reopened)
    ]
    world.slots |= {slot.window_id: slot for slot in slots}
    left = place_again(rounds, slots, before)
    return _difference(rounds, affected, stays, left)


def place_again(rounds: Rounds, slots: Iterable[Slot], before: Mapping[int | None, PlannedVisit]) -> list[Slot]:
    """Give each slot a place near the one it had, closed care first and group by group; return what fits nowhere.

    When one takes the only room of another, all that hang together are chosen at once, so that fewest are lost.
    """
    wanted = sorted(slots, key=urgency)
    near = {slot.group_id: everyone(rounds, slot.group_id) for slot in wanted}
    fits = [slot for slot in wanted if _fits_somewhere(rounds, slot, near[slot.group_id])]
    hopeless = [slot for slot in wanted if slot not in fits]
    left = _in_order(rounds, fits, near, before)
    if left:
        left = _chosen_together(rounds, fits, left, near, before)
    return [*hopeless, *left]


def _chosen_together(
    rounds: Rounds,
    slots: Sequence[Slot],
    left: Sequence[Slot],
    near: Mapping[int, Sequence[int]],
    before: Mapping[int | None, PlannedVisit],
) -> list[Slot]:
    """Choose the places of all that hangs together with the lost visits anew, at once; return what is still lost."""
    _take_out(rounds, slots)
    choices = singles(rounds, slots, near, partial(_as_it_was, rounds, before))
    knot = set(tangled(rounds, left, choices))
    alone = [choice for choice in choices if knot.issuperset(choice.slots)]
    cost = partial(_dear, rounds.world, before)
    place_best(rounds, [*alone, *together(rounds, alone)], cost)
    found = _in_order(rounds, [slot for slot in slots if slot.window_id not in rounds.where], near, before)
    if loss(found) < loss(left):
        return found
    _take_out(rounds, slots)
    return _in_order(rounds, slots, near, before)


def _take_out(rounds: Rounds, slots: Iterable[Slot]) -> None:
    for slot in slots:
        if slot.window_id in rounds.where:
            rounds.remove(slot.window_id)


def _as_it_was(
    rounds: Rounds, before: Mapping[int | None, PlannedVisit], slot: Slot, adviser_id: int, day: int
) -> Trial | None:
    """Return the place on a day at the time that the visit had, when it was that day and that is free; else any."""
    was = before.get(slot.window_id)
    same = was is not None and rounds.world.number(was.on) == day
    kept = rounds.trial(slot, adviser_id, day, was.start) if was is not None and same else None
    return kept or trial_on(rounds, slot, adviser_id, day)


def _dear(world: World, before: Mapping[int | None, PlannedVisit], trial: Trial) -> float:
    """Return what a place costs: late before change before travel."""
    is_late = trial.day > trial.slot.window_last
    changes = _changes(world, trial, before.get(trial.slot.window_id))
    return LATE * is_late + CHANGED * changes + TRAVEL * price(world, trial)


def _in_order(
    rounds: Rounds,
    slots: Sequence[Slot],
    near: Mapping[int, Sequence[int]],
    before: Mapping[int | None, PlannedVisit],
) -> list[Slot]:
    """Place the slots group by group, those of closed care before all others; return what found no place."""
    groups: dict[int, list[Slot]] = defaultdict(list)
    for slot in slots:
        groups[slot.group_id].append(slot)
    left: list[Slot] = []
    for group_id, rest in groups.items():
        for reach in (NEAREST_AT_ONCE, len(near[group_id])):
            rest = _by_one(rounds, rest, near[group_id][:reach], before)
        left += rest
    return by_making_room(rounds, left)


def _learn(world: World, group_ids: Collection[int]) -> None:
    """Ask at once for the legs of each adviser to the doors of the visits that stay and of the groups to place."""
    doors: dict[int, set[int]] = defaultdict(set)
    for visit in world.problem.frozen:
        doors[visit.adviser_id].add(world.groups[visit.group_id].location_id)
    for group_id in group_ids:
        for adviser_id in world.advisers:
            if world.is_candidate(group_id, adviser_id):
                doors[adviser_id].add(world.groups[group_id].location_id)
    for adviser_id, locations in sorted(doors.items()):
        world.legs[adviser_id].learn(locations)


def _fits_somewhere(rounds: Rounds, slot: Slot, advisers: Sequence[int]) -> bool:
    days = visiting_days(rounds, slot)
    return any(best_trial(rounds, slot, [adviser_id], days) is not None for adviser_id in advisers)


def _by_one(
    rounds: Rounds, slots: Sequence[Slot], advisers: Sequence[int], before: Mapping[int | None, PlannedVisit]
) -> list[Slot]:
    """Give the slots of a group to whoever can take most of them with the least change; what is left to the next."""
    if not slots:
        return []
    days = {slot.window_id: visiting_days(rounds, slot) for slot in slots}
    offers = [
        offer for adviser_id in advisers if (offer := _offer(rounds, slots, adviser_id, days, before)) is not None
    ]
    if not offers:
        return list(slots)
    best = min(offers, key=lambda offer: offer.cost)
    left = []
    for slot in slots:
        trial = _nearest_to(rounds, slot, best.adviser_id, visiting_days(rounds, slot), before.get(slot.window_id))
        if trial is None:
            left.append(slot)
        else:
            rounds.insert(trial)
    return _by_one(rounds, left, advisers, before) if len(left) < len(slots) else left


@dataclass(frozen=True, slots=True)
class _Offer:
    """What one adviser could do for a group: `cost` is windows lost, late, changes and travel, in that order."""

    adviser_id: int
    cost: tuple[int, int, int, float]


def _offer(
    rounds: Rounds,
    slots: Sequence[Slot],
    adviser_id: int,
    days: Mapping[int, Sequence[int]],
    before: Mapping[int | None, PlannedVisit],
) -> _Offer | None:
    found = [
        (trial, before.get(slot.window_id))
        for slot in slots
        if (trial := _nearest_to(rounds, slot, adviser_id, days[slot.window_id], before.get(slot.window_id)))
    ]
    if not found:
        return None
    late = sum(trial.day > trial.slot.window_last for trial, _ in found)
    changes = sum(_changes(rounds.world, trial, was) for trial, was in found)
    travel = sum(price(rounds.world, trial) for trial, _ in found)
    return _Offer(adviser_id, (len(slots) - len(found), late, changes, travel))


def _nearest_to(
    rounds: Rounds, slot: Slot, adviser_id: int, days: Sequence[int], was: PlannedVisit | None
) -> Trial | None:
    """Return the place on the day the visit had, at its own time when that is free; else the best day of the window."""
    if was is not None and (same := rounds.world.number(was.on)) in days:
        trial = rounds.trial(slot, adviser_id, same, was.start) or best_trial(rounds, slot, [adviser_id], [same])
        if trial is not None:
            return trial
    return best_trial(rounds, slot, [adviser_id], days)


def _changes(world: World, trial: Trial, was: PlannedVisit | None) -> int:
    """Return how much of a visit changes: another day weighs twice an adviser, as the group must be told."""
    if was is None:
        return 0
    return 2 * (world.date(trial.day) != was.on) + (trial.adviser_id != was.adviser_id)


def _wanted(visit: PlannedVisit, handed_to: int | None) -> PlannedVisit:
    """Return a visit as it would best be: as it was, or by whom it is handed back to."""
    return visit if handed_to is None else replace(visit, adviser_id=handed_to)


def _around(problem: Problem, stays: Sequence[PlannedVisit], first: date) -> Problem:
    """Return the problem in which all visits that stay are fixed, and only windows with days left can be filled."""
    kept = {visit.visit_id: visit for visit in (*problem.frozen, *stays)}
    pins = sorted(kept.values(), key=lambda visit: (visit.on, visit.start, visit.visit_id))
    windows = tuple(window for window in problem.windows if problem.days_for(window)[1] >= first)
    return replace(problem, windows=windows, frozen=tuple(pins))


def _difference(
    rounds: Rounds, affected: Sequence[PlannedVisit], stays: Sequence[PlannedVisit], left: Sequence[Slot]
) -> PlanDiff:
    pins = {visit.visit_id: visit for visit in rounds.world.problem.frozen}
    now = list(rounds.visits())
    check_pins(pins, now, stays)
    placed = {visit.window_id: visit for visit in now if visit.visit_id not in pins}
    was = {visit.window_id: visit for visit in affected if visit.window_id is not None}
    again = [(visit, placed[visit.window_id]) for visit in affected if visit.window_id in placed]
    return PlanDiff(
        moved=tuple(
            Moved(visit, replace(after, visit_id=visit.visit_id, status=Status.PLANNED))
            for visit, after in again
            if (visit.adviser_id, visit.on, visit.start) != (after.adviser_id, after.on, after.start)
        ),
        added=tuple(visit for window, visit in placed.items() if window not in was),
        dropped=tuple(visit for visit in affected if visit.window_id not in placed),
        unfilled=explain_all(rounds, left),
    )


def check_pins(pins: Mapping[int, PlannedVisit], now: Collection[PlannedVisit], stays: Iterable[PlannedVisit]) -> None:
    """Make sure that every visit that had to stay is there, exactly as it was. Raises: PinMoved."""
    found = {visit.visit_id: visit for visit in now if visit.visit_id in pins}
    if found != dict(pins) or any(pins.get(visit.visit_id) != visit for visit in stays):
        raise PinMoved
