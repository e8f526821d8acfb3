"""Queries for the planner: advisers as workers, and when groups can be visited."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.nearest import Hours, Opening, Worker
from rules.cadence import Period
from rules.vocabulary import CertificateKind
from store.models import Absence, Adviser, Certificate, GroupHours, WorkingDay


def workers(session: Session, since: date) -> dict[int, Worker]:
    """Return by number the advisers as the planner sees them, with the absences that end on or after `since`."""
    hours: dict[int, dict[int, Hours]] = defaultdict(dict)
    for day in session.scalars(select(WorkingDay)):
        hours[day.adviser_id][day.weekday] = (day.starts, day.ends)
    absences = _periods(
        (row.adviser_id, row.starts_on, row.ends_on)
        for row in session.scalars(select(Absence).where(Absence.ends_on >= since))
    )
    certified = _periods(
        (row.adviser_id, row.valid_from, row.valid_to)
        for row in session.scalars(select(Certificate).where(Certificate.kind == CertificateKind.CLOSED_CARE))
    )
    return {
        adviser.id: Worker(
            id=adviser.id,
            hours=hours[adviser.id],
            active=Period(adviser.active_from, adviser.active_to or date.max),
            absences=absences[adviser.id],
            certified=certified[adviser.id],
        )
        for adviser in session.scalars(select(Adviser).order_by(Adviser.id))
    }


def deputies(session: Session) -> dict[int, int]:
    """Return by adviser who stands in, where the adviser has a deputy."""
    asked = select(Adviser.id, Adviser.deputy_id).where(Adviser.deputy_id.is_not(None))
    return {adviser: deputy for adviser, deputy in session.execute(asked) if deputy is not None}


def group_openings(session: Session) -> dict[int, tuple[Opening, ...]]:
    """Return by group the visiting hours of its own, where they differ from those of its care type."""
    found: dict[int, list[Opening]] = defaultdict(list)
    for row in session.scalars(select(GroupHours).order_by(GroupHours.group_id, GroupHours.weekday)):
        found[row.group_id].append(Opening(frozenset({row.weekday}), (row.starts, row.ends)))
    return {group_id: tuple(openings) for group_id, openings in found.items()}


def _periods(rows: Iterable[tuple[int, date, date | None]]) -> dict[int, tuple[Period, ...]]:
    found: dict[int, tuple[Period, ...]] = defaultdict(tuple)
    for number, first, last in rows:
        found[number] += (Period(first, last or date.max),)
    return found
