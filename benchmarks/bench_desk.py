"""Claim: every page of the desk is there in 100 ms (p95, server time), with at most 10 SQL statements.

With the data of the whole country (42,000 windows, 600 signals, 21,000 issues) on SQLite and on PostgreSQL, each page
as each role that may open it, beside a bare page of Starlette in the same run. The first page that somebody ever opens,
with style, script and letters, is at most 100 kB as it travels. What is not a page (workbooks, PDF) is not measured.

Counted are seconds of the processor, of ours and of PostgreSQL's together: what else the machine does changes little in
them. What the clock on the wall said stands beside it.

`python -m benchmarks.bench_desk [rounds] [--page /signalen --page /planning/week] [--on PostgreSQL]`; exit code 1 where
the claim does not hold.
"""

import argparse
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import islice
from math import ceil
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Engine, select, text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions.house import House
from actions.web_sessions import open_session
from benchmarks.desk_world import ISSUES, NOW, SIGNALS, WINDOWS, fill
from benchmarks.houses import kinds, machine, new_house
from desk.web import table
from desk.web.all_pages import PAGES
from desk.web.app import make_app
from desk.web.memory import settle
from desk.web.signing_in import cookie_name
from desk.web.table import PUBLIC, Page
from rules.accounts import SignInWay
from rules.vocabulary import Role
from store.base import Base
from store.models import Adviser, Client, Group, Issue, ReleasedReport, Signal, User, Visit, WorkItem
from store.scope import Viewer, seen
from store.session import reading, transaction
from tests.desk.web.visiting import statements

ROUNDS = 20
MOST_MS, MOST_STATEMENTS, MOST_BYTES = 100.0, 10, 100_000
ROWS_EACH = 4
"""How many rows are opened of a page about one row."""
ROWS_TRIED = 200
"""Among how many these are looked for: a row may be seen in a list and not be there to open, such as work of others."""
NO_PAGE = (
    ".xlsx",
    ".pdf",
    ".ics",
    "/los",
    "/bestand",
    "/zip/",
    "/tekst",
    "/brief",
    "/dossier",
    "/aanmelden/",
    "/concepten/",
)
PLACE = re.compile(r"{(\w+)(?::\w+)?}")
ASSET = re.compile(r"(?:href|src)=\"(/static/[^\"]+)\"")
INNER = re.compile(r"url\([\"']?(/static/[^\"')]+|[\w./-]+\.woff2)[\"']?\)")
NOUNS: dict[table.Scope, tuple[type[Base], Any]] = {
    table.Scope.ADVISER: (Adviser, Adviser.code), table.Scope.CLIENT: (Client, Client.code),
    table.Scope.GROUP: (Group, Group.code), table.Scope.REPORT: (ReleasedReport, ReleasedReport.number),
    table.Scope.SIGNAL: (Signal, Signal.reference), table.Scope.VISIT: (Visit, Visit.id),
    table.Scope.WORK: (WorkItem, WorkItem.id),
}  # fmt: skip


@dataclass
class DatabaseClock:
    """The processor seconds of PostgreSQL's own processes, by Linux; always 0 for SQLite, which counts within ours."""

    engine: Engine
    tasks: list[Path] = field(default_factory=list)

    def find(self) -> None:
        """Look up which processes serve us now."""
        if self.engine.dialect.name != "postgresql":
            return
        with self.engine.connect() as connection:
            asked = text("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")
            files = [Path(f"/proc/{number}/schedstat") for number in connection.scalars(asked)]
        self.tasks = [file for file in files if file.exists()]

    def seconds(self) -> float:
        """Return what they took together since they began."""
        return sum(int(file.read_text().split()[0]) for file in self.tasks if file.exists()) / 1e9


@dataclass
class Meter:
    """An application with a clock around it: seconds (wall and processor) and bytes of the last answer."""

    app: ASGIApp
    wall: float = 0.0
    cpu: float = 0.0
    sent: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.sent, wall, cpu = 0, perf_counter(), process_time()

        async def counted(message: Message) -> None:
            self.sent += len(message.get("body", b""))
            await send(message)

        await self.app(scope, receive, counted)
        self.wall, self.cpu = perf_counter() - wall, process_time() - cpu


@dataclass
class Cell:
    """One page as one role."""

    page: Page
    role: Role
    addresses: list[str]
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    statements: int = 0
    status: int = 0
    sent: int = 0

    @property
    def why_not(self) -> str:
        """Return why the claim does not hold for this page; empty where it does."""
        reasons = {
            f"answered {self.status}": self.status >= HTTPStatus.BAD_REQUEST,
            "too slow": p95(self.cpu) > MOST_MS,
            "too many statements": self.statements > MOST_STATEMENTS,
        }
        return ", ".join(reason for reason, holds in reasons.items() if holds)


def p95(figures: list[float]) -> float:
    """Return the 95th percentile (nearest rank) in milliseconds."""
    return sorted(figures)[ceil(len(figures) * 0.95) - 1] * 1000


def addresses_of(house: House, page: Page, user: User) -> list[str]:
    """Return addresses of a page: some rows of whoever looks; none where the path names what is not a row."""
    if not PLACE.search(page.path):
        return [page.path]
    if page.scope not in NOUNS and page.scope is not table.Scope.CASE:
        return []
    with reading(house.engine) as session:
        viewer = Viewer(session.get_one(User, user.id), NOW)
        if page.scope is table.Scope.CASE:
            cases = select(Client.code, Issue.reference).join(Issue, Issue.client_id == Client.id)
            own = cases.where(Client.id.in_(seen(Client, viewer).with_only_columns(Client.id)))
            return [f"/clienten/{code}/zaken/{ref}" for code, ref in session.execute(own.limit(ROWS_TRIED))]
        noun, key = NOUNS[page.scope]
        keys = session.scalars(seen(noun, viewer).with_only_columns(key).order_by(key.desc()).limit(ROWS_TRIED)).all()
    return [PLACE.sub(str(one), page.path) for one in keys]


def cells(house: House, users: dict[Role, User], chosen: Collection[str]) -> Iterator[Cell]:
    """Yield every page with every role that may open it; of `chosen` paths alone where there are any."""
    for page in PAGES:
        if chosen and page.path not in chosen:
            continue
        if page.method == "GET" and page.roles is not PUBLIC and not any(part in page.path for part in NO_PAGE):
            for role in Role:
                if page.open_to(role) and (addresses := addresses_of(house, page, users[role])):
                    yield Cell(page, role, addresses)


async def bare(_request: Request) -> Response:
    return HTMLResponse("<!DOCTYPE html><title>x</title><p>" + "woorden " * 1_000)


def measure(house: House, rounds: int, chosen: Collection[str]) -> tuple[list[Cell], list[float], int]:
    """Open everything `rounds` times; return the cells, what a bare page took, and the bytes of a first load."""
    world, database = fill(house), DatabaseClock(house.engine)
    meter, plain = Meter(make_app(house, now=lambda: NOW, secure=False)), Meter(Starlette(routes=[Route("/", bare)]))
    client, beside = TestClient(meter, follow_redirects=False), TestClient(plain)
    with transaction(house.engine) as session:
        tokens = {
            role: open_session(session, user, SignInWay.LOCAL, NOW, whole=True).token
            for role, user in world.users.items()
        }
    measured, floor = list(cells(house, world.users, chosen)), list[float]()
    for cell in measured:
        client.cookies.clear()
        client.cookies.set(cookie_name(secure=False), tokens[cell.role])
        cell.addresses = openable(client, cell.addresses)
    settle()
    for turn in range(-1, rounds):
        database.find()
        for cell in measured:
            before = database.seconds()
            client.cookies.clear()
            client.cookies.set(cookie_name(secure=False), tokens[cell.role])
            with statements(house.engine) as said:
                answer = client.get(cell.addresses[turn % len(cell.addresses)])
            database_took = database.seconds() - before
            bare_status = beside.get("/").status_code
            assert bare_status == 200
            if turn >= 0:  # the first time everything is made ready
                cell.wall.append(meter.wall)
                cell.cpu.append(meter.cpu + database_took)
                cell.statements, cell.status = max(cell.statements, len(said)), max(cell.status, answer.status_code)
                cell.sent = max(cell.sent, meter.sent)
                floor.append(plain.cpu)
    return measured, floor, first_load(client, meter, max(measured, key=lambda cell: cell.sent), tokens)


def openable(client: TestClient, addresses: list[str]) -> list[str]:
    """Return the first few addresses that open; all where none does, which is then told as an answer that is wrong."""
    opened = (address for address in addresses if client.get(address).status_code < HTTPStatus.BAD_REQUEST)
    return list(islice(opened, ROWS_EACH)) or addresses


def first_load(client: TestClient, meter: Meter, cell: Cell, tokens: dict[Role, str]) -> int:
    """Return the bytes of the largest page with all that it loads, as they travel."""
    client.cookies.clear()
    client.cookies.set(cookie_name(secure=False), tokens[cell.role])
    wanted = set(ASSET.findall(client.get(cell.addresses[0]).text))
    total = meter.sent
    for address in sorted(wanted):
        found = client.get(address)
        total += meter.sent
        if address.split("?")[0].endswith(".css"):
            wanted |= {one for one in INNER.findall(found.text) if one.startswith("/static/")}
    return total


def show(kind: str, measured: list[Cell], floor: list[float], loaded: int) -> bool:
    """Print the table, slowest first; return whether the claim holds."""
    bare_ms = p95(floor)
    print(f"\n{kind}: {WINDOWS} windows, {SIGNALS} signals, {ISSUES} issues; a bare page takes {bare_ms:.1f} ms (p95)")
    print(f"{'page':<40} {'role':<20} {'sql':>4} {'p95 ms':>8} {'x bare':>7} {'wall':>8} {'kB':>6}  holds")
    for cell in sorted(measured, key=lambda cell: -p95(cell.cpu)):
        times = f"{p95(cell.cpu):>8.1f} {p95(cell.cpu) / bare_ms:>7.1f} {p95(cell.wall):>8.1f} {cell.sent / 1000:>6.1f}"
        holds = f"no: {cell.why_not}" if cell.why_not else "yes"
        print(f"{cell.page.path[:40]:<40} {cell.role.value:<20} {cell.statements:>4} {times}  {holds}")
    bad = [cell for cell in measured if cell.why_not]
    print(f"{len(measured) - len(bad)} of {len(measured)} within {MOST_MS:.0f} ms and {MOST_STATEMENTS} statements;"
          f" first load {loaded / 1000:.1f} kB of {MOST_BYTES / 1000:.0f}")  # fmt: skip
    return not bad and loaded <= MOST_BYTES


def main() -> None:
    """Measure on the databases that are asked for, or on every one that is here."""
    asked = argparse.ArgumentParser(description="Measure the pages of the desk.")
    asked.add_argument("rounds", nargs="?", type=int, default=ROUNDS, help="how often each page is opened")
    asked.add_argument("--page", action="append", default=[], help="path of a page as its row says it; all without it")
    asked.add_argument("--on", action="append", default=[], help="SQLite or PostgreSQL; both without it")
    given = asked.parse_args()
    unknown = set(given.page) - {page.path for page in PAGES}
    if unknown:
        asked.error(f"no page has this path: {', '.join(sorted(unknown))}")
    print(machine())
    holds = True
    for kind in kinds():
        if not given.on or kind in given.on:
            with new_house(kind) as house:
                holds &= show(kind, *measure(house, given.rounds, given.page))
    raise SystemExit(0 if holds else 1)


if __name__ == "__main__":
    main()
