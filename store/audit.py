"""Queries about the record, what was read, and what was decided about keeping: codes and moments, never a text."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, String, case, cast, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from rules.policy_words import RecordClass
from store.models import AccessLog, ChainAnchor, Event, User

RETENTION = "retention"
DECIDED = "retention_decided"


def _user_of(actor: InstrumentedAttribute[str]) -> ColumnElement[int | None]:
    """Return the number of the user that an actor names; NULL for the system."""
    return case((actor.like("user:%"), cast(func.substr(actor, len("user:") + 1), BigInteger)), else_=None)


def named(actor: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """Return how people know who acted: the login, or what the record says."""
    return func.coalesce(User.login, cast(actor, String))


EVENT_ABOUT = (Event.subject_kind + literal(":") + cast(Event.subject_id, String)).label("about")
EVENT_WHO = named(Event.actor).label("who")
READING_WHO = named(AccessLog.actor).label("who")


def events_query() -> Select[Any]:
    """Select the record: id, moment, who, what, about, facts."""
    return select(Event.id, Event.at, EVENT_WHO, Event.what, EVENT_ABOUT, Event.facts).outerjoin(
        User, User.id == _user_of(Event.actor)
    )


def readings_query() -> Select[Any]:
    """Select what was read: moment, who, what, what for."""
    return select(AccessLog.id, AccessLog.at, READING_WHO, AccessLog.subject, AccessLog.purpose).outerjoin(
        User, User.id == _user_of(AccessLog.actor)
    )


def last_anchor(session: Session) -> ChainAnchor | None:
    """Return the newest anchor of the record."""
    return session.scalars(select(ChainAnchor).order_by(ChainAnchor.id.desc()).limit(1)).first()


def counts_since(session: Session, since: datetime) -> tuple[int, int]:
    """Return how many changes were recorded and how many readings were logged since an instant."""
    events = select(func.count()).where(Event.at >= since).scalar_subquery()
    readings = select(func.count()).where(AccessLog.at >= since).scalar_subquery()
    found, read = session.execute(select(events, readings)).one()
    return int(found), int(read)


def retention_decisions(session: Session) -> Mapping[RecordClass, Event]:
    """Return by class of records the last decision about how long it is kept."""
    asked = select(Event).where(Event.subject_kind == RETENTION, Event.what == DECIDED).order_by(Event.id)
    known = {word.value: word for word in RecordClass}
    return {known[event.facts["class"]]: event for event in session.scalars(asked) if event.facts["class"] in known}


def last_event(session: Session, kind: str, what: str) -> datetime | None:
    """Return when something was last recorded about subjects of one kind."""
    asked = select(func.max(Event.at)).where(Event.subject_kind == kind, Event.what == what)
    return session.scalars(asked).first()
