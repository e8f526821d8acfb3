"""What people may do with a running term of a signal: let it stand still, let it run again, extend it once."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.house import House
from actions.running_terms import extend, resume, suspend
from actions.signal_moves import check_active, refresh, subject
from actions.signal_views import SignalUnknown
from rules.calendar import local_date
from rules.ladder import DeadlineKind
from rules.term_errors import ExtendedBefore, ExtendedTooLate, HoursRunOn, NoSuchTerm, TermsNotYours
from rules.vocabulary import Role, SignalKind, TermReason
from store.deadlines import due_on, open_deadlines
from store.decrees import calendar_in_force
from store.events import user_actor
from store.models import Deadline, Signal, User
from store.signals import signal_by_reference

CHANGERS = (Role.COORDINATOR, Role.MANAGER, Role.JURIST)
"""Who may change terms. Source: house policy."""

ANSWERING = (DeadlineKind.ANSWER, DeadlineKind.DIRECTOR_ANSWER)


@dataclass(frozen=True, slots=True)
class ChangedTerm:
    """A term after it was changed: `due` is None while it stands still."""

    reference: str
    kind: DeadlineKind
    round: int
    due: date | datetime | None


def suspend_term(
    session: Session, house: House, reference: str, reason: TermReason, now: datetime, *, by: User,
    kind: DeadlineKind | None = None,
) -> ChangedTerm:  # fmt: skip
    """Let a term of a signal (its answer term when None) stand still; what remained is kept.

    Raises: SignalUnknown, NoSuchTerm, TermsNotYours, UserInactive, HoursRunOn, AlreadySuspended, TermAlreadyOver.
    """
    signal, deadline = _chosen(session, reference, kind, by)
    if signal.kind is SignalKind.ACUTE:
        raise HoursRunOn(reference)
    suspend(session, house, deadline, reason=reason.value, now=now, actor=user_actor(by.id))
    return _told(session, signal, deadline)


def resume_term(
    session: Session, house: House, reference: str, reason: TermReason, now: datetime, *, by: User,
    kind: DeadlineKind | None = None,
) -> ChangedTerm:  # fmt: skip
    """Let what remained of a suspended term run again, with today as day 0.

    Raises: SignalUnknown, NoSuchTerm, TermsNotYours, UserInactive, NotSuspended.
    """
    signal, deadline = _chosen(session, reference, kind, by)
    resume(session, house, deadline, reason=reason.value, now=now, actor=user_actor(by.id))
    return _told(session, signal, deadline)


def extend_term(
    session: Session, house: House, reference: str, amount: int, reason: TermReason, now: datetime, *, by: User,
    kind: DeadlineKind | None = None,
) -> ChangedTerm:  # fmt: skip
    """Make an answer term longer by `amount` of its own units: once, before it is over, within the policy's bound.

    Raises: SignalUnknown, NoSuchTerm, TermsNotYours, UserInactive, ExtendedBefore, ExtendedTooLate, ExtensionTooLong.
    Source: house policy (signal.*.extend_at_most).
    """
    signal, deadline = _chosen(session, reference, kind, by)
    if deadline.extended_by:
        raise ExtendedBefore
    ends = due_on(deadline, calendar_in_force(session))
    if ends is not None and _is_over(ends, now):
        raise ExtendedTooLate(local_date(ends) if isinstance(ends, datetime) else ends)
    bound = house.policy(local_date(deadline.anchor_at)).signal[signal.kind].extend_at_most
    extend(session, house, deadline, amount, bound=bound, reason=reason.value, now=now, actor=user_actor(by.id))
    return _told(session, signal, deadline)


def _chosen(session: Session, reference: str, kind: DeadlineKind | None, by: User) -> tuple[Signal, Deadline]:
    signal = signal_by_reference(session, reference)
    if signal is None:
        raise SignalUnknown(reference)
    check_active(signal, by)
    if by.role not in CHANGERS:
        raise TermsNotYours(by.role, CHANGERS)
    refresh(session, signal)
    running = open_deadlines(session, subject(signal))
    wanted = ANSWERING if kind is None else (kind,)
    found = next((deadline for deadline in running if deadline.kind in wanted), None)
    if found is None:
        raise NoSuchTerm(reference, wanted[0], [DeadlineKind(deadline.kind) for deadline in running])
    return signal, found


def _is_over(ends: date | datetime, now: datetime) -> bool:
    return now > ends if isinstance(ends, datetime) else local_date(now) > ends


def _told(session: Session, signal: Signal, deadline: Deadline) -> ChangedTerm:
    due = due_on(deadline, calendar_in_force(session))
    return ChangedTerm(signal.reference, DeadlineKind(deadline.kind), deadline.round, due)
