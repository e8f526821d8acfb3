"""What people did with signals, done again from the record, each act at its own moment, in a house of its own.

Only what a person decided is done again. What followed from it, and every step of a ladder, has to follow by itself.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType

from sqlalchemy import and_, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.declining import decline
from actions.escalations import approve, close, confirm, propose, tell_inspectorate
from actions.house import House
from actions.inspectorate import Message, hear
from actions.reporting_code import start_code, take_code_step
from actions.running_terms import extend, resume, suspend
from actions.signal_notices import ask
from actions.signal_replies import judge_reply, receive_reply, verify
from actions.signals import (
    acknowledge,
    approve_and_send,
    delivery_failed,
    merge,
    redeliver,
    reopen,
    review_sent,
    send_acute,
    send_approved,
    start_deadlines_of_imported,
    submit_signal,
    withdraw,
)
from rules.calendar import local_date
from rules.errors import RuleError
from rules.inspectorate import InspectorateState
from rules.reporting_code import CodeStep, EmergencyCall, TakenStep
from rules.signal_words import DeclineReason
from rules.signals import EscalationReason
from rules.vocabulary import Judgement, ReopenReason, Role, SignalState, WithdrawReason
from store.base import Base
from store.deadlines import deadline_of
from store.events import Subject, user_of_actor
from store.models import (
    ContactPerson,
    Deadline,
    Escalation,
    Event,
    GateDecision,
    Notice,
    Reply,
    ReportingCodeStep,
    Signal,
    SignalRecipient,
    SignalRight,
    TriageResult,
    User,
    WorkItem,
)
from store.session import transaction
from store.signals import escalation_of, signal_by_reference, signal_text_place

NO_TEXT = "Deze tekst is bij het naspelen weggelaten."
DETAILS: tuple[type[Base], ...] = (SignalRight, SignalRecipient, TriageResult)
"""What people noted beside a signal, taken along as it is."""

CONTACT, LEFT, UNFINISHED = "contact_person", "changed_actief_tot", "finish_draft"

BEGINNINGS = ("signal_drafted", "register_added")
SENT = frozenset({"sent", "dead", "in_doubt", "settled"})


Ordinal = tuple[str, int | None, str, int, int]
"""By what a mail is the same one in two histories: what, about what, for whom, the how manieth."""


def _ordinals(notices: Sequence[Notice]) -> dict[int, Ordinal]:
    """Return by number what each of the notices is, given in the order they were written."""
    seen: Counter[tuple[str, int | None, str, int]] = Counter()
    found: dict[int, Ordinal] = {}
    for notice in notices:
        same = (notice.template, notice.signal_id, notice.recipient_kind, notice.recipient_id)
        seen[same] += 1
        found[notice.id] = (*same, seen[same])
    return found


@dataclass(frozen=True, slots=True)
class Past:
    """What really happened, read once: events in order, and the rows that events only point at."""

    signals: Mapping[int, Mapping[str, object]]
    events: tuple[Event, ...]
    replies: Mapping[tuple[int, int], Reply]
    decisions: Mapping[int, tuple[GateDecision, ...]]
    escalations: Mapping[int, Escalation]
    ordinals: Mapping[int, Ordinal]
    deadlines: Mapping[int, Deadline]
    code_steps: Mapping[tuple[int, CodeStep], ReportingCodeStep]
    leavers: Mapping[int, date | None]
    unfinished: frozenset[int]
    details: Mapping[type[Base], Mapping[int, Sequence[Mapping[str, object]]]]


def read_past(session: Session, first: datetime, last: datetime) -> Past:
    """Return what happened to the signals that came between two moments, up to the second. No text is opened."""
    columns = Signal.__table__
    rows = session.execute(select(columns).where(columns.c.created_at >= first, columns.c.created_at <= last))
    signals = {int(row["id"]): dict(row) for row in rows.mappings()}
    ids = sorted(signals)
    about = or_(
        and_(Event.subject_kind == "signal", Event.subject_id.in_(ids)),
        and_(Event.subject_kind == CONTACT, Event.what == "register_changed", Event.at >= first),
    )
    events = session.scalars(select(Event).where(about, Event.at <= last).order_by(Event.at, Event.id)).all()
    gone = {event.subject_id for event in events if event.subject_kind == CONTACT and LEFT in event.facts}
    leavers = select(ContactPerson.id, ContactPerson.active_to).where(ContactPerson.id.in_(gone))
    drafts = (
        select(Signal.id)
        .join(WorkItem, and_(WorkItem.subject_kind == "signal", WorkItem.subject_id == Signal.id))
        .where(WorkItem.kind == UNFINISHED, WorkItem.created_at == Signal.created_at, Signal.id.in_(ids))
    )
    decisions: dict[int, list[GateDecision]] = {}
    for decision in session.scalars(select(GateDecision).where(GateDecision.signal_id.in_(ids))):
        decisions.setdefault(decision.signal_id, []).append(decision)
    return Past(
        signals=signals,
        events=tuple(events),
        replies={(r.signal_id, r.round): r for r in session.scalars(select(Reply).where(Reply.signal_id.in_(ids)))},
        decisions={number: tuple(found) for number, found in decisions.items()},
        escalations={e.signal_id: e for e in session.scalars(select(Escalation).where(Escalation.signal_id.in_(ids)))},
        ordinals=_ordinals(session.scalars(select(Notice).where(Notice.signal_id.in_(ids)).order_by(Notice.id)).all()),
        deadlines={d.id: d for d in session.scalars(select(Deadline).where(Deadline.subject_id.in_(ids)))},
        leavers=dict(session.execute(leavers).tuples().all()),
        unfinished=frozenset(session.scalars(drafts)),
        code_steps={
            (s.signal_id, s.step): s
            for s in session.scalars(select(ReportingCodeStep).where(ReportingCodeStep.signal_id.in_(ids)))
        },
        details={noun: _by_signal(session, noun, ids) for noun in DETAILS},
    )


def _by_signal(session: Session, noun: type[Base], ids: Sequence[int]) -> dict[int, list[Mapping[str, object]]]:
    table, found = Base.metadata.tables[noun.__tablename__], {number: list[Mapping[str, object]]() for number in ids}
    for row in session.execute(select(table).where(table.c.signal_id.in_(ids))).mappings():
        found[row["signal_id"]].append(dict(row))
    return found


@dataclass
class Replay:
    """One replay: the scratch house, the past it follows, and what could not be done again."""

    house: House
    past: Past
    impossible: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)

    def take(self, event: Event) -> None:
        """Do again what an event says somebody did; what the rules refuse by now is noted, and life goes on."""
        act = ACTS.get(event.what)
        if act is None:
            if event.what not in FOLLOWS:
                self.unknown[event.what] += 1
            return
        try:
            with transaction(self.house.engine) as session:
                act(Act(self, session, event))
        except (RuleError, IntegrityError, LookupError):
            self.impossible[event.what] += 1

    def begin(self) -> None:
        """Let everybody still be there whose leaving was written down later."""
        with transaction(self.house.engine) as session:
            for number in self.past.leavers:
                session.get_one(ContactPerson, number).active_to = None

    def deliver_others(self, now: datetime) -> None:
        """Count as delivered the letters that reality did not write: there is no telling otherwise."""
        with transaction(self.house.engine) as session:
            waiting = session.scalars(select(Notice).where(Notice.state == "queued", Notice.content)).all()
            if not waiting:
                return
            kept = _ordinals(session.scalars(select(Notice).order_by(Notice.id)).all())
            for notice in waiting:
                if notice.created_at < now and kept[notice.id] not in self.real:
                    notice.state, notice.next_at, notice.finished_at = "sent", None, now

    @cached_property
    def real(self) -> frozenset[Ordinal]:
        """The mails that were really written."""
        return frozenset(self.past.ordinals.values())


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the past, about to be done again."""

    replay: Replay
    session: Session
    event: Event

    @property
    def house(self) -> House:
        """The scratch house."""
        return self.replay.house

    @property
    def now(self) -> datetime:
        """When it happened."""
        return self.event.at

    @property
    def signal(self) -> Signal:
        """The signal it was done with."""
        return self.session.get_one(Signal, self.event.subject_id)

    @property
    def escalation(self) -> Escalation:
        """Its escalation. Raises: LookupError where this history has none."""
        found = escalation_of(self.session, self.signal)
        if found is None:
            raise LookupError
        return found

    @property
    def user(self) -> User | None:
        """Who did it; None for the system, and for people outside."""
        number = user_of_actor(self.event.actor)
        return self.session.get_one(User, number) if number is not None else None

    @property
    def person(self) -> User:
        """Who did it. Raises: LookupError where nobody is known."""
        if self.user is None:
            raise LookupError
        return self.user

    def fact(self, name: str) -> str:
        """Return a fact of the event."""
        return str(self.event.facts[name])

    def reader(self) -> User | None:
        """Return who was the second person of what was decided at this moment."""
        decided = self.replay.past.decisions.get(self.event.subject_id, ())
        numbers = [decision.reviewer_id for decision in decided if decision.decided_at == self.now]
        return self.session.get_one(User, numbers[-1]) if numbers and numbers[-1] is not None else None


def _begin(act: Act) -> None:
    """Put the signal there as it was when it was drafted, or taken over from a register."""
    row, imported = act.replay.past.signals[act.event.subject_id], act.event.what == "register_added"
    place = signal_text_place(str(row["reference"]))
    start = {"text_sealed": act.house.vault.seal(act.session, place, NO_TEXT), "round": 1, "merged_into_id": None}
    if imported:
        start["state"] = _state_at_start(act)
    else:
        start |= {"state": SignalState.DRAFT, "sent_at": None, "closed_at": None}
    act.session.execute(insert(Signal), [dict(row) | start])
    for noun, rows in act.replay.past.details.items():
        if rows[act.event.subject_id]:
            act.session.execute(insert(noun), rows[act.event.subject_id])
    if act.event.subject_id in act.replay.past.unfinished:
        ask(act.session, UNFINISHED, act.signal, Role.ADVISER, local_date(act.now), act.now)
    if imported:
        start_deadlines_of_imported(act.session, act.house, act.signal, act.now)


def _state_at_start(act: Act) -> object:
    moves = (event.facts["before"] for event in act.replay.past.events if _is_move(event, act.event.subject_id))
    return next(moves, act.replay.past.signals[act.event.subject_id]["state"])


def _is_move(event: Event, signal_id: int) -> bool:
    return event.subject_id == signal_id and "before" in event.facts


def _check_code(act: Act) -> None:
    if "call" in act.event.facts:
        start_code(act.session, act.house, act.signal, EmergencyCall(act.fact("call")), act.now, by=act.person)
        return
    row = act.replay.past.code_steps[act.event.subject_id, CodeStep(act.fact("step"))]
    step = TakenStep(row.step, row.skipped, row.decision)
    take_code_step(act.session, act.house, act.signal, step, act.now, by=act.person)


def _hear(act: Act) -> None:
    """Hear again what the inspectorate said; a term that it named itself is not in the record, so ours is taken."""
    message = Message(InspectorateState(act.fact("inspectorate")))
    hear(act.session, act.house, act.signal, message, act.now, act.now, by=act.person)


def _send_approved(act: Act) -> None:
    reader = act.reader()
    if act.signal.state is SignalState.APPROVED and act.signal.sent_at is None and reader is not None:
        send_approved(act.session, act.house, act.signal, reader, act.now)


def _answer(act: Act) -> None:
    reply = act.replay.past.replies[act.event.subject_id, int(act.fact("round"))]
    receive_reply(act.session, act.house, act.signal, NO_TEXT, reply.received_at, act.now, by=act.user)


def _judge(act: Act) -> None:
    judge_reply(
        act.session, act.house, act.signal, Judgement(act.fact("judgement")), act.person, act.now,
        reasons=NO_TEXT, second=act.reader(),
    )  # fmt: skip


def _propose(act: Act) -> None:
    """Propose what a person proposed; what the ladder or a judgement led to has to follow by itself."""
    reason = EscalationReason(act.fact("reason"))
    if act.user is None or reason is EscalationReason.INSUFFICIENT_TWICE:
        return
    if reason is EscalationReason.NOT_IMPROVED:
        verify(act.session, act.house, act.signal, act.now, clean=False, by=act.user)
    else:
        propose(act.session, act.house, act.signal, reason, act.now, by=act.user)


def _tell(act: Act) -> None:
    told_at = act.replay.past.escalations[act.event.subject_id].told_at or act.now
    if act.user is not None:
        tell_inspectorate(act.session, act.house, act.escalation, told_at, act.now, by=act.user)


def _confirm(act: Act) -> None:
    confirm(act.session, act.house, act.escalation, act.now, by=act.person)


def _register_changed(act: Act) -> None:
    """Let a contact person be gone from when that was written down."""
    if act.event.subject_kind == CONTACT:
        contact = act.session.get_one(ContactPerson, act.event.subject_id)
        contact.active_to = act.replay.past.leavers[contact.id]


def _merge(act: Act) -> None:
    into = signal_by_reference(act.session, act.fact("into"))
    if into is None:
        raise LookupError
    merge(act.session, act.house, act.signal, into, act.now, by=act.person)


def _mark(act: Act) -> None:
    """Let a mail become what it really became, and the signal hear of it as it did."""
    wanted = act.replay.past.ordinals.get(int(act.fact("notice")))
    about = select(Notice).where(Notice.signal_id == act.event.subject_id).order_by(Notice.id)
    kept = act.session.scalars(about).all()
    found = _ordinals(kept)
    notice = next((notice for notice in kept if found[notice.id] == wanted), None)
    if notice is None:
        return
    notice.state, notice.next_at, notice.finished_at = act.event.what.removeprefix("notice_"), None, act.now
    act.session.flush()
    if notice.content and notice.state in ("dead", "in_doubt"):
        delivery_failed(act.session, act.house, act.event.subject_id, act.now)
    elif notice.template == "signal_to_provider" and act.signal.state is SignalState.DELIVERY_FAILED:
        redeliver(act.session, act.house, act.signal, act.now)


def _change_term(act: Act) -> None:
    """Suspend, resume or extend what a person did so; what a failed delivery did follows by itself."""
    if act.user is None:
        return
    deadline = deadline_of(
        act.session, Subject("signal", act.event.subject_id), act.fact("kind"), int(act.fact("round"))
    )
    if deadline is None:
        raise LookupError
    reason, actor = act.fact("reason"), act.event.actor
    if act.event.what == "deadline_suspended":
        suspend(act.session, act.house, deadline, reason=reason, now=act.now, actor=actor)
    elif act.event.what == "deadline_resumed":
        resume(act.session, act.house, deadline, reason=reason, now=act.now, actor=actor)
    else:
        longer = act.replay.past.deadlines[int(act.fact("deadline"))].extended_by
        extend(act.session, act.house, deadline, longer, bound=longer, reason=reason, now=act.now, actor=actor)


ACTS: Mapping[str, Callable[[Act], object]] = MappingProxyType(
    {
        **dict.fromkeys(BEGINNINGS, _begin),
        "register_changed": _register_changed,
        "signal_submit": lambda a: submit_signal(a.session, a.house, a.signal, a.now, by=a.user),
        "signal_approve": lambda a: approve_and_send(a.session, a.house, a.signal, a.person, a.now),
        "signal_send": _send_approved,
        "signal_send_acute": lambda a: send_acute(a.session, a.house, a.signal, a.now, by=a.user),
        "text_reviewed": lambda a: review_sent(a.session, a.house, a.signal, a.person, a.now),
        "signal_acknowledge": lambda a: acknowledge(a.session, a.house, a.signal, a.now, by=a.user),
        "signal_answer": _answer,
        "reply_judged": _judge,
        "signal_verify": lambda a: verify(a.session, a.house, a.signal, a.now, clean=True, by=a.person),
        "signal_propose": _propose,
        "escalation_approved": lambda a: approve(a.session, a.house, a.escalation, a.person, a.now),
        "inspectorate_told": _tell,
        **dict.fromkeys(["signal_confirm", "inspectorate_confirmed"], _confirm),
        "escalation_declined": lambda a: decline(
            a.session, a.house, a.escalation, a.person, DeclineReason(a.fact("reason")), a.now
        ),
        "signal_check_code": _check_code,
        "signal_follow_up": _hear,
        "signal_close": lambda a: close(a.session, a.house, a.escalation, a.now, by=a.person),
        "signal_redeliver": lambda a: (
            redeliver(a.session, a.house, a.signal, a.now, by=a.user) if a.user is not None else None
        ),
        "signal_withdraw": lambda a: withdraw(
            a.session, a.house, a.signal, WithdrawReason(a.fact("reason")), a.now, by=a.person
        ),
        "signal_merge": _merge,
        "signal_reopen": lambda a: reopen(
            a.session, a.house, a.signal, ReopenReason(a.fact("reason")), a.now, by=a.person
        ),
        **dict.fromkeys([f"notice_{state}" for state in sorted(SENT)], _mark),
        **dict.fromkeys(["deadline_suspended", "deadline_resumed", "deadline_extended"], _change_term),
    }
)
"""What people did, and what became of mails: done again as it was."""

FOLLOWS = frozenset(
    {
        "deadline_moved", "deadline_settled", "deadline_started", "escalation_proposed", "evidence_added",
        "gate_passed", "inspectorate_not_told", "known_names_added", "look_out", "notice_report_delayed",
        "notice_report_delivered", "reply_code_wrong", "reply_link_made", "reply_link_revoked", "signal_accept",
        "signal_approve_escalation", "signal_choose_recipient", "signal_decline_escalation",
        "signal_edit", "signal_fail_delivery", "signal_fail_telling", "signal_go_to_director", "signal_judge",
        "signal_merged_here", "signal_observe", "signal_return", "signal_tell", "signal_triage", "step_passed_by",
        "step_taken", "text_may_leave", "work_added", "work_done",
    }
)  # fmt: skip
"""What follows from something else; a replay that did it too would do it twice."""
