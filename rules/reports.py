"""The one report model: sections of text and tables of numbers, from which every format is made."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias


class Why(StrEnum):
    """Why something is not shown."""

    SMALL_COUNT = "small_count"
    ONE_AGENCY = "one_agency"
    FAMILY_HOME = "family_home"
    PROTECTION = "protection"


class Tone(StrEnum):
    """What a part of a bar means; how it looks is for the page to say."""

    GOOD = "good"
    LATE = "late"
    BAD = "bad"
    EXCUSED = "excused"
    OPEN = "open"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Masked:
    """A number that is not shown. The number itself is not in here."""

    shown: str
    why: Why


Cell: TypeAlias = int | Decimal | Masked | None
"""A count or mean, a hidden one, or None where nothing can be counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. `names`: what its first cells are called in the ledger; they go into no form."""

    label: str
    cells: tuple[Cell, ...]
    names: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Bar:
    """One column of a table as part of each row's bar."""

    column: int
    tone: Tone


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of a ranking; `count` is None where the order alone is shown."""

    label: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Topics in order, the first one first."""

    label: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers in rows and columns, or (`names`) a list of names, or (`rankings`) topics in order.

    `key` is stable for machines, `number` is what people call it ("8a"; empty: it has none). `left_out` says why
    names are missing from a list, never how many or which. `as_shares`: each row's bar fills its line. `in_order`:
    the first topic of a ranking is the one raised most.
    """

    key: str
    title: str
    number: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    total: Row | None = None
    names: tuple[str, ...] | None = None
    rankings: tuple[Ranking, ...] | None = None
    left_out: Why | None = None
    note: str = ""
    bars: tuple[Bar, ...] = ()
    as_shares: bool = False
    in_order: bool = True

    @property
    def caption(self) -> str:
        """The title with its number before it."""
        return f"Tabel {self.number}. {self.title}" if self.number else self.title

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The rows with the total, if there is one, below them."""
        return (*self.rows, *((self.total,) if self.total else ()))

    def suppressed(self) -> Iterator[dict[str, str]]:
        """Yield where something is not shown, and why."""
        if self.left_out is not None:
            yield {"table": self.key, "why": self.left_out.value}
        for row in self.all_rows:
            for cell in row.cells:
                if isinstance(cell, Masked):
                    yield {"table": self.key, "row": row.label, "why": cell.why.value}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its paragraphs and tables, and the sections below it.

    `notes`: what people wrote themselves, word for word; `terms`: words with what they mean; `facts`: names with
    values.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    sections: "tuple[Section, ...]" = ()
    notes: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def whole(self) -> "Iterator[Section]":
        """Yield this section and those below it, in the order of reading."""
        yield self
        for below in self.sections:
            yield from below.whole


@dataclass(frozen=True, slots=True)
class Report:
    """A report as data. `method` names the way of counting; `highlights` are labels with a short text each.

    `code` is its subject in the register; `number` and `version` are those of its release. `cells`: each figure by what
    it counts, as it is shown (None: hidden), for the ledger of what was published; it goes into no form.
    """

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
    code: str = ""
    number: str = ""
    version: int = 0
    cells: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The number under which it was released, with its version; empty before that."""
        return f"{self.number}, versie {self.version}" if self.number else ""

    @property
    def year(self) -> int:
        """The calendar year that the report ends in."""
        return self.ends_on.year

    @property
    def tables(self) -> dict[str, Table]:
        """The tables by key, in order."""
        return {table.key: table for part in self.parts for table in part.tables}

    @property
    def parts(self) -> Iterator[Section]:
        """Yield every section, those below others too, in the order of reading."""
        for section in self.sections:
            yield from section.whole


def retold(report: Report, say: Callable[[str], str]) -> Report:
    """Return the report with each heading, label and sentence of ours as `say` gives it; values and names stay."""

    def row(one: Row) -> Row:
        return replace(one, label=say(one.label))

    def table(one: Table) -> Table:
        return replace(
            one,
            title=say(one.title),
            columns=tuple(say(column) for column in one.columns),
            rows=tuple(row(line) for line in one.rows),
            total=row(one.total) if one.total else None,
            note=say(one.note) if one.note else "",
        )

    def section(one: Section) -> Section:
        return replace(
            one,
            heading=say(one.heading),
            paragraphs=tuple(say(line) for line in one.paragraphs),
            tables=tuple(table(figures) for figures in one.tables),
            sections=tuple(section(below) for below in one.sections),
        )

    return replace(
        report,
        title=say(report.title),
        sections=tuple(section(top) for top in report.sections),
        highlights=tuple((say(label), figure) for label, figure in report.highlights),
    )


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
        **({"release": {"number": report.number, "version": report.version}} if report.number else {}),
        "suppressed": [place for table in report.tables.values() for place in table.suppressed()],
        "highlights": [{"label": label, "shown": shown} for label, shown in report.highlights],
        "tables": {key: _table(table) for key, table in report.tables.items()},
        "texts": [_text(part) for part in report.parts],
        "layout": _layout(report),
    }


def names_of_figures(report: Report) -> dict[str, list[list[str]]]:
    """Return of each table with figures of the ledger what these are called there, line by line, the total last."""
    return {
        key: [list(row.names) for row in table.all_rows]
        for key, table in report.tables.items()
        if any(row.names for row in table.all_rows)
    }


def _layout(report: Report) -> dict[str, Any]:
    """What the forms need beside the figures: how deep each text lies, its tables, and how these are drawn."""
    return {
        "code": report.code,
        "levels": [level for section in report.sections for level in _levels(section, 1)],
        "tables_of": [[table.key for table in part.tables] for part in report.parts],
        "tables": {
            key: {
                "number": table.number,
                "left_out": table.left_out.value if table.left_out else None,
                "bars": [[bar.column, bar.tone.value] for bar in table.bars],
                "as_shares": table.as_shares,
                "in_order": table.in_order,
            }
            for key, table in report.tables.items()
        },
    }


def _levels(section: Section, level: int) -> Iterator[int]:
    yield level
    for below in section.sections:
        yield from _levels(below, level + 1)


def _text(part: Section) -> dict[str, Any]:
    data: dict[str, Any] = {"heading": part.heading, "paragraphs": list(part.paragraphs)}
    data |= {"notes": list(part.notes)} if part.notes else {}
    data |= {"terms": [{"term": term, "means": means} for term, means in part.terms]} if part.terms else {}
    return data | ({"facts": [{"name": name, "shown": shown} for name, shown in part.facts]} if part.facts else {})


def _table(table: Table) -> dict[str, Any]:
    data: dict[str, Any] = {"title": table.title}
    if table.names is not None:
        data["list"] = list(table.names)
    elif table.rankings is not None:
        data |= {"columns": list(table.columns)} if table.columns else {}
        data["rankings"] = {ranking.label: [_topic(topic) for topic in ranking.topics] for ranking in table.rankings}
    else:
        data |= {"columns": list(table.columns), "rows": [_row(row) for row in table.rows]}
    if table.total is not None:
        data["total"] = _row(table.total)
    return data | ({"note": table.note} if table.note else {})


def _topic(topic: Topic) -> str | list[str | int]:
    return topic.label if topic.count is None else [topic.label, topic.count]


def _row(row: Row) -> dict[str, Any]:
    return {"label": row.label, "values": [_value(cell) for cell in row.cells]}


def _value(cell: Cell) -> int | float | dict[str, str] | None:
    if isinstance(cell, Masked):
        return {"shown": cell.shown}
    return float(cell) if isinstance(cell, Decimal) else cell
