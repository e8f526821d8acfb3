"""Water that a straight line may not cross, as data: where it lies and over which bridges, dams and ferries one goes.

Coordinates are (latitude, longitude), drawn coarsely by hand: good for estimates, flagged wherever one is used.
Ferry minutes hold the sailing and an average wait. Both are house estimates; logged trips know better.
"""

from dataclasses import dataclass

Point = tuple[float, float]
Line = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """A way over: its two ends, and for a ferry the minutes between them (nobody drives there then)."""

    name: str
    ends: tuple[Point, Point]
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Crossing:
    """A water: who crosses `line` an odd number of times is on the other side, and goes by one of the `gates`.

    A line around an island ends where it starts.
    """

    name: str
    line: Line
    gates: tuple[Gate, ...]


def _island(name: str, south: float, west: float, north: float, east: float, ferry: Gate) -> Crossing:
    ring = ((south, west), (north, west), (north, east), (south, east), (south, west))
    return Crossing(name, ring, (ferry,))


WADDEN = (
    _island("Texel", 52.985, 4.65, 53.25, 4.95, Gate("Den Helder", ((53.003, 4.787), (52.963, 4.787)), 40)),
    _island("Vlieland", 53.20, 4.80, 53.335, 5.115, Gate("Harlingen", ((53.296, 5.090), (53.175, 5.410)), 120)),
    _island("Terschelling", 53.345, 5.13, 53.48, 5.60, Gate("Harlingen", ((53.358, 5.216), (53.175, 5.410)), 135)),
    _island("Ameland", 53.42, 5.61, 53.50, 5.98, Gate("Holwerd", ((53.442, 5.774), (53.395, 5.878)), 70)),
    _island("Schiermonnikoog", 53.45, 6.05, 53.53, 6.36, Gate("Lauwersoog", ((53.470, 6.201), (53.409, 6.199)), 65)),
)

CROSSINGS = (
    Crossing(
        "IJsselmeer",
        (
            (52.325, 5.120),
            (52.380, 5.070),
            (52.500, 5.220),
            (52.640, 5.370),
            (52.800, 5.260),
            (52.950, 5.200),
            (53.020, 5.170),
            (53.120, 5.050),
            (53.265, 4.980),
            (53.400, 4.700),
        ),
        (
            Gate("Hollandse Brug", ((52.327, 5.125), (52.338, 5.150))),
            Gate("Houtribdijk", ((52.695, 5.282), (52.530, 5.440))),
            Gate("Afsluitdijk", ((52.933, 5.040), (53.070, 5.335))),
        ),
    ),
    *WADDEN,
    Crossing(
        "Westerschelde",
        (
            (51.500, 3.200),
            (51.420, 3.560),
            (51.360, 3.825),
            (51.425, 4.010),
            (51.385, 4.200),
            (51.300, 4.285),
            (51.220, 4.390),
            (50.900, 4.350),
        ),
        (
            Gate("Westerscheldetunnel", ((51.387, 3.818), (51.335, 3.830))),
            Gate("Liefkenshoektunnel", ((51.297, 4.270), (51.297, 4.310))),
        ),
    ),
    Crossing(
        "Oosterschelde",
        (
            (51.680, 3.450),
            (51.620, 3.690),
            (51.615, 3.880),
            (51.550, 4.000),
            (51.515, 4.080),
            (51.500, 4.180),
            (51.480, 4.220),
        ),
        (
            Gate("Oosterscheldekering", ((51.593, 3.682), (51.650, 3.715))),
            Gate("Zeelandbrug", ((51.598, 3.870), (51.637, 3.905))),
            Gate("Oesterdam", ((51.440, 4.215), (51.515, 4.220))),
        ),
    ),
    Crossing(
        "Keeten en Zijpe",
        ((51.560, 3.990), (51.600, 4.020), (51.645, 4.120), (51.665, 4.170)),
        (Gate("Philipsdam", ((51.675, 4.150), (51.655, 4.190))),),
    ),
    Crossing(
        "Grevelingen en Volkerak",
        (
            (51.800, 3.600),
            (51.755, 3.855),
            (51.730, 3.980),
            (51.690, 4.120),
            (51.675, 4.180),
            (51.655, 4.260),
            (51.690, 4.400),
        ),
        (
            Gate("Brouwersdam", ((51.735, 3.835), (51.775, 3.870))),
            Gate("Grevelingendam", ((51.672, 4.120), (51.685, 4.180))),
            Gate("Volkeraksluizen", ((51.680, 4.410), (51.702, 4.385))),
        ),
    ),
    Crossing(
        "Haringvliet en Hollandsch Diep",
        (
            (51.900, 3.800),
            (51.830, 4.050),
            (51.800, 4.150),
            (51.760, 4.300),
            (51.712, 4.390),
            (51.705, 4.550),
            (51.717, 4.635),
            (51.730, 4.850),
        ),
        (
            Gate("Haringvlietdam", ((51.822, 4.030), (51.840, 4.065))),
            Gate("Haringvlietbrug", ((51.702, 4.385), (51.722, 4.388))),
            Gate("Moerdijkbrug", ((51.705, 4.635), (51.728, 4.635))),
        ),
    ),
)
