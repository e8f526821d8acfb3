"""Answers of agencies: taken in, judged, returned to the director, and verified at the location."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.escalations import check_closable, propose
from actions.house import House
from actions.live_work import end_work
from actions.notices import Fact, Recipient
from actions.observing import days_to_verify, look_out
from actions.reply_tokens import present_link
from actions.signal_letters import as_fact, decide, queue_letter, render_letter
from actions.signal_moves import check, check_active, check_answerer, move, refresh, settle_all, subject
from actions.signal_notices import agency_contacts, as_contacts, ask, due_fact, tell
from actions.signal_sending import ask_second_person, start_term
from rules.calendar import local_date
from rules.ladder import DeadlineKind
from rules.policy_kinds import PolicyTerm
from rules.signal_errors import (
    NobodyAtAgency,
    NothingToJudge,
    NotYourRole,
    ReasonsMissing,
    ReplyAlreadyThere,
    ReplyAtWrongTime,
    SecondPersonNeeded,
)
from rules.signals import JUDGES, LAST_ROUND, SECOND_PERSONS, WITH_INSPECTORATE, EscalationReason, SignalAct
from rules.terms import due, late_working_days
from rules.texts import clean_text
from rules.vocabulary import ContactRole, Judgement, LegalEffect, Role, SignalKind, Unit
from store.deadlines import deadline_of, due_on
from store.decrees import calendar_in_force
from store.events import SYSTEM, record, user_actor
from store.models import ContactPerson, Reply, Signal, User
from store.signals import reply_of, reply_text_place

RETURNED = "signal_returned"


def receive_reply(
    session: Session,
    house: House,
    signal: Signal,
    text: str,
    received_at: datetime,
    now: datetime,
    actor: str = SYSTEM,
    *,
    by: User | None = None,
) -> Reply:
    """Take in the agency's answer to the present round, sealed; keeps how many working days it was late.

    The last day counts until 23:59:59 in Amsterdam. Settles the agency's terms.
    Raises: ReplyAtWrongTime, ReplyAlreadyThere, ActNotPossible, UserInactive, NotYourRole, NotYourAgency,
    TextInvisible, TextTooLong.
    """
    refresh(session, signal)
    check(signal, SignalAct.ANSWER, by, now)
    if by:
        check_answerer(session, signal, by, now)
    if received_at > now or (signal.sent_at and received_at < signal.sent_at):
        raise ReplyAtWrongTime(signal.reference, received_at)
    known = reply_of(session, signal, signal.round)
    if known is not None:
        raise ReplyAlreadyThere(signal.reference, known.received_at)
    late = _late_working_days(session, signal, received_at)
    place = reply_text_place(signal.reference, signal.round)
    reply = Reply(
        signal_id=signal.id,
        round=signal.round,
        received_at=received_at,
        late_working_days=late,
        text_sealed=house.vault.seal(session, place, clean_text(text)),
    )
    session.add(reply)
    move(
        session, signal, SignalAct.ANSWER, now, by=by, actor=actor, ends=("phone_agency", "more_time_asked"),
        round=signal.round, late=late,
    )  # fmt: skip
    answering = DeadlineKind.ACKNOWLEDGE, DeadlineKind.ANSWER, DeadlineKind.DIRECTOR_ANSWER
    settle_all(session, signal, now, *answering, met_at=received_at)
    _tell_received(session, signal, reply, now)
    return reply


def _late_working_days(session: Session, signal: Signal, received_at: datetime) -> int:
    kind = DeadlineKind.ANSWER if signal.round == 1 else DeadlineKind.DIRECTOR_ANSWER
    deadline = deadline_of(session, subject(signal), kind, signal.round)
    calendar = calendar_in_force(session)
    ends = due_on(deadline, calendar) if deadline else None
    return late_working_days(ends, received_at, calendar, deadline.profile) if deadline and ends else 0


def _tell_received(session: Session, signal: Signal, reply: Reply, now: datetime) -> None:
    cause, at = str(reply.round), reply.received_at.isoformat()
    role = ContactRole.SIGNALS if reply.round == 1 else ContactRole.DIRECTOR
    agency = agency_contacts(session, signal, now, role, ContactRole.DIRECTOR)
    tell(session, "signal_reply_received", signal, as_contacts(agency), now, cause=cause, facts={"received_at": at})
    adviser = [Recipient("adviser", signal.adviser_id)]
    facts: dict[str, Fact] = {"kind": signal.kind.value, "received_at": at}
    tell(session, "signal_answered", signal, adviser, now, cause=cause, facts=facts)
    ask(session, "judge_reply", signal, Role.ADVISER, local_date(now), now)


def judge_reply(
    session: Session,
    house: House,
    signal: Signal,
    judgement: Judgement,
    user: User,
    now: datetime,
    *,
    reasons: str = "",
    second: User | None = None,
) -> None:
    """Judge the answer to the present round and do what follows from it.

    Sufficient: verified at the next visits. Else, in the first round, returned to the director with `reasons` and a
    new term; in the second, escalation is proposed. Once it goes to the inspectorate it is only kept. The reasons that
    `user` wrote leave only when `second` read them; those of an acute signal leave at once and are read afterwards.
    Raises: NothingToJudge, ReasonsMissing, NobodyAtAgency, SecondPersonNeeded, UserInactive, NotYourRole,
    NotYourSignal, ActNotPossible.
    """
    refresh(session, signal)
    reply = reply_of(session, signal, signal.round)
    if reply is None or reply.judgement is not None:
        raise NothingToJudge(signal.reference)
    act = SignalAct.JUDGE if signal.state in WITH_INSPECTORATE else _act_after(judgement, signal.round)
    check(signal, act, user, now)
    if user.role not in JUDGES:  # an approver may propose, but not because of an answer that others judge
        raise NotYourRole(SignalAct.JUDGE, user.role, sorted(JUDGES))
    if act is SignalAct.RETURN:
        _return(session, house, signal, judgement, user, second, reasons, now)
    elif act is SignalAct.PROPOSE:
        propose(session, house, signal, EscalationReason.INSUFFICIENT_TWICE, now, by=user)
    elif act is SignalAct.ACCEPT:
        move(session, signal, act, now, by=user)
        start_verification(session, house, signal, now)
    reply.judgement, reply.judged_by_id, reply.judged_at = judgement, user.id, now
    session.flush()
    record(
        session, subject(signal), "reply_judged", at=now, actor=user_actor(user.id),
        round=reply.round, judgement=judgement.value,
    )  # fmt: skip
    end_work(session, signal, now, by=user)


def _act_after(judgement: Judgement, round_: int) -> SignalAct:
    if judgement is Judgement.SUFFICIENT:
        return SignalAct.ACCEPT
    return SignalAct.RETURN if round_ < LAST_ROUND else SignalAct.PROPOSE


def _return(
    session: Session,
    house: House,
    signal: Signal,
    judgement: Judgement,
    user: User,
    second: User | None,
    reasons: str,
    now: datetime,
) -> None:
    if not reasons.strip():
        raise ReasonsMissing(signal.reference)
    reviewer = _reader(signal, user, second)
    people = _at_director(session, signal, now)
    move(session, signal, SignalAct.RETURN, now, by=user, ends=("find_contact",), judgement=judgement.value)
    signal.round += 1
    term = house.policy(local_date(now)).signal[signal.kind].director
    ends = due(now, term.term, calendar_in_force(session))
    rendered = render_letter(
        session, house, RETURNED, signal, now,
        judgement=judgement.value, text=clean_text(reasons), due=as_fact(ends),
    )  # fmt: skip
    decide(session, house, signal, rendered, now, reviewer=reviewer, writer=user)
    queue_letter(session, house, RETURNED, signal, rendered, people, now)
    start_term(session, house, signal, DeadlineKind.DIRECTOR_ANSWER, term, now)
    if reviewer is None:
        ask_second_person(session, house, signal, now)


def _reader(signal: Signal, user: User, second: User | None) -> User | None:
    """Return who read the reasons that `user` wrote; for an acute signal the reading may follow."""
    if second is None or second.id == user.id:
        if signal.kind is SignalKind.ACUTE:
            return None
        raise SecondPersonNeeded(signal.reference)
    check_active(signal, second)
    if second.role not in SECOND_PERSONS:
        raise NotYourRole(SignalAct.RETURN, second.role, sorted(SECOND_PERSONS))
    return second


def _at_director(session: Session, signal: Signal, now: datetime) -> list[ContactPerson]:
    """Return whom to address at the director's. Raises: NobodyAtAgency, before anything was done or lost."""
    people = agency_contacts(session, signal, now, ContactRole.DIRECTOR, ContactRole.SIGNALS)
    if not people:
        raise NobodyAtAgency(signal.reference)
    return people


def start_verification(session: Session, house: House, signal: Signal, now: datetime) -> None:
    """Start the term in which the location must be seen again, and put it on the adviser's list."""
    policy = house.policy(local_date(now))
    days = days_to_verify(session, signal, policy.signal[signal.kind], local_date(now))
    term = PolicyTerm(
        amount=days, unit=Unit.DAYS, legal_effect=LegalEffect.HOUSE_POLICY, profile=policy.workday_profile
    )
    deadline = start_term(session, house, signal, DeadlineKind.VERIFY, term, now)
    until = date.fromisoformat(due_fact(session, deadline))
    ask(session, "verify_signal", signal, Role.ADVISER, until, now, cause=str(deadline.round))
    look_out(session, signal, now)


def verify(session: Session, house: House, signal: Signal, now: datetime, *, clean: bool, by: User) -> None:
    """Record what was seen at the location: `clean` closes the signal, else passing it on is proposed.

    Raises: UserInactive, ActNotPossible, NotYourRole, NotYourSignal; InspectorateUndecided and ReviewAwaited when
    closing would drop what runs beside the agency, CalamityOpen, and NotYetSettled while the inspectorate is at it.
    """
    refresh(session, signal)
    check(signal, SignalAct.VERIFY, by, now)
    if clean:
        check_closable(session, signal, by)
        move(session, signal, SignalAct.VERIFY, now, by=by)
        return
    settle_all(session, signal, now, DeadlineKind.VERIFY)
    propose(session, house, signal, EscalationReason.NOT_IMPROVED, now, by=by)


def go_to_director(
    session: Session, house: House, signal: Signal, now: datetime, *, first_due: str, late: Mapping[str, Fact]
) -> None:
    """Address the director because no answer came; `late`: what a step says that is taken too late.

    The new term counts from now, when the director hears of it.
    Raises: NobodyAtAgency, ActNotPossible.
    """
    refresh(session, signal)
    check(signal, SignalAct.GO_TO_DIRECTOR)
    people = _at_director(session, signal, now)
    move(session, signal, SignalAct.GO_TO_DIRECTOR, now, ends=("find_contact",))
    settle_all(session, signal, now, DeadlineKind.ACKNOWLEDGE, DeadlineKind.ANSWER)
    signal.round += 1
    term = house.policy(local_date(now)).signal[signal.kind].director
    deadline = start_term(session, house, signal, DeadlineKind.DIRECTOR_ANSWER, term, now)
    present_link(session, house, signal, now)
    sent_on = local_date(signal.sent_at or now).isoformat()
    tell(
        session, "signal_director", signal, as_contacts(people), now,
        cause=str(signal.round),
        facts={
            "kind": signal.kind.value, "sent_on": sent_on, "first_due": first_due,
            "due": due_fact(session, deadline), **late,
        },
    )  # fmt: skip
