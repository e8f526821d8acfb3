"""The attacker: what somebody can work out who knows the rules of the tables and every figure that is shown.

Every hidden cell is a whole number of at least zero; sums and bounds hold. The least and the greatest value that
leaves is what the attacker knows. Solved as mixed-integer programs with HiGHS (scipy).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from rules.disclosure import THRESHOLD, WIDTH, Family, components

SECONDS = 10.0
"""How long one question to the solver may take; without an answer a cell counts as disclosed."""

REACH = 24.0
"""How far from the truth a first look for other tables goes: far enough for any cell, and it always ends."""

UNBOUNDED = (3, 4)
"""What HiGHS says when there is no end to a cell; 4 is "unbounded or infeasible", and the true table is feasible."""

Ranges: TypeAlias = Mapping[str, tuple[int, int]]
"""Of a cell that is shown rounded: from where to where its true value may lie."""

Vector: TypeAlias = NDArray[np.float64]

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


@dataclass(frozen=True, slots=True)
class Attack:
    """What an attack on a family found: of each unsafe cell the interval, and which are not protected."""

    intervals: dict[str, Interval] = field(default_factory=dict)
    disclosed: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()

    @property
    def holds(self) -> bool:
        """Whether nothing was worked out."""
        return not self.disclosed and not self.weak


def attack(family: Family, hidden: frozenset[str], ranges: Ranges = NO_RANGES, *, exact: bool = True) -> Attack:
    """Attack every unsafe cell of a family of which `hidden` is not shown, and `ranges` only rounded.

    Hidden cells below five are shown as "<5": the attacker knows they lie from zero to four, and that the other hidden
    ones do not. An exact find with that knowledge counts as disclosed; whether a cell is wide enough is judged without
    it. Unless `exact`, a cell that is seen to be protected is not asked further: its interval is at least that wide.
    """
    intervals: dict[str, Interval] = {}
    disclosed, weak = set(family.unsafe - hidden - ranges.keys()), set()
    for part in components(family, hidden | ranges.keys()):
        asked = sorted(part.unsafe & (hidden | ranges.keys()))
        if not asked:
            continue
        here = {cell: limits for cell, limits in ranges.items() if cell in part.figures and cell not in hidden}
        plain = _Polytope(part, hidden & part.figures.keys(), here)
        found = plain.intervals(asked) if exact else plain.seen_intervals(asked)
        fixed = _Polytope(part, plain.hidden, here, knowing=True).fixed(asked)
        intervals |= found
        disclosed |= fixed | {cell for cell, interval in found.items() if interval.is_exact}
        weak |= {cell for cell, interval in found.items() if not interval.protects} - disclosed
    return Attack(intervals, frozenset(disclosed), frozenset(weak))


def stands(family: Family, hidden: frozenset[str], ranges: Ranges = NO_RANGES) -> bool:
    """Return whether a family holds, as `attack` judges it; in the time it takes to find a cell that does not."""
    unseen = hidden | ranges.keys()
    if family.unsafe - unseen:
        return False
    for part in components(family, unseen):
        asked = sorted(part.unsafe & unseen)
        if not asked:
            continue
        inside = hidden.intersection(part.figures)
        here = {cell: limits for cell, limits in ranges.items() if cell in part.figures and cell not in hidden}
        plain, knowing = _Polytope(part, inside, here), _Polytope(part, inside, here, knowing=True)
        plain.spread(asked, fixed=False)
        knowing.spread(asked, fixed=True)
        if not all(plain.far_enough(cell).protects and not knowing.is_fixed(cell) for cell in asked):
            return False
    return True


class _Polytope:
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
    def constraints(self) -> LinearConstraint | None:
        rows: list[tuple[list[tuple[int, float]], float, float]] = []
        for each in self.part.sums:
            terms, known = self._split([(each.total, -1.0), *((part, 1.0) for part in each.parts)])
            if terms:
                rows.append((terms, -known, -known))
        for bound in self.part.bounds:
            terms, known = self._split([(bound.less, 1.0), (bound.more, -1.0)])
            if terms:
                rows.append((terms, -np.inf, -known))
        if not rows:
            return None
        data = [(value, row, column) for row, (terms, _, _) in enumerate(rows) for column, value in terms]
        values, at_row, at_column = zip(*data, strict=True)
        matrix = csr_array((values, (at_row, at_column)), shape=(len(rows), len(self.order)))
        return LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows])

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

    def _fits(self, table: Vector) -> bool:
        """Return whether a table keeps all rules: what the solver found may only free a cell when it does."""
        if np.any(table < self.lower) or np.any(table > self.upper):
            return False
        rules = self.constraints
        return rules is None or bool(all(np.all(room >= 0) for room in rules.residual(table)))

    def _solve(self, goal: Vector, lower: Vector, upper: Vector) -> int:
        """Look for the table that is best for a goal, remember what is found, and return how that ended."""
        found = milp(
            goal,
            constraints=self.constraints,
            integrality=np.ones(len(self.order), dtype=int),
            bounds=Bounds(lower, upper),
            options={"time_limit": SECONDS},
        )
        if found.x is not None and self._fits(table := np.round(found.x)):
            self.least, self.most = np.minimum(self.least, table), np.maximum(self.most, table)
        return int(found.status)
