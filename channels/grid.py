"""The one neutral form of a register table, and how raw records become one.

Every file format reads into `Sheet` and is written from it; nothing above this floor knows a format.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rules.errors import Flaw, Phrase

MOST_COLUMNS = 100
"""More columns than any register has; a wider table is a mistake or an attack."""

NO_FORMULAS = Phrase("formules zijn niet toegestaan.")

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row: `number` as a spreadsheet shows it, and a text (perhaps empty) for every column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: `name` is the noun it holds, `file` is what a person is told when something is wrong in it."""

    name: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold once it is unpacked, and what to do with more."""

    max_bytes: int
    max_rows: int
    mend: Phrase

    @property
    def refusal(self) -> Phrase:
        """What is said of a file that is too large."""
        return Phrase(
            "Het bestand is uitgepakt te groot (max. {megabytes} MB / {rows} rijen); {mend}.",
            megabytes=self.max_bytes // 1_000_000,
            rows=f"{self.max_rows:,}".replace(",", "."),
            mend=self.mend,
        )


COMMAND_LINE = Limits(500_000_000, 200_000, Phrase("deel het op in kleinere bestanden"))
WEB_UPLOAD = Limits(50_000_000, 5_000, Phrase("importeer het via de opdrachtregel"))


class BadCell(Exception):
    """A cell that cannot be taken as it is; `said` is the sentence."""

    def __init__(self, said: Phrase) -> None:
        super().__init__(said)
        self.said = said


class BadFile(Exception):
    """A file that cannot be read at all; `said` is the sentence, `row` the place if it is known."""

    def __init__(self, said: Phrase, row: int | None = None) -> None:
        super().__init__(said)
        self.said, self.row = said, row

    def flaw(self, file: str) -> Flaw:
        """Return this as a flaw of `file`."""
        return Flaw(file, self.said, self.row)


def clean_text(raw: str) -> str:
    """Return `raw` as it is stored: one kind of line break, NFC, no space around it.

    Raises: BadCell if it holds a control character, half a surrogate pair or a code point XML cannot carry.
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    if found := _FORBIDDEN.search(text):
        raise BadCell(Phrase("Teken {place} is niet toegestaan.", place=found.start() + 1))
    return unicodedata.normalize("NFC", text).strip()


def assemble(
    name: str, file: str, records: Iterable[tuple[int, Sequence[T]]], to_text: Callable[[T], str]
) -> tuple[Sheet | None, tuple[Flaw, ...]]:
    """Return the table that `records` (number, cells) form and every flaw in it; None if no record holds anything.

    The first filled record is the header. Blank records are skipped, the numbers of the others stay.
    `to_text` gives a cell's text or raises BadCell.
    """
    flaws: list[Flaw] = []
    filled = _filled(file, records, to_text, flaws)
    first = next(filled, None)
    if first is None:
        return None, tuple(flaws)
    columns = tuple(first[1])
    flaws += _header_flaws(file, *first)
    rows = tuple(_row(file, number, cells, columns, flaws) for number, cells in filled)
    return Sheet(name, file, columns, rows), tuple(flaws)


def _filled(
    file: str, records: Iterable[tuple[int, Sequence[T]]], to_text: Callable[[T], str], flaws: list[Flaw]
) -> Iterator[tuple[int, list[str]]]:
    columns: list[str] | None = None
    for number, raw in records:
        texts, bad = _texts(raw, to_text)
        flaws += [Flaw(file, message, number, _label(columns, index)) for index, message in bad]
        if any(texts) or bad:
            columns = texts if columns is None else columns
            yield number, texts


def _texts(raw: Sequence[T], to_text: Callable[[T], str]) -> tuple[list[str], list[tuple[int, Phrase]]]:
    """Return the texts without the empty ones at the end, and (index, sentence) for each bad cell."""
    texts: list[str] = []
    bad: list[tuple[int, Phrase]] = []
    for index, cell in enumerate(raw):
        try:
            texts.append(to_text(cell))
        except BadCell as error:
            texts.append("")
            bad.append((index, error.said))
    while texts and not texts[-1]:
        texts.pop()
    return texts, bad


def column_twice(name: str, first: int, second: int) -> Phrase:
    """Return what is said of a column that stands twice in a header; places count from 1."""
    return Phrase("Kolom '{name}' komt twee keer voor ({first} en {second}).", name=name, first=first, second=second)


def _label(columns: Sequence[str] | None, index: int) -> str:
    """Return what a person calls this column: its name, or its number where it has none."""
    return columns[index] if columns and index < len(columns) and columns[index] else str(index + 1)


def _header_flaws(file: str, number: int, columns: Sequence[str]) -> list[Flaw]:
    flaws = [
        Flaw(file, column_twice(name, columns.index(name) + 1, index + 1), number)
        for index, name in enumerate(columns)
        if name and columns.index(name) < index
    ]
    flaws += [
        Flaw(
            file,
            Phrase("Kolom {place} heeft geen naam. Geef de kolom een naam of verwijder haar.", place=place),
            number,
        )
        for place, name in enumerate(columns, 1)
        if not name
    ]
    if len(columns) > MOST_COLUMNS:
        said = Phrase("Het blad heeft meer dan {most} kolommen. Verwijder wat er niet hoort.", most=MOST_COLUMNS)
        flaws.append(Flaw(file, said, number))
    return flaws


def _row(file: str, number: int, cells: list[str], columns: tuple[str, ...], flaws: list[Flaw]) -> Row:
    if len(cells) > len(columns):
        flaws.append(Flaw(file, Phrase("deze rij heeft meer cellen dan er kolommen zijn."), number))
    padded = cells + [""] * (len(columns) - len(cells))
    return Row(number, dict(zip(columns, padded, strict=False)))
