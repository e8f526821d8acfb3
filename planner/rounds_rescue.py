"""Windows that the owner cannot visit: the deputy, then one substitute for the whole absence, then making room."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from planner.insertion import Rounds, Trial
from planner.rounds_moves import by_making_room, candidates, displace, known_advisers, near_advisers
from planner.rounds_placing import best_trial, place_each, price, urgency, visiting_days
from planner.rounds_sieve import LeastProvider, Sieve
from planner.rounds_world import Slot

NEAREST_AT_ONCE = 16
"""How many substitutes are compared before those farther away are looked at."""


@dataclass(slots=True)
class Memory:
    """Who could not take which window, and as of which change: until the next one nobody need be asked again."""

    rounds: Rounds
    refused: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _people: dict[int, int] = field(default_factory=dict)
    _groups: dict[int, int] = field(default_factory=dict)

    def refuse(self, slot: Slot, adviser_id: int) -> None:
        """Remember that a slot does not fit with an adviser as things are."""
        self.refused[slot.window_id][adviser_id] = self.rounds.changes(slot, adviser_id)

    def is_refused(self, slot: Slot, adviser_id: int) -> bool:
        """Return whether an adviser could not take a slot, and nothing changed since that matters."""
        return self.refused[slot.window_id].get(adviser_id) == self.rounds.changes(slot, adviser_id)

    def trial(self, slot: Slot, adviser_id: int, days: Sequence[int]) -> Trial | None:
        """Return the best place with an adviser on these days, which are all on which the group could be visited."""
        rounds = self.rounds
        if not rounds.can_reach(slot, adviser_id):
            return None
        if self.is_refused(slot, adviser_id):
            return None
        found = best_trial(rounds, slot, [adviser_id], days)
        if found is None:
            self.refuse(slot, adviser_id)
        return found

    def asked_all(self, left: Iterable[Slot], people: Mapping[int, int], groups: Mapping[int, int]) -> None:
        """Remember that nobody can take the slots `left`, as of these changes of people and groups."""
        self._people = dict(people)
        self._groups = {slot.window_id: groups.get(slot.group_id, 0) for slot in left}

    def still_to_ask(
        self, near: Mapping[int, Sequence[int]], by_group: Mapping[int, Sequence[Slot]]
    ) -> dict[int, list[int]]:
        """Return for each adviser which slots to ask, by place: all that are new, the others when something changed."""
        people, groups = self.rounds.changes_of_all()
        same = {who for who in self.rounds.world.advisers if people.get(who, 0) == self._people.get(who, 0)}
        found: dict[int, list[int]] = defaultdict(list)
        column = 0
        for group_id, own in by_group.items():
            for slot in own:
                is_known = self._groups.get(slot.window_id) == groups.get(group_id, 0)
                for who in near[group_id]:
                    if not (is_known and who in same):
                        found[who].append(column)
                column += 1
        return found


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
    return with_substitutes(memory, with_deputies(memory, slots))


def _with_room_made(rounds: Rounds, slots: Iterable[Slot]) -> list[Slot]:
    return by_displacing(rounds, by_making_room(rounds, slots))


def with_deputies(memory: Memory, slots: Iterable[Slot]) -> list[Slot]:
    """Insert each slot with the group's owner or deputy, closed care first; return the rest."""
    left = []
    for slot in sorted(slots, key=urgency):
        asked = [who for who in known_advisers(memory.rounds, slot) if not memory.is_refused(slot, who)]
        if not asked or place_each(memory.rounds, [slot], asked):
            left.append(slot)
            for who in asked:
                memory.refuse(slot, who)
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
    left = sorted(slots, key=urgency)
    people, groups = rounds.changes_of_all()
    for reach in (NEAREST_AT_ONCE, len(rounds.world.advisers)):
        by_group: dict[int, list[Slot]] = defaultdict(list)
        for slot in left:
            by_group[slot.group_id].append(slot)
        near = _with_room(memory, by_group, reach)
        _learn(rounds, near)
        left = [
            slot
            for group_id, own in by_group.items()
            for together in _by_absence(rounds, group_id, own)
            for slot in _with_one_substitute(memory, together, near[group_id])
        ]
    memory.asked_all(left, people, groups)
    return left


def _with_room(memory: Memory, by_group: Mapping[int, Sequence[Slot]], reach: int) -> dict[int, list[int]]:
    """Return for each group who of the nearest could take a slot of it, as far as bounds tell, in their order."""
    rounds, provider = memory.rounds, memory.rounds.world.provider
    near = {group_id: candidates(rounds, group_id)[:reach] for group_id in by_group}
    wanted = memory.still_to_ask(near, by_group)
    if isinstance(provider, LeastProvider):
        slots = [slot for own in by_group.values() for slot in own]
        sieve = Sieve(rounds, slots, provider)
        able = {who: {slots[column].group_id for column in sieve.through(who, own)} for who, own in wanted.items()}
    else:
        numbered = [slot.group_id for own in by_group.values() for slot in own]
        able = {who: {numbered[column] for column in own} for who, own in wanted.items()}
    found: dict[int, set[int]] = defaultdict(set)
    for who, group_ids in able.items():
        for group_id in group_ids:
            found[group_id].add(who)
    return {group_id: [who for who in near[group_id] if who in found[group_id]] for group_id in by_group}


def _learn(rounds: Rounds, near: Mapping[int, Sequence[int]]) -> None:
    """Ask each adviser's legs to these groups at once: one by one would take long."""
    for adviser_id, locations in _doors(rounds, near):
        rounds.world.legs[adviser_id].learn_loosely(locations)
        rounds.world.legs[adviser_id].learn_home(locations)


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
