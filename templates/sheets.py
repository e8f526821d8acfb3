"""A document as XLSX, to calculate with: a sheet for each chapter, real numbers, and nothing that a sheet would run.

A text that begins with a sign of a formula stays a text. Hidden numbers are texts, so nobody adds them up by mistake.
The same document gives the same bytes.
"""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from decimal import Decimal

import xlsxwriter  # type: ignore[import-untyped]  # it carries no types

from templates.document import Block, Bullets, Document, Facts, Figure, Paragraph, Quote, Section, Table, Value, shown

LONGEST_NAME = 31
"""What Excel allows for the name of a sheet."""
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDEST, NARROW, FIRST = 60, 14, 52

ACCENT, INK, SOFT, TINT, RULE = "#0B5C74", "#1C2733", "#5A6875", "#F1F5F7", "#C9D2DA"
LOOKS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 16, "font_color": ACCENT},
    "heading": {"bold": True, "font_size": 12, "font_color": ACCENT},
    "text": {"text_wrap": True, "valign": "top"},
    "note": {"text_wrap": True, "valign": "top", "font_color": SOFT, "font_size": 9},
    "caption": {"bold": True},
    "header": {"bold": True, "bg_color": TINT, "bottom": 1, "bottom_color": ACCENT, "text_wrap": True, "valign": "top"},
    "cell": {"bottom": 1, "bottom_color": RULE, "text_wrap": True, "valign": "top"},
    "number": {"bottom": 1, "bottom_color": RULE, "num_format": "#,##0", "align": "right", "valign": "top"},
    "decimal": {"bottom": 1, "bottom_color": RULE, "num_format": "0.0", "align": "right", "valign": "top"},
    "right": {"bottom": 1, "bottom_color": RULE, "align": "right", "valign": "top"},
    "total": {"bold": True, "num_format": "#,##0"},
    "total right": {"bold": True, "align": "right"},
}


def render_xlsx(document: Document) -> bytes:
    """Return the document as an XLSX file."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, OPTIONS) as book:
        moment = datetime.combine(document.made_on, time(12), tzinfo=UTC).replace(tzinfo=None)
        book.set_properties({"title": document.title, "author": document.author, "created": moment})
        looks = {
            name: book.add_format({"font_name": "Calibri", "font_color": INK} | look) for name, look in LOOKS.items()
        }
        names = _names(document)
        _Sheet(book.add_worksheet(next(names)), looks).front(document)
        for section in document.sections:
            _Sheet(book.add_worksheet(next(names)), looks).section(section)
    return made.getvalue()


def _names(document: Document) -> Iterator[str]:
    """Yield a name for each sheet: short, allowed, and never twice."""
    used: set[str] = set()
    for heading in ("Over dit rapport", *(section.heading for section in document.sections)):
        name = FORBIDDEN.sub(" ", heading)[:LONGEST_NAME].strip() or "Blad"
        number = 1
        while name.casefold() in used:
            number += 1
            name = f"{name[: LONGEST_NAME - 4].strip()} ({number})"
        used.add(name.casefold())
        yield name


class _Sheet:
    """One sheet that grows downward."""

    def __init__(self, tab: xlsxwriter.worksheet.Worksheet, looks: dict[str, xlsxwriter.format.Format]) -> None:
        self.tab, self.looks, self.at = tab, looks, 0
        tab.hide_gridlines(2)
        tab.set_column(0, 0, FIRST)
        tab.set_column(1, 12, NARROW)
        tab.set_paper(9)
        tab.fit_to_pages(1, 0)

    def front(self, document: Document) -> None:
        """Write what the report is."""
        self._text(document.title, "title")
        self._text(document.subtitle, "text")
        self._text(document.marking, "caption")
        self.at += 1
        self._block(Facts(document.key_facts))
        self._text(document.author, "note")

    def section(self, section: Section, look: str = "title") -> None:
        """Write a section and those below it."""
        self._text(section.heading, look)
        for block in section.blocks:
            self._block(block)
        for below in section.sections:
            self.at += 1
            self.section(below, "heading")

    def _text(self, text: str, look: str) -> None:
        if text:
            self.tab.write_string(self.at, 0, text, self.looks[look])
            self.at += 1

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._text(block.text, "text")
            case Bullets():
                for item in block.items:
                    self._text(f"• {item}", "text")
            case Quote():
                self._text(block.source, "note")
                self._text(block.text, "text")
            case Facts():
                for name, value in block.facts:
                    self.tab.write_string(self.at, 0, name, self.looks["cell"])
                    self.tab.merge_range(self.at, 1, self.at, 8, "", self.looks["cell"])
                    self.tab.write_string(self.at, 1, shown(value), self.looks["cell"])
                    self.at += 1
            case Table():
                self._table(block)
            case Figure():
                return  # the table above it holds the same numbers

    def _table(self, table: Table) -> None:
        self.at += 1
        self._text(table.caption, "caption")
        self._row(tuple(column.name for column in table.columns), "header", "header")
        for row in table.rows:
            self._row(row, "cell", "right")
        if table.total:
            self._row(table.total, "total", "total right")
        self._text(table.note, "note")
        self.at += 1

    def _row(self, values: tuple[Value, ...], look: str, right: str) -> None:
        for n, value in enumerate(values):
            match value:
                case int():
                    self.tab.write_number(self.at, n, value, self.looks["total" if look == "total" else "number"])
                case Decimal():
                    self.tab.write_number(self.at, n, float(value), self.looks["decimal"])
                case str():
                    self.tab.write_string(self.at, n, value, self.looks[look])
                case _:
                    self.tab.write_string(self.at, n, shown(value), self.looks[right])
        self.at += 1
