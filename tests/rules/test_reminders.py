"""On which days somebody is reminded: working days before a visit, and the last ones of a window."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import DUTCH_CALENDAR
from rules.reminders import is_ending, reminder_days

CALENDAR = DUTCH_CALENDAR
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("given", "then"),
    [
        pytest.param(date(2026, 6, 11), {date(2026, 6, 8), date(2026, 6, 10)}, id="Thursday: Monday and Wednesday"),
        pytest.param(date(2026, 6, 8), {date(2026, 6, 3), date(2026, 6, 5)}, id="Monday: over the weekend"),
        pytest.param(date(2026, 6, 13), {date(2026, 6, 10), date(2026, 6, 12)}, id="Saturday: the Friday before"),
        pytest.param(date(2026, 4, 7), {date(2026, 3, 31), date(2026, 4, 2)}, id="Tuesday after Easter"),
        pytest.param(date(2026, 4, 6), {date(2026, 3, 31), date(2026, 4, 2)}, id="Easter Monday itself"),
        pytest.param(date(2026, 12, 28), {date(2026, 12, 22), date(2026, 12, 24)}, id="Monday after Christmas"),
    ],
)
def test_reminders_three_and_one_working_days_before(given: date, then: set[date]) -> None:
    assert reminder_days(CALENDAR, given, (3, 1)) == then


@pytest.mark.parametrize(
    ("given", "when", "then"),
    [
        pytest.param(date(2026, 6, 7), date(2026, 6, 3), False, id="Wednesday before a Sunday: not yet"),
        pytest.param(date(2026, 6, 7), date(2026, 6, 4), True, id="Thursday before a Sunday"),
        pytest.param(date(2026, 6, 7), date(2026, 6, 5), True, id="Friday before a Sunday"),
        pytest.param(date(2026, 6, 7), date(2026, 6, 8), False, id="Monday after: over"),
        pytest.param(date(2026, 4, 6), date(2026, 3, 31), False, id="ends on Easter Monday: Tuesday before, not yet"),
        pytest.param(date(2026, 4, 6), date(2026, 4, 1), True, id="ends on Easter Monday: last but one working day"),
        pytest.param(date(2026, 4, 6), date(2026, 4, 2), True, id="ends on Easter Monday: last working day"),
    ],
)
def test_the_last_two_working_days_of_a_window(given: date, when: date, then: bool) -> None:
    assert is_ending(CALENDAR, given, when, 2) is then


@given(st.dates(date(2026, 1, 1), date(2027, 6, 1)), st.lists(st.integers(1, 10), max_size=4))
def test_reminders_come_on_working_days_before_the_visit(visit_on: date, before: list[int]) -> None:
    days = reminder_days(CALENDAR, visit_on, before)
    assert len(days) == len(set(before))
    assert all(day < visit_on and CALENDAR.is_working_day(day) for day in days)


@given(st.dates(date(2026, 1, 1), date(2027, 6, 1)), st.integers(1, 5))
def test_a_window_ends_in_exactly_so_many_working_days(ends_on: date, last_days: int) -> None:
    month = [ends_on - n * DAY for n in range(31)]
    ending = [day for day in month if is_ending(CALENDAR, ends_on, day, last_days)]
    assert sum(CALENDAR.is_working_day(day) for day in ending) == last_days
