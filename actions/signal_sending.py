"""Sending signals to agencies: general ones after a second person, acute ones at once with that person afterwards."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.escalations import INSPECTORATE_NOTICE, not_told, propose_at_once
from actions.gate import require_no_block, require_passed
from actions.house import House
from actions.live_work import end_work
from actions.reporting_code import require_code
from actions.running_terms import resume, start_deadline, suspend
from actions.signal_details import send_copies
from actions.signal_letters import as_fact, decide, queue_letter, render_letter
from actions.signal_moves import check, check_answerer, check_second, move, refresh, settle_all, subject
from actions.signal_notices import agency_contacts, ask, due_fact, second_persons, tell
from rules.calendar import local_date
from rules.ladder import DeadlineKind
from rules.policy_kinds import PolicyTerm
from rules.signal_errors import AlreadySent, ApprovalLapsed, NothingToReview, OwnSignal, WrongKind
from rules.signals import WITH_AGENCY, SignalAct, state_after
from rules.terms import due
from rules.vocabulary import CareType, ContactRole, LegalEffect, Role, SignalKind, SignalState
from store.deadlines import due_on, next_round, open_deadlines
from store.decrees import calendar_in_force
from store.events import SYSTEM, record, user_actor
from store.models import Deadline, Signal, User
from store.signals import escalation_of, is_undeliverable, redelivered_at, unreviewed_decisions
from store.work import has_open_work

TO_PROVIDER = "signal_to_provider"


def start_term(
    session: Session,
    house: House,
    signal: Signal,
    kind: DeadlineKind,
    term: PolicyTerm,
    now: datetime,
    *,
    anchor_at: datetime | None = None,
) -> Deadline:
    """Start the next term of `kind` of a signal, counted from `anchor_at` (now when None).

    In closed care an agency must cooperate within the term the adviser sets: there it has effect by law.
    Source: house policy; closed care law (Jw 6.6.1 lid 4).
    """
    answers = kind in (DeadlineKind.ANSWER, DeadlineKind.DIRECTOR_ANSWER)
    by_law = answers and signal.care_type is CareType.CLOSED_CARE
    return start_deadline(
        session, house, subject(signal), kind, term.term,
        LegalEffect.LAW if by_law else term.legal_effect, anchor_at or now, now,
        round=signal.round if answers else next_round(session, subject(signal), kind),
    )  # fmt: skip


def ask_second_person(session: Session, house: House, signal: Signal, now: datetime) -> Deadline:
    """Start the term for the second person and ask the jurists (without one, the managers) to read."""
    if signal.kind is SignalKind.GENERAL:
        require_passed(session, house, signal)
    term = house.policy(local_date(now)).signal[signal.kind].review
    deadline = start_term(session, house, signal, DeadlineKind.REVIEW, term, now)
    cause = str(deadline.round)
    due_at = due_fact(session, deadline)
    tell(
        session, "signal_review", signal, second_persons(session, signal), now,
        cause=cause, deadline_id=deadline.id, facts={"kind": signal.kind.value, "due": due_at},
    )  # fmt: skip
    ask(session, "review_signal", signal, Role.JURIST, local_date(now), now, cause=cause)
    return deadline


def approve_and_send(
    session: Session, house: House, signal: Signal, reviewer: User, now: datetime, *, version: int | None = None
) -> None:
    """Let a general signal leave: `reviewer` read it as the second person. Starts the agency's terms.

    Where the agency has no contact it stays approved, and a coordinator is asked to find one (`send_approved`); a new
    term for reading runs meanwhile, so that it cannot lie there unnoticed. `version`: of the text that was read.
    Raises: AlreadySent, ApprovalLapsed when the text was changed since, WrongKind, UserInactive, OwnSignal,
    NotYourRole, ActNotPossible, AuthorUnknown.
    """
    refresh(session, signal)
    if signal.sent_at is not None:
        raise AlreadySent(signal.reference, signal.sent_at)
    if signal.kind is SignalKind.ACUTE:
        raise WrongKind(signal.reference, acute=True)
    if version is not None and version != signal.text_version:
        raise ApprovalLapsed(signal.reference)
    check_second(session, signal, reviewer)
    require_passed(session, house, signal)
    move(session, signal, SignalAct.APPROVE, now, by=reviewer)
    _send(session, house, signal, SignalAct.SEND, now, reviewer=reviewer)


def send_approved(session: Session, house: House, signal: Signal, reviewer: User, now: datetime) -> None:
    """Send an approved signal whose agency had no contact before; `reviewer` reads it once more, as dates changed.

    Raises: AlreadySent, ActNotPossible, UserInactive, OwnSignal, NotYourRole, AuthorUnknown, GateHolds.
    """
    refresh(session, signal)
    if signal.sent_at is not None:
        raise AlreadySent(signal.reference, signal.sent_at)
    state_after(signal.reference, signal.state, SignalAct.SEND, reviewer.role)
    check_second(session, signal, reviewer)
    require_passed(session, house, signal)
    _send(session, house, signal, SignalAct.SEND, now, reviewer=reviewer)


def send_acute(
    session: Session,
    house: House,
    signal: Signal,
    now: datetime,
    *,
    by: User | None = None,
) -> None:
    """Send an acute signal at once. A second person reads it within the set hours; the inspectorate goes in parallel.

    Raises: ReportingCodeUnchecked without the check of the reporting code (112, Veilig Thuis); AlreadySent,
    WrongKind, ActNotPossible, AuthorUnknown; GateHolds for what is held back and no second person let pass.
    """
    refresh(session, signal)
    if signal.sent_at is not None:
        raise AlreadySent(signal.reference, signal.sent_at)
    if signal.kind is not SignalKind.ACUTE:
        raise WrongKind(signal.reference, acute=False)
    check(signal, SignalAct.SEND_ACUTE, by, now)
    require_code(session, house, signal, now)
    require_no_block(session, house, signal)
    _send(session, house, signal, SignalAct.SEND_ACUTE, now, by=by)
    ask_second_person(session, house, signal, now)
    ask(session, "phone_director", signal, Role.COORDINATOR, local_date(now), now)


def _send(
    session: Session,
    house: House,
    signal: Signal,
    act: SignalAct,
    now: datetime,
    *,
    reviewer: User | None = None,
    by: User | None = None,
) -> None:
    ladder = house.policy(local_date(now)).signal[signal.kind]
    answer_due = due(now, ladder.answer.term, calendar_in_force(session))
    rendered = render_letter(session, house, TO_PROVIDER, signal, now, due=as_fact(answer_due))
    decide(session, house, signal, rendered, now, reviewer=reviewer)
    settle_all(session, signal, now, DeadlineKind.REVIEW)
    people = agency_contacts(session, signal, now, ContactRole.SIGNALS, ContactRole.DIRECTOR)
    if not people:
        ask(session, "find_contact", signal, Role.COORDINATOR, local_date(now), now)
        if act is SignalAct.SEND:
            start_term(session, house, signal, DeadlineKind.REVIEW, ladder.review, now)
            return
    end_work(session, signal, now, by=reviewer or by, also=("find_contact",) if people else ())
    signal.sent_at = now  # an acute signal without a contact counts from now as well: it is phoned (see send_acute)
    move(session, signal, act, now, by=by, recipients=len(people))
    queue_letter(session, house, TO_PROVIDER, signal, rendered, people, now)
    send_copies(session, house, signal, answer_due, now, reviewer=reviewer)
    start_term(session, house, signal, DeadlineKind.ACKNOWLEDGE, ladder.acknowledge, now)
    start_term(session, house, signal, DeadlineKind.ANSWER, ladder.answer, now)
    propose_at_once(session, house, signal, now)


def review_sent(session: Session, _house: House, signal: Signal, reviewer: User, now: datetime) -> None:
    """Record that a second person read what left before anyone else had read it (acute).

    Raises: NothingToReview, UserInactive, OwnSignal, NotYourRole, AuthorUnknown.
    """
    refresh(session, signal)
    waiting = unreviewed_decisions(session, signal)
    if not waiting:
        raise NothingToReview(signal.reference)
    state_after(signal.reference, SignalState.DRAFT, SignalAct.APPROVE, reviewer.role)
    check_second(session, signal, reviewer)
    if any(decision.author_id == reviewer.id for decision in waiting):
        raise OwnSignal(signal.reference)
    for decision in waiting:
        decision.reviewer_id, decision.reviewed_at = reviewer.id, now
    session.flush()
    settle_all(session, signal, now, DeadlineKind.REVIEW)
    end_work(session, signal, now, by=reviewer)
    record(session, subject(signal), "text_reviewed", at=now, actor=user_actor(reviewer.id), texts=len(waiting))


def acknowledge(
    session: Session, house: House, signal: Signal, now: datetime, actor: str = SYSTEM, *, by: User | None = None
) -> None:
    """Record that the agency has the signal. Raises: ActNotPossible, UserInactive, NotYourRole, NotYourAgency."""
    if by:
        check_answerer(session, signal, by, now)
    move(session, signal, SignalAct.ACKNOWLEDGE, now, by=by, actor=actor)
    settle_all(session, signal, now, DeadlineKind.ACKNOWLEDGE)
    _run_again(session, house, signal, now)


def delivery_failed(session: Session, house: House, signal_id: int, now: datetime) -> None:
    """Take in that mails about a signal were given up: somebody must phone. Safe to call again; never raises.

    While nobody at the agency has a general signal, its terms stand still; acute terms run on, whatever happens.
    """
    signal = session.get_one(Signal, signal_id)
    refresh(session, signal)
    today = local_date(now)
    escalation = escalation_of(session, signal)
    if escalation and is_undeliverable(session, signal, INSPECTORATE_NOTICE, since=escalation.approved_at):
        not_told(session, house, escalation, now)
    brought = redelivered_at(session, signal)
    if not is_undeliverable(session, signal, TO_PROVIDER, since=brought) or signal.state not in WITH_AGENCY:
        return
    if not has_open_work(session, "phone_agency", subject(signal)):
        cause = f"{signal.round}:{brought:%Y%m%dT%H%M%S}" if brought else ""
        ask(session, "phone_agency", signal, Role.COORDINATOR, today, now, cause=cause)
    if signal.state is SignalState.SENT:
        move(session, signal, SignalAct.FAIL_DELIVERY, now)
        _stand_still(session, house, signal, now)


def redeliver(session: Session, house: House, signal: Signal, now: datetime, *, by: User | None = None) -> None:
    """Record that `by` brought a signal over in another way (by phone), or that its mail arrived yet (None).

    Its terms run on with what was left.

    Raises: ActNotPossible, NotYourRole.
    """
    phoned = by is not None or signal.kind is SignalKind.GENERAL  # of an acute one a mail is not enough
    move(session, signal, SignalAct.REDELIVER, now, by=by, ends=("phone_agency",) if phoned else ())
    _run_again(session, house, signal, now)


def _stand_still(session: Session, house: House, signal: Signal, now: datetime) -> None:
    if signal.kind is SignalKind.ACUTE:
        return
    calendar = calendar_in_force(session)
    for deadline in open_deadlines(session, subject(signal), DeadlineKind.ACKNOWLEDGE, DeadlineKind.ANSWER):
        ends = due_on(deadline, calendar)
        if ends is not None and not _is_past(ends, now):
            suspend(session, house, deadline, reason="delivery_failed", now=now)


def _is_past(ends: date | datetime, now: datetime) -> bool:
    return now > ends if isinstance(ends, datetime) else local_date(now) > ends


def _run_again(session: Session, house: House, signal: Signal, now: datetime) -> None:
    for deadline in open_deadlines(session, subject(signal), DeadlineKind.ACKNOWLEDGE, DeadlineKind.ANSWER):
        if deadline.running_since_at is None:
            resume(session, house, deadline, reason="delivered", now=now)
