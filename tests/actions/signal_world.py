"""A small world with one group, its adviser and the people who read, decide and answer."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.inspectorate import Message, hear
from actions.reporting_code import start_code, take_code_step
from actions.signals import approve_and_send, draft_signal, send_acute, submit_signal
from rules.calendar import at_local
from rules.inspectorate import InspectorateState
from rules.reporting_code import CodeDecision, CodeStep, EmergencyCall, TakenStep
from rules.vocabulary import CareType, Cause, Measure, Role, SignalKind, SignalState
from store.deadlines import due_on
from store.decrees import calendar_in_force
from store.models import Adviser, Deadline, Escalation, Group, Notice, Reply, Signal, User, WorkItem
from tests.builders import Region

TEXT = "Op meerdere momenten gingen ’s avonds kamerdeuren op slot."
MONDAY = date(2026, 3, 16)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant by its wall time in Amsterdam."""
    return at_local(day, time(hour, minute))


SENT_AT = at(MONDAY, 10)


@dataclass
class World:
    """The region of one session, with people for each role."""

    house: House
    session: Session
    care_type: CareType = CareType.OPEN_RESIDENTIAL_CARE

    def __post_init__(self) -> None:
        self.region = Region(self.session)
        self.adviser: Adviser = self.region.add_adviser()
        self.writer: User = self.session.scalars(select(User).where(User.adviser_id == self.adviser.id)).one()
        self.jurist = self.region.add_user(Role.JURIST)
        self.manager = self.region.add_user(Role.MANAGER)
        self.other_manager = self.region.add_user(Role.MANAGER)
        self.coordinator = self.region.add_user(Role.COORDINATOR)
        self.group: Group = self.region.add_group(self.care_type, self.adviser)

    def draft(self, kind: SignalKind = SignalKind.GENERAL, now: datetime = SENT_AT, **facts: Any) -> Signal:
        """Draft a signal about the group."""
        given: dict[str, Any] = {
            "kind": kind,
            "measure": Measure.ROOM_CONFINEMENT,
            "cause": Cause.ORGANISATIONAL,
            "agency_id": self.region.agency.id,
            "location_id": self.group.location_id,
            "group_id": self.group.id,
            "adviser_id": self.adviser.id,
            "observed_on": MONDAY,
            "text": TEXT,
            "now": now,
            "actor": "system",
        } | facts
        return draft_signal(self.session, self.house, **given)

    def send_acute(self, signal: Signal, now: datetime, by: User | None = None) -> None:
        """Go through the reporting code and send an acute signal."""
        check_code(self.session, self.house, signal, now, self.writer)
        send_acute(self.session, self.house, signal, now, by=by)

    def settled(self, signal: Signal, now: datetime) -> None:
        """Let the inspectorate say that it got better."""
        message = Message(InspectorateState.IMPROVED)
        hear(self.session, self.house, signal, message, now, now, by=self.coordinator)

    def sent(self, now: datetime = SENT_AT, **facts: Any) -> Signal:
        """Draft, submit and send a general signal."""
        signal = self.draft(now=now, **facts)
        submit_signal(self.session, self.house, signal, now)
        approve_and_send(self.session, self.house, signal, self.jurist, now)
        return signal


def check_code(session: Session, house: House, signal: Signal, now: datetime, by: User) -> None:
    """Go through the whole reporting code of a signal."""
    start_code(session, house, signal, EmergencyCall.NOT_NEEDED, now, by=by)
    for step in CodeStep:
        decision = CodeDecision.HELP if step is CodeStep.DECIDE else None
        take_code_step(session, house, signal, TakenStep(step, decision=decision), now, by=by)


def notices(session: Session, template: str | None = None) -> list[Notice]:
    """Return the notices in the outbox, of one template or all, in the order they were written."""
    found = session.scalars(select(Notice).order_by(Notice.id)).all()
    return [notice for notice in found if template in (None, notice.template)]


def works(session: Session) -> list[str]:
    """Return the kinds of work that people were asked for, in order."""
    return list(session.scalars(select(WorkItem.kind).order_by(WorkItem.id)))


def open_kinds(session: Session, signal: Signal) -> set[str]:
    """Return for what a signal's terms still run."""
    wanted = select(Deadline.kind).where(Deadline.subject_id == signal.id, Deadline.settled_at.is_(None))
    return set(session.scalars(wanted.where(Deadline.subject_kind == "signal")))


def state_of(signal: Signal) -> SignalState:
    """Return how a signal stands now; mypy believes that a state once compared never changes."""
    return signal.state


def due_of_kind(session: Session, signal: Signal, kind: str) -> date | datetime | None:
    """Return when the term of one kind is due."""
    wanted = select(Deadline).where(Deadline.subject_id == signal.id, Deadline.kind == kind)
    newest = session.scalars(wanted.order_by(Deadline.id.desc())).all()[0]
    return due_on(newest, calendar_in_force(session))


def replies(session: Session) -> list[Reply]:
    """Return all answers."""
    return list(session.scalars(select(Reply).order_by(Reply.id)))


def escalations(session: Session) -> list[Escalation]:
    """Return all escalations."""
    return list(session.scalars(select(Escalation).order_by(Escalation.id)))


def mark_sent(session: Session, template: str, at_: datetime) -> None:
    """Play the part of delivery: the mails of a template were accepted."""
    for notice in notices(session, template):
        notice.state, notice.next_at, notice.finished_at = "sent", None, at_
    session.flush()
