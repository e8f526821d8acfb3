"""How the figures of yearly reports hang together: within a table, between tables, and between a place and its country.

A cell has one name wherever it is printed, so that what is hidden in one report is hidden in all. Cells of a place are
`2026/res:GM0392/table_1a/youth/new`: year, scope, table, row and column; `nl` is the country.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from rules.annual_tables import Count, CountRow, CountTable
from rules.disclosure import AtMost, Family, Figure, Sum, family_of

SAME_ROW = {("table_1b", "total"): ("table_1a", "parent"), ("table_1c", "total"): ("table_1a", "total")}
"""Rows that print the figures of another table's row."""

SAME_TABLE = {"question": "table_2a", "problem": "table_2b", "complaint": "table_2c"}
"""Where the new issues of table 2d stand as well, in the total row."""

EVERY_ISSUE = "issues/all/total"
"""All issues of a scope: printed nowhere, yet both tables 2a to 2c and table 4 add up to it."""


@dataclass
class Facts:
    """The figures and rules of one or more scopes, gathered table by table."""

    figures: dict[str, Figure] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    bounds: list[AtMost] = field(default_factory=list)
    unprinted: set[str] = field(default_factory=set)

    def family(self) -> Family:
        """Return all of it as one family."""
        return family_of(self.figures.values(), self.sums, self.bounds)

    def add(self, other: "Facts") -> None:
        """Add the facts of others; a cell that both have is kept as it is here."""
        for name, figure in other.figures.items():
            self.figures.setdefault(name, figure)
        self.sums += other.sums
        self.bounds += other.bounds
        self.unprinted |= other.unprinted


def cell_name(scope: str, table: str, row: str, column: str) -> str:
    """Return the one name of a cell, also where another table prints it too."""
    if table == "table_2d" and column == "raised":
        return f"{scope}/{SAME_TABLE[row]}/total/new"
    table, row = SAME_ROW.get((table, row), (table, row))
    return f"{scope}/{table}/{row}/{column}"


def gather(
    facts: Facts, scope: str, tables: Sequence[CountTable], names: Mapping[str, str] = MappingProxyType({})
) -> Facts:
    """Add the tables of one scope, with every rule a reader knows about them.

    `names`: the name that a cell has elsewhere, where that is not to be seen from here.
    """
    for table in tables:
        _add_table(facts, scope, table, names)
    _add_issues(facts, scope, {table.key: table for table in tables})
    return facts


def row_names(scope: str, table: CountTable, row: CountRow, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the cells of one line."""
    found = (cell_name(scope, table.key, row.key, column) for column, _ in table.columns)
    return tuple(names.get(name, name) for name in found)


def _add_table(facts: Facts, scope: str, table: CountTable, renamed: Mapping[str, str]) -> None:
    lines = [*table.rows, *([table.total] if table.total else [])]
    named = {row.key: row_names(scope, table, row, renamed) for row in lines}
    for row in lines:
        names = named[row.key]
        for (column, _), name, count in zip(table.columns, names, row.counts, strict=True):
            _put(facts, name, count, level=(row.key == "total") + (column == "total" and len(names) > 2))
        _add_row_rules(facts, scope, table, row, names)
    if table.total is not None and table.adds_up:
        for n in range(len(table.columns)):
            facts.sums.append(Sum(named["total"][n], tuple(named[row.key][n] for row in table.rows)))


def _add_row_rules(facts: Facts, scope: str, table: CountTable, row: CountRow, names: Sequence[str]) -> None:
    """Rules along a line: what is not new was carried over; the outcomes or ages add up; clients raise one or more."""
    keys = [column for column, _ in table.columns]
    if keys == ["total", "new"]:
        total, new = row.counts
        carried = cell_name(scope, table.key, row.key, "carried")
        people = total.people - new.people if total.carried is None else total.carried
        _put(facts, carried, Count(total.value - new.value, people), level=row.key == "total")
        facts.unprinted.add(carried)
        facts.sums.append(Sum(names[0], (names[1], carried)))
    elif keys == ["raised", "clients"]:
        facts.bounds.append(AtMost(names[1], names[0]))
    elif keys[-1] == "total" and len(keys) > 1:
        facts.sums.append(Sum(names[-1], tuple(names[:-1])))


def union(facts: Facts, whole: str, parts: Sequence[str]) -> None:
    """Add that the clients of `whole` are those of `parts` together, who may be in more than one of these.

    Where the figures show that it is not so, nothing is added.
    """
    value, values = facts.figures[whole].value, [facts.figures[part].value for part in parts]
    if not parts or not max(values) <= value <= sum(values):
        return
    if len(parts) == 1:
        facts.sums.append(Sum(whole, tuple(parts)))
        return
    together = f"{whole}/together"
    facts.figures[together] = Figure(together, sum(facts.figures[part].value for part in parts), 0)
    facts.unprinted.add(together)
    facts.sums.append(Sum(together, tuple(parts)))
    facts.bounds.append(AtMost(whole, together))
    facts.bounds += [AtMost(part, whole) for part in parts]


def _put(facts: Facts, name: str, count: Count, *, level: int) -> None:
    known = facts.figures.get(name)
    if known is None:
        facts.figures[name] = Figure(name, count.value, len(count.people), level=level)
    elif known.value != count.value:
        raise ValueError(f"{name} is counted as {known.value} and as {count.value}")


def _add_issues(facts: Facts, scope: str, tables: Mapping[str, CountTable]) -> None:
    """Tables 2a to 2c, and table 4, each add up to all issues."""
    twos = [cell_name(scope, key, "total", "total") for key in SAME_TABLE.values() if key in tables]
    if "table_4" not in tables or len(twos) != len(SAME_TABLE):
        return
    fours = tuple(cell_name(scope, "table_4", row.key, "total") for row in tables["table_4"].rows)
    name = f"{scope}/{EVERY_ISSUE}"
    value = sum(facts.figures[each].value for each in twos)
    facts.figures[name] = Figure(name, value, 0)
    facts.unprinted.add(name)
    facts.sums += [Sum(name, tuple(twos)), Sum(name, fours)]


LINKS: Mapping[tuple[str, str, str], tuple[str, str, str]] = {
    **{("table_a", "youths", column): ("table_1a", "youth", column) for column in ("total", "new")},
    **{("table_a", "total", column): ("table_1a", "total", column) for column in ("total", "new")},
    **{("table_b", kind, "total"): (table, "total", "new") for kind, table in SAME_TABLE.items()},
}
"""Figures of the country that are the sum over all places (unknown residence among them) of a figure of part 1."""
