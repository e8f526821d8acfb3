"""Queries for the pages of one group and one adviser: all that is kept of them, dated rows in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from store.models import (
    Absence,
    Adviser,
    Agency,
    AgencyName,
    CadenceOverride,
    Certificate,
    Closure,
    Group,
    GroupCareType,
    GroupHours,
    GroupProvider,
    InfoSession,
    Location,
    Organisation,
    User,
    Visit,
    VisitWindow,
    WorkingDay,
)
from store.scope import Viewer, condition
from store.visits import PLANNED

MOST_WINDOWS = 12
DEPUTY = aliased(Adviser)


@dataclass(frozen=True, slots=True)
class WholeGroup:
    """Everything about one group."""

    group: Group
    location: Location
    agency: str | None
    care: Sequence[GroupCareType]
    hours: Sequence[GroupHours]
    closures: Sequence[Closure]
    rhythms: Sequence[tuple[CadenceOverride, str]]
    windows: Sequence[tuple[VisitWindow, Visit | None]]

    def care_on(self, day: date) -> GroupCareType | None:
        """Return which care it gives on a day."""
        return next((row for row in self.care if row.valid_from <= day and (row.valid_to or day) >= day), None)


@dataclass(frozen=True, slots=True)
class WholeAdviser:
    """Everything about one adviser that planning needs; never a reason of an absence beyond its kind."""

    adviser: Adviser
    organisation: Organisation
    deputy: Adviser | None
    days: Sequence[WorkingDay]
    certificates: Sequence[Certificate]
    absences: Sequence[Absence]
    groups: Sequence[tuple[Group, Location, GroupCareType | None]]


def whole_group(session: Session, group: Group, today: date) -> WholeGroup:
    """Return all there is about a group; its windows from a few back to those ahead."""
    place, agency = session.execute(_place(group, today)).tuples().first() or (None, None)
    windows = (
        select(VisitWindow, Visit)
        .outerjoin(
            Visit,
            (Visit.window_id == VisitWindow.id)
            & (Visit.state.in_(PLANNED) | (Visit.id == VisitWindow.satisfied_by_id)),
        )
        .where(VisitWindow.group_id == group.id, VisitWindow.starts_on <= today)
        .order_by(VisitWindow.starts_on.desc(), Visit.id)
        .limit(MOST_WINDOWS)
    )
    rhythms = (
        select(CadenceOverride, User.name)
        .join(User, User.id == CadenceOverride.approved_by_id)
        .where(CadenceOverride.group_id == group.id)
        .order_by(CadenceOverride.valid_from)
    )
    return WholeGroup(
        group=group,
        location=place or session.get_one(Location, group.location_id),
        agency=agency,
        care=session.scalars(
            select(GroupCareType).where(GroupCareType.group_id == group.id).order_by(GroupCareType.valid_from)
        ).all(),
        hours=session.scalars(
            select(GroupHours).where(GroupHours.group_id == group.id).order_by(GroupHours.weekday)
        ).all(),
        closures=session.scalars(
            select(Closure).where(Closure.group_id == group.id, Closure.ends_on >= today).order_by(Closure.starts_on)
        ).all(),
        rhythms=[(row, name) for row, name in session.execute(rhythms)],
        windows=[(window, visit) for window, visit in session.execute(windows)],
    )


def _place(group: Group, today: date) -> Select[tuple[Location, str]]:
    return (
        select(Location, AgencyName.name)
        .join(Group, Group.location_id == Location.id)
        .join(GroupProvider, GroupProvider.group_id == Group.id)
        .join(AgencyName, AgencyName.agency_id == GroupProvider.agency_id)
        .where(Group.id == group.id, GroupProvider.valid_from <= today, AgencyName.valid_from <= today)
        .where(or_(GroupProvider.valid_to.is_(None), GroupProvider.valid_to >= today))
        .where(or_(AgencyName.valid_to.is_(None), AgencyName.valid_to >= today))
    )


def whole_adviser(session: Session, adviser: Adviser, today: date) -> WholeAdviser:
    """Return all there is about an adviser."""
    employer, deputy = (
        session.execute(
            select(Organisation, DEPUTY)
            .select_from(Adviser)
            .join(Organisation, Organisation.id == Adviser.organisation_id)
            .outerjoin(DEPUTY, DEPUTY.id == Adviser.deputy_id)
            .where(Adviser.id == adviser.id)
        )
        .tuples()
        .one()
    )
    groups = (
        select(Group, Location, GroupCareType)
        .join(Location, Location.id == Group.location_id)
        .outerjoin(
            GroupCareType,
            (GroupCareType.group_id == Group.id)
            & (GroupCareType.valid_from <= today)
            & (GroupCareType.valid_to.is_(None) | (GroupCareType.valid_to >= today)),
        )
        .where(Group.owner_id == adviser.id, or_(Group.ended_on.is_(None), Group.ended_on >= today))
        .order_by(Group.code)
    )
    return WholeAdviser(
        adviser=adviser,
        organisation=employer,
        deputy=deputy,
        days=session.scalars(
            select(WorkingDay).where(WorkingDay.adviser_id == adviser.id).order_by(WorkingDay.weekday)
        ).all(),
        certificates=session.scalars(
            select(Certificate).where(Certificate.adviser_id == adviser.id).order_by(Certificate.kind)
        ).all(),
        absences=session.scalars(
            select(Absence)
            .where(Absence.adviser_id == adviser.id, Absence.ends_on >= today)
            .order_by(Absence.starts_on)
        ).all(),
        groups=[(group, place, care) for group, place, care in session.execute(groups)],
    )


def advisers_query(viewer: Viewer) -> Select[tuple[Adviser, Organisation, Adviser]]:
    """Select the advisers that work today, with employer and deputy (who may be missing)."""
    return (
        select(Adviser, Organisation, DEPUTY)
        .join(Organisation, Organisation.id == Adviser.organisation_id)
        .outerjoin(DEPUTY, DEPUTY.id == Adviser.deputy_id)
        .where(condition(Adviser, viewer), or_(Adviser.active_to.is_(None), Adviser.active_to >= viewer.today))
    )


def info_sessions_query(viewer: Viewer) -> Select[tuple[InfoSession, Adviser, Location, str]]:
    """Select the information sessions by advisers that `viewer` sees, with place and the agency's name of that day."""
    return (
        select(InfoSession, Adviser, Location, AgencyName.name)
        .join(Adviser, Adviser.id == InfoSession.adviser_id)
        .join(Location, Location.id == InfoSession.location_id)
        .join(Agency, Agency.id == InfoSession.agency_id)
        .join(AgencyName, AgencyName.agency_id == Agency.id)
        .where(condition(Adviser, viewer), AgencyName.valid_from <= InfoSession.held_on)
        .where(or_(AgencyName.valid_to.is_(None), AgencyName.valid_to >= InfoSession.held_on))
    )
