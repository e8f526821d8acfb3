"""H12: whether what an exported plan says of its unplaced windows is true."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from planner.verify_rows import Adviser, Group, Window
from planner.verify_rules import (
    Finding,
    day_flaws,
    field_minutes,
    hours_flaw,
    is_too_near,
    rounds_of_week,
    week_flaws,
)
from planner.verify_world import UNPLACED, Home, Hours, Stop, World, days_between, monday, moved

CLOSED, NO_WORKING_DAY, NO_CERT, WINDOW_TOO_SHORT, UNREACHABLE, NO_ROOM = (
    "CLOSED", "NO_WORKING_DAY", "NO_CERT", "WINDOW_TOO_SHORT", "UNREACHABLE", "NO_ROOM",
)  # fmt: skip
STAGES = (CLOSED, NO_WORKING_DAY, NO_CERT, WINDOW_TOO_SHORT, UNREACHABLE, NO_ROOM)
"""How far a candidate came on a day; the furthest is the reason."""


@dataclass(frozen=True, slots=True)
class Place:
    """A legal place that a window has after all."""

    adviser_id: int
    on: date
    start: int


def h12_reasons(world: World) -> Iterator[Finding]:
    """Yield each unplaced window whose reason is not true, or that has a legal place in the exported rounds."""
    for visit in world.plan.visits:
        window = world.plan.windows.get(visit.window_id or 0)
        if visit.status != UNPLACED or window is None:
            continue
        ids = {"window_id": window.window_id, "group_id": window.group_id}
        found = place_or_reason(world, window)
        if isinstance(found, Place):
            at = f"{found.on} om {found.start // 60:02}:{found.start % 60:02}"
            said = f"onterecht niet geplaatst: vertrouwenspersoon {found.adviser_id} kan op {at}."
            yield Finding("H12", ids | {"adviser_id": found.adviser_id, "date": found.on.isoformat()}, said)
        elif found != visit.reason_code:
            yield Finding("H12", ids, f"de reden is {found}, niet '{visit.reason_code}'.")


def place_or_reason(world: World, window: Window) -> Place | str:
    """Return a legal place for a window, or why there is none: the stage that the best candidate came to."""
    group = world.plan.groups[window.group_id]
    candidates = [who for who in world.plan.advisers.values() if world.may_ever_visit(who, group)]
    reached = 0
    for day in days_between(*world.days_of(window)):
        if world.is_closed(group, day) or world.is_holiday_barred(group, day):
            continue
        reached = max(reached, STAGES.index(NO_WORKING_DAY))
        openings = world.openings(group.group_id, day)
        for adviser in candidates if openings else ():
            hours = world.hours(adviser.adviser_id, day)
            if hours is None:
                continue
            reached = max(reached, STAGES.index(_stage(world, group, adviser, day, hours, openings)))
            if reached == STAGES.index(NO_ROOM) and (place := _place(world, window, adviser, day, hours, openings)):
                return place
    return STAGES[reached]


def _stage(world: World, group: Group, adviser: Adviser, day: date, hours: Hours, openings: list[Hours]) -> str:
    """Return how far an adviser comes on a day that is otherwise empty."""
    if not adviser.is_certified(group.required_cert, day):
        return NO_CERT
    service = group.service_min
    if not any(min(hours[1], b) - max(hours[0], a) >= service for a, b in openings):
        return WINDOW_TOO_SHORT
    out, back = _home_legs(world, adviser.adviser_id, group.location_id)
    fits = any(min(hours[1] - back, b) - max(hours[0] + out, a) >= service for a, b in openings)
    too_far = out + back > adviser.max_drive_min_per_day or out + service + back > adviser.max_day_min
    return UNREACHABLE if too_far or not fits else NO_ROOM


def _home_legs(world: World, adviser_id: int, location_id: int) -> tuple[int, int]:
    roads = world.roads
    return roads.minutes(adviser_id, Home, location_id), roads.minutes(adviser_id, location_id, Home)


def _place(
    world: World, window: Window, adviser: Adviser, day: date, hours: Hours, openings: list[Hours]
) -> Place | None:
    """Return where a visit fits in the round of that day as it is, the other visits at their times."""
    group = world.plan.groups[window.group_id]
    number = adviser.adviser_id
    held = world.rounds.get((number, day), [])
    full = world.work.get((number, monday(day)), 0) + group.service_min > field_minutes(world, number)
    if full or len(held) >= adviser.max_visits_per_day:
        return None
    if (
        _stage(world, group, adviser, day, hours, openings) != NO_ROOM
        or is_too_near(world, group.group_id, day)
        or _is_other_substitute(world, group, number, day)
    ):
        return None
    visit = Stop(
        None, window.window_id, group.group_id, group.location_id, number, "", day, 0, group.service_min, None, None,
        frozen=False,
    )  # fmt: skip
    rest = rounds_of_week(world, number, day)
    for position in range(len(held) + 1):
        for start in _starts(world, held, position, visit, hours, openings):
            made = [*held[:position], moved(visit, start), *held[position:]]
            broken = hours_flaw(world, made, hours, 0) or next(day_flaws(world, made), None)
            if not broken and next(week_flaws(world, number, [*rest, made]), None) is None:
                return Place(number, day, start)
    return None


def _starts(
    world: World, held: list[Stop], position: int, visit: Stop, hours: Hours, openings: list[Hours]
) -> Iterator[int]:
    """Yield the starts worth trying between two visits: the earliest, the latest, and the last before the evening."""
    params, roads = world.plan.params, world.roads
    places = [Home, *(stop.location_id for stop in held), Home]
    before, after = list(pairwise(places))[position]
    out = roads.minutes(visit.adviser_id, before, visit.location_id)
    back = roads.minutes(visit.adviser_id, visit.location_id, after)
    ready = out + (held[position - 1].end + params.minutes_between if position else hours[0])
    due = (held[position].start - params.minutes_between if position < len(held) else hours[1]) - back
    service = visit.end - visit.start
    for opens, closes in openings:
        first, last = max(opens, ready), min(closes, due) - service
        if first <= last:
            yield from sorted({first, last, max(first, min(last, params.evening_starts - 1))})


def _is_other_substitute(world: World, group: Group, adviser_id: int, day: date) -> bool:
    if adviser_id in (group.owner_id, group.deputy_id):
        return False
    absence = world.absence_of_owner(group, day)
    chosen = world.substitutes.get((group.group_id, absence), set()) if absence else set()
    return bool(chosen - {adviser_id})
