"""Deliveries in processes of their own that are killed with SIGKILL at random moments."""

import asyncio
import multiprocessing
import secrets
import signal
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

import trustme
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import func, select

from actions.delivery import deliver, mail_transport
from actions.house import House
from actions.notices import Recipient, enqueue
from channels.delivery import Transport
from rules.policy import load_policy
from store.crypto import Vault, load_master_key
from store.events import Subject, breaks
from store.models import Event, Notice
from store.session import open_engine, transaction
from store.settings import Settings
from templates.engine import PARTS, environment
from tests.actions.outbox import NOON
from tests.builders import Region

HERE = "127.0.0.1"
SUBJECTS = 7  # several notices share a chain of events
STEP = timedelta(minutes=3)  # longer than a lease
LONGEST_LIFE = 0.12  # seconds from then on to the kill
OPENED, MAILING = "opened", "mailing"
WHILE_MAILING = 0.8  # of the kills; the others may come earlier
CHANCE = secrets.SystemRandom()
POLICIES = load_policy(None)
for part in PARTS:
    environment().get_template(f"mail/visit_report_overdue/{part}")  # read and compiled before a process begins


@dataclass(frozen=True)
class Orders:
    """All that a delivery process needs; without a port it delivers into a Maildir."""

    url: str
    home: Path
    now: datetime
    port: int | None = None
    ca_file: Path | None = None

    def settings(self) -> Settings:
        common: Settings = Settings(home=self.home, database_url=self.url, mail_transport="maildir")
        relay = {"mail_transport": "smtp", "smtp_host": HERE, "smtp_port": self.port, "smtp_ca_file": self.ca_file}
        return common.model_copy(update=relay) if self.port else common


def work(orders: Orders, started: Connection) -> None:
    """Deliver until done or killed; runs in a process of its own."""
    house = _opened(orders.settings())
    started.send(OPENED)
    way = Announcing(mail_transport(house.settings), started)
    asyncio.run(deliver(house, orders.now, transport=way, limit=10_000))


def _opened(settings: Settings) -> House:
    """Open a house as `open_house` does, with what the server of these processes read before: so more can be killed."""
    vault = Vault(load_master_key(settings.master_key_file, None, create=False))
    return House(settings=settings, engine=open_engine(settings.url), vault=vault, policies=POLICIES)


class Announcing:
    """The real way out, telling when the first letter is about to leave."""

    def __init__(self, way: Transport, started: Connection) -> None:
        self._way, self._started, self._told = way, started, False

    async def __aenter__(self) -> Self:
        await self._way.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._way.__aexit__(kind, error, trace)

    async def deliver(self, message: EmailMessage) -> None:
        if not self._told:
            self._started.send(MAILING)
            self._told = True
        await self._way.deliver(message)


@dataclass
class Sink:
    """An SMTP server that keeps every letter it accepts, answers late, and sometimes says: not now."""

    message_ids: list[str] = field(default_factory=list)
    refused: int = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd finds its handlers by name
        if CHANCE.random() < 0.05:
            self.refused += 1
            return "451 4.3.0 Not now"
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.message_ids.append(str(message_from_bytes(content)["Message-ID"]))
        await asyncio.sleep(CHANCE.uniform(0, 0.02))  # the window between acceptance and our mark
        return "250 OK"


@asynccontextmanager
async def listening(sink: Sink, folder: Path) -> AsyncIterator[tuple[int, Path]]:
    """Serve `sink` with STARTTLS; give its port and the file of its certificate authority."""
    authority, context, ca_file = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), folder / "ca.pem"
    authority.issue_cert(HERE).configure_cert(context)
    authority.cert_pem.write_to_path(str(ca_file))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname=HERE, tls_context=context, loop=loop), HERE, 0)
    try:
        yield server.sockets[0].getsockname()[1], ca_file
    finally:
        server.close()
        await server.wait_closed()
        await asyncio.sleep(0.2)  # lets the sockets of cut conversations close before the loop does


@dataclass(frozen=True)
class Figures:
    """What a round of kills came to."""

    kills: int
    notices: int
    on_the_wire: int
    distinct: int

    def __str__(self) -> str:
        doubles = self.on_the_wire - self.distinct
        return f"{self.kills} kills, {self.notices} notices, {self.on_the_wire} on the wire, {doubles} duplicates there"


@dataclass
class Killing:
    """One house whose deliveries are killed again and again, and then left to finish."""

    house: House
    port: int | None = None
    ca_file: Path | None = None
    now: datetime = NOON
    notices: int = 0

    def __post_init__(self) -> None:
        with transaction(self.house.engine) as session:
            self.adviser_id = Region(session).add_adviser().id

    async def kill(self, kills: int) -> None:
        """Kill deliveries until `kills` of them died at work."""
        died = 0
        while died < kills:
            if self.waiting() < 40:
                self.fill(80)
            died += await self.deliver(CHANCE.uniform(0, LONGEST_LIFE)) == -signal.SIGKILL

    async def finish(self) -> None:
        """Deliver undisturbed until nothing waits."""
        while self.waiting():
            assert await self.deliver(None) == 0

    async def deliver(self, seconds: float | None) -> int | None:
        """Run one delivery, killed after `seconds` at work; return how it ended."""
        self.now += STEP
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        receiver, sender = context.Pipe(duplex=False)
        settings = self.house.settings
        orders = Orders(settings.url, settings.home, self.now, self.port, self.ca_file)
        process = context.Process(target=work, args=(orders, sender), daemon=True)
        process.start()
        sender.close()
        try:
            if seconds is not None:
                await asyncio.to_thread(_until, receiver, MAILING if CHANCE.random() < WHILE_MAILING else OPENED)
                await asyncio.sleep(seconds)
                process.kill()
            await asyncio.to_thread(process.join, 120)
            return process.exitcode
        finally:
            receiver.close()
            process.kill()
            await asyncio.to_thread(process.join)
            process.close()

    def fill(self, count: int) -> None:
        with transaction(self.house.engine) as session:
            for number in range(self.notices, self.notices + count):
                enqueue(
                    session, template="visit_report_overdue", key=f"visit:{number}:report_overdue", urgent=True,
                    recipient=Recipient("adviser", self.adviser_id), subject=Subject("visit", number % SUBJECTS),
                    facts={"group": f"Groep {number}", "visited_on": "2026-04-02", "due": "2026-04-07"}, now=self.now,
                )  # fmt: skip
        self.notices += count

    def waiting(self) -> int:
        with transaction(self.house.engine) as session:
            return session.scalar(select(func.count()).where(Notice.state == "queued")) or 0

    def check_record(self) -> None:
        """Every notice was sent, is recorded as sent once, and the chain of events is whole."""
        with transaction(self.house.engine) as session:
            states = session.scalars(select(Notice.state)).all()
            told = session.scalars(select(Event).where(Event.what == "notice_sent")).all()
            assert states == ["sent"] * self.notices
            assert sorted(event.facts["notice"] for event in told) == sorted(session.scalars(select(Notice.id)))
            assert list(breaks(session)) == []


def _until(receiver: Connection, stage: str) -> None:
    """Wait until the process tells that it came to `stage`, or ended."""
    with suppress(EOFError):
        while receiver.recv() != stage:
            pass


async def kill_into_maildir(house: House, kills: int) -> Figures:
    """Kill deliveries into a Maildir, finish, check, and return the figures."""
    killing = Killing(house)
    await killing.kill(kills)
    await killing.finish()
    killing.check_record()
    files = list((house.settings.maildir / "new").iterdir())
    ids = [str(message_from_bytes(file.read_bytes())["Message-ID"]) for file in files]
    return Figures(kills, killing.notices, len(ids), len(set(ids)))


async def kill_into_smtp(house: House, kills: int) -> Figures:
    """Kill deliveries to an SMTP server over TLS, finish, check, and return the figures."""
    sink = Sink()
    async with listening(sink, house.settings.home) as (port, ca_file):
        killing = Killing(house, port, ca_file)
        await killing.kill(kills)
        await killing.finish()
    killing.check_record()
    return Figures(kills, killing.notices, len(sink.message_ids), len(set(sink.message_ids)))
