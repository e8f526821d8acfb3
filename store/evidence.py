"""What the record holds of one signal, and of the place it is about: for a file that stands on its own."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.vocabulary import SignalKind
from store.events import Subject
from store.models import AccessLog, ChainAnchor, Deadline, Escalation, Event, GateDecision, Notice, Reply, Signal


def events_of(session: Session, subject: Subject) -> Sequence[Event]:
    """Return the chain of a subject, oldest first."""
    asked = select(Event).where(Event.subject_kind == subject.kind, Event.subject_id == subject.id)
    return session.scalars(asked.order_by(Event.seq)).all()


def anchor_before(session: Session, event: Event) -> ChainAnchor | None:
    """Return the newest anchor of before an event: later ones come and go with each day, this one stays."""
    asked = select(ChainAnchor).where(ChainAnchor.last_event_id < event.id)
    return session.scalars(asked.order_by(ChainAnchor.last_event_id.desc(), ChainAnchor.id).limit(1)).first()


def notices_about(session: Session, signal: Signal) -> Sequence[Notice]:
    """Return the mails about a signal, in the order they were written."""
    return session.scalars(select(Notice).where(Notice.signal_id == signal.id).order_by(Notice.id)).all()


def decisions_on(session: Session, signal: Signal) -> Sequence[GateDecision]:
    """Return the decisions that texts of a signal may leave."""
    return session.scalars(
        select(GateDecision).where(GateDecision.signal_id == signal.id).order_by(GateDecision.id)
    ).all()


def replies_to(session: Session, signal: Signal) -> Sequence[Reply]:
    """Return the answers to a signal, by round."""
    return session.scalars(select(Reply).where(Reply.signal_id == signal.id).order_by(Reply.round)).all()


def deadlines_about(session: Session, subject: Subject) -> Sequence[Deadline]:
    """Return every deadline of a subject, settled or not, in the order they started."""
    asked = select(Deadline).where(Deadline.subject_kind == subject.kind, Deadline.subject_id == subject.id)
    return session.scalars(asked.order_by(Deadline.id)).all()


def earlier_signals(session: Session, signal: Signal) -> dict[SignalKind, tuple[int, int]]:
    """Return by kind how many signals about the same location were sent before, and how many of them were passed on.

    Only what was so before this signal was drafted counts: what comes later changes nothing.
    """
    before = Signal.location_id == signal.location_id, Signal.id != signal.id, Signal.sent_at < signal.created_at
    told = select(Escalation.signal_id).where(Escalation.told_at < signal.created_at)
    counted = select(Signal.kind, func.count(), func.count().filter(Signal.id.in_(told))).where(*before)
    return {kind: (sent, passed) for kind, sent, passed in session.execute(counted.group_by(Signal.kind)).tuples()}


def log_reading(session: Session, subject: str, *, actor: str, purpose: str, at: datetime) -> None:
    """Keep who read sealed texts of a subject (such as `signal:S-2026-0001`), and what for."""
    session.add(AccessLog(at=at, actor=actor, subject=subject, purpose=purpose))
    session.flush()
