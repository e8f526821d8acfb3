"""What a plan is made of and what comes out: frozen values, one class per file of the exchange format.

Field names are the columns of the exchange (`from` and `to` are `starts_on` and `ends_on` here). Days are civil days in
Europe/Amsterdam, weekdays are ISO (1 Monday .. 7 Sunday), moments of a day and lengths are whole minutes of wall time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from planner.travel import TravelParams

DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60


class Role(StrEnum):
    """As whom an adviser makes a visit."""

    OWNER = "owner"
    DEPUTY = "deputy"
    SUBSTITUTE = "substitute"


class Status(StrEnum):
    """Frozen visits stay byte for byte; planned ones were chosen by this plan; unplaced ones are windows without."""

    FROZEN = "frozen"
    PLANNED = "planned"
    UNPLACED = "unplaced"


class Reason(StrEnum):
    """Why a window has no visit. The order is how far a candidate came; the furthest speaks for all."""

    CLOSED = "CLOSED"
    NO_WORKING_DAY = "NO_WORKING_DAY"
    NO_CERT = "NO_CERT"
    WINDOW_TOO_SHORT = "WINDOW_TOO_SHORT"
    UNREACHABLE = "UNREACHABLE"
    NO_ROOM = "NO_ROOM"


@dataclass(frozen=True, slots=True)
class Location:
    """Where groups live. `precision`: address, postcode or place."""

    location_id: int
    lat: float
    lon: float
    precision: str = "address"


@dataclass(frozen=True, slots=True)
class Group:
    """The unit of visiting. A fixed slot has a weekday and a start; `required_cert` is empty or closed_care."""

    group_id: int
    location_id: int
    agency_id: int
    organisation_id: int
    region: str
    care_type: str
    service_min: int
    required_cert: str = ""
    fixed_weekday: int | None = None
    fixed_start: int | None = None
    min_gap_days: int = 1
    owner_id: int | None = None
    deputy_id: int | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    last_visit_on: date | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """One obligation: a visit from `starts_on` to `ends_on`; one that ended before the horizon until `late_until`."""

    window_id: int
    group_id: int
    starts_on: date
    ends_on: date
    late_until: date
    priority: int = 4


@dataclass(frozen=True, slots=True)
class GroupHours:
    """Hours in which a visit starts and ends; without dates always, with dates (school holidays) only then."""

    group_id: int
    weekday: int
    start: int
    end: int
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which nobody is at a location."""

    location_id: int
    starts_on: date
    ends_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an adviser holds, in CSV `closed_care` or `closed_care:FROM/TO`; without dates always."""

    kind: str
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether it is valid on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Adviser:
    """Who visits. In a week (Monday to Sunday) service and travel stay within `contract_min_per_week * field_share`.

    `max_day_min` counts from leaving home to being home again, `max_drive_min_per_day` all legs with both home legs;
    an evening is a day with a visit that starts in the evening.
    """

    adviser_id: int
    organisation_id: int
    home_lat: float
    home_lon: float
    contract_min_per_week: int
    field_share: float = 0.75
    max_visits_per_day: int = 4
    max_day_min: int = 600
    max_drive_min_per_day: int = 180
    max_evenings_per_week: int = 5
    certs: tuple[Certificate, ...] = ()

    @property
    def field_min_per_week(self) -> int:
        """How many minutes of service and travel a week may hold."""
        return int(self.contract_min_per_week * self.field_share + 1e-9)

    def is_certified(self, kind: str, day: date) -> bool:
        """Return whether this adviser may visit on `day` what asks certificate `kind` (empty asks none)."""
        return not kind or any(cert.kind == kind and cert.holds_on(day) for cert in self.certs)


@dataclass(frozen=True, slots=True)
class AdviserDay:
    """Hours on a weekday; the whole round lies inside them, from leaving home to being home again."""

    adviser_id: int
    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which an adviser does not work."""

    adviser_id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Conflict:
    """An adviser who may never visit this group."""

    adviser_id: int
    group_id: int


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday, and the care types that may be visited on it when nothing else is possible."""

    on: date
    name: str
    visits_allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DayRules:
    """What holds for every day of every adviser. Source: house policy (DOMAIN 3.5).

    Between the end of a visit and the start of the next lie the travel and `minutes_between`, also at one location.
    """

    minutes_between: int = 15
    evening_starts: int = 17 * 60
    evening_visits_per_day: int = 2


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit in a round: `seq` counts from 1 in the day, `travel_min_before` is the leg that leads to it."""

    visit_id: int
    window_id: int | None
    group_id: int
    adviser_id: int
    role: Role
    on: date
    start: int
    end: int
    seq: int = 0
    travel_min_before: int = 0
    status: Status = Status.PLANNED


class RelaxKind(StrEnum):
    """Which rule to bend: who goes, how late the window ends, how long or when the day is, or what may be moved."""

    SUBSTITUTE = "substitute"
    TOLERANCE = "tolerance"
    HOURS = "hours"
    HOLIDAY = "holiday"
    CERTIFICATE = "certificate"
    LOAD = "load"
    DRIVE = "drive"


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The smallest change that would place a visit: by whom, on which day, at what time, and by how much.

    `days`: how many days later than the window; `minutes`: how many more of what `kind` names.
    """

    kind: RelaxKind
    adviser_id: int
    on: date
    start: int
    days: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A window without a visit: the true reason, and the smallest change that would place it, if there is one."""

    window_id: int
    group_id: int
    reason: Reason
    relaxation: Relaxation | None = None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Who owns and who deputises each group.

    `travel_min`: minutes of one way from home, summed over all visits. `objective_min` adds the price of each change of
    owner; `lower_bound_min` bounds that from below. `load` is the work (service and travel) of an adviser per minute in
    the field, as a share of the organisation's mean: 1.0 is an even share. `unowned` groups have no candidate.
    """

    owners: Mapping[int, int]
    deputies: Mapping[int, int]
    travel_min: float
    objective_min: float
    lower_bound_min: float
    load: Mapping[int, float]
    moved: tuple[int, ...] = ()
    unowned: tuple[int, ...] = ()

    @property
    def gap(self) -> float:
        """How far the objective is above its bound, as a share of the bound."""
        return self.objective_min / self.lower_bound_min - 1 if self.lower_bound_min else 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Every window of the problem exactly once: in a visit or in `unplaced`. `bounds`: least travel per adviser."""

    visits: tuple[PlannedVisit, ...]
    unplaced: tuple[Unplaced, ...]
    travel_min: int
    mode: str
    seed: int
    bounds: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a plan is made from. `frozen` visits stay as they are; they fill their days and keep their distance."""

    starts_on: date
    ends_on: date
    groups: tuple[Group, ...]
    locations: tuple[Location, ...]
    windows: tuple[Window, ...]
    group_hours: tuple[GroupHours, ...]
    advisers: tuple[Adviser, ...]
    adviser_days: tuple[AdviserDay, ...]
    closures: tuple[Closure, ...] = ()
    absences: tuple[Absence, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    travel: TravelParams = field(default_factory=TravelParams)
    rules: DayRules = field(default_factory=DayRules)
    frozen: tuple[PlannedVisit, ...] = ()
    holidays_known_until: date | None = None

    def days_for(self, window: Window) -> tuple[date, date]:
        """Return the first and last day on which `window` may be visited; none when the first is the later.

        A window that ended before the horizon is caught up until `late_until`; any other lies within its own days.
        """
        last = window.late_until if window.ends_on < self.starts_on else window.ends_on
        return max(window.starts_on, self.starts_on), min(last, self.ends_on)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is. `best` and `bound` are minutes of travel so far, None where the stage knows none."""

    stage: str
    done: int
    total: int
    best: float | None = None
    bound: float | None = None


ProgressCallback = Callable[[Progress], None]
