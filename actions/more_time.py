"""Deciding about an agency's wish for more time: granted within the policy's bound, refused, or passed up."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.house import House
from actions.live_work import end_asked
from actions.notices import Fact, Recipient
from actions.reply_tokens import round_due
from actions.signal_moves import check_follower, refresh, subject
from actions.signal_notices import agency_contacts, as_contacts, ask, tell
from actions.term_changes import ChangedTerm, extend_term
from rules.calendar import local_date
from rules.errors import RuleError
from rules.ladder import DeadlineKind
from rules.replies import TimeDecision
from rules.signals import SignalAct
from rules.vocabulary import ContactRole, Role, TermReason
from store.events import record, user_actor
from store.judging import WishForTime, wish_for_time
from store.models import ContactPerson, Signal, User
from store.signals import agency_in_charge, signal_by_reference


class NoWishForTime(RuleError):
    """Deciding about more time that nobody asked for, or about which somebody decided."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Bij signaal {reference} ligt geen vraag om meer tijd. Verlengen kan ook zonder vraag, bij de termijn.",
            reference=reference,
        )


def grant_more_time(
    session: Session, house: House, signal: Signal, amount: int, now: datetime, *, by: User
) -> ChangedTerm:
    """Make the answer term longer because the agency asked, and mail it the new last day. Units: those of the term.

    Raises: NoWishForTime, and as `extend_term`. Source: house policy (a coordinator, jurist or manager extends).
    """
    _wish(session, signal)
    return lengthen_term(session, house, signal.reference, amount, TermReason.AGENCY_ASKED, now, by=by)


def lengthen_term(
    session: Session, house: House, reference: str, amount: int, reason: TermReason, now: datetime, *, by: User,
    kind: DeadlineKind | None = None,
) -> ChangedTerm:  # fmt: skip
    """Make an answer term longer, whoever thought of it; a wish of the agency that waits is granted by it.

    Raises: as `extend_term`.
    """
    changed = extend_term(session, house, reference, amount, reason, now, by=by, kind=kind)
    signal = signal_by_reference(session, reference)
    wish = wish_for_time(session, signal) if signal else None
    if signal and wish:
        _decided(session, signal, wish, TimeDecision.GRANTED, changed.due, now, by)
    return changed


def refuse_more_time(session: Session, _house: House, signal: Signal, now: datetime, *, by: User) -> None:
    """Leave the term as it is, and mail the agency that it stays.

    Raises: NoWishForTime, NotYourRole, NotYourSignal, UserInactive.
    """
    refresh(session, signal)
    check_follower(signal, SignalAct.FOLLOW_UP, by, now)
    _decided(session, signal, _wish(session, signal), TimeDecision.REFUSED, round_due(session, signal), now, by)


def pass_up_wish(session: Session, _house: House, signal: Signal, now: datetime, *, by: User) -> None:
    """Ask a coordinator, who may extend terms, to decide about more time. Raises: as `refuse_more_time`."""
    refresh(session, signal)
    check_follower(signal, SignalAct.FOLLOW_UP, by, now)
    until = _wish(session, signal).until
    end_asked(session, subject(signal), now, "more_time_asked", by=by)
    cause = f"{signal.round}:{until}:coordinator"
    ask(session, "more_time_asked", signal, Role.COORDINATOR, local_date(now), now, cause=cause)
    record(session, subject(signal), "more_time_passed_up", at=now, actor=user_actor(by.id), until=until.isoformat())


def _wish(session: Session, signal: Signal) -> WishForTime:
    wish = wish_for_time(session, signal)
    if wish is None:
        raise NoWishForTime(signal.reference)
    return wish


def _decided(
    session: Session, signal: Signal, wish: WishForTime, decision: TimeDecision, due: date | datetime | None,
    now: datetime, by: User,
) -> None:  # fmt: skip
    end_asked(session, subject(signal), now, "more_time_asked", by=by)
    what = f"more_time_{decision.value}"
    record(session, subject(signal), what, at=now, actor=user_actor(by.id), until=wish.until.isoformat())
    facts: dict[str, Fact] = {
        "kind": signal.kind.value,
        "decision": decision.value,
        "asked_until": wish.until.isoformat(),
        "last_day": due.isoformat() if due else "",
    }
    readers = _readers(session, signal, wish, now)
    tell(session, "more_time_decided", signal, readers, now, cause=str(wish.number), facts=facts)


def _readers(session: Session, signal: Signal, wish: WishForTime, now: datetime) -> list[Recipient]:
    """Return whom a decision is told: the agency's contacts of this round, and who asked where that is another."""
    role = ContactRole.SIGNALS if signal.round == 1 else ContactRole.DIRECTOR
    people = agency_contacts(session, signal, now, role, ContactRole.DIRECTOR, ContactRole.SIGNALS)
    asker = _asker(session, wish.actor)
    in_charge = agency_in_charge(session, signal.agency_id, local_date(now))
    if asker is not None and agency_in_charge(session, asker.agency_id or 0, local_date(now)) != in_charge:
        asker = None  # works for another agency by now
    known = {person.email.casefold() for person in people}
    if asker is None or asker.email.casefold() in known:
        return as_contacts(people)
    return [*as_contacts(people), Recipient("user" if isinstance(asker, User) else "contact", asker.id)]


def _asker(session: Session, actor: str) -> User | ContactPerson | None:
    kind, _, number = actor.partition(":")
    if kind == "user":
        return session.get(User, int(number))
    return session.get(ContactPerson, int(number)) if kind == "contact" else None
