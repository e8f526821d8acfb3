"""Queries behind the start pages of who looks at signals from aside: the inspector, the jurist, an agency's contact."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from rules.calamity import OPEN as OPEN_WATCH
from rules.inspectorate import InspectorateState
from rules.ladder import DeadlineKind
from rules.signals import ENDED, WITH_AGENCY
from rules.vocabulary import CareType, Role, SignalState
from store.deadlines import due_in_force
from store.models import (
    AgencyName,
    CalamityWatch,
    Deadline,
    Escalation,
    GateDecision,
    InspectorateCase,
    Reply,
    Signal,
    WorkItem,
)
from store.scope import Viewer, condition

ANSWERABLE = WITH_AGENCY | {SignalState.RETURNED}


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A file at the inspectorate; the agency is not named of a family home."""

    signal: Signal
    agency: str
    told_at: datetime
    state: InspectorateState | None


def passed_on(session: Session, viewer: Viewer, first: int, most: int) -> tuple[list[PassedOn], int]:
    """Return a page of what the inspectorate was told of, the newest first, and how many there are."""
    agency = (
        select(func.max(AgencyName.name))
        .where(AgencyName.agency_id == Signal.agency_id, AgencyName.valid_to.is_(None))
        .correlate(Signal)
        .scalar_subquery()
    )
    asked = (
        select(Signal, agency, Escalation.told_at, InspectorateCase.state, func.count().over())
        .join(Escalation, Escalation.signal_id == Signal.id)
        .outerjoin(InspectorateCase, InspectorateCase.signal_id == Signal.id)
        .where(condition(Signal, viewer), Escalation.told_at.is_not(None))
        .order_by(Escalation.told_at.desc(), Signal.id)
    )
    rows = session.execute(asked.offset(first).limit(most)).tuples().all()
    found = [
        PassedOn(signal, "" if signal.care_type is CareType.FAMILY_HOME else name or "", told_at, state)
        for signal, name, told_at, state, _ in rows
        if told_at is not None
    ]
    return found, rows[0][4] if rows else 0


def for_second_person(session: Session, viewer: Viewer, most: int) -> list[tuple[Signal, bool]]:
    """Return what waits for a second person, the oldest first; whether it was sent already (read afterwards)."""
    asked_for = and_(
        Signal.state == SignalState.DRAFT,
        Signal.id.in_(
            select(Deadline.subject_id).where(
                Deadline.subject_kind == "signal", Deadline.kind == DeadlineKind.REVIEW, Deadline.settled_at.is_(None)
            )
        ),
    )
    unread = Signal.id.in_(select(GateDecision.signal_id).where(GateDecision.reviewer_id.is_(None)))
    asked = (
        select(Signal)
        .where(condition(Signal, viewer), or_(asked_for, and_(unread, Signal.state.not_in(sorted(ENDED)))))
        .order_by(Signal.created_at, Signal.id)
        .limit(most)
    )
    return [(signal, signal.sent_at is not None) for signal in session.scalars(asked)]


def to_judge(session: Session, viewer: Viewer, most: int) -> list[tuple[Signal, datetime]]:
    """Return the open signals with an answer that nobody judged, the oldest answer first."""
    asked = (
        select(Signal, Reply.received_at)
        .join(Reply, and_(Reply.signal_id == Signal.id, Reply.round == Signal.round))
        .where(condition(Signal, viewer), Reply.judgement.is_(None), Signal.state.not_in(sorted(ENDED)))
        .order_by(Reply.received_at, Signal.id)
        .limit(most)
    )
    return list(session.execute(asked).tuples())


def watched(session: Session, viewer: Viewer, most: int) -> list[tuple[CalamityWatch, str]]:
    """Return the incidents that are watched, the oldest first, each with the reference of its signal."""
    asked = (
        select(CalamityWatch, Signal.reference)
        .join(Signal, Signal.id == CalamityWatch.signal_id)
        .where(condition(Signal, viewer), CalamityWatch.state.in_(sorted(OPEN_WATCH)))
        .order_by(CalamityWatch.created_at)
        .limit(most)
    )
    return list(session.execute(asked).tuples())


def work_of_role(
    session: Session, viewer: Viewer, role: Role, most: int, *, without: Collection[str] = ()
) -> Sequence[WorkItem]:
    """Return the open work about signals for a role, what is due first first; what rests is left out.

    `without`: kinds that are left out.
    """
    awake = or_(WorkItem.snoozed_until.is_(None), WorkItem.snoozed_until <= viewer.today)
    asked = (
        select(WorkItem)
        .where(condition(WorkItem, viewer), WorkItem.role == role, WorkItem.done_at.is_(None), awake)
        .where(WorkItem.subject_kind.in_(("signal", "calamity")), WorkItem.kind.not_in(without))
        .order_by(WorkItem.due_on, WorkItem.id)
        .limit(most)
    )
    return session.scalars(asked).all()


def to_answer(session: Session, viewer: Viewer) -> list[tuple[Signal, date | datetime | None]]:
    """Return the signals that an agency has to answer now, each with its last day, the first due first."""
    answering = (DeadlineKind.ANSWER, DeadlineKind.DIRECTOR_ANSWER)
    asked = (
        select(Signal, Deadline)
        .outerjoin(
            Deadline,
            and_(
                Deadline.subject_kind == "signal",
                Deadline.subject_id == Signal.id,
                Deadline.kind.in_(answering),
                Deadline.settled_at.is_(None),
            ),
        )
        .outerjoin(Reply, and_(Reply.signal_id == Signal.id, Reply.round == Signal.round))
        .where(condition(Signal, viewer), Signal.state.in_(sorted(ANSWERABLE)), Reply.id.is_(None))
        .order_by(Signal.id)
    )
    rows = {
        signal.id: (signal, due_in_force(session, deadline) if deadline is not None else None)
        for signal, deadline in session.execute(asked).tuples()
    }
    return sorted(rows.values(), key=lambda row: (row[1] is None, str(row[1] or ""), row[0].id))
