"""Queries for how things go, over what one person may see (store/scope.py); the counting is done in rules/overview.py.

Windows come counted by day, so that the trends of a year cost one statement and few rows.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import String, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from rules.calendar import local_date
from rules.casework import ClientKind
from rules.management_figures import EscalationFact, GroupFact, OpenSignal, PeriodFacts, WindowFact
from rules.overview import CaughtUp, WindowCount
from rules.signals import ENDED
from rules.vocabulary import AttemptReason, CareType, SignalKind, SignalState, VisitState, WindowState
from store.models import (
    Adviser,
    AgencyName,
    Client,
    ClientAdviser,
    Escalation,
    Group,
    GroupCareType,
    Issue,
    Location,
    Reply,
    Signal,
    Visit,
    VisitWindow,
)
from store.planning_views import groups_query
from store.scope import Viewer, condition
from store.visits import MADE

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SeenEscalation:
    """The passing on of a signal to the inspectorate: which signal, of which agency, and the days of its stages."""

    reference: str
    agency: str
    reason: str
    fact: EscalationFact


def window_counts(session: Session, viewer: Viewer, first: date, last: date) -> list[WindowCount]:
    """Return the windows that ended from `first` to `last`, counted by day, care type and state."""
    row = VisitWindow
    asked = (
        select(row.ends_on, row.care_type, row.state, func.count())
        .where(condition(VisitWindow, viewer), row.ends_on.between(first, last))
        .group_by(row.ends_on, row.care_type, row.state)
    )
    return [WindowCount(*one) for one in session.execute(asked).tuples()]


def caught_up(session: Session, viewer: Viewer, first: date, last: date) -> list[CaughtUp]:
    """Return the windows that ended from `first` to `last` and were met too late, with the day of the visit."""
    asked = (
        select(VisitWindow.ends_on, Visit.on)
        .join(Visit, Visit.id == VisitWindow.satisfied_by_id)
        .where(
            condition(VisitWindow, viewer),
            VisitWindow.state == WindowState.SATISFIED_LATE,
            VisitWindow.ends_on.between(first, last),
        )
    )
    return [CaughtUp(*one) for one in session.execute(asked).tuples()]


def open_signals(session: Session, viewer: Viewer, today: date) -> tuple[OpenSignal, ...]:
    """Return the signals that were sent and are not closed."""
    asked = select(Signal.kind, Signal.sent_at).where(
        condition(Signal, viewer), Signal.sent_at.is_not(None), Signal.state.not_in(sorted(ENDED))
    )
    sent = ((kind, local_date(moment)) for kind, moment in session.execute(asked) if moment is not None)
    return tuple(OpenSignal(kind, day) for kind, day in sent if day <= today)


def outcomes(session: Session, viewer: Viewer, since: datetime, until: datetime) -> dict[SignalState, int]:
    """Return how the signals ended that were closed between two instants."""
    asked = (
        select(Signal.state, func.count())
        .where(condition(Signal, viewer), Signal.closed_at >= since, Signal.closed_at < until)
        .where(Signal.state.in_(sorted(ENDED)))
        .group_by(Signal.state)
    )
    return dict(session.execute(asked).tuples().all())


def acute_answers(
    session: Session, viewer: Viewer, since: datetime, until: datetime
) -> list[tuple[datetime, datetime | None]]:
    """Return of each acute signal that was sent between two instants when that was, and when it was first answered."""
    first = select(func.min(Reply.received_at)).where(Reply.signal_id == Signal.id).correlate(Signal).scalar_subquery()
    asked = select(Signal.sent_at, first).where(
        condition(Signal, viewer), Signal.kind == SignalKind.ACUTE, Signal.sent_at >= since, Signal.sent_at < until
    )
    return [(sent, reply) for sent, reply in session.execute(asked) if sent is not None]


def escalations(session: Session, viewer: Viewer) -> list[SeenEscalation]:
    """Return what was proposed to pass on to the inspectorate, the oldest proposal first."""
    named = and_(
        AgencyName.agency_id == Signal.agency_id,
        AgencyName.valid_from <= viewer.today,
        or_(AgencyName.valid_to.is_(None), AgencyName.valid_to >= viewer.today),
    )
    asked = (
        select(Signal.reference, AgencyName.name, Signal.kind, Signal.state, Escalation)
        .join(Escalation, Escalation.signal_id == Signal.id)
        .outerjoin(AgencyName, named)
        .where(condition(Signal, viewer))
        .order_by(Escalation.proposed_at)
    )
    return [
        SeenEscalation(
            reference,
            agency or "",
            row.reason,
            EscalationFact(
                kind=kind,
                proposed_on=local_date(row.proposed_at),
                approved_on=_day(row.approved_at),
                told_on=_day(row.told_at),
                waits=row.approved_at is None and row.declined_at is None and state not in ENDED,
            ),
        )
        for reference, agency, kind, state, row in session.execute(asked).tuples()
    ]


def _day(moment: datetime | None) -> date | None:
    return local_date(moment) if moment else None


def places(session: Session, viewer: Viewer) -> list[tuple[float, float, CareType | None]]:
    """Return where groups are that are there today; where a family home is, is personal data and stays out."""
    asked = groups_query(viewer).with_only_columns(
        Location.latitude, Location.longitude, GroupCareType.care_type, maintain_column_froms=True
    )
    return [
        (latitude, longitude, care_type)
        for latitude, longitude, care_type in session.execute(asked)
        if latitude is not None and longitude is not None and care_type is not CareType.FAMILY_HOME
    ]


def clients_with_issue(session: Session, viewer: Viewer, first: date, last: date) -> dict[ClientKind, int]:
    """Return by kind how many clients came with something new; counts only, of the advisers that `viewer` sees."""
    ours = (
        select(ClientAdviser.client_id)
        .join(Adviser, Adviser.id == ClientAdviser.adviser_id)
        .where(ClientAdviser.client_id == Issue.client_id, condition(Adviser, viewer))
        .correlate(Issue)
    )
    asked = (
        select(Client.kind, func.count(Issue.client_id.distinct()))
        .join(Issue, Issue.client_id == Client.id)
        .where(Issue.raised_on.between(first, last), ours.exists())
        .group_by(Client.kind)
    )
    return dict(session.execute(asked).tuples().all())


def period_seen(
    session: Session, viewer: Viewer, first: date, last: date
) -> tuple[PeriodFacts, dict[CareType, list[int]]]:
    """Return what managers ask about `first` to `last`, of what `viewer` sees; how many advisers came in each group.

    As store.management_figures.period_facts, for one person; `visited` holds the last day before the period too.
    """
    groups = _groups(session, viewer, first)
    came = _came(session, viewer, first, min(last, viewer.today))
    facts = PeriodFacts(
        windows=_windows(session, viewer, first, min(last, viewer.today - DAY)),
        groups=tuple(
            GroupFact(one.care_type, one.since, one.ended_on, _days(one.visited_on, came.get(one.id, NOBODY)))
            for one in groups
            if one.since is not None
        ),
        refused=tuple(one.care_type for one in groups for _ in range(came.get(one.id, NOBODY).refused)),
        signals=open_signals(session, viewer, viewer.today),
        escalations=tuple(one.fact for one in escalations(session, viewer)),
    )
    advisers: dict[CareType, list[int]] = defaultdict(list)
    for one in groups:
        if people := came.get(one.id, NOBODY).people:
            advisers[one.care_type].append(people)
    return facts, advisers


@dataclass(frozen=True, slots=True)
class _Seen:
    """A group: the care it gives, or gave last, its first window, its end, and its last visit before the period."""

    id: int
    care_type: CareType
    since: date | None
    ended_on: date | None
    visited_on: date | None


def _groups(session: Session, viewer: Viewer, first: date) -> list[_Seen]:
    """Return the groups that give or gave care; all in one statement that looks up each by an index."""
    care_type = (
        select(GroupCareType.care_type)
        .where(GroupCareType.group_id == Group.id, GroupCareType.valid_from <= viewer.today)
        .order_by(GroupCareType.valid_from.desc())
        .limit(1)
        .correlate(Group)
        .scalar_subquery()
    )
    since = select(func.min(VisitWindow.starts_on)).where(VisitWindow.group_id == Group.id).correlate(Group)
    before = (
        select(Visit.on)
        .where(Visit.group_id == Group.id, Visit.state.in_(MADE), Visit.on < first)
        .order_by(Visit.on.desc())
        .limit(1)
        .correlate(Group)
    )
    asked = select(Group.id, care_type, since.scalar_subquery(), Group.ended_on, before.scalar_subquery())
    rows = session.execute(asked.where(condition(Group, viewer))).tuples()
    return [_Seen(*row) for row in rows if row[1] is not None]


@dataclass(frozen=True, slots=True)
class _Came:
    """What came of a group in a period: its visits as days in one text, by how many people, and how many refusals."""

    days: str | None
    people: int
    refused: int


NOBODY = _Came(None, 0, 0)


def _came(session: Session, viewer: Viewer, first: date, last: date) -> dict[int, _Came]:
    """Return by group who came from `first` to `last`; one row for each, since a row for each visit would take long."""
    made = Visit.state.in_(MADE)
    refused = and_(Visit.state == VisitState.ATTEMPTED, Visit.attempt_reason == AttemptReason.REFUSED)
    asked = (
        select(
            Visit.group_id,
            func.aggregate_strings(cast(Visit.on, String), " ").filter(made),
            func.count(Visit.adviser_id.distinct()).filter(made),
            func.count().filter(refused),
        )
        .where(condition(Visit, viewer), Visit.on.between(first, last), or_(made, refused))
        .group_by(Visit.group_id)
    )
    return {number: _Came(*found) for number, *found in session.execute(asked)}


def _days(before: date | None, came: _Came) -> tuple[date, ...]:
    within = map(date.fromisoformat, (came.days or "").split())
    return (*within,) if before is None else (before, *within)


def _windows(session: Session, viewer: Viewer, first: date, last: date) -> tuple[WindowFact, ...]:
    """Return the windows, counted by group, care type and state."""
    alike = (VisitWindow.group_id, VisitWindow.care_type, VisitWindow.state)
    asked = (
        select(*alike, func.count())
        .where(condition(VisitWindow, viewer), VisitWindow.ends_on.between(first, last))
        .group_by(*alike)
    )
    return tuple(WindowFact(*row) for row in session.execute(asked).tuples())
