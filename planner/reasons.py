"""Why a window has no visit, and the smallest change that would give it one: one rule bent at a time.

Both are found by trial in the rounds as they are, so what is said is true of exactly this plan.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from planner.insertion import Rounds, Trial
from planner.model import MINUTES_A_DAY, Certificate, Reason, Relaxation, RelaxKind, Unplaced
from planner.rounds_moves import candidates
from planner.rounds_placing import best_trial, trial_on
from planner.rounds_world import Interval, Slot

STAGES = tuple(Reason)
MOST_LATE_DAYS = 28
LONGER_MINUTES = 180
NEAREST_TO_BEND = 3
"""Beside owner and deputy so many others, from near to far, are asked what would help."""
MINUTES_A_LATE_DAY = 30
"""How many minutes more of a day's limit weigh as much as one day later than the window. House policy."""


HOLIDAY_WEIGHT, CERTIFICATE_WEIGHT = 240, 1000
"""What the gravest changes weigh, in minutes of a day's limit. House policy."""


@dataclass(frozen=True, slots=True)
class _Bent:
    """A place that bending one rule gives; `weight` says how grave the change is."""

    weight: int
    kind: RelaxKind
    trial: Trial
    days: int = 0
    minutes: int = 0

    def relaxation(self, rounds: Rounds) -> Relaxation:
        trial = self.trial
        return Relaxation(
            kind=self.kind,
            adviser_id=trial.adviser_id,
            on=rounds.world.date(trial.day),
            start=trial.start,
            days=self.days,
            minutes=self.minutes,
        )


def explain_all(rounds: Rounds, slots: Iterable[Slot]) -> tuple[Unplaced, ...]:
    """Return the reason and the smallest relaxation of each window that has no place, by window."""
    ordered = sorted(slots, key=lambda slot: slot.window_id)
    _learn_far(rounds, ordered)
    return tuple(explain(rounds, slot) for slot in ordered)


def explain(rounds: Rounds, slot: Slot) -> Unplaced:
    """Return why this window has no visit in these rounds, and what would help; None when no single change does."""
    return Unplaced(slot.window_id, slot.group_id, reason(rounds, slot), smallest_relaxation(rounds, slot))


def reason(rounds: Rounds, slot: Slot) -> Reason:
    """Return the stage that the best candidate came to on the best day, in a round that is otherwise empty."""
    return _furthest(rounds, slot, everyone(rounds, slot.group_id))


def _learn_far(rounds: Rounds, slots: Iterable[Slot]) -> None:
    """Ask at once for the ways from each home to the groups for which many are asked: one by one would take long."""
    doors: dict[int, set[int]] = defaultdict(set)
    for slot in slots:
        if _furthest(rounds, slot, everyone(rounds, slot.group_id)[:NEAREST_TO_BEND]) is not Reason.NO_ROOM:
            for adviser_id in everyone(rounds, slot.group_id):
                doors[adviser_id].add(slot.location_id)
    for adviser_id, locations in sorted(doors.items()):
        rounds.world.legs[adviser_id].learn_home(locations)


def _furthest(rounds: Rounds, slot: Slot, advisers: Iterable[int]) -> Reason:
    world = rounds.world
    days = [day for day in range(slot.first, slot.last + 1) if _is_visiting_day(rounds, slot, day)]
    if not days:
        return Reason.CLOSED
    reached = Reason.NO_WORKING_DAY
    for adviser_id in advisers:
        for day in days:
            hours = world.hours(adviser_id, day)
            openings = world.open(slot.group_id, day)
            if hours is None or not openings:
                continue
            found = _stage(rounds, slot, adviser_id, day, hours, openings)
            reached = max(reached, found, key=STAGES.index)
            if reached is Reason.NO_ROOM:
                return reached
    return reached


def smallest_relaxation(rounds: Rounds, slot: Slot) -> Relaxation | None:
    """Return the cheapest single change that gives the window a legal place, or None."""
    near = everyone(rounds, slot.group_id)[: NEAREST_TO_BEND + 2]
    found = [bent for adviser_id in near for bend in BENDS if (bent := bend(rounds, slot, adviser_id))]
    return min(found, key=lambda bent: bent.weight).relaxation(rounds) if found else None


def everyone(rounds: Rounds, group_id: int) -> list[int]:
    """Return who may visit a group: owner, deputy, then all others from near to far."""
    group = rounds.world.groups[group_id]
    known = [number for number in (group.owner_id, group.deputy_id) if number is not None]
    known = [number for number in dict.fromkeys(known) if rounds.world.is_candidate(group_id, number)]
    return [*known, *candidates(rounds, group_id)]


def _is_visiting_day(rounds: Rounds, slot: Slot, day: int) -> bool:
    return rounds.world.may_visit_on(slot.group_id, day) and not rounds.world.is_closed(slot.group_id, day)


def _stage(
    rounds: Rounds, slot: Slot, adviser_id: int, day: int, hours: Interval, openings: tuple[Interval, ...]
) -> Reason:
    world = rounds.world
    if not world.is_certified(slot.group_id, adviser_id, day):
        return Reason.NO_CERT
    if not any(min(hours[1], last) - max(hours[0], first) >= slot.service for first, last in openings):
        return Reason.WINDOW_TOO_SHORT
    adviser = world.advisers[adviser_id]
    out, back = world.legs[adviser_id].from_home(slot.location_id)
    fits = any(min(hours[1] - back, last) - max(hours[0] + out, first) >= slot.service for first, last in openings)
    too_far = out + back > adviser.max_drive_min_per_day or out + slot.service + back > adviser.max_day_min
    return Reason.UNREACHABLE if too_far or not fits else Reason.NO_ROOM


def _another_substitute(rounds: Rounds, slot: Slot, adviser_id: int) -> _Bent | None:
    """Let a second substitute stand in within one absence."""
    trial = best_trial(rounds.any_substitute(), slot, [adviser_id])
    return _Bent(0, RelaxKind.SUBSTITUTE, trial) if trial else None


def _later(rounds: Rounds, slot: Slot, adviser_id: int) -> _Bent | None:
    """Let the window end later: on the first day after it that has a place."""
    longer = replace(slot, first=slot.last + 1, last=min(slot.last + MOST_LATE_DAYS, rounds.world.days - 1))
    for day in rounds.world.working_days(adviser_id, longer.first, longer.last):
        trial = trial_on(rounds, longer, adviser_id, day)
        if trial is not None:
            days = day - slot.last
            return _Bent(days * MINUTES_A_LATE_DAY, RelaxKind.TOLERANCE, trial, days=days)
    return None


def _more_work(rounds: Rounds, slot: Slot, adviser_id: int) -> _Bent | None:
    """Let the week hold more service and travel than contract and field share allow."""
    adviser = rounds.world.advisers[adviser_id]
    roomy = replace(adviser, contract_min_per_week=MINUTES_A_DAY * 7, field_share=1.0)
    trial = best_trial(rounds.within(rounds.world.with_adviser(roomy)), slot, [adviser_id])
    if trial is None:
        return None
    held = rounds.round_of(adviser_id, trial.day)
    week = rounds.week_work(adviser_id, rounds.world.week(trial.day)) + trial.round.work - held.work
    more = week - adviser.field_min_per_week
    return _Bent(more, RelaxKind.LOAD, trial, minutes=more)


def _more_driving(rounds: Rounds, slot: Slot, adviser_id: int) -> _Bent | None:
    """Let the day hold more driving."""
    adviser = rounds.world.advisers[adviser_id]
    far = replace(adviser, max_drive_min_per_day=adviser.max_drive_min_per_day + LONGER_MINUTES)
    trial = best_trial(rounds.within(rounds.world.with_adviser(far)), slot, [adviser_id])
    if trial is None:
        return None
    more = trial.round.travel - adviser.max_drive_min_per_day
    return _Bent(more, RelaxKind.DRIVE, trial, minutes=more)


def _longer_day(rounds: Rounds, slot: Slot, adviser_id: int) -> _Bent | None:
    """Let the adviser start earlier or be home later."""
    trial = best_trial(rounds.within(rounds.world.with_longer_days(adviser_id, LONGER_MINUTES)), slot, [adviser_id])
    if trial is None:
        return None
    hours = rounds.world.hours(adviser_id, trial.day) or (0, 0)
    leaves, back = rounds.away(adviser_id, trial.round)
    more = max(hours[0] - leaves, 0) + max(back - hours[1], 0)
    return _Bent(more, RelaxKind.HOURS, trial, minutes=more)


def _on_holiday(rounds: Rounds, slot: Slot, adviser_id: int) -> _Bent | None:
    """Let the visit fall on a public holiday."""
    if not any(rounds.world.is_holiday(day) for day in range(slot.first, slot.last + 1)):
        return None
    trial = best_trial(rounds.within(rounds.world.without_holidays()), slot, [adviser_id])
    return _Bent(HOLIDAY_WEIGHT, RelaxKind.HOLIDAY, trial) if trial else None


def _with_certificate(rounds: Rounds, slot: Slot, adviser_id: int) -> _Bent | None:
    """Let the adviser have the certificate that the group asks."""
    kind, adviser = rounds.world.groups[slot.group_id].required_cert, rounds.world.advisers[adviser_id]
    if not kind:
        return None
    certified = replace(adviser, certs=(*adviser.certs, Certificate(kind)))
    trial = best_trial(rounds.within(rounds.world.with_adviser(certified)), slot, [adviser_id])
    return _Bent(CERTIFICATE_WEIGHT, RelaxKind.CERTIFICATE, trial) if trial else None


BENDS: tuple[Callable[[Rounds, Slot, int], _Bent | None], ...] = (
    _another_substitute,
    _more_work,
    _more_driving,
    _longer_day,
    _later,
    _on_holiday,
    _with_certificate,
)
