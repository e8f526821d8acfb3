"""The record of changes: append-only, chained by hash per subject, anchored as a whole each day."""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from rules.record_words import Breach, subject_said
from store.base import Base
from store.hooks import tell_others
from store.models import ChainAnchor, Event
from store.together import once, write

SYSTEM = "system"
START = "0" * 64
FACT = re.compile(r"[\w.:+/@-]{0,80}")

Fact = str | int | bool | None

# Made once: every change of anything runs these two, and building them takes longer than running them.
_EVENTS = Base.metadata.tables["event"]
_LAST = (
    select(_EVENTS.c.seq, _EVENTS.c.hash)
    .where(_EVENTS.c.subject_kind == bindparam("kind"), _EVENTS.c.subject_id == bindparam("number"))
    .order_by(_EVENTS.c.seq.desc())
    .limit(1)
)
_ADD = insert(_EVENTS)
_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event, deadline or notice is about."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the record was tampered with: an event of a chain, or (no subject) an anchor, by its number."""

    subject: Subject | None
    seq: int | None
    what: Breach

    @property
    def about(self) -> str:
        """Return what it is about, in words; empty of an anchor."""
        return subject_said(f"{self.subject.kind}:{self.subject.id}") if self.subject else ""


def user_actor(user_id: int) -> str:
    """Return how a user is named in the record: by number, never by name."""
    return f"user:{user_id}"


def user_of_actor(actor: str) -> int | None:
    """Return the user that the record names; None for the system."""
    kind, _, number = actor.partition(":")
    return int(number) if kind == "user" else None


def record(
    session: Session, subject: Subject, what: str, *, at: datetime, actor: str = SYSTEM, **facts: Fact | date
) -> None:
    """Add one event to the subject's chain, in the caller's transaction.

    Facts are codes, numbers, references and dates. Raises: ValueError for anything that could be free text.
    """
    plain = {key: _plain(key, value) for key, value in facts.items()}
    head = _head(session, subject)
    seq, previous = head.seq + 1, head.hash
    digest = event_hash(subject, seq, at, actor, what, plain, previous)
    event = {
        "subject_kind": subject.kind, "subject_id": subject.id, "seq": seq, "at": at, "actor": actor, "what": what,
        "facts": plain, "previous": previous, "hash": digest,
    }  # fmt: skip
    write(session, _ADD, event)
    head.seq, head.hash = seq, digest
    tell_others(session, subject.kind, subject.id, seq, what, plain, at)


@dataclass(slots=True)
class _Head:
    """The newest event of a chain, those that wait to be written included."""

    seq: int = 0
    hash: str = START


def _head(session: Session, subject: Subject) -> _Head:
    known = _known_heads(session)
    if subject not in known:
        last = session.connection().execute(_LAST, {"kind": subject.kind, "number": subject.id}).first()
        known[subject] = _Head(last.seq, last.hash) if last else _Head()
    return known[subject]


def _known_heads(session: Session) -> dict[Subject, _Head]:
    return once(session, "heads", dict)


def read_heads(session: Session, kind: str, numbers: Collection[int]) -> None:
    """Read where the chains of many subjects of one kind end, for what a batch (store/together.py) will record."""
    last = _EVENTS.alias()
    newest = (
        select(func.max(last.c.seq))
        .where(last.c.subject_kind == _EVENTS.c.subject_kind, last.c.subject_id == _EVENTS.c.subject_id)
        .scalar_subquery()
    )
    asked = select(_EVENTS.c.subject_id, _EVENTS.c.seq, _EVENTS.c.hash).where(
        _EVENTS.c.subject_kind == kind, _EVENTS.c.subject_id.in_(numbers), _EVENTS.c.seq == newest
    )
    ends = {number: _Head(seq, digest) for number, seq, digest in session.execute(asked)}
    _known_heads(session).update((Subject(kind, number), ends.get(number) or _Head()) for number in numbers)


def _plain(key: str, value: Fact | date) -> Fact:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str) and not FACT.fullmatch(value):
        raise ValueError(f"fact {key!r} looks like free text; the record holds codes and references only")
    return str(value) if isinstance(value, str) else value


def event_hash(
    subject: Subject, seq: int, at: datetime, actor: str, what: str, facts: dict[str, Fact], previous: str
) -> str:
    """Return the hash that binds an event to all that it says and to the event before it."""
    content = [subject.kind, subject.id, seq, at.isoformat(), actor, what, facts, previous]
    return hashlib.sha256(_JSON.encode(content).encode()).hexdigest()


def anchor(session: Session, at: datetime) -> ChainAnchor:
    """Put all chain heads of this moment under one digest."""
    last_id = session.scalar(select(func.max(Event.id))) or 0
    subjects, digest = _heads(session, last_id)
    row = ChainAnchor(anchored_at=at, last_event_id=last_id, subjects=subjects, digest=digest)
    session.add(row)
    session.flush()
    return row


def _heads(session: Session, last_id: int) -> tuple[int, str]:
    newest = (
        select(func.max(Event.seq).label("seq"), Event.subject_kind, Event.subject_id)
        .where(Event.id <= last_id)
        .group_by(Event.subject_kind, Event.subject_id)
        .subquery()
    )
    heads = session.execute(
        select(Event.subject_kind, Event.subject_id, Event.seq, Event.hash)
        .join(newest, (Event.subject_kind == newest.c.subject_kind) & (Event.subject_id == newest.c.subject_id)
              & (Event.seq == newest.c.seq))
    ).all()  # fmt: skip
    return _together({(kind, number): (seq, digest) for kind, number, seq, digest in heads})


def _together(heads: Mapping[tuple[str, int], tuple[int, str]]) -> tuple[int, str]:
    """Return how many chains there are, and the one digest of their heads."""
    lines = sorted(f"{kind}|{number}|{seq}|{digest}" for (kind, number), (seq, digest) in heads.items())
    return len(heads), hashlib.sha256("\n".join(lines).encode()).hexdigest()


def has_anchor(session: Session, digest: str) -> bool:
    """Return whether an anchor that was kept outside (printed, mailed) is still in the record."""
    return session.scalars(select(ChainAnchor.id).where(ChainAnchor.digest == digest)).first() is not None


def newest(session: Session) -> datetime | None:
    """Return when the last thing was recorded; None before the first."""
    return session.scalars(select(Event.at).order_by(Event.id.desc()).limit(1)).first()


def breaks(session: Session) -> Iterator[Break]:
    """Yield every place where the record is not what was written: changed, missing or cut off."""
    yield from _broken_chains(session)
    yield from _broken_anchors(session)


def _broken_chains(session: Session) -> Iterator[Break]:
    previous, subject, seq = START, None, 0
    rows = session.execute(select(*Event.__table__.columns).order_by(Event.subject_kind, Event.subject_id, Event.seq))
    for event in rows.yield_per(1000):
        here = Subject(event.subject_kind, event.subject_id)
        if here != subject:
            previous, subject, seq = START, here, 0
        seq += 1
        if event.seq != seq or event.previous != previous:
            yield Break(here, event.seq, Breach.MISSING)
            seq = event.seq
        if event.hash != event_hash(here, event.seq, event.at, event.actor, event.what, event.facts, event.previous):
            yield Break(here, event.seq, Breach.CHANGED)
        previous = event.hash


def _broken_anchors(session: Session) -> Iterator[Break]:
    """Compare every anchor with the heads of its moment; reads the events once, however many anchors there are."""
    heads: dict[tuple[str, int], tuple[int, str]] = {}
    asked = select(Event.id, Event.subject_kind, Event.subject_id, Event.seq, Event.hash).order_by(Event.id)
    events = iter(session.execute(asked).all())
    event = next(events, None)
    for row in session.scalars(select(ChainAnchor).order_by(ChainAnchor.last_event_id, ChainAnchor.id)).all():
        while event is not None and event.id <= row.last_event_id:
            chain = (event.subject_kind, event.subject_id)
            heads[chain] = max(heads.get(chain, (0, "")), (event.seq, event.hash))
            event = next(events, None)
        if _together(heads) != (row.subjects, row.digest):
            yield Break(None, row.id, Breach.ANCHOR)
