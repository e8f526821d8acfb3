"""Queries for a plan as a whole: everything a problem is made from, and the rounds as they are kept."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rules.vocabulary import CertificateKind, VisitState, WindowState
from store.models import (
    Absence,
    Adviser,
    Certificate,
    Conflict,
    GroupHours,
    GroupProvider,
    Location,
    Municipality,
    PlanRun,
    Visit,
    VisitWindow,
    WorkingDay,
)
from store.visits import MADE, PLANNED


def last_run(session: Session) -> PlanRun | None:
    """Return the last run of the planner, or None when there was none yet."""
    return session.scalars(select(PlanRun).order_by(PlanRun.id.desc()).limit(1)).first()


def advisers_active(session: Session, first: date, last: date) -> list[Adviser]:
    """Return the advisers who work on some day from `first` to `last`, in order."""
    asked = select(Adviser).where(Adviser.active_from <= last)
    asked = asked.where(or_(Adviser.active_to.is_(None), Adviser.active_to >= first))
    return list(session.scalars(asked.order_by(Adviser.id)))


def adviser_codes(session: Session) -> dict[int, str]:
    """Return by number how people know each adviser."""
    return dict(session.execute(select(Adviser.id, Adviser.code)).tuples().all())


def working_days(session: Session) -> list[WorkingDay]:
    """Return every working day of everybody, in order."""
    return list(session.scalars(select(WorkingDay).order_by(WorkingDay.adviser_id, WorkingDay.weekday)))


def absences_between(session: Session, first: date, last: date) -> list[Absence]:
    """Return the absences that touch the days from `first` to `last`, in order."""
    asked = select(Absence).where(Absence.starts_on <= last, Absence.ends_on >= first)
    return list(session.scalars(asked.order_by(Absence.adviser_id, Absence.starts_on)))


def closed_care_certificates(session: Session) -> list[Certificate]:
    """Return the certificates for closed care, by adviser."""
    asked = select(Certificate).where(Certificate.kind == CertificateKind.CLOSED_CARE)
    return list(session.scalars(asked.order_by(Certificate.adviser_id)))


def conflicts(session: Session) -> list[Conflict]:
    """Return who may not visit which group, in order."""
    return list(session.scalars(select(Conflict).order_by(Conflict.adviser_id, Conflict.group_id)))


def own_hours(session: Session) -> list[GroupHours]:
    """Return the visiting hours that groups have of their own, in order."""
    return list(session.scalars(select(GroupHours).order_by(GroupHours.group_id, GroupHours.weekday)))


def providers_on(session: Session, day: date) -> dict[int, int]:
    """Return by group the agency that runs it on a day."""
    asked = select(GroupProvider.group_id, GroupProvider.agency_id).where(GroupProvider.valid_from <= day)
    asked = asked.where(or_(GroupProvider.valid_to.is_(None), GroupProvider.valid_to >= day))
    return dict(session.execute(asked).tuples().all())


def places_of_groups(session: Session, location_ids: Collection[int]) -> dict[int, tuple[Location, Municipality]]:
    """Return by number these locations, each with its municipality."""
    asked = select(Location, Municipality).join(Municipality, Municipality.id == Location.municipality_id)
    rows = session.execute(asked.where(Location.id.in_(location_ids)).order_by(Location.id))
    return {location.id: (location, municipality) for location, municipality in rows}


def windows_of_plan(session: Session, first: date, last: date) -> list[VisitWindow]:
    """Return the windows that a plan of these days has to place, in order.

    Open ones whose middle is not after these days, those that ended and can be made up still, and those with a visit
    planned in these days. One that runs on for longer and has no visit yet is left to a later plan.
    """
    planned = select(Visit.window_id).where(Visit.state.in_(PLANNED), Visit.on.between(first, last))
    visited = set(session.scalars(planned))
    is_open = VisitWindow.state == WindowState.OPEN
    is_late = VisitWindow.state.in_((WindowState.OPEN, WindowState.MISSED)) & (VisitWindow.ends_on < first)
    asked = select(VisitWindow).where(
        or_(
            is_open & (VisitWindow.ends_on >= first) & (VisitWindow.starts_on <= last),
            is_late & (VisitWindow.late_until >= first),
            VisitWindow.id.in_(visited - {None}),
        )
    )
    rows = session.scalars(asked.order_by(VisitWindow.id))
    return [row for row in rows if row.id in visited or row.starts_on + (row.ends_on - row.starts_on) / 2 <= last]


def rounds_between(session: Session, first: date, last: date) -> Sequence[Visit]:
    """Return the visits of these days that were made or are still to come, by day and time."""
    asked = select(Visit).where(Visit.on.between(first, last), Visit.state.in_((*PLANNED, *MADE)))
    return list(session.scalars(asked.order_by(Visit.on, Visit.adviser_id, Visit.starts_at, Visit.id)))


def replaced_visits(session: Session, first: date, last: date) -> Sequence[Visit]:
    """Return the visits of these days that were planned and then moved to another day or person, in order."""
    asked = select(Visit).where(Visit.on.between(first, last), Visit.state == VisitState.RESCHEDULED)
    return list(session.scalars(asked.order_by(Visit.on, Visit.adviser_id, Visit.starts_at, Visit.id)))
