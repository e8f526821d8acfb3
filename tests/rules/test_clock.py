"""Whether a clock can be believed: ordinary standstills are no jump, and no jump passes for one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.clock import LARGEST_JUMP, LONGEST_DOWNTIME, SLACK, Doubt, Pulse, Seen, doubt_about

LAST = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BOOT = Pulse("boot-a", 10_000)


def later(span: timedelta, boot: str = "boot-a") -> Pulse:
    return Pulse(boot, 10_000 + int(span.total_seconds()))


@pytest.mark.parametrize(
    ("now", "pulse", "then"),
    [
        pytest.param(LAST + timedelta(minutes=5), later(timedelta(minutes=5)), None, id="the next round"),
        pytest.param(LAST + HOUR, later(HOUR), None, id="down for an hour, the machine ran on"),
        pytest.param(LAST + 3 * DAY, later(3 * DAY), None, id="down for three days over a DST night"),
        pytest.param(LAST + 30 * DAY, later(30 * DAY), None, id="down for thirty days, the machine ran on"),
        pytest.param(LAST + 30 * DAY, Pulse("boot-b", 60), None, id="down for thirty days, and restarted"),
        pytest.param(LAST + 400 * DAY, Pulse("boot-b", 60), Doubt.LONG_GAP, id="+400 days after a restart"),
        pytest.param(LAST + 400 * DAY, later(HOUR), Doubt.JUMPED, id="+400 days while the machine ran on"),
        pytest.param(LAST + 2 * HOUR, later(timedelta(minutes=5)), Doubt.JUMPED, id="+2 hours in five minutes"),
        pytest.param(LAST + HOUR, later(timedelta(seconds=1)), None, id="an hour, and a second less: still no jump"),
        pytest.param(LAST - HOUR, later(timedelta(minutes=5)), Doubt.BEHIND_RECORD, id="-1 hour: behind the record"),
        pytest.param(LAST - SLACK, later(timedelta()), None, id="as much behind as two machines may differ"),
        pytest.param(LAST + 3 * DAY, Pulse(), None, id="a machine that tells nothing"),
        pytest.param(LAST + 40 * DAY, Pulse(), Doubt.LONG_GAP, id="a machine that tells nothing, after long"),
    ],
)
def test_doubt(now: datetime, pulse: Pulse, then: Doubt | None) -> None:
    found = doubt_about(now, pulse, newest_event_at=LAST, last=Seen(LAST, BOOT), database_now=None)
    assert found is then


@pytest.mark.parametrize(
    ("off", "then"),
    [
        pytest.param(timedelta(minutes=59), None, id="almost an hour"),
        pytest.param(timedelta(minutes=61), Doubt.DATABASE_DIFFERS, id="over an hour ahead"),
        pytest.param(-timedelta(minutes=61), Doubt.DATABASE_DIFFERS, id="over an hour behind"),
    ],
)
def test_a_database_with_a_clock_of_its_own_is_asked(off: timedelta, then: Doubt | None) -> None:
    now = LAST + 30 * DAY
    found = doubt_about(now, Pulse(), newest_event_at=LAST, last=Seen(LAST, BOOT), database_now=now - off)
    assert found is then


def test_a_database_that_agrees_proves_nothing_of_a_long_gap() -> None:
    now = LAST + 400 * DAY
    found = doubt_about(now, Pulse("boot-b", 60), newest_event_at=LAST, last=Seen(LAST, BOOT), database_now=now)
    assert found is Doubt.LONG_GAP


def test_the_first_round_has_no_doubt() -> None:
    assert doubt_about(LAST, BOOT, newest_event_at=None, last=None, database_now=None) is None


@given(down=st.integers(0, int(LONGEST_DOWNTIME.total_seconds())), restarted=st.booleans())
def test_no_standstill_is_a_false_alarm(down: int, restarted: bool) -> None:
    span = timedelta(seconds=down)
    pulse = Pulse("boot-b", 30) if restarted else later(span)
    assert doubt_about(LAST + span, pulse, newest_event_at=LAST, last=Seen(LAST, BOOT), database_now=None) is None


@given(ran=st.integers(0, 10**7), jump=st.integers(int(LARGEST_JUMP.total_seconds()) + 1, 10**8))
def test_every_jump_of_a_running_machine_is_seen(ran: int, jump: int) -> None:
    now = LAST + timedelta(seconds=ran + jump)
    pulse = later(timedelta(seconds=ran))
    found = doubt_about(now, pulse, newest_event_at=LAST, last=Seen(LAST, BOOT), database_now=None)
    assert found is Doubt.JUMPED
