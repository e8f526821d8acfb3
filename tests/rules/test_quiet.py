"""When a notice may leave."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.calendar import DUTCH_CALENDAR
from rules.quiet import QuietHours, may_send_from

NIGHTS = QuietHours(time(18), time(8), free_days=True)
LUNCH = QuietHours(time(12), time(13), free_days=True)
NEVER = QuietHours(time(8), time(8), free_days=False)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("quiet", "when", "then"),
    [
        pytest.param(NIGHTS, "2026-04-08T10:00+02:00", "2026-04-08T10:00+02:00", id="working hours: at once"),
        pytest.param(NIGHTS, "2026-04-08T17:59:59+02:00", "2026-04-08T17:59:59+02:00", id="last second before"),
        pytest.param(NIGHTS, "2026-04-08T18:00+02:00", "2026-04-09T08:00+02:00", id="18:00: next morning"),
        pytest.param(NIGHTS, "2026-04-09T07:59+02:00", "2026-04-09T08:00+02:00", id="early: the same morning"),
        pytest.param(NIGHTS, "2026-04-10T18:00+02:00", "2026-04-13T08:00+02:00", id="Friday evening: Monday"),
        pytest.param(NIGHTS, "2026-04-02T19:00+02:00", "2026-04-07T08:00+02:00", id="over Easter"),
        pytest.param(NIGHTS, "2026-03-28T10:00+01:00", "2026-03-30T08:00+02:00", id="over the start of summer time"),
        pytest.param(LUNCH, "2026-04-08T12:30+02:00", "2026-04-08T13:00+02:00", id="quiet within a day"),
        pytest.param(LUNCH, "2026-04-11T12:30+02:00", "2026-04-13T00:00+02:00", id="a free day ends at midnight"),
        pytest.param(NEVER, "2026-04-11T03:00+02:00", "2026-04-11T03:00+02:00", id="no quiet hours at all"),
    ],
)
def test_may_send_from(quiet: QuietHours, when: str, then: str) -> None:
    assert may_send_from(local(when), quiet, DUTCH_CALENDAR) == local(then)


@settings(max_examples=60)
@given(
    minutes=st.integers(0, 6 * 366 * 24 * 60),
    starts=st.integers(0, 23),
    ends=st.integers(4, 23),
    free_days=st.booleans(),
)
def test_what_may_leave_then_may_leave_and_no_later(minutes: int, starts: int, ends: int, free_days: bool) -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    quiet = QuietHours(time(starts), time(ends), free_days)
    then = may_send_from(now, quiet, DUTCH_CALENDAR)
    assert then >= now
    assert may_send_from(then, quiet, DUTCH_CALENDAR) == then
    if then > now:
        assert may_send_from(then - timedelta(seconds=1), quiet, DUTCH_CALENDAR) == then
