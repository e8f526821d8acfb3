"""What the assignment of groups to advisers reckons with: visits, work, travel from every home, who may go."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.crossings import Point
from planner.model import Adviser, Group, Problem
from planner.model_check import conflicts_by_group
from planner.rounds_world import TableProvider
from planner.travel import MatrixProvider, Minutes

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
HOMES_A_BLOCK, DOORS_A_BLOCK = 60, 300


@dataclass(frozen=True, slots=True)
class Assignment:
    """The generalised assignment problem: a row per group, a column per adviser.

    `cost` is in minutes over the horizon, `work` in minutes of service and one way of travel, `size` in contract
    minutes in the field. What `may` forbids costs as much but is never chosen. `house` numbers the organisations: work
    cannot leave one, so it is balanced inside each.
    """

    groups: tuple[Group, ...]
    advisers: tuple[Adviser, ...]
    visits: Floats
    travel: Floats
    work: Floats
    size: Floats
    house: NDArray[np.int64]
    may: Flags
    present: NDArray[np.int64]
    move_price: float

    def mean(self, work: Floats) -> Floats:
        """Return the even share of each adviser: the work of the organisation, by minutes in the field."""
        total, size = np.bincount(self.house, work), np.bincount(self.house, self.size)
        return np.asarray((total / np.maximum(size, 1e-9))[self.house] * self.size)

    def work_of(self, owner: NDArray[np.int64]) -> Floats:
        """Return the work of each adviser; groups without an owner (-1) count for nobody."""
        rows = np.nonzero(owner >= 0)[0]
        return np.bincount(owner[rows], self.work[rows, owner[rows]], len(self.advisers)).astype(np.float64)

    def cost(self) -> Floats:
        """Return visits times travel, plus the price of every other owner than the present one."""
        cost = self.visits[:, None] * self.travel
        has = self.present >= 0
        cost[has] += self.move_price
        cost[has, self.present[has]] -= self.move_price
        return cost


def assignment(problem: Problem, provider: MatrixProvider, move_price: float) -> Assignment:
    """Return the assignment problem of all groups; those that nobody may visit have an empty row in `may`."""
    counts = Counter(window.group_id for window in problem.windows)
    columns = {adviser.adviser_id: column for column, adviser in enumerate(problem.advisers)}
    visits = np.array([max(1, counts[group.group_id]) for group in problem.groups], dtype=float)
    travel = _travel(problem, provider)
    service = np.array([group.service_min for group in problem.groups], dtype=float)
    return Assignment(
        groups=problem.groups,
        advisers=problem.advisers,
        visits=visits,
        travel=travel,
        work=visits[:, None] * (service[:, None] + travel),
        size=np.array([adviser.contract_min_per_week * adviser.field_share for adviser in problem.advisers]),
        house=np.unique([adviser.organisation_id for adviser in problem.advisers], return_inverse=True)[1],
        may=_may(problem, columns),
        present=np.array([columns.get(group.owner_id or 0, -1) for group in problem.groups], dtype=np.int64),
        move_price=move_price,
    )


def _may(problem: Problem, columns: Mapping[int, int]) -> Flags:
    """Return who may visit which group: organisation, certificate on the last day, no conflict, any contract."""
    kinds = {group.required_cert for group in problem.groups}
    organisations = np.array([adviser.organisation_id for adviser in problem.advisers])
    certified = {
        kind: np.array([adviser.is_certified(kind, problem.starts_on) for adviser in problem.advisers])
        for kind in kinds
    }
    works = np.array([adviser.field_min_per_week > 0 for adviser in problem.advisers])
    banned = conflicts_by_group(problem)
    may = np.zeros((len(problem.groups), len(problem.advisers)), dtype=bool)
    for row, group in enumerate(problem.groups):
        may[row] = (organisations == group.organisation_id) & certified[group.required_cert] & works
        may[row, [columns[adviser] for adviser in banned.get(group.group_id, ())]] = False
    return may


def _travel(problem: Problem, provider: MatrixProvider) -> Floats:
    """Return minutes from each home (column) to each group (row), asked for in blocks so that memory stays flat."""
    doors = {location.location_id: (location.lat, location.lon) for location in problem.locations}
    used = sorted({group.location_id for group in problem.groups}, key=lambda number: doors[number])
    homes = [(adviser.home_lat, adviser.home_lon) for adviser in problem.advisers]
    minutes = np.zeros((len(used), len(homes)))
    for rows, some_doors in _blocks([doors[number] for number in used], DOORS_A_BLOCK):
        for columns, some_homes in _blocks(homes, HOMES_A_BLOCK):
            minutes[rows, columns] = _block(provider, some_homes, some_doors).T
    place = {number: row for row, number in enumerate(used)}
    return minutes[[place[group.location_id] for group in problem.groups]]


def _block(provider: MatrixProvider, homes: Sequence[Point], doors: Sequence[Point]) -> Minutes:
    if isinstance(provider, TableProvider):
        return provider.between(homes, doors).minutes
    return provider.matrix([*homes, *doors]).minutes[: len(homes), len(homes) :]


def _blocks(points: Sequence[Point], size: int) -> Iterator[tuple[slice, Sequence[Point]]]:
    for first in range(0, len(points), size):
        yield slice(first, first + size), points[first : first + size]
