"""The attacker: what somebody can work out who knows the rules of the tables and every figure that is shown.

Every hidden cell is a whole number of at least zero; sums and bounds hold. The least and the greatest value that
leaves is what the attacker knows. Solved as mixed-integer programs with HiGHS (scipy).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from rules.disclosure import THRESHOLD, WIDTH, Family, components

SECONDS = 10.0
"""How long one question to the solver may take; without an answer a cell counts as disclosed."""

UNBOUNDED = (3, 4)
"""What HiGHS says when there is no end to a cell; 4 is "unbounded or infeasible", and the true table is feasible."""


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

    intervals: dict[str, Interval]
    disclosed: frozenset[str]
    weak: frozenset[str]

    @property
    def holds(self) -> bool:
        """Whether nothing was worked out."""
        return not self.disclosed and not self.weak


def attack(family: Family, hidden: frozenset[str]) -> Attack:
    """Attack every unsafe cell of a family of which `hidden` is not shown.

    Hidden cells below five are shown as "<5": the attacker knows they lie from zero to four. An exact find with that
    knowledge counts as disclosed; whether a cell is wide enough is judged without it.
    """
    intervals: dict[str, Interval] = {}
    disclosed, weak = set(family.unsafe - hidden), set()
    for part in components(family, hidden):
        plain = _Polytope(part, hidden & part.figures.keys(), frozenset())
        small = frozenset(cell for cell in plain.hidden if part.figures[cell].value < THRESHOLD)
        knowing = _Polytope(part, plain.hidden, small)
        for cell in sorted(part.unsafe & plain.hidden):
            interval = intervals[cell] = plain.interval(cell)
            if interval.is_exact or knowing.is_fixed(cell):
                disclosed.add(cell)
            elif not interval.protects:
                weak.add(cell)
    return Attack(intervals, frozenset(disclosed), frozenset(weak))


class _Polytope:
    """All tables that look the same to the attacker, over the hidden cells of one part of a family."""

    def __init__(self, part: Family, hidden: frozenset[str], small: frozenset[str]) -> None:
        self.part, self.hidden = part, hidden
        self.order = {cell: n for n, cell in enumerate(sorted(hidden))}
        self.lower = np.zeros(len(self.order))
        self.upper = np.full(len(self.order), np.inf)
        for cell in small:
            self.upper[self.order[cell]] = THRESHOLD - 1

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

    def interval(self, cell: str) -> Interval:
        """Return the least and greatest value a cell can have."""
        low, high = self._extreme(cell, 1.0), self._extreme(cell, -1.0)
        value = self.part.figures[cell].value
        return Interval(value if low is None else round(low), None if high is None else round(high))

    def is_fixed(self, cell: str) -> bool:
        """Whether only one value is left."""
        found = self.interval(cell)
        return found.is_exact

    def _extreme(self, cell: str, sign: float) -> float | None:
        """Return the least (sign 1) or greatest (sign -1) value of a cell; None when there is no end to it.

        When the solver does not answer in time, the true value is returned: that counts as found.
        """
        goal = np.zeros(len(self.order))
        goal[self.order[cell]] = sign
        found = milp(
            goal,
            constraints=self.constraints,
            integrality=np.ones(len(self.order), dtype=int),
            bounds=Bounds(self.lower, self.upper),
            options={"time_limit": SECONDS},
        )
        if found.status in UNBOUNDED:
            return None
        if found.x is None or found.status != 0:
            return float(self.part.figures[cell].value)
        return float(found.x[self.order[cell]])
