"""The one report model: sections of text and tables of numbers, from which every format is made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias


class Why(StrEnum):
    """Why something is not shown."""

    SMALL_COUNT = "small_count"
    ONE_AGENCY = "one_agency"
    FAMILY_HOME = "family_home"


class Tone(StrEnum):
    """What a part of a bar means; how it looks is for the page to say."""

    GOOD = "good"
    LATE = "late"
    BAD = "bad"
    EXCUSED = "excused"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Masked:
    """A number that is not shown. The number itself is not in here."""

    shown: str
    why: Why


Cell: TypeAlias = int | Masked | None
"""A count, a hidden count, or None where nothing can be counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One column of a table as part of each row's bar."""

    column: int
    tone: Tone


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers in rows and columns, or (`names`) a list of names.

    `key` is stable for machines, `number` is what people call it ("8a"; empty: it has none). `left_out` says why
    names are missing from a list, never how many or which. `as_shares`: each row's bar fills its line.
    """

    key: str
    title: str
    number: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    total: Row | None = None
    names: tuple[str, ...] | None = None
    left_out: Why | None = None
    note: str = ""
    bars: tuple[Bar, ...] = ()
    as_shares: bool = False

    def suppressed(self) -> Iterator[dict[str, str]]:
        """Yield where something is not shown, and why."""
        if self.left_out is not None:
            yield {"table": self.key, "why": self.left_out.value}
        for row in (*self.rows, *((self.total,) if self.total else ())):
            for cell in row.cells:
                if isinstance(cell, Masked):
                    yield {"table": self.key, "row": row.label, "why": cell.why.value}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its paragraphs and tables."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report as data. `method` names the way of counting; `highlights` are labels with a short text each."""

    kind: str
    name: str
    title: str
    author: str
    starts_on: date
    ends_on: date
    made_on: date
    profile: str
    method: str
    sections: tuple[Section, ...]
    highlights: tuple[tuple[str, str], ...] = ()

    @property
    def year(self) -> int:
        """The calendar year that the report ends in."""
        return self.ends_on.year

    @property
    def tables(self) -> dict[str, Table]:
        """The tables by key, in order."""
        return {table.key: table for section in self.sections for table in section.tables}


def as_data(report: Report) -> dict[str, Any]:
    """Return the report as plain data for JSON; the keys are a contract with whoever reads it."""
    return {
        "kind": report.kind,
        "name": report.name,
        "year": report.year,
        "title": report.title,
        "author": report.author,
        "starts_on": report.starts_on.isoformat(),
        "ends_on": report.ends_on.isoformat(),
        "made_on": report.made_on.isoformat(),
        "profile": report.profile,
        "method": report.method,
        "suppressed": [place for table in report.tables.values() for place in table.suppressed()],
        "highlights": [{"label": label, "shown": shown} for label, shown in report.highlights],
        "tables": {key: _table(table) for key, table in report.tables.items()},
        "texts": [{"heading": part.heading, "paragraphs": list(part.paragraphs)} for part in report.sections],
    }


def _table(table: Table) -> dict[str, Any]:
    data: dict[str, Any] = {"title": table.title}
    if table.names is not None:
        data["list"] = list(table.names)
    else:
        data |= {"columns": list(table.columns), "rows": [_row(row) for row in table.rows]}
    if table.total is not None:
        data["total"] = _row(table.total)
    return data | ({"note": table.note} if table.note else {})


def _row(row: Row) -> dict[str, Any]:
    values = [{"shown": cell.shown} if isinstance(cell, Masked) else cell for cell in row.cells]
    return {"label": row.label, "values": values}
