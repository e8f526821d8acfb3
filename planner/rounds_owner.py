"""The rounds of one adviser for the groups owned: each visit where it is cheapest, then moved while that pays."""

from dataclasses import dataclass

from planner.insertion import Rounds
from planner.rounds_moves import displace, relocate
from planner.rounds_placing import place_each
from planner.rounds_world import Slot

PASSES = 2
"""How often every visit is looked at again: a third pass hardly finds anything (measured)."""
Days = list[tuple[int, list[tuple[int, int | None]]]]
"""Per day the windows in order, each with its fixed start or None: enough to build the rounds again."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The rounds of one adviser as days."""

    adviser_id: int
    days: Days


def plan_owner(rounds: Rounds, adviser_id: int) -> list[Slot]:
    """Plan the open windows of the groups that an adviser owns, with nobody else; return those that fit nowhere."""
    groups = rounds.world.groups
    own = [slot for slot in rounds.open_slots() if groups[slot.group_id].owner_id == adviser_id]
    left = place_each(rounds, own, [adviser_id])
    left = place_each(rounds, displace(rounds, left, [adviser_id]), [adviser_id])
    for _ in range(PASSES):
        relocate(rounds, adviser_id)
        left = place_each(rounds, left, [adviser_id])
    return left


def days_of(rounds: Rounds, adviser_id: int) -> Days:
    """Return the planned visits of an adviser by day; frozen ones are not among them."""
    return [
        (day, [(stop.window_id, stop.pin) for stop in held.stops if stop.frozen is None and stop.window_id is not None])
        for (who, day), held in sorted(rounds.rounds.items())
        if who == adviser_id
    ]


def put_days(rounds: Rounds, planned: Planned) -> None:
    """Build the rounds of an adviser as they were planned elsewhere."""
    for day, visits in planned.days:
        rounds.put_round(planned.adviser_id, day, [(rounds.world.slots[number], start) for number, start in visits])
