"""Deciding about an agency's wish for more time: granted within the policy's bound, refused, or passed up."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.house import House
from actions.signal_moves import check_follower, refresh, subject
from actions.signal_notices import ask
from actions.term_changes import ChangedTerm, extend_term
from actions.work import finish_work
from rules.calendar import local_date
from rules.errors import RuleError
from rules.signals import SignalAct
from rules.vocabulary import Role, TermReason
from store.events import record, user_actor
from store.judging import more_time_wish, open_work_about
from store.models import Signal, User


class NoWishForTime(RuleError):
    """Deciding about more time that nobody asked for, or about which somebody decided."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"Bij signaal {reference} ligt geen vraag om meer tijd. Verlengen kan ook zonder vraag, bij de termijn."
        )


def grant_more_time(
    session: Session, house: House, signal: Signal, amount: int, now: datetime, *, by: User
) -> ChangedTerm:
    """Make the answer term longer because the agency asked. Units: those of the term.

    Raises: NoWishForTime, and as `extend_term`. Source: house policy (a coordinator, jurist or manager extends).
    """
    until = _wish(session, signal)
    changed = extend_term(session, house, signal.reference, amount, TermReason.AGENCY_ASKED, now, by=by)
    _decided(session, signal, "more_time_granted", until, now, by)
    return changed


def refuse_more_time(session: Session, _house: House, signal: Signal, now: datetime, *, by: User) -> None:
    """Leave the term as it is; who refuses tells the agency, no mail goes.

    Raises: NoWishForTime, NotYourRole, NotYourSignal, UserInactive.
    """
    refresh(session, signal)
    check_follower(signal, SignalAct.FOLLOW_UP, by, now)
    _decided(session, signal, "more_time_refused", _wish(session, signal), now, by)


def pass_up_wish(session: Session, _house: House, signal: Signal, now: datetime, *, by: User) -> None:
    """Ask a coordinator, who may extend terms, to decide about more time. Raises: as `refuse_more_time`."""
    refresh(session, signal)
    check_follower(signal, SignalAct.FOLLOW_UP, by, now)
    until = _wish(session, signal)
    _finish(session, signal, now, by)
    cause = f"{signal.round}:{until}:coordinator"
    ask(session, "more_time_asked", signal, Role.COORDINATOR, local_date(now), now, cause=cause)
    record(session, subject(signal), "more_time_passed_up", at=now, actor=user_actor(by.id), until=until.isoformat())


def _wish(session: Session, signal: Signal) -> date:
    until = more_time_wish(session, signal)
    if until is None:
        raise NoWishForTime(signal.reference)
    return until


def _decided(session: Session, signal: Signal, what: str, until: date, now: datetime, by: User) -> None:
    _finish(session, signal, now, by)
    record(session, subject(signal), what, at=now, actor=user_actor(by.id), until=until.isoformat())


def _finish(session: Session, signal: Signal, now: datetime, by: User) -> None:
    for item in open_work_about(session, signal, "more_time_asked"):
        finish_work(session, item, by_id=by.id, actor=user_actor(by.id), now=now)
