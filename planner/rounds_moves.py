"""Making room for a window: another visit is moved, or for closed care gives up its place."""

from collections.abc import Iterable, Iterator, Sequence

from planner.insertion import Rounds, Trial
from planner.rounds_placing import best_trial, price, trial_on, urgency
from planner.rounds_world import Slot

NEAREST_TO_MOVE = 4
"""How many substitutes, beside owner and deputy, may move a visit to make room."""
MOST_EVICTIONS = 60
"""How many visits may be tried to be moved aside for one window."""
FIRST_OF_ALL = 1
"""The priority that may take the place of others: closed care. Source: house policy (DOMAIN 3.5)."""
SMALL_GAIN = 1e-6


def known_advisers(rounds: Rounds, slot: Slot) -> list[int]:
    """Return the owner and the deputy of a window's group, as far as there are any."""
    group = rounds.world.groups[slot.group_id]
    return [number for number in (group.owner_id, group.deputy_id) if number is not None]


def near_advisers(rounds: Rounds, slot: Slot) -> list[int]:
    """Return owner, deputy and the substitutes who live nearest."""
    return [*known_advisers(rounds, slot), *candidates(rounds, slot.group_id)[:NEAREST_TO_MOVE]]


def candidates(rounds: Rounds, group_id: int) -> list[int]:
    """Return who may stand in for a group: who already does first, then from near to far."""
    group, known = rounds.world.groups[group_id], rounds.substitutes_of(group_id)
    others = [
        number
        for number in rounds.world.nearest_candidates(group_id)
        if number not in (group.owner_id, group.deputy_id)
    ]
    return sorted(others, key=lambda number: number not in known) if known else others


def by_making_room(rounds: Rounds, slots: Iterable[Slot]) -> list[Slot]:
    """Insert slots by moving one other visit to another day or adviser; return those for which that is not enough."""
    return [slot for slot in sorted(slots, key=urgency) if not _make_room(rounds, slot)]


def relocate(rounds: Rounds, adviser_id: int) -> None:
    """Take out each visit of an adviser once, and put it back where it is cheapest now."""
    own = sorted(window for window, (who, _) in rounds.where.items() if who == adviser_id)
    for window in own:
        slot, (_, day) = rounds.world.slots.get(window), rounds.where[window]
        held = rounds.round_of(adviser_id, day)
        place = next(number for number, stop in enumerate(held.stops) if stop.window_id == window)
        if slot is None or held.stops[place].frozen is not None:
            continue
        rounds.remove(window)
        added = held.travel - rounds.round_of(adviser_id, day).travel
        before = Trial(slot, adviser_id, day, held.starts[place], added, held)
        cost = price(rounds.world, before)
        found = best_trial(rounds, slot, [adviser_id], most=cost)
        is_better = found is not None and price(rounds.world, found) < cost - SMALL_GAIN
        rounds.insert(found if found is not None and is_better else before)


def displace(rounds: Rounds, slots: Iterable[Slot], advisers: Sequence[int]) -> list[Slot]:
    """Give closed care the place of visits of less priority; return what has no place then, whichever it is."""
    return [_displaced(rounds, slot, advisers) or slot for slot in slots if not _is_in(rounds, slot)]


def _is_in(rounds: Rounds, slot: Slot) -> bool:
    return slot.window_id in rounds.where


def _displaced(rounds: Rounds, slot: Slot, advisers: Sequence[int]) -> Slot | None:
    """Put a slot in the cheapest place of a visit that matters less, and return that visit's window."""
    if slot.priority != FIRST_OF_ALL:
        return None
    best: tuple[tuple[int, float, int, int], Slot, Trial] | None = None
    for adviser_id in advisers:
        for day in rounds.world.working_days(adviser_id, slot.first, slot.last):
            for other in _in_the_way(rounds, slot, adviser_id, day):
                trial = _without(rounds, other, slot, adviser_id, day)
                if trial is None or other.priority <= slot.priority:
                    continue
                key = (-other.priority, price(rounds.world, trial), day, other.window_id)
                if best is None or key < best[0]:
                    best = (key, other, trial)
    if best is None:
        return None
    rounds.remove(best[1].window_id)
    rounds.insert(best[2])
    return best[1]


def _without(rounds: Rounds, other: Slot, slot: Slot, adviser_id: int, day: int) -> Trial | None:
    """Return where a slot would fit if another visit were gone; the rounds end as they were."""
    where, on = rounds.where[other.window_id]
    before = rounds.round_of(where, on)
    rounds.remove(other.window_id)
    trial = trial_on(rounds, slot, adviser_id, day)
    rounds.insert(Trial(other, where, on, 0, 0, before))
    return trial


def _in_the_way(rounds: Rounds, slot: Slot, adviser_id: int, day: int) -> Iterator[Slot]:
    """Yield the visits whose leaving may make room on a day: those of that day, for closed care of the whole week."""
    if rounds.bars(slot, adviser_id, day):
        return
    world = rounds.world
    monday = day - world.weekday(day) + 1
    others = [other for other in range(monday, monday + 7) if other != day]
    for on in (day, *others) if slot.priority == FIRST_OF_ALL else (day,):
        for stop in rounds.round_of(adviser_id, on).stops:
            if stop.frozen is None and stop.window_id is not None:
                yield world.slots[stop.window_id]


def _make_room(rounds: Rounds, slot: Slot) -> bool:
    tried = 0
    for adviser_id in near_advisers(rounds, slot):
        for day in rounds.world.working_days(adviser_id, slot.first, slot.last):
            for other in _in_the_way(rounds, slot, adviser_id, day):
                tried += 1
                if _swap_in(rounds, slot, other, adviser_id, day):
                    return True
                if tried >= MOST_EVICTIONS:
                    return False
    return False


def _swap_in(rounds: Rounds, slot: Slot, other: Slot, adviser_id: int, day: int) -> bool:
    """Put `slot` in the room that `other` leaves when that finds another place; else leave everything as it was."""
    where, on = rounds.where[other.window_id]
    before = rounds.round_of(where, on)
    rounds.remove(other.window_id)
    trial = trial_on(rounds, slot, adviser_id, day)
    if trial is not None:
        rounds.insert(trial)
        elsewhere = best_trial(rounds, other, known_advisers(rounds, other))
        if elsewhere is not None:
            rounds.insert(elsewhere)
            return True
        rounds.remove(slot.window_id)
    rounds.insert(Trial(other, where, on, 0, 0, before))
    return False
