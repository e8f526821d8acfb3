"""A report as one page of HTML: readable, printable, with bars where a table asks for them."""

from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from rules.policy_words import ReportProfile
from rules.reports import Cell, Masked, Report, Row, Table
from templates.engine import environment

LOCALE = "nl"
NOTHING = "–"
ROOM_FOR_A_NUMBER = 5
"""The least width, in percents, of a part of a bar that can hold its number."""

PROFILES = {profile.value: profile.dutch for profile in ReportProfile} | {"internal": "intern, niets verborgen"}


def render_report(report: Report) -> str:
    """Return the report as a whole HTML page that needs no other file."""
    return environment().get_template("report/page.html").render(report=_page(report))


def _page(report: Report) -> dict[str, Any]:
    return {
        "title": report.title,
        "author": report.author,
        "period": f"{_day(report.starts_on)} tot en met {_day(report.ends_on)}",
        "made_on": _day(report.made_on),
        "profile": PROFILES[report.profile],
        "method": report.method,
        "highlights": report.highlights,
        "sections": [
            {"heading": part.heading, "paragraphs": part.paragraphs, "tables": [_table(table) for table in part.tables]}
            for part in report.sections
        ],
    }


def _day(day: date) -> str:
    return format_date(day, "d MMMM y", locale=LOCALE)


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": f"Tabel {table.number}. {table.title}" if table.number else table.title,
        "columns": table.columns,
        "rows": [_row(row) for row in table.rows],
        "total": _row(table.total) if table.total else None,
        "names": table.names,
        "note": table.note,
        "chart": _chart(table) if table.bars else None,
    }


def _row(row: Row) -> dict[str, Any]:
    return {"label": row.label, "cells": [shown(cell) for cell in row.cells]}


def shown(cell: Cell) -> str:
    """Return a cell as people read it: 10.572, <5, or a dash where nothing could be counted."""
    if isinstance(cell, Masked):
        return cell.shown
    return NOTHING if cell is None else format_decimal(cell, locale=LOCALE)


def _chart(table: Table) -> dict[str, Any]:
    lengths = [sum(_sizes(table, row)) for row in table.rows]
    full = lengths if table.as_shares else [max(lengths, default=0)] * len(lengths)
    return {
        "legend": [{"name": table.columns[bar.column], "tone": bar.tone.value} for bar in table.bars],
        "rows": [
            {"label": row.label, "parts": _parts(table, row, length or 1)}
            for row, length in zip(table.rows, full, strict=True)
        ],
    }


def _sizes(table: Table, row: Row) -> list[int]:
    """Return the parts of a row's bar; what is hidden has no size."""
    return [cell if isinstance(cell := row.cells[bar.column], int) else 0 for bar in table.bars]


def _parts(table: Table, row: Row, length: int) -> list[dict[str, Any]]:
    sized = zip(table.bars, _sizes(table, row), strict=True)
    shares = [(bar, size, 100 * size / length) for bar, size in sized if size]
    return [
        {"tone": bar.tone.value, "width": f"{share:.2f}", "text": shown(size) if share >= ROOM_FOR_A_NUMBER else None}
        for bar, size, share in shares
    ]
