"""The year before, as it was published: figures for comparison come from the released report, never from a recount.

So a printed total that is not the sum of its rows stays as it was printed (table A of 2015 in the report of 2016).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rules.reports import Cell, Masked, Ranking, Row, Table, Topic, Why

NOT_THE_SUM = "Het totaal van {year} staat hier zoals het toen is gepubliceerd; het is niet de som van de rijen."


@dataclass(frozen=True)
class Previous:
    """The content of the released national report of a year (rules.reports.as_data), with its tables by key."""

    year: int
    method: str
    tables: Mapping[str, Any]

    def column(self, key: str) -> Mapping[str, Cell]:
        """Return the first column of a table by the label of its row; the total is under its own label."""
        table = self.tables.get(key, {})
        rows = [*table.get("rows", ()), *((table["total"],) if "total" in table else ())]
        return {row["label"]: _cell(row["values"][0]) for row in rows}

    def topics(self, key: str) -> tuple[Topic, ...]:
        """Return the topics of a ranking as they were published, with their counts if these were."""
        table = self.tables.get(key, {})
        if "rankings" in table:
            listed = table["rankings"].get(str(self.year), ())
            return tuple(Topic(each) if isinstance(each, str) else Topic(*each) for each in listed)
        return tuple(Topic(row["label"], row["values"][0]) for row in table.get("rows", ()))


def previous_of(data: Mapping[str, Any]) -> Previous:
    """Return what a later report needs of a released one."""
    return Previous(data["year"], data["method"], data["tables"])


def _cell(value: int | dict[str, str] | None) -> Cell:
    return Masked(value["shown"], Why.SMALL_COUNT) if isinstance(value, dict) else value


def beside(table: Table, year: int, previous: Previous | None) -> Table:
    """Return a table of this year with its columns named by year and the year before beside it, if it was released."""
    columns = tuple(f"{name} {year}" for name in table.columns)
    before = previous.column(table.key) if previous else {}
    if previous is None or not before:
        return replace(table, columns=columns)
    more = replace(
        table,
        columns=(*columns, f"{table.columns[0]} {previous.year}"),
        rows=tuple(_wider(row, before) for row in table.rows),
        total=_wider(table.total, before) if table.total else None,
    )
    return more if _adds_up(more) else replace(more, note=f"{more.note} {_warning(previous)}".strip())


def _wider(row: Row, before: Mapping[str, Cell]) -> Row:
    return replace(row, cells=(*row.cells, before.get(row.label)))


def _adds_up(table: Table) -> bool:
    """Return whether the last column adds up, as far as it is shown."""
    parts = [row.cells[-1] for row in table.rows]
    total = table.total.cells[-1] if table.total else None
    numbers = [part for part in parts if isinstance(part, int)]
    return not isinstance(total, int) or len(numbers) < len(parts) or sum(numbers) == total


def _warning(previous: Previous) -> str:
    return NOT_THE_SUM.format(year=previous.year)


def topics_beside(table: Table, year: int, previous: Previous | None) -> Table:
    """Return a ranking of this year with that of the year before: as rows where both name the same in one order.

    Without counts they stand side by side.
    """
    now = table.rankings[0].topics if table.rankings else ()
    before = previous.topics(table.key) if previous else ()
    if any(topic.count is None for topic in (*now, *before)):
        older = (Ranking(str(previous.year), before),) if previous and before else ()
        return replace(table, rankings=(Ranking(str(year), now), *older))
    if previous is None or not before:
        rows = tuple(Row(topic.label, (topic.count,)) for topic in now)
        return replace(table, columns=(f"Totaal {year}",), rankings=None, rows=rows)
    columns = (f"Totaal {year}", f"Totaal {previous.year}")
    if [topic.label for topic in now] != [topic.label for topic in before]:
        rankings = (Ranking(str(year), now), Ranking(str(previous.year), before))
        return replace(table, columns=columns, rankings=rankings)
    rows = tuple(Row(topic.label, (topic.count, past.count)) for topic, past in zip(now, before, strict=True))
    return replace(table, columns=columns, rankings=None, rows=rows)
