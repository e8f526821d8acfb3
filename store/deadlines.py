"""Deadlines as they are kept, and the running terms they stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from rules.calendar import Calendar
from rules.terms import Basis, RunningTerm, Term, due_of
from rules.vocabulary import LegalEffect
from store.events import Subject
from store.models import Deadline, StepClaim


@dataclass(frozen=True, slots=True)
class DueRow:
    """A deadline whose next step is due, as the index holds it."""

    id: int
    step: str
    at: datetime


def subject_of(deadline: Deadline) -> Subject:
    """Return what a deadline is about."""
    return Subject(deadline.subject_kind, deadline.subject_id)


def running_term(deadline: Deadline) -> RunningTerm:
    """Return the term of a row, as the rules know it. Agreements count as our own policy, not as law."""
    basis = Basis.STATUTORY if deadline.legal_effect is LegalEffect.LAW else Basis.POLICY
    return RunningTerm(
        Term(deadline.amount, deadline.unit, basis, deadline.profile),
        anchor=deadline.anchor_at,
        running_since=deadline.running_since_at,
        consumed=deadline.consumed,
        extended_by=deadline.extended_by,
    )


def due_on(deadline: Deadline, calendar: Calendar) -> date | datetime | None:
    """Return when a deadline is due: a day, an instant for hours, None while it is suspended."""
    return due_of(running_term(deadline), calendar)


def deadline_of(session: Session, subject: Subject, kind: str, round_: int) -> Deadline | None:
    """Return the deadline of one kind and round, settled or not."""
    return session.scalars(
        _of(subject).where(Deadline.kind == kind, Deadline.round == round_)  # unique
    ).one_or_none()


def open_deadlines(session: Session, subject: Subject, *kinds: str) -> Sequence[Deadline]:
    """Return the unsettled deadlines of a subject, of some kinds or all, suspended ones included."""
    wanted = _of(subject).where(Deadline.settled_at.is_(None)).order_by(Deadline.id)
    return session.scalars(wanted.where(Deadline.kind.in_(kinds)) if kinds else wanted).all()


def next_round(session: Session, subject: Subject, kind: str) -> int:
    """Return the first round of `kind` that this subject has not had."""
    had = session.scalar(
        select(func.max(Deadline.round)).where(
            Deadline.subject_kind == subject.kind, Deadline.subject_id == subject.id, Deadline.kind == kind
        )
    )
    return (had or 0) + 1


def unsettled(session: Session) -> Sequence[Deadline]:
    """Return every open deadline, to be looked at again when the calendar changes."""
    return session.scalars(select(Deadline).where(Deadline.settled_at.is_(None)).order_by(Deadline.id)).all()


def due_rows(
    session: Session, now: datetime, limit: int | None = None, after: DueRow | None = None
) -> tuple[DueRow, ...]:
    """Return the deadlines whose next step is due at `now`, oldest first, at most `limit`, those after `after`.

    Reads only the index on `next_step_at`.
    """
    wanted = (
        select(Deadline.id, Deadline.next_step, Deadline.next_step_at)
        .where(Deadline.next_step_at <= now)
        .order_by(Deadline.next_step_at, Deadline.id)
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(tuple_(Deadline.next_step_at, Deadline.id) > (after.at, after.id))
    return tuple(DueRow(number, step, at) for number, step, at in session.execute(wanted).tuples() if step and at)


def locked(session: Session, deadline_id: int) -> Deadline | None:
    """Return an open deadline, locked and as it is now; None when it is settled or another sweep holds it."""
    wanted = select(Deadline).where(Deadline.id == deadline_id, Deadline.settled_at.is_(None))
    fresh = wanted.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return session.scalars(fresh).one_or_none()


def claims_of(session: Session, deadline_id: int) -> Sequence[StepClaim]:
    """Return the steps of a deadline that were taken, of all versions of its due date."""
    return session.scalars(select(StepClaim).where(StepClaim.deadline_id == deadline_id)).all()


def _of(subject: Subject) -> Select[tuple[Deadline]]:
    return select(Deadline).where(Deadline.subject_kind == subject.kind, Deadline.subject_id == subject.id)
