"""Queries about released reports and the ledger of what they show."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Row, func, insert, select
from sqlalchemy.orm import Session

from store.models import PublishedCell, ReleasedReport

CHUNK = 500
"""How many cells are asked for in one query."""


def versions(session: Session, kind: str, code: str, year: int, part: str) -> Sequence[ReleasedReport]:
    """Return every version of a report, the first one first."""
    asked = select(ReleasedReport).where(
        ReleasedReport.kind == kind, ReleasedReport.subject_code == code, ReleasedReport.year == year,
        ReleasedReport.part == part,
    )  # fmt: skip
    return session.scalars(asked.order_by(ReleasedReport.version)).all()


def released_after(session: Session, year: int, part: str, place: int) -> set[tuple[str, str]]:
    """Return of which subjects (kind and code) a report over a year was released after a place in the ledger.

    The ledger's own order counts, as the clock of a machine can be set back.
    """
    asked = select(ReleasedReport.kind, ReleasedReport.subject_code).where(
        ReleasedReport.year == year, ReleasedReport.part == part, ReleasedReport.id > place
    )
    return {(kind, code) for kind, code in session.execute(asked)}


def newest_place(session: Session) -> int:
    """Return the place of the newest release in the ledger, whatever it is about; 0 when there is none."""
    return session.scalar(select(func.max(ReleasedReport.id))) or 0


def first_release(session: Session, year: int, part: str, since: datetime | None = None) -> ReleasedReport | None:
    """Return the first report over a year in the ledger; with `since` the first of those released from then on."""
    asked = select(ReleasedReport).where(ReleasedReport.year == year, ReleasedReport.part == part)
    if since is not None:
        asked = asked.where(ReleasedReport.released_at >= since)
    return session.scalars(asked.order_by(ReleasedReport.id).limit(1)).first()


def release_numbered(session: Session, number: str) -> ReleasedReport | None:
    """Return a released report."""
    return session.scalars(select(ReleasedReport).where(ReleasedReport.number == number)).one_or_none()


def releases(session: Session, year: int | None = None) -> Sequence[Row[tuple[str, str, str, int, int, datetime, str]]]:
    """Return number, kind, subject, year, version, instant and digest of what was released, without the content."""
    row = ReleasedReport
    asked = select(row.number, row.kind, row.subject_code, row.year, row.version, row.released_at, row.digest)
    if year is not None:
        asked = asked.where(row.year == year)
    return session.execute(asked.order_by(row.id)).all()


def cells_of(session: Session, report_id: int) -> dict[str, str | None]:
    """Return what a released report shows, by cell; None where it is hidden."""
    asked = select(PublishedCell.cell, PublishedCell.shown).where(PublishedCell.report_id == report_id)
    return dict(session.execute(asked).tuples().all())


def hidden_among(session: Session, cells: Collection[str]) -> set[str]:
    """Return which of these cells some release hides and none shows: what was shown once is known for good."""
    listed: list[str] = sorted(cells)
    found: set[str] = set()
    for start in range(0, len(listed), CHUNK):
        asked = select(PublishedCell.cell).where(PublishedCell.cell.in_(listed[start : start + CHUNK]))
        found.update(session.scalars(asked.group_by(PublishedCell.cell).having(func.count(PublishedCell.shown) == 0)))
    return found


def add_cells(session: Session, report_id: int, cells: Mapping[str, str | None]) -> None:
    """Put the figures of a report in the ledger."""
    rows = [{"report_id": report_id, "cell": cell, "shown": shown} for cell, shown in cells.items()]
    if rows:
        session.execute(insert(PublishedCell), rows)
