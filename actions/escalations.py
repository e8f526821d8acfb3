"""Passing a signal on to the inspectorate (doorgeven): proposed, approved by another person, told, confirmed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.orm import Session

from actions.house import House
from actions.inspectorate import AT_INSPECTORATE, check_settled_there, open_case
from actions.live_work import end_asked, end_work
from actions.notices import Fact, Recipient
from actions.on_call import on_call
from actions.running_terms import start_deadline
from actions.signal_letters import agency_label, as_fact, decide, queue_letter, render_letter
from actions.signal_moves import check, check_follower, check_open, check_second, move, refresh, settle_all, subject
from actions.signal_notices import agency_contacts, as_contacts, as_users, ask, due_fact, tell
from rules.calamity import CalamityOpen
from rules.calendar import local_date
from rules.errors import Phrase
from rules.ladder import DeadlineKind
from rules.signal_errors import (
    InspectorateUndecided,
    InspectorateUntold,
    NotProposed,
    NotYourRole,
    OwnProposal,
    ReviewAwaited,
    ToldAtWrongTime,
)
from rules.signals import (
    APPROVERS,
    ENDED,
    EscalationReason,
    SignalAct,
    at_once_reason,
    legal_effect_of,
)
from rules.terms import due
from rules.vocabulary import ContactRole, Role, SignalKind, SignalState
from store.deadlines import next_round, open_deadlines
from store.decrees import calendar_in_force
from store.events import SYSTEM, record, user_actor
from store.inspectorate import open_watch
from store.models import Escalation, Signal, User
from store.signals import (
    active_users,
    contacts,
    delivered_escalations,
    escalation_of,
    reopened_at,
    unreviewed_decisions,
)
from store.work import has_open_work

INSPECTORATE_NOTICE = "inspectorate_notice"
NOT_LATE: Mapping[str, Fact] = MappingProxyType({})


def propose(
    session: Session,
    house: House,
    signal: Signal,
    reason: EscalationReason,
    now: datetime,
    *,
    by: User | None = None,
    parallel: bool = False,
) -> Escalation:
    """Propose to pass a signal on, by user `by` or the system; a proposal made before is followed, not repeated.

    `parallel`: beside what happens with the agency, whose state then stays. Starts the term for the decision.
    A decision of before the signal was reopened counts no more: it is asked for again, as a new round.
    Raises: SignalIsClosed, ActNotPossible, UserInactive, NotYourRole, NotYourSignal.
    """
    if parallel:
        refresh(session, signal)
        check_open(signal, SignalAct.PROPOSE)
    else:
        move(session, signal, SignalAct.PROPOSE, now, by=by, reason=reason.value)
    known = escalation_of(session, signal)
    if known is None:
        known = Escalation(
            signal_id=signal.id,
            legal_effect=legal_effect_of(reason),
            reason=reason.value,
            proposed_at=now,
            proposed_by_id=by.id if by else None,
        )
        session.add(known)
        _ask_for_decision(session, house, signal, known, now)
    elif not parallel or _is_lapsed(session, signal, known):
        _follow(session, house, signal, known, reason, now, by)
    return known


def propose_at_once(session: Session, house: House, signal: Signal, now: datetime) -> Escalation | None:
    """Propose to pass on, beside the agency, what must not wait for its answer; None for all other signals.

    Source: closed care law (Jw 6.6.1 lid 5), acute agreement; the switches are policy.
    """
    policy = house.policy(local_date(now))
    reason = at_once_reason(
        signal.kind,
        signal.care_type,
        acute_in_parallel=policy.signal[SignalKind.ACUTE].inspectorate_in_parallel,
        closed_care_at_once=policy.closed_care.report_to_inspectorate_at_once,
    )
    return propose(session, house, signal, reason, now, parallel=True) if reason else None


def check_closable(session: Session, signal: Signal, by: User) -> None:
    """Refuse to close a signal of which something that runs beside the agency would be dropped unseen.

    Raises: InspectorateUndecided, ReviewAwaited, InspectorateUntold, CalamityOpen, NotYetSettled.
    """
    check_nothing_pending(session, signal)
    watch = open_watch(session, signal)
    if watch is not None:
        raise CalamityOpen(signal.reference, watch.reference)
    check_settled_there(session, signal, by)


def check_nothing_pending(session: Session, signal: Signal) -> None:
    """Refuse to end a signal while the inspectorate has to be decided on or told, or a sent text has to be read.

    Raises: InspectorateUndecided, ReviewAwaited, InspectorateUntold. Source: house policy.
    """
    escalation = escalation_of(session, signal)
    is_known = escalation is None or escalation.declined_at is not None or escalation.told_at is not None
    if escalation is not None and not is_known and escalation.approved_at is None:
        raise InspectorateUndecided(signal.reference)
    if unreviewed_decisions(session, signal):
        raise ReviewAwaited(signal.reference)
    if not is_known:
        raise InspectorateUntold(signal.reference)


def _follow(
    session: Session,
    house: House,
    signal: Signal,
    known: Escalation,
    reason: EscalationReason,
    now: datetime,
    by: User | None,
) -> None:
    """Join an escalation proposed before; who proposes it as well cannot approve it any more."""
    if _is_lapsed(session, signal, known):
        _propose_again(session, house, signal, known, reason, now, by)
    elif known.approved_at is not None:
        _catch_up(session, signal, known, now)
    elif known.proposed_by_id is None and by is not None:
        known.proposed_by_id = by.id


def _is_lapsed(session: Session, signal: Signal, known: Escalation) -> bool:
    """Whether nobody is asked to decide, or what was decided is of before the signal was last reopened."""
    if known.approved_at is None:
        return not open_deadlines(session, subject(signal), DeadlineKind.ESCALATE)
    reopened = reopened_at(session, signal)
    return reopened is not None and known.approved_at < reopened


def _propose_again(
    session: Session,
    house: House,
    signal: Signal,
    known: Escalation,
    reason: EscalationReason,
    now: datetime,
    by: User | None,
) -> None:
    known.legal_effect, known.reason = legal_effect_of(reason), reason.value
    known.proposed_at, known.proposed_by_id = now, by.id if by else None
    known.approved_at = known.approved_by_id = known.told_at = known.told_by_id = known.confirmed_at = None
    known.declined_at = known.declined_by_id = known.decline_reason = known.failed_at = None
    _ask_for_decision(session, house, signal, known, now)


def _catch_up(session: Session, signal: Signal, escalation: Escalation, now: datetime) -> None:
    """Bring a signal whose escalation ran in parallel to where that escalation already is."""
    if escalation.approved_at is not None:
        move(session, signal, SignalAct.APPROVE_ESCALATION, now)
    if escalation.told_at is not None:
        move(session, signal, SignalAct.TELL, now)


def _cause(session: Session, signal: Signal) -> str:
    """Return what tells this time of passing on from an earlier one: the round of its decision, not the agency's."""
    return f"escalation{next_round(session, subject(signal), DeadlineKind.ESCALATE) - 1}"


def _ask_for_decision(session: Session, house: House, signal: Signal, escalation: Escalation, now: datetime) -> None:
    session.flush()
    actor = user_actor(escalation.proposed_by_id) if escalation.proposed_by_id else SYSTEM
    record(session, subject(signal), "escalation_proposed", at=now, actor=actor, reason=escalation.reason)
    term = house.policy(local_date(now)).signal[signal.kind].escalate
    deadline = start_deadline(
        session, house, subject(signal), DeadlineKind.ESCALATE, term.term, term.legal_effect, now, now,
        round=next_round(session, subject(signal), DeadlineKind.ESCALATE),
    )  # fmt: skip
    ask(session, "decide_escalation", signal, Role.MANAGER, local_date(now), now, cause=str(deadline.round))
    due_at, cause = due_fact(session, deadline), f"{deadline.round}"
    if signal.kind is SignalKind.ACUTE and ask_on_call(session, signal, now, due_at, 1, cause=cause):
        return
    if not ask_approvers(session, signal, now, due_at, (Role.MANAGER,), cause=cause):
        ask_approvers(session, signal, now, due_at, (Role.JURIST,), cause=cause)


def ask_approvers(
    session: Session,
    signal: Signal,
    now: datetime,
    due_at: str,
    roles: tuple[Role, ...],
    *,
    cause: str,
    late: Mapping[str, Fact] = NOT_LATE,
) -> int:
    """Ask everybody in `roles` to decide about passing a signal on, once per `cause`; return how many."""
    return _ask_people(session, signal, active_users(session, *roles), now, due_at, cause=cause, late=late)


def ask_on_call(
    session: Session,
    signal: Signal,
    now: datetime,
    due_at: str,
    rank: int,
    *,
    cause: str,
    late: Mapping[str, Fact] = NOT_LATE,
) -> int:
    """Ask who is on call now at `rank` to decide about passing a signal on, once per `cause`; return how many."""
    return _ask_people(session, signal, on_call(session, now, rank), now, due_at, cause=cause, late=late)


def _ask_people(
    session: Session, signal: Signal, users: Iterable[User], now: datetime, due_at: str, *, cause: str,
    late: Mapping[str, Fact],
) -> int:  # fmt: skip
    escalation = escalation_of(session, signal)
    if escalation is None:
        return 0
    people = [user for user in users if user.id != escalation.proposed_by_id]
    return tell(
        session, "escalation_proposed", signal, as_users(people), now,
        cause=cause,
        facts={"kind": signal.kind.value, "proposed_at": escalation.proposed_at.isoformat(), "due": due_at, **late},
    )  # fmt: skip


def approve(session: Session, house: House, escalation: Escalation, approver: User, now: datetime) -> None:
    """Let a signal go to the inspectorate: the notice is rendered, decided on by `approver`, and queued.

    It counts as told when its delivery was accepted (`tell_delivered`) or somebody phoned (`tell_inspectorate`).
    Raises: NotYourRole unless a manager or jurist; UserInactive, OwnProposal, OwnSignal, AuthorUnknown, SignalIsClosed,
    NotProposed.
    """
    signal = session.get_one(Signal, escalation.signal_id)
    refresh(session, signal)
    check_decider(session, signal, escalation, approver, SignalAct.APPROVE_ESCALATION)
    escalation.approved_at, escalation.approved_by_id = now, approver.id
    if signal.state is SignalState.ESCALATION_PROPOSED:
        move(session, signal, SignalAct.APPROVE_ESCALATION, now, by=approver)
    session.flush()
    record(session, subject(signal), "escalation_approved", at=now, actor=user_actor(approver.id))
    settle_all(session, signal, now, DeadlineKind.ESCALATE)
    end_work(session, signal, now, by=approver)
    _queue_notice(session, house, signal, approver, now)


def check_decider(session: Session, signal: Signal, escalation: Escalation, approver: User, act: SignalAct) -> None:
    """Allow a manager or jurist who neither wrote nor proposed it to decide on what nobody decided yet.

    Raises: SignalIsClosed, NotYourRole, OwnProposal, OwnSignal, UserInactive, AuthorUnknown, NotProposed.
    """
    check_open(signal, act)
    if approver.role not in APPROVERS:
        raise NotYourRole(act, approver.role, sorted(APPROVERS))
    if approver.id == escalation.proposed_by_id:
        raise OwnProposal(signal.reference)
    check_second(session, signal, approver)
    if escalation.approved_at is not None:
        raise NotProposed(signal.reference, Phrase("doorgeven is al goedgekeurd"))
    if escalation.declined_at is not None:
        raise NotProposed(signal.reference, Phrase("doorgeven is afgewezen; stel het eerst opnieuw voor"))


def _queue_notice(session: Session, house: House, signal: Signal, approver: User, now: datetime) -> None:
    today = local_date(now)
    confirm_by = due(now, house.policy(today).signal[signal.kind].escalate.term, calendar_in_force(session))
    rendered = render_letter(
        session, house, INSPECTORATE_NOTICE, signal, now,
        agency=agency_label(session, signal, today), due=as_fact(confirm_by),
        sent_on=local_date(signal.sent_at or now).isoformat(),
    )  # fmt: skip
    decide(session, house, signal, rendered, now, reviewer=approver)
    _expect_arrival(session, house, signal, now)
    inspectors = contacts(session, ContactRole.INSPECTORATE, today)
    cause = _cause(session, signal)
    if not queue_letter(session, house, INSPECTORATE_NOTICE, signal, rendered, inspectors, now, cause=cause):
        _ask_to_phone(session, signal, now)


def _expect_arrival(session: Session, house: House, signal: Signal, now: datetime) -> None:
    """Start the term after which somebody phones, because the notice did not arrive at the inspectorate."""
    if open_deadlines(session, subject(signal), DeadlineKind.TELL):
        return
    term = house.policy(local_date(now)).signal[signal.kind].tell
    start_deadline(
        session, house, subject(signal), DeadlineKind.TELL, term.term, term.legal_effect, now, now,
        round=next_round(session, subject(signal), DeadlineKind.TELL),
    )  # fmt: skip


def _ask_to_phone(session: Session, signal: Signal, now: datetime) -> None:
    """Ask somebody to phone the inspectorate, once for each time that a notice is waited for."""
    if has_open_work(session, "phone_inspectorate", subject(signal)):
        return
    waiting = next_round(session, subject(signal), DeadlineKind.TELL) - 1
    cause = f"{_cause(session, signal)}:{waiting}"
    ask(session, "phone_inspectorate", signal, Role.COORDINATOR, local_date(now), now, cause=cause)


def not_told(session: Session, house: House, escalation: Escalation, now: datetime) -> None:
    """Take in that no notice reached the inspectorate, at once or because it came back later: it was not told.

    What somebody told by phone, or what the inspectorate confirmed, stays told. Safe to call again.
    Source: the legal moment is the accepted delivery or the logged phone call (DOMAIN.md scenario 16).
    """
    signal = session.get_one(Signal, escalation.signal_id)
    if escalation.told_by_id is not None or escalation.confirmed_at is not None or signal.state in ENDED:
        return
    if escalation.failed_at is None:
        record(session, subject(signal), "inspectorate_not_told", at=now)
    escalation.failed_at = escalation.failed_at or now
    if escalation.told_at is not None:
        escalation.told_at = None
        settle_all(session, signal, now, *AT_INSPECTORATE)
        if signal.state is SignalState.ESCALATED:
            move(session, signal, SignalAct.FAIL_TELLING, now)
    session.flush()
    _expect_arrival(session, house, signal, now)
    _ask_to_phone(session, signal, now)


def told_by_phone(
    session: Session, house: House, escalation: Escalation, told_at: datetime, now: datetime, *, by: User
) -> None:
    """Record that `by` phoned the inspectorate's reporting desk (meldpunt): that counts as told, and ends the task.

    Raises: as `tell_inspectorate`.
    """
    signal = session.get_one(Signal, escalation.signal_id)
    tell_inspectorate(session, house, escalation, told_at, now, by=by)
    end_asked(session, subject(signal), now, "phone_inspectorate", by=by)


def tell_inspectorate(
    session: Session, house: House, escalation: Escalation, told_at: datetime, now: datetime, *, by: User | None = None
) -> None:
    """Record that the inspectorate knows: its mail was accepted, or `by` phoned. Tells the agency and the adviser.

    Raises: NotProposed before the approval, UserInactive, NotYourRole, NotYourSignal, and ToldAtWrongTime when `by`
    told before the approval or in the future; a second time changes nothing.
    """
    signal = session.get_one(Signal, escalation.signal_id)
    refresh(session, signal)
    if by:
        check_follower(signal, SignalAct.TELL, by, now)
    if escalation.approved_at is None:
        raise NotProposed(signal.reference, Phrase("doorgeven is nog niet goedgekeurd"))
    if escalation.told_at is not None:
        return
    if by and not escalation.approved_at <= told_at <= now:
        raise ToldAtWrongTime(signal.reference, told_at)
    escalation.told_at, escalation.told_by_id, escalation.failed_at = told_at, by.id if by else None, None
    if signal.state is SignalState.ESCALATION_APPROVED:
        move(session, signal, SignalAct.TELL, now, by=by)
    session.flush()
    record(session, subject(signal), "inspectorate_told", at=now, actor=user_actor(by.id) if by else SYSTEM)
    settle_all(session, signal, now, DeadlineKind.TELL)
    end_work(session, signal, now, by=by)
    if signal.state not in ENDED:
        open_case(session, house, signal, told_at, now)
    cause = f"told:{_cause(session, signal)}"
    facts = {"kind": signal.kind.value, "told_at": told_at.isoformat()}
    agency = agency_contacts(session, signal, now, ContactRole.DIRECTOR, ContactRole.SIGNALS)
    tell(session, "escalation_told_provider", signal, as_contacts(agency), now, cause=cause, facts=facts)
    adviser = [Recipient("adviser", signal.adviser_id)]
    tell(session, "escalation_told_adviser", signal, adviser, now, cause=cause, facts=facts)


def tell_delivered(session: Session, house: House, now: datetime) -> int:
    """Count as told what the inspectorate's mail server accepted since; return how many.

    Source: the legal moment is the accepted delivery (DOMAIN.md scenario 16).
    """
    delivered = delivered_escalations(session, INSPECTORATE_NOTICE)
    for escalation, accepted_at in delivered:
        tell_inspectorate(session, house, escalation, accepted_at, now)
    return len(delivered)


def confirm(session: Session, _house: House, escalation: Escalation, now: datetime, *, by: User) -> None:
    """Record that the inspectorate confirmed receipt; a second time changes nothing.

    Raises: NotProposed before it was told, UserInactive, NotYourRole, NotYourSignal; beside the agency's track the
    state stays.
    """
    signal = session.get_one(Signal, escalation.signal_id)
    refresh(session, signal)
    check_follower(signal, SignalAct.CONFIRM, by, now)
    if escalation.told_at is None:
        raise NotProposed(signal.reference, Phrase("de inspectie weet nog van niets"))
    known = escalation.confirmed_at is not None
    escalation.confirmed_at = escalation.confirmed_at or now
    if signal.state is SignalState.ESCALATED:
        move(session, signal, SignalAct.CONFIRM, now, by=by)
    elif not known:
        record(session, subject(signal), "inspectorate_confirmed", at=now, actor=user_actor(by.id))


def close(session: Session, _house: House, escalation: Escalation, now: datetime, *, by: User) -> None:
    """Close a signal that the inspectorate took over and confirmed; nothing is asked of anyone any more.

    Raises: ActNotPossible before the inspectorate confirmed, SignalIsClosed, UserInactive, NotYourRole; ReviewAwaited,
    InspectorateUntold, CalamityOpen, and NotYetSettled before a last message of it, or two clean visits and a jurist.
    """
    signal = session.get_one(Signal, escalation.signal_id)
    refresh(session, signal)
    check(signal, SignalAct.CLOSE, by, now)
    check_closable(session, signal, by)
    move(session, signal, SignalAct.CLOSE, now, by=by)
