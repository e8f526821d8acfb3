"""Starting, settling, suspending and extending deadlines, and looking ahead to their next step."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.house import House
from rules.calendar import Calendar, at_local, local_date
from rules.ladder import FROM_START, DeadlineKind, LadderStep, steps
from rules.term_errors import TermSettled
from rules.terms import Outcome, RunningTerm, Term, explain_running, late_working_days
from rules.terms import extend as extend_term
from rules.terms import resume as resume_term
from rules.terms import suspend as suspend_term
from rules.vocabulary import LegalEffect, SignalKind
from store.deadlines import Claim, add_claim, claims_of, due_in_force, due_on, note_next_step, running_term, subject_of
from store.decrees import calendar_in_force
from store.events import SYSTEM, Subject, record
from store.models import Deadline
from store.signals import known_signal
from store.together import once


def start_deadline(
    session: Session,
    house: House,
    subject: Subject,
    kind: str,
    term: Term,
    legal_effect: LegalEffect,
    anchor_at: datetime,
    now: datetime,
    *,
    round: int = 1,  # noqa: A002 - the column's name
) -> Deadline:
    """Start a term of one subject, counted from `anchor_at` as day 0, and look ahead to its first step.

    Raises: ValueError for a kind without a ladder; the database refuses the same kind and round twice.
    """
    calendar = calendar_in_force(session)
    deadline = Deadline(
        subject_kind=subject.kind,
        subject_id=subject.id,
        kind=DeadlineKind(kind).value,
        round=round,
        amount=term.amount,
        unit=term.unit,
        legal_effect=legal_effect,
        profile=term.profile,
        anchor_at=anchor_at,
        running_since_at=anchor_at,
        calendar_version=calendar.version,
    )
    session.add(deadline)
    session.flush()
    look_ahead(session, house, deadline)
    _record(session, deadline, "deadline_started", now, SYSTEM, due=due_on(deadline, calendar))
    return deadline


def settle(
    session: Session, deadline: Deadline, now: datetime, actor: str = SYSTEM, *, met_at: datetime | None = None
) -> None:
    """End a deadline because what it waited for is there; a second time changes nothing.

    How many working days too late that was (at `met_at`, or now) stays on record; None for one that stood still.
    """
    if deadline.settled_at is not None:
        return
    calendar = calendar_in_force(session)
    ends = due_on(deadline, calendar)
    late = None if ends is None else late_working_days(ends, met_at or now, calendar, deadline.profile)
    deadline.settled_at, deadline.next_step, deadline.next_step_at = now, None, None
    deadline.late_working_days = late
    _record(session, deadline, "deadline_settled", now, actor, due=ends, **({"late": str(late)} if late else {}))


def suspend(
    session: Session, house: House, deadline: Deadline, *, reason: str, now: datetime, actor: str = SYSTEM
) -> None:
    """Let a deadline stand still from now: nothing is due until it resumes. `reason` is a code, never a text.

    Raises: TermSettled, AlreadySuspended, SuspendedBeforeStart, TermAlreadyOver.
    """
    running = suspend_term(_unsettled(deadline), now, calendar_in_force(session))
    _change(session, house, deadline, running, "deadline_suspended", reason, now, actor)


def resume(
    session: Session, house: House, deadline: Deadline, *, reason: str, now: datetime, actor: str = SYSTEM
) -> None:
    """Let what remained of a suspended deadline run from now. `reason` is a code. Raises: TermSettled, NotSuspended."""
    running = resume_term(_unsettled(deadline), now)
    _change(session, house, deadline, running, "deadline_resumed", reason, now, actor)


def extend(
    session: Session,
    house: House,
    deadline: Deadline,
    by: int,
    *,
    bound: int,
    reason: str,
    now: datetime,
    actor: str = SYSTEM,
) -> None:
    """Make a deadline longer by `by` of its own units; all extensions together stay within `bound`.

    `reason` is a code, never a text. Raises: TermSettled, ExtensionWithoutReason, NoExtensionLeft,
    ExtensionTooLong.
    """
    running = extend_term(_unsettled(deadline), by, bound, reason)
    _change(session, house, deadline, running, "deadline_extended", reason, now, actor)


def _unsettled(deadline: Deadline) -> RunningTerm:
    if deadline.settled_at is not None:
        raise TermSettled
    return running_term(deadline)


def explain_deadline(session: Session, _house: House, deadline: Deadline) -> Outcome | None:
    """Return when a deadline ends and each step that led there, with its source; None while it is suspended."""
    return explain_running(running_term(deadline), calendar_in_force(session))


def look_ahead(session: Session, house: House, deadline: Deadline) -> None:
    """Note when the sweep must look at a deadline again: its first step that was not taken, if any."""
    session.flush()
    note_next(session, deadline, () if deadline.settled_at else pending_steps(session, house, deadline))


def note_next(session: Session, deadline: Deadline, waiting: Sequence[LadderStep]) -> None:
    """Note the first of the steps that wait as the moment to look again."""
    step, at = (waiting[0].name, waiting[0].at) if waiting else (None, None)
    note_next_step(session, deadline, step, at)


def pending_steps(
    session: Session, house: House, deadline: Deadline, claims: Sequence[Claim] | None = None
) -> tuple[LadderStep, ...]:
    """Return the steps of a running deadline that were not taken, in order; a suspended one has none.

    `claims`: the steps that were taken, where these were read before.

    A step that after a resumption would lie in the standstill falls away: taken then, it would say falsely it is late.
    """
    due, since = due_in_force(session, deadline), deadline.running_since_at
    if due is None or since is None:
        return ()
    started, version = deadline.anchor_at, deadline.due_version
    taken = claims_of(session, [deadline.id])[deadline.id] if claims is None else claims
    return tuple(
        step
        for step in _ladder(session, house, deadline, due)
        if step.at >= since and step.at > started and not _is_taken(step, taken, version)
    )


def _ladder(session: Session, house: House, deadline: Deadline, due: date | datetime) -> tuple[LadderStep, ...]:
    """Return the steps of a deadline, and those of its first day that lie before its start.

    Where only the days matter they are derived once, within a batch, for all that started on the same day.
    """
    kind, signal_kind, anchor = DeadlineKind(deadline.kind), _signal_kind(session, deadline), deadline.anchor_at
    day = local_date(anchor)
    start = anchor if isinstance(due, datetime) or kind in FROM_START else day

    def derived() -> tuple[LadderStep, ...]:
        return steps(
            kind, due, house.policy(day), calendar_in_force(session),
            started_at=start if isinstance(start, datetime) else at_local(start, time.min),
            signal_kind=signal_kind, profile=deadline.profile,
        )  # fmt: skip

    return once(session, ("ladder", kind, signal_kind, deadline.profile, due, start), derived)


def _is_taken(step: LadderStep, claims: Sequence[Claim], version: int) -> bool:
    """Whether a step was taken for this due date, or for an earlier one when its new moment had already passed."""
    return any(
        claim.step == step.name and (claim.due_version == version or claim.claimed_at >= step.at) for claim in claims
    )


def claim_step(session: Session, deadline: Deadline, step: LadderStep, now: datetime) -> bool:
    """Claim a step of the present due date before it acts; return False when it was claimed before."""
    try:
        with session.begin_nested():
            add_claim(session, deadline, step.name, was_due_at=step.at, now=now)
    except IntegrityError:
        return False
    return True


def changed(
    session: Session, house: House, deadline: Deadline, calendar: Calendar, what: str, now: datetime, actor: str,
    **facts: str,
) -> None:  # fmt: skip
    """Give a deadline its next due version, look ahead anew, and record why it moved."""
    deadline.due_version += 1
    deadline.calendar_version = calendar.version
    look_ahead(session, house, deadline)
    _record(session, deadline, what, now, actor, due=due_on(deadline, calendar), **facts)


def _change(
    session: Session, house: House, deadline: Deadline, running: RunningTerm, what: str, reason: str, now: datetime,
    actor: str,
) -> None:  # fmt: skip
    since = running.running_since
    # Always instants here: rows anchor and resume at happenings, never at bare days.
    deadline.running_since_at = since if isinstance(since, datetime) else None
    deadline.consumed, deadline.extended_by = running.consumed, running.extended_by
    changed(session, house, deadline, calendar_in_force(session), what, now, actor, reason=reason)


def _signal_kind(session: Session, deadline: Deadline) -> SignalKind:
    signal = known_signal(session, deadline.subject_id) if deadline.subject_kind == "signal" else None
    return signal.kind if signal else SignalKind.GENERAL


def _record(
    session: Session, deadline: Deadline, what: str, now: datetime, actor: str, due: object = None, **facts: str
) -> None:
    moment = str(due.isoformat()) if isinstance(due, datetime) else str(due) if due else None
    record(
        session, subject_of(deadline), what, at=now, actor=actor,
        deadline=deadline.id, kind=deadline.kind, round=deadline.round, version=deadline.due_version, due=moment,
        **facts,
    )  # fmt: skip
