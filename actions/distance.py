"""Keeping visits apart: what a visit that counts does to those planned around it."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.counting import min_gap_on
from actions.house import House
from actions.visit_changes import tell_changes
from actions.window_placing import place_windows
from rules.cadence import GroupFacts, Period
from rules.calendar import local_date
from rules.vocabulary import MissedReason, VisitState
from store.events import Subject, record
from store.models import Visit, VisitWindow
from store.visits import planned_visits_of_group

DAY = timedelta(days=1)


def keep_distance(
    session: Session, house: House, visit: Visit, group: GroupFacts, *, now: datetime, actor: str
) -> None:
    """Move visits planned too soon after `visit` to a later day of their window: there they would not count.

    One that fits nowhere else is called off; the next run of the planner tries again. Source: DOMAIN 3.1.
    """
    gap = min_gap_on(house, group, visit.on)
    today, earliest = local_date(now), visit.on + gap * DAY
    for planned in planned_visits_of_group(session, visit.group_id, max(visit.on, today), earliest - DAY):
        window = session.get(VisitWindow, planned.window_id) if planned.window_id else None
        planned.state, planned.cancel_reason = VisitState.CANCELLED, MissedReason.OTHER
        session.flush()
        moved = window is not None and _move(session, house, window, planned, earliest, now=now, actor=actor)
        what = "rescheduled" if moved else "cancelled"
        record(session, Subject("visit", planned.id), what, at=now, actor=actor, too_near=visit.id)
        replaced = select(Visit.id).where(Visit.replaces_id == planned.id)
        tell_changes(session, house, now, [planned.id, *session.scalars(replaced)])


def _move(
    session: Session, house: House, window: VisitWindow, planned: Visit, earliest: date, *, now: datetime, actor: str
) -> bool:
    if earliest > window.ends_on:
        return False
    days = Period(max(earliest, window.starts_on), window.ends_on)
    placed = place_windows(session, house, [window], days, now=now, actor=actor)
    replacement = next(iter(placed.visits), None)
    if replacement is None:
        return False
    replacement.replaces_id, planned.state, planned.cancel_reason = planned.id, VisitState.RESCHEDULED, None
    return True
