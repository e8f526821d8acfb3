"""Queries on the outbox: what is due, what waits, and whom a notice is for."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from store.models import Adviser, ContactPerson, Notice, User

UNFINISHED = ("queued", "in_doubt", "dead")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a notice goes to, as known today."""

    name: str = field(repr=False)
    email: str = field(repr=False)


def due_notices(session: Session, now: datetime, *, quiet: bool, limit: int | None = None) -> list[Notice]:
    """Return the notices to send at `now`, urgent ones first, then in the order in which they fell due.

    When it is `quiet` only urgent ones are due. A notice under another's lease is not.
    """
    due = select(Notice).where(*_is_due(now)).order_by(Notice.urgent.desc(), Notice.next_at, Notice.id).limit(limit)
    return list(session.scalars(due.where(Notice.urgent) if quiet else due))


def claimable(session: Session, notice_id: int, now: datetime) -> Notice | None:
    """Return the notice, locked for this transaction, when it is due and nobody else has it; else None."""
    mine = select(Notice).where(Notice.id == notice_id, *_is_due(now)).with_for_update(skip_locked=True)
    return session.scalars(mine).first()


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    free = or_(Notice.leased_until.is_(None), Notice.leased_until <= now)
    return Notice.state == "queued", Notice.next_at <= now, free


def unfinished_notices(session: Session) -> list[Notice]:
    """Return every notice that was neither sent nor settled, oldest first."""
    return list(session.scalars(select(Notice).where(Notice.state.in_(UNFINISHED)).order_by(Notice.id)))


def addressee(session: Session, kind: str, number: int, on: date) -> Addressee | None:
    """Return the name and address of a recipient; None when there is none (any more) on day `on`."""
    match kind:
        case "adviser":
            person: Adviser | ContactPerson | User | None = session.get(Adviser, number)
        case "contact":
            person = session.get(ContactPerson, number)
        case _:
            person = session.get(User, number)
    return Addressee(person.name, person.email) if person is not None and _is_there(person, on) else None


def _is_there(person: Adviser | ContactPerson | User, on: date) -> bool:
    if isinstance(person, User):
        return person.active
    return person.active_from <= on and (person.active_to is None or on <= person.active_to)
