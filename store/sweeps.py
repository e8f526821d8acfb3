"""The rounds over the deadlines that were made, and what else the database knows of time."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.clock import Pulse, Seen
from store.events import Subject
from store.models import Event, SweepRun

CLOCK = Subject("clock", 1)
CLOCK_ACCEPTED = "clock_accepted"


def note_run(session: Session, now: datetime, pulse: Pulse) -> None:
    """Keep that a round was made at `now`."""
    session.add(SweepRun(at=now, boot=pulse.boot, uptime=pulse.uptime))
    session.flush()


def last_run(session: Session) -> Seen | None:
    """Return the last round that was made."""
    row = session.scalars(select(SweepRun).order_by(SweepRun.id.desc()).limit(1)).first()
    return Seen(row.at, Pulse(row.boot, row.uptime)) if row else None


def runs_between(session: Session, first: datetime, last: datetime) -> Sequence[datetime]:
    """Return when rounds were made from `first` to `last`, both included, in order."""
    asked = select(SweepRun.at).where(SweepRun.at >= first, SweepRun.at <= last).order_by(SweepRun.at, SweepRun.id)
    return session.scalars(asked).all()


def newest_event_at(session: Session) -> datetime | None:
    """Return the latest moment in the record, counted from the event by which a person last believed the clock."""
    believed = select(func.max(Event.id)).where(
        Event.subject_kind == CLOCK.kind, Event.subject_id == CLOCK.id, Event.what == CLOCK_ACCEPTED
    )
    since = Event.id >= func.coalesce(believed.scalar_subquery(), 0)
    return session.scalar(select(func.max(Event.at)).where(since))


def database_now(session: Session) -> datetime | None:
    """Return the moment by the database's own clock; None for SQLite, which has only ours."""
    if session.get_bind().dialect.name != "postgresql":
        return None
    moment: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return moment.astimezone(UTC)
