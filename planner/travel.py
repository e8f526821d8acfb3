"""Travel times between points: what every provider gives, and the estimate that needs no service.

An estimate is the distance over the globe times a detour, driven at a speed that grows with the distance, plus some
minutes to stop, and goes around water by its bridges and ferries. It is labelled as estimated everywhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from planner.crossings import CROSSINGS, Crossing, Gate, Point

Minutes = NDArray[np.int32]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
EARTH_KM = 6371.0
SAME_PLACE_KM = 0.05
"""Two groups this near each other are visited without driving."""


SHAVED_KM = 0.01
"""By how much a least distance is shorter than the one that is reckoned with, as both are rounded."""
FARTHEST_KM = 50_000.0


@dataclass(frozen=True, slots=True)
class Travel:
    """Travel from each point (row) to each other (column): whole minutes, and kilometres by road.

    `corrected` marks the legs in which a water crossing was reckoned with; only estimates have those.
    """

    minutes: Minutes
    km: Numbers
    method: str
    estimated: bool
    corrected: Flags | None = None


class MatrixProvider(Protocol):
    """Whoever knows travel times."""

    def matrix(self, points: Sequence[Point]) -> Travel:
        """Return the travel between all `points`, each (latitude, longitude) in degrees."""


@dataclass(frozen=True, slots=True)
class SpeedBand:
    """The speed of the kilometres of a trip up to `km` (the earlier ones fall in the band before)."""

    km: float
    speed: float


@dataclass(frozen=True, slots=True)
class TravelParams:
    """What the estimate reckons with. House estimates until `calibrate` has read logged trips.

    Units: kilometres by road, km/h, minutes. The last band also holds what lies beyond it.
    """

    detour: float = 1.3
    bands: tuple[SpeedBand, ...] = (SpeedBand(5, 30), SpeedBand(20, 55), SpeedBand(50, 80), SpeedBand(100, 95))
    stop_minutes: float = 4.0
    crossings: tuple[Crossing, ...] = field(default=CROSSINGS, repr=False)

    def driving_minutes(self, km: Numbers) -> Numbers:
        """Return the minutes of driving `km` kilometres by road; more kilometres never take less."""
        minutes = np.zeros_like(km)
        last, begins = len(self.bands) - 1, 0.0
        for place, band in enumerate(self.bands):
            ends = np.inf if place == last else band.km
            minutes += np.clip(km - begins, 0, ends - begins) * 60 / band.speed
            begins = band.km
        return minutes


@dataclass(frozen=True, slots=True)
class Road:
    """The way between points before speeds are known: kilometres by road, minutes of ferries, and where corrected."""

    km: Numbers
    ferry_minutes: Numbers
    corrected: Flags


@dataclass(frozen=True, slots=True)
class EstimatedTravel:
    """The provider that is always there: it needs no service and says that it estimates."""

    params: TravelParams = TravelParams()

    def matrix(self, points: Sequence[Point]) -> Travel:
        """Return the estimated travel between all `points`."""
        return self.between(points, points)

    def between(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Travel:
        """Return the estimated travel from each of `origins` to each of `destinations`; minutes are rounded up."""
        road = road_between(origins, destinations, self.params)
        driven = self.params.driving_minutes(road.km) + self.params.stop_minutes + road.ferry_minutes
        minutes = np.ceil(np.where(road.km > 0, driven, 0) - 1e-9).astype(np.int32)
        return Travel(minutes, road.km, "estimated", estimated=True, corrected=road.corrected)

    def least(self, points: Sequence[Point], others: Sequence[Point]) -> Minutes:
        """Return minutes that no leg between one of `points` and one of `others` is below: straight on, no water.

        Cheaper than `between`, as the way around water is only longer.
        """
        chord = np.clip(1 - _on_globe(points) @ _on_globe(others).T, 0, 2)
        straight = 2 * EARTH_KM * np.arcsin(np.sqrt(chord / 2)) - SHAVED_KM
        ends = np.array([0.0, *(band.km for band in self.params.bands[:-1]), FARTHEST_KM])
        driven = np.interp(straight * self.params.detour, ends, self.params.driving_minutes(ends))
        driven += self.params.stop_minutes - 1e-6
        return np.ceil(np.where(straight < SAME_PLACE_KM, 0, driven)).astype(np.int32)


def road_between(origins: Sequence[Point], destinations: Sequence[Point], params: TravelParams) -> Road:
    """Return the kilometres by road from each of `origins` to each of `destinations`, around the water."""
    starts, ends = _table(origins), _table(destinations)
    straight = straight_km(starts, ends)
    straight[straight < SAME_PLACE_KM] = 0
    ferries, corrected = np.zeros_like(straight), np.zeros(straight.shape, dtype=bool)
    longer = np.zeros_like(straight)
    for crossing in _within_sight(starts, ends, params.crossings):
        rows, columns = _crossers(starts, ends, crossing)
        if not rows.size:
            continue
        km, minutes = _over(starts[rows], ends[columns], crossing, params.detour)
        longer[rows, columns] += np.maximum(km - straight[rows, columns], 0)
        ferries[rows, columns] += minutes
        corrected[rows, columns] = True
    return Road((straight + longer) * params.detour, ferries, corrected)


def straight_km(starts: Numbers, ends: Numbers) -> Numbers:
    """Return the distance over the globe (haversine) from each start to each end, in kilometres."""
    return _haversine(starts[:, None, :], ends[None, :, :])


def _haversine(start: Numbers, end: Numbers) -> Numbers:
    first, second = np.radians(start), np.radians(end)
    half = (second - first) / 2
    chord = np.sin(half[..., 0]) ** 2 + np.cos(first[..., 0]) * np.cos(second[..., 0]) * np.sin(half[..., 1]) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1))))


def _crossers(starts: Numbers, ends: Numbers, crossing: Crossing) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs (row, column) whose straight line crosses the water an odd number of times."""
    line = _table(crossing.line)
    rows, columns = np.nonzero(_may_meet(starts, ends, line))
    if not rows.size:
        return rows, columns
    start, end = starts[rows], ends[columns]
    odd = np.zeros(rows.size, dtype=bool)
    for left, right in pairwise(line):
        odd ^= (_side(start, end, left) != _side(start, end, right)) & (
            _side(left, right, start) != _side(left, right, end)
        )
    return rows[odd], columns[odd]


def _within_sight(starts: Numbers, ends: Numbers, crossings: Iterable[Crossing]) -> Iterator[Crossing]:
    """Yield the water that touches the box of all points: most of it is far away, and then no pair can cross it."""
    if not (starts.size and ends.size):
        return
    south, west = np.minimum(starts.min(axis=0), ends.min(axis=0)).tolist()
    north, east = np.maximum(starts.max(axis=0), ends.max(axis=0)).tolist()
    for crossing in crossings:
        (low_lat, low_lon), (high_lat, high_lon) = _box(crossing)
        if south <= high_lat and north >= low_lat and west <= high_lon and east >= low_lon:
            yield crossing


@cache
def _box(crossing: Crossing) -> tuple[Point, Point]:
    """Return the least and the greatest coordinates of a water."""
    (south, north), (west, east) = ((min(side), max(side)) for side in zip(*crossing.line, strict=True))
    return (south, west), (north, east)


def _may_meet(starts: Numbers, ends: Numbers, line: Numbers) -> Flags:
    """Return which pairs span a box that touches the box of the line: only those can cross it."""
    low, high = line.min(axis=0), line.max(axis=0)
    below = (starts[:, None, :] < low) & (ends[None, :, :] < low)
    above = (starts[:, None, :] > high) & (ends[None, :, :] > high)
    return np.asarray(~(below | above).any(axis=2))


def _side(start: Numbers, end: Numbers, point: Numbers) -> Flags:
    """Return whether `point` lies to the left of the line from `start` to `end`."""
    turn = (end[..., 0] - start[..., 0]) * (point[..., 1] - start[..., 1]) - (end[..., 1] - start[..., 1]) * (
        point[..., 0] - start[..., 0]
    )
    return np.asarray(turn > 0)


def _over(starts: Numbers, ends: Numbers, crossing: Crossing, detour: float) -> tuple[Numbers, Numbers]:
    """Return, for each pair, straight kilometres and ferry minutes by the gate that takes least time at 60 km/h."""
    ways = [(_by_gate(starts, ends, gate), gate.minutes) for gate in crossing.gates]
    lengths = np.stack([km for km, _ in ways])
    minutes = np.array([ferry for _, ferry in ways], dtype=float)
    best = np.argmin(lengths * detour + minutes[:, None], axis=0)
    return lengths[best, np.arange(len(starts))], minutes[best]


def _by_gate(starts: Numbers, ends: Numbers, gate: Gate) -> Numbers:
    near, far = np.array(gate.ends[0]), np.array(gate.ends[1])
    there = _haversine(starts, near) + _haversine(far, ends)
    back = _haversine(starts, far) + _haversine(near, ends)
    between = 0.0 if gate.minutes else float(_haversine(near, far))
    return np.minimum(there, back) + between


def _on_globe(points: Sequence[Point]) -> Numbers:
    """Return points as directions from the middle of the earth, of length 1."""
    lat, lon = np.radians(_table(points)).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def _table(points: Sequence[Point]) -> Numbers:
    return np.array(points, dtype=float).reshape(-1, 2)
