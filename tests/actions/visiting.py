"""What tests of visits share: days as moments, and short words for what advisers do."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.planning import open_windows, plan_rounds
from actions.visits import Checklist, record_visit
from rules.calendar import at_local
from store.events import SYSTEM
from store.models import Event, Group, Visit, VisitWindow

SEEN = Checklist(6, 5, 1, booklet_given=True, house_rules_seen=True, house_rules_changed=False, measures_seen=False)
HOUR = timedelta(hours=1)


def morning(day: date) -> datetime:
    """Return six o'clock on `day`, when nothing was done yet."""
    return at_local(day, time(6))


def evening(day: date) -> datetime:
    """Return the moment of `day` after the last visit."""
    return at_local(day, time(22))


def prepare(session: Session, house: House, day: date, weeks: int = 4) -> None:
    """Open windows and plan visits from `day` on."""
    open_windows(session, house, day + timedelta(weeks=weeks), morning(day))
    plan_rounds(session, house, starts_on=day, weeks=weeks, now=morning(day), actor=SYSTEM)


def windows_of(session: Session, group: Group) -> list[VisitWindow]:
    """Return the windows of a group in order."""
    asked = select(VisitWindow).where(VisitWindow.group_id == group.id).order_by(VisitWindow.starts_on)
    return list(session.scalars(asked))


def visits_of(session: Session, group: Group) -> list[Visit]:
    """Return the visits of a group in order."""
    return list(session.scalars(select(Visit).where(Visit.group_id == group.id).order_by(Visit.on, Visit.id)))


def add_visit(session: Session, group: Group, day: date, window: VisitWindow | None = None) -> Visit:
    """Add a planned visit at 16:00 by the group's owner."""
    visit = Visit(
        group_id=group.id,
        adviser_id=group.owner_id or 0,
        window_id=window.id if window else None,
        on=day,
        starts_at=at_local(day, time(16)),
        ends_at=at_local(day, time(17)),
    )
    session.add(visit)
    session.flush()
    return visit


def make_visit(session: Session, house: House, visit: Visit, on: date | None = None) -> VisitWindow | None:
    """Record a planned visit as made, at 16:00 on its day or another."""
    start = at_local(on or visit.on, time(16))
    return record_visit(
        session,
        house,
        visit.id,
        SEEN,
        started_at=start,
        ended_at=start + HOUR,
        now=evening(on or visit.on),
        actor=SYSTEM,
    )


def told(session: Session, kind: str, number: int) -> list[str]:
    """Return what happened to a subject, in order."""
    asked = select(Event.what).where(Event.subject_kind == kind, Event.subject_id == number).order_by(Event.seq)
    return list(session.scalars(asked))
