"""The travel estimate: distance, speed, water, and what logged trips teach it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.calibration import Trip, TripsDoNotFit, calibrate
from planner.crossings import CROSSINGS
from planner.travel import EstimatedTravel, SpeedBand, TravelParams, road_between, straight_km

Point = tuple[float, float]
UTRECHT, AMERSFOORT, AMSTERDAM = (52.0907, 5.1214), (52.1561, 5.3878), (52.3728, 4.8936)
ENKHUIZEN, LELYSTAD, ALMERE = (52.70, 5.29), (52.51, 5.47), (52.37, 5.22)
DEN_HELDER, TEXEL, HARLINGEN, TERSCHELLING = (52.95, 4.76), (53.06, 4.80), (53.17, 5.42), (53.36, 5.22)
VLISSINGEN, TERNEUZEN, GOES, BERGEN_OP_ZOOM = (51.44, 3.57), (51.335, 3.83), (51.50, 3.89), (51.49, 4.29)
ZIERIKZEE, TILBURG, EINDHOVEN = (51.65, 3.92), (51.56, 5.08), (51.44, 5.47)
WET = TravelParams()
DRY = replace(WET, crossings=())
PLACES = st.lists(st.tuples(st.floats(50.7, 53.6), st.floats(3.3, 7.3)), min_size=1, max_size=6)


def leg(one: Point, other: Point, params: TravelParams = WET) -> tuple[int, float, bool]:
    travel = EstimatedTravel(params).matrix([one, other])
    assert travel.corrected is not None
    return int(travel.minutes[0, 1]), float(travel.km[0, 1]), bool(travel.corrected[0, 1])


def test_the_distance_is_that_over_the_globe() -> None:
    table = np.array([AMSTERDAM, UTRECHT])
    assert straight_km(table, table)[0, 1] == pytest.approx(34.98, abs=0.05)


@pytest.mark.parametrize(
    ("km", "minutes"),
    [(0, 0), (5, 10), (12.5, 10 + 7.5 * 60 / 55), (20, 10 + 15 * 60 / 55),
     (110, 10 + 15 * 60 / 55 + 30 * 60 / 80 + 60 * 60 / 95)],
)  # fmt: skip
def test_each_band_of_kilometres_has_its_speed(km: float, minutes: float) -> None:
    assert TravelParams().driving_minutes(np.array([float(km)]))[0] == pytest.approx(minutes)


def test_an_estimate_says_so_and_rounds_up() -> None:
    travel = EstimatedTravel(TravelParams(detour=1, bands=(SpeedBand(1, 60),), stop_minutes=3.5)).matrix(
        [UTRECHT, AMERSFOORT]
    )
    assert (travel.method, travel.estimated) == ("estimated", True)
    assert travel.km[0, 1] == pytest.approx(19.6, abs=0.1)
    assert travel.minutes.tolist() == [[0, 24], [24, 0]]


def test_two_groups_at_one_door_cost_no_travel() -> None:
    assert leg(UTRECHT, (UTRECHT[0] + 0.0002, UTRECHT[1])) == (0, 0.0, False)


@given(PLACES)
@settings(max_examples=60)
def test_travel_is_symmetric_and_never_shorter_than_without_water(places: list[Point]) -> None:
    travel, dry = EstimatedTravel().matrix(places), EstimatedTravel(DRY).matrix(places)
    assert (travel.minutes == travel.minutes.T).all()
    assert (travel.minutes.diagonal() == 0).all()
    assert (travel.minutes >= dry.minutes).all()
    assert travel.corrected is not None
    assert (travel.minutes == dry.minutes)[~travel.corrected].all()


def test_a_table_between_two_lists_is_a_part_of_the_whole() -> None:
    places = [UTRECHT, TEXEL, TERNEUZEN, GOES, LELYSTAD]
    whole = EstimatedTravel().matrix(places)
    part = EstimatedTravel().between(places[:2], places[2:])
    assert part.minutes.tolist() == whole.minutes[:2, 2:].tolist()


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        pytest.param(ENKHUIZEN, LELYSTAD, 30, 50, id="over the Houtribdijk"),
        pytest.param(DEN_HELDER, HARLINGEN, 60, 100, id="over the Afsluitdijk"),
        pytest.param(AMSTERDAM, ALMERE, 30, 50, id="over the Hollandse Brug"),
        pytest.param(DEN_HELDER, TEXEL, 45, 80, id="the ferry to Texel"),
        pytest.param(HARLINGEN, TERSCHELLING, 120, 200, id="the ferry to Terschelling"),
        pytest.param(VLISSINGEN, TERNEUZEN, 30, 55, id="through the Westerschelde tunnel"),
        pytest.param(GOES, TERNEUZEN, 25, 45, id="through the tunnel from the north"),
        pytest.param(ZIERIKZEE, GOES, 25, 45, id="over the Zeelandbrug"),
    ],
)
def test_water_is_crossed_where_one_can(one: Point, other: Point, low: int, high: int) -> None:
    minutes, _, corrected = leg(one, other)
    assert corrected
    assert low <= minutes <= high
    assert minutes >= leg(one, other, DRY)[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [(UTRECHT, AMERSFOORT), (TILBURG, EINDHOVEN), (AMSTERDAM, UTRECHT), (VLISSINGEN, GOES), (BERGEN_OP_ZOOM, TILBURG)],
)
def test_on_land_nothing_is_corrected(one: Point, other: Point) -> None:
    assert leg(one, other) == leg(one, other, DRY)


def test_every_water_has_a_way_over_and_every_island_a_ferry() -> None:
    for water in CROSSINGS:
        assert water.gates, water.name
        is_island = water.line[0] == water.line[-1]
        assert all((gate.minutes > 0) == is_island for gate in water.gates), water.name


def trips(params: TravelParams, *, with_km: bool = True) -> list[Trip]:
    """Return trips that went exactly as `params` say."""
    places = [UTRECHT, AMERSFOORT, AMSTERDAM, TILBURG, EINDHOVEN, (51.92, 4.48), (52.22, 6.90)]
    found = []
    for one in places:
        for other in places:
            road = road_between([one], [other], params)
            km = float(road.km[0, 0])
            minutes = float(params.driving_minutes(road.km)[0, 0]) + params.stop_minutes
            found.append(Trip(one, other, minutes, km if with_km else None))
    return found


def test_trips_teach_detour_speed_and_stop() -> None:
    bands = tuple(replace(band, speed=band.speed * 0.8) for band in TravelParams().bands)
    true = replace(TravelParams(), detour=1.2, bands=bands, stop_minutes=7.0)
    learnt = calibrate(trips(true))
    assert learnt.params.detour == pytest.approx(1.2, abs=0.001)
    assert [band.speed for band in learnt.params.bands] == pytest.approx([band.speed for band in bands], rel=0.002)
    assert learnt.params.stop_minutes == pytest.approx(7.0, abs=0.05)
    assert learnt.error_after < 0.05 < learnt.error_before
    assert learnt.trips == 42, "trips within one place teach nothing"


def test_without_kilometres_the_detour_stays() -> None:
    learnt = calibrate(trips(replace(TravelParams(), stop_minutes=9.0), with_km=False))
    assert learnt.params.detour == 1.3
    assert learnt.params.stop_minutes == pytest.approx(9.0, abs=0.05)


def test_minutes_to_stop_are_never_negative() -> None:
    quick = [replace(trip, minutes=trip.minutes - 6) for trip in trips(TravelParams())]
    assert calibrate([trip for trip in quick if trip.minutes > 0]).params.stop_minutes == 0


@pytest.mark.parametrize(
    ("logged", "said"),
    [
        pytest.param(trips(TravelParams())[:9], "ten minste 10", id="too few"),
        pytest.param([Trip(UTRECHT, (52.0907, 5.2 + n / 10), 100 - n * 5) for n in range(12)], "langere rit",
                     id="the longer the quicker"),
    ],
)  # fmt: skip
def test_trips_that_teach_nothing_are_refused(logged: list[Trip], said: str) -> None:
    with pytest.raises(TripsDoNotFit, match=said):
        calibrate(logged)
