"""What policy and calendar say to a plan."""

from datetime import date, time

import pytest

from planner.model import DayRules, GroupHours
from planner.policy_facts import holidays_in, minutes_of, rules_of, visiting_hours
from rules.cadence import Period
from rules.calendar import DUTCH_CALENDAR
from rules.policy import load_policy
from rules.vocabulary import CareType

POLICY = load_policy().on(date(2026, 1, 1))
DECEMBER = Period(date(2026, 12, 1), date(2026, 12, 31))
CHRISTMAS, SUMMER = Period(date(2026, 12, 19), date(2027, 1, 3)), Period(date(2026, 7, 4), date(2026, 8, 16))


def hours(care_type: CareType) -> list[GroupHours]:
    return list(visiting_hours(1, POLICY.cadence[care_type], (SUMMER, CHRISTMAS), DECEMBER))


def test_closed_care_opens_by_day_in_school_holidays_only() -> None:
    always = [row for row in hours(CareType.CLOSED_CARE) if row.starts_on is None]
    by_day = [row for row in hours(CareType.CLOSED_CARE) if row.starts_on is not None]
    assert [(row.weekday, row.start, row.end) for row in always] == [(day, 930, 1230) for day in range(1, 6)]
    assert by_day == [GroupHours(1, day, 600, 930, CHRISTMAS.starts_on, CHRISTMAS.ends_on) for day in range(1, 6)], (
        "the summer lies outside the horizon"
    )


def test_without_a_norm_there_are_no_hours_but_the_advisers() -> None:
    assert [(row.weekday, row.start, row.end) for row in hours(CareType.CARE_FARM)] == [
        (day, 0, 1440) for day in range(1, 6)
    ]


def test_family_homes_have_a_long_wednesday() -> None:
    assert {(row.weekday, row.start) for row in hours(CareType.FAMILY_HOME)} == {
        (1, 930), (2, 930), (3, 810), (4, 930), (5, 930),
    }  # fmt: skip


def test_holidays_are_for_closed_care() -> None:
    found = holidays_in(DUTCH_CALENDAR, POLICY, DECEMBER)
    assert [(holiday.on.day, holiday.visits_allowed) for holiday in found] == [
        (25, frozenset({"closed_care"})),
        (26, frozenset({"closed_care"})),
    ]


def test_rules_of_a_day() -> None:
    assert rules_of(POLICY) == DayRules(minutes_between=15, evening_starts=1020, evening_visits_per_day=2)


@pytest.mark.parametrize(("at", "minutes"), [(time(0), 0), (time(15, 30), 930), (time.max, 1440)])
def test_minutes_of_a_time(at: time, minutes: int) -> None:
    assert minutes_of(at) == minutes
