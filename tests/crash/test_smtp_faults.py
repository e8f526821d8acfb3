"""The matrix of SMTP faults on the outbox as a whole: the right end, nothing in clear, nothing lost, somebody told."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.delivery import DOUBTS, DeliveryCounts, deliver
from actions.house import House
from channels.smtp import SmtpTransport
from store.events import breaks
from store.models import Adviser, Notice, WorkItem
from store.session import transaction
from tests.actions.outbox import NOON, fill
from tests.crash.smtp_server import HERE, Fault, Server, serving

ONE, MANY = 3, 50
IMPATIENT, PATIENT = 1.0, 30.0
"""Seconds to wait for an answer: little where none will come, else enough for a machine that has much to do."""


@dataclass(frozen=True)
class Expected:
    """How a letter stands after one round with the fault, and with which word."""

    state: str
    error: str | None
    stops_round: bool = False


WAITS, SENT = "queued", "sent"
MATRIX: dict[Fault, Expected] = {
    Fault.NONE: Expected(SENT, None),
    Fault.BUSY: Expected(WAITS, "421", stops_round=True),
    Fault.GREYLISTED: Expected(WAITS, "451"),
    Fault.FULL: Expected(WAITS, "452"),
    Fault.UNKNOWN: Expected("dead", "550"),
    Fault.TOO_BIG: Expected("dead", "552"),
    Fault.BANNER_HANGS: Expected(WAITS, "timeout", stops_round=True),
    Fault.DATA_HANGS: Expected(WAITS, "doubt:1:timeout"),
    Fault.DROPS_BEFORE_TEXT: Expected(WAITS, "doubt:1:connection_lost"),
    Fault.DROPS_AFTER_TEXT: Expected(WAITS, "doubt:1:connection_lost"),
    Fault.CLOSES_AFTER_OK: Expected(SENT, None),
    Fault.SLOW: Expected(SENT, None),
    Fault.TLS_STRIPPED: Expected(WAITS, "tls_refused", stops_round=True),
    Fault.TLS_REFUSED: Expected(WAITS, "tls_refused", stops_round=True),
    Fault.CERTIFICATE_OF_ANOTHER: Expected(WAITS, "tls_certificate", stops_round=True),
    Fault.CERTIFICATE_ENDED: Expected(WAITS, "tls_certificate", stops_round=True),
    Fault.CERTIFICATE_SELF_MADE: Expected(WAITS, "tls_certificate", stops_round=True),
    Fault.PLAIN: Expected(WAITS, "tls_refused", stops_round=True),
    Fault.SEVEN_BITS: Expected(SENT, None),
}
HANGS = {Fault.BANNER_HANGS, Fault.DATA_HANGS}


def way(server: Server) -> SmtpTransport:
    patience = IMPATIENT if server.fault in HANGS else PATIENT
    return SmtpTransport(HERE, server.port, "starttls", timeout=patience, ca_file=server.ca_file, limit=2 * patience)


async def round_of(house: House, server: Server, now: datetime) -> DeliveryCounts:
    return await deliver(house, now, transport=way(server), limit=10_000)


def notices(house: House) -> list[Notice]:
    with transaction(house.engine) as session:
        return list(session.scalars(select(Notice).order_by(Notice.id)))


async def play(house: House, server: Server, fault: Fault, count: int) -> None:
    """Send with the fault once, judge, mend the server and send until nothing waits; judge again."""
    fill(house, count, urgent=True)
    async with serving(server):
        server.fault = fault
        await round_of(house, server, NOON)
        judge_round(house, server, MATRIX[fault], count)
        server.fault = Fault.NONE
        for hours in range(1, 4):
            await round_of(house, server, NOON + timedelta(hours=hours))
    judge_end(house, server, MATRIX[fault], count)


def judge_round(house: House, server: Server, expected: Expected, count: int) -> None:
    stands = Counter((notice.state, notice.last_error) for notice in notices(house))
    tried = 1 if expected.stops_round else count
    assert stands == Counter({(expected.state, expected.error): tried}) + Counter({(WAITS, None): count - tried})
    with transaction(house.engine) as session:
        asked = session.scalars(select(WorkItem.kind)).all()
    assert asked == (["notice_undelivered"] * count if expected.state == "dead" else [])
    judge_clear(server)


def judge_end(house: House, server: Server, expected: Expected, count: int) -> None:
    states = {notice.state for notice in notices(house)}
    assert states == ({"dead"} if expected.state == "dead" else {SENT})
    told = {notice.message_id for notice in notices(house) if notice.state == SENT}
    assert told <= set(server.accepted), "a letter was lost"
    with transaction(house.engine) as session:
        assert list(breaks(session)) == []
    judge_clear(server)


def judge_clear(server: Server) -> None:
    """Before TLS nothing may be said but the greeting and the wish for TLS, and no name of this machine."""
    said = {line.split(b" ")[0].upper() for line in bytes(server.clear).split(b"\r\n") if line}
    assert said <= {b"EHLO", b"HELO", b"STARTTLS", b"QUIT"}, f"in clear: {said}"


@pytest.mark.parametrize("fault", [pytest.param(fault, id=fault.value) for fault in Fault])
def test_each_fault_ends_right(house: House, tmp_path: Path, fault: Fault) -> None:
    asyncio.run(play(house, Server(tmp_path), fault, 1 if fault in HANGS else ONE))


def test_an_address_that_is_not_ascii_is_phoned_and_stops_no_other(house: House, tmp_path: Path) -> None:
    numbers = fill(house, ONE, urgent=True)
    with transaction(house.engine) as session:
        reader = session.get_one(Notice, numbers[1]).recipient_id
        session.get_one(Adviser, reader).email = "zoë@vertrouwenswerk.example"

    async def story(server: Server) -> DeliveryCounts:
        async with serving(server):
            server.fault = Fault.SEVEN_BITS
            return await round_of(house, server, NOON)

    assert asyncio.run(story(Server(tmp_path))) == DeliveryCounts(sent=ONE - 1, dead=1)
    assert [(notice.state, notice.last_error) for notice in notices(house)][1] == ("dead", "bad_address")
    with transaction(house.engine) as session:
        assert session.scalars(select(WorkItem.kind)).all() == ["notice_undelivered"]


@pytest.mark.crash
@pytest.mark.parametrize("fault", [pytest.param(fault, id=fault.value) for fault in Fault])
def test_each_fault_ends_right_many_times(house: House, tmp_path: Path, fault: Fault) -> None:
    asyncio.run(play(house, Server(tmp_path), fault, 20 if fault in HANGS else MANY))


def test_a_server_without_a_name_is_unavailable(house: House) -> None:
    """DNS does not know it: nothing leaves, everything waits."""
    (notice_id,) = fill(house, 1, urgent=True)
    nowhere = SmtpTransport("nergens.invalid", 587, "starttls", timeout=PATIENT, limit=PATIENT)
    asyncio.run(deliver(house, NOON, transport=nowhere))
    (notice,) = notices(house)
    assert (notice.id, notice.state, notice.last_error) == (notice_id, WAITS, "unreachable")


def test_what_stays_in_doubt_goes_to_a_person_and_is_not_sent_for_ever(house: House, tmp_path: Path) -> None:
    server = Server(tmp_path, Fault.DROPS_AFTER_TEXT)

    async def story() -> None:
        fill(house, 1, urgent=True)
        async with serving(server):
            for hours in range(DOUBTS + 2):
                await round_of(house, server, NOON + timedelta(hours=hours))

    asyncio.run(story())
    (notice,) = notices(house)
    assert notice.state == "in_doubt"
    assert server.accepted == [notice.message_id] * DOUBTS
    with transaction(house.engine) as session:
        assert session.scalars(select(WorkItem.kind)).all() == ["notice_in_doubt"]
