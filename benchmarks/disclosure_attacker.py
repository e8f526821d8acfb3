"""An attacker of its own, who has only what was printed and knows how the tables hang together.

It shares no code with rules/disclosure*.py: what that protects, this tries to work out, over all reports at once.
Whole numbers of at least zero; each question is a mixed-integer program, asked within what hangs together. A cell is
safe because of a table that was found and checked to fit; a cell the solver says cannot move is asked for once more
without its presolve, which now and then calls an end what is none (HiGHS of scipy 1.17).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

SMALL, WIDTH = 5, 4
FAR = 1_000_000.0
ABOUT, HALF = "~", 2
"""How a figure to the nearest five is given, and how far its true value may lie from it."""

Terms = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Equation:
    """That the sum of the terms (cell, sign) is zero, or, unless `exact`, at most zero."""

    terms: Terms
    exact: bool = True


@dataclass(frozen=True)
class Verdict:
    """How many small counts were asked for, and which of them were found, or nearly."""

    asked: int
    inferred: tuple[str, ...]
    under_protected: tuple[str, ...]


def judge(
    truth: Mapping[str, int], shown: Mapping[str, str], equations: Sequence[Equation], small: Sequence[str]
) -> Verdict:
    """Return what can be worked out of the `small` cells.

    `shown`: what is printed of a cell: a number, "~25", "<5", or "niet getoond"; what is not printed is not in it.

    Raises: ValueError, when the true tables break an equation or do not fit what is printed: it would find nothing.
    """
    if broken := [*violated(truth, equations), *misprinted(truth, shown)]:
        raise ValueError(f"what the attacker takes as true is not, {len(broken)} times: {broken[:3]}")
    known = {cell for cell in truth if shown.get(cell, "").isdigit()}
    hidden = sorted(truth.keys() - known)
    column = {cell: n for n, cell in enumerate(hidden)}
    inferred = [cell for cell in small if cell in known]
    narrow: list[str] = []
    live = [each for each in equations if any(cell in column for cell, _ in each.terms)]
    for cells, rules in _parts(hidden, column, live):
        asked = [cell for cell in small if cell in cells]
        if not asked:
            continue
        blind = _Guess(truth, shown, sorted(cells), rules, reads_masks=False)
        reader = _Guess(truth, shown, sorted(cells), rules, reads_masks=True)
        for cell in asked:
            low, high = blind.ends(cell, far_enough=True)
            first, last = reader.ends(cell, far_enough=False)
            if first == last:
                inferred.append(cell)
            elif high < SMALL or high - low < WIDTH:
                narrow.append(cell)
    return Verdict(len(small), tuple(inferred), tuple(narrow))


def violated(truth: Mapping[str, int], equations: Sequence[Equation]) -> list[str]:
    """Return the equations that the true tables break, as text; a cell that was never counted breaks its equation."""
    found = []
    for each in equations:
        missing = [cell for cell, _ in each.terms if cell not in truth]
        value = sum(sign * truth.get(cell, 0) for cell, sign in each.terms)
        if missing or value > 0 or (each.exact and value):
            found.append(f"{value} = {each.terms[:3]}, without {missing[:3]}")
    return found


def misprinted(truth: Mapping[str, int], shown: Mapping[str, str]) -> list[str]:
    """Return the cells of which something else is printed than the truth, its range or its mask."""
    return [f"{cell}: {mask} for {truth.get(cell)}" for cell, mask in shown.items() if not _fits(mask, truth.get(cell))]


def _fits(mask: str, value: int | None) -> bool:
    if value is None:
        return False
    if mask.isdigit():
        return int(mask) == value
    low, high = _range(mask)
    return low <= value <= high


def _range(mask: str) -> tuple[float, float]:
    """Return from where to where a masked or rounded figure may lie."""
    if mask.startswith(ABOUT):
        return max(0, int(mask[1:]) - HALF), int(mask[1:]) + HALF
    return (0, SMALL - 1) if mask.startswith("<") else (SMALL, FAR)


def _parts(
    hidden: Sequence[str], column: Mapping[str, int], equations: Sequence[Equation]
) -> list[tuple[set[str], list[Equation]]]:
    """Return the hidden cells in groups that share no equation, each with its equations."""
    edges = [
        (column[inside[0]], column[other])
        for each in equations
        for inside in [[cell for cell, _ in each.terms if cell in column]]
        for other in inside
    ]
    size = len(hidden)
    if not edges:
        return [({cell}, []) for cell in hidden]
    one, two = zip(*edges, strict=True)
    graph = csr_array((np.ones(len(edges)), (one, two)), shape=(size, size))
    count, label = connected_components(graph, directed=False)
    groups: list[tuple[set[str], list[Equation]]] = [(set(), []) for _ in range(count)]
    for cell, n in column.items():
        groups[label[n]][0].add(cell)
    for each in equations:
        groups[label[next(column[cell] for cell, _ in each.terms if cell in column)]][1].append(each)
    return groups


class _Guess:
    """The tables that fit what is printed; every one that is found widens what is known to be possible."""

    def __init__(
        self, truth: Mapping[str, int], shown: Mapping[str, str], cells: Sequence[str], rules: Sequence[Equation], *,
        reads_masks: bool,
    ) -> None:  # fmt: skip
        self.at = {cell: n for n, cell in enumerate(cells)}
        self.low, self.high = np.zeros(len(cells)), np.full(len(cells), FAR)
        for cell, n in self.at.items():
            mask = shown.get(cell, "")
            if mask.startswith(ABOUT) or (reads_masks and mask):
                self.low[n], self.high[n] = _range(mask)
        self.least = np.array([truth[cell] for cell in cells], dtype=float)
        self.most = self.least.copy()
        self.limits = self._limits(truth, rules)

    def _limits(self, truth: Mapping[str, int], rules: Sequence[Equation]) -> list[LinearConstraint]:
        if not rules:
            return []
        matrix = np.zeros((len(rules), len(self.at)))
        right = np.zeros(len(rules))
        for n, rule in enumerate(rules):
            for cell, sign in rule.terms:
                if cell in self.at:
                    matrix[n, self.at[cell]] += sign
                else:
                    right[n] -= sign * truth[cell]
        left = np.where([rule.exact for rule in rules], right, -np.inf)
        return [LinearConstraint(csr_array(matrix), left, right)]

    def ends(self, cell: str, *, far_enough: bool) -> tuple[float, float]:
        """Return the least and greatest value of a cell; no further than it takes to see that it is safe."""
        n = self.at[cell]
        for presolve, sign in product((True, False), (-1.0, 1.0)):
            low, high = self.least[n], self.most[n]
            if (high >= SMALL and high - low >= WIDTH) if far_enough else high > low:
                break
            self._ask(n, sign, presolve=presolve)
        return float(self.least[n]), float(self.most[n])

    def _ask(self, n: int, sign: float, *, presolve: bool) -> None:
        goal = np.zeros(len(self.at))
        goal[n] = sign
        found = milp(
            goal,
            constraints=self.limits,
            integrality=np.ones(len(self.at), dtype=int),
            bounds=Bounds(self.low, self.high),
            options={"presolve": presolve},
        )
        if found.x is None:
            raise ValueError(f"the true table does not fit what is printed: {found.message}")
        table = found.x.round()
        if not self._fits(table):
            raise ValueError("the solver gave a table that does not fit what is printed")
        self.least, self.most = np.minimum(self.least, table), np.maximum(self.most, table)

    def _fits(self, table: NDArray[np.float64]) -> bool:
        inside = bool(np.all((self.low <= table) & (table <= self.high)))
        return inside and all(np.all(room >= 0) for each in self.limits for room in each.residual(table))
