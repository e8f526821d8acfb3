"""What the inspectorate tells us afterwards, mirrored: its state, its own terms, and our asking when it is silent."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.house import House
from actions.observing import look_out
from actions.running_terms import start_deadline
from actions.signal_moves import check, move, refresh, settle_all, subject
from actions.signal_notices import ask
from rules.calendar import local_date
from rules.errors import Phrase
from rules.inspectorate import (
    SETTLED,
    InspectorateMeasure,
    InspectorateState,
    MeasureNeedsTerm,
    MeasureRule,
    NotAtInspectorate,
    PeriodOutOfBounds,
    check_settled,
    next_state,
    rule_of,
)
from rules.ladder import DeadlineKind
from rules.policy_kinds import PolicyTerm
from rules.policy_values import IgjPolicy
from rules.signal_errors import ToldAtWrongTime
from rules.signals import SignalAct
from rules.terms import due
from rules.vocabulary import Role, Unit
from store.deadlines import next_round
from store.decrees import calendar_in_force
from store.inspectorate import case_of, clean_visits
from store.models import Deadline, InspectorateCase, Signal, TakenMeasure, User
from store.signals import escalation_of

FOLLOWED_UP = (DeadlineKind.IMPROVEMENT_PLAN, DeadlineKind.RESULT_REPORT, DeadlineKind.ENQUIRE)
"""The terms that end with the next message; a measure holds whatever the inspectorate says meanwhile."""

AT_INSPECTORATE = (*FOLLOWED_UP, DeadlineKind.MEASURE_ENDS)
"""The terms of what happens there; nothing of it is the agency's or ours."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the inspectorate: what it said, and the term that it named itself, if any."""

    state: InspectorateState
    number: str | None = None
    weeks: int | None = None
    months: int | None = None
    measure: InspectorateMeasure | None = None
    until: date | None = None


def open_case(session: Session, house: House, signal: Signal, told_at: datetime, now: datetime) -> InspectorateCase:
    """Begin to follow a signal at the inspectorate, from when it was told; asked again it begins anew."""
    case = case_of(session, signal)
    if case is None:
        case = InspectorateCase(signal_id=signal.id, state=InspectorateState.AWAITING_FEEDBACK, told_at=told_at)
        session.add(case)
    case.state, case.told_at = InspectorateState.AWAITING_FEEDBACK, told_at
    session.flush()
    look_out(session, signal, now)
    settle_all(session, signal, now, *AT_INSPECTORATE)
    enquire_later(session, house, signal, told_at, now)
    return case


def enquire_later(session: Session, house: House, signal: Signal, anchor_at: datetime, now: datetime) -> Deadline:
    """Start the term after which we ask how it stands, counted from `anchor_at`. Source: house policy (igj.enquire)."""
    return _start(session, house, signal, DeadlineKind.ENQUIRE, _igj(house, now).enquire, anchor_at, now)


def hear(
    session: Session, house: House, signal: Signal, message: Message, heard_at: datetime, now: datetime, *, by: User
) -> InspectorateCase:
    """Record a message of the inspectorate and start the term that belongs to it.

    The inspectorate's own term goes before that of the policy. After a message that ends the matter a manager is
    asked to close the signal.
    Raises: NotAtInspectorate, FollowUpNotPossible, ToldAtWrongTime, PeriodOutOfBounds, MeasureNeedsTerm,
    ActNotPossible, NotYourRole, NotYourSignal, UserInactive.
    """
    refresh(session, signal)
    check(signal, SignalAct.FOLLOW_UP, by, now)
    case, escalation = case_of(session, signal), escalation_of(session, signal)
    if case is None or escalation is None or escalation.told_at is None:
        raise NotAtInspectorate(signal.reference)
    state = next_state(signal.reference, case.state, message.state)
    if not case.told_at <= heard_at <= now:
        raise ToldAtWrongTime(signal.reference, heard_at)
    rule = _measure_rule(message, heard_at)
    term = _term_named(house, message, heard_at)
    case.state, case.last_message_at, case.number = state, heard_at, message.number or case.number
    if rule is not None:
        _keep_measure(session, case, rule, message, heard_at)
    answered = ("ask_inspectorate", "measure_ended")
    move(session, signal, SignalAct.FOLLOW_UP, now, by=by, ends=answered, inspectorate=state.value)
    _go_on(session, house, signal, state, term, heard_at, now)
    return case


def _go_on(
    session: Session, house: House, signal: Signal, state: InspectorateState,
    term: tuple[DeadlineKind, PolicyTerm] | None, heard_at: datetime, now: datetime,
) -> None:  # fmt: skip
    is_replaced = term is not None and term[0] is DeadlineKind.MEASURE_ENDS
    ended = AT_INSPECTORATE if state in SETTLED or is_replaced else FOLLOWED_UP
    settle_all(session, signal, now, *ended)
    if state in SETTLED:
        ask(session, "close_signal", signal, Role.MANAGER, local_date(now), now, cause=f"{heard_at:%Y%m%dT%H%M}")
    elif term is not None:
        _start(session, house, signal, *term, heard_at, now)
    else:
        enquire_later(session, house, signal, heard_at, now)


def follows_on(session: Session, house: House, state: InspectorateState, now: datetime) -> tuple[DeadlineKind, date]:
    """Return which term begins with a message without a term of its own, and its last day if it came now."""
    named = _term_named(house, Message(state), now) or (DeadlineKind.ENQUIRE, _igj(house, now).enquire)
    ends = due(now, named[1].term, calendar_in_force(session))
    return named[0], local_date(ends) if isinstance(ends, datetime) else ends


def _term_named(house: House, message: Message, heard_at: datetime) -> tuple[DeadlineKind, PolicyTerm] | None:
    igj = _igj(house, heard_at)
    match message.state:
        case InspectorateState.PLAN_REQUESTED:
            return DeadlineKind.IMPROVEMENT_PLAN, _named(igj.plan, message.weeks, Unit.WEEKS)
        case InspectorateState.IMPROVEMENT_PERIOD:
            months, least, most = message.months, igj.period_min_months, igj.period_max_months
            if months is not None and not least <= months <= most:
                raise PeriodOutOfBounds(months, least, most)
            return DeadlineKind.RESULT_REPORT, _named(igj.period, months, Unit.MONTHS)
        case InspectorateState.MEASURE if message.measure is InspectorateMeasure.ORDER:
            return DeadlineKind.MEASURE_ENDS, igj.order_valid
        case InspectorateState.MEASURE if message.until is not None:
            days = (message.until - local_date(heard_at)).days
            return DeadlineKind.MEASURE_ENDS, _named(igj.order_valid, days, Unit.DAYS)
        case _:
            return None


def _named(term: PolicyTerm, amount: int | None, unit: Unit) -> PolicyTerm:
    """Return the term that the inspectorate named, else that of the policy."""
    return term if amount is None else term.model_copy(update={"amount": amount, "unit": unit})


def _measure_rule(message: Message, heard_at: datetime) -> MeasureRule | None:
    if (message.state is InspectorateState.MEASURE) != (message.measure is not None):
        raise MeasureNeedsTerm(Phrase("noem welke maatregel het is, en alleen dan."))
    rule = rule_of(message.measure, local_date(heard_at)) if message.measure else None
    if message.until is not None and (rule is None or not rule.own_term):
        raise MeasureNeedsTerm(Phrase("een einddatum past alleen bij een maatregel die zelf een termijn noemt."))
    if message.until is not None and message.until <= local_date(heard_at):
        raise MeasureNeedsTerm(Phrase("de einddatum moet na de dag van het bericht liggen."))
    return rule


def _keep_measure(
    session: Session, case: InspectorateCase, rule: MeasureRule, message: Message, heard_at: datetime
) -> None:
    since = local_date(heard_at)
    session.add(
        TakenMeasure(case_id=case.id, measure=rule.measure, source=rule.source, starts_on=since, ends_on=message.until)
    )


def check_settled_there(session: Session, signal: Signal, by: User) -> None:
    """Refuse to close what the inspectorate was told, until it ended the matter or clean visits and a jurist do.

    Raises: NotYetSettled. Nothing for a signal that was never told there.
    """
    case, escalation = case_of(session, signal), escalation_of(session, signal)
    if case is not None and escalation is not None and escalation.told_at is not None:
        check_settled(signal.reference, case.state, clean_visits(session, signal), by.role)


def _start(
    session: Session, house: House, signal: Signal, kind: DeadlineKind, term: PolicyTerm, anchor_at: datetime,
    now: datetime,
) -> Deadline:  # fmt: skip
    return start_deadline(
        session, house, subject(signal), kind, term.term, term.legal_effect, anchor_at, now,
        round=next_round(session, subject(signal), kind),
    )  # fmt: skip


def _igj(house: House, on: datetime) -> IgjPolicy:
    return house.policy(local_date(on)).igj
