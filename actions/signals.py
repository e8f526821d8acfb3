"""What can be done with a signal: written, sent, answered, judged, verified, withdrawn, merged, reopened."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.escalations import check_nothing_pending, propose_at_once
from actions.house import House
from actions.running_terms import claim_step, look_ahead, pending_steps
from actions.signal_details import cite_rights, usual_rights
from actions.signal_mergers import check_merger
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
from actions.signal_texts import observe
from rules.calendar import local_date
from rules.ladder import DeadlineKind
from rules.policy_kinds import PolicyTerm
from rules.signal_errors import AlreadySubmitted, MergeIntoItself, ReviewAwaited, WithdrawnAfterSending, WrongKind
from rules.signal_words import Right, SpecialGroup
from rules.signals import ENDED, SignalAct
from rules.texts import clean_text
from rules.vocabulary import CareType, Cause, Measure, ReopenReason, Role, SignalKind, SignalState, WithdrawReason
from store.deadlines import open_deadlines, subject_of
from store.events import SYSTEM, Subject, record, user_actor, user_of_actor
from store.inspectorate import watches_of
from store.models import Deadline, Observation, Signal, User
from store.references import free_reference
from store.signals import (
    care_type_of_group,
    escalation_of,
    observations_of,
    signal_text_place,
    unreviewed_decisions,
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
    special_group: SpecialGroup | None = None,
    rights: Iterable[Right] | None = None,
    observation: Observation | None = None,
) -> Signal:
    """Draft a signal about `observation`, or write down what was seen too; both texts are sealed. Nothing leaves.

    The care type is that of the group on the day of observation, unless given; the rights are those that the measure
    touches, unless given. The user who acts is the writer, who can never be the second person.
    Raises: TextInvisible, TextTooLong, SignNotAllowed.
    """
    kept = clean_text(text)
    if care_type is None and group_id is not None:
        care_type = care_type_of_group(session, group_id, observed_on)
    reference = free_reference(session, "S", now)
    signal = Signal(
        reference=reference, kind=kind, measure=measure, cause=cause, care_type=care_type, agency_id=agency_id,
        location_id=location_id, group_id=group_id, adviser_id=adviser_id, written_by_id=user_of_actor(actor),
        observed_on=observed_on, special_group=special_group, created_at=now,
        text_sealed=house.vault.seal(session, signal_text_place(reference), kept),
    )  # fmt: skip
    session.add(signal)
    session.flush()
    record(session, subject(signal), "signal_drafted", at=now, actor=actor, reference=reference, kind=kind.value)
    cite_rights(session, signal, usual_rights(measure) if rights is None else rights)
    if observation is not None:
        observation.signal_id = signal.id
        record(session, Subject("observation", observation.id), "drafted_from", at=now, actor=actor, signal=reference)
    else:
        observe(
            session, house, measure=measure, location_id=location_id, group_id=group_id, adviser_id=adviser_id,
            observed_on=observed_on, text=kept, now=now, actor=actor, signal=signal,
        )  # fmt: skip
    return signal


def submit_signal(
    session: Session, house: House, signal: Signal, now: datetime, actor: str = SYSTEM, *, by: User | None = None
) -> Deadline:
    """Put a general draft before a second person; starts the term for reading it.

    Raises: WrongKind for an acute one (that leaves at once), AlreadySubmitted, ActNotPossible, NotYourSignal.
    """
    refresh(session, signal)
    check(signal, SignalAct.SUBMIT, by, now)
    if signal.kind is SignalKind.ACUTE:
        raise WrongKind(signal.reference, acute=True)
    if open_deadlines(session, subject(signal), DeadlineKind.REVIEW):
        raise AlreadySubmitted(signal.reference)
    move(session, signal, SignalAct.SUBMIT, now, by=by, actor=actor, ends=("finish_draft",))
    return ask_second_person(session, house, signal, now)


def withdraw(
    session: Session, _house: House, signal: Signal, reason: WithdrawReason, now: datetime, *, by: User
) -> None:
    """Withdraw a signal. All its terms end.

    Raises: ValueError for a reason that is no word of ours; SignalIsClosed, ActNotPossible, NotYourRole, NotYourSignal.
    Once it was sent also InspectorateUndecided, InspectorateUntold, ReviewAwaited: nothing of that may vanish with it.
    """
    refresh(session, signal)
    check(signal, SignalAct.WITHDRAW, by, now)
    if signal.sent_at is not None:
        check_nothing_pending(session, signal)
    move(session, signal, SignalAct.WITHDRAW, now, by=by, reason=WithdrawReason(reason).value)


def merge(session: Session, _house: House, signal: Signal, into: Signal, now: datetime, *, by: User) -> None:
    """Merge a double into `into`, which keeps all observations and its own terms; one signal is counted.

    Nothing that one of them reached may be lost: where the double is further, more urgent or has the earlier last
    day, it goes the other way round. What the inspectorate was told of already gets the new observations as evidence,
    and a jurist is asked to pass them on.
    Raises: MergeIntoItself, FurtherSignalLost, NeitherCanMerge, EarlierTermLost, ReviewAwaited, SignalIsClosed,
    ActNotPossible, NotYourRole.
    """
    refresh(session, signal)
    refresh(session, into)
    check(signal, SignalAct.MERGE)
    if into.id == signal.id or into.agency_id != signal.agency_id or into.state in ENDED:
        raise MergeIntoItself(signal.reference, into.reference)
    check_merger(session, signal, into)
    if unreviewed_decisions(session, signal):
        raise ReviewAwaited(signal.reference)
    actor = user_actor(by.id)
    for watch in watches_of(session, signal):
        watch.signal_id = into.id
    for observation in observations_of(session, signal):
        observation.signal_id = into.id
        seen = Subject("observation", observation.id)
        record(session, seen, "observation_moved", at=now, actor=actor, reference=into.reference)
    move(session, signal, SignalAct.MERGE, now, by=by, merged_into=into)
    record(session, subject(into), "signal_merged_here", at=now, actor=actor, reference=signal.reference)
    escalation = escalation_of(session, into)
    if escalation is not None and escalation.approved_at is not None:
        record(session, subject(into), "evidence_added", at=now, actor=actor, reference=signal.reference)
        ask(session, "pass_on_evidence", into, Role.JURIST, local_date(now), now, cause=signal.reference)


def reopen(session: Session, house: House, signal: Signal, reason: ReopenReason, now: datetime, *, by: User) -> None:
    """Open an ended signal again: a closed one is verified anew, a withdrawn draft is a draft again.

    Raises: ValueError for a reason that is no word of ours; WithdrawnAfterSending, ActNotPossible, NotYourRole,
    NotYourSignal.
    """
    refresh(session, signal)
    if signal.state is SignalState.WITHDRAWN and signal.sent_at is not None:
        raise WithdrawnAfterSending(signal.reference)
    move(session, signal, SignalAct.REOPEN, now, by=by, reason=ReopenReason(reason).value)
    signal.closed_at = None
    if signal.state is SignalState.VERIFICATION:
        start_verification(session, house, signal, now)


def start_deadlines_of_imported(session: Session, house: House, signal: Signal, now: datetime) -> None:
    """Start the terms that a signal from a register is in, counted from when it was sent.

    What must not wait for the agency's answer is proposed to be passed on at once, as at a sending.
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
    elif signal.state not in ENDED:
        propose_at_once(session, house, signal, now)


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
        case _:
            return ()


def _policy_term(house: House, signal: Signal, kind: DeadlineKind, on: datetime) -> PolicyTerm:
    ladder = house.policy(local_date(on)).signal[signal.kind]
    terms = {
        DeadlineKind.ACKNOWLEDGE: ladder.acknowledge,
        DeadlineKind.ANSWER: ladder.answer,
        DeadlineKind.DIRECTOR_ANSWER: ladder.director,
    }
    return terms[kind]


def _pass_by_old_steps(session: Session, house: House, deadline: Deadline, now: datetime) -> None:
    past = [step for step in pending_steps(session, house, deadline) if step.at <= now]
    for step in past[:-1]:
        claim_step(session, deadline, step, now)
        record(session, subject_of(deadline), "step_passed_by", at=now, deadline=deadline.id, step=step.name)
    look_ahead(session, house, deadline)
