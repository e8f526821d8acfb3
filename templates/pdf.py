"""A document as PDF, by Typst: tagged (PDF/UA-1), in Dutch, with our own fonts, and the same bytes each time.

The document goes in as data, never as markup: what a person wrote cannot become an instruction to Typst.
"""

import json
from datetime import UTC, datetime, time
from functools import cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst

from templates.document import Bar, Block, Bullets, Document, Facts, Figure, Paragraph, Quote, Section, Table, shown

FOLDER = Path(__file__).parent
TEMPLATE = FOLDER / "report" / "document.typ"
FONTS = FOLDER / "fonts"
STANDARD: Literal["ua-1"] = "ua-1"
ONE_AT_A_TIME = Lock()
"""The compiler refuses a second thread, and the desk serves several people at the same moment."""


def render_pdf(document: Document) -> bytes:
    """Return the document as a PDF that screen readers can read (PDF/UA-1, checked by Typst while it is made).

    The day in its properties is the document's own, so the same document gives the same bytes.
    Raises: typst.TypstError when the template itself is at fault.
    """
    return _compiled(document, "pdf", None)[0]


def render_pages(document: Document, dots_per_inch: float = 70) -> list[bytes]:
    """Return each page as a picture (PNG), for the manual and to look at."""
    return _compiled(document, "png", dots_per_inch)


def _compiled(document: Document, form: Literal["pdf", "png"], dots_per_inch: float | None) -> list[bytes]:
    made_at = datetime.combine(document.made_on, time(12), tzinfo=UTC)
    with ONE_AT_A_TIME:
        made = _compiler().compile(
            format=form,
            ppi=dots_per_inch,
            sys_inputs={"data": json.dumps(_data(document))},
            pdf_standards=[STANDARD] if form == "pdf" else [],
            timestamp=int(made_at.timestamp()),
        )
    return [page for page in (made if isinstance(made, list) else [made]) if page is not None]


@cache
def _compiler() -> typst.Compiler:
    """Return the one compiler: it reads the template and the fonts once, and finds no fonts of this machine."""
    return typst.Compiler(str(TEMPLATE), root=str(FOLDER), font_paths=[str(FONTS)], ignore_system_fonts=True)


def _data(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "reference": document.reference,
        "author": document.author,
        "marking": document.marking,
        "made_on": [document.made_on.year, document.made_on.month, document.made_on.day],
        "made_on_shown": shown(document.made_on),
        "key_facts": _pairs(document.key_facts),
        "contents": document.contents,
        "sections": [_section(section) for section in document.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "blocks": [_block(block) for block in section.blocks],
        "sections": [_section(below) for below in section.sections],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": block.text, "lead": block.lead}
        case Bullets():
            return {"kind": "bullets", "items": list(block.items)}
        case Quote():
            return {"kind": "quote", "lines": block.text.splitlines(), "source": block.source}
        case Facts():
            return {"kind": "facts", "facts": _pairs(block.facts)}
        case Table():
            return _table(block)
        case Figure():
            return _figure(block)


def _pairs(facts: tuple[tuple[str, Any], ...]) -> list[list[str]]:
    return [[name, shown(value)] for name, value in facts]


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": table.caption,
        "columns": [
            {"name": column.name, "kind": column.kind.value, "width": column.width} for column in table.columns
        ],
        "rows": [[shown(value) for value in row] for row in table.rows],
        "total": [shown(value) for value in table.total] if table.total else None,
        "note": table.note,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    lengths = [sum(part.size for part in bar.parts) for bar in figure.bars]
    full = lengths if figure.as_shares else [max(lengths, default=0)] * len(lengths)
    return {
        "kind": "figure",
        "title": figure.title,
        "alt": figure.alt,
        "legend": [[tone.value, name] for tone, name in figure.legend],
        "bars": [
            {"label": bar.label, "parts": _parts(bar, length or 1)}
            for bar, length in zip(figure.bars, full, strict=True)
        ],
    }


def _parts(bar: Bar, length: int) -> list[dict[str, Any]]:
    """Return the parts of a bar with where each begins and ends, in shares of the whole line."""
    ends = [0]
    for part in bar.parts:
        ends.append(ends[-1] + part.size)
    return [
        {"tone": part.tone.value, "from": start / length, "to": end / length, "text": shown(part.size)}
        for part, (start, end) in zip(bar.parts, pairwise(ends), strict=True)
        if part.size
    ]
