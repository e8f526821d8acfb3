"""What lifts or brings a hindrance: an adviser who is back early, a location that closes or opens."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.absences import MAY_DECIDE, MayNotDecide
from actions.house import House
from actions.plan_previews import Preview, preview
from actions.plan_problem import hours_without
from actions.renewal import open_windows
from actions.repairing import Because, Situation, apply, situation
from planner.repair import PlanDiff
from planner.repair_events import (
    Change,
    adviser_back,
    location_closed,
    location_opened,
    newly_broken,
    windows_of,
)
from rules.cadence import Period
from rules.calendar import local_date
from rules.errors import RuleError
from rules.vocabulary import MissedReason
from rules.worklist import GrantReason
from store.events import Subject, record, user_actor
from store.models import Absence, AccessGrant, Adviser, Closure, Group, Location, User, Visit, VisitWindow
from store.scope import Viewer, seen
from store.users import is_responsible
from store.visits import PLANNED, windows_from

DAY = timedelta(days=1)
LONGEST_DAYS = 366


class NotAway(RuleError):
    """Somebody is back who was not away on that day."""

    def __init__(self, code: str, on: date) -> None:
        super().__init__(
            "{code} staat op {on} niet als afwezig, dus eerder terug kan niet. Kies een dag binnen de afwezigheid,"
            " en niet voor vandaag.",
            code=code,
            on=on,
        )


class ClosureImpossible(RuleError):
    """Days on which a location cannot be closed, or that it is not."""

    def __init__(self) -> None:
        super().__init__(
            "Zo kan de sluiting niet: de laatste dag ligt op of na de eerste, niet in het verleden, en hooguit een jaar"
            " verder; openen kan alleen op een dag waarop de locatie dicht is. Pas de dagen aan."
        )


@dataclass(frozen=True, slots=True)
class Return:
    """Who is back, and from which day."""

    adviser: Adviser
    on: date


@dataclass(frozen=True, slots=True)
class Shut:
    """Which location is closed from a day up to and including another."""

    location: Location
    starts_on: date
    ends_on: date


# --- an adviser is back early ---------------------------------------------------------------------------------------


def foresee_return(session: Session, house: House, back: Return, now: datetime) -> Preview:
    """Return what it does that an adviser is back early; nothing is stored. Raises: NotAway."""
    stand, diff = _returned(session, house, back, local_date(now))
    return preview(session, stand, diff)


def accept_return(session: Session, house: House, back: Return, now: datetime, by: User) -> Preview:
    """End an absence early and give back the visits of later windows; access that came with them ends.

    A substitute keeps the window that runs. Raises: NotAway, MayNotDecide. Source: DOMAIN 3.4.
    """
    if by.role not in MAY_DECIDE or not is_responsible(by, back.adviser.organisation_id):
        raise MayNotDecide
    stand, diff = _returned(session, house, back, local_date(now))
    told = preview(session, stand, diff)
    for absence in _absences(session, back):
        if absence.starts_on < back.on:
            absence.ends_on = back.on - DAY
        else:
            session.delete(absence)
    session.flush()
    actor = user_actor(by.id)
    record(session, Subject("adviser", back.adviser.id), "back_early", at=now, actor=actor, on=back.on)
    apply(session, house, stand, diff, Because(MissedReason.OTHER, now, actor))
    _end_access(session, back, now, actor)
    return told


def _absences(session: Session, back: Return) -> list[Absence]:
    asked = select(Absence).where(Absence.adviser_id == back.adviser.id, Absence.ends_on >= back.on)
    return [row for row in session.scalars(asked) if row.starts_on <= back.on]


def _returned(session: Session, house: House, back: Return, today: date) -> tuple[Situation, PlanDiff]:
    absences = _absences(session, back)
    if not absences or back.on < today:
        raise NotAway(back.adviser.code, back.on)
    last = max(row.ends_on for row in absences)
    own = select(VisitWindow.ends_on).join(Group, Group.id == VisitWindow.group_id)
    touched = own.where(Group.owner_id == back.adviser.id, VisitWindow.starts_on <= last, VisitWindow.ends_on >= last)
    stand = situation(session, house, Period(today, max([last, *session.scalars(touched)])), today)
    return stand, stand.after(adviser_back(stand.problem, stand.visits, back.adviser.id, back.on))


def _end_access(session: Session, back: Return, now: datetime, actor: str) -> None:
    """End what substitutes may see on the last day on which they still visit, or the day before the return."""
    for grant, group in _grants(session, back):
        asked = select(Visit.on).where(
            Visit.group_id == group.id,
            Visit.state.in_(PLANNED),
            Visit.on >= back.on,
            Visit.adviser_id == select(User.adviser_id).where(User.id == grant.user_id).scalar_subquery(),
        )
        until = max([back.on - DAY, *session.scalars(asked)])
        if until >= grant.ends_on:
            continue
        if until < grant.starts_on:
            grant.revoked_at = now
        else:
            grant.ends_on = until
        record(session, Subject("group", group.id), "access_ended", at=now, actor=actor, to=grant.user_id, until=until)


def _grants(session: Session, back: Return) -> Iterator[tuple[AccessGrant, Group]]:
    asked = (
        select(AccessGrant, Group)
        .join(Group, Group.id == AccessGrant.subject_id)
        .where(AccessGrant.subject_kind == "group", AccessGrant.reason == GrantReason.SUBSTITUTION)
        .where(AccessGrant.ends_on >= back.on, AccessGrant.revoked_at.is_(None), Group.owner_id == back.adviser.id)
        .order_by(AccessGrant.id)
    )
    yield from session.execute(asked).tuples()


# --- a location closes or opens -------------------------------------------------------------------------------------


def foresee_closing(session: Session, house: House, shut: Shut, now: datetime, by: User) -> Preview:
    """Return what it does that a location is closed for some days; nothing is stored. Raises: ClosureImpossible."""
    own = _own_groups(session, shut.location, now, by)
    stand, diff = _closed(session, house, shut, own, local_date(now))
    return preview(session, stand, diff)


def accept_closing(session: Session, house: House, shut: Shut, now: datetime, by: User) -> Preview:
    """Close a location: its visits of those days find another day or fall away; windows inside it are waived.

    Groups of another organisation there stay as they are: it decides about its own. Raises: ClosureImpossible.
    """
    own = _own_groups(session, shut.location, now, by)
    stand, diff = _closed(session, house, shut, own, local_date(now))
    told, actor = preview(session, stand, diff), user_actor(by.id)
    for group in own:
        _close(session, group, shut)
        days = {"since": shut.starts_on, "until": shut.ends_on}
        record(session, Subject("group", group.id), "closed", at=now, actor=actor, **days)
    session.flush()
    apply(session, house, stand, diff, Because(MissedReason.LOCATION_CLOSED, now, actor))
    _renew(session, house, own, now)
    return told


def foresee_opening(session: Session, house: House, location: Location, on: date, now: datetime, by: User) -> Preview:
    """Return what it does that a location opens on `on`; nothing is stored. Raises: ClosureImpossible."""
    own = _own_groups(session, location, now, by)
    stand, diff = _opened(session, house, own, on, local_date(now))
    return preview(session, stand, diff)


def accept_opening(session: Session, house: House, location: Location, on: date, now: datetime, by: User) -> Preview:
    """Open a location from `on`: windows that lost their visit get one where they can.

    Groups of another organisation there stay as they are. Raises: ClosureImpossible.
    """
    own = _own_groups(session, location, now, by)
    stand, diff = _opened(session, house, own, on, local_date(now))
    told, actor = preview(session, stand, diff), user_actor(by.id)
    for row in _closures(session, own, on):
        if row.starts_on < on:
            row.ends_on = on - DAY
        else:
            session.delete(row)
        record(session, Subject("group", row.group_id), "opened", at=now, actor=actor, on=on)
    session.flush()
    apply(session, house, stand, diff, Because(MissedReason.OTHER, now, actor))
    _renew(session, house, own, now)
    return told


def _own_groups(session: Session, location: Location, now: datetime, by: User) -> list[Group]:
    """Return the groups of a location that somebody plans for: those of their organisation, and of nobody yet.

    Raises: ClosureImpossible where there is none.
    """
    asked = seen(Group, Viewer(by, now)).where(Group.location_id == location.id)
    own = list(session.scalars(asked.order_by(Group.id)))
    if not own:
        raise ClosureImpossible
    return own


def _closed(session: Session, house: House, shut: Shut, own: list[Group], today: date) -> tuple[Situation, PlanDiff]:
    if not (shut.starts_on <= shut.ends_on and shut.ends_on >= today) or (shut.ends_on - today).days > LONGEST_DAYS:
        raise ClosureImpossible
    stand = situation(session, house, Period(today, _reach(session, own, shut.ends_on)), today)
    return stand, stand.after(_shutting(stand, shut, {group.id for group in own}))


def _shutting(stand: Situation, shut: Shut, own: set[int]) -> Change:
    """Return what closing does; at a location that is shared with others the days go out of the own groups' hours."""
    problem = stand.problem
    if {group.group_id for group in problem.groups if group.location_id == shut.location.id} <= own:
        return location_closed(problem, stand.visits, shut.location.id, shut.starts_on, shut.ends_on)
    days, horizon = (Period(shut.starts_on, shut.ends_on),), Period(problem.starts_on, problem.ends_on)
    hours = [
        part
        for row in problem.group_hours
        for part in (hours_without(row, days, horizon) if row.group_id in own else (row,))
    ]
    after = replace(problem, group_hours=tuple(hours))
    return Change(after, newly_broken(problem, after, stand.visits))


def _opened(session: Session, house: House, own: list[Group], on: date, today: date) -> tuple[Situation, PlanDiff]:
    closures = _closures(session, own, on)
    if not closures or on < today:
        raise ClosureImpossible
    last = max(row.ends_on for row in closures)
    stand = situation(session, house, Period(today, _reach(session, own, last)), today)
    opened = location_opened(stand.problem, own[0].location_id, on)
    return stand, stand.after(replace(opened, reopened=windows_of(opened.problem, [group.id for group in own])))


def _reach(session: Session, own: list[Group], day: date) -> date:
    """Return the last day on which a visit of a window that runs on `day` may lie."""
    numbers = [group.id for group in own]
    asked = select(VisitWindow.ends_on).where(
        VisitWindow.group_id.in_(numbers), VisitWindow.starts_on <= day, VisitWindow.ends_on >= day
    )
    ends: list[date] = [day, *session.scalars(asked)]
    return max(ends)


def _closures(session: Session, own: list[Group], on: date) -> list[Closure]:
    numbers = [group.id for group in own]
    asked = select(Closure).where(Closure.group_id.in_(numbers), Closure.starts_on <= on, Closure.ends_on >= on)
    return list(session.scalars(asked.order_by(Closure.group_id)))


def _close(session: Session, group: Group, shut: Shut) -> None:
    """Keep that a group is closed; days that touch what is known already become one closure."""
    first, last = shut.starts_on, shut.ends_on
    asked = select(Closure).where(
        Closure.group_id == group.id, Closure.starts_on <= last + DAY, Closure.ends_on >= first - DAY
    )
    for row in list(session.scalars(asked)):
        first, last = min(first, row.starts_on), max(last, row.ends_on)
        session.delete(row)
    session.flush()
    session.add(Closure(group_id=group.id, starts_on=first, ends_on=last))


def _renew(session: Session, house: House, own: list[Group], now: datetime) -> None:
    """Bring the windows of groups in step with their closures."""
    numbers = [group.id for group in own]
    opened = windows_from(session, local_date(now), numbers)
    if opened:
        last = max(row.ends_on for rows in opened.values() for row in rows)
        open_windows(session, house, last, now, numbers)
