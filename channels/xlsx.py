"""One Excel workbook, in and out: untrusted on the way in, plain text cells on the way out."""

import os
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol, cast
from xml.etree.ElementTree import ParseError

import openpyxl
import xlsxwriter  # type: ignore[import-untyped]  # it carries no types

from channels.grid import NO_FORMULAS, BadCell, BadFile, Limits, Sheet, assemble, clean_text
from channels.workbook_guard import DAMAGED, check_workbook
from rules.errors import Flaw, FlawedInput, Phrase

LAST_ROW = 1_048_576
"""Excel's own last row; a file that names a later one only wants to keep us busy."""

MOST_CHARACTERS = 32_767
"""What one Excel cell can hold, in UTF-16 units."""

_BROKEN = (
    ArithmeticError, AttributeError, EOFError, LookupError, NotImplementedError, OSError, ParseError, RuntimeError,
    TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""Everything openpyxl and zipfile have been seen to raise on a broken workbook."""


class _Cell(Protocol):
    """What we use of a read-only cell; its value may be of any kind."""

    @property
    def value(self) -> object: ...
    @property
    def data_type(self) -> str: ...


class _Tab(Protocol):
    """What we use of a read-only worksheet."""

    title: str

    def reset_dimensions(self) -> None: ...
    def iter_rows(self) -> Iterator[Sequence[_Cell]]: ...


Record = tuple[int, Sequence[_Cell]]


def read_xlsx(path: Path, limits: Limits) -> tuple[tuple[Sheet, ...], tuple[Flaw, ...]]:
    """Return the filled tables of a workbook and the flaws in their cells; empty tabs are passed over.

    Dates become YYYY-MM-DD, times HH:MM, whole numbers lose their point, true and false become ja and nee.
    Raises: BadFile if nothing can be made of the file, or it may not be read.
    """
    check_workbook(path, limits)
    sheets: list[Sheet] = []
    flaws: list[Flaw] = []
    budget = _RowBudget(limits)
    with _opened(path) as tabs:
        for tab in tabs:
            place = Phrase("{file}, blad '{sheet}'", file=path.name, sheet=tab.title)
            sheet, found = assemble(tab.title, place, budget.spend(_records(tab)), _cell_text)
            flaws += found
            sheets += [sheet] if sheet else []
    if not sheets and not flaws:
        raise BadFile(Phrase("Het bestand is leeg."))
    return tuple(sheets), tuple(flaws)


def write_xlsx(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write a workbook with one tab per table, every cell a text; the same tables give the same bytes.

    The file appears (or is replaced) as a whole, readable by its owner only.
    Raises: FlawedInput if a text is longer than an Excel cell can hold.
    """
    if flaws := [flaw for sheet in sheets for flaw in _too_long(path.name, sheet)]:
        raise FlawedInput(flaws)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, fresh = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # mkstemp gives 0600
    os.close(descriptor)
    try:
        _write_workbook(fresh, sheets)
        Path(fresh).replace(path)
    finally:
        Path(fresh).unlink(missing_ok=True)


@contextmanager
def _opened(path: Path) -> Iterator[list[_Tab]]:
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")  # openpyxl warns of each decoration that it does not keep
        try:
            book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
        except _BROKEN:
            raise BadFile(DAMAGED) from None
        with closing(book):
            yield cast("list[_Tab]", book.worksheets)


def _records(tab: _Tab) -> Iterator[Record]:
    """Return the numbered rows of a tab, blank ones without cells."""
    tab.reset_dimensions()  # the stated size may be wrong, and a vast one would be padded with empty cells
    try:
        for number, cells in enumerate(tab.iter_rows(), 1):
            if number > LAST_ROW:
                return
            yield number, cells if any(cell.value is not None for cell in cells) else ()
    except _BROKEN:
        raise BadFile(DAMAGED) from None


class _RowBudget:
    """Counts the filled rows of all tabs together."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._left = limits.max_rows + 1  # the header is no row

    def spend(self, records: Iterator[Record]) -> Iterator[Record]:
        """Pass the records on until the budget is spent."""
        for number, cells in records:
            self._left -= bool(cells)
            if self._left < 0:
                raise BadFile(self._limits.refusal)
            yield number, cells


def _cell_text(cell: _Cell) -> str:
    if cell.data_type == "f":
        raise BadCell(NO_FORMULAS)
    if cell.data_type == "e":
        raise BadCell(Phrase("deze cel bevat een Excel-fout ({fault}). Vul de waarde zelf in.", fault=cell.value))
    return clean_text(_as_text(cell.value))


def _as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nee"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60:02}:{minutes % 60:02}"
        case _:
            return str(value)


def _too_long(file: str, sheet: Sheet) -> list[Flaw]:
    said = Phrase("de tekst is te lang voor Excel (max. 32.767 tekens). Exporteer naar CSV.")
    return [
        Flaw(file, said, row.number, column)
        for row in sheet.rows
        for column, text in row.cells.items()
        if len(text.encode("utf-16-le")) // 2 > MOST_CHARACTERS
    ]


def _write_workbook(path: str, sheets: Sequence[Sheet]) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})  # a fixed moment: equal tables, equal bytes
        heading = book.add_format({"bold": True, "num_format": "@"})
        plain = book.add_format({"num_format": "@"})
        for sheet in sheets:
            _write_tab(book.add_worksheet(sheet.name), sheet, heading, plain)


def _write_tab(
    tab: xlsxwriter.worksheet.Worksheet,
    sheet: Sheet,
    heading: xlsxwriter.format.Format,
    plain: xlsxwriter.format.Format,
) -> None:
    for index, column in enumerate(sheet.columns):
        tab.set_column(index, index, _width(sheet, column), plain)
        tab.write_string(0, index, column, heading)
        for number, row in enumerate(sheet.rows, 1):
            if text := row.cells.get(column, ""):
                tab.write_string(number, index, text, plain)
    tab.freeze_panes(1, 0)
    tab.autofilter(0, 0, len(sheet.rows), max(len(sheet.columns) - 1, 0))


def _width(sheet: Sheet, column: str) -> int:
    """Return a column width in characters that shows most texts whole."""
    longest = max((len(row.cells.get(column, "")) for row in sheet.rows), default=0)
    return min(max(longest, len(column) + 3) + 2, 60)  # 3: room for the filter's arrow
