"""The one way in which a signal changes its state: locked, judged by the table, and recorded."""

from datetime import datetime

from sqlalchemy.orm import Session

from actions.running_terms import settle
from rules.calendar import local_date
from rules.signal_errors import AuthorUnknown, NotYourSignal
from rules.signals import ENDED, SignalAct, state_after
from rules.vocabulary import Role, SignalState
from store.deadlines import open_deadlines
from store.events import SYSTEM, Fact, Subject, record, user_actor
from store.models import Signal, User
from store.signals import author_of, locked_signal


def subject(signal: Signal) -> Subject:
    """Return how deadlines, notices and events name a signal."""
    return Subject("signal", signal.id)


def refresh(session: Session, signal: Signal) -> None:
    """Lock a signal and read it as it is now, so that two people at once cannot both act on it."""
    session.flush()
    locked_signal(session, signal.id)


def check(signal: Signal, act: SignalAct, by: User | None = None) -> SignalState:
    """Return the state that `act` would lead to.

    Raises: SignalIsClosed, ActNotPossible, NotYourRole, and NotYourSignal for an adviser's colleague.
    """
    closed_on = local_date(signal.closed_at) if signal.closed_at else None
    to = state_after(signal.reference, signal.state, act, by.role if by else None, closed_on)
    if by and by.role is Role.ADVISER and by.adviser_id != signal.adviser_id and act is not SignalAct.APPROVE:
        raise NotYourSignal(signal.reference)
    return to


def move(
    session: Session,
    signal: Signal,
    act: SignalAct,
    now: datetime,
    *,
    by: User | None = None,
    actor: str = SYSTEM,
    merged_into: Signal | None = None,
    **facts: Fact,
) -> None:
    """Do `act` with a signal, for user `by` or the system, and record it; an ended signal leaves no open deadline.

    Raises: SignalIsClosed, ActNotPossible, NotYourRole, NotYourSignal; then nothing was changed.
    """
    refresh(session, signal)
    before, signal.state = signal.state, check(signal, act, by)
    if merged_into is not None:
        signal.merged_into_id, facts = merged_into.id, facts | {"into": merged_into.reference}
    if signal.state in ENDED:
        signal.closed_at = now
        settle_all(session, signal, now)
    session.flush()
    record(
        session, subject(signal), f"signal_{act.value}", at=now, actor=user_actor(by.id) if by else actor,
        reference=signal.reference, before=before.value, after=signal.state.value, **facts,
    )  # fmt: skip


def settle_all(session: Session, signal: Signal, now: datetime, *kinds: str) -> None:
    """Settle the open deadlines of a signal, of some kinds or all."""
    for deadline in open_deadlines(session, subject(signal), *kinds):
        settle(session, deadline, now)


def author(session: Session, signal: Signal) -> User:
    """Return the user who wrote a signal. Raises: AuthorUnknown."""
    user = author_of(session, signal)
    if user is None:
        raise AuthorUnknown(signal.reference)
    return user
