"""A machine that refuses (TRUST G4): a file system that may only be read, and hardly any open files.

Nothing is lost and nothing double, whoever looks reads why, and work goes on by itself once the fault is gone.
"""

import asyncio
import multiprocessing
import sys
from datetime import timedelta
from email import message_from_bytes

import pytest
from sqlalchemy import func, select, text

from actions.deadlines import run_sweep, sweep_plan
from actions.delivery import deliver
from actions.house import House
from actions.mail_watch import AWAY_LONG
from store.events import breaks
from store.models import Event, Notice, StepClaim, WorkItem
from store.session import transaction
from store.storage import Refusal
from tests.actions.outbox import NOON, remind
from tests.actions.signal_world import World, at
from tests.crash.refusing import NO_NAMESPACE, OTHER, Fault, Orders, work

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs mounts of its own, which only Linux gives")

LETTERS, SIGNALS = 6, 3
SENT = at(NOON.date() - timedelta(days=60), 10)


def due_work(house: House) -> None:
    """Letters that wait, and signals that nobody answered for long."""
    with transaction(house.engine) as session:
        world = World(house, session)
        for _ in range(SIGNALS):
            world.sent(SENT)
        for number in range(LETTERS):
            remind(session, world.region, number, urgent=True)
    house.settings.maildir.mkdir(parents=True)


def under(fault: Fault, house: House, *, after: int | None, spare: int = 0) -> list[str]:
    """Sweep and deliver in a process that meets a fault; return how each part ended."""
    house.engine.dispose()
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(Orders(house.settings, NOON, fault, after, spare), sender))
    process.start()
    sender.close()
    try:
        ends: list[str] = receiver.recv()
    except EOFError:
        ends = []
    process.join(60)
    if ends == [NO_NAMESPACE]:
        pytest.skip("needs mounts of its own, which this system does not give")
    assert (process.exitcode, len(ends)) == (0, 2)
    return ends


def go_on(house: House) -> None:
    """Let an hour pass without the fault, in rounds of a few minutes, as the flows would."""
    for minutes in range(3, 60, 3):
        now = NOON + timedelta(minutes=minutes)
        run_sweep(house, now)
        asyncio.run(deliver(house, now))


def judge(house: House) -> None:
    """Every urgent letter is there once, every step was taken once, and the record is whole."""
    with transaction(house.engine) as session:
        urgent = select(Notice.message_id, Notice.state).where(Notice.urgent)
        letters = session.execute(urgent).all()
        claims = select(func.count(StepClaim.id)).group_by(StepClaim.deadline_id, StepClaim.step, StepClaim.due_version)
        assert set(session.scalars(claims)) == {1}
        assert session.scalar(select(func.count(StepClaim.id))) == len(
            session.scalars(select(Event.id).where(Event.what == "step_taken")).all()
        )
        assert sweep_plan(session, house, NOON).steps == ()
        assert list(breaks(session)) == []
        if house.engine.dialect.name == "sqlite":
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    assert {state for _, state in letters} == {"sent"}
    files = [file for part in ("new", "cur") for file in (house.settings.maildir / part).iterdir()]
    there = sorted(str(message_from_bytes(file.read_bytes())["Message-ID"]) for file in files)
    assert len(set(there)) == len(there)
    assert {message_id for message_id, _ in letters} <= set(there)
    assert list((house.settings.maildir / "tmp").iterdir()) == []


@pytest.mark.parametrize("after", [None, 1, 3], ids=["from the start", "after one letter", "after three letters"])
def test_a_disk_that_may_only_be_read_loses_and_doubles_nothing(house: House, after: int | None) -> None:
    due_work(house)
    assert set(under(Fault.DATABASE, house, after=after)) <= {Refusal.READ_ONLY, Refusal.NOT_OPENED}
    go_on(house)
    judge(house)


def test_a_mail_folder_that_may_only_be_read_keeps_the_letters_and_asks_somebody(house: House) -> None:
    due_work(house)
    swept, delivered = under(Fault.MAILDIR, house, after=None)
    assert "braked=False, failed=0" in swept
    assert "sent=0" in delivered
    assert "retried=1" in delivered
    with transaction(house.engine) as session:
        assert set(session.scalars(select(Notice.last_error).where(Notice.attempts > 0))) >= {"disk"}
        assert session.scalars(select(Notice.id).where(Notice.state.in_(("dead", "in_doubt")))).all() == []
    go_on(house)
    judge(house)


def test_a_mail_folder_that_stays_so_is_work_until_mail_leaves(house: House) -> None:
    due_work(house)
    (house.settings.maildir).rmdir()
    house.settings.maildir.write_text("in the way")
    rounds = range(0, int(AWAY_LONG.total_seconds() // 60) + 4, 2)
    for minutes in rounds:
        asyncio.run(deliver(house, NOON + timedelta(minutes=minutes)))
    with transaction(house.engine) as session:
        (asked,) = session.scalars(select(WorkItem).where(WorkItem.kind == "mail_server_away"))
        assert asked.done_at is None
    house.settings.maildir.unlink()
    go_on(house)
    with transaction(house.engine) as session:
        assert session.get_one(WorkItem, asked.id).done_at is not None
    judge(house)


@pytest.mark.parametrize("spare", [0, 7])
@pytest.mark.parametrize("after", [None, 2], ids=["from the start", "after two letters"])
def test_hardly_any_open_files_lose_and_double_nothing(house: House, after: int | None, spare: int) -> None:
    starve(house, after, spare)


@pytest.mark.crash
@pytest.mark.parametrize("spare", range(16))
@pytest.mark.parametrize("after", [None, 1, 4], ids=["from the start", "after one letter", "after four letters"])
def test_every_number_of_open_files(house: House, after: int | None, spare: int) -> None:
    starve(house, after, spare)


def starve(house: House, after: int | None, spare: int) -> None:
    """Work with so many open files as are open already and `spare` more, and go on without that limit."""
    due_work(house)
    ends = under(Fault.DESCRIPTORS, house, after=after, spare=spare)
    assert spare or set(ends) & set(Refusal) or "retried=1" in ends[0]
    assert not [end for end in ends if end.startswith(OTHER)]
    go_on(house)
    judge(house)
