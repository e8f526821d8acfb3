"""Whether a released report is still what was released: its content, its figures in the ledger, and the record of both.

The record of changes, which nobody can rewrite unseen, holds a digest of the content, one of each table and of all
texts, and one of the ledger. So what was changed is found wherever that was, and named down to the figure where two of
the three still agree.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.releases import newly_shown
from rules.report_errors import NothingReleased
from rules.reports import Report, as_data, names_of_figures
from store.models import Event, ReleasedReport
from store.releases import cells_of, release_numbered

FIGURES = "figures"
"""Where the content says what its figures are called in the ledger."""
PART = "digest_of_"
"""How the digest of a part is called in the record, before the name of the part."""
TEXTS = ("title", "texts", "highlights", "suppressed")
SHORT = 16
"""How many characters of a digest tell a change in one table."""
HIDDEN = "verborgen"
NAMED = {"number": "number", "kind": "kind", "code": "subject_code", "year": "year", "version": "version"}
"""What the record calls that by which a report is found, and under which name the report has it."""


MISSHAPEN = (AttributeError, IndexError, KeyError, TypeError)
"""What reading content of another form than a report's comes to."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a released report found; without `faults` it is what was released."""

    number: str
    digest: str
    faults: tuple[str, ...]


def content_of(report: Report) -> str:
    """Return a report as it is kept: its data as JSON, the same text for the same report.

    Beside the data of its forms stands what its figures are called in the ledger.
    """
    return _as_text(as_data(report) | {FIGURES: names_of_figures(report)})


def digest_of(content: str) -> str:
    """Return the SHA-256 of what is kept."""
    return hashlib.sha256(content.encode()).hexdigest()


def ledger_digest(cells: Mapping[str, str | None]) -> str:
    """Return the SHA-256 of the figures of a report as the ledger has them."""
    return digest_of(_as_text(sorted(cells.items())))


def part_digests(data: Mapping[str, Any]) -> dict[str, str]:
    """Return a short digest of each table of a report's data and of its texts, by a name for the record."""
    parts = {f"{PART}{key}": table for key, table in data["tables"].items()}
    parts[f"{PART}texts"] = {key: data[key] for key in TEXTS}
    return {name: digest_of(_as_text(part))[:SHORT] for name, part in parts.items()}


def verify(session: Session, number: str) -> Checked:
    """Hold a released report against the record of changes, the ledger and the version that it follows.

    Raises: NothingReleased.
    """
    row = release_numbered(session, number)
    if row is None:
        raise NothingReleased(number)
    cells, recorded = cells_of(session, row.id), _recorded(session, row)
    faults = (
        *_readable(_content(row, recorded)), *_readable(_figures(row, cells)), *_ledger(cells, recorded),
        *_before(session, row, cells),
    )  # fmt: skip
    return Checked(number, row.digest, tuple(dict.fromkeys(faults)))


def _readable(faults: Iterator[str]) -> Iterator[str]:
    """Yield what is found, and at last that the content goes no further: changed, it can be of any form."""
    try:
        yield from faults
    except MISSHAPEN:
        yield "de inhoud heeft niet meer de vorm van een rapport"


def _recorded(session: Session, row: ReleasedReport) -> Mapping[str, Any]:
    """Return what the record of changes says of a release; nothing when it says nothing, or says it twice."""
    asked = select(Event.facts).where(
        Event.subject_kind == "report", Event.subject_id == row.id, Event.what == "report_released"
    )
    facts = session.scalars(asked).all()
    return facts[0] if len(facts) == 1 else {}


def _content(row: ReleasedReport, recorded: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the content; each table that changed is named."""
    if recorded.get("digest") != row.digest:
        yield "in de registratie van wijzigingen staat een ander kenmerk"
    if any(name in recorded and recorded[name] != getattr(row, kept) for name, kept in NAMED.items()):
        yield "nummer, soort, over wie, jaar of versie is veranderd na het vrijgeven"
    if digest_of(row.content) == row.digest:
        return
    yield "de inhoud is veranderd na het vrijgeven"
    data = _read(row)
    now = part_digests(data) if data else {}
    for name in sorted(name for name in {*now, *recorded} if name.startswith(PART)):
        if name in recorded and now.get(name) != recorded[name]:
            yield f"veranderd: {_called(data, name.removeprefix(PART))}"


def _called(data: Mapping[str, Any], key: str) -> str:
    if key == "texts":
        return "de teksten"
    number = data.get("layout", {}).get("tables", {}).get(key, {}).get("number")
    return f"tabel {number}" if number else key


def _figures(row: ReleasedReport, cells: Mapping[str, str | None]) -> Iterator[str]:
    """Yield each figure that the report shows otherwise than the ledger has it."""
    data = _read(row)
    for key, lines in data.get(FIGURES, {}).items():
        table = data["tables"].get(key, {})
        printed = [*table.get("rows", ()), *([table["total"]] if "total" in table else ())]
        for names, line in zip(lines, printed, strict=False):
            for place, (name, value) in enumerate(zip(names, line["values"], strict=False)):
                shown = None if isinstance(value, dict) else str(value)
                if name not in cells or cells[name] != shown:
                    where = f"{_called(data, key)}, {line['label']}, {table['columns'][place]}"
                    there = _said(cells[name]) if name in cells else "niets"
                    yield f"{where}: het rapport toont {_said(shown)}, het grootboek {there}"


def _said(shown: str | None) -> str:
    return HIDDEN if shown is None else shown


def _ledger(cells: Mapping[str, str | None], recorded: Mapping[str, Any]) -> Iterator[str]:
    """Yield whether the ledger changed; of releases from before the record had its digest nothing is known."""
    if "ledger" in recorded and recorded["ledger"] != ledger_digest(cells):
        yield "het grootboek van wat is getoond, is veranderd na het vrijgeven"


def _before(session: Session, row: ReleasedReport, cells: Mapping[str, str | None]) -> Iterator[str]:
    if row.supersedes_id is None:
        return
    before = cells_of(session, row.supersedes_id)
    if newly_shown(cells, [cell for cell, shown in before.items() if shown is None]):
        yield "het toont meer dan de versie ervoor"


def _read(row: ReleasedReport) -> dict[str, Any]:
    """Return the data of a report; nothing where it can no longer be read."""
    try:
        data = json.loads(row.content)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) and {"tables", *TEXTS} <= data.keys() else {}


def _as_text(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
