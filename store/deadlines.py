"""Deadlines as they are kept, and the running terms they stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Select, bindparam, func, insert, select, tuple_, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from rules.calendar import Calendar, local_date
from rules.terms import Basis, RunningTerm, Term, due_of
from rules.vocabulary import LegalEffect, Unit
from store.base import Base
from store.decrees import calendar_in_force
from store.events import Subject
from store.models import Deadline, StepClaim
from store.signals import locked_signals
from store.together import once, write

_CLAIM = insert(Base.metadata.tables["step_claim"])
_DEADLINES = Base.metadata.tables["deadline"]
_NEXT = (
    update(_DEADLINES)
    .where(_DEADLINES.c.id == bindparam("number"))
    .values(next_step=bindparam("step"), next_step_at=bindparam("at"))
)


class Claim(NamedTuple):
    """A step that was taken for one version of a due date, and when."""

    step: str
    due_version: int
    claimed_at: datetime


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


def due_in_force(session: Session, deadline: Deadline) -> date | datetime | None:
    """Return when a deadline is due by the calendar in force, as `due_on`; within a batch counted once for each day."""
    since, calendar = deadline.running_since_at, calendar_in_force(session)
    if since is None or deadline.unit is Unit.HOURS:
        return due_on(deadline, calendar)
    key = (
        "due", deadline.amount, deadline.unit, deadline.legal_effect, deadline.profile, local_date(deadline.anchor_at),
        local_date(since), deadline.consumed, deadline.extended_by,
    )  # fmt: skip
    return once(session, key, lambda: due_on(deadline, calendar))


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


def next_moment(session: Session) -> datetime | None:
    """Return when the next step of all is due; None when nothing waits."""
    return session.scalar(select(func.min(Deadline.next_step_at)))


def locked(session: Session, deadline_id: int) -> Deadline | None:
    """Return an open deadline, locked and as it is now; None when it is settled or another sweep holds it."""
    wanted = select(Deadline).where(Deadline.id == deadline_id, Deadline.settled_at.is_(None))
    fresh = wanted.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return session.scalars(fresh).one_or_none()


def locked_many(session: Session, deadline_ids: Sequence[int]) -> list[Deadline]:
    """Return the open ones of some deadlines, locked and as they are now, in the order given.

    Where it is about a signal, that is locked too: whoever acts on it now may settle this very deadline. What another
    holds is left out, without waiting.
    """
    wanted = select(Deadline).where(Deadline.id.in_(deadline_ids), Deadline.settled_at.is_(None))
    fresh = wanted.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    found = {deadline.id: deadline for deadline in session.scalars(fresh)}
    signals = {deadline.subject_id for deadline in found.values() if deadline.subject_kind == "signal"}
    held = locked_signals(session, signals)
    ordered = (found[number] for number in deadline_ids if number in found)
    return [one for one in ordered if one.subject_kind != "signal" or one.subject_id in held]


def claims_of(session: Session, deadline_ids: Sequence[int]) -> dict[int, list[Claim]]:
    """Return for each of some deadlines the steps that were taken, of all versions of its due date."""
    found: dict[int, list[Claim]] = {number: [] for number in deadline_ids}
    asked = select(StepClaim.deadline_id, StepClaim.step, StepClaim.due_version, StepClaim.claimed_at)
    for number, *claim in session.execute(asked.where(StepClaim.deadline_id.in_(deadline_ids))):
        found[number].append(Claim(*claim))
    return found


def add_claim(session: Session, deadline: Deadline, step: str, *, was_due_at: datetime, now: datetime) -> Claim:
    """Claim a step of the present due date; the database takes it once only."""
    claim = Claim(step, deadline.due_version, now)
    write(session, _CLAIM, {"deadline_id": deadline.id, "was_due_at": was_due_at, **claim._asdict()})
    return claim


def note_next_step(session: Session, deadline: Deadline, step: str | None, at: datetime | None) -> None:
    """Note when a deadline must be looked at again, and for which step; nothing when it never must."""
    if (deadline.next_step, deadline.next_step_at) == (step, at):
        return
    write(session, _NEXT, {"number": deadline.id, "step": step, "at": at})
    set_committed_value(deadline, "next_step", step)
    set_committed_value(deadline, "next_step_at", at)


def _of(subject: Subject) -> Select[tuple[Deadline]]:
    return select(Deadline).where(Deadline.subject_kind == subject.kind, Deadline.subject_id == subject.id)
