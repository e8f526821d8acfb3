"""Several at once, and a machine that fails under them: every notice once, the record whole, nothing lost."""

import asyncio
import multiprocessing
import resource
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from actions.deadlines import run_sweep
from actions.delivery import deliver
from actions.house import House, open_house
from channels.delivery import TemporaryFailure
from rules.calendar import at_local
from store.events import breaks
from store.models import Notice, StepClaim
from store.session import transaction
from store.settings import Settings
from tests.actions.outbox import NOON, Postbox, fill, state_of
from tests.actions.signal_world import SENT_AT, World

FEW, MANY, HOURS = 6, 150, 72
LONG_AFTER = SENT_AT + timedelta(days=63)


def overdue(house: House, count: int) -> None:
    """Send signals that nobody answers."""
    with transaction(house.engine) as session:
        world = World(house, session)
        for _ in range(count):
            world.sent()


def empty(house: House, now: datetime, postbox: Postbox) -> None:
    asyncio.run(deliver(house, now, transport=postbox, limit=10_000))


def waits(house: House) -> bool:
    with transaction(house.engine) as session:
        return session.scalar(select(func.count()).where(Notice.state == "queued")) != 0


def work_together(house: House, count: int) -> None:
    """Let two sweep and two deliver at the same time, hour after hour (a recipient gets so many), until all is done."""
    overdue(house, count)
    house.policy(SENT_AT.date())  # read once, before the threads do
    postboxes = [Postbox(), Postbox()]
    with ThreadPoolExecutor(4) as pool:
        for hour in range(HOURS):
            sweeps = [pool.submit(run_sweep, house, LONG_AFTER) for _ in range(2)]
            now = LONG_AFTER + timedelta(hours=hour)
            deliveries = [pool.submit(empty, house, now, postbox) for postbox in postboxes]
            for swept in sweeps:
                swept.result()
            for delivered in deliveries:
                delivered.result()
            if hour and not waits(house):
                break
    ids = [message_id for postbox in postboxes for message_id in postbox.ids]
    assert len(ids) == len(set(ids)) > count
    with transaction(house.engine) as session:
        claims = select(func.count(StepClaim.id)).group_by(StepClaim.deadline_id, StepClaim.step, StepClaim.due_version)
        assert set(session.scalars(claims)) == {1}
        assert session.scalar(select(func.count()).where(Notice.state == "sent")) == len(ids)
        assert list(breaks(session)) == []


def test_two_that_sweep_and_two_that_deliver(each_house: House) -> None:
    work_together(each_house, FEW)


@pytest.mark.crash
def test_two_that_sweep_and_two_that_deliver_for_long(each_house: House) -> None:
    work_together(each_house, MANY)


def fill_the_disk(settings: Settings, most: int) -> None:
    """Write into a database whose files may not grow any more; end with 0 when that was refused in order."""
    house = open_house(settings)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        for _ in range(200):
            with transaction(house.engine) as session:
                session.execute(
                    text("INSERT INTO decreed_day VALUES (date('2030-01-01', :n), :s, NULL, '2026-01-01 00:00:00')"),
                    [{"n": f"+{number} days", "s": "x" * 200} for number in range(2000)],
                )
    except SQLAlchemyError:
        return
    raise SystemExit(1)


def test_a_full_disk_breaks_nothing_and_work_goes_on_when_there_is_room(house: House) -> None:
    ids = fill(house, 5)
    house.engine.dispose()
    most = (house.settings.home / "waakvlam.db").stat().st_size + 40_000
    process = multiprocessing.get_context("spawn").Process(target=fill_the_disk, args=(house.settings, most))
    process.start()
    process.join(60)
    assert process.exitcode == 0, "a full disk was not refused"
    with transaction(house.engine) as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert list(breaks(session)) == []
    assert asyncio.run(deliver(house, NOON, transport=Postbox())).sent == len(ids)


DST_NIGHTS = [
    pytest.param(datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC), id="the hour that is skipped"),
    pytest.param(datetime(2026, 10, 25, 0, 59, 30, tzinfo=UTC), id="the hour that comes twice"),
]


def due_before(house: House, night: datetime, *, urgent: bool) -> int:
    """Put one reminder into the outbox that fell due an hour before."""
    (notice_id,) = fill(house, 1, urgent=urgent)
    with transaction(house.engine) as session:
        session.get_one(Notice, notice_id).next_at = night - timedelta(hours=1)
    return notice_id


def refuse(_message: object) -> None:
    raise TemporaryFailure("451")


@pytest.mark.parametrize("night", DST_NIGHTS)
def test_in_the_night_the_clock_changes_a_pause_stays_a_minute(house: House, night: datetime) -> None:
    notice_id = due_before(house, night, urgent=True)
    asyncio.run(deliver(house, night, transport=Postbox(refuse), ticks=lambda: 0.0))
    assert state_of(house, notice_id).next_at == night + timedelta(minutes=1)
    assert asyncio.run(deliver(house, night + timedelta(seconds=59), transport=Postbox())).sent == 0
    assert asyncio.run(deliver(house, night + timedelta(seconds=60), transport=Postbox())).sent == 1


@pytest.mark.parametrize("night", DST_NIGHTS)
def test_after_that_night_calm_mail_leaves_at_eight_on_monday(house: House, night: datetime) -> None:
    due_before(house, night, urgent=False)
    monday = at_local(night.date() + timedelta(days=1), house.policy(night.date()).mail.quiet_until)
    assert asyncio.run(deliver(house, monday - timedelta(seconds=1), transport=Postbox())).sent == 0
    assert asyncio.run(deliver(house, monday, transport=Postbox())).sent == 1


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=400)], ids=str)
def test_a_clock_that_jumps_gives_no_letter_up_and_loses_none(house: House, jump: timedelta) -> None:
    ids = fill(house, 3, urgent=True)
    asyncio.run(deliver(house, NOON, transport=Postbox(refuse)))
    asyncio.run(deliver(house, NOON + jump, transport=Postbox(refuse)))
    assert {state_of(house, number).state for number in ids} == {"queued"}
    end = NOON + max(jump, timedelta()) + timedelta(hours=2)
    assert asyncio.run(deliver(house, end, transport=Postbox())).sent == len(ids)
