"""A sweep by a clock that cannot be believed is refused, and an administrator asked, who can say that it is right."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from actions.clock_guard import accept_clock, check_clock
from actions.deadlines import run_sweep
from actions.house import House
from rules.clock import ClockDoubtful, Doubt, Pulse
from store.events import SYSTEM, Subject, breaks, record
from store.models import Installation, SweepRun
from store.session import transaction
from store.sweeps import last_run, runs_between
from store.work import open_work
from tests.actions.signal_world import World, at, notices, works

START = at(date(2026, 3, 27), 9)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def real(house: House) -> Iterator[House]:
    """A house that is not simulated, with a signal that was sent, in which one round was made."""
    with transaction(house.engine) as session:
        session.get_one(Installation, 1).simulated = False
        World(house, session).sent(START)
    run_sweep(house, START, pulse=Pulse("boot-a", 1_000))
    yield house
    house.engine.dispose()


def pulse(span: timedelta, boot: str = "boot-a") -> Pulse:
    return Pulse(boot, 1_000 + int(span.total_seconds()))


def rounds(house: House) -> int:
    with transaction(house.engine) as session:
        return session.scalar(select(func.count()).select_from(SweepRun)) or 0


@pytest.mark.parametrize(
    ("now", "ran", "doubt"),
    [
        pytest.param(START + 400 * DAY, pulse(HOUR), Doubt.JUMPED, id="+400 days"),
        pytest.param(START + 2 * HOUR, pulse(timedelta(minutes=5)), Doubt.JUMPED, id="+2 hours"),
        pytest.param(START - HOUR, pulse(timedelta(minutes=5)), Doubt.BEHIND_RECORD, id="-1 hour"),
        pytest.param(START + 400 * DAY, Pulse("boot-b", 9), Doubt.LONG_GAP, id="+400 days after a restart"),
    ],
)
def test_a_wrong_clock_takes_no_step(real: House, now: datetime, ran: Pulse, doubt: Doubt) -> None:
    with pytest.raises(ClockDoubtful, match="niet gevolgd") as refused:
        run_sweep(real, now, pulse=ran)
    assert refused.value.doubt is doubt
    with transaction(real.engine) as session:
        assert notices(session, "signal_reminder") == []
        assert works(session).count("clock_doubtful") == 1
        assert list(breaks(session)) == []
    assert rounds(real) == 1


def test_the_right_clock_is_believed_after_a_wrong_one(real: House) -> None:
    for _ in range(3):
        with pytest.raises(ClockDoubtful):
            run_sweep(real, START + 400 * DAY, pulse=pulse(HOUR))
    run_sweep(real, START + HOUR, pulse=pulse(HOUR))
    with transaction(real.engine) as session:
        assert works(session).count("clock_doubtful") == 1


def write(house: House, moment: datetime) -> None:
    """Let somebody do something at a moment."""
    with transaction(house.engine) as session:
        record(session, Subject("visit", 1), "noted", at=moment)


def open_kinds_of_work(house: House) -> list[str]:
    with transaction(house.engine) as session:
        return [item.kind for item in open_work(session)]


def test_it_is_asked_once_however_much_is_written_meanwhile_and_anew_after_it_was_right(real: House) -> None:
    for minutes in range(3):
        write(real, START + timedelta(minutes=minutes))
        with pytest.raises(ClockDoubtful):
            run_sweep(real, START + 400 * DAY, pulse=pulse(HOUR))
    assert open_kinds_of_work(real).count("clock_doubtful") == 1
    run_sweep(real, START + HOUR, pulse=pulse(HOUR))
    assert "clock_doubtful" not in open_kinds_of_work(real)
    with pytest.raises(ClockDoubtful):
        run_sweep(real, START + 400 * DAY, pulse=pulse(2 * HOUR))
    assert open_kinds_of_work(real).count("clock_doubtful") == 1
    with transaction(real.engine) as session:
        accept_clock(session, START + 400 * DAY, pulse(2 * HOUR), actor=SYSTEM)
    assert "clock_doubtful" not in open_kinds_of_work(real)


def test_the_latest_moment_counts_and_not_the_last_one_written(real: House) -> None:
    write(real, START + 2 * DAY)
    write(real, START + HOUR)
    with pytest.raises(ClockDoubtful) as refused:
        run_sweep(real, START + HOUR, pulse=pulse(HOUR))
    assert refused.value.doubt is Doubt.BEHIND_RECORD


def test_a_check_keeps_no_round_and_asks_nobody(real: House) -> None:
    with transaction(real.engine) as session:
        check_clock(session, START + HOUR, pulse(HOUR))
    with transaction(real.engine) as session, pytest.raises(ClockDoubtful):
        check_clock(session, START + 400 * DAY, pulse(HOUR))
    assert rounds(real) == 1
    assert "clock_doubtful" not in open_kinds_of_work(real)


@pytest.mark.parametrize(
    ("down", "ran"),
    [
        pytest.param(HOUR, pulse(HOUR), id="an hour"),
        pytest.param(3 * DAY, pulse(3 * DAY), id="three days over a DST night"),
        pytest.param(30 * DAY, pulse(30 * DAY), id="thirty days"),
        pytest.param(30 * DAY, Pulse("boot-b", 5), id="thirty days, and restarted"),
    ],
)
def test_ordinary_downtime_is_no_doubt(real: House, down: timedelta, ran: Pulse) -> None:
    run_sweep(real, START + down, pulse=ran)
    assert rounds(real) == 2


def test_a_person_says_that_the_clock_is_right(real: House) -> None:
    now = START + 400 * DAY
    with pytest.raises(ClockDoubtful):
        run_sweep(real, now, pulse=Pulse("boot-b", 9))
    with transaction(real.engine) as session:
        assert accept_clock(session, now, Pulse("boot-b", 10), actor=SYSTEM) is Doubt.LONG_GAP
    run_sweep(real, now + timedelta(minutes=5), pulse=Pulse("boot-b", 310))
    with transaction(real.engine) as session:
        assert notices(session, "signal_reminder") or notices(session, "signal_overdue")


def test_events_of_a_wrong_clock_are_overruled_by_a_person(real: House) -> None:
    with transaction(real.engine) as session:
        accept_clock(session, START + 400 * DAY, pulse(HOUR), actor=SYSTEM)  # a mistake
    right, ran = START + 2 * HOUR, pulse(2 * HOUR)
    with pytest.raises(ClockDoubtful):
        run_sweep(real, right, pulse=ran)
    with transaction(real.engine) as session:
        assert accept_clock(session, right, ran, actor=SYSTEM) is Doubt.BEHIND_RECORD
    run_sweep(real, right + HOUR, pulse=pulse(3 * HOUR))


def test_the_demo_may_be_at_any_day(house: House) -> None:
    run_sweep(house, START + 400 * DAY)
    run_sweep(house, START)
    with transaction(house.engine) as session:
        last = last_run(session)
        assert last is not None
        assert last.at == START
        assert list(runs_between(session, START, START + 400 * DAY)) == [START, START + 400 * DAY]
