"""The simple planner: each window gets the nearest free day of its owner, else of the deputy.

It looks at one window at a time and never moves a visit. It is the peer that a better planner has to beat.
Times are wall time in Europe/Amsterdam; lengths are minutes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import IntEnum

from rules.cadence import Period
from rules.calendar import Calendar

DAY = timedelta(days=1)
Hours = tuple[time, time]


class Unplaced(IntEnum):
    """Why a window has no visit; of several days the one that came furthest speaks for all."""

    CLOSED = 1
    NO_WORKING_DAY = 2
    NO_CERT = 3
    WINDOW_TOO_SHORT = 4
    NO_ROOM = 5


@dataclass(frozen=True, slots=True)
class Worker:
    """An adviser as the planner sees one. `certified` are the periods in which closed care may be visited."""

    id: int
    hours: Mapping[int, Hours]
    active: Period
    absences: tuple[Period, ...] = ()
    certified: tuple[Period, ...] = ()

    def hours_on(self, day: date) -> Hours | None:
        """Return the hours in which visits may lie on `day`, or None when it is no working day."""
        if not _within(day, self.active) or any(_within(day, absence) for absence in self.absences):
            return None
        return self.hours.get(day.weekday())


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours in which a group can be visited; `during` limits them to periods such as school holidays."""

    weekdays: frozenset[int]
    hours: Hours
    during: tuple[Period, ...] | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether these hours are open on `day`."""
        in_season = self.during is None or any(_within(day, period) for period in self.during)
        return day.weekday() in self.weekdays and in_season


@dataclass(frozen=True, slots=True)
class Task:
    """One window to place: by whom (in this order), when, how long, and how far from the group's other visits.

    `days` are those on which the visit may lie: what is left of the `window`, or the days to catch up in.
    """

    window_id: int
    group_id: int
    workers: tuple[int, ...]
    window: Period
    days: Period
    minutes: int
    min_gap: int
    openings: tuple[Opening, ...]
    closures: tuple[Period, ...] = ()
    fixed: tuple[int, time] | None = None
    needs_certificate: bool = False
    holidays_too: bool = False
    priority: int = 4

    def target(self) -> date:
        """Return the day that suits best: the fixed weekday nearest to the middle of the window, or the middle."""
        middle = self.window.starts_on + (self.window.days - 1) // 2 * DAY
        if self.fixed is None:
            return middle
        fixed_days = [day for day in _days(self.window) if day.weekday() == self.fixed[0]]
        return min(fixed_days, key=lambda day: abs(day - middle), default=middle)


@dataclass(frozen=True, slots=True)
class Booking:
    """A visit that lies fixed, planned before or placed now; one that does not count keeps no distance."""

    group_id: int
    worker_id: int
    on: date
    starts: time
    ends: time
    window_id: int | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """What one day of an adviser may hold."""

    visits_per_day: int
    evening_visits_per_day: int
    evening_starts: time
    minutes_between: int


@dataclass(frozen=True, slots=True)
class Placement:
    """What the planner made of the tasks: every window is in exactly one of the two."""

    placed: tuple[Booking, ...]
    unplaced: Mapping[int, Unplaced]


@dataclass(slots=True)
class _Diary:
    """What is booked so far, by adviser and day and by group."""

    by_worker: dict[tuple[int, date], list[Booking]] = field(default_factory=dict)
    by_group: dict[int, set[date]] = field(default_factory=dict)

    def add(self, booking: Booking) -> None:
        self.by_worker.setdefault((booking.worker_id, booking.on), []).append(booking)
        if booking.counts:
            self.by_group.setdefault(booking.group_id, set()).add(booking.on)

    def on(self, worker_id: int, day: date) -> list[Booking]:
        return self.by_worker.get((worker_id, day), [])

    def is_too_near(self, task: Task, day: date) -> bool:
        return any(abs((day - other).days) < task.min_gap for other in self.by_group.get(task.group_id, ()))


def place(
    tasks: Iterable[Task],
    workers: Mapping[int, Worker],
    bookings: Sequence[Booking],
    limits: Limits,
    calendar: Calendar,
) -> Placement:
    """Return a visit for each task that fits beside `bookings`, and the reason for each that does not.

    Tasks are taken by priority (closed care first), then by their last day. The same input gives the same plan.
    Public holidays are used only where nothing else is possible and the task allows it.
    """
    diary = _Diary()
    for booking in bookings:
        diary.add(booking)
    placed, unplaced = [], {}
    for task in sorted(tasks, key=lambda task: (task.priority, task.days.ends_on, task.group_id, task.window_id)):
        found = _first_fit(task, workers, diary, limits, calendar)
        if isinstance(found, Booking):
            diary.add(found)
            placed.append(found)
        else:
            unplaced[task.window_id] = found
    return Placement(tuple(placed), unplaced)


def _first_fit(
    task: Task, workers: Mapping[int, Worker], diary: _Diary, limits: Limits, calendar: Calendar
) -> Booking | Unplaced:
    target = task.target()
    days = sorted(_days(task.days), key=lambda day: (abs(day - target), day))
    holidays = [day for day in days if calendar.holiday(day)]
    ordinary = [day for day in days if day not in holidays]
    reason = Unplaced.CLOSED if _is_closed_throughout(task, days) else Unplaced.NO_WORKING_DAY
    for candidates in (ordinary, holidays if task.holidays_too else []):
        for worker_id in task.workers:
            for day in candidates:
                found = _try(task, workers[worker_id], day, diary, limits)
                if isinstance(found, Booking):
                    return found
                reason = max(reason, found)
    return reason


def _try(task: Task, worker: Worker, day: date, diary: _Diary, limits: Limits) -> Booking | Unplaced:
    working = worker.hours_on(day)
    openings = [opening.hours for opening in task.openings if opening.holds_on(day)]
    if any(_within(day, closure) for closure in task.closures):
        return Unplaced.CLOSED
    if working is None or not openings:
        return Unplaced.NO_WORKING_DAY
    if task.needs_certificate and not any(_within(day, period) for period in worker.certified):
        return Unplaced.NO_CERT
    rooms = [room for hours in openings if (room := _shared(hours, working, task.minutes))]
    if not rooms:
        return Unplaced.WINDOW_TOO_SHORT
    booked = diary.on(worker.id, day)
    if len(booked) >= limits.visits_per_day or diary.is_too_near(task, day):
        return Unplaced.NO_ROOM
    start = _start(task, rooms, booked, limits)
    if start is None:
        return Unplaced.NO_ROOM
    return Booking(task.group_id, worker.id, day, _time(start), _time(start + task.minutes), task.window_id)


def _start(task: Task, rooms: Sequence[tuple[int, int]], booked: Sequence[Booking], limits: Limits) -> int | None:
    """Return the fixed time when it is free, else the earliest that is, in minutes after midnight."""
    return next(
        (start for start in _starts(task, rooms, booked, limits) if _is_free(start, task, booked, limits)), None
    )


def _starts(task: Task, rooms: Sequence[tuple[int, int]], booked: Sequence[Booking], limits: Limits) -> Iterator[int]:
    after_others = {_minutes(booking.ends) + limits.minutes_between for booking in booked}
    before_others = {_minutes(booking.starts) - limits.minutes_between - task.minutes for booking in booked}
    earliest = sorted({first for first, _ in rooms} | after_others | before_others)
    wanted = [_minutes(task.fixed[1]), *earliest] if task.fixed else earliest
    return (start for start in wanted if any(first <= start <= last for first, last in rooms))


def _is_free(start: int, task: Task, booked: Sequence[Booking], limits: Limits) -> bool:
    evenings = sum(booking.starts >= limits.evening_starts for booking in booked)
    if _time(start) >= limits.evening_starts and evenings >= limits.evening_visits_per_day:
        return False
    between = limits.minutes_between
    return all(
        start + task.minutes + between <= _minutes(booking.starts) or start >= _minutes(booking.ends) + between
        for booking in booked
    )


def _shared(opening: Hours, working: Hours, minutes: int) -> tuple[int, int] | None:
    """Return the first and last minute at which a visit of `minutes` can start inside both, or None."""
    first = max(_minutes(opening[0]), _minutes(working[0]))
    last = min(_minutes(opening[1]), _minutes(working[1])) - minutes
    return (first, last) if first <= last else None


def _is_closed_throughout(task: Task, days: Sequence[date]) -> bool:
    return all(any(_within(day, closure) for closure in task.closures) for day in days)


def _days(period: Period) -> Iterator[date]:
    return (period.starts_on + offset * DAY for offset in range(period.days))


def _within(day: date, period: Period) -> bool:
    return period.starts_on <= day <= period.ends_on


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _time(minutes: int) -> time:
    return time(*divmod(minutes, 60))
