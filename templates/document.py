"""The one model of every paper that is made: a report, an evidence pack. From it come HTML, PDF, DOCX and XLSX.

A document is data, never markup: what a person wrote stays what it is in every format. Numbers stay numbers until a
renderer writes them, so that a sheet can count with them; a hidden number is not in here at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from babel.dates import format_date
from babel.numbers import format_decimal

from rules.reports import Masked, Tone

LOCALE = "nl"
NOTHING = "–"

Value: TypeAlias = str | int | Decimal | date | Masked | None
"""What a cell or a fact holds; None where there is nothing, or nothing can be counted."""


class Kind(StrEnum):
    """What a column holds, which decides on which side it is set."""

    TEXT = "text"
    NUMBER = "number"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `width` is its share of the line beside the others, 0 as narrow as its words allow."""

    name: str
    kind: Kind = Kind.TEXT
    width: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text without line breaks of its own; `lead` for what must be read first."""

    text: str
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote, word for word and line for line, with where it is from."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values, one below the other."""

    facts: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; every row, and `total`, has a cell for each column. The first column names the row.

    `number` is what people call it ("8a"; empty: it has none). Raises: ValueError for a row of another length.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    number: str = ""
    total: tuple[Value, ...] | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.all_rows):
            raise ValueError("every row needs a cell for each column")

    @property
    def caption(self) -> str:
        """The title with its number before it."""
        return f"Tabel {self.number}. {self.title}" if self.number else self.title

    @property
    def all_rows(self) -> tuple[tuple[Value, ...], ...]:
        """The rows with the total, if there is one, below them."""
        return (*self.rows, *((self.total,) if self.total else ()))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: how much, and what it means."""

    size: int
    tone: Tone


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a figure."""

    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """Bars of numbers; `alt` says the same in words to who cannot see it, `legend` names the tones.

    Raises: ValueError without a text for who cannot see it.
    """

    title: str
    alt: str
    bars: tuple[Bar, ...]
    legend: tuple[tuple[Tone, str], ...] = ()
    as_shares: bool = False

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a figure needs a text for who cannot see it")


Block: TypeAlias = Paragraph | Bullets | Quote | Facts | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it."""

    heading: str
    blocks: tuple[Block, ...] = ()
    sections: "tuple[Section, ...]" = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper. `made_on` is the day it tells of, so that the same facts give the same bytes.

    `marking` stands at the top of each page (vertrouwelijk); `key_facts` stand on the first page.
    """

    title: str
    author: str
    made_on: date
    sections: tuple[Section, ...]
    subtitle: str = ""
    reference: str = ""
    marking: str = ""
    key_facts: tuple[tuple[str, Value], ...] = ()
    contents: bool = True


def shown(value: Value, locale: str = LOCALE) -> str:
    """Return a value as people read it: 10.572, <5, 8 april 2026, or a dash where there is nothing."""
    match value:
        case None | "":
            return NOTHING
        case Masked():
            return value.shown
        case int() | Decimal():
            return format_decimal(value, locale=locale)
        case date():
            return format_date(value, "d MMMM y", locale=locale)
        case _:
            return value


def document_text(document: Document) -> str:
    """Return every word of a document as plain lines, its properties too: what a gate has to read before it leaves."""
    return "\n".join(line for line in _lines(document) if line)


def _lines(document: Document) -> Iterator[str]:
    yield from (document.title, document.subtitle, document.reference, document.author, document.marking)
    yield shown(document.made_on)
    yield from _facts(document.key_facts)
    for section in document.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield section.heading
    for block in section.blocks:
        yield from _block(block)
    for below in section.sections:
        yield from _section(below)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield block.text
        case Bullets():
            yield from block.items
        case Quote():
            yield from (block.source, block.text)
        case Facts():
            yield from _facts(block.facts)
        case Table():
            yield block.caption
            yield " | ".join(column.name for column in block.columns)
            yield from (" | ".join(map(shown, row)) for row in block.all_rows)
            yield block.note
        case Figure():
            yield from (block.title, block.alt, *(bar.label for bar in block.bars))
            yield from (name for _, name in block.legend)


def _facts(facts: tuple[tuple[str, Value], ...]) -> Iterator[str]:
    yield from (f"{name}: {shown(value)}" for name, value in facts)
