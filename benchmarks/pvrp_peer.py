"""The peer of the periodic planner: PyVRP, with the days of customers of several visits fixed beforehand.

PyVRP has no periodic problem. Here every day is a stretch of one long time line with its own vehicles. Customers of one
visit keep their choice of days (one client a day, of which one is visited); the others get the days that even out what
each day has to carry. It reckons in whole numbers: thousandths, rounded so that a limit that it keeps is kept.
"""

import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil, floor

from planner.pvrp.instance import Customer, Instance, apart
from planner.pvrp.solve import Route

SCALE = 1000
Stop = tuple[Customer, int]
"""A customer on a day."""


def fixed_days(instance: Instance) -> dict[int, tuple[int, ...]]:
    """Return the days of each customer of several visits: most demand first, where there is least to carry so far."""
    load = [0.0] * len(instance.days)
    chosen = {}
    several = [customer for customer in instance.customers if len(customer.patterns[0]) > 1]
    for customer in sorted(several, key=lambda each: -each.demand):
        days = min(customer.patterns, key=lambda days: (sum(load[day] for day in days), days))
        chosen[customer.id] = days
        for day in days:
            load[day] += customer.demand
    return chosen


def solve_with_fixed_days(instance: Instance, seconds: float, seed: int) -> tuple[Route, ...]:
    """Return the routes that PyVRP finds in that time on one core; none when no plan keeps every limit."""
    from pyvrp import Model
    from pyvrp.stop import MaxRuntime

    model = Model()
    nodes = (instance.depot, *instance.customers)
    places = [model.add_location(node.x, node.y) for node in nodes]
    depot = model.add_depot(places[0])
    for here, start in zip(nodes, places, strict=True):
        for there, end in zip(nodes, places, strict=True):
            length = ceil(SCALE * apart(here, there))
            model.add_edge(start, end, distance=length, duration=length)
    stretch = _stretch(instance)
    chosen = fixed_days(instance)
    stops: list[Stop] = []
    for customer, place in zip(instance.customers, places[1:], strict=True):
        days = chosen.get(customer.id, tuple(day for pattern in customer.patterns for day in pattern))
        group = None if customer.id in chosen or len(days) == 1 else model.add_client_group()
        for day in days:
            model.add_client(
                place, delivery=ceil(SCALE * customer.demand), service_duration=ceil(SCALE * customer.service),
                tw_early=day * stretch, tw_late=(day + 1) * stretch - 1, required=group is None, group=group,
            )  # fmt: skip
            stops.append((customer, day))
    for number, limits in enumerate(instance.days):
        model.add_vehicle_type(
            instance.vehicles, capacity=[floor(SCALE * limits.capacity)], start_depot=depot, end_depot=depot,
            tw_early=number * stretch, tw_late=(number + 1) * stretch - 1,
            shift_duration=stretch if limits.longest is None else floor(SCALE * limits.longest),
        )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of penalties where a limit is hard to keep
        best = model.solve(MaxRuntime(seconds), seed=seed, display=False, collect_stats=False).best
    if not best.is_feasible():
        return ()
    ways = [[stops[stop.idx] for stop in route if stop.is_client()] for route in best.routes()]
    return tuple(_routes(ways))


def _stretch(instance: Instance) -> int:
    """Return the length of a day on the time line: longer than any route can be."""
    reach = max(apart(instance.depot, customer) for customer in instance.customers)
    service = sum(customer.service for customer in instance.customers)
    return SCALE * ceil(2 * reach * (len(instance.customers) + 1) + service + 1)


def _routes(ways: Sequence[Sequence[Stop]]) -> Iterator[Route]:
    used: Counter[int] = Counter()
    for way in ways:
        day = way[0][1] + 1
        used[day] += 1
        yield Route(day, used[day], tuple(customer.id for customer, _ in way))
