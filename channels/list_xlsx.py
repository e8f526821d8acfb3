"""A list as one Excel sheet: numbers and days as such, everything else as text that can never become a formula."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it carries no types

from channels.xlsx import MOST_CHARACTERS
from rules.calendar import to_local

Cell = str | int | float | Decimal | date | datetime | bool | None
NARROWEST, WIDEST = 8, 60
SHEET_NAME = 31
"""The most signs that the name of a sheet may have."""
LOOKS: Mapping[type, Mapping[str, object]] = {
    str: {"bold": True, "bottom": 1},
    date: {"num_format": "dd-mm-yyyy"},
    datetime: {"num_format": "dd-mm-yyyy hh:mm"},
}
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'"))


@dataclass(frozen=True, slots=True)
class Sheetful:
    """A list: its name, the head of each column, and its rows."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def list_as_xlsx(sheetful: Sheetful, made_at: datetime) -> bytes:
    """Return a workbook with one sheet: a head that stays in sight, and filters. The same list gives the same bytes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None), "title": sheetful.name})
        formats = {kind: book.add_format(look) for kind, look in LOOKS.items()}
        sheet = book.add_worksheet(sheetful.name.translate(_NOT_IN_A_NAME)[:SHEET_NAME] or "Lijst")
        for column, title in enumerate(sheetful.heads):
            sheet.write_string(0, column, title, formats[str])
            sheet.set_column(column, column, _width(title, [row[column] for row in sheetful.rows]))
        for number, row in enumerate(sheetful.rows, 1):
            for column, value in enumerate(row):
                _write(sheet, number, column, value, formats)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(sheetful.rows), max(0, len(sheetful.heads) - 1))
    return out.getvalue()


def _width(title: str, values: Sequence[Cell]) -> int:
    longest = max([len(title) + 3, *(len(str(value or "")) + 1 for value in values)])
    return min(max(longest, NARROWEST), WIDEST)


def _write(sheet: Any, row: int, column: int, value: Cell, formats: Mapping[type, Any]) -> None:  # noqa: ANN401 - xlsxwriter carries no types
    match value:
        case None:
            return
        case bool():
            sheet.write_string(row, column, "ja" if value else "nee")
        case int() | float() | Decimal():
            sheet.write_number(row, column, value)
        case datetime():
            sheet.write_datetime(row, column, to_local(value).replace(tzinfo=None), formats[datetime])
        case date():
            sheet.write_datetime(row, column, value, formats[date])
        case _:
            sheet.write_string(row, column, str(value)[:MOST_CHARACTERS])
