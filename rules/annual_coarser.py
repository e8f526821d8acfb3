"""Coarser tables: small lines together as "Overig", and no columns but the total."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rules.annual_family import Facts, cell_name, row_names
from rules.annual_tables import Count, CountRow, CountTable
from rules.disclosure import THRESHOLD, Figure, Sum

REST, REST_LABEL = "rest", "Overig"


@dataclass(frozen=True, slots=True)
class Coarse:
    """A coarser table, and the keys of the rows that are together in its rest."""

    table: CountTable
    merged: tuple[str, ...] = ()


def coarser(table: CountTable) -> Coarse:
    """Return a table with its total column only, and with every line of fewer than five people in the rest.

    A rest of fewer than five takes the next smallest line with it. Source: house policy (DOMAIN.md 6.1 item 6).
    """
    keys = [column for column, _ in table.columns]
    if "total" not in keys or table.total is None or not table.adds_up:
        return Coarse(table)
    kept = keys.index("total")
    narrow = replace(
        table,
        columns=(table.columns[kept],),
        rows=tuple(_only(row, kept) for row in table.rows),
        total=_only(table.total, kept),
    )
    merged = _to_merge(narrow.rows)
    if not merged:
        return Coarse(narrow)
    gone = {row.key for row in merged}
    rest = CountRow(REST, REST_LABEL, (_together(row.counts[0] for row in merged),))
    left = tuple(row for row in narrow.rows if row.key not in gone)
    rows = (*left, rest) if left else ()
    return Coarse(replace(narrow, rows=rows), tuple(row.key for row in merged) if left else ())


def _only(row: CountRow, column: int) -> CountRow:
    return replace(row, counts=(row.counts[column],))


def _to_merge(rows: Sequence[CountRow]) -> list[CountRow]:
    """Return the small lines, and as many others as it takes to make five people."""
    ordered = sorted((row for row in rows if row.counts[0].value), key=lambda row: len(row.counts[0].people))
    merged = [row for row in ordered if len(row.counts[0].people) < THRESHOLD]
    others = ordered[len(merged) :]
    while merged and others and len(_together(row.counts[0] for row in merged).people) < THRESHOLD:
        merged.append(others.pop(0))
    return [row for row in rows if row in merged]


def _together(counts: Iterable[Count]) -> Count:
    listed = list(counts)
    return Count(sum(count.value for count in listed), frozenset().union(*(count.people for count in listed)))


def all_coarser(tables: Iterable[CountTable]) -> Mapping[str, Coarse]:
    """Return some tables coarser, by key."""
    return {table.key: coarser(table) for table in tables}


def add_rest(facts: Facts, scope: str, fine: CountTable, coarse: Coarse, names: Mapping[str, str]) -> None:
    """Add that the rest of a coarser table is the sum of the lines that it hides."""
    if not coarse.merged:
        return
    column = [key for key, _ in fine.columns].index("total")
    parts = tuple(row_names(scope, fine, row, names)[column] for row in fine.rows if row.key in coarse.merged)
    row = coarse.table.rows[-1]
    rest = cell_name(scope, fine.key, REST, "total")
    facts.figures[rest] = Figure(rest, row.counts[0].value, len(row.counts[0].people))
    facts.sums.append(Sum(rest, parts))
