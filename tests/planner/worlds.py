"""A small invented region for the planner's tests: a few advisers, groups at real distances, round numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from planner.crossings import Point
from planner.exchange import Outcome, params_of, tables_of, unplaced_lines
from planner.model import (
    Adviser,
    AdviserDay,
    Certificate,
    Group,
    GroupHours,
    Location,
    Plan,
    Problem,
    Window,
)
from planner.travel import Travel
from planner.verify import verify

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
HOME, NEAR, FAR = (52.0, 5.0), (52.0, 5.1), (52.0, 5.3)
KM_A_DEGREE = 100.0
OPENS, CLOSES = 15 * 60 + 30, 20 * 60 + 30


@dataclass(frozen=True)
class Grid:
    """Travel as the crow flies over a grid: a degree is 100 minutes and 100 km, rounded up."""

    asked: list[int] = field(default_factory=list)

    def matrix(self, points: Iterable[Point]) -> Travel:
        """Return the distance along both axes between all points."""
        table = np.array(list(points), dtype=float).reshape(-1, 2)
        self.asked.append(len(table))
        far = np.abs(table[:, None, :] - table[None, :, :]).sum(axis=2) * KM_A_DEGREE
        return Travel(np.ceil(far - 1e-6).astype(np.int32), far, "grid", estimated=True)


def adviser(number: int = 1, home: Point = HOME, **facts: Any) -> Adviser:
    """Return an adviser with room for a whole week of visits."""
    usual: dict[str, Any] = {"contract_min_per_week": 2160, "certs": (Certificate("closed_care"),)}
    return Adviser(number, 1, *home, **(usual | facts))


def workdays(number: int = 1, weekdays: Iterable[int] = range(1, 6)) -> tuple[AdviserDay, ...]:
    """Return days from noon to half past nine."""
    return tuple(AdviserDay(number, weekday, 12 * 60, 21 * 60 + 30) for weekday in weekdays)


def group(number: int = 1, **facts: Any) -> Group:
    """Return an open group at the location with its own number, owned by adviser 1."""
    usual: dict[str, Any] = {
        "owner_id": 1,
        "location_id": number,
        "care_type": "open_residential_care",
        "service_min": 105,
        "min_gap_days": 7,
    }
    return Group(number, agency_id=1, organisation_id=1, region="r", **(usual | facts))


def hours(number: int = 1, opens: int = OPENS, closes: int = CLOSES) -> tuple[GroupHours, ...]:
    """Return the same hours on every weekday from Monday to Friday."""
    return tuple(GroupHours(number, weekday, opens, closes) for weekday in range(1, 6))


def fortnights(group_id: int, number: int, first: date = MONDAY, days: int = 14, priority: int = 2) -> list[Window]:
    """Return windows that follow each other; their numbers begin with the group's."""
    found = []
    for place in range(number):
        starts = first + place * days * DAY
        ends = starts + (days - 1) * DAY
        found.append(Window(group_id * 100 + place, group_id, starts, ends, ends + 7 * DAY, priority))
    return found


def problem(weeks: int = 2, **facts: Any) -> Problem:
    """Return one adviser and one group near by, with a window for each fortnight."""
    usual: dict[str, Any] = {
        "starts_on": MONDAY,
        "ends_on": MONDAY + weeks * 7 * DAY - DAY,
        "groups": (group(),),
        "locations": (Location(1, *NEAR), Location(2, *FAR), Location(3, 52.1, 5.1)),
        "windows": tuple(fortnights(1, weeks // 2)),
        "group_hours": hours(),
        "advisers": (adviser(),),
        "adviser_days": workdays(),
    }
    return Problem(**(usual | facts))


def region(seed: int = 1, advisers: int = 3, groups: int = 12, weeks: int = 4) -> Problem:
    """Return a seeded region: open groups, one in four closed; everyone has an owner and a deputy."""
    chance = np.random.default_rng(seed)
    locations: list[Location] = []
    found: list[Group] = []
    opens: list[GroupHours] = []
    windows: list[Window] = []
    for number in range(1, groups + 1):
        lat, lon = 52 + chance.integers(0, 40) / 100, 5 + chance.integers(0, 40) / 100
        locations.append(Location(number, float(lat), float(lon)))
        owner = number % advisers + 1
        is_closed = number % 4 == 0
        kind: dict[str, Any] = {
            "care_type": "closed_care",
            "required_cert": "closed_care",
            "service_min": 150,
            "min_gap_days": 3,
        }
        found.append(group(number, owner_id=owner, deputy_id=owner % advisers + 1, **(kind if is_closed else {})))
        opens += hours(number)
        days = 7 if is_closed else 14
        windows += fortnights(number, weeks * 7 // days, days=days, priority=1 if is_closed else 2)
    people = tuple(
        adviser(number, (52 + float(chance.integers(0, 40)) / 100, 5 + float(chance.integers(0, 40)) / 100))
        for number in range(1, advisers + 1)
    )
    days_worked = tuple(day for number in range(1, advisers + 1) for day in workdays(number, (1, 2, 4, 5)))
    return problem(
        weeks, groups=tuple(found), locations=tuple(locations), windows=tuple(windows), group_hours=tuple(opens),
        advisers=people, adviser_days=days_worked,
    )  # fmt: skip


def shaken(given: Problem, seed: int) -> Problem:
    """Return the same problem with the rows of every table in another order."""
    chance = np.random.default_rng(seed)
    tables = ("groups", "locations", "windows", "group_hours", "advisers", "adviser_days", "absences", "closures")
    rows: dict[str, Any] = {name: _shuffled(getattr(given, name), chance) for name in tables}
    return replace(given, **rows)


def lines(plan: Plan) -> list[tuple[int | None, int, date, int]]:
    """Return who visits what and when, by window."""
    return sorted((visit.window_id or 0, visit.adviser_id, visit.on, visit.start) for visit in plan.visits)


def _shuffled(rows: tuple[Any, ...], chance: np.random.Generator) -> tuple[Any, ...]:
    return tuple(rows[number] for number in chance.permutation(len(rows)))


def judged(given: Problem, plan: Plan) -> set[tuple[str, str]]:
    """Return what the independent checker has against a plan: code and sentence, none for a sound one."""
    outcome = Outcome("1", plan.visits, unplaced_lines(plan.unplaced), previous=given.frozen)
    files = {
        name: [(row, dict(zip(table.columns, line, strict=True))) for row, line in enumerate(table.rows, start=2)]
        for name, table in tables_of(given, outcome).items()
    }
    return {(finding.code, finding.message) for finding in verify(files, params_of(given, outcome)).findings}
