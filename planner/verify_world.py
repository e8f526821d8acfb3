"""An exported plan made ready to check: hours, openings, rounds and legs, looked up from the rows alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import cast

from planner.travel import EstimatedTravel, Minutes
from planner.verify_rows import Absence, Adviser, Closure, Exchange, Group, GroupHours, Visit, Window
from rules.errors import Flaw, FlawedInput

DAY = timedelta(days=1)
Hours = tuple[int, int]
Period = tuple[date, date]
Home = None
PLANNED, FROZEN, UNPLACED = "planned", "frozen", "unplaced"


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit that has a day and a time: all that a round is judged by."""

    visit_id: int | None
    window_id: int | None
    group_id: int
    location_id: int
    adviser_id: int
    role: str
    on: date
    start: int
    end: int
    seq: int | None
    travel_min_before: int | None
    frozen: bool


class Roads:
    """Minutes between homes and locations: from travel.csv when there is one, else reckoned again."""

    def __init__(self, plan: Exchange, stops: Iterable[Stop]) -> None:
        self._given = {(leg.from_id, leg.to_id): (leg.minutes, leg.km) for leg in plan.legs}
        self._estimate = EstimatedTravel(plan.params.travel)
        self._homes = {number: (who.home_lat, who.home_lon) for number, who in plan.advisers.items()}
        self._points = {number: (place.lat, place.lon) for number, place in plan.locations.items()}
        self._targets = [*self._points.values(), *self._homes.values()]
        self._index: dict[tuple[str, int], int] = {}
        for place in (*(("location", n) for n in self._points), *(("adviser", n) for n in self._homes)):
            self._index[place] = len(self._index)
        visited: dict[int, set[int]] = defaultdict(set)
        for stop in stops:
            visited[stop.adviser_id].add(stop.location_id)
        self._visited = visited
        self._own: dict[int, tuple[dict[int | None, int], Minutes]] = {}
        self._rows: dict[int, Minutes] = {}

    def minutes(self, adviser_id: int, origin: int | None, destination: int | None) -> int:
        """Return the minutes from one location to another; None is the home of the adviser."""
        if self._given:
            return self._looked_up(adviser_id, origin, destination)[0]
        place, table = self._own_table(adviser_id)
        if origin in place and destination in place:
            return int(table[place[origin], place[destination]])
        if origin == destination:
            return 0
        new, other = (destination, origin) if origin in place else (origin, destination)
        key = ("adviser", adviser_id) if other is None else ("location", other)
        # Home (None) lies in the own table, so what is new is a location.
        return int(self._row(cast("int", new))[self._index[key]])

    def kilometres(self, adviser_id: int, places: Sequence[int | None]) -> float:
        """Return the kilometres by road along `places`."""
        if self._given:
            return sum(self._looked_up(adviser_id, *leg)[1] for leg in pairwise(places))
        points = [self._homes[adviser_id] if place is None else self._points[place] for place in places]
        table = self._estimate.matrix(points).km
        return float(sum(table[number, number + 1] for number in range(len(points) - 1)))

    def _looked_up(self, adviser_id: int, origin: int | None, destination: int | None) -> tuple[int, float]:
        ends = [f"adviser:{adviser_id}" if end is None else f"location:{end}" for end in (origin, destination)]
        if ends[0] == ends[1]:
            return 0, 0.0
        found = self._given.get((ends[0], ends[1]))
        if found is None:
            raise FlawedInput([Flaw("travel.csv", f"de reis van {ends[0]} naar {ends[1]} ontbreekt.")])
        return found

    def _own_table(self, adviser_id: int) -> tuple[dict[int | None, int], Minutes]:
        found = self._own.get(adviser_id)
        if found is None:
            places = [Home, *sorted(self._visited[adviser_id])]
            points = [self._homes[adviser_id] if place is None else self._points[place] for place in places]
            found = ({place: number for number, place in enumerate(places)}, self._estimate.matrix(points).minutes)
            self._own[adviser_id] = found
        return found

    def _row(self, location_id: int) -> Minutes:
        row = self._rows.get(location_id)
        if row is None:
            row = self._rows[location_id] = self._estimate.between([self._points[location_id]], self._targets).minutes[
                0
            ]
        return row


class World:
    """What the rows say, by day and by number."""

    def __init__(self, plan: Exchange) -> None:
        self.plan = plan
        self.stops = tuple(stop for visit in plan.visits if (stop := self.stop(visit)) is not None)
        self.roads = Roads(plan, self.stops)
        self.rounds: dict[tuple[int, date], list[Stop]] = defaultdict(list)
        for stop in sorted(self.stops, key=lambda stop: (stop.start, stop.seq or 0)):
            self.rounds[stop.adviser_id, stop.on].append(stop)
        self._hours = {(day.adviser_id, day.weekday): (day.start, day.end) for day in plan.adviser_days}
        self._absences = _periods((row.adviser_id, row) for row in plan.absences)
        self._closures = _periods((row.location_id, row) for row in plan.closures)
        self._holidays = {holiday.on: holiday for holiday in plan.holidays}
        self._openings: dict[tuple[int, int], list[GroupHours]] = defaultdict(list)
        for hours in plan.group_hours:
            self._openings[hours.group_id, hours.weekday].append(hours)
        self._conflicts = {(row.adviser_id, row.group_id) for row in plan.conflicts}

    def stop(self, visit: Visit) -> Stop | None:
        """Return a row of visits as a stop; None when it has no visit, or names what does not exist."""
        group, adviser = self.plan.groups.get(visit.group_id), self.plan.advisers.get(visit.adviser_id or 0)
        if visit.status == UNPLACED or group is None or adviser is None or visit.on is None:
            return None
        if visit.start is None or visit.end is None:
            return None
        return Stop(
            visit_id=visit.visit_id,
            window_id=visit.window_id,
            group_id=visit.group_id,
            location_id=group.location_id,
            adviser_id=adviser.adviser_id,
            role=visit.role,
            on=visit.on,
            start=visit.start,
            end=visit.end,
            seq=visit.seq,
            travel_min_before=visit.travel_min_before,
            frozen=visit.status == FROZEN,
        )

    def hours(self, adviser_id: int, day: date) -> Hours | None:
        """Return the hours of an adviser on a day; None on a day off or an absence."""
        if any(first <= day <= last for first, last in self._absences.get(adviser_id, ())):
            return None
        return self._hours.get((adviser_id, day.isoweekday()))

    def is_holiday_barred(self, group: Group, day: date) -> bool:
        """Return whether a day is a holiday on which this group is not visited."""
        holiday = self._holidays.get(day)
        return holiday is not None and not holiday.allows(group.care_type)

    def is_closed(self, group: Group, day: date) -> bool:
        """Return whether the location is closed that day, or the group was not there yet or no longer."""
        gone = (group.opened_on and day < group.opened_on) or (group.closed_on and day > group.closed_on)
        return bool(gone) or any(a <= day <= b for a, b in self._closures.get(group.location_id, ()))

    def openings(self, group_id: int, day: date) -> list[Hours]:
        """Return the hours in which a visit to the group may lie that day, closures and holidays apart."""
        return sorted(
            (hours.start, hours.end)
            for hours in self._openings.get((group_id, day.isoweekday()), ())
            if (hours.starts_on is None or hours.starts_on <= day) and (hours.ends_on is None or day <= hours.ends_on)
        )

    def may_ever_visit(self, adviser: Adviser, group: Group) -> bool:
        """Return whether an adviser works for the organisation of the group and has no conflict with it."""
        in_house = adviser.organisation_id == group.organisation_id
        return in_house and (adviser.adviser_id, group.group_id) not in self._conflicts

    def absence_of_owner(self, group: Group, day: date) -> Period | None:
        """Return the whole absence of the owner that holds a day, or None."""
        away = self._absences.get(group.owner_id or 0, ())
        return next((period for period in away if period[0] <= day <= period[1]), None)

    def days_of(self, window: Window) -> tuple[date, date]:
        """Return the first and last day on which a window may be visited; one that is over, until its late end."""
        params = self.plan.params
        last = window.late_until if window.ends_on < params.starts_on else window.ends_on
        return max(window.starts_on, params.starts_on), min(last, params.ends_on)

    def legs(self, stops: Sequence[Stop]) -> list[int]:
        """Return the minutes of each leg of a round, from home to home."""
        places = [Home, *(stop.location_id for stop in stops), Home]
        return [self.roads.minutes(stops[0].adviser_id, *leg) for leg in pairwise(places)]

    @cached_property
    def weeks(self) -> Mapping[tuple[int, date], list[list[Stop]]]:
        """The rounds of each adviser by the Monday of their week."""
        found: dict[tuple[int, date], list[list[Stop]]] = defaultdict(list)
        for (adviser_id, day), stops in self.rounds.items():
            found[adviser_id, monday(day)].append(stops)
        return found

    @cached_property
    def work(self) -> Mapping[tuple[int, date], int]:
        """The minutes of service and travel of each adviser by the Monday of the week."""
        return {week: sum(self.work_of(stops) for stops in rounds) for week, rounds in self.weeks.items()}

    @cached_property
    def days_of_group(self) -> Mapping[int, list[date]]:
        """The days on which each group is visited, the last visit before this plan among them."""
        found: dict[int, list[date]] = defaultdict(list)
        for group in self.plan.groups.values():
            if group.last_visit_on is not None:
                found[group.group_id].append(group.last_visit_on)
        for stop in self.stops:
            found[stop.group_id].append(stop.on)
        return {number: sorted(days) for number, days in found.items()}

    @cached_property
    def substitutes(self) -> Mapping[tuple[int, Period], set[int]]:
        """Who stands in for a group, by the absence of its owner."""
        found: dict[tuple[int, Period], set[int]] = defaultdict(set)
        for stop in self.stops:
            group = self.plan.groups[stop.group_id]
            absence = self.absence_of_owner(group, stop.on)
            if absence is not None and stop.adviser_id not in (group.owner_id, group.deputy_id):
                found[group.group_id, absence].add(stop.adviser_id)
        return found

    def work_of(self, stops: Sequence[Stop]) -> int:
        """Return the minutes of service and travel of one round."""
        return sum(self.legs(stops)) + sum(stop.end - stop.start for stop in stops)

    def is_evening(self, stop: Stop) -> bool:
        """Return whether a visit starts in the evening."""
        return stop.start >= self.plan.params.evening_starts


def monday(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - day.weekday() * DAY


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield the days from the first to the last."""
    return (first + number * DAY for number in range((last - first).days + 1))


def _periods(rows: Iterable[tuple[int, Absence | Closure]]) -> dict[int, list[Period]]:
    """Return the periods of each number; those that touch are one."""
    found: dict[int, list[Period]] = defaultdict(list)
    for number, row in sorted(rows, key=lambda item: (item[0], item[1].starts_on)):
        periods = found[number]
        if periods and row.starts_on <= periods[-1][1] + DAY:
            periods[-1] = (periods[-1][0], max(periods[-1][1], row.ends_on))
        else:
            periods.append((row.starts_on, row.ends_on))
    return found


def moved(stop: Stop, start: int) -> Stop:
    """Return a stop at another time of the same day."""
    return replace(stop, start=start, end=start + stop.end - stop.start)
