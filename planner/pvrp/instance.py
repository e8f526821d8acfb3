"""A periodic instance as plain values: visit every customer on the days of one combination, and route each day."""

from dataclasses import dataclass
from math import hypot


@dataclass(frozen=True, slots=True)
class Day:
    """What each vehicle may do on a day: travel plus service, None when unlimited, and load."""

    longest: float | None
    capacity: float


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody to visit on the days (0 is the first) of exactly one of `patterns`; the depot has none."""

    id: int
    x: float
    y: float
    service: float
    demand: float
    patterns: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """A whole instance. `left_out` are ids of rows that fill a vehicle at the depot itself: they are no customers."""

    depot: Customer
    customers: tuple[Customer, ...]
    days: tuple[Day, ...]
    vehicles: int
    left_out: tuple[int, ...] = ()


def apart(here: Customer, there: Customer) -> float:
    """Return the Euclidean distance, not rounded."""
    return hypot(here.x - there.x, here.y - there.y)
