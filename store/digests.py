"""Queries for the advisers' daily digest, each for all advisers at once."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from rules.vocabulary import CareType, SignalState, VisitState, WindowState
from store.models import Absence, Adviser, Group, Location, Reply, Signal, Visit, VisitWindow
from store.visits import PLANNED


@dataclass(frozen=True, slots=True)
class DigestVisit:
    """A visit as a digest names it: the group by its code, the town empty for a family home."""

    adviser_id: int
    on: date
    starts_at: datetime
    group_code: str
    town: str


def present_advisers(session: Session, today: date) -> list[int]:
    """Return the advisers who are active and not absent on `today`."""
    away = select(Absence.adviser_id).where(Absence.starts_on <= today, Absence.ends_on >= today)
    asked = (
        select(Adviser.id)
        .where(Adviser.active_from <= today, or_(Adviser.active_to.is_(None), Adviser.active_to >= today))
        .where(Adviser.id.not_in(away))
        .order_by(Adviser.id)
    )
    return list(session.scalars(asked))


def planned_visits(session: Session, first: date, last: date) -> list[DigestVisit]:
    """Return the visits planned from `first` to `last`, in order."""
    return _visits(session, first, last, PLANNED)


def unreported_visits(session: Session, last: date) -> list[DigestVisit]:
    """Return the visits made up to `last` whose report is not there, in order."""
    return _visits(session, date.min, last, (VisitState.DONE,))


def _visits(session: Session, first: date, last: date, states: tuple[VisitState, ...]) -> list[DigestVisit]:
    asked = (
        select(Visit.adviser_id, Visit.on, Visit.starts_at, Group.code, Location.town, VisitWindow.care_type)
        .join(Group, Group.id == Visit.group_id)
        .join(Location, Location.id == Group.location_id)
        .outerjoin(VisitWindow, VisitWindow.id == Visit.window_id)
        .where(Visit.on.between(first, last), Visit.state.in_(states))
        .order_by(Visit.starts_at, Visit.id)
    )
    return [
        DigestVisit(adviser_id, on, starts_at, code, "" if care_type in (None, CareType.FAMILY_HOME) else town)
        for adviser_id, on, starts_at, code, town, care_type in session.execute(asked)
    ]


def answered_signals(session: Session) -> list[tuple[int, str, datetime]]:
    """Return the signals whose answer waits for a judgement: adviser, reference and when the answer came."""
    asked = (
        select(Signal.adviser_id, Signal.reference, func.max(Reply.received_at))
        .join(Reply, Reply.signal_id == Signal.id)
        .where(Signal.state == SignalState.ANSWERED, Reply.judgement.is_(None))
        .group_by(Signal.id, Signal.adviser_id, Signal.reference)
        .order_by(Signal.reference)
    )
    return list(session.execute(asked).tuples())


@dataclass(frozen=True, slots=True)
class BareWindow:
    """An open window without a visit: of which adviser and group, who is the group's deputy, and its last day."""

    owner_id: int
    deputy_id: int | None
    group_code: str
    ends_on: date


def windows_without_visit(session: Session, today: date, last: date) -> list[BareWindow]:
    """Return the open windows of groups with an adviser that end from `today` to `last` with no visit planned."""
    planned = select(Visit.window_id).where(Visit.window_id.is_not(None), Visit.state.in_(PLANNED), Visit.on >= today)
    asked = (
        select(Group.owner_id, Group.deputy_id, Group.code, VisitWindow.ends_on)
        .join(Group, Group.id == VisitWindow.group_id)
        .where(VisitWindow.state == WindowState.OPEN, VisitWindow.ends_on.between(today, last))
        .where(VisitWindow.id.not_in(planned), Group.owner_id.is_not(None))
        .order_by(VisitWindow.ends_on, Group.code)
    )
    return [BareWindow(owner, *rest) for owner, *rest in session.execute(asked) if owner is not None]
