"""Checking a plan against its instance; knows nothing of how the plan was made."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import hypot

from planner.pvrp.instance import Instance
from planner.pvrp.solve import Route

ROUNDING = 1e-6
"""How much travel and service may be over the limit by the rounding of sums."""


def violations(instance: Instance, routes: Sequence[Route]) -> list[str]:
    """Return what the routes break, one sentence each; none when the plan is valid.

    Every customer is visited on the days of exactly one of its combinations, once a day, each vehicle drives one route
    a day and stays within its capacity and the longest duration (travel plus service).
    """
    return [
        *_strangers(instance, routes),
        *_visits(instance, routes),
        *_vehicles(instance, routes),
        *_limits(instance, routes),
    ]


def _strangers(instance: Instance, routes: Sequence[Route]) -> Iterator[str]:
    known = {customer.id for customer in instance.customers}
    for route in routes:
        if not 1 <= route.day <= len(instance.days):
            yield f"there is no day {route.day}"
        for id_ in route.customers:
            if id_ not in known:
                yield f"there is no customer {id_}"


def _visits(instance: Instance, routes: Sequence[Route]) -> Iterator[str]:
    visits = Counter((id_, route.day - 1) for route in routes for id_ in route.customers)
    for (id_, day), times in visits.items():
        if times > 1:
            yield f"customer {id_} is visited {times} times on day {day + 1}"
    for customer in instance.customers:
        days = tuple(day for day in range(len(instance.days)) if visits[customer.id, day])
        if days not in customer.patterns:
            yield f"customer {customer.id} is visited on {[day + 1 for day in days]}, which is no allowed combination"


def _vehicles(instance: Instance, routes: Sequence[Route]) -> Iterator[str]:
    for (day, vehicle), times in Counter((route.day, route.vehicle) for route in routes).items():
        if times > 1:
            yield f"vehicle {vehicle} drives {times} routes on day {day}"
        if not 1 <= vehicle <= instance.vehicles:
            yield f"there is no vehicle {vehicle} on day {day}"


def _limits(instance: Instance, routes: Sequence[Route]) -> Iterator[str]:
    by_id = {customer.id: customer for customer in instance.customers}
    for route in routes:
        stops = [by_id[id_] for id_ in route.customers if id_ in by_id]
        if not 1 <= route.day <= len(instance.days):
            continue
        day = instance.days[route.day - 1]
        load = sum(stop.demand for stop in stops)
        way = [instance.depot, *stops, instance.depot]
        travel = sum(hypot(a.x - b.x, a.y - b.y) for a, b in pairwise(way))
        lasts = travel + sum(stop.service for stop in stops)
        if load > day.capacity + ROUNDING:
            yield f"route {route.vehicle} of day {route.day} carries {load:g} of {day.capacity:g}"
        if day.longest is not None and lasts > day.longest + ROUNDING:
            yield f"route {route.vehicle} of day {route.day} lasts {lasts:.3f} of {day.longest:g}"
