"""A signal as people look at it: how it stands, what was done, and why each date is what it is. Never its text."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.calendar import show_moment
from rules.errors import RuleError
from rules.ladder import DeadlineKind
from rules.terms import Outcome, explain_running
from rules.vocabulary import LegalEffect, SignalKind, SignalState
from store.deadlines import running_term
from store.decrees import calendar_in_force
from store.events import Subject
from store.models import Deadline, Event, Signal
from store.signals import agency_name, signal_by_reference


class SignalUnknown(RuleError):
    """There is no signal with this reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Signaal {reference} bestaat niet. Een kenmerk ziet eruit als S-2026-0001.", reference=reference
        )


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a signal."""

    at: datetime
    what: str
    actor: str


@dataclass(frozen=True, slots=True)
class SignalView:
    """How a signal stands."""

    reference: str
    kind: SignalKind
    state: SignalState
    agency: str
    measure: str
    round: int
    sent_at: datetime | None
    closed_at: datetime | None
    events: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """One deadline of a signal with every step that led to its date; no outcome while it is suspended."""

    kind: DeadlineKind
    round: int
    legal_effect: LegalEffect
    settled_at: datetime | None
    outcome: Outcome | None
    number: int
    late_working_days: int | None
    extended_by: int

    @property
    def end(self) -> str | None:
        """Return when it is due, as people read it."""
        return show_moment(self.outcome.end) if self.outcome else None


def signal_view(session: Session, reference: str) -> SignalView:
    """Return how a signal stands and all that happened to it. Raises: SignalUnknown."""
    signal = _signal(session, reference)
    events = session.scalars(
        select(Event).where(Event.subject_kind == "signal", Event.subject_id == signal.id).order_by(Event.seq)
    )
    return SignalView(
        reference=signal.reference,
        kind=signal.kind,
        state=signal.state,
        agency=agency_name(session, signal.agency_id, signal.observed_on),
        measure=signal.measure.dutch,
        round=signal.round,
        sent_at=signal.sent_at,
        closed_at=signal.closed_at,
        events=tuple(Happening(event.at, event.what, event.actor) for event in events),
    )


def explained_deadlines(session: Session, reference: str) -> list[Chain]:
    """Return every deadline of a signal with the chain of its date. Raises: SignalUnknown."""
    return explained_of(session, _signal(session, reference))


def explained_of(session: Session, signal: Signal) -> list[Chain]:
    """Return the same of a signal that is already at hand."""
    return explained_about(session, Subject("signal", signal.id))


def explained_about(session: Session, subject: Subject) -> list[Chain]:
    """Return every deadline of any subject with the chain of its date, the oldest first."""
    calendar = calendar_in_force(session)
    rows = session.scalars(
        select(Deadline)
        .where(Deadline.subject_kind == subject.kind, Deadline.subject_id == subject.id)
        .order_by(Deadline.id)
    )
    return [
        Chain(
            kind=DeadlineKind(row.kind),
            round=row.round,
            legal_effect=row.legal_effect,
            settled_at=row.settled_at,
            outcome=explain_running(running_term(row), calendar),
            number=row.id,
            late_working_days=row.late_working_days,
            extended_by=row.extended_by,
        )
        for row in rows
    ]


def _signal(session: Session, reference: str) -> Signal:
    signal = signal_by_reference(session, reference)
    if signal is None:
        raise SignalUnknown(reference)
    return signal
