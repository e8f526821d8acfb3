"""Queries for the coordinator's pages: late visits, a week of rounds, one visit; always within what somebody sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from rules.visits import SATISFIED
from rules.vocabulary import CareType, VisitState, WindowState
from store.models import Adviser, Group, GroupCareType, Location, Organisation, Visit, VisitWindow
from store.scope import Viewer, condition
from store.visits import MADE, PLANNED

LIVE = (*PLANNED, *MADE, VisitState.ATTEMPTED)
OWNER = aliased(Adviser)
OWNER_NAME: ColumnElement[str] = OWNER.name.expression


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose to look at: codes of an organisation and an adviser, a kind of care; None is all."""

    organisation: str | None = None
    adviser: str | None = None
    care_type: CareType | None = None

    def of_adviser(self, who: type[Adviser] = Adviser) -> list[ColumnElement[bool]]:
        """Return the conditions on an adviser."""
        chosen: list[ColumnElement[bool]] = []
        if self.adviser:
            chosen.append(who.code == self.adviser)
        if self.organisation:
            employer = select(Organisation.id).where(Organisation.code == self.organisation).scalar_subquery()
            chosen.append(who.organisation_id == employer)
        return chosen

    def of_care(self, column: ColumnElement[CareType]) -> list[ColumnElement[bool]]:
        """Return the conditions on a kind of care."""
        return [column == self.care_type] if self.care_type else []


@dataclass(frozen=True, slots=True)
class LateVisit:
    """A window that ended without a visit and can still be made up. `planned`: the visit that does, if there is one."""

    window: VisitWindow
    group_code: str
    name: str
    town: str
    owner: Adviser | None
    planned: Visit | None

    def days_late(self, today: date) -> int:
        """Return how many days ago its last day was."""
        return (today - self.window.ends_on).days


@dataclass(frozen=True, slots=True)
class SeenVisit:
    """One visit with what people call its group, and where it is. A family home goes by its code."""

    visit: Visit
    adviser: Adviser
    group: Group
    location: Location
    care_type: CareType | None

    @property
    def name(self) -> str:
        """Return what the group is called on a page."""
        return shown_name(self.group, self.care_type)

    @property
    def is_open(self) -> bool:
        """Return whether it is still to be made."""
        return self.visit.state in PLANNED


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """How a week stands: visits made, still planned, and tried in vain."""

    made: int
    planned: int
    in_vain: int


def shown_name(group: Group, care_type: CareType | None) -> str:
    """Return what a group is called on a page: a family home goes by its code, its name is a family's."""
    return group.code if care_type in (None, CareType.FAMILY_HOME) else group.name


def told_name(care_type: ColumnElement[CareType]) -> ColumnElement[str]:
    """Return the same in SQL: what a page sorts and searches by must not tell what the page does not show."""
    return case((or_(care_type.is_(None), care_type == CareType.FAMILY_HOME), Group.code), else_=Group.name)


def late_query(viewer: Viewer) -> Select[tuple[VisitWindow, Group, Location, Adviser]]:
    """Select the windows that ended without a visit and can still be made up; the owner may be missing."""
    return (
        select(VisitWindow, Group, Location, OWNER)
        .join(Group, Group.id == VisitWindow.group_id)
        .join(Location, Location.id == Group.location_id)
        .outerjoin(OWNER, OWNER.id == Group.owner_id)
        .where(condition(VisitWindow, viewer), VisitWindow.state.in_((WindowState.OPEN, WindowState.MISSED)))
        .where(VisitWindow.ends_on < viewer.today, VisitWindow.late_until >= viewer.today)
    )


def late_visits(
    session: Session, viewer: Viewer, choice: Choice | None = None, limit: int | None = None
) -> list[LateVisit]:
    """Return the late windows: those that nobody planned yet first, closed care before other care, the oldest first."""
    chosen = choice or Choice()
    catching = and_(Visit.window_id == VisitWindow.id, Visit.state.in_(PLANNED), Visit.on >= viewer.today)
    asked = (
        late_query(viewer)
        .add_columns(Visit)
        .outerjoin(Visit, catching)
        .where(*chosen.of_adviser(OWNER), *chosen.of_care(VisitWindow.__table__.c.care_type))
        .order_by(
            Visit.id.is_not(None),
            VisitWindow.care_type != CareType.CLOSED_CARE,
            VisitWindow.ends_on,
            VisitWindow.id,
        )
    )
    return [
        LateVisit(window, group.code, shown_name(group, window.care_type), location.town, owner, planned)
        for window, group, location, owner, planned in session.execute(asked.limit(limit) if limit else asked)
    ]


def count_late(session: Session, viewer: Viewer) -> int:
    """Return how many late windows have no visit planned."""
    planned = exists().where(Visit.window_id == VisitWindow.id, Visit.state.in_(PLANNED), Visit.on >= viewer.today)
    asked = late_query(viewer).with_only_columns(func.count(VisitWindow.id)).where(~planned)
    return session.scalar(asked) or 0


def visits_query(viewer: Viewer) -> Select[tuple[Visit, Adviser, Group, Location, CareType]]:
    """Select visits with who, where and which care; the care may be missing."""
    on_day = and_(
        GroupCareType.group_id == Visit.group_id,
        GroupCareType.valid_from <= Visit.on,
        or_(GroupCareType.valid_to.is_(None), GroupCareType.valid_to >= Visit.on),
    )
    return (
        select(Visit, Adviser, Group, Location, GroupCareType.care_type)
        .join(Adviser, Adviser.id == Visit.adviser_id)
        .join(Group, Group.id == Visit.group_id)
        .join(Location, Location.id == Group.location_id)
        .outerjoin(GroupCareType, on_day)
        .where(condition(Visit, viewer))
    )


def visits_between(
    session: Session, viewer: Viewer, first: date, last: date, choice: Choice | None = None
) -> list[SeenVisit]:
    """Return the visits of these days that stand or were made or tried, by time."""
    chosen = choice or Choice()
    asked = (
        visits_query(viewer)
        .where(Visit.on.between(first, last), Visit.state.in_(LIVE))
        .where(*chosen.of_adviser(), *chosen.of_care(GroupCareType.__table__.c.care_type))
        .order_by(Visit.starts_at, Visit.id)
    )
    return [SeenVisit(*row) for row in session.execute(asked)]


def visit_seen(session: Session, viewer: Viewer, number: int) -> SeenVisit | None:
    """Return one visit, in whatever state; None when there is none for this person."""
    row = session.execute(visits_query(viewer).where(Visit.id == number)).first()
    return SeenVisit(*row) if row else None


def counts_between(session: Session, viewer: Viewer, first: date, last: date) -> WeekCounts:
    """Return how many visits of these days were made, are planned, and were tried in vain."""

    def count(states: Sequence[VisitState]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((Visit.state.in_(states), 1), else_=0)), 0)

    asked = select(count(MADE), count(PLANNED), count((VisitState.ATTEMPTED,)))
    made, planned, in_vain = session.execute(asked.where(condition(Visit, viewer), Visit.on.between(first, last))).one()
    return WeekCounts(int(made), int(planned), int(in_vain))


def counts_by_day(
    session: Session, viewer: Viewer, first: date, last: date, choice: Choice | None = None
) -> dict[date, WeekCounts]:
    """Return by day what `counts_between` returns of days together; days without a visit are not there."""
    chosen = choice or Choice()

    def count(states: Sequence[VisitState]) -> ColumnElement[int]:
        return func.sum(case((Visit.state.in_(states), 1), else_=0))

    asked = select(Visit.on, count(MADE), count(PLANNED), count((VisitState.ATTEMPTED,)))
    asked = asked.join(Adviser, Adviser.id == Visit.adviser_id).where(*chosen.of_adviser())
    if chosen.care_type:
        asked = asked.join(VisitWindow, VisitWindow.id == Visit.window_id)
        asked = asked.where(VisitWindow.care_type == chosen.care_type)
    rows = session.execute(asked.where(condition(Visit, viewer), Visit.on.between(first, last)).group_by(Visit.on))
    return {day: WeekCounts(int(made), int(planned), int(in_vain)) for day, made, planned, in_vain in rows}


NAME: ColumnElement[str] = case((GroupCareType.care_type == CareType.FAMILY_HOME, Group.code), else_=Group.name)


DEBT_COLUMNS = ("due", "done", "excused", "debt")
"""What `debt_query` calls the numbers of a group, to sort by."""


def debt_query(viewer: Viewer) -> Select[tuple[str, str, str, CareType, int, int, int, int]]:
    """Select by group what its windows that ended came to, as code, name, town, care_type, due, done, excused, debt.

    The windows are counted before anything stands beside them: there are many, and few groups.
    """
    now = and_(
        GroupCareType.group_id == Group.id,
        GroupCareType.valid_from <= viewer.today,
        or_(GroupCareType.valid_to.is_(None), GroupCareType.valid_to >= viewer.today),
    )
    ended = (
        select(
            VisitWindow.group_id,
            func.count().label("due"),
            func.sum(case((VisitWindow.state.in_(SATISFIED), 1), else_=0)).label("done"),
            func.sum(case((VisitWindow.state == WindowState.WAIVED, 1), else_=0)).label("excused"),
        )
        .where(VisitWindow.ends_on < viewer.today)
        .group_by(VisitWindow.group_id)
        .subquery("ended")
    )
    return (
        select(
            Group.code.label("code"),
            NAME.label("name"),
            Location.town.label("town"),
            GroupCareType.care_type.label("care_type"),
            ended.c.due,
            ended.c.done,
            ended.c.excused,
            (ended.c.due - ended.c.done - ended.c.excused).label("debt"),
        )
        .select_from(ended)
        .join(Group, Group.id == ended.c.group_id)
        .join(Location, Location.id == Group.location_id)
        .outerjoin(GroupCareType, now)
        .where(condition(Group, viewer))
    )


def organisations_seen(session: Session, viewer: Viewer) -> list[tuple[str, str]]:
    """Return code and name of the organisations of which `viewer` sees advisers."""
    asked = (
        select(Organisation.code, Organisation.name)
        .where(Organisation.id.in_(select(Adviser.organisation_id).where(condition(Adviser, viewer))))
        .order_by(Organisation.name)
    )
    return [(code, name) for code, name in session.execute(asked)]


def groups_query(viewer: Viewer) -> Select[tuple[Group, Location, CareType, Adviser]]:
    """Select the groups that are there today, with place, care and owner; care and owner may be missing."""
    now = and_(
        GroupCareType.group_id == Group.id,
        GroupCareType.valid_from <= viewer.today,
        or_(GroupCareType.valid_to.is_(None), GroupCareType.valid_to >= viewer.today),
    )
    return (
        select(Group, Location, GroupCareType.care_type, OWNER)
        .join(Location, Location.id == Group.location_id)
        .outerjoin(GroupCareType, now)
        .outerjoin(OWNER, OWNER.id == Group.owner_id)
        .where(condition(Group, viewer), or_(Group.ended_on.is_(None), Group.ended_on >= viewer.today))
    )


def names_of(session: Session, group_codes: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return by code the name and the town of groups, as pages tell them."""
    homes = exists().where(GroupCareType.group_id == Group.id, GroupCareType.care_type == CareType.FAMILY_HOME)
    asked = select(Group.code, case((homes, Group.code), else_=Group.name), Location.town)
    asked = asked.join(Location, Location.id == Group.location_id).where(Group.code.in_(group_codes))
    return {code: (name, town) for code, name, town in session.execute(asked)}


def adviser_names(session: Session) -> dict[str, str]:
    """Return the name of each adviser by code."""
    return dict(session.execute(select(Adviser.code, Adviser.name)).tuples().all())
