"""Placing windows in the advisers' days: the planner's facts from the store, its placements into it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy.orm import Session

from actions.counting import LONGEST_GAP, min_gap_on
from actions.house import House
from planner.nearest import Booking, Limits, Opening, Placement, Task, place
from rules.cadence import GroupFacts, Period
from rules.calendar import at_local, to_local
from rules.policy import Policy
from rules.policy_cadence import OnDemand, Rhythm, VisitingHours
from rules.policy_words import HolidayRule, Season, Weekday
from rules.school_holidays import load_school_holidays
from rules.vocabulary import CareType, SchoolRegion
from store.decrees import calendar_in_force
from store.events import Subject, record
from store.groups import group_facts, groups, school_regions
from store.models import Group, Visit, VisitWindow
from store.planning import deputies, group_openings, workers
from store.visits import live_visits

METHOD = "nearest"
PRIORITY = {
    CareType.CLOSED_CARE: 1,
    CareType.OPEN_RESIDENTIAL_CARE: 2,
    CareType.INDEPENDENCE_TRAINING: 3,
    CareType.FAMILY_HOME: 3,
}
LAST_PRIORITY = 4
WORKING_WEEK = frozenset(range(5))
WEEKDAYS = {weekday: number for number, weekday in enumerate(Weekday)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A window that needs a visit, and the days on which it may be."""

    window: VisitWindow
    days: Period


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that the tasks of one run have in common."""

    house: House
    groups: Mapping[int, Group]
    facts: Mapping[int, GroupFacts]
    deputies: Mapping[int, int]
    openings: Mapping[int, tuple[Opening, ...]]
    regions: Mapping[int, SchoolRegion]


def place_windows(
    session: Session,
    house: House,
    wanted: Sequence[Wanted],
    *,
    now: datetime,
    today: date,
    actor: str,
    plan_run_id: int | None = None,
) -> Placement:
    """Plan a visit for each wanted window that fits; keep why on those that do not. What was planned stays."""
    if not wanted:
        return Placement((), {})
    first, last = min(item.days.starts_on for item in wanted), max(item.days.ends_on for item in wanted)
    known = surroundings(session, house, {item.window.group_id for item in wanted})
    placement = place(
        [task_of(known, item) for item in wanted],
        workers(session, first),
        [_booking(visit) for visit in live_visits(session, first - LONGEST_GAP, last + LONGEST_GAP, today)],
        limits_of(house.policy(today)),
        calendar_in_force(session),
    )
    rows = {item.window.id: item.window for item in wanted}
    for window_id, row in rows.items():
        reason = placement.unplaced.get(window_id)
        row.unplaced_reason = reason.name if reason else None
    _keep(session, placement.placed, now=now, actor=actor, plan_run_id=plan_run_id)
    return placement


def surroundings(session: Session, house: House, group_ids: Collection[int]) -> Surroundings:
    """Return what the tasks of these groups have in common."""
    return Surroundings(
        house=house,
        groups=groups(session, group_ids),
        facts=group_facts(session, group_ids),
        deputies=deputies(session),
        openings=group_openings(session),
        regions=school_regions(session),
    )


def task_of(known: Surroundings, wanted: Wanted) -> Task:
    """Return a window as the planner sees it."""
    window, group = wanted.window, known.groups[wanted.window.group_id]
    policy = known.house.policy(wanted.days.starts_on)
    cadence = policy.cadence[window.care_type]
    own_hours = known.openings.get(group.id)
    rhythm = None if isinstance(cadence, OnDemand) else cadence
    return Task(
        window_id=window.id,
        group_id=group.id,
        workers=_workers_for(known, group),
        window=Period(window.starts_on, window.ends_on),
        days=wanted.days,
        minutes=visit_minutes(policy, window.care_type),
        min_gap=min_gap_on(known.house, known.facts[group.id], wanted.days.starts_on, window.care_type),
        openings=own_hours or _openings(rhythm, known.regions.get(group.id)),
        closures=known.facts[group.id].closures,
        fixed=(group.fixed_weekday, group.fixed_time) if group.fixed_weekday is not None and group.fixed_time else None,
        needs_certificate=window.care_type is CareType.CLOSED_CARE,
        holidays_too=rhythm is not None and rhythm.holiday_rule is HolidayRule.STILL_DUE,
        priority=PRIORITY.get(window.care_type, LAST_PRIORITY),
    )


def visit_minutes(policy: Policy, care_type: CareType) -> int:
    """Return how long a visit takes with the group: its weight without the report. Source: house policy."""
    cadence = policy.cadence[care_type]
    if isinstance(cadence, OnDemand):
        return policy.visits.on_demand_minutes
    return max(policy.visits.report_minutes, round(cadence.weight_hours * 60) - policy.visits.report_minutes)


def limits_of(policy: Policy) -> Limits:
    """Return what one day of an adviser may hold. Source: house policy (DOMAIN 3.5)."""
    visits = policy.visits
    return Limits(
        visits_per_day=visits.max_visits_per_day,
        evening_visits_per_day=visits.max_evening_visits_per_day,
        evening_starts=visits.evening_starts,
        minutes_between=visits.min_minutes_between,
    )


def _workers_for(known: Surroundings, group: Group) -> tuple[int, ...]:
    deputy = group.deputy_id or known.deputies.get(group.owner_id or 0)
    return tuple(dict.fromkeys(number for number in (group.owner_id, deputy) if number is not None))


def _openings(rhythm: Rhythm | None, region: SchoolRegion | None) -> tuple[Opening, ...]:
    if rhythm is None:
        # No norm, no hours of its own: whenever the adviser works, on weekdays.
        return (Opening(WORKING_WEEK, (datetime.min.time(), datetime.max.time())),)
    return tuple(_opening(hours, region) for hours in rhythm.visiting)


def _opening(hours: VisitingHours, region: SchoolRegion | None) -> Opening:
    weekdays = frozenset(WEEKDAYS[weekday] for weekday in hours.weekdays)
    during = _school_holidays(region) if hours.season is Season.SCHOOL_HOLIDAYS else None
    return Opening(weekdays, (hours.opens, hours.closes), during)


@cache
def _school_holidays(region: SchoolRegion | None) -> tuple[Period, ...]:
    known = load_school_holidays().holidays
    return tuple(Period(holiday.first_day, holiday.last_day) for holiday in known if holiday.region is region)


def _booking(visit: Visit) -> Booking:
    starts, ends = to_local(visit.starts_at).time(), to_local(visit.ends_at).time()
    return Booking(visit.group_id, visit.adviser_id, visit.on, starts, ends, visit.window_id, counts=not visit.extra)


def _keep(session: Session, placed: Sequence[Booking], *, now: datetime, actor: str, plan_run_id: int | None) -> None:
    visits = [
        Visit(
            group_id=booking.group_id,
            adviser_id=booking.worker_id,
            window_id=booking.window_id,
            plan_run_id=plan_run_id,
            on=booking.on,
            starts_at=at_local(booking.on, booking.starts),
            ends_at=at_local(booking.on, booking.ends),
        )
        for booking in placed
    ]
    session.add_all(visits)
    session.flush()
    for visit in visits:
        subject = Subject("visit", visit.id)
        record(session, subject, "planned", at=now, actor=actor, on=visit.on, adviser=visit.adviser_id)
