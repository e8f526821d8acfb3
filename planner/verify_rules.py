"""The hard rules of an exported plan, H1 to H11: one function a rule, each yielding what breaks it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from planner.verify_rows import Visit
from planner.verify_world import FROZEN, PLANNED, UNPLACED, Stop, World, days_between, monday

TOLERANCE_MIN = 1
"""Minutes by which a leg may differ: who exports may round otherwise."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule: its code, the numbers of what it concerns, and a Dutch sentence."""

    code: str
    ids: Mapping[str, int | str]
    message: str


def h1_working_day(world: World) -> Iterator[Finding]:
    """H1: the adviser works that day, and a holiday allows the visit."""
    for stop in _planned(world):
        if world.hours(stop.adviser_id, stop.on) is None:
            yield _of(stop, "H1", f"{stop.on} is geen werkdag van deze vertrouwenspersoon, of er is afwezigheid.")
        if world.is_holiday_barred(world.plan.groups[stop.group_id], stop.on):
            yield _of(stop, "H1", f"{stop.on} is een feestdag waarop deze groep niet bezocht wordt.")


def h2_hours(world: World) -> Iterator[Finding]:
    """H2: the round lies inside the hours of the adviser, from leaving home to being home again."""
    for stops in _judged_rounds(world):
        hours = world.hours(stops[0].adviser_id, stops[0].on)
        if hours is not None and (found := hours_flaw(world, stops, hours, TOLERANCE_MIN)):
            yield _of(stops[0], "H2", found)


def h3_travel(world: World) -> Iterator[Finding]:
    """H3: each visit starts after the one before it, the least pause and the travel between; the row says so."""
    for stops in _judged_rounds(world):
        legs = world.legs(stops)
        for stop, leg in zip(stops, legs, strict=False):
            if not stop.frozen and abs((stop.travel_min_before or 0) - leg) > TOLERANCE_MIN:
                yield _of(stop, "H3", f"de reistijd ervoor is {leg} minuten, niet {stop.travel_min_before or 0}.")
        for number, (stop, seq) in enumerate(zip(stops, [stop.seq for stop in stops], strict=True), start=1):
            if not stop.frozen and seq != number:
                yield _of(stop, "H3", f"dit is bezoek {number} van de ronde, niet {seq}.")
        for before, after, leg in zip(stops, stops[1:], legs[1:], strict=False):
            pause = world.plan.params.minutes_between
            if not (before.frozen and after.frozen) and after.start + TOLERANCE_MIN < before.end + pause + leg:
                need = f"{leg} minuten reizen en {pause} ertussen"
                yield _of(after, "H3", f"begint te kort na bezoek {before.visit_id}: {need} passen niet.")


def h4_one_place(world: World) -> Iterator[Finding]:
    """H4: an adviser is in one place at a time, and a group is visited at most once a day."""
    for stops in world.rounds.values():
        for before, after in pairwise(stops):
            if after.start < before.end:
                yield _of(after, "H4", f"overlapt bezoek {before.visit_id} van dezelfde vertrouwenspersoon.")
    seen: dict[tuple[int, date], Stop] = {}
    for stop in world.stops:
        other = seen.setdefault((stop.group_id, stop.on), stop)
        if other is not stop:
            yield _of(stop, "H4", f"de groep krijgt op {stop.on} ook bezoek {other.visit_id}.")


def h5_open(world: World) -> Iterator[Finding]:
    """H5: the location is open, and the visit lies inside the hours of the group."""
    for stop in _planned(world):
        group = world.plan.groups[stop.group_id]
        if world.is_closed(group, stop.on):
            yield _of(stop, "H5", f"de locatie is dicht op {stop.on}, of de groep is er dan niet.")
        elif not any(a <= stop.start and stop.end <= b for a, b in world.openings(group.group_id, stop.on)):
            yield _of(stop, "H5", f"het bezoek ligt buiten de bezoektijden van {stop.on}.")


def h6_allowed(world: World) -> Iterator[Finding]:
    """H6: the adviser holds the certificate, works for the organisation, and has no conflict."""
    for stop in _planned(world):
        group, adviser = world.plan.groups[stop.group_id], world.plan.advisers[stop.adviser_id]
        if not world.may_ever_visit(adviser, group):
            yield _of(stop, "H6", "andere organisatie of tegenstrijdig belang.")
        if not adviser.is_certified(group.required_cert, stop.on):
            yield _of(stop, "H6", f"zonder certificaat {group.required_cert} op {stop.on}.")


def h7_limits(world: World) -> Iterator[Finding]:
    """H7: visits last as long as they should; days and weeks stay within the limits of the adviser."""
    for stop in _planned(world):
        wanted = world.plan.groups[stop.group_id].service_min
        if stop.end - stop.start != wanted:
            yield _of(stop, "H7", f"het bezoek duurt {stop.end - stop.start} minuten, niet {wanted}.")
    for stops in _judged_rounds(world):
        yield from (_of(stops[0], "H7", message) for message in day_flaws(world, stops))
    for (adviser_id, week), rounds in world.weeks.items():
        if all(stop.frozen for stops in rounds for stop in stops):
            continue
        for message in week_flaws(world, adviser_id, rounds):
            yield Finding("H7", {"adviser_id": adviser_id, "week": week.isoformat()}, message)


def h8_windows(world: World) -> Iterator[Finding]:
    """H8: a window has one visit inside its days, and visits of a group keep their distance."""
    per_window = Counter(stop.window_id for stop in world.stops if stop.window_id is not None)
    for stop in world.stops:
        window = world.plan.windows.get(stop.window_id or 0)
        if window is None:
            continue
        first, last = world.days_of(window)
        if not stop.frozen and not first <= stop.on <= last:
            yield _of(stop, "H8", f"{stop.on} ligt buiten het venster ({first} tot en met {last}).")
        if per_window[window.window_id] > 1:
            yield _of(stop, "H8", "dit venster heeft meer dan één bezoek.")
    frozen = {(stop.group_id, stop.on) for stop in world.stops if stop.frozen}
    for number, days in world.days_of_group.items():
        group = world.plan.groups[number]
        for before, after in pairwise(days):
            old = {(number, before), (number, after)} <= frozen | {(number, group.last_visit_on)}
            if not old and before < after and (after - before).days < group.min_gap_days:
                said = f"bezoeken op {before} en {after} liggen minder dan {group.min_gap_days} dagen uiteen."
                yield Finding("H8", {"group_id": number}, said)


def h9_conservation(world: World) -> Iterator[Finding]:
    """H9: every window appears once, placed or not; ids are unique and exist; an unplaced row has no visit."""
    plan = world.plan
    seen = Counter(visit.window_id for visit in plan.visits if visit.window_id is not None)
    for number in sorted(plan.windows.keys() - seen.keys()):
        yield Finding("H9", {"window_id": number}, "dit venster staat niet in visits.csv.")
    for number in sorted(number for number, times in seen.items() if times > 1):
        yield Finding("H9", {"window_id": number}, f"dit venster staat {seen[number]} keer in visits.csv.")
    ids = Counter(visit.visit_id for visit in plan.visits if visit.visit_id is not None)
    for number in sorted(number for number, times in ids.items() if times > 1):
        yield Finding("H9", {"visit_id": number}, "dit bezoeknummer komt twee keer voor.")
    for visit in plan.visits:
        where = {"visit_id": visit.visit_id or 0, "window_id": visit.window_id or 0}
        yield from (Finding("H9", where, message) for message in (*_window_flaws(world, visit), _shape(world, visit))
                    if message)  # fmt: skip


def _window_flaws(world: World, visit: Visit) -> Iterator[str]:
    window = world.plan.windows.get(visit.window_id or 0)
    if window is not None and window.group_id != visit.group_id:
        yield f"dit venster hoort bij groep {window.group_id}, niet {visit.group_id}."
    if window is None and visit.status != FROZEN:
        yield "een gepland bezoek hoort bij een venster van windows.csv."


def _shape(world: World, visit: Visit) -> str | None:
    if visit.status not in (PLANNED, FROZEN, UNPLACED):
        return f"status '{visit.status}' bestaat niet."
    if visit.status == UNPLACED:
        has_visit = visit.on is not None or visit.adviser_id is not None
        return "een niet geplaatst venster heeft geen dag of vertrouwenspersoon." if has_visit else None
    return "dag, tijd, groep of vertrouwenspersoon ontbreekt of bestaat niet." if world.stop(visit) is None else None


def h10_frozen(world: World) -> Iterator[Finding]:
    """H10: frozen visits are to the letter what they were before."""
    now = {cells["visit_id"]: cells for cells in world.plan.raw["visits"] if cells.get("status") == FROZEN}
    before = {cells["visit_id"]: cells for cells in world.plan.raw["previous_visits"]}
    for number, cells in now.items():
        old = before.get(number)
        changed = [] if old is None else [column for column in cells if cells[column] != old.get(column)]
        if old is None:
            yield Finding("H10", {"visit_id": number}, "vastgezet bezoek dat niet in previous_visits.csv staat.")
        elif changed:
            yield Finding("H10", {"visit_id": number}, f"vastgezet bezoek is gewijzigd: {', '.join(changed)}.")
    for number, cells in before.items():
        if cells.get("status") == FROZEN and number not in now:
            yield Finding("H10", {"visit_id": number}, "vastgezet bezoek is verdwenen.")


def h11_who(world: World) -> Iterator[Finding]:
    """H11: owner, deputy, or one and the same substitute throughout an absence of the owner; the row says which."""
    for stop in _planned(world):
        group = world.plan.groups[stop.group_id]
        roles = {group.deputy_id: "deputy", group.owner_id: "owner"}
        role = roles.get(stop.adviser_id, "substitute")
        if stop.role != role:
            yield _of(stop, "H11", f"deze vertrouwenspersoon is hier {role}, niet '{stop.role}'.")
    for (number, (first, last)), who in world.substitutes.items():
        if len(who) > 1:
            said = f"van {first} tot en met {last} vallen {len(who)} verschillende mensen in."
            yield Finding("H11", {"group_id": number}, said)
    owners: dict[int, list[tuple[int | None, int | None]]] = defaultdict(list)
    for row in world.plan.portfolio:
        owners[row.group_id].append((row.owner_id, row.deputy_id))
    for number, group in world.plan.groups.items():
        if number in owners and owners[number] != [(group.owner_id, group.deputy_id)]:
            yield Finding("H11", {"group_id": number}, "portfolio.csv en groups.csv noemen andere mensen.")


RULES: tuple[Callable[[World], Iterator[Finding]], ...] = (
    h1_working_day, h2_hours, h3_travel, h4_one_place, h5_open, h6_allowed, h7_limits, h8_windows, h9_conservation,
    h10_frozen, h11_who,
)  # fmt: skip


def hours_flaw(world: World, stops: Sequence[Stop], hours: tuple[int, int], tolerance: int) -> str | None:
    """Return what is wrong with a round in these hours of the adviser, or None."""
    legs = world.legs(stops)
    leaves, back = stops[0].start - legs[0], stops[-1].end + legs[-1]
    if leaves + tolerance < hours[0]:
        return f"de ronde begint om {_time(leaves)}, voor het begin van de werkdag om {_time(hours[0])}."
    if back - tolerance > hours[1]:
        return f"de ronde eindigt om {_time(back)}, na het einde van de werkdag om {_time(hours[1])}."
    return None


def day_flaws(world: World, stops: Sequence[Stop]) -> Iterator[str]:
    """Yield which limits of one day a round breaks."""
    adviser, legs = world.plan.advisers[stops[0].adviser_id], world.legs(stops)
    span = stops[-1].end + legs[-1] - stops[0].start + legs[0]
    evenings = sum(world.is_evening(stop) for stop in stops)
    counted = (
        ("bezoeken", len(stops), adviser.max_visits_per_day),
        ("minuten van huis", span, adviser.max_day_min),
        ("minuten reizen", sum(legs), adviser.max_drive_min_per_day),
        ("avondbezoeken", evenings, world.plan.params.evening_visits_per_day),
    )
    return (f"{found} {what} op één dag; hooguit {most}." for what, found, most in counted if found > most)


def week_flaws(world: World, adviser_id: int, rounds: Sequence[Sequence[Stop]]) -> Iterator[str]:
    """Yield which limits of one week the rounds of an adviser break."""
    adviser = world.plan.advisers[adviser_id]
    work = sum(world.work_of(stops) for stops in rounds)
    most = field_minutes(world, adviser_id)
    if work > most:
        yield f"{work} minuten bezoek en reizen in een week; hooguit {most}."
    evenings = sum(any(world.is_evening(stop) for stop in stops) for stops in rounds)
    if evenings > adviser.max_evenings_per_week:
        yield f"{evenings} avonden in een week; hooguit {adviser.max_evenings_per_week}."


def field_minutes(world: World, adviser_id: int) -> int:
    """Return how many minutes of service and travel a week of an adviser holds."""
    adviser = world.plan.advisers[adviser_id]
    return int(adviser.contract_min_per_week * adviser.field_share + 1e-9)


def is_too_near(world: World, group_id: int, day: date) -> bool:
    """Return whether the group has another visit on that day or fewer than the least days from it."""
    gap = max(1, world.plan.groups[group_id].min_gap_days)
    return any(abs((day - other).days) < gap for other in world.days_of_group.get(group_id, ()))


def rounds_of_week(world: World, adviser_id: int, day: date) -> list[list[Stop]]:
    """Return the rounds of an adviser in the week of a day, without that day."""
    week = monday(day)
    others = (other for other in days_between(week, week.fromordinal(week.toordinal() + 6)) if other != day)
    return [world.rounds[adviser_id, other] for other in others if (adviser_id, other) in world.rounds]


def _planned(world: World) -> Iterator[Stop]:
    return (stop for stop in world.stops if not stop.frozen)


def _judged_rounds(world: World) -> Iterator[list[Stop]]:
    """Yield the rounds that this plan has a part in; what was frozen by others is theirs."""
    return (stops for stops in world.rounds.values() if not all(stop.frozen for stop in stops))


def _of(stop: Stop, code: str, message: str) -> Finding:
    ids = {"visit_id": stop.visit_id or 0, "group_id": stop.group_id, "adviser_id": stop.adviser_id}
    return Finding(code, ids | {"date": stop.on.isoformat()}, message)


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
