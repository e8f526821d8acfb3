"""The list of released reports, with the name of whom each is about."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, case, func, literal, select
from sqlalchemy.orm import Session, aliased

from store.models import Agency, AgencyName, Municipality, ReleasedReport
from store.scope import Viewer, condition, seen

PLACE = (
    select(Municipality.name)
    .where(Municipality.code == ReleasedReport.subject_code)
    .order_by(Municipality.valid_from.desc())
    .limit(1)
    .correlate(ReleasedReport)
    .scalar_subquery()
)
BODY = (
    select(AgencyName.name)
    .join(Agency, Agency.id == AgencyName.agency_id)
    .where(Agency.code == ReleasedReport.subject_code)
    .order_by(AgencyName.valid_from.desc())
    .limit(1)
    .correlate(ReleasedReport)
    .scalar_subquery()
)
ABOUT = case(
    (ReleasedReport.kind == "municipality", PLACE),
    (ReleasedReport.kind == "agency", BODY),
    else_=literal("Nederland"),
).label("about")
COLUMNS = (
    ReleasedReport.number, ReleasedReport.kind, ABOUT, ReleasedReport.year, ReleasedReport.version,
    ReleasedReport.released_at,
)  # fmt: skip


def newest_query(viewer: Viewer) -> Select[Any]:
    """Select what `viewer` sees of every report's last version: number, kind, about, year, version, released_at."""
    later = aliased(ReleasedReport)
    replaced = select(later.id).where(later.supersedes_id == ReleasedReport.id).exists()
    return select(*COLUMNS).where(condition(ReleasedReport, viewer), ~replaced)


def newest_of(session: Session, viewer: Viewer, year: int, kind: str) -> Sequence[ReleasedReport]:
    """Return the last version of every report of a year and kind that `viewer` sees, by name."""
    later = aliased(ReleasedReport)
    replaced = select(later.id).where(later.supersedes_id == ReleasedReport.id).exists()
    asked = seen(ReleasedReport, viewer).where(~replaced, ReleasedReport.year == year, ReleasedReport.kind == kind)
    return session.scalars(asked.order_by(ABOUT)).all()


def years_seen(session: Session, viewer: Viewer) -> list[int]:
    """Return the years of which `viewer` sees a report, the newest first."""
    asked = select(ReleasedReport.year).where(condition(ReleasedReport, viewer)).distinct()
    return sorted(session.scalars(asked), reverse=True)


def versions_seen(session: Session, viewer: Viewer, row: ReleasedReport) -> list[tuple[str, int, object]]:
    """Return number, version and moment of all versions of a report that `viewer` sees, the newest first."""
    asked = select(ReleasedReport.number, ReleasedReport.version, ReleasedReport.released_at).where(
        condition(ReleasedReport, viewer), ReleasedReport.kind == row.kind, ReleasedReport.year == row.year,
        ReleasedReport.subject_code == row.subject_code, ReleasedReport.part == row.part,
    )  # fmt: skip
    found = session.execute(asked.order_by(ReleasedReport.version.desc()))
    return [(number, version, at) for number, version, at in found]


def count_by_kind(session: Session, viewer: Viewer, year: int) -> dict[str, int]:
    """Return by kind of how many subjects a report of a year was released that `viewer` sees."""
    asked = (
        select(ReleasedReport.kind, func.count(ReleasedReport.subject_code.distinct()))
        .where(condition(ReleasedReport, viewer), ReleasedReport.year == year)
        .group_by(ReleasedReport.kind)
    )
    return dict(session.execute(asked).tuples().all())
