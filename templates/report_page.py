"""A report as one page of HTML: readable, printable, with bars where a table asks for them."""

from itertools import count, zip_longest
from typing import Any

from rules.reports import Report, Row, Section, Table, Topic
from templates.document import shown
from templates.engine import environment
from templates.report_document import NO_TOPICS, PROFILES, UNORDERED, bar_label, day_shown, is_empty

ROOM_FOR_A_NUMBER = 5
"""The least width, in percents, of a part of a bar that can hold its number."""


def render_report(report: Report) -> str:
    """Return the report as a whole HTML page that needs no other file."""
    return environment().get_template("report/page.html").render(report=_page(report))


def _page(report: Report) -> dict[str, Any]:
    numbers = count(1)
    sections = [_section(part, numbers) for part in report.sections]
    return {
        "title": report.title,
        "author": report.author,
        "period": f"{day_shown(report.starts_on)} tot en met {day_shown(report.ends_on)}",
        "reference": report.reference,
        "made_on": day_shown(report.made_on),
        "profile": PROFILES[report.profile],
        "method": report.method,
        "highlights": report.highlights,
        "sections": sections,
        "contents": any(part.sections for part in report.sections),
    }


def _section(part: Section, numbers: "count[int]") -> dict[str, Any]:
    return {
        "id": f"deel-{next(numbers)}",
        "heading": part.heading,
        "paragraphs": part.paragraphs,
        "notes": [line for note in part.notes for line in note.splitlines() if line.strip()],
        "terms": part.terms,
        "facts": part.facts,
        "tables": [_table(table) for table in part.tables],
        "sections": [_section(below, numbers) for below in part.sections],
    }


def _table(table: Table) -> dict[str, Any]:
    data = {
        "caption": table.caption,
        "columns": table.columns,
        "rows": [_row(row) for row in table.rows],
        "total": _row(table.total) if table.total else None,
        "names": table.names,
        "note": table.note,
        "chart": _chart(table) if table.bars and any(map(any, (_sizes(table, row) for row in table.rows))) else None,
        "words": False,
        "empty": f"{table.caption}: {NO_TOPICS} {table.note}".strip() if is_empty(table) else "",
    }
    return data if table.rankings is None else data | _rankings(table)


def _rankings(table: Table) -> dict[str, Any]:
    """Return rankings as columns of words, numbered where the order tells something, counts between brackets."""
    rankings = table.rankings or ()
    places = list(zip_longest(*(ranking.topics for ranking in rankings)))
    rows = [
        {"label": f"{place}." if table.in_order else UNORDERED, "cells": [_topic(topic) for topic in topics]}
        for place, topics in enumerate(places, 1)
    ]
    return {"columns": [ranking.label for ranking in rankings], "rows": rows, "words": True}


def _topic(topic: Topic | None) -> str:
    if topic is None:
        return shown(None)
    return topic.label if topic.count is None else f"{topic.label} ({shown(topic.count)})"


def _row(row: Row) -> dict[str, Any]:
    return {"label": row.label, "cells": [shown(cell) for cell in row.cells]}


def _chart(table: Table) -> dict[str, Any]:
    lengths = [sum(_sizes(table, row)) for row in table.rows]
    full = lengths if table.as_shares else [max(lengths, default=0)] * len(lengths)
    legend = [{"name": table.columns[bar.column], "tone": bar.tone.value} for bar in table.bars]
    return {
        "legend": legend if len(legend) > 1 else [],
        "rows": [
            {"label": bar_label(table, row), "parts": _parts(table, row, length or 1)}
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
