"""A problem and its plan as the rows of the exchange format: text in columns, nothing about files.

Ids are numbers, days ISO, times of day `HH:MM`, lengths whole minutes; certificates and care types are joined by `;`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from planner.model import Certificate, Group, GroupHours, Holiday, PlannedVisit, Problem, Relaxation, Unplaced
from planner.travel import TravelParams

Line = Sequence[object]
VISIT_COLUMNS = (
    "plan_id", "visit_id", "window_id", "group_id", "adviser_id", "role", "date", "start", "end", "seq",
    "travel_min_before", "status", "reason_code", "relaxation",
)  # fmt: skip
GROUP_COLUMNS = (
    "group_id", "location_id", "agency_id", "organisation_id", "region", "care_type", "service_min", "required_cert",
    "fixed_weekday", "fixed_start", "min_gap_days", "owner_id", "deputy_id", "opened_on", "closed_on", "last_visit_on",
)  # fmt: skip
ADVISER_COLUMNS = (
    "adviser_id", "organisation_id", "home_lat", "home_lon", "contract_min_per_week", "field_share",
    "max_visits_per_day", "max_day_min", "max_drive_min_per_day", "max_evenings_per_week", "certs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the exchange: its columns, and every cell as text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class UnplacedLine:
    """A window without a visit: the code of the reason, and the relaxation in one cell (empty: none)."""

    window_id: int
    group_id: int
    reason: str
    relaxation: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """Travel of a routing service; ids are `location:7` and `adviser:3` (a home)."""

    from_id: str
    to_id: str
    minutes: int
    km: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was planned: `plan_of` names the plan that a visit comes from, where that is not `plan_id`.

    `legs` are given when `method` is a routing service's; an estimate is reckoned again from its parameters.
    """

    plan_id: str
    visits: Sequence[PlannedVisit] = ()
    unplaced: Sequence[UnplacedLine] = ()
    previous: Sequence[PlannedVisit] = ()
    plan_of: Mapping[int, str] = field(default_factory=dict)
    bound_min: float | None = None
    method: str = "estimated"
    legs: Sequence[Leg] = ()


def tables_of(problem: Problem, outcome: Outcome) -> dict[str, Table]:
    """Return every file of the exchange by its name without .csv."""
    tables: dict[str, tuple[tuple[str, ...], Iterable[Line]]] = {
        "groups": (GROUP_COLUMNS, map(_group, problem.groups)),
        "locations": (
            ("location_id", "lat", "lon", "precision"),
            ((place.location_id, place.lat, place.lon, place.precision) for place in problem.locations),
        ),
        "windows": (
            ("window_id", "group_id", "from", "to", "late_until", "priority"),
            ((w.window_id, w.group_id, w.starts_on, w.ends_on, w.late_until, w.priority) for w in problem.windows),
        ),
        "group_hours": (
            ("group_id", "weekday", "start", "end", "from", "to"),
            map(_hours, problem.group_hours),
        ),
        "closures": (
            ("location_id", "from", "to", "reason"),
            ((row.location_id, row.starts_on, row.ends_on, row.reason) for row in problem.closures),
        ),
        "advisers": (
            ADVISER_COLUMNS,
            ((*(getattr(who, name) for name in ADVISER_COLUMNS[:-1]), _certs(who.certs)) for who in problem.advisers),
        ),
        "adviser_days": (
            ("adviser_id", "weekday", "start", "end"),
            ((day.adviser_id, day.weekday, clock(day.start), clock(day.end)) for day in problem.adviser_days),
        ),
        "absences": (
            ("adviser_id", "from", "to"),
            ((row.adviser_id, row.starts_on, row.ends_on) for row in problem.absences),
        ),
        "conflicts": (("adviser_id", "group_id"), ((row.adviser_id, row.group_id) for row in problem.conflicts)),
        "holidays": (("date", "name", "visits_allowed"), map(_holiday, problem.holidays)),
        "visits": (VISIT_COLUMNS, [*_visits(outcome.visits, outcome), *_unplaced(outcome)]),
        "portfolio": (
            ("group_id", "owner_id", "deputy_id"),
            ((group.group_id, group.owner_id, group.deputy_id) for group in problem.groups),
        ),
        "previous_visits": (VISIT_COLUMNS, _visits(outcome.previous, outcome)),
    }
    if outcome.legs:
        legs = ((leg.from_id, leg.to_id, leg.minutes, leg.km) for leg in outcome.legs)
        tables["travel"] = (("from_id", "to_id", "minutes", "km"), legs)
    return {name: _table(columns, rows) for name, (columns, rows) in tables.items()}


def params_of(problem: Problem, outcome: Outcome) -> dict[str, Any]:
    """Return what params.json holds: the days that were planned, the rules of a day, and the travel estimate."""
    rules = problem.rules
    return {
        "plan_id": outcome.plan_id,
        "from": problem.starts_on.isoformat(),
        "to": problem.ends_on.isoformat(),
        "minutes_between": rules.minutes_between,
        "evening_starts": clock(rules.evening_starts),
        "evening_visits_per_day": rules.evening_visits_per_day,
        "holidays_known_until": problem.holidays_known_until.isoformat() if problem.holidays_known_until else None,
        "bound_min": outcome.bound_min,
        **travel_as_json(problem.travel),
        "method": outcome.method,
    }


def travel_as_json(params: TravelParams) -> dict[str, Any]:
    """Return the travel parameters as JSON: detour, speed table (up to km, km/h), stop_min, crossings."""
    return {
        "detour": params.detour,
        "speed_table": [[band.km, band.speed] for band in params.bands],
        "stop_min": params.stop_minutes,
        "crossings": [
            {
                "name": water.name,
                "line": [list(point) for point in water.line],
                "gates": [
                    {"name": gate.name, "ends": [list(end) for end in gate.ends], "minutes": gate.minutes}
                    for gate in water.gates
                ],
            }
            for water in params.crossings
        ],
    }


def _table(columns: tuple[str, ...], rows: Iterable[Line]) -> Table:
    return Table(columns, tuple(tuple(map(_cell, row)) for row in rows))


def clock(minutes: int) -> str:
    """Return minutes after midnight as a time of day; midnight at the end of it is 24:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _group(group: Group) -> Line:
    fixed = None if group.fixed_start is None else clock(group.fixed_start)
    return [fixed if name == "fixed_start" else getattr(group, name) for name in GROUP_COLUMNS]


def _hours(hours: GroupHours) -> Line:
    return (
        hours.group_id, hours.weekday, clock(hours.start), clock(hours.end), hours.starts_on, hours.ends_on,
    )  # fmt: skip


def _certs(certs: Sequence[Certificate]) -> str:
    return ";".join(_cert(cert) for cert in certs)


def _cert(cert: Certificate) -> str:
    if cert.valid_from is None and cert.valid_to is None:
        return cert.kind
    return f"{cert.kind}:{_cell(cert.valid_from)}/{_cell(cert.valid_to)}"


def _holiday(holiday: Holiday) -> Line:
    return holiday.on, holiday.name, ";".join(sorted(holiday.visits_allowed)) or "0"


def _visits(visits: Iterable[PlannedVisit], outcome: Outcome) -> Iterable[Line]:
    for visit in visits:
        yield (
            outcome.plan_of.get(visit.visit_id, outcome.plan_id), visit.visit_id, visit.window_id, visit.group_id,
            visit.adviser_id, visit.role.value, visit.on, clock(visit.start), clock(visit.end), visit.seq,
            visit.travel_min_before, visit.status.value, None, None,
        )  # fmt: skip


def _unplaced(outcome: Outcome) -> Iterable[Line]:
    place = (None,) * 7  # adviser, role, date, start, end, seq, travel
    for row in outcome.unplaced:
        yield (outcome.plan_id, None, row.window_id, row.group_id, *place, "unplaced", row.reason, row.relaxation)


def unplaced_lines(unplaced: Iterable[Unplaced]) -> tuple[UnplacedLine, ...]:
    """Return the windows that a plan left open as lines of the exchange."""
    return tuple(
        UnplacedLine(
            row.window_id,
            row.group_id,
            row.reason.value,
            relaxation_text(row.relaxation) if row.relaxation else "",
        )
        for row in unplaced
    )


def relaxation_text(relaxation: Relaxation) -> str:
    """Return a relaxation in one cell, such as `tolerance adviser=3 date=2026-04-03 start=14:00 days=2`."""
    said = [relaxation.kind.value, f"adviser={relaxation.adviser_id}", f"date={relaxation.on}"]
    said.append(f"start={clock(relaxation.start)}")
    said += [f"{name}={value}" for name in ("days", "minutes") if (value := getattr(relaxation, name))]
    return " ".join(said)


_TEXTS: dict[type, Callable[[Any], str]] = {date: date.isoformat, float: repr}


def _cell(value: object) -> str:
    return "" if value is None else _TEXTS.get(type(value), str)(value)
