"""Queries that yield the facts of the management report; the counting is done in rules/."""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.calendar import local_date
from rules.management_figures import EscalationFact, GroupFact, OpenSignal, PeriodFacts, WindowFact
from rules.signals import ENDED
from rules.vocabulary import AttemptReason, CareType, VisitState
from store.figures import day_of, on_day
from store.models import Escalation, Group, GroupCareType, Signal, Visit, VisitWindow
from store.visits import MADE

DAY = timedelta(days=1)


def period_facts(session: Session, first: date, last: date, today: date) -> PeriodFacts:
    """Return what managers ask about `first` to `last`; what is open is so on `today`.

    A window is over on the day after its last day; windows of today still run.
    """
    care_types = _care_types(session)
    return PeriodFacts(
        windows=_windows(session, first, min(last, today - DAY)),
        groups=_groups(session, min(last, today), care_types),
        refused=_refused(session, first, last, care_types),
        signals=_open_signals(session, today),
        escalations=_escalations(session),
    )


def _care_types(session: Session) -> dict[int, list[GroupCareType]]:
    found: dict[int, list[GroupCareType]] = defaultdict(list)
    for row in session.scalars(select(GroupCareType)):
        found[row.group_id].append(row)
    return found


def _windows(session: Session, first: date, last: date) -> tuple[WindowFact, ...]:
    asked = select(VisitWindow.group_id, VisitWindow.care_type, VisitWindow.state).where(
        VisitWindow.ends_on.between(first, last)
    )
    return tuple(WindowFact(*row) for row in session.execute(asked).tuples())


def _groups(session: Session, last: date, care_types: dict[int, list[GroupCareType]]) -> tuple[GroupFact, ...]:
    visited: dict[int, list[date]] = defaultdict(list)
    made = select(Visit.group_id, Visit.on).where(Visit.state.in_(MADE), Visit.on <= last)
    for group_id, day in session.execute(made):
        visited[group_id].append(day)
    asked = (
        select(Group.id, Group.ended_on, func.min(VisitWindow.starts_on))
        .join(VisitWindow, VisitWindow.group_id == Group.id)
        .group_by(Group.id, Group.ended_on)
    )
    facts = []
    for group_id, ended_on, since in session.execute(asked):
        care = on_day(care_types[group_id], min(last, ended_on or last))
        if care is not None:
            facts.append(GroupFact(care.care_type, since, ended_on, tuple(visited[group_id])))
    return tuple(facts)


def _refused(
    session: Session, first: date, last: date, care_types: dict[int, list[GroupCareType]]
) -> tuple[CareType, ...]:
    asked = select(Visit.group_id, Visit.on).where(
        Visit.state == VisitState.ATTEMPTED,
        Visit.attempt_reason == AttemptReason.REFUSED,
        Visit.on.between(first, last),
    )
    kinds = (on_day(care_types[group_id], day) for group_id, day in session.execute(asked))
    return tuple(care.care_type for care in kinds if care is not None)


def _open_signals(session: Session, today: date) -> tuple[OpenSignal, ...]:
    asked = select(Signal.kind, Signal.sent_at).where(Signal.sent_at.is_not(None), Signal.state.not_in(sorted(ENDED)))
    sent = ((kind, day_of(sent_at)) for kind, sent_at in session.execute(asked))
    return tuple(OpenSignal(kind, day) for kind, day in sent if day is not None and day <= today)


def _escalations(session: Session) -> tuple[EscalationFact, ...]:
    asked = select(Signal.kind, Signal.state, Escalation).join(Signal, Signal.id == Escalation.signal_id)
    return tuple(
        EscalationFact(
            kind=kind,
            proposed_on=local_date(row.proposed_at),
            approved_on=day_of(row.approved_at),
            told_on=day_of(row.told_at),
            waits=row.approved_at is None and row.declined_at is None and state not in ENDED,
        )
        for kind, state, row in session.execute(asked)
    )
