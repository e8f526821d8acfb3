"""A year beside the quarters that were published before it: what the one gives away of the other."""

from collections.abc import Sequence
from dataclasses import replace

from rules.annual_coarser import REST, add_rest, all_coarser
from rules.annual_family import Facts, gather, union
from rules.annual_run import NOTHING, Scope
from rules.casework import ActionOutcome, FirstHandling
from rules.disclosure import AtMost, Figure, Sum

QUARTERS = 4

ADDED = {("table_3", "total"), ("table_5", "one"), ("table_5", "more"), ("table_b", "total"), ("table_e", "total")}
"""Columns, beside those of what is new, that count happenings: the quarters add up to the year."""

NEW = ("new", "raised")

AT_ITS_END = {"table_4": FirstHandling.RUNNING.value, "table_6": ActionOutcome.RUNNING.value}
"""Tables of how things stood at the end, and what of it does not last: the year has all that lasts of a quarter."""

MATTERS = ("table_2a", "table_2b", "table_2c")
"""Tables of issues: what the first quarter carried over is what the year did. Of clients the year may have more."""

ACCESS = "table_d"
"""Who was new in an earlier quarter may first raise something about the access later: new in the year only."""


def add_quarters(facts: Facts, scope: Scope, earlier: Sequence[Scope], shown: frozenset[str]) -> None:
    """Add the quarters of a scope's year, with what was shown of them, and how they make up the year.

    Where clients moved or records were corrected in between, the figures do not add up; then no rule ties them.
    """
    own = [each for each in earlier if each.subject == scope.subject]
    year = [name for name in facts.figures if name.startswith(f"{scope.name}/")]
    for quarter in own:
        _add(facts, quarter, shown)
    if not own:
        return
    for name in year:
        _tie(facts, name, [name.replace(scope.period, each.period, 1) for each in own])


def _add(facts: Facts, quarter: Scope, shown: frozenset[str]) -> None:
    """Add one quarter with its coarser tables; what was not shown is hidden."""
    here = gather(Facts(), quarter.name, quarter.tables)
    coarse = all_coarser(quarter.tables)
    for table in quarter.tables:
        add_rest(here, quarter.name, table, coarse[table.key], NOTHING)
    for name in here.figures.keys() & shown:
        here.figures[name] = replace(here.figures[name], known=True)
    here.unprinted = here.figures.keys() - shown
    facts.add(here)


def _tie(facts: Facts, year: str, quarters: Sequence[str]) -> None:
    table, row, column = year.split("/")[-3:]
    there = [name for name in quarters if name in facts.figures]
    if row == REST:
        return
    if column == "carried":
        _tie_carried(facts, year, _in(quarters, 1), table)
    elif not there:
        return
    elif table in AT_ITS_END:
        lasting = there if AT_ITS_END[table] not in (row, column) else _in(there, 4)
        _at_most(facts, lasting, year)
    elif column in NEW or (table, column) in ADDED:
        _add_up(facts, year, there, is_all=len(quarters) == QUARTERS and table != ACCESS)
    elif len(quarters) == QUARTERS:
        union(facts, year, there)
    else:
        _at_most(facts, there, year)


def _add_up(facts: Facts, year: str, there: Sequence[str], *, is_all: bool) -> None:
    """Add that the year has what its quarters have; is that not all, the rest is a figure of its own."""
    whole = facts.figures[year]
    later = whole.value - sum(facts.figures[name].value for name in there)
    if later > 0:
        rest = f"{year}/later"
        facts.figures[rest] = Figure(rest, later, 0 if is_all else min(later, whole.people))
        facts.unprinted.add(rest)
        facts.sums.append(Sum(year, (*there, rest)))
    elif later == 0:
        facts.sums.append(Sum(year, tuple(there)))


def _tie_carried(facts: Facts, year: str, first: Sequence[str], table: str) -> None:
    """Add that the first quarter carried over what the year did, of clients at most that; no line is nothing."""
    there = tuple(name for name in first if name in facts.figures)
    if table not in MATTERS:
        _at_most(facts, there, year)
    elif first and sum(facts.figures[name].value for name in there) == facts.figures[year].value:
        facts.sums.append(Sum(year, there))


def _at_most(facts: Facts, less: Sequence[str], more: str) -> None:
    value = facts.figures[more].value
    facts.bounds += [AtMost(name, more) for name in less if facts.figures[name].value <= value]


def _in(cells: Sequence[str], quarter: int) -> list[str]:
    return [cell for cell in cells if cell.partition("/")[0].endswith(f"Q{quarter}")]
