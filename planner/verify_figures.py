"""The soft figures of an exported plan: how good it is, apart from whether it is allowed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from planner.verify_world import UNPLACED, Home, Stop, World, days_between

Figures = dict[str, Any]


def figures(world: World) -> Figures:
    """Return every soft figure by its name. Shares are 0-1, travel is minutes and kilometres."""
    return {
        "windows": len(world.plan.windows),
        "visits": len(world.stops),
        **_met(world),
        **_regularity(world),
        **_travel(world),
        **_balance(world),
        **_people(world),
        "stability": _stability(world),
        "unplaced_by_reason": dict(
            sorted(Counter(visit.reason_code for visit in world.plan.visits if visit.status == UNPLACED).items())
        ),
    }


def _met(world: World) -> Figures:
    plan = world.plan
    placed = {stop.window_id for stop in world.stops}
    by_type: dict[str, list[bool]] = defaultdict(list)
    for window in plan.windows.values():
        by_type[plan.groups[window.group_id].care_type].append(window.window_id in placed)
    everything = [met for found in by_type.values() for met in found]
    return {
        "windows_met": _share(everything),
        "windows_met_by_care_type": {kind: _share(found) for kind, found in sorted(by_type.items())},
    }


def _regularity(world: World) -> Figures:
    """Fixed slots kept, and how many days the distance between visits differs from that of their windows."""
    plan, kept = world.plan, []
    middles: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for stop in world.stops:
        group, window = plan.groups[stop.group_id], plan.windows.get(stop.window_id or 0)
        if group.fixed_weekday is not None:
            kept.append((stop.on.isoweekday(), stop.start) == (group.fixed_weekday, group.fixed_start))
        if window is not None:
            middle = (window.starts_on.toordinal() + window.ends_on.toordinal()) // 2
            middles[stop.group_id].append((middle, stop.on.toordinal()))
    off = [
        abs((later[1] - earlier[1]) - (later[0] - earlier[0]))
        for found in middles.values()
        for earlier, later in pairwise(sorted(found))
    ]
    return {"fixed_slots_kept": _share(kept), "spacing_deviation_days": _mean(off)}


def _travel(world: World) -> Figures:
    minutes = sum(sum(world.legs(stops)) for stops in world.rounds.values())
    km = sum(
        world.roads.kilometres(adviser_id, [Home, *(stop.location_id for stop in stops), Home])
        for (adviser_id, _), stops in world.rounds.items()
    )
    visits, bound = len(world.stops) or 1, world.plan.params.bound_min
    return {
        "travel_min": minutes,
        "travel_km": round(km, 1),
        "travel_min_per_visit": round(minutes / visits, 2),
        "travel_km_per_visit": round(km / visits, 2),
        "gap_to_bound": round(minutes / bound - 1, 4) if bound else None,
        "home_leg_min": _mean(
            world.roads.minutes(stop.adviser_id, Home, stop.location_id) for stop in world.stops
        ),
    }  # fmt: skip


def _balance(world: World) -> Figures:
    """Work (service and travel) as a part of what each adviser's days in the horizon have room for."""
    work: Counter[int] = Counter()
    for (adviser_id, _), stops in world.rounds.items():
        work[adviser_id] += world.work_of(stops)
    loads = [
        work[number] / room for number in world.plan.advisers if (room := _working_minutes(world, number)) > 0
    ]  # fmt: skip
    mean = sum(loads) / len(loads) if loads else 0
    return {"load_max_to_mean": round(max(loads) / mean, 3) if mean else None, "load_gini": _gini(loads)}


def _working_minutes(world: World, adviser_id: int) -> float:
    """Return the contract of an adviser over the working days that the horizon leaves, absences taken off."""
    params, adviser = world.plan.params, world.plan.advisers[adviser_id]
    week = sum(day.adviser_id == adviser_id for day in world.plan.adviser_days)
    days = sum(
        world.hours(adviser_id, day) is not None for day in days_between(params.starts_on, params.ends_on)
    )  # fmt: skip
    return adviser.contract_min_per_week * days / week if week else 0


def _people(world: World) -> Figures:
    seen: dict[int, set[int]] = defaultdict(set)
    evenings: Counter[int] = Counter()
    for stop in world.stops:
        seen[stop.group_id].add(stop.adviser_id)
    for (adviser_id, _), stops in world.rounds.items():
        evenings[adviser_id] += any(world.is_evening(stop) for stop in stops)
    owned = [stop.adviser_id == world.plan.groups[stop.group_id].owner_id for stop in world.stops]
    return {
        "visits_by_owner": _share(owned),
        "advisers_per_group": _mean(len(who) for who in seen.values()),
        "evenings_per_adviser": _mean(evenings.values()),
    }


def _stability(world: World) -> float | None:
    """Return which part of the earlier plan's visits stayed with the same adviser, on the same day and time."""
    before = [stop for visit in world.plan.previous if (stop := world.stop(visit)) is not None]
    now = {_essence(stop) for stop in world.stops}
    return _share([_essence(stop) in now for stop in before])


def _essence(stop: Stop) -> tuple[object, ...]:
    return stop.window_id, stop.group_id, stop.adviser_id, stop.on, stop.start


def _share(found: Sequence[bool]) -> float | None:
    return round(sum(found) / len(found), 4) if found else None


def _mean(numbers: Iterable[int]) -> float | None:
    found = list(numbers)
    return round(sum(found) / len(found), 2) if found else None


def _gini(loads: Sequence[float]) -> float | None:
    """Return how unevenly loads lie: 0 when all are equal."""
    ordered, total = sorted(loads), sum(loads)
    if not total:
        return None
    weighted = sum(place * load for place, load in enumerate(ordered, start=1))
    return round(2 * weighted / (len(ordered) * total) - (len(ordered) + 1) / len(ordered), 4)


def shown(found: Mapping[str, Any]) -> dict[str, object]:
    """Return the figures one below the other, for people: nested ones on a line of their own."""
    flat: dict[str, object] = {}
    for name, value in found.items():
        if isinstance(value, Mapping):
            flat |= {f"{name} {part}": number for part, number in value.items()}
        else:
            flat[name] = value
    return flat
