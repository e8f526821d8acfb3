"""Queries about windows and visits."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from rules.calendar import to_local
from rules.visits import SATISFIED, GroupDebt
from rules.vocabulary import CareType, MissedReason, VisitState, WindowState
from store.groups import Ids
from store.models import Adviser, Group, Location, Visit, VisitWindow

PLANNED = (VisitState.PLANNED, VisitState.CONFIRMED)
MADE = (VisitState.DONE, VisitState.REPORTED)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One visit as people read a plan. A family home is named by its code: its name is a family's.

    `seq` and `travel_min` are its place in the round of the day and the minutes to it, None when nobody reckoned them.
    """

    on: date
    starts: time
    ends: time
    adviser_code: str
    adviser_name: str
    group_code: str
    group_name: str
    town: str
    care_type: CareType | None
    state: VisitState
    seq: int | None = None
    travel_min: int | None = None


@dataclass(frozen=True, slots=True)
class LateWindow:
    """A window that ended without a visit and can still be made up, until `late_until`."""

    group_code: str
    care_type: CareType
    starts_on: date
    ends_on: date
    late_until: date
    missed_reason: MissedReason | None


def windows_from(session: Session, day: date, group_ids: Ids = None) -> dict[int, list[VisitWindow]]:
    """Return by group the windows that end on or after `day`, in order."""
    asked = select(VisitWindow).where(VisitWindow.ends_on >= day).order_by(VisitWindow.starts_on)
    if group_ids is not None:
        asked = asked.where(VisitWindow.group_id.in_(group_ids))
    found: dict[int, list[VisitWindow]] = defaultdict(list)
    for row in session.scalars(asked):
        found[row.group_id].append(row)
    return found


def last_window_end(session: Session, before: date, group_ids: Ids = None) -> dict[int, date]:
    """Return by group the last day of the last window that ended before `before`."""
    asked = select(VisitWindow.group_id, func.max(VisitWindow.ends_on)).where(VisitWindow.ends_on < before)
    if group_ids is not None:
        asked = asked.where(VisitWindow.group_id.in_(group_ids))
    return {group_id: day for group_id, day in session.execute(asked.group_by(VisitWindow.group_id)) if day}


def windows_in_reach(session: Session, first: date, last: date, group_ids: Collection[int]) -> list[VisitWindow]:
    """Return the windows that a visit from `first` to `last` could count for, in order."""
    return list(
        session.scalars(
            select(VisitWindow)
            .where(VisitWindow.group_id.in_(group_ids))
            .where(VisitWindow.starts_on <= last, VisitWindow.late_until >= first)
            .order_by(VisitWindow.starts_on)
        )
    )


def ended_open_windows(session: Session, today: date) -> list[VisitWindow]:
    """Return the windows that ended before `today` and were not judged yet, in order."""
    return list(
        session.scalars(
            select(VisitWindow)
            .where(VisitWindow.state == WindowState.OPEN, VisitWindow.ends_on < today)
            .order_by(VisitWindow.ends_on, VisitWindow.id)
        )
    )


def counted_days(session: Session, first: date, last: date, group_ids: Collection[int]) -> dict[int, set[date]]:
    """Return by group the days from `first` to `last` of visits that count for a window."""
    asked = (
        select(Visit.group_id, Visit.on)
        .join(VisitWindow, VisitWindow.satisfied_by_id == Visit.id)
        .where(Visit.group_id.in_(group_ids), Visit.on.between(first, last))
    )
    found: dict[int, set[date]] = defaultdict(set)
    for group_id, day in session.execute(asked):
        found[group_id].add(day)
    return found


def loose_visits(session: Session, first: date, last: date, group_ids: Collection[int]) -> list[Visit]:
    """Return visits made from `first` to `last` that were not held against any window yet, in order."""
    return list(
        session.scalars(
            select(Visit)
            .where(Visit.group_id.in_(group_ids), Visit.state.in_(MADE), Visit.on.between(first, last))
            .where(Visit.window_id.is_(None), Visit.extra.is_(False))
            .order_by(Visit.on, Visit.id)
        )
    )


def live_visits(session: Session, first: date, last: date, today: date) -> list[Visit]:
    """Return the visits from `first` to `last` that were made or are still to come."""
    return list(
        session.scalars(
            select(Visit)
            .where(Visit.on.between(first, last))
            .where(or_(Visit.state.in_(MADE), Visit.state.in_(PLANNED) & (Visit.on >= today)))
            .order_by(Visit.on, Visit.id)
        )
    )


def planned_visits_of(session: Session, window_ids: Collection[int], since: date | None = None) -> list[Visit]:
    """Return the visits planned for these windows, from `since` on."""
    asked = select(Visit).where(Visit.window_id.in_(window_ids), Visit.state.in_(PLANNED))
    return list(session.scalars((asked if since is None else asked.where(Visit.on >= since)).order_by(Visit.on)))


def planned_visits_of_group(session: Session, group_id: int, first: date, last: date) -> list[Visit]:
    """Return the visits planned to a group from `first` to `last`, in order."""
    asked = select(Visit).where(Visit.group_id == group_id, Visit.state.in_(PLANNED), Visit.on.between(first, last))
    return list(session.scalars(asked.order_by(Visit.on, Visit.id)))


def windows_to_plan(session: Session, starts_on: date, ends_on: date) -> list[VisitWindow]:
    """Return the open windows that touch the days from `starts_on` to `ends_on`, in order."""
    return list(
        session.scalars(
            select(VisitWindow)
            .where(VisitWindow.state == WindowState.OPEN)
            .where(VisitWindow.ends_on >= starts_on, VisitWindow.starts_on <= ends_on)
            .order_by(VisitWindow.starts_on, VisitWindow.id)
        )
    )


def judged_windows(session: Session, group_ids: Collection[int], today: date) -> dict[int, list[VisitWindow]]:
    """Return by group the windows that ended before `today`, from old to new."""
    found: dict[int, list[VisitWindow]] = defaultdict(list)
    asked = select(VisitWindow).where(VisitWindow.group_id.in_(group_ids), VisitWindow.ends_on < today)
    for row in session.scalars(asked.order_by(VisitWindow.starts_on)):
        found[row.group_id].append(row)
    return found


def last_counted_days(session: Session, group_ids: Collection[int], before: date) -> dict[int, date]:
    """Return by group the day of the last visit before `before` that was made and is not extra."""
    asked = (
        select(Visit.group_id, func.max(Visit.on))
        .where(Visit.group_id.in_(group_ids), Visit.state.in_(MADE), Visit.extra.is_(False), Visit.on < before)
        .group_by(Visit.group_id)
    )
    return {group_id: day for group_id, day in session.execute(asked) if day}


def plan_lines(session: Session, starts_on: date, ends_on: date) -> list[PlanLine]:
    """Return the visits from `starts_on` to `ends_on` in order, those that were called off aside."""
    asked = (
        select(Visit, Adviser, Group, Location.town, VisitWindow.care_type)
        .join(Adviser, Adviser.id == Visit.adviser_id)
        .join(Group, Group.id == Visit.group_id)
        .join(Location, Location.id == Group.location_id)
        .outerjoin(VisitWindow, VisitWindow.id == Visit.window_id)
        .where(Visit.on.between(starts_on, ends_on), Visit.state.in_((*PLANNED, *MADE, VisitState.ATTEMPTED)))
        .order_by(Visit.starts_at, Visit.id)
    )
    return [_line(*row) for row in session.execute(asked)]


def _line(visit: Visit, adviser: Adviser, group: Group, town: str, care_type: CareType | None) -> PlanLine:
    return PlanLine(
        on=visit.on,
        starts=to_local(visit.starts_at).time(),
        ends=to_local(visit.ends_at).time(),
        adviser_code=adviser.code,
        adviser_name=adviser.name,
        group_code=group.code,
        group_name=group.code if care_type in (None, CareType.FAMILY_HOME) else group.name,
        town=town,
        care_type=care_type,
        state=visit.state,
        seq=visit.seq,
        travel_min=visit.travel_min_before,
    )


def debt(session: Session, today: date) -> list[GroupDebt]:
    """Return by group what its windows that ended before `today` came to: due, done and excused."""
    asked = (
        select(
            Group.code,
            func.count(VisitWindow.id),
            func.sum(case((VisitWindow.state.in_(SATISFIED), 1), else_=0)),
            func.sum(case((VisitWindow.state == WindowState.WAIVED, 1), else_=0)),
        )
        .join(VisitWindow, VisitWindow.group_id == Group.id)
        .where(VisitWindow.ends_on < today)
        .group_by(Group.code)
        .order_by(Group.code)
    )
    return [GroupDebt(code, due, int(done), int(excused)) for code, due, done, excused in session.execute(asked)]


def late_windows(session: Session, today: date) -> list[LateWindow]:
    """Return the windows that ended without a visit and can still be made up on `today`, the most urgent first."""
    asked = (
        select(Group.code, VisitWindow)
        .join(Group, Group.id == VisitWindow.group_id)
        .where(VisitWindow.state.in_((WindowState.OPEN, WindowState.MISSED)))
        .where(VisitWindow.ends_on < today, VisitWindow.late_until >= today)
        .order_by(VisitWindow.late_until, Group.code)
    )
    return [
        LateWindow(code, row.care_type, row.starts_on, row.ends_on, row.late_until, row.missed_reason)
        for code, row in session.execute(asked)
    ]


def next_planned(session: Session, group_ids: Collection[int], since: date) -> dict[int, Visit]:
    """Return by group its first visit planned on or after `since`."""
    asked = (
        select(Visit)
        .where(Visit.group_id.in_(group_ids), Visit.state.in_(PLANNED), Visit.on >= since)
        .order_by(Visit.on.desc(), Visit.id.desc())
    )
    return {visit.group_id: visit for visit in session.scalars(asked)}


def visits_around(session: Session, windows: Collection[VisitWindow], states: Collection[VisitState]) -> list[Visit]:
    """Return the visits in these states that were meant for one of `windows`."""
    ids = [row.id for row in windows]
    return list(session.scalars(select(Visit).where(Visit.window_id.in_(ids), Visit.state.in_(states))))
