"""Queries on the outbox: what is due, what waits, and whom a notice is for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from rules.vocabulary import Language
from store.base import Base
from store.models import Adviser, CertificatePin, ContactPerson, Installation, Notice, User
from store.together import write

UNFINISHED = ("queued", "in_doubt", "dead")

# Made once: building a statement takes longer than running it, and this one runs for every letter.
_OUTBOX = Base.metadata.tables["notice"]
_MARK_SENT = (
    update(_OUTBOX)
    .where(_OUTBOX.c.id == bindparam("notice"), _OUTBOX.c.state != "sent", _OUTBOX.c.bounced_at.is_(None))
    .values(state="sent", next_at=None, leased_until=None, last_error=None, finished_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a notice goes to, as known today."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    language: Language = Language.NL


_ON = bindparam("on", type_=Date())


def _of(people: type[Base], is_there: ColumnElement[bool]) -> Select[tuple[str, str, Language]]:
    row = people.__table__.c
    return select(row.name, row.email, row.language).where(row.id == bindparam("number"), is_there)


def _in_service(people: type[Adviser | ContactPerson]) -> ColumnElement[bool]:
    return and_(people.active_from <= _ON, or_(people.active_to.is_(None), people.active_to >= _ON))


_ADDRESSEE = {
    "adviser": _of(Adviser, _in_service(Adviser)),
    "contact": _of(ContactPerson, _in_service(ContactPerson)),
    "user": _of(User, User.active.is_(True)),
}

_ADD_ONCE = {
    "sqlite": sqlite.insert(_OUTBOX).on_conflict_do_nothing(index_elements=["dedupe_key"]),
    "postgresql": postgresql.insert(_OUTBOX).on_conflict_do_nothing(index_elements=["dedupe_key"]),
}


def add_once(session: Session, row: Mapping[str, Any]) -> None:
    """Put a notice into the outbox unless its key is there already; within a batch it waits for the others."""
    statement = _ADD_ONCE[session.connection().dialect.name]
    write(session, statement, {"state": "queued", "attempts": 0, **row})


def due_notices(session: Session, now: datetime, *, quiet: bool, limit: int | None = None) -> list[Notice]:
    """Return the notices to send at `now`, urgent ones first, then in the order in which they fell due.

    When it is `quiet` only urgent ones are due. A notice under another's lease is not.
    """
    due = select(Notice).where(*_is_due(now, now)).order_by(Notice.urgent.desc(), Notice.next_at, Notice.id)
    return list(session.scalars((due.where(Notice.urgent) if quiet else due).limit(limit)))


def claimable(session: Session, notice_ids: Sequence[int], now: datetime, clock: datetime) -> list[Notice]:
    """Return those of the notices that are due and nobody else has, locked for this transaction, in the order given.

    `clock` is the moment to judge leases by.
    """
    mine = select(Notice).where(Notice.id.in_(notice_ids), *_is_due(now, clock)).with_for_update(skip_locked=True)
    found = {notice.id: notice for notice in session.scalars(mine)}
    return [found[notice_id] for notice_id in notice_ids if notice_id in found]


def _is_due(now: datetime, clock: datetime) -> tuple[ColumnElement[bool], ...]:
    free = or_(Notice.leased_until.is_(None), Notice.leased_until <= clock)
    return Notice.state == "queued", Notice.next_at <= now, free


def mark_sent(session: Session, notice_id: int, at: datetime) -> bool:
    """Mark a notice as sent; return False when it was so already, or came back as undeliverable meanwhile.

    What a server accepted counts, whoever has the lease by now.
    """
    return session.connection().execute(_MARK_SENT, {"notice": notice_id, "at": at}).rowcount == 1


def hand_back(session: Session, notices: Collection[Notice], claimed_at: datetime) -> None:
    """Give up the leases of notices that were claimed and not tried: as if nobody had looked at them."""
    for notice in notices:
        mine = Notice.id == notice.id, Notice.state == "queued", Notice.leased_until == notice.leased_until
        first = None if notice.first_tried_at == claimed_at else notice.first_tried_at
        again = {"leased_until": None, "attempts": Notice.attempts - 1, "first_tried_at": first}
        session.execute(update(Notice).where(*mine).values(again).execution_options(synchronize_session=False))


def database_now(session: Session) -> datetime:
    """Return the time of the database's own clock: the one clock that all machines on it share."""
    if session.get_bind().dialect.name == "sqlite":
        told = session.scalars(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")).one()
        return datetime.fromisoformat(told).replace(tzinfo=UTC)
    shared: datetime = session.scalars(select(func.clock_timestamp(type_=DateTime(timezone=True)))).one()
    return shared.astimezone(UTC)


def sent_lately(session: Session, now: datetime, span: timedelta) -> dict[tuple[str, int], int]:
    """Return how many notices each recipient got in the `span` before `now`, by kind and number."""
    counted = (
        select(Notice.recipient_kind, Notice.recipient_id, func.count())
        .where(Notice.state == "sent", Notice.finished_at > now - span)
        .group_by(Notice.recipient_kind, Notice.recipient_id)
    )
    return {(kind, number): count for kind, number, count in session.execute(counted)}


def notice_of_message(session: Session, message_ids: Collection[str]) -> Notice | None:
    """Return the notice that left under one of these Message-IDs, locked for this transaction."""
    if not message_ids:
        return None
    return session.scalars(select(Notice).where(Notice.message_id.in_(message_ids)).with_for_update()).first()


def quarantined_since(session: Session) -> datetime | None:
    """Return when this database was put back from a backup, as long as nobody released it."""
    installation = session.get(Installation, 1)
    return installation.quarantined_at if installation else None


def pin_of(session: Session, contact_id: int) -> CertificatePin | None:
    """Return the certificate to which mail to a contact person goes: the newest that was not revoked."""
    pins = select(CertificatePin).where(CertificatePin.contact_id == contact_id, CertificatePin.revoked_at.is_(None))
    return session.scalars(pins.order_by(CertificatePin.pinned_at.desc(), CertificatePin.id.desc()).limit(1)).first()


def unfinished_notices(session: Session) -> list[Notice]:
    """Return every notice that was neither sent nor settled, oldest first."""
    return list(session.scalars(select(Notice).where(Notice.state.in_(UNFINISHED)).order_by(Notice.id)))


def addressee(session: Session, kind: str, number: int, on: date) -> Addressee | None:
    """Return the name and address of a recipient; None when there is none (any more) on day `on`.

    Not of a client: that address is sealed.
    """
    asked = _ADDRESSEE.get(kind)
    if asked is None:
        return None
    found = session.connection().execute(asked, {"number": number, "on": on}).one_or_none()
    return Addressee(*found) if found else None
