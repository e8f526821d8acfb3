"""Queries about the own day of an adviser: visits with their place, what they look at, and signals with a term."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from rules.signals import ENDED
from rules.vocabulary import CareType, Measure, SignalState, VisitState
from store.deadlines import due_in_force
from store.models import (
    Deadline,
    Group,
    GroupCareType,
    Location,
    ObservePoint,
    Signal,
    Visit,
    WorkItem,
)
from store.scope import Viewer, condition
from store.visits import MADE, PLANNED

LIVE = (*PLANNED, *MADE, VisitState.ATTEMPTED)


@dataclass(frozen=True, slots=True)
class DayVisit:
    """One visit of an adviser's own, with where it is. A family home goes by its code: its name is a family's.

    `last_present` and `last_spoken_to` are the counts of the last visit that was made to the group.
    """

    visit: Visit
    group_code: str
    name: str
    care_type: CareType | None
    street: str
    town: str
    last_present: int | None
    last_spoken_to: int | None

    @property
    def is_open(self) -> bool:
        """Return whether it still has to be recorded."""
        return self.visit.state in PLANNED


@dataclass(frozen=True, slots=True)
class Looked:
    """What visits to a group look at because of an open signal; `mine`: the adviser follows that signal."""

    signal_id: int
    reference: str
    measure: Measure
    mine: bool


@dataclass(frozen=True, slots=True)
class SignalTerm:
    """An open signal with its first running term; `due` is None when none runs."""

    id: int
    reference: str
    state: SignalState
    due: date | datetime | None
    kind: str


def own_visits(
    session: Session, viewer: Viewer, first: date, last: date, states: Collection[VisitState] = LIVE
) -> list[DayVisit]:
    """Return the visits of an adviser from `first` to `last`, in order."""
    return _visits(session, viewer, Visit.on.between(first, last), Visit.state.in_(states))


def own_visit(session: Session, viewer: Viewer, visit_id: int) -> DayVisit | None:
    """Return one visit of an adviser; None where there is none, or it is somebody else's."""
    found = _visits(session, viewer, Visit.id == visit_id)
    return found[0] if found else None


def _visits(session: Session, viewer: Viewer, *which: ColumnElement[bool]) -> list[DayVisit]:
    before, care = aliased(Visit), GroupCareType
    last = (
        select(func.max(before.id))
        .where(before.group_id == Visit.group_id, before.state.in_(MADE), before.id != Visit.id)
        .where(before.starts_at <= Visit.starts_at)
        .correlate(Visit)
        .scalar_subquery()
    )
    earlier = aliased(Visit)
    on_day = and_(
        care.group_id == Visit.group_id,
        care.valid_from <= Visit.on,
        or_(care.valid_to.is_(None), care.valid_to >= Visit.on),
    )
    asked = (
        select(Visit, Group.code, Group.name, care.care_type, Location, earlier.present, earlier.spoken_to)
        .join(Group, Group.id == Visit.group_id)
        .join(Location, Location.id == Group.location_id)
        .outerjoin(care, on_day)
        .outerjoin(earlier, earlier.id == last)
        .where(Visit.adviser_id == viewer.user.adviser_id, condition(Visit, viewer), *which)
        .order_by(Visit.starts_at, Visit.id)
    )
    return [
        DayVisit(
            visit, code, code if kind in (None, CareType.FAMILY_HOME) else name, kind, place.street, place.town,
            present, spoken_to,
        )
        for visit, code, name, kind, place, present, spoken_to in session.execute(asked)
    ]  # fmt: skip


def looked_at(session: Session, viewer: Viewer, group_ids: Collection[int]) -> dict[int, list[Looked]]:
    """Return by group what visits look at now."""
    mine = select(Signal.id).where(condition(Signal, viewer))
    asked = (
        select(ObservePoint, Signal.reference, Signal.id.in_(mine))
        .join(Signal, Signal.id == ObservePoint.signal_id)
        .where(ObservePoint.group_id.in_(group_ids), Signal.state.not_in(sorted(ENDED)))
        .order_by(ObservePoint.id)
    )
    found: dict[int, list[Looked]] = defaultdict(list)
    for point, reference, is_mine in session.execute(asked):
        found[point.group_id].append(Looked(point.signal_id, reference, point.measure, bool(is_mine)))
    return found


def signals_by_term(session: Session, viewer: Viewer) -> list[SignalTerm]:
    """Return the open signals of an adviser by their first running term; those without one come last."""
    asked = (
        select(Signal.id, Signal.reference, Signal.state, Deadline)
        .outerjoin(
            Deadline,
            and_(Deadline.subject_kind == "signal", Deadline.subject_id == Signal.id, Deadline.settled_at.is_(None)),
        )
        .where(condition(Signal, viewer), Signal.state.not_in(sorted(ENDED)))
        .order_by(Signal.id, Deadline.id)
    )
    terms: dict[int, list[SignalTerm]] = defaultdict(list)
    for number, reference, state, deadline in session.execute(asked).tuples():
        due = due_in_force(session, deadline) if deadline is not None else None
        kind = deadline.kind if deadline is not None else ""
        terms[number].append(SignalTerm(number, reference, state, due, kind))
    return sorted((min(of, key=_by_day) for of in terms.values()), key=_by_day)


def _by_day(term: SignalTerm) -> tuple[bool, str, int]:
    return term.due is None, str(term.due or ""), term.id


def work_waiting(session: Session, viewer: Viewer) -> int:
    """Return how many pieces of work lie open for an adviser, those that rest aside."""
    rests = WorkItem.snoozed_until > viewer.today
    asked = select(func.count(WorkItem.id)).where(
        condition(WorkItem, viewer), WorkItem.done_at.is_(None), or_(WorkItem.snoozed_until.is_(None), ~rests)
    )
    return session.scalar(asked) or 0
