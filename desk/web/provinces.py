"""The map of the provinces (static/vendor/netherlands.svg) and where a place lies on it."""

from math import log, pi, radians, tan

Point = tuple[float, float]
WIDTH, HEIGHT = 613, 724
MAP = "vendor/netherlands.svg"
WEST, EAST, SOUTH, NORTH = 3.2, 7.4, 50.6, 53.7


def on_map(latitude: float | None, longitude: float | None) -> Point | None:
    """Return where a place (degrees, WGS 84) lies on the map; None when it is unknown or not in the country.

    Mercator, fitted to the picture: about one kilometre off at most. Source: DESK.md section 2.
    """
    if latitude is None or longitude is None or not (SOUTH < latitude < NORTH and WEST < longitude < EAST):
        return None
    return (
        round(158.575 * longitude - 534.01, 1),
        round(-9059.17 * log(tan(pi / 4 + radians(latitude) / 2)) + 10066.44, 1),
    )
