"""The one way in which a signal changes its state: locked, judged by the table, and recorded."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session, object_session

from actions.live_work import end_work
from actions.running_terms import settle
from rules.calendar import local_date
from rules.signal_errors import (
    ActNotPossible,
    AuthorUnknown,
    NotYourAgency,
    NotYourRole,
    NotYourSignal,
    OwnSignal,
    SignalIsClosed,
    UserInactive,
)
from rules.signals import ENDED, FOLLOWERS, SignalAct, possible_acts, state_after
from rules.vocabulary import Role, SignalState
from store.deadlines import open_deadlines
from store.events import SYSTEM, Fact, Subject, record, user_actor
from store.gate import forget_known_names
from store.models import Signal, User
from store.signals import agency_in_charge, author_of, locked_signal
from store.work import is_granted, stands_in


def subject(signal: Signal) -> Subject:
    """Return how deadlines, notices and events name a signal."""
    return Subject("signal", signal.id)


def refresh(session: Session, signal: Signal) -> None:
    """Lock a signal and read it as it is now, so that two people at once cannot both act on it."""
    session.flush()
    locked_signal(session, signal.id)


def check(signal: Signal, act: SignalAct, by: User | None = None, now: datetime | None = None) -> SignalState:
    """Return the state that `act` would lead to; `now` is needed with `by`.

    Raises: UserInactive, SignalIsClosed, ActNotPossible, NotYourRole, and NotYourSignal for an adviser's colleague.
    """
    if by:
        check_active(signal, by)
    closed_on = local_date(signal.closed_at) if signal.closed_at else None
    to = state_after(signal.reference, signal.state, act, by.role if by else None, closed_on)
    if by and now and act is not SignalAct.APPROVE:
        check_own(signal, by, now)
    return to


def check_active(signal: Signal, user: User) -> None:
    """Raises: UserInactive for somebody who does not work here any more."""
    if not user.active:
        raise UserInactive(signal.reference, user.id)


def check_own(signal: Signal, user: User, now: datetime) -> None:
    """Raises: NotYourSignal for an adviser whose signal it is not, who does not stand in and was given no access.

    Source: house policy (DOMAIN.md 6.2: substitute scope by dated grant).
    """
    if user.role is not Role.ADVISER or user.adviser_id == signal.adviser_id:
        return
    session, today = object_session(signal), local_date(now)
    if session is None or not (
        is_granted(session, user, subject(signal), today) or stands_in(session, user, signal.adviser_id, today)
    ):
        raise NotYourSignal(signal.reference)


def check_follower(signal: Signal, act: SignalAct, user: User, now: datetime) -> None:
    """Refuse who does not follow a signal, in any state of it.

    Raises: UserInactive, NotYourRole, NotYourSignal.
    """
    check_active(signal, user)
    if user.role not in FOLLOWERS:
        raise NotYourRole(act, user.role, sorted(FOLLOWERS))
    check_own(signal, user, now)


def check_open(signal: Signal, act: SignalAct) -> None:
    """Raises: SignalIsClosed for a signal that is closed or withdrawn, ActNotPossible for a merged one."""
    if signal.state is SignalState.MERGED:
        raise ActNotPossible(signal.reference, signal.state, act, possible_acts(signal.state))
    if signal.state in ENDED:
        closed_on = local_date(signal.closed_at) if signal.closed_at else None
        raise SignalIsClosed(signal.reference, signal.state, closed_on)


def check_second(session: Session, signal: Signal, reader: User) -> None:
    """Refuse as the second person who wrote a signal or its present text, whose it is, or who left.

    Raises: UserInactive, OwnSignal, AuthorUnknown. Source: house policy (four eyes).
    """
    check_active(signal, reader)
    if has_hand_in(session, signal, reader):
        raise OwnSignal(signal.reference)


def has_hand_in(session: Session, signal: Signal, user: User) -> bool:
    """Return whether a user wrote a signal or its present text, or it is the user's own. Raises: AuthorUnknown."""
    return user.id in {author(session, signal).id, signal.text_by_id} or user.adviser_id == signal.adviser_id


def check_answerer(session: Session, signal: Signal, user: User, now: datetime) -> None:
    """Raises: NotYourAgency for the contact of another agency than the one that answers for a signal today."""
    in_charge = agency_in_charge(session, signal.agency_id, local_date(now))
    if user.role is Role.PROVIDER_CONTACT and user.agency_id != in_charge:
        raise NotYourAgency(signal.reference)


def move(
    session: Session,
    signal: Signal,
    act: SignalAct,
    now: datetime,
    *,
    by: User | None = None,
    actor: str = SYSTEM,
    merged_into: Signal | None = None,
    back_to: SignalState | None = None,
    ends: Collection[str] = (),
    **facts: Fact,
) -> None:
    """Do `act` with a signal, for user `by` or the system, and record it; an ended signal leaves no open deadline.

    Open work that does not matter any more is done with it. `back_to`: the state that it came from and returns to,
    instead of where the table leads. `ends`: kinds of work that this deed ends in whatever state.
    Raises: UserInactive, SignalIsClosed, ActNotPossible, NotYourRole, NotYourSignal; then nothing was changed.
    """
    refresh(session, signal)
    to = check(signal, act, by, now)
    before, signal.state = signal.state, back_to or to
    if merged_into is not None:
        signal.merged_into_id, facts = merged_into.id, facts | {"into": merged_into.reference}
    if signal.state in ENDED:
        signal.closed_at = now
        forget_known_names(session, signal)
        settle_all(session, signal, now)
    session.flush()
    record(
        session, subject(signal), f"signal_{act.value}", at=now, actor=user_actor(by.id) if by else actor,
        reference=signal.reference, before=before.value, after=signal.state.value, **facts,
    )  # fmt: skip
    if ends or signal.state is not before:
        end_work(session, signal, now, by=by, actor=actor, also=ends)


def settle_all(session: Session, signal: Signal, now: datetime, *kinds: str, met_at: datetime | None = None) -> None:
    """Settle the open deadlines of a signal, of some kinds or all; they were met at `met_at` (now when None)."""
    for deadline in open_deadlines(session, subject(signal), *kinds):
        settle(session, deadline, now, met_at=met_at)


def author(session: Session, signal: Signal) -> User:
    """Return the user who wrote a signal; of an imported one, the adviser's user. Raises: AuthorUnknown."""
    user = session.get_one(User, signal.written_by_id) if signal.written_by_id else author_of(session, signal)
    if user is None:
        raise AuthorUnknown(signal.reference)
    return user


def text_author(session: Session, signal: Signal) -> User:
    """Return the user who wrote the present text of a signal: who changed it last. Raises: AuthorUnknown."""
    return session.get_one(User, signal.text_by_id) if signal.text_by_id else author(session, signal)
