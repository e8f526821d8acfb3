"""Disclosure control: which figures of a family of tables may be shown so that none leads back to a child.

A family is everything one run publishes and everything published before that counts the same things. A cell is
unsafe (primary) when one to four distinct people stand behind it. Hiding only those is undone by subtraction, so
others are hidden with them (complementary) until an attacker who knows every rule of the tables, and every figure
shown, can neither compute an unsafe cell nor pin it down (rules/disclosure_attack.py).
Source: house policy on AVG art. 5 (DOMAIN.md 6.1 item 6, TRUST.md section 4).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

THRESHOLD = 5
"""From how many distinct people on a figure may be shown."""

WIDTH = 4
"""How far apart the least and the greatest possible value of an unsafe cell must stay."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `cell` names what it counts, alike in every report; `people` stand behind it.

    `known`: shown in an earlier publication, so it cannot be hidden any more. `level` is 0 for a single cell and
    higher for totals: hiding those costs readers more.
    """

    cell: str
    value: int
    people: int
    known: bool = False
    level: int = 0

    @property
    def is_unsafe(self) -> bool:
        """Whether one to four people stand behind it. Nobody behind it is nobody's secret."""
        return 0 < self.people < THRESHOLD


@dataclass(frozen=True, slots=True)
class Sum:
    """That `total` is the sum of `parts`, which every reader knows."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtMost:
    """That `less` is never more than `more`, such as new clients and all clients."""

    less: str
    more: str


@dataclass(frozen=True)
class Family:
    """Figures that must be protected together, and how they hang together."""

    figures: Mapping[str, Figure]
    sums: tuple[Sum, ...] = ()
    bounds: tuple[AtMost, ...] = ()

    def __post_init__(self) -> None:
        named = {cell for each in self.sums for cell in (each.total, *each.parts)}
        named |= {cell for each in self.bounds for cell in (each.less, each.more)}
        if missing := named - self.figures.keys():
            raise ValueError(f"rules name figures that are not there: {sorted(missing)[:3]}")
        for each in self.sums:
            if self.figures[each.total].value != sum(self.figures[part].value for part in each.parts):
                raise ValueError(f"{each.total} is not the sum of its parts")

    @property
    def unsafe(self) -> frozenset[str]:
        """The cells that must be hidden whatever else is."""
        return frozenset(cell for cell, figure in self.figures.items() if figure.is_unsafe and not figure.known)


def family_of(figures: Iterable[Figure], sums: Iterable[Sum] = (), bounds: Iterable[AtMost] = ()) -> Family:
    """Return the family of some figures; the same cell given twice must have the same value. Raises: ValueError."""
    kept: dict[str, Figure] = {}
    for figure in figures:
        known = kept.get(figure.cell)
        if known is not None and known.value != figure.value:
            raise ValueError(f"{figure.cell} is counted as {known.value} and as {figure.value}")
        if known is None or figure.known:
            kept[figure.cell] = figure
    return Family(kept, tuple(dict.fromkeys(sums)), tuple(dict.fromkeys(bounds)))


def components(family: Family, hidden: frozenset[str]) -> list[Family]:
    """Return the parts of a family that share no hidden cell: each can be attacked and protected alone.

    A part holds its hidden cells and the rules these stand in, with the shown cells those name.
    """
    parent = {cell: cell for cell in hidden}

    def root(cell: str) -> str:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    rules: list[tuple[Sum | AtMost, tuple[str, ...]]] = [(each, (each.total, *each.parts)) for each in family.sums]
    rules += [(each, (each.less, each.more)) for each in family.bounds]
    touched = [(rule, cells, [cell for cell in cells if cell in hidden]) for rule, cells in rules]
    for _, _, inside in touched:
        for cell in inside[1:]:
            parent[root(cell)] = root(inside[0])
    cells: dict[str, set[str]] = {}
    for cell in hidden:
        cells.setdefault(root(cell), set()).add(cell)
    sums: dict[str, list[Sum]] = {}
    bounds: dict[str, list[AtMost]] = {}
    for rule, named, inside in touched:
        if not inside:
            continue
        home = root(inside[0])
        cells[home].update(named)
        if isinstance(rule, Sum):
            sums.setdefault(home, []).append(rule)
        else:
            bounds.setdefault(home, []).append(rule)
    return [
        Family({cell: family.figures[cell] for cell in sorted(cells[home])},
               tuple(sums.get(home, ())), tuple(bounds.get(home, ())))
        for home in sorted(cells)
    ]  # fmt: skip


def people_behind(groups: Sequence[frozenset[int]]) -> int:
    """Return how many distinct people stand behind figures that are added together."""
    return len(frozenset().union(*groups))
