"""Scenario 17: a relay without STARTTLS. Nothing leaves in clear, the queue grows, people are told, terms run on."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from actions.deadlines import run_sweep
from actions.delivery import deliver
from actions.house import House
from actions.mail_watch import ask_about_unsent
from channels.smtp import SmtpTransport
from rules.calendar import at_local
from store.models import Notice, WorkItem
from store.session import transaction
from tests.actions.signal_world import SENT_AT, World, notices
from tests.crash.smtp_server import HERE, Fault, Server, serving


def work(house: House, kind: str) -> list[str]:
    with transaction(house.engine) as session:
        return list(session.scalars(select(WorkItem.role).where(WorkItem.kind == kind, WorkItem.done_at.is_(None))))


def waiting(house: House) -> list[Notice]:
    with transaction(house.engine) as session:
        return [notice for notice in notices(session) if notice.state == "queued"]


def test_17_nothing_leaves_in_clear_and_people_are_told(house: House, tmp_path: Path) -> None:
    server = Server(tmp_path, Fault.TLS_STRIPPED)

    async def deliver_at(hours: int) -> None:
        way = SmtpTransport(HERE, server.port, "starttls", ca_file=server.ca_file)
        await deliver(house, SENT_AT + timedelta(hours=hours), transport=way)

    async def story() -> None:
        async with serving(server):
            for hours in (0, 1, 2):
                await deliver_at(hours)

    with transaction(house.engine) as session:
        World(house, session).sent()
    asyncio.run(story())

    assert server.accepted == []
    assert b"Kamerdeuren" not in server.clear
    assert set(bytes(server.clear).split()) <= {b"EHLO", b"QUIT", b"localhost"}
    assert {notice.last_error for notice in waiting(house) if notice.attempts} == {"tls_refused"}
    assert work(house, "mail_server_away") == ["administrator"]

    before = len(waiting(house))
    reminding = at_local(date(2026, 4, 1), SENT_AT.time())
    run_sweep(house, reminding)
    assert len(waiting(house)) > before, "terms run on, and their reminders join the queue"
    with transaction(house.engine) as session:
        assert ask_about_unsent(session, reminding) == 1
    assert work(house, "notice_unsent") == ["coordinator"]


def test_17_when_the_relay_is_mended_all_of_it_leaves_once(house: House, tmp_path: Path) -> None:
    server = Server(tmp_path, Fault.TLS_STRIPPED)

    async def story() -> None:
        async with serving(server):
            for hours in range(4):
                server.fault = Fault.TLS_STRIPPED if hours < 2 else Fault.NONE
                way = SmtpTransport(HERE, server.port, "starttls", ca_file=server.ca_file)
                await deliver(house, SENT_AT + timedelta(hours=hours), transport=way)

    with transaction(house.engine) as session:
        World(house, session).sent()
    asyncio.run(story())
    assert waiting(house) == []
    assert len(server.accepted) == len(set(server.accepted)) > 0
    assert work(house, "mail_server_away") == []
