"""A problem made ready to compute with: days as numbers, hours and legs looked up instead of searched."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import cos, hypot, radians
from typing import Protocol, cast, runtime_checkable

import numpy as np

from planner.crossings import Point
from planner.model import MINUTES_A_DAY, Absence, Adviser, Closure, Group, GroupHours, Problem, Window
from planner.model_check import conflicts_by_group
from planner.travel import MatrixProvider, Travel

Interval = tuple[int, int]
LONGEST_LEG = 2**16 - 1
HOME = 0
"""The place of home in the legs of an adviser."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A window as the search sees it; `first` and `last` are days counted from the start of the horizon."""

    window_id: int
    group_id: int
    location_id: int
    service: int
    priority: int
    first: int
    last: int
    window_first: int
    window_last: int
    fixed: tuple[int, int] | None = None

    @property
    def middle(self) -> int:
        """The middle of the window itself, which may lie outside the days that are left."""
        return (self.window_first + self.window_last) // 2


@runtime_checkable
class TableProvider(Protocol):
    """A provider that can also be asked from some points to others, which saves the legs that nobody needs."""

    def between(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Travel:
        """Return the travel from each of `origins` to each of `destinations`."""


@dataclass(slots=True)
class Legs:
    """Minutes between home (place 0) and the locations of one adviser; it learns places when they are asked for.

    A location of `learn_loosely` is not known to others of its kind until one of them is learned for good.
    """

    provider: MatrixProvider
    home: Point
    points: Mapping[int, Point]
    place: dict[int, int] = field(default_factory=dict)
    _home: dict[int, tuple[int, int]] = field(default_factory=dict)
    minutes: "list[array[int]]" = field(default_factory=lambda: [array("H", [0])])
    _loose: set[int] = field(default_factory=set)

    def learn_home(self, locations: Iterable[int]) -> None:
        """Make sure that the legs between home and these locations are known, without those among them."""
        new = sorted({location for location in locations if location not in self._home})
        if not new:
            return
        doors = [self.points[location] for location in new]
        if isinstance(self.provider, TableProvider):
            out = self.provider.between([self.home], doors).minutes[0].tolist()
            back = self.provider.between(doors, [self.home]).minutes[:, 0].tolist()
        else:
            whole = self.provider.matrix([self.home, *doors]).minutes
            out, back = whole[0, 1:].tolist(), whole[1:, 0].tolist()
        self._home |= dict(zip(new, zip(out, back, strict=True), strict=True))

    def from_home(self, location: int) -> tuple[int, int]:
        """Return the minutes from home to a location, and back."""
        if location not in self._home:
            self.learn_home((location,))
        return self._home[location]

    def learn(self, locations: Iterable[int]) -> None:
        """Make sure that the legs from and to `locations` are known; only those that are new are asked for."""
        asked = set(locations)
        for location in sorted(asked & self._loose):
            self._settle(location)
        new = sorted(asked - self.place.keys())
        if not new:
            return
        points, known = self.known_points(), len(self.place) + 1
        points += [self.points[location] for location in new]
        self._add_places(new)
        if isinstance(self.provider, TableProvider):
            for row, more in zip(
                self.minutes, _rows(self.provider.between(points[:known], points[known:])), strict=True
            ):
                row.extend(more)
            self.minutes += _rows(self.provider.between(points[known:], points))
        else:
            self.minutes = _rows(self.provider.matrix(points))

    def is_learned(self, location: int) -> bool:
        """Return whether the legs between a location and every other one are known."""
        return location in self.place and location not in self._loose

    def learn_loosely(self, locations: Iterable[int]) -> None:
        """Learn the legs between new `locations` and those that are learned: enough to try one of them in a round.

        Of many places to try few are chosen, and the legs among all of them would be too many to ask for.
        """
        new = sorted(set(locations) - self.place.keys())
        if not new or not isinstance(self.provider, TableProvider):
            self.learn(new)
            return
        doors = [self.points[location] for location in new]
        firm = [HOME, *(number for location, number in self.place.items() if location not in self._loose)]
        known = self.known_points()
        hubs = [known[number] for number in firm]
        out, back = _rows(self.provider.between(hubs, doors)), _rows(self.provider.between(doors, hubs))
        to_new = dict(zip(firm, out, strict=True))
        unknown = array("H", [LONGEST_LEG])
        for number, row in enumerate(self.minutes):
            row.extend(to_new.get(number, unknown * len(new)))
        for place, legs in enumerate(back, start=len(known)):
            row = unknown * (len(known) + len(new))
            row[place] = 0
            for number, minutes in zip(firm, legs, strict=True):
                row[number] = minutes
            self.minutes.append(row)
        self._add_places(new)
        self._loose.update(new)

    def _settle(self, location: int) -> None:
        """Learn the legs between a loose location and every other one."""
        here, door, points = self.place[location], [self.points[location]], self.known_points()
        table = cast("TableProvider", self.provider)  # only of such a one anything is loose
        self.minutes[here] = _rows(table.between(door, points))[0]
        for row, (minutes,) in zip(self.minutes, _rows(table.between(points, door)), strict=True):
            row[here] = minutes
        self._loose.remove(location)

    def known_points(self) -> list[Point]:
        """Return where home and the places known so far lie, by their number."""
        return [self.home, *(self.points[location] for location in self.place)]

    def _add_places(self, new: Sequence[int]) -> None:
        self.place |= {location: number for number, location in enumerate(new, start=len(self.place) + 1)}


def _rows(travel: Travel) -> "list[array[int]]":
    return [array("H", row.tobytes()) for row in travel.minutes.clip(0, LONGEST_LEG).astype(np.uint16)]


class World:
    """What a problem says, by day and by id. It never changes but for the legs it learns."""

    def __init__(self, problem: Problem, provider: MatrixProvider) -> None:
        self.problem, self.rules, self.provider = problem, problem.rules, provider
        self.days = (problem.ends_on - problem.starts_on).days + 1
        self.first_weekday = problem.starts_on.isoweekday() - 1
        self.groups: dict[int, Group] = {group.group_id: group for group in problem.groups}
        self.advisers: dict[int, Adviser] = {adviser.adviser_id: adviser for adviser in problem.advisers}
        self.points: dict[int, Point] = {place.location_id: (place.lat, place.lon) for place in problem.locations}
        self.conflicts = conflicts_by_group(problem)
        self.holidays = {self.number(holiday.on): holiday for holiday in problem.holidays}
        self.absences = self._periods((absence.adviser_id, absence) for absence in problem.absences)
        self._closures = self._periods((closure.location_id, closure) for closure in problem.closures)
        self._group_hours: dict[int, list[GroupHours]] = defaultdict(list)
        for hours in problem.group_hours:
            self._group_hours[hours.group_id].append(hours)
        self._adviser_hours = self._hours_by_day()
        self._open: dict[tuple[int, int], tuple[Interval, ...]] = {}
        self._nearest: dict[int, list[int]] = {}
        self._open_days: dict[tuple[int, int, int], tuple[int, ...]] = {}
        self.legs = {
            number: Legs(provider, (adviser.home_lat, adviser.home_lon), self.points)
            for number, adviser in self.advisers.items()
        }
        self.slots = {window.window_id: self._slot(window) for window in problem.windows}

    def learn_portfolio(self) -> None:
        """Ask at once for the legs of each adviser to the groups owned and deputised."""
        doors: dict[int, set[int]] = defaultdict(set)
        for group in self.groups.values():
            for adviser_id in (group.owner_id, group.deputy_id):
                if adviser_id in self.legs:
                    doors[adviser_id].add(group.location_id)
        for adviser_id, locations in doors.items():
            self.legs[adviser_id].learn(locations)

    def number(self, day: date) -> int:
        """Return `day` as days since the start of the horizon."""
        return (day - self.problem.starts_on).days

    def date(self, day: int) -> date:
        """Return the civil day of a number."""
        return self.problem.starts_on + timedelta(days=day)

    def weekday(self, day: int) -> int:
        """Return the ISO weekday (1 Monday) of a day."""
        return (self.first_weekday + day) % 7 + 1

    def week(self, day: int) -> int:
        """Return the calendar week of a day, counted from the week in which the horizon starts."""
        return (self.first_weekday + day) // 7

    def hours(self, adviser_id: int, day: int) -> Interval | None:
        """Return the hours of an adviser on a day of the horizon, or None on a day off or an absence."""
        return self._adviser_hours[adviser_id][day] if 0 <= day < self.days else None

    def working_days(self, adviser_id: int, first: int, last: int) -> Iterator[int]:
        """Yield the days from `first` to `last` on which an adviser works."""
        hours = self._adviser_hours[adviser_id]
        return (day for day in range(max(first, 0), min(last, self.days - 1) + 1) if hours[day])

    def is_closed(self, group_id: int, day: int) -> bool:
        """Return whether the location is closed, or the group did not yet or no longer exist."""
        group, on = self.groups[group_id], self.date(day)
        outside = (group.opened_on and on < group.opened_on) or (group.closed_on and on > group.closed_on)
        return bool(outside) or any(a <= day <= b for a, b in self._closures.get(group.location_id, ()))

    def is_holiday(self, day: int) -> bool:
        """Return whether a day is a public holiday, on which visits are the last resort."""
        return day in self.holidays

    def may_visit_on(self, group_id: int, day: int) -> bool:
        """Return whether policy lets the group's care type be visited on a day: always, but for holidays."""
        holiday = self.holidays.get(day)
        return holiday is None or self.groups[group_id].care_type in holiday.visits_allowed

    def open(self, group_id: int, day: int) -> tuple[Interval, ...]:
        """Return when a visit to the group may start and end on a day; nothing when closed or a holiday forbids."""
        key = (group_id, day)
        found = self._open.get(key)
        if found is None:
            found = self._open[key] = self._find_open(group_id, day)
        return found

    def open_days(self, group_id: int, first: int, last: int) -> tuple[int, ...]:
        """Return the days of the horizon from `first` to `last` on which the group is open."""
        key = (group_id, first, last)
        found = self._open_days.get(key)
        if found is None:
            days = range(max(first, 0), min(last, self.days - 1) + 1)
            found = self._open_days[key] = tuple(day for day in days if self.open(group_id, day))
        return found

    def is_candidate(self, group_id: int, adviser_id: int) -> bool:
        """Return whether an adviser is of the group's organisation and has no conflict with it."""
        same = self.advisers[adviser_id].organisation_id == self.groups[group_id].organisation_id
        return same and adviser_id not in self.conflicts.get(group_id, ())

    def nearest_candidates(self, group_id: int) -> list[int]:
        """Return all who may visit a group at all, owner and deputy too, from near to far by their homes."""
        found = self._nearest.get(group_id)
        if found is None:
            lat, lon = self.points[self.groups[group_id].location_id]
            wide = cos(radians(lat))

            def apart(adviser_id: int) -> tuple[float, int]:
                adviser = self.advisers[adviser_id]
                return hypot(adviser.home_lat - lat, (adviser.home_lon - lon) * wide), adviser_id

            able = (number for number in self.advisers if self.is_candidate(group_id, number))
            found = self._nearest[group_id] = sorted(able, key=apart)
        return found

    def is_certified(self, group_id: int, adviser_id: int, day: int) -> bool:
        """Return whether an adviser holds on a day what the group asks."""
        kind = self.groups[group_id].required_cert
        return not kind or self.advisers[adviser_id].is_certified(kind, self.date(day))

    def absence_of_owner(self, group_id: int, day: int) -> Interval | None:
        """Return the absence of the group's owner that holds a day, as its first and last day, or None."""
        owner = self.groups[group_id].owner_id
        return next((period for period in self.absences.get(owner or 0, ()) if period[0] <= day <= period[1]), None)

    def with_adviser(self, adviser: Adviser) -> "World":
        """Return this world with other limits for one adviser."""
        other = copy(self)
        other.advisers = {**self.advisers, adviser.adviser_id: adviser}
        return other

    def with_longer_days(self, adviser_id: int, more: int) -> "World":
        """Return this world in which an adviser's days begin and end `more` minutes farther out."""
        hours = [
            day and (max(day[0] - more, 0), min(day[1] + more, MINUTES_A_DAY))
            for day in self._adviser_hours[adviser_id]
        ]
        other = copy(self)
        other._adviser_hours = {**self._adviser_hours, adviser_id: hours}  # noqa: SLF001 - of its own class
        return other

    def without_holidays(self) -> "World":
        """Return this world without public holidays."""
        other = copy(self)
        other.holidays, other._open, other._open_days = {}, {}, {}  # noqa: SLF001 - of its own class
        return other

    def _find_open(self, group_id: int, day: int) -> tuple[Interval, ...]:
        if not self.may_visit_on(group_id, day) or self.is_closed(group_id, day):
            return ()
        on, weekday = self.date(day), self.weekday(day)
        return tuple(
            sorted(
                (hours.start, hours.end)
                for hours in self._group_hours.get(group_id, ())
                if hours.weekday == weekday
                and (hours.starts_on is None or hours.starts_on <= on)
                and (hours.ends_on is None or on <= hours.ends_on)
            )
        )

    def _periods(self, rows: Iterable[tuple[int, Closure | Absence]]) -> dict[int, list[Interval]]:
        found: dict[int, list[Interval]] = defaultdict(list)
        for number, row in rows:
            found[number].append((self.number(row.starts_on), self.number(row.ends_on)))
        return {number: _merged(periods) for number, periods in found.items()}

    def _hours_by_day(self) -> dict[int, list[Interval | None]]:
        weekly: dict[int, dict[int, Interval]] = {number: {} for number in self.advisers}
        for hours in self.problem.adviser_days:
            weekly[hours.adviser_id][hours.weekday] = (hours.start, hours.end)
        found = {}
        for number, by_weekday in weekly.items():
            days = [by_weekday.get(self.weekday(day)) for day in range(self.days)]
            for first, last in self.absences.get(number, ()):
                for day in range(max(first, 0), min(last, self.days - 1) + 1):
                    days[day] = None
            found[number] = days
        return found

    def _slot(self, window: Window) -> Slot:
        group = self.groups[window.group_id]
        first, last = self.problem.days_for(window)
        has_fixed = group.fixed_weekday is not None and group.fixed_start is not None
        return Slot(
            window_id=window.window_id,
            group_id=group.group_id,
            location_id=group.location_id,
            service=group.service_min,
            priority=window.priority,
            first=self.number(first),
            last=self.number(last),
            window_first=self.number(window.starts_on),
            window_last=self.number(window.ends_on),
            fixed=(group.fixed_weekday or 0, group.fixed_start or 0) if has_fixed else None,
        )


def _merged(periods: Iterable[Interval]) -> list[Interval]:
    """Return periods with those that touch or overlap made one."""
    found: list[Interval] = []
    for first, last in sorted(periods):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
