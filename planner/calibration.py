"""Mending the travel estimate by trips that were logged: least squares, with the error that is left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.crossings import Point
from planner.travel import SpeedBand, TravelParams, road_between
from rules.errors import RuleError

FEWEST_TRIPS = 10


class TripsDoNotFit(RuleError):
    """The logged trips do not tell how fast one travels; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Trip:
    """A trip as it was made: from where to where, in how many minutes, and over how many kilometres if known."""

    origin: Point
    destination: Point
    minutes: float
    km: float | None = None


@dataclass(frozen=True, slots=True)
class Calibration:
    """What trips taught: the new parameters, and the root mean square error in minutes before and after."""

    params: TravelParams
    error_before: float
    error_after: float
    trips: int


def calibrate(trips: Sequence[Trip], params: TravelParams | None = None) -> Calibration:
    """Fit the estimate to logged trips: first the detour, then one factor for all speeds and the minutes to stop.

    The detour comes from the trips that logged kilometres and stays where none did. Trips within one place teach
    nothing and are passed over. Raises: TripsDoNotFit for fewer than 10 trips, or when longer is not slower.
    """
    known = params or TravelParams()
    used = [trip for trip in trips if trip.origin != trip.destination and trip.minutes > 0]
    if len(used) < FEWEST_TRIPS:
        raise TripsDoNotFit(f"Er zijn {len(used)} bruikbare ritten; geef er ten minste {FEWEST_TRIPS} op.")
    minutes = np.array([trip.minutes for trip in used])
    before = _error(known, used, minutes)
    detoured = replace(known, detour=_detour(known, used))
    driving, ferries = _driving(detoured, used)
    stop, slower = _line(driving, minutes - ferries)
    if slower <= 0:
        raise TripsDoNotFit("De ritten passen niet: een langere rit duurt niet langer. Controleer de coördinaten.")
    bands = tuple(SpeedBand(band.km, round(band.speed / slower, 2)) for band in detoured.bands)
    fitted = replace(detoured, bands=bands, stop_minutes=round(stop, 2))
    return Calibration(fitted, before, _error(fitted, used, minutes), len(used))


def _detour(params: TravelParams, trips: Sequence[Trip]) -> float:
    logged = [trip for trip in trips if trip.km]
    if not logged:
        return params.detour
    around = np.array([_road(replace(params, detour=1.0), trip)[0] for trip in logged])
    driven = np.array([trip.km for trip in logged], dtype=float)
    return round(float(around @ driven / (around @ around)), 4)


def _line(driving: np.ndarray, minutes: np.ndarray) -> tuple[float, float]:
    """Return the best start and slope; a start below zero becomes zero."""
    slope, start = np.polyfit(driving, minutes, 1)
    if start < 0:
        start, slope = 0.0, driving @ minutes / (driving @ driving)
    return float(start), float(slope)


def _driving(params: TravelParams, trips: Sequence[Trip]) -> tuple[np.ndarray, np.ndarray]:
    roads = [_road(params, trip) for trip in trips]
    return params.driving_minutes(np.array([km for km, _ in roads])), np.array([ferry for _, ferry in roads])


def _road(params: TravelParams, trip: Trip) -> tuple[float, float]:
    road = road_between([trip.origin], [trip.destination], params)
    return float(road.km[0, 0]), float(road.ferry_minutes[0, 0])


def _error(params: TravelParams, trips: Sequence[Trip], minutes: np.ndarray) -> float:
    driving, ferries = _driving(params, trips)
    return float(np.sqrt(np.mean((driving + ferries + params.stop_minutes - minutes) ** 2)))
