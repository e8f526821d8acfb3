"""Where a single window is best placed, and what a place costs: travel first, then even spacing and fixed slots."""

from collections.abc import Iterable, Sequence
from math import inf

from planner.insertion import Rounds, Trial
from planner.rounds_world import Slot, World

DAY_PRICE = 0.3
"""Minutes of travel that one day nearer to the middle of the window is worth: for even spacing. House policy."""
LOST_SLOT_PRICE = 90.0
"""Minutes of travel that keeping a fixed slot is worth. House policy."""
HOLIDAY_PRICE = 10_000.0


def place_each(rounds: Rounds, slots: Iterable[Slot], advisers: Sequence[int]) -> list[Slot]:
    """Insert each slot where it is cheapest among these advisers; return those that fit nowhere."""
    left = []
    for slot in sorted(slots, key=urgency):
        trial = best_trial(rounds, slot, advisers)
        if trial is None:
            left.append(slot)
        else:
            rounds.insert(trial)
    return left


def best_trial(
    rounds: Rounds, slot: Slot, advisers: Iterable[int], days: Sequence[int] | None = None, most: float = inf
) -> Trial | None:
    """Return the cheapest legal place of all days and advisers, or None; the fixed moment is asked first each day.

    `days` are those of `visiting_days`, for who asks often about one slot. A place that costs more than `most` may be
    passed over.
    """
    best: tuple[float, int, int] | None = None
    found, limit = None, most
    days = visiting_days(rounds, slot) if days is None else days
    in_turn = sorted((day_price(rounds.world, slot, day), day) for day in days)
    for adviser_id in advisers:
        if not days or not rounds.can_reach(slot, adviser_id):
            continue
        for apart, day in in_turn:
            if not rounds.has_room(slot, adviser_id, day):
                continue
            trial = trial_on(rounds, slot, adviser_id, day, limit - apart)
            if trial is None:
                continue
            key = (price(rounds.world, trial), day, adviser_id)
            if best is None or key < best:
                best, found, limit = key, trial, min(limit, key[0])
    return found


def visiting_days(rounds: Rounds, slot: Slot) -> list[int]:
    """Return the days on which the group could be visited, whoever goes."""
    return rounds.far_enough(slot.group_id, rounds.world.open_days(slot.group_id, slot.first, slot.last))


def trial_on(rounds: Rounds, slot: Slot, adviser_id: int, day: int, most: float = inf) -> Trial | None:
    """Return the place for a slot on one day: at its fixed start when that is its weekday and free, else anywhere.

    Places that add more than `most` minutes are not looked at.
    """
    if slot.fixed is not None and rounds.world.weekday(day) == slot.fixed[0]:
        kept = rounds.trial(slot, adviser_id, day, slot.fixed[1], most)
        if kept is not None:
            return kept
    return rounds.trial(slot, adviser_id, day, None, most)


def day_price(world: World, slot: Slot, day: int) -> float:
    """Return the least that a day costs beside travel: its distance from the middle, no fixed slot, a holiday."""
    total = DAY_PRICE * abs(day - slot.middle)
    if slot.fixed is not None and world.weekday(day) != slot.fixed[0]:
        total += LOST_SLOT_PRICE
    return total + HOLIDAY_PRICE if world.is_holiday(day) else total


def price(world: World, trial: Trial) -> float:
    """Return what a place costs, in minutes of travel and what counts as such."""
    slot = trial.slot
    total = trial.added + DAY_PRICE * abs(trial.day - slot.middle)
    if slot.fixed is not None and (world.weekday(trial.day), trial.start) != slot.fixed:
        total += LOST_SLOT_PRICE
    return total + HOLIDAY_PRICE if world.is_holiday(trial.day) else total


def urgency(slot: Slot) -> tuple[int, bool, int, int, int]:
    """Return the order in which windows get a place: closed care, fixed slots, then the shortest stretch of days."""
    return (slot.priority, slot.fixed is None, slot.last - slot.first, slot.last, slot.window_id)
