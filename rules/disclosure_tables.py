"""All tables that a reader cannot tell from the true one, and how far each hidden cell can go in them.

Every hidden cell is a whole number of at least zero; sums and bounds hold. Solved as mixed-integer programs with HiGHS
(scipy); what it finds counts only when every rule holds of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csc_array, csr_array

from rules.disclosure import THRESHOLD, WIDTH, Family

SECONDS = 10.0
"""How long one question to the solver may take; without an answer a cell counts as disclosed."""

REACH = 24.0
"""How far from the truth a first look for other tables goes: far enough for any cell, and it always ends."""

NEAR = (2, 4)
"""How many rules away from a cell other tables are looked for before all that hangs together is asked."""

MANY = 200
"""From how many hidden cells that hang together on that is quicker."""

UNBOUNDED = (3, 4)
"""What HiGHS says when there is no end to a cell; 4 is "unbounded or infeasible", and the true table is feasible."""

Ranges: TypeAlias = Mapping[str, tuple[int, int]]
"""Of a cell that is shown rounded: from where to where its true value may lie."""

Vector: TypeAlias = NDArray[np.float64]
Columns: TypeAlias = NDArray[np.intp]

NO_RANGES: Ranges = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Interval:
    """What an attacker knows of a hidden cell: it lies from `low` to `high` (None: no end)."""

    low: int
    high: int | None

    @property
    def is_exact(self) -> bool:
        """Whether the cell is as good as shown."""
        return self.high == self.low

    @property
    def protects(self) -> bool:
        """Whether the cell can still be five or more, and stays wide enough."""
        return self.high is None or (self.high >= THRESHOLD and self.high - self.low >= WIDTH)


@dataclass(frozen=True)
class _Rules:
    """The rules over the hidden cells, one line each: `least <= matrix @ table <= most`."""

    matrix: csr_array
    least: Vector
    most: Vector

    @cached_property
    def _by_column(self) -> csc_array:
        return self.matrix.tocsc()

    @property
    def all(self) -> LinearConstraint:
        """The rules over whole tables."""
        return LinearConstraint(self.matrix, self.least, self.most)

    def around(self, column: int, hops: int) -> Columns:
        """Return the columns that are reached from one within some rules."""
        near = np.array([column], dtype=np.intp)
        for _ in range(hops):
            near = np.union1d(near, self.matrix[self._of(near)].indices)
        return near

    def among(self, columns: Columns, table: Vector) -> LinearConstraint:
        """Return the rules over how far some columns lie from a table, of which the others stay as they are."""
        rows = self._of(columns)
        lines = self.matrix[rows]
        now = lines @ table
        return LinearConstraint(lines[:, columns], self.least[rows] - now, self.most[rows] - now)

    def hold(self, table: Vector) -> bool:
        """Return whether a table keeps all rules."""
        now = self.matrix @ table
        return bool(np.all(now >= self.least) and np.all(now <= self.most))

    def _of(self, columns: Columns) -> Columns:
        """Return the rules that some columns stand in."""
        return np.unique(self._by_column[:, columns].indices)


class Polytope:
    """All tables that look the same to the attacker, over the hidden cells of one part of a family.

    Every table the solver finds is remembered: `least` and `most` are the values seen of each cell.
    """

    def __init__(self, part: Family, hidden: frozenset[str], ranges: Ranges, *, knowing: bool = False) -> None:
        self.part, self.hidden = part, hidden
        self.order = {cell: n for n, cell in enumerate(sorted(hidden | ranges.keys()))}
        self.truth = np.array([part.figures[cell].value for cell in self.order], dtype=float)
        self.least, self.most = self.truth.copy(), self.truth.copy()
        self.lower = np.zeros(len(self.order))
        self.upper = np.full(len(self.order), np.inf)
        if knowing:
            self.lower[self.truth >= THRESHOLD] = THRESHOLD
            self.upper[self.truth < THRESHOLD] = THRESHOLD - 1
        for cell, (low, high) in ranges.items():
            self.lower[self.order[cell]], self.upper[self.order[cell]] = low, high

    @cached_property
    def _rules(self) -> _Rules:
        rows: list[tuple[list[tuple[int, float]], float, float]] = []
        for each in self.part.sums:
            terms, known = self._split([(each.total, -1.0), *((part, 1.0) for part in each.parts)])
            rows.append((terms, -known, -known))
        for bound in self.part.bounds:
            terms, known = self._split([(bound.less, 1.0), (bound.more, -1.0)])
            rows.append((terms, -np.inf, -known))
        data = [(value, row, column) for row, (terms, _, _) in enumerate(rows) for column, value in terms]
        values, at_row, at_column = np.array(data, dtype=float).reshape(-1, 3).T
        matrix = csr_array((values, (at_row.astype(int), at_column.astype(int))), shape=(len(rows), len(self.order)))
        return _Rules(matrix, np.array([low for _, low, _ in rows]), np.array([high for _, _, high in rows]))

    def _split(self, terms: list[tuple[str, float]]) -> tuple[list[tuple[int, float]], float]:
        """Return the hidden terms of a rule, by column, and what its shown ones add up to."""
        inside = [(self.order[cell], sign) for cell, sign in terms if cell in self.order]
        known = sum(sign * self.part.figures[cell].value for cell, sign in terms if cell not in self.order)
        return inside, known

    def intervals(self, cells: list[str]) -> dict[str, Interval]:
        """Return the least and greatest value each cell can have."""
        return {cell: self._interval(self.order[cell]) for cell in cells}

    def seen_intervals(self, cells: list[str]) -> dict[str, Interval]:
        """Return intervals that are seen to protect, without going to their ends; exact ones where none protects."""
        self.spread(cells, fixed=False)
        return {cell: self.far_enough(cell) for cell in cells}

    def far_enough(self, cell: str) -> Interval:
        """Return an interval that is seen to protect a cell, or the exact one."""
        column = self.order[cell]
        self._look_near(column, self._is_open)
        if not self._is_open(column):
            return self._seen(column)
        high = self._extreme(column, -1.0)
        if high is None:
            return Interval(int(self.least[column]), None)
        return Interval(self._low(column), high) if self._is_open(column) else self._seen(column)

    def fixed(self, cells: list[str]) -> set[str]:
        """Return the cells of which only one value is left."""
        self.spread(cells, fixed=True)
        return {cell for cell in cells if self.is_fixed(cell)}

    def is_fixed(self, cell: str) -> bool:
        """Return whether only one value is left of a cell."""
        column = self.order[cell]
        self._look_near(column, self._is_still)
        for sign in (-1.0, 1.0):
            if not self._is_still(column) or self._extreme(column, sign) is None:
                return False
        return self._is_still(column)

    def spread(self, cells: list[str], *, fixed: bool) -> None:
        """Ask for a few tables, not too far away, in which many cells at once are far from the truth.

        `fixed`: the question is whether cells can differ at all, not whether they can differ enough.
        """
        is_wanted = self._is_still if fixed else self._is_open
        columns = [self.order[cell] for cell in cells]
        lower, upper = np.maximum(self.lower, self.truth - REACH), np.minimum(self.upper, self.truth + REACH)
        for sign in (-1.0, 1.0):
            left = [column for column in columns if is_wanted(column)]
            if len(left) > 1:
                goal = np.zeros(len(self.order))
                goal[left] = sign
                self._solve(goal, lower, upper)

    def _is_open(self, column: int) -> bool:
        return not self._seen(column).protects

    def _is_still(self, column: int) -> bool:
        return bool(self.least[column] == self.most[column])

    def _seen(self, column: int) -> Interval:
        return Interval(round(self.least[column]), round(self.most[column]))

    def _interval(self, column: int) -> Interval:
        """Go to both ends of a cell."""
        high = self._extreme(column, -1.0)
        return Interval(self._low(column), high)

    def _low(self, column: int) -> int:
        low = self._extreme(column, 1.0)
        return int(self.truth[column]) if low is None else low

    def _extreme(self, column: int, sign: float) -> int | None:
        """Return the least (sign 1) or greatest (sign -1) value of a cell; None when there is no end to it.

        When the solver does not answer in time, the true value is returned: that counts as found.
        """
        goal = np.zeros(len(self.order))
        goal[column] = sign
        status = self._solve(goal, self.lower, self.upper)
        if status in UNBOUNDED:
            return None
        if status != 0:
            return int(self.truth[column])
        return int(self.least[column] if sign > 0 else self.most[column])

    def _solve(self, goal: Vector, lower: Vector, upper: Vector) -> int:
        """Look for the table that is best for a goal, remember what is found, and return how that ended."""
        found = _best(goal, self._rules.all, Bounds(lower, upper))
        if found.x is not None:
            self.remember(np.round(found.x))
        return int(found.status)

    def _look_near(self, column: int, is_wanted: Callable[[int], bool]) -> None:
        """Look for tables that differ from the true one only near a cell, as long as they are wanted.

        What hangs together in a whole country takes long to ask anything of, and the cells nearby nearly always do.
        """
        if len(self.order) < MANY:
            return
        for hops in NEAR:
            if not is_wanted(column):
                return
            near = self._rules.around(column, hops)
            for sign in (-1.0, 1.0):
                if is_wanted(column):
                    self._solve_near(near, np.where(near == column, sign, 0.0))

    def _solve_near(self, near: Columns, goal: Vector) -> None:
        """Look for the table that is best for a goal and differs in some columns only; remember what is found."""
        truth = self.truth[near]
        lower, upper = np.maximum(self.lower[near] - truth, -REACH), np.minimum(self.upper[near] - truth, REACH)
        found = _best(goal, self._rules.among(near, self.truth), Bounds(lower, upper))
        if found.x is not None:
            table = self.truth.copy()
            table[near] += np.round(found.x)
            self.remember(table)

    def remember(self, table: Vector) -> None:
        """Keep what a table shows of each cell; one that breaks a rule shows nothing, whatever the solver says."""
        within = np.all(table >= self.lower) and np.all(table <= self.upper)
        if within and self._rules.hold(table):
            self.least, self.most = np.minimum(self.least, table), np.maximum(self.most, table)


def _best(goal: Vector, rules: LinearConstraint, bounds: Bounds) -> OptimizeResult:
    whole = np.ones(len(goal), dtype=int)
    return milp(goal, constraints=rules, integrality=whole, bounds=bounds, options={"time_limit": SECONDS})
