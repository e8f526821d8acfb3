"""Queries for the pages of one group and one adviser: all that is kept of them, dated rows in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from rules.vocabulary import Role
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
    places = session.execute(_place(group, today)).tuples().all()
    place, agency, _ = places[0]
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
        location=place,
        agency=agency,
        care=session.scalars(
            select(GroupCareType).where(GroupCareType.group_id == group.id).order_by(GroupCareType.valid_from)
        ).all(),
        hours=[hours for _, name, hours in places if hours and name == agency],
        closures=session.scalars(
            select(Closure).where(Closure.group_id == group.id, Closure.ends_on >= today).order_by(Closure.starts_on)
        ).all(),
        rhythms=[(row, name) for row, name in session.execute(rhythms)],
        windows=[(window, visit) for window, visit in session.execute(windows)],
    )


def neighbours(session: Session, viewer: Viewer, location_id: int) -> list[tuple[Organisation, Sequence[str]]]:
    """Return which other organisations have groups at a location, each with the names of its coordinators."""
    elsewhere = select(Adviser.organisation_id).join(Group, Group.owner_id == Adviser.id)
    elsewhere = elsewhere.where(Group.location_id == location_id, ~condition(Group, viewer))
    asked = (
        select(Organisation, User.name)
        .outerjoin(
            User,
            (User.organisation_id == Organisation.id) & (User.role == Role.COORDINATOR) & User.active.is_(True),
        )
        .where(Organisation.id.in_(elsewhere))
        .order_by(Organisation.name, Organisation.id, User.name)
    )
    found: dict[int, tuple[Organisation, list[str]]] = {}
    for organisation, name in session.execute(asked).tuples():
        people = found.setdefault(organisation.id, (organisation, []))[1]
        people += [name] if name else []
    return list(found.values())


def _place(group: Group, today: date) -> Select[tuple[Location, str, GroupHours]]:
    """Select where a group is and of which agency (which may be missing), once for each of its visiting hours."""
    provider = and_(
        GroupProvider.group_id == Group.id,
        GroupProvider.valid_from <= today,
        or_(GroupProvider.valid_to.is_(None), GroupProvider.valid_to >= today),
    )
    named = and_(
        AgencyName.agency_id == GroupProvider.agency_id,
        AgencyName.valid_from <= today,
        or_(AgencyName.valid_to.is_(None), AgencyName.valid_to >= today),
    )
    return (
        select(Location, AgencyName.name, GroupHours)
        .select_from(Group)
        .join(Location, Location.id == Group.location_id)
        .outerjoin(GroupProvider, provider)
        .outerjoin(AgencyName, named)
        .outerjoin(GroupHours, GroupHours.group_id == Group.id)
        .where(Group.id == group.id)
        .order_by(AgencyName.name, GroupHours.weekday)
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
