"""The protector: hides, beside every unsafe cell, the cheapest others that keep it from being worked out.

For an unsafe cell it looks for two tables that a reader cannot tell from the true one, in which that cell lies at
least WIDTH apart and can be five or more; what differs between them must be hidden. One cell after another, each time
from what is hidden already, then the attacker judges the whole. Solved as mixed-integer programs with HiGHS (scipy).
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from rules.disclosure import THRESHOLD, WIDTH, AtMost, Family, Sum, components
from rules.disclosure_attack import SECONDS, Attack, attack

REACH = 24
"""How far a hidden cell may lie from its true value in a table that looks the same."""

LEVEL_COST = 3.0
ROUNDS = 4
HOPS = (2, 4, 8)
"""How far from an unsafe cell, in rules, others are looked for: nearby first, which is quick and hides the least."""


@dataclass(frozen=True, slots=True)
class Protection:
    """What must be hidden of a family, and what the attacker makes of it. `holds`: nothing can be worked out."""

    hidden: frozenset[str]
    unsafe: frozenset[str]
    attack: Attack

    @property
    def holds(self) -> bool:
        """Whether the figures that are not hidden may be published."""
        return self.attack.holds

    @property
    def complementary(self) -> frozenset[str]:
        """What is hidden only to keep others from being worked out."""
        return self.hidden - self.unsafe


def protect(family: Family, hidden: frozenset[str] = frozenset()) -> Protection:
    """Return what of a family must be hidden; `hidden` was hidden before and stays so.

    Where no set of cells protects (`holds` is False) nothing may be published: coarsen the tables and try again.
    """
    chosen = family.unsafe | hidden
    found = attack(family, chosen)
    for _ in range(ROUNDS):
        open_cells = sorted(found.disclosed | found.weak, key=lambda cell: (-family.figures[cell].value, cell))
        before = chosen
        for cell in open_cells:
            chosen |= _complement(family, chosen, cell)
        if chosen == before:
            break
        found = attack(family, chosen)
        if found.holds:
            chosen = _thinned(family, chosen, hidden)
            found = attack(family, chosen)
            break
    return Protection(chosen, family.unsafe, found)


def _thinned(family: Family, chosen: frozenset[str], kept: frozenset[str]) -> frozenset[str]:
    """Show again what turns out not to be needed, the dearest first; what hangs together is judged together."""
    for part in components(family, chosen):
        inside = chosen & part.figures.keys()
        for cell in sorted(inside - part.unsafe - kept, key=lambda cell: (-_cost(family, cell), cell)):
            if attack(part, inside - {cell}).holds:
                inside, chosen = inside - {cell}, chosen - {cell}
    return chosen


def _cost(family: Family, cell: str) -> float:
    figure = family.figures[cell]
    return 1 + math.log1p(figure.value) + LEVEL_COST * figure.level


def _complement(family: Family, chosen: frozenset[str], cell: str) -> frozenset[str]:
    """Return the cheapest cells to hide with what is chosen so that `cell` is protected; nothing when none is found."""
    for hops in HOPS:
        near = _Neighbourhood(family, chosen, cell, hops)
        found = near.solve()
        if found is not None:
            return found
    return frozenset()


class _Neighbourhood:
    """The cells around an unsafe one, and the search for two tables there that look the same from outside."""

    def __init__(self, family: Family, chosen: frozenset[str], cell: str, hops: int) -> None:
        self.family, self.cell = family, cell
        self.cells = sorted(_around(family, cell, hops))
        self.order = {each: n for n, each in enumerate(self.cells)}
        figures = [family.figures[each] for each in self.cells]
        self.values = np.array([figure.value for figure in figures], dtype=float)
        self.free = np.array([each in chosen for each in self.cells])
        self.can_hide = np.array(
            [each in chosen or not figure.known
             for each, figure in zip(self.cells, figures, strict=True)]
        )  # fmt: skip

    def solve(self) -> frozenset[str] | None:
        """Return what to hide; None when no two tables are found here, or not in time."""
        count, target = len(self.cells), self.order[self.cell]
        costs = [0.0 if free else _cost(self.family, each) for each, free in zip(self.cells, self.free, strict=True)]
        goal = np.concatenate([np.zeros(2 * count), costs])
        reach = np.where(self.can_hide, REACH, 0.0)
        low = np.concatenate([np.maximum(0.0, self.values - reach)] * 2 + [np.where(self.free, 1.0, 0.0)])
        high = np.concatenate([self.values + reach] * 2 + [np.where(self.can_hide, 1.0, 0.0)])
        low[count + target] = max(low[count + target], min(float(THRESHOLD), high[count + target]))
        apart = csr_array(([1.0, -1.0], ([0, 0], [count + target, target])), shape=(1, 3 * count))
        found = milp(
            goal,
            constraints=[*self._tables, *self._ties, LinearConstraint(apart, WIDTH, np.inf)],
            integrality=np.ones(3 * count, dtype=int),
            bounds=Bounds(low, high),
            options={"time_limit": SECONDS},
        )
        if found.x is None:
            return None
        return frozenset(each for n, each in enumerate(self.cells) if found.x[2 * count + n] > 0.5 and not self.free[n])

    @cached_property
    def _tables(self) -> list[LinearConstraint]:
        """Both tables keep every sum and bound."""
        count, kept = len(self.cells), []
        for offset in (0, count):
            for rule in _rules_within(self.family, self.order):
                terms, low, high = self._as_row(rule)
                columns = [offset + self.order[each] for each, _ in terms]
                row = csr_array(([sign for _, sign in terms], ([0] * len(terms), columns)), shape=(1, 3 * count))
                kept.append(LinearConstraint(row, low, high))
        return kept

    def _as_row(self, rule: Sum | AtMost) -> tuple[list[tuple[str, float]], float, float]:
        """Return the terms of a rule that lie here, and its limits after the others, which stay as they are."""
        if isinstance(rule, Sum):
            terms = [(rule.total, -1.0), *((part, 1.0) for part in rule.parts)]
        else:
            terms = [(rule.less, 1.0), (rule.more, -1.0)]
        outside = sum(sign * self.family.figures[each].value for each, sign in terms if each not in self.order)
        inside = [(each, sign) for each, sign in terms if each in self.order]
        return inside, (-outside if isinstance(rule, Sum) else -np.inf), -outside

    @property
    def _ties(self) -> list[LinearConstraint]:
        """A cell may differ from its true value only where it is hidden."""
        count = len(self.cells)
        eye = np.arange(count)
        ties = []
        for offset in (0, count):
            for sign in (1.0, -1.0):
                matrix = csr_array(
                    (np.concatenate([np.full(count, sign), np.full(count, -float(REACH))]),
                     (np.concatenate([eye, eye]), np.concatenate([offset + eye, 2 * count + eye]))),
                    shape=(count, 3 * count),
                )  # fmt: skip
                ties.append(LinearConstraint(matrix, -np.inf, sign * self.values))
        return ties


def _rules_within(family: Family, order: dict[str, int]) -> list[Sum | AtMost]:
    found: list[Sum | AtMost] = [each for each in family.sums if {each.total, *each.parts} & order.keys()]
    return found + [each for each in family.bounds if {each.less, each.more} & order.keys()]


def _around(family: Family, cell: str, hops: int) -> set[str]:
    """Return the cells that are reached from one within some rules."""
    reached, edge = {cell}, {cell}
    rules = [{each.total, *each.parts} for each in family.sums] + [{each.less, each.more} for each in family.bounds]
    for _ in range(hops):
        edge = set().union(*(rule for rule in rules if rule & edge)) - reached
        if not edge:
            break
        reached |= edge
    return reached
