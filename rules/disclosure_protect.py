"""The protector: hides, beside every unsafe cell, the cheapest others that keep it from being worked out.

For an unsafe cell it looks for two tables that a reader cannot tell from the true one, in which that cell lies at
least WIDTH apart and can be five or more; what differs between them must be hidden. One cell after another, each time
from what is hidden already, then the attacker judges the whole, and what turns out not to be needed is shown again.
Solved as linear programs with HiGHS (scipy).
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from rules.disclosure import THRESHOLD, WIDTH, AtMost, Family, Sum, components
from rules.disclosure_attack import Attack, attack, stands
from rules.disclosure_tables import REACH, SECONDS, Vector

LEVEL_COST = 3.0
ROUNDS = 4
MOST_THINNED = 40
"""How many cells of what hangs together are tried to be shown again: each costs an attack."""

FREE, TINY = 1e-3, 1e-6
"""What it costs to move a cell that is hidden already, and below which a cell did not move."""

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


def protect(family: Family, hidden: frozenset[str] = frozenset(), *, exact: bool = True) -> Protection:
    """Return what of a family must be hidden; `hidden` was hidden before and stays so.

    Where no set of cells protects (`holds` is False) nothing may be published: coarsen the tables and try again.
    `exact`: the attack tells how far each cell can go, which takes longer; without it, that each goes far enough.
    """
    chosen = family.unsafe | hidden
    found = attack(family, chosen, exact=False)
    for _ in range(ROUNDS):
        more = _more(family, chosen, found)
        if not more:
            break
        chosen |= more
        found = attack(family, chosen, exact=False)
        if found.holds:
            chosen = _thinned(family, chosen, hidden)
            found = attack(family, chosen, exact=False)
            break
    return Protection(chosen, family.unsafe, attack(family, chosen) if exact else found)


def _more(family: Family, chosen: frozenset[str], found: Attack) -> frozenset[str]:
    """Return what to hide as well for the cells that do not hold; nothing when one of them can not be helped."""
    more: frozenset[str] = frozenset()
    for cell in sorted(found.disclosed | found.weak, key=lambda cell: (-family.figures[cell].value, cell)):
        for knowing in (False, True) if cell in found.disclosed else (False,):
            complement = _complement(family, chosen | more, cell, knowing=knowing)
            if complement is None:
                return frozenset()
            more |= complement
    return more


def _thinned(family: Family, chosen: frozenset[str], kept: frozenset[str]) -> frozenset[str]:
    """Show again what turns out not to be needed, the dearest first; what hangs together is judged together."""
    for part in components(family, chosen):
        inside = chosen & part.figures.keys()
        spare = sorted(inside - part.unsafe - kept, key=lambda cell: (-_cost(family, cell), cell))
        for cell in spare[:MOST_THINNED]:
            if stands(part, inside - {cell}):
                inside, chosen = inside - {cell}, chosen - {cell}
    return chosen


def _cost(family: Family, cell: str) -> float:
    figure = family.figures[cell]
    return 1 + math.log1p(figure.value) + LEVEL_COST * figure.level


def _complement(family: Family, chosen: frozenset[str], cell: str, *, knowing: bool) -> frozenset[str] | None:
    """Return the cheapest cells to hide with what is chosen so that `cell` is protected; None when there are none.

    `knowing`: so that the cell keeps two values at least for who knows which hidden cells lie below five.
    """
    size = 0
    for hops in HOPS:
        near = _Neighbourhood(family, chosen, cell, hops)
        if len(near.cells) == size:
            return None
        size = len(near.cells)
        found = near.solve(knowing=knowing)
        if found is not None:
            return found
    return None


class _Neighbourhood:
    """The cells around an unsafe one, and the search for two tables there that look the same from outside.

    The unknowns are how far each cell lies above and below its true value in the upper table, and in the lower one.
    Every unit away from the truth costs what the cell is worth, so that few and cheap cells differ.
    """

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

    def solve(self, *, knowing: bool) -> frozenset[str] | None:
        """Return what to hide; None when no two tables are found here, or not in time."""
        target, value = self.order[self.cell], float(self.family.figures[self.cell].value)
        worth = np.array(
            [FREE if free else _cost(self.family, each) for each, free in zip(self.cells, self.free, strict=True)]
        )
        up, down = self._room(knowing=knowing)
        count = len(self.cells)
        apart = csr_array(
            ([1.0, -1.0, -1.0, 1.0, 1.0, -1.0], ([0, 0, 0, 0, 1, 1], [target + n * count for n in (0, 1, 2, 3, 0, 1)])),
            shape=(2, 4 * count),
        )
        least = [1.0, -np.inf] if knowing else [WIDTH, THRESHOLD - value]
        found = milp(
            np.tile(worth, 4),
            constraints=[*self._tables, LinearConstraint(apart, least, np.inf)],
            bounds=Bounds(0.0, np.concatenate([up, down, up, down])),
            options={"time_limit": SECONDS},
        )
        if found.x is None:
            return None
        moved = np.abs(found.x).reshape(4, count).max(axis=0) > TINY
        return frozenset(each for n, each in enumerate(self.cells) if moved[n] and not self.free[n])

    def _room(self, *, knowing: bool) -> tuple[Vector, Vector]:
        """Return how far each cell may go up and down."""
        up, down = np.full(len(self.cells), REACH), np.minimum(self.values, REACH)
        if knowing:
            small = self.values < THRESHOLD
            up, down = np.where(small, THRESHOLD - 1 - self.values, up), np.where(small, down, self.values - THRESHOLD)
        return np.where(self.can_hide, up, 0.0), np.where(self.can_hide, down, 0.0)

    @cached_property
    def _tables(self) -> list[LinearConstraint]:
        """Both tables keep every sum and bound."""
        rules = _rules_within(self.family, self.order)
        if not rules:
            return []
        entries, highs, lows = [], [], []
        for n, rule in enumerate(rules):
            terms, high = self._as_row(rule)
            entries += [(sign, n, self.order[each]) for each, sign in terms]
            highs.append(high)
            lows.append(high if isinstance(rule, Sum) else -np.inf)
        signs, rows, columns = zip(*entries, strict=True)
        half = csr_array((signs, (rows, columns)), shape=(len(rules), len(self.cells)))
        none = csr_array(half.shape)
        matrix = vstack([hstack([half, -half, none, none]), hstack([none, none, half, -half])])
        return [LinearConstraint(matrix, lows * 2, highs * 2)]

    def _as_row(self, rule: Sum | AtMost) -> tuple[list[tuple[str, float]], float]:
        """Return the terms of a rule that lie here, and how far they may go up together; the others stay."""
        if isinstance(rule, Sum):
            terms = [(rule.total, -1.0), *((part, 1.0) for part in rule.parts)]
        else:
            terms = [(rule.less, 1.0), (rule.more, -1.0)]
        high = -sum(sign * self.family.figures[each].value for each, sign in terms)
        return [(each, sign) for each, sign in terms if each in self.order], high


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
