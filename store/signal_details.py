"""Queries about what is kept of a signal beside its text: rights, recipients, triage, reporting code, doubles."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rules.signal_words import Right
from rules.vocabulary import SignalState
from store.models import (
    ContactPerson,
    ReportingCode,
    ReportingCodeStep,
    Signal,
    SignalRecipient,
    SignalRight,
    TriageResult,
)


def rights_of_signal(session: Session, signal: Signal) -> list[Right]:
    """Return the fundamental rights that a signal cites, in the order of their list."""
    cited = set(session.scalars(select(SignalRight.right).where(SignalRight.signal_id == signal.id)))
    return [right for right in Right if right in cited]


def chosen_recipients(session: Session, signal: Signal, on: date) -> list[ContactPerson]:
    """Return whom a person chose to tell beside the agency, as far as they are still there on a day."""
    return list(
        session.scalars(
            select(ContactPerson)
            .join(SignalRecipient, SignalRecipient.contact_id == ContactPerson.id)
            .where(SignalRecipient.signal_id == signal.id, ContactPerson.active_from <= on)
            .where(or_(ContactPerson.active_to.is_(None), ContactPerson.active_to >= on))
            .order_by(ContactPerson.id)
        )
    )


def triage_of(session: Session, signal: Signal) -> TriageResult | None:
    """Return the last advice of the legal triage on a signal."""
    wanted = select(TriageResult).where(TriageResult.signal_id == signal.id)
    return session.scalars(wanted.order_by(TriageResult.id.desc()).limit(1)).one_or_none()


def code_of(session: Session, signal: Signal) -> ReportingCode | None:
    """Return the reporting code of a signal, if it was started."""
    return session.get(ReportingCode, signal.id)


def code_steps(session: Session, signal: Signal) -> Sequence[ReportingCodeStep]:
    """Return the steps of the reporting code that were taken, in order."""
    wanted = select(ReportingCodeStep).where(ReportingCodeStep.signal_id == signal.id)
    return session.scalars(wanted.order_by(ReportingCodeStep.id)).all()


def doubles_of(session: Session, signal: Signal, within_days: int) -> Sequence[Signal]:
    """Return other signals that may be the same: same location and measure, seen within so many days.

    Withdrawn and merged ones are left out, closed ones too: those are reopened, not merged into.
    """
    span = timedelta(days=within_days)
    ended = (SignalState.CLOSED, SignalState.WITHDRAWN, SignalState.MERGED)
    return session.scalars(
        select(Signal)
        .where(Signal.location_id == signal.location_id, Signal.measure == signal.measure, Signal.id != signal.id)
        .where(Signal.agency_id == signal.agency_id, Signal.state.not_in(ended))
        .where(Signal.observed_on.between(signal.observed_on - span, signal.observed_on + span))
        .order_by(Signal.id)
    ).all()
