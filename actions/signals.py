"""What can be done with a signal: written, sent, answered, judged, verified, withdrawn, merged, reopened."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.house import House
from actions.running_terms import claim_step, look_ahead, pending_steps
from actions.signal_moves import check, move, refresh, subject
from actions.signal_notices import ask
from actions.signal_replies import go_to_director, judge_reply, receive_reply, start_verification, verify
from actions.signal_sending import (
    acknowledge,
    approve_and_send,
    ask_second_person,
    delivery_failed,
    redeliver,
    review_sent,
    send_acute,
    send_approved,
    start_term,
)
from rules.calendar import local_date
from rules.ladder import DeadlineKind
from rules.policy_kinds import PolicyTerm
from rules.signal_errors import AlreadySubmitted, EarlierTermLost, MergeIntoItself, WithdrawnAfterSending, WrongKind
from rules.signals import ENDED, SignalAct
from rules.texts import clean_text
from rules.vocabulary import CareType, Cause, Measure, Role, SignalKind, SignalState
from store.counters import next_number
from store.deadlines import due_on, open_deadlines, subject_of
from store.decrees import calendar_in_force
from store.events import SYSTEM, Subject, record, user_actor
from store.models import Deadline, Observation, Signal, User
from store.signals import (
    care_type_of_group,
    escalation_of,
    observation_by_reference,
    observation_text_place,
    observations_of,
    signal_by_reference,
    signal_text_place,
)

__all__ = [
    "acknowledge",
    "approve_and_send",
    "delivery_failed",
    "draft_signal",
    "go_to_director",
    "judge_reply",
    "merge",
    "receive_reply",
    "redeliver",
    "reopen",
    "review_sent",
    "send_acute",
    "send_approved",
    "start_deadlines_of_imported",
    "submit_signal",
    "verify",
    "withdraw",
]


def draft_signal(
    session: Session,
    house: House,
    *,
    kind: SignalKind,
    measure: Measure,
    cause: Cause,
    agency_id: int,
    location_id: int,
    group_id: int | None,
    adviser_id: int,
    observed_on: date,
    text: str,
    now: datetime,
    actor: str,
    care_type: CareType | None = None,
) -> Signal:
    """Write down what was seen and draft a signal about it; both texts are sealed. Nothing leaves.

    The care type is that of the group on the day of observation, unless given.
    Raises: TextInvisible, TextTooLong, SignNotAllowed.
    """
    kept = clean_text(text)
    if care_type is None and group_id is not None:
        care_type = care_type_of_group(session, group_id, observed_on)
    reference = _free_reference(session, "S", now)
    signal = Signal(
        reference=reference, kind=kind, measure=measure, cause=cause, care_type=care_type, agency_id=agency_id,
        location_id=location_id, group_id=group_id, adviser_id=adviser_id, observed_on=observed_on, created_at=now,
        text_sealed=house.vault.seal(session, signal_text_place(reference), kept),
    )  # fmt: skip
    session.add(signal)
    session.flush()
    record(session, subject(signal), "signal_drafted", at=now, actor=actor, reference=reference, kind=kind.value)
    _observe(session, house, signal, kept, now, actor)
    return signal


def _observe(session: Session, house: House, signal: Signal, text: str, now: datetime, actor: str) -> None:
    reference = _free_reference(session, "O", now)
    observation = Observation(
        reference=reference, group_id=signal.group_id, location_id=signal.location_id, adviser_id=signal.adviser_id,
        signal_id=signal.id, observed_on=signal.observed_on, measure=signal.measure,
        text_sealed=house.vault.seal(session, observation_text_place(reference), text),
    )  # fmt: skip
    session.add(observation)
    session.flush()
    seen = Subject("observation", observation.id)
    record(session, seen, "observed", at=now, actor=actor, reference=reference, signal=signal.reference)


def _free_reference(session: Session, letter: str, now: datetime) -> str:
    """Return the next reference of this year that an imported register has not used."""
    return next(reference for reference in _references(session, letter, now) if not _is_used(session, reference))


def _references(session: Session, letter: str, now: datetime) -> Iterator[str]:
    series = f"{letter}-{local_date(now).year}"
    while True:
        yield f"{series}-{next_number(session, series):04d}"


def _is_used(session: Session, reference: str) -> bool:
    found = signal_by_reference if reference.startswith("S") else observation_by_reference
    return found(session, reference) is not None


def submit_signal(
    session: Session, house: House, signal: Signal, now: datetime, actor: str = SYSTEM, *, by: User | None = None
) -> Deadline:
    """Put a general draft before a second person; starts the term for reading it.

    Raises: WrongKind for an acute one (that leaves at once), AlreadySubmitted, ActNotPossible, NotYourSignal.
    """
    refresh(session, signal)
    check(signal, SignalAct.SUBMIT, by)
    if signal.kind is SignalKind.ACUTE:
        raise WrongKind(signal.reference, acute=True)
    if open_deadlines(session, subject(signal), DeadlineKind.REVIEW):
        raise AlreadySubmitted(signal.reference)
    move(session, signal, SignalAct.SUBMIT, now, by=by, actor=actor)
    return ask_second_person(session, house, signal, now)


def withdraw(session: Session, _house: House, signal: Signal, reason: str, now: datetime, *, by: User) -> None:
    """Withdraw a signal; `reason` is a code, never a text. All its terms end.

    Raises: SignalIsClosed, ActNotPossible, NotYourRole, NotYourSignal.
    """
    move(session, signal, SignalAct.WITHDRAW, now, by=by, reason=reason)


def merge(session: Session, _house: House, signal: Signal, into: Signal, now: datetime, *, by: User) -> None:
    """Merge a double into `into`, which keeps all observations and its own terms; one signal is counted.

    Where the double already is with the inspectorate, or has the earlier last day, it goes the other way round.
    Raises: MergeIntoItself, EarlierTermLost, SignalIsClosed, ActNotPossible, NotYourRole.
    """
    refresh(session, signal)
    refresh(session, into)
    check(signal, SignalAct.MERGE)
    if into.id == signal.id or into.agency_id != signal.agency_id or into.state in ENDED:
        raise MergeIntoItself(signal.reference, into.reference)
    if _is_ahead(session, signal, into):
        raise EarlierTermLost(signal.reference, into.reference)
    for observation in observations_of(session, signal):
        observation.signal_id = into.id
    move(session, signal, SignalAct.MERGE, now, by=by, merged_into=into)
    record(session, subject(into), "signal_merged_here", at=now, actor=user_actor(by.id), reference=signal.reference)


def _is_ahead(session: Session, signal: Signal, into: Signal) -> bool:
    mine, other = _answer_due(session, signal), _answer_due(session, into)
    if escalation_of(session, signal) and not escalation_of(session, into):
        return True
    return mine is not None and (other is None or mine < other)


def _answer_due(session: Session, signal: Signal) -> date | None:
    open_ones = open_deadlines(session, subject(signal), DeadlineKind.ANSWER, DeadlineKind.DIRECTOR_ANSWER)
    ends = [due_on(deadline, calendar_in_force(session)) for deadline in open_ones]
    return min((local_date(end) if isinstance(end, datetime) else end for end in ends if end), default=None)


def reopen(session: Session, house: House, signal: Signal, reason: str, now: datetime, *, by: User) -> None:
    """Open an ended signal again: a closed one is verified anew, a withdrawn draft is a draft again.

    `reason` is a code. Raises: WithdrawnAfterSending, ActNotPossible, NotYourRole, NotYourSignal.
    """
    refresh(session, signal)
    if signal.state is SignalState.WITHDRAWN and signal.sent_at is not None:
        raise WithdrawnAfterSending(signal.reference)
    move(session, signal, SignalAct.REOPEN, now, by=by, reason=reason)
    signal.closed_at = None
    if signal.state is SignalState.VERIFICATION:
        start_verification(session, house, signal, now)


def start_deadlines_of_imported(session: Session, house: House, signal: Signal, now: datetime) -> None:
    """Start the terms that a signal from a register is in, counted from when it was sent.

    Of the steps that lie before the import only the last is still taken: nobody gets a row of old reminders.
    """
    for kind, anchor_at in _terms_of(signal, now):
        if kind is DeadlineKind.VERIFY:
            start_verification(session, house, signal, now)
        else:
            deadline = start_term(session, house, signal, kind, _policy_term(house, signal, kind, anchor_at), now,
                                  anchor_at=anchor_at)  # fmt: skip
            _pass_by_old_steps(session, house, deadline, now)
    if signal.state is SignalState.DRAFT:
        ask(session, "finish_draft", signal, Role.ADVISER, local_date(now), now)
    if signal.state is SignalState.ANSWERED:
        ask(session, "judge_reply", signal, Role.ADVISER, local_date(now), now)


def _terms_of(signal: Signal, now: datetime) -> tuple[tuple[DeadlineKind, datetime], ...]:
    sent_at = signal.sent_at or now
    match signal.state:
        case SignalState.SENT | SignalState.DELIVERY_FAILED:
            return (DeadlineKind.ACKNOWLEDGE, sent_at), (DeadlineKind.ANSWER, sent_at)
        case SignalState.RECEIVED:
            return ((DeadlineKind.ANSWER, sent_at),)
        case SignalState.RETURNED:
            return ((DeadlineKind.DIRECTOR_ANSWER, now),)
        case SignalState.VERIFICATION:
            return ((DeadlineKind.VERIFY, now),)
        case SignalState.ESCALATION_PROPOSED:
            return ((DeadlineKind.ESCALATE, now),)
        case _:
            return ()


def _policy_term(house: House, signal: Signal, kind: DeadlineKind, on: datetime) -> PolicyTerm:
    ladder = house.policy(local_date(on)).signal[signal.kind]
    terms = {
        DeadlineKind.ACKNOWLEDGE: ladder.acknowledge,
        DeadlineKind.ANSWER: ladder.answer,
        DeadlineKind.DIRECTOR_ANSWER: ladder.director,
        DeadlineKind.ESCALATE: ladder.escalate,
    }
    return terms[kind]


def _pass_by_old_steps(session: Session, house: House, deadline: Deadline, now: datetime) -> None:
    calendar = calendar_in_force(session)
    past = [step for step in pending_steps(session, house, deadline, calendar) if step.at <= now]
    for step in past[:-1]:
        claim_step(session, deadline, step, now)
        record(session, subject_of(deadline), "step_passed_by", at=now, deadline=deadline.id, step=step.name)
    session.flush()
    look_ahead(session, house, deadline, calendar)
