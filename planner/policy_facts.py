"""What policy and calendar say to a plan, in the planner's own terms: visiting hours, holidays, the rules of a day."""

from collections.abc import Iterable, Iterator
from datetime import time, timedelta

from planner.model import MINUTES_A_DAY, DayRules, GroupHours, Holiday
from rules.cadence import Period
from rules.calendar import Calendar
from rules.policy import Policy
from rules.policy_cadence import CadencePolicy, OnDemand
from rules.policy_words import HolidayRule, Season, Weekday

DAY = timedelta(days=1)
WEEKDAYS = {weekday: number for number, weekday in enumerate(Weekday, start=1)}
WORKING_WEEK = range(1, 6)


def visiting_hours(
    group_id: int, cadence: CadencePolicy, school_holidays: Iterable[Period], horizon: Period
) -> Iterator[GroupHours]:
    """Yield when a group without hours of its own can be visited; those of school holidays only in the horizon.

    A care type without a norm has no hours: whenever the adviser works, from Monday to Friday.
    """
    if isinstance(cadence, OnDemand):
        yield from (GroupHours(group_id, weekday, 0, MINUTES_A_DAY) for weekday in WORKING_WEEK)
        return
    off = [period for period in school_holidays if touches(period, horizon)]
    for hours in cadence.visiting:
        for weekday in hours.weekdays:
            always = GroupHours(group_id, WEEKDAYS[weekday], minutes_of(hours.opens), minutes_of(hours.closes))
            if hours.season is Season.ALWAYS:
                yield always
            else:
                yield from (
                    GroupHours(group_id, always.weekday, always.start, always.end, period.starts_on, period.ends_on)
                    for period in off
                )


def holidays_in(calendar: Calendar, policy: Policy, horizon: Period) -> tuple[Holiday, ...]:
    """Return the public holidays of a horizon and the care types that are visited on them. Source: house policy."""
    still_due = frozenset(
        care_type.value
        for care_type, cadence in policy.cadence.items()
        if not isinstance(cadence, OnDemand) and cadence.holiday_rule is HolidayRule.STILL_DUE
    )
    days = (horizon.starts_on + number * DAY for number in range(horizon.days))
    return tuple(Holiday(day, found.name, still_due) for day in days if (found := calendar.holiday(day)) is not None)


def rules_of(policy: Policy) -> DayRules:
    """Return what holds for every day of every adviser. Source: house policy (DOMAIN 3.5)."""
    visits = policy.visits
    return DayRules(visits.min_minutes_between, minutes_of(visits.evening_starts), visits.max_evening_visits_per_day)


def touches(period: Period, other: Period) -> bool:
    """Return whether two periods share a day."""
    return period.starts_on <= other.ends_on and other.starts_on <= period.ends_on


def minutes_of(at: time) -> int:
    """Return minutes after midnight; the last moment of a day is its end."""
    return MINUTES_A_DAY if at == time.max else at.hour * 60 + at.minute
