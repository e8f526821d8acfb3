"""The exchange format as its checker reads it: rows of text become facts, with every flaw told at once.

This file shares nothing with the planner's own model: two readers of one contract find each other's mistakes.
Days are civil days, weekdays ISO (1 Monday), a clock time is minutes after midnight, all in Europe/Amsterdam.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any, NewType, TypeVar

from planner.crossings import Crossing, Gate
from planner.travel import SpeedBand, TravelParams
from rules.errors import Flaw, FlawedInput

Cells = Mapping[str, str]
Rows = Sequence[tuple[int, Cells]]
"""The rows of one file, each with its number as a spreadsheet shows it."""
Clock = NewType("Clock", int)
Names = NewType("Names", tuple[str, ...])
Row = TypeVar("Row")
PARAMS = "params.json"
COLUMNS = {"starts_on": "from", "ends_on": "to", "on": "date"}
"""Columns that cannot be called here as they are: keywords of the language, names of types."""


@dataclass(frozen=True, slots=True)
class Group:
    """A row of groups.csv."""

    group_id: int
    location_id: int
    agency_id: int
    organisation_id: int
    region: str
    care_type: str
    service_min: int
    required_cert: str
    fixed_weekday: int | None
    fixed_start: Clock | None
    min_gap_days: int
    owner_id: int | None
    deputy_id: int | None
    opened_on: date | None
    closed_on: date | None
    last_visit_on: date | None


@dataclass(frozen=True, slots=True)
class Location:
    """A row of locations.csv."""

    location_id: int
    lat: float
    lon: float
    precision: str


@dataclass(frozen=True, slots=True)
class Window:
    """A row of windows.csv."""

    window_id: int
    group_id: int
    starts_on: date
    ends_on: date
    late_until: date
    priority: int


@dataclass(frozen=True, slots=True)
class GroupHours:
    """A row of group_hours.csv; with days it holds only then."""

    group_id: int
    weekday: int
    start: Clock
    end: Clock
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """A row of closures.csv."""

    location_id: int
    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Adviser:
    """A row of advisers.csv."""

    adviser_id: int
    organisation_id: int
    home_lat: float
    home_lon: float
    contract_min_per_week: int
    field_share: float
    max_visits_per_day: int
    max_day_min: int
    max_drive_min_per_day: int
    max_evenings_per_week: int
    certs: Names

    def is_certified(self, kind: str, day: date) -> bool:
        """Return whether a certificate `kind` or `kind:FROM/TO` holds on `day`; an empty kind asks none."""
        return not kind or any(_holds(said, kind, day) for said in self.certs)


@dataclass(frozen=True, slots=True)
class AdviserDay:
    """A row of adviser_days.csv."""

    adviser_id: int
    weekday: int
    start: Clock
    end: Clock


@dataclass(frozen=True, slots=True)
class Absence:
    """A row of absences.csv."""

    adviser_id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row of conflicts.csv."""

    adviser_id: int
    group_id: int


@dataclass(frozen=True, slots=True)
class Holiday:
    """A row of holidays.csv: `visits_allowed` is 0, 1 or the care types that may be visited."""

    on: date
    name: str
    visits_allowed: Names

    def allows(self, care_type: str) -> bool:
        """Return whether policy lets a group of this care type be visited on this day."""
        return "1" in self.visits_allowed or care_type in self.visits_allowed


@dataclass(frozen=True, slots=True)
class Visit:
    """A row of visits.csv; of an unplaced window all that a visit has is empty."""

    plan_id: str
    visit_id: int | None
    window_id: int | None
    group_id: int
    adviser_id: int | None
    role: str
    on: date | None
    start: Clock | None
    end: Clock | None
    seq: int | None
    travel_min_before: int | None
    status: str
    reason_code: str
    relaxation: str


@dataclass(frozen=True, slots=True)
class Ownership:
    """A row of portfolio.csv."""

    group_id: int
    owner_id: int | None
    deputy_id: int | None


@dataclass(frozen=True, slots=True)
class Leg:
    """A row of travel.csv; ids are `location:7` and `adviser:3` (a home)."""

    from_id: str
    to_id: str
    minutes: int
    km: float


@dataclass(frozen=True, slots=True)
class Params:
    """What params.json says: the days that were planned, the rules of each day, and how travel was reckoned."""

    starts_on: date
    ends_on: date
    minutes_between: int
    evening_starts: int
    evening_visits_per_day: int
    travel: TravelParams
    bound_min: float | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A whole exported plan. `raw` holds the cells of both files of visits, to compare them to the letter."""

    params: Params
    groups: Mapping[int, Group]
    locations: Mapping[int, Location]
    windows: Mapping[int, Window]
    group_hours: tuple[GroupHours, ...]
    closures: tuple[Closure, ...]
    advisers: Mapping[int, Adviser]
    adviser_days: tuple[AdviserDay, ...]
    absences: tuple[Absence, ...]
    conflicts: tuple[Conflict, ...]
    holidays: tuple[Holiday, ...]
    visits: tuple[Visit, ...]
    portfolio: tuple[Ownership, ...]
    previous: tuple[Visit, ...]
    legs: tuple[Leg, ...]
    raw: Mapping[str, tuple[Cells, ...]]


FILES: Mapping[str, type[Any]] = {
    "groups": Group, "locations": Location, "windows": Window, "group_hours": GroupHours, "closures": Closure,
    "advisers": Adviser, "adviser_days": AdviserDay, "absences": Absence, "conflicts": Conflict, "holidays": Holiday,
    "visits": Visit, "portfolio": Ownership, "previous_visits": Visit, "travel": Leg,
}  # fmt: skip
OPTIONAL = ("travel",)
KEYS = {"groups": "group_id", "locations": "location_id", "windows": "window_id", "advisers": "adviser_id"}
REFERENCES = (
    ("groups", "location_id", "locations"), ("windows", "group_id", "groups"), ("group_hours", "group_id", "groups"),
    ("closures", "location_id", "locations"), ("adviser_days", "adviser_id", "advisers"),
    ("absences", "adviser_id", "advisers"), ("conflicts", "adviser_id", "advisers"),
    ("conflicts", "group_id", "groups"), ("portfolio", "group_id", "groups"), ("groups", "owner_id", "advisers"),
    ("groups", "deputy_id", "advisers"),
)  # fmt: skip


def read_exchange(files: Mapping[str, Rows], params: Mapping[str, Any]) -> Exchange:
    """Return the facts in the rows of each file (by its name without .csv) and in params.json.

    Raises: FlawedInput with every flaw: files and columns that miss, cells that mean nothing, ids that do not exist.
    """
    flaws = [Flaw(f"{name}.csv", "ontbreekt.") for name in FILES if name not in files and name not in OPTIONAL]
    found = {name: list(_read(name, FILES[name], files.get(name, ()), flaws)) for name in FILES}
    said = _params(params, flaws)
    if not flaws:
        flaws += _unknown(found)
    if flaws or said is None:
        raise FlawedInput(flaws)
    keyed = {name: {getattr(row, key): row for row in found[name]} for name, key in KEYS.items()}
    return Exchange(
        params=said,
        groups=keyed["groups"],
        locations=keyed["locations"],
        windows=keyed["windows"],
        advisers=keyed["advisers"],
        group_hours=tuple(found["group_hours"]),
        closures=tuple(found["closures"]),
        adviser_days=tuple(found["adviser_days"]),
        absences=tuple(found["absences"]),
        conflicts=tuple(found["conflicts"]),
        holidays=tuple(found["holidays"]),
        visits=tuple(found["visits"]),
        portfolio=tuple(found["portfolio"]),
        previous=tuple(found["previous_visits"]),
        legs=tuple(found["travel"]),
        raw={name: tuple(cells for _, cells in files[name]) for name in ("visits", "previous_visits")},
    )


def _read(name: str, kind: type[Row], rows: Rows, flaws: list[Flaw]) -> Iterator[Row]:
    columns = [
        (part.name, COLUMNS.get(part.name, part.name), part.type, part.default is MISSING)
        for part in fields(kind)  # type: ignore[arg-type]  # every kind in FILES is a dataclass
    ]
    if rows and (missing := [column for _, column, _, needed in columns if needed and column not in rows[0][1]]):
        flaws.append(Flaw(f"{name}.csv", f"kolommen ontbreken: {', '.join(missing)}."))
        return
    for number, cells in rows:
        values, before = {}, len(flaws)
        for attribute, column, wanted, _ in columns:
            try:
                values[attribute] = _READERS[wanted](cells.get(column, ""))
            except ValueError:
                said = f"'{cells[column]}' past niet; verwacht: {_EXPECTED[wanted]}."
                flaws.append(Flaw(f"{name}.csv", said, number, column))
        if len(flaws) == before:
            yield kind(**values)


def _unknown(found: Mapping[str, Sequence[Any]]) -> Iterator[Flaw]:
    for name, key in KEYS.items():
        seen = set()
        for row in found[name]:
            number = getattr(row, key)
            if number in seen:
                yield Flaw(f"{name}.csv", f"nummer {number} komt twee keer voor.", column=key)
            seen.add(number)
    known = {name: {getattr(row, key) for row in found[name]} for name, key in KEYS.items()}
    for name, column, target in REFERENCES:
        wrong = {getattr(row, column) for row in found[name]} - known[target] - {None}
        for number in sorted(wrong):
            yield Flaw(f"{name}.csv", f"nummer {number} staat niet in {target}.csv.", column=column)


def _params(said: Mapping[str, Any], flaws: list[Flaw]) -> Params | None:
    try:
        return Params(
            starts_on=date.fromisoformat(said["from"]),
            ends_on=date.fromisoformat(said["to"]),
            minutes_between=int(said["minutes_between"]),
            evening_starts=_clock(said["evening_starts"]),
            evening_visits_per_day=int(said["evening_visits_per_day"]),
            travel=travel_params(said),
            bound_min=None if said.get("bound_min") is None else float(said["bound_min"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        flaws.append(Flaw(PARAMS, f"mist iets of past niet: {error}."))
        return None


def travel_params(said: Mapping[str, Any]) -> TravelParams:
    """Return the travel parameters that params.json holds. Raises: KeyError, TypeError, ValueError."""
    return TravelParams(
        detour=float(said["detour"]),
        bands=tuple(SpeedBand(float(km), float(speed)) for km, speed in said["speed_table"]),
        stop_minutes=float(said["stop_min"]),
        crossings=tuple(
            Crossing(
                water["name"],
                tuple((float(lat), float(lon)) for lat, lon in water["line"]),
                tuple(
                    Gate(gate["name"], (_point(gate["ends"][0]), _point(gate["ends"][1])), int(gate["minutes"]))
                    for gate in water["gates"]
                ),
            )
            for water in said["crossings"]
        ),
    )


def _point(said: Sequence[float]) -> tuple[float, float]:
    lat, lon = said
    return float(lat), float(lon)


def _clock(text: str) -> Clock:
    hours, minutes = text.split(":")
    found = int(hours) * 60 + int(minutes)
    if not (len(minutes) == 2 and 0 <= int(minutes) < 60 and 0 <= found <= 24 * 60):
        raise ValueError(text)
    return Clock(found)


def _holds(said: str, kind: str, day: date) -> bool:
    name, _, period = said.partition(":")
    first, _, last = period.partition("/")
    text = day.isoformat()
    return name == kind and (not first or first <= text) and (not last or text <= last)


def _maybe(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: read(text) if text else None


_READERS: dict[Any, Callable[[str], Any]] = {
    int: int,
    int | None: _maybe(int),
    float: float,
    str: str,
    date: date.fromisoformat,
    date | None: _maybe(date.fromisoformat),
    Clock: _clock,
    Clock | None: _maybe(_clock),
    Names: lambda text: tuple(filter(None, text.split(";"))),
}
_EXPECTED: dict[Any, str] = {
    int: "een geheel getal",
    int | None: "een geheel getal of niets",
    float: "een getal",
    date: "een dag als 2026-04-03",
    date | None: "een dag als 2026-04-03 of niets",
    Clock: "een tijd als 15:30",
    Clock | None: "een tijd als 15:30 of niets",
}
