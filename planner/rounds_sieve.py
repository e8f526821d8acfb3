"""Who could take which windows at all: bounds for all of them at once, so that few places are tried one by one.

A bound never says no to what a trial would find. It reckons with the least minutes that a way can take, with the hours
and the room of each day and week as they are, and leaves out what is hard to reckon with.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from planner.crossings import Point
from planner.insertion import Round, Rounds, first_start
from planner.rounds_world import HOME, Interval, Legs, Slot
from planner.travel import Minutes

Counts = NDArray[np.int32]
NEVER = 2**15
"""Later than any minute of a day."""


@runtime_checkable
class LeastProvider(Protocol):
    """A provider that can say cheaply how long a way takes at least."""

    def least(self, points: Sequence[Point], others: Sequence[Point]) -> Minutes:
        """Return minutes that no leg between one of `points` and one of `others` is below, there or back."""


class _Gap(NamedTuple):
    """A stretch of a day between two visits or home: from when one can leave, and when one must have arrived.

    `straight` is the leg that a visit there replaces; `work` and `drive` are the minutes that it and its travel may
    add; `latest` is the last minute at which it may begin.
    """

    day: int
    before: int
    after: int
    leaves: int
    arrives: int
    straight: int
    work: int
    drive: int
    latest: int


class Sieve:
    """The windows that want a place, as columns to reckon with."""

    def __init__(self, rounds: Rounds, slots: Sequence[Slot], provider: LeastProvider) -> None:
        self.rounds, self.slots, self._provider = rounds, slots, provider
        points = rounds.world.points
        self._doors = [points[slot.location_id] for slot in slots]
        self._service = np.array([slot.service for slot in slots], dtype=np.int32)
        self._shortest = min((slot.service for slot in slots), default=0)
        self._opens = np.full((rounds.world.days, len(slots)), NEVER, dtype=np.int32)
        self._closes = np.full((rounds.world.days, len(slots)), -NEVER, dtype=np.int32)
        for column, slot in enumerate(slots):
            for day in rounds.world.open_days(slot.group_id, slot.first, slot.last):
                hours = rounds.world.open(slot.group_id, day)
                self._opens[day, column] = min(first for first, _ in hours)
                self._closes[day, column] = max(last for _, last in hours)

    def through(self, adviser_id: int, columns: Sequence[int]) -> list[int]:
        """Return those of `columns` (places in `slots`) that an adviser could take, as far as the bounds tell."""
        gaps, world = list(self._gaps(adviser_id)), self.rounds.world
        if not gaps or not columns:
            return []
        legs, adviser, asked = world.legs[adviser_id], world.advisers[adviser_id], np.array(columns)
        there = self._least([legs.home], asked)[0]
        asked = asked[2 * there <= adviser.max_drive_min_per_day]
        hubs = sorted({place for gap in gaps for place in (gap.before, gap.after)})
        row = {place: number for number, place in enumerate(hubs)}
        points = legs.known_points()
        least = self._least([points[place] for place in hubs], asked)
        table = np.array(gaps, dtype=np.int32)
        out, back = (least[[row[place] for place in table[:, side].tolist()]] for side in (1, 2))
        days, leaves, arrives, straight, work, drive, latest = (table[:, n, None] for n in (0, 3, 4, 5, 6, 7, 8))
        service, added = self._service[asked], out + back - straight
        opens, closes = (table_[days[:, 0]][:, asked] for table_ in (self._opens, self._closes))
        start = np.maximum(leaves + out, opens)
        fits = (added + service <= work) & (added <= drive) & (start <= latest)
        fits &= (start + service <= closes) & (start + service + back <= arrives)
        return [int(column) for column in asked[fits.any(axis=0)]]

    def _least(self, points: Sequence[Point], columns: NDArray[np.intp]) -> Minutes:
        return self._provider.least(points, [self._doors[column] for column in columns.tolist()])

    def _gaps(self, adviser_id: int) -> Iterator[_Gap]:
        """Yield where an adviser may have room for the shortest of the visits."""
        rounds, world = self.rounds, self.rounds.world
        adviser, rules = world.advisers[adviser_id], world.rules
        for day in world.working_days(adviser_id, 0, world.days - 1):
            held, week, hours = rounds.round_of(adviser_id, day), world.week(day), world.hours(adviser_id, day)
            work = adviser.field_min_per_week - rounds.week_work(adviser_id, week)
            if hours is None or work < self._shortest or len(held.stops) >= adviser.max_visits_per_day:
                continue
            is_evening_free = held.evenings < rules.evening_visits_per_day and (
                held.evenings > 0 or rounds.week_evenings(adviser_id, week) < adviser.max_evenings_per_week
            )
            latest = NEVER if is_evening_free else rules.evening_starts - 1
            drive = adviser.max_drive_min_per_day - held.travel
            yield from self._between(rounds.legs(adviser_id, held.stops), held, day, hours, (work, drive, latest))

    def _between(
        self, legs: Legs, held: Round, day: int, hours: Interval, room: tuple[int, int, int]
    ) -> Iterator[_Gap]:
        places = [HOME, *(legs.place[stop.location_id] for stop in held.stops), HOME]
        pause = self.rounds.world.rules.minutes_between
        leaves, now = [hours[0]], hours[0]
        for number, stop in enumerate(held.stops):
            start = first_start(stop, now + legs.minutes[places[number]][places[number + 1]])
            start = held.starts[number] if start is None else min(start, held.starts[number])
            now = start + stop.service + pause
            leaves.append(now)
        arrives = [hours[1]]
        for number in range(len(held.stops) - 1, -1, -1):
            stop = held.stops[number]
            ways = legs.minutes[places[number + 1]][places[number + 2]]
            last = max(last for _, last in stop.intervals) - stop.service
            follows = arrives[-1] - ways - stop.service
            arrives.append(max(min(last, follows) if stop.pin is None else stop.pin, held.starts[number]) - pause)
        for number, (before, after) in enumerate(pairwise(places)):
            straight = legs.minutes[before][after] if held.stops else 0
            yield _Gap(day, before, after, leaves[number], arrives[-1 - number], straight, *room)
