"""Claim: an outbox that leases, records and marks each mail at once sends at 60 % of the speed of bare sending or more.

The same letters go to the same server on this machine, over verified TLS, one connection, one after the other: once by
our delivery (a lease, a letter rendered and a mark for each), once by a bare loop of aiosmtplib that keeps nothing, in
turns. The server runs in a process of its own. Urgent letters are measured apart: their marks wait for the disk. Then
one day of ten times the national load (120,000 mails a year) is sent as a whole.
"""

import asyncio
import multiprocessing
import resource
import ssl
import sys
import tempfile
from datetime import UTC, datetime
from email import message_from_bytes, policy
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import perf_counter

import aiosmtplib
import trustme
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import func, select

from actions.delivery import deliver
from actions.house import House
from actions.notices import Recipient, enqueue
from benchmarks.houses import SQLITE, machine, new_house
from store.events import Subject
from store.models import Notice
from store.session import transaction
from tests.builders import Region

HERE, ROUNDS, LETTERS, ADVISERS = "127.0.0.1", 5, 300, 300
TARGET = 0.60
DAY = 120_000 * 10 // 365
NOW = datetime(2026, 4, 8, 10, 0, tzinfo=UTC)
"""A Wednesday at noon: no quiet hours."""


class Sink:
    """Keeps every letter it gets."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd finds its handlers by name
        self.letters.append(envelope.original_content or b"")
        return "250 OK"


def serve(folder: Path, pipe: Connection) -> None:
    """Serve a sink with STARTTLS: tell its port; at each word on the pipe, tell the letters and forget them."""
    asyncio.run(_serve(folder, pipe))


async def _serve(folder: Path, pipe: Connection) -> None:
    authority, context, sink = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), Sink()
    authority.issue_cert(HERE).configure_cert(context)
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname=HERE, tls_context=context, loop=loop), HERE, 0)
    pipe.send(server.sockets[0].getsockname()[1])
    while await asyncio.to_thread(pipe.recv):
        pipe.send(sink.letters)
        sink.letters = []
    server.close()


def settle(house: House) -> list[int]:
    """Let advisers move in; return their ids."""
    with transaction(house.engine) as session:
        region = Region(session)
        return [region.add_adviser().id for _ in range(ADVISERS)]


def fill(house: House, advisers: list[int], count: int, *, urgent: bool = False) -> None:
    """Put `count` more letters in the outbox."""
    with transaction(house.engine) as session:
        first = session.scalar(select(func.count(Notice.id))) or 0
        for number in range(first, first + count):
            enqueue(
                session, template="visit_report_overdue", key=f"visit:{number}:report_overdue", urgent=urgent,
                recipient=Recipient("adviser", advisers[number % ADVISERS]), subject=Subject("visit", number),
                facts={"group": f"Groep {number}", "visited_on": "2026-04-02", "due": "2026-04-07"}, now=NOW,
            )  # fmt: skip


def ours(house: House, count: int = LETTERS) -> float:
    """Deliver the outbox; return the seconds it took."""
    started = perf_counter()
    counts = asyncio.run(deliver(house, NOW, limit=count))
    assert counts.sent == count
    return perf_counter() - started


def bare(letters: list[bytes], port: int, ca_file: Path) -> float:
    """Send the same letters over one connection; return the seconds it took."""
    messages = [message_from_bytes(letter, policy=policy.SMTP) for letter in letters]

    async def send() -> None:
        context = ssl.create_default_context(cafile=ca_file)
        async with aiosmtplib.SMTP(hostname=HERE, port=port, start_tls=True, tls_context=context) as client:
            for message in messages:
                await client.send_message(message)

    started = perf_counter()
    asyncio.run(send())
    return perf_counter() - started


def peak_megabytes() -> float:
    """Return the most memory this process ever held."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def compare(folder: Path, pipe: Connection) -> bool:
    """Measure both in turns against one server, print the ratios, and return whether the claim holds."""
    port, ca_file, before = pipe.recv(), folder / "ca.pem", peak_megabytes()
    relay = {"mail_transport": "smtp", "smtp_host": HERE, "smtp_port": port, "smtp_ca_file": ca_file}
    calm: list[float] = []
    urgent: list[float] = []
    bare_turns: list[float] = []
    with new_house(SQLITE, **relay) as house:
        advisers = settle(house)
        for _ in range(ROUNDS):
            for turns, is_urgent in ((calm, False), (urgent, True)):
                fill(house, advisers, LETTERS, urgent=is_urgent)
                turns.append(ours(house))
                letters = _letters(pipe, LETTERS)
            bare_turns.append(bare(letters, port, ca_file))
            _letters(pipe, LETTERS)
        fill(house, advisers, DAY)
        day = ours(house, DAY)
        _letters(pipe, DAY)
    print(f"Delivery: {LETTERS} letters over TLS, one connection, SQLite, median of {ROUNDS} ({machine()})")
    for name, turns in (("ours", calm), ("urgent", urgent), ("bare", bare_turns)):
        print(f"  {name:<7}{LETTERS / median(turns):6.0f} messages/s, {median(turns):.2f} s")
    ratio = median(bare_turns) / median(calm)
    print(f"  ratio  {ratio:.0%} of the bare speed (claim: {TARGET:.0%})")
    print(f"  urgent {median(bare_turns) / median(urgent):.0%}: each mark is on the disk before the next letter")
    print(f"  a day of ten times the national load: {DAY} letters in {day:.0f} s")
    print(f"  peak memory {peak_megabytes():.0f} MB, {before:.0f} MB of it before the first letter")
    return ratio >= TARGET


def _letters(pipe: Connection, count: int) -> list[bytes]:
    """Return what the server got since the last time."""
    pipe.send("letters")
    letters: list[bytes] = pipe.recv()
    assert len(letters) == count
    return letters


def main() -> int:
    """Start a server, measure, stop it; return 0 when the claim holds, else 1."""
    with tempfile.TemporaryDirectory(prefix="wv-bench-") as folder:
        pipe, theirs = multiprocessing.Pipe()
        server = multiprocessing.get_context("spawn").Process(target=serve, args=(Path(folder), theirs), daemon=True)
        server.start()
        try:
            return 0 if compare(Path(folder), pipe) else 1
        finally:
            pipe.send("")
            server.join(10)


if __name__ == "__main__":
    sys.exit(main())
