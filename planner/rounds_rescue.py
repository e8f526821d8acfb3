"""Windows that the owner cannot visit: the deputy, then one substitute for the whole absence, then making room."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from planner.insertion import Rounds, Trial
from planner.rounds_moves import by_making_room, candidates, displace, known_advisers, near_advisers
from planner.rounds_placing import best_trial, place_each, price, urgency, visiting_days
from planner.rounds_world import Slot

SHORTCUT_MINUTES = 10
"""By how much a way over other places may be shorter than the straight one, as minutes are rounded."""
NEAREST_AT_ONCE = 16
"""How many substitutes are compared before those farther away are looked at."""


@dataclass(slots=True)
class Memory:
    """Who could not take which window, and as of which change: until the next one nobody need be asked again."""

    rounds: Rounds
    refused: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def refuse(self, slot: Slot, adviser_id: int) -> None:
        """Remember that a slot does not fit with an adviser as things are."""
        self.refused[slot.window_id][adviser_id] = self.rounds.changes(slot, adviser_id)

    def trial(self, slot: Slot, adviser_id: int, days: Sequence[int]) -> Trial | None:
        """Return the best place with an adviser on these days, which are all on which the group could be visited."""
        rounds = self.rounds
        if not rounds.can_reach(slot, adviser_id):
            return None
        if self.refused[slot.window_id].get(adviser_id) == rounds.changes(slot, adviser_id):
            return None
        found = best_trial(rounds, slot, [adviser_id], days)
        if found is None:
            self.refuse(slot, adviser_id)
        return found


class _Week(NamedTuple):
    """What a week of an adviser can still hold: the minutes of work, and the most travel of one of its rounds."""

    minutes: int
    travel: int

    def may_hold(self, service: int, there_and_back: int) -> bool:
        """Whether a visit may fit: a round by way of its place is no shorter than there and back."""
        return service + max(0, there_and_back - self.travel - SHORTCUT_MINUTES) <= self.minutes


def rescue(rounds: Rounds, slots: Sequence[Slot]) -> list[Slot]:
    """Place what is left over with deputies, substitutes and by moving other visits; return what fits nowhere."""
    memory = Memory(rounds)
    return _until_nothing_fits(memory, _with_room_made(rounds, _with_others(memory, slots)))


def rescue_between(rounds: Rounds, left_by: Iterable[tuple[Collection[int], Collection[int]]]) -> list[Slot]:
    """Place what districts left over with neighbours; return what fits nowhere.

    `left_by` names the advisers of each district, and the windows that none of them can take. Where all who live near
    are of one district, it tried already to make room, and that is not done twice.
    """
    memory, tried = Memory(rounds), set[int]()
    district: dict[int, int] = {}
    for number, (advisers, windows) in enumerate(left_by):
        district |= dict.fromkeys(advisers, number)
        tried |= set(windows)
        for window_id, adviser_id in product(windows, advisers):
            memory.refuse(rounds.world.slots[window_id], adviser_id)
    settled: list[Slot] = []
    waiting: list[Slot] = []
    for slot in _with_others(memory, rounds.open_slots()):
        is_settled = slot.window_id in tried and len({district[who] for who in near_advisers(rounds, slot)}) == 1
        (settled if is_settled else waiting).append(slot)
    return _until_nothing_fits(memory, [*settled, *_with_room_made(rounds, waiting)])


def _until_nothing_fits(memory: Memory, left: list[Slot]) -> list[Slot]:
    """Try again what is left: whatever moved may have made room, and a true reason says that there is none."""
    before = None
    while left and before != len(left):
        before = len(left)
        left = _with_others(memory, left)
    return left


def _with_others(memory: Memory, slots: Iterable[Slot]) -> list[Slot]:
    return with_substitutes(memory, with_deputies(memory.rounds, slots))


def _with_room_made(rounds: Rounds, slots: Iterable[Slot]) -> list[Slot]:
    return by_displacing(rounds, by_making_room(rounds, slots))


def with_deputies(rounds: Rounds, slots: Iterable[Slot]) -> list[Slot]:
    """Insert each slot with the group's owner or deputy, closed care first; return the rest."""
    left = []
    for slot in sorted(slots, key=urgency):
        left += place_each(rounds, [slot], known_advisers(rounds, slot))
    return left


def by_displacing(rounds: Rounds, slots: Iterable[Slot]) -> list[Slot]:
    """Give closed care the place of visits that matter less, with who is near; return what has no place then."""
    left = []
    for slot in sorted(slots, key=urgency):
        left += displace(rounds, [slot], near_advisers(rounds, slot))
    return left


def with_substitutes(memory: Memory, slots: Iterable[Slot]) -> list[Slot]:
    """Insert slots with whoever can take most of the group's open windows, first of the nearest; return the rest."""
    rounds = memory.rounds
    left, room = sorted(slots, key=urgency), _room(rounds)
    for reach in (NEAREST_AT_ONCE, len(rounds.world.advisers)):
        by_group: dict[int, list[Slot]] = defaultdict(list)
        for slot in left:
            by_group[slot.group_id].append(slot)
        near = _with_room(rounds, room, by_group, reach)
        _learn(rounds, near)
        left = [
            slot
            for group_id, own in by_group.items()
            for together in _by_absence(rounds, group_id, own)
            for slot in _with_one_substitute(memory, together, near[group_id])
        ]
    return left


def _room(rounds: Rounds) -> dict[int, list[_Week]]:
    """Return what each week of each adviser can still hold; inserting visits only makes it less."""
    world = rounds.world
    travel: dict[tuple[int, int], int] = defaultdict(int)
    for (adviser_id, day), held in rounds.rounds.items():
        week = adviser_id, world.week(day)
        travel[week] = max(travel[week], held.travel)
    return {
        number: [
            _Week(adviser.field_min_per_week - rounds.week_work(number, week), travel[number, week])
            for week in range(world.week(world.days - 1) + 1)
        ]
        for number, adviser in world.advisers.items()
    }


def _with_room(
    rounds: Rounds, room: Mapping[int, Sequence[_Week]], by_group: Mapping[int, Sequence[Slot]], reach: int
) -> dict[int, list[int]]:
    """Return for each group who of the nearest could take a slot of it, as far as weeks and the way there tell."""
    near = {group_id: candidates(rounds, group_id)[:reach] for group_id in by_group}
    for adviser_id, locations in _doors(rounds, near):
        rounds.world.legs[adviser_id].learn_home(locations)
    return {
        group_id: [who for who in near[group_id] if any(_may_hold(rounds, room[who], who, slot) for slot in own)]
        for group_id, own in by_group.items()
    }


def _may_hold(rounds: Rounds, weeks: Sequence[_Week], adviser_id: int, slot: Slot) -> bool:
    world = rounds.world
    there_and_back = sum(world.legs[adviser_id].from_home(slot.location_id))
    if there_and_back > world.advisers[adviser_id].max_drive_min_per_day:
        return False
    return any(
        weeks[week].may_hold(slot.service, there_and_back)
        for week in range(world.week(slot.first), world.week(slot.last) + 1)
    )


def _learn(rounds: Rounds, near: Mapping[int, Sequence[int]]) -> None:
    """Ask each adviser's legs to these groups at once: one by one would take long."""
    for adviser_id, locations in _doors(rounds, near):
        rounds.world.legs[adviser_id].learn_loosely(locations)


def _doors(rounds: Rounds, near: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, set[int]]]:
    """Yield each adviser with the locations of the groups that they are near to."""
    doors: dict[int, set[int]] = defaultdict(set)
    for group_id, advisers in near.items():
        for adviser_id in advisers:
            doors[adviser_id].add(rounds.world.groups[group_id].location_id)
    yield from sorted(doors.items())


def _by_absence(rounds: Rounds, group_id: int, slots: Sequence[Slot]) -> Iterator[list[Slot]]:
    """Yield the slots that need one and the same substitute together: those that touch one absence of the owner."""
    held: dict[object, list[Slot]] = defaultdict(list)
    for slot in slots:
        touching = (rounds.world.absence_of_owner(group_id, day) for day in range(slot.first, slot.last + 1))
        held[next((period for period in touching if period), slot.window_id)].append(slot)
    yield from held.values()


def _with_one_substitute(memory: Memory, slots: list[Slot], advisers: Sequence[int]) -> list[Slot]:
    """Give these windows to whoever can take most of them, at the least price; what is left to the next one."""
    rounds = memory.rounds
    best: tuple[int, float] | None = None
    chosen: int | None = None
    days = {slot.window_id: visiting_days(rounds, slot) for slot in slots}
    for adviser_id in advisers:
        trials = [trial for slot in slots if (trial := memory.trial(slot, adviser_id, days[slot.window_id]))]
        key = (-len(trials), sum(price(rounds.world, trial) for trial in trials))
        if trials and (best is None or key < best):
            best, chosen = key, adviser_id
    if chosen is None:
        return slots
    left = place_each(rounds, slots, [chosen])
    return _with_one_substitute(memory, left, advisers) if left and len(left) < len(slots) else left
