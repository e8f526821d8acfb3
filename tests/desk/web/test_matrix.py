"""The authorisation matrix: every route as every role, on own and others' rows, and by who should not be there at all.

What is expected follows from the row of the page and from store/scope.py alone; every cell is opened.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from actions.house import House
from actions.web_sessions import csrf_token, open_session
from desk.web import static
from desk.web.all_pages import PAGES
from desk.web.app import make_app
from desk.web.errors import NotForRole, StrangeForm
from desk.web.matrix import as_markdown
from desk.web.signing_in import cookie_name
from desk.web.table import PUBLIC, Page, Scope
from rules.accounts import SignInWay
from rules.vocabulary import Role
from store.base import Base
from store.models import (
    Adviser,
    Agency,
    Client,
    Group,
    Issue,
    Municipality,
    RelationNote,
    ReleasedReport,
    Signal,
    User,
    Visit,
    WorkItem,
)
from store.scope import Viewer, may_see
from store.session import reading, transaction
from store.signals import signal_text_place
from tests.conftest import copied_sqlite
from tests.desk.web.visiting import Moment
from tests.halves import NOW, Two
from tests.house.tree import ROOT

PARAMETER = re.compile(r"{(\w+)(:\w+)?}")
NOUN: dict[Scope, type[Base]] = {
    Scope.ADVISER: Adviser, Scope.AGENCY: Agency, Scope.CASE: Issue, Scope.CLIENT: Client, Scope.GROUP: Group,
    Scope.MUNICIPALITY: ReleasedReport, Scope.RELATION: RelationNote, Scope.REPORT: ReleasedReport,
    Scope.SIGNAL: Signal, Scope.VISIT: Visit, Scope.WORK: WorkItem,
}  # fmt: skip
"""Which rows the scope of a page is about, as store/scope.py knows them."""
NAMED_BY: dict[Scope, dict[str, type[Base]]] = {
    Scope.CASE: {"code": Client, "reference": Issue},
    Scope.MUNICIPALITY: {"code": Municipality},
}
"""Where a path names its row by another one."""
NARROWED = {Scope.WORK}
"""Where a page shows less than may be seen: work of another comes on a list only when nobody else has it."""
BEHIND_A_CODE = {"reply"}
"""Pages without an account that open content, to who typed a code that was mailed (tests/desk/web/test_replies.py)."""
OPEN, MISSING, SIGN_IN, OTHER_ROLE, STRANGE, PROVE = "open", "missing", "sign in", "other role", "strange", "prove"
FORMS = [page for page in PAGES if page.method == "POST"]


def name_of(page: Page) -> str:
    return f"{page.method} {page.path}"


@dataclass
class Matrix:
    """One desk over the two halves, a signed-in client per role, and the database as it was at the start."""

    house: House
    moment: Moment
    rows: dict[str, dict[type[Base], Any]]
    users: dict[Role, User]
    tokens: dict[Role, str] = field(repr=False)
    start: Path

    def __post_init__(self) -> None:
        app = make_app(self.house, now=self.moment, secure=False)
        self.client = TestClient(app, "http://testserver", follow_redirects=False, raise_server_exceptions=False)

    def address(self, page: Page, half: str) -> str:
        """Return the address of a page about a row of one half."""

        def filled(found: re.Match[str]) -> str:
            name, kind = found[1], found[2]
            noun = NAMED_BY.get(page.scope, {}).get(name) or NOUN.get(page.scope)
            row = self.rows[half].get(noun) if noun else None
            if row is None or (kind is None and not hasattr(row, name)):
                return "1"
            return str(row.id if kind == ":int" else getattr(row, name))

        return PARAMETER.sub(filled, page.path)

    def ask(self, page: Page, role: Role | None, half: str = "own", *, key: bool = True) -> str:
        """Send one request and return what came of it; a form that did something is undone."""
        self.client.cookies.clear()
        token = self.tokens[role] if role else ""
        if token:
            self.client.cookies.set(cookie_name(secure=False), token)
        address = self.address(page, half)
        if page.method == "GET":
            answer = self.client.get(address)
        else:
            answer = self.client.post(address, data={"_csrf": csrf_token(token)} if key and token else {})
            if answer.status_code < 400:
                self.undo()
        assert answer.status_code < 500, f"{name_of(page)} breaks for {role}"
        return outcome(answer.status_code, answer.headers.get("location", ""), answer.text)

    def undo(self) -> None:
        """Put the database back as it was at the start."""
        with closing(sqlite3.connect(self.start)) as kept, closing(self._connect()) as present:
            kept.backup(present)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.house.settings.home / "waakvlam.db", timeout=30)

    def sees(self, page: Page, role: Role, half: str) -> bool:
        """Return whether a role sees the row of one half that a page is about."""
        with reading(self.house.engine) as session:
            row = session.get_one(NOUN[page.scope], self.rows[half][NOUN[page.scope]].id)
            return may_see(session, Viewer(session.get_one(User, self.users[role].id), NOW), row)


def outcome(status: int, location: str, text: str) -> str:
    if status == 303:
        return SIGN_IN if location.startswith("/aanmelden?next") else PROVE if "/bevestigen?" in location else OPEN
    if status == 403:
        return OTHER_ROLE if str(NotForRole()) in text else STRANGE if str(StrangeForm()) in text else OPEN
    return MISSING if status == 404 else OPEN


@pytest.fixture(scope="module")
def matrix(built_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    home = tmp_path_factory.mktemp("matrix")
    with copied_sqlite(built_sqlite, home) as house:
        with transaction(house.engine) as session:
            two = Two(session)
            for signal in session.scalars(select(Signal)):
                signal.text_sealed = house.vault.seal(session, signal_text_place(signal.reference), "Dicht.")
            users = {role: two.user(role) for role in Role}
            tokens = {
                role: open_session(session, user, SignInWay.LOCAL, NOW, whole=True).token
                for role, user in users.items()
            }
            rows = {"own": two.own, "other": two.other}
        house.engine.dispose()
        start = home / "start.db"
        shutil.copy2(home / "waakvlam.db", start)
        yield Matrix(house, Moment(NOW), rows, users, tokens, start)


def expected(matrix: Matrix, page: Page, role: Role, half: str) -> set[str]:
    """Return what may come of a request with everything in order but, perhaps, the row."""
    if not page.open_to(role):
        return {OTHER_ROLE}
    if page.scope is Scope.NONE:
        return {OPEN, MISSING} if PARAMETER.search(page.path) else {OPEN}
    if not matrix.sees(page, role, half):
        return {MISSING}
    return {OPEN, MISSING} if page.scope in NARROWED and role is not Role.ADVISER else {OPEN}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_role_on_own_and_others_rows(matrix: Matrix, page: Page) -> None:
    halves = ("own",) if page.scope is Scope.NONE else ("own", "other")
    cells = [(role, half) for role in Role for half in halves if page.roles is not PUBLIC]
    found = {cell: matrix.ask(page, *cell) for cell in cells}
    unexpected = {cell: what for cell, what in found.items() if what not in expected(matrix, page, *cell)}
    assert unexpected == {}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_who_did_not_sign_in(matrix: Matrix, page: Page) -> None:
    if page.roles is not PUBLIC:
        assert matrix.ask(page, None) == SIGN_IN
    elif page.method == "POST":
        assert matrix.ask(page, None) == STRANGE
    else:
        assert matrix.ask(page, None) in ({OPEN, MISSING} if PARAMETER.search(page.path) else {OPEN})


@pytest.mark.parametrize("page", [page for page in PAGES if page.roles is not PUBLIC], ids=name_of)
def test_whose_session_ended(matrix: Matrix, page: Page) -> None:
    role = next(role for role in Role if page.open_to(role))
    matrix.moment.now = NOW + timedelta(minutes=31)
    try:
        assert matrix.ask(page, role) == SIGN_IN
    finally:
        matrix.moment.now = NOW


@pytest.mark.parametrize("page", FORMS, ids=name_of)
def test_a_form_without_its_key(matrix: Matrix, page: Page) -> None:
    role = next(role for role in Role if page.open_to(role))
    assert matrix.ask(page, role, key=False) == STRANGE


@pytest.mark.parametrize("page", [page for page in PAGES if page.reauth], ids=name_of)
def test_what_asks_again_who_it_is(matrix: Matrix, page: Page) -> None:
    role = next(role for role in Role if page.open_to(role))
    matrix.moment.now = NOW + timedelta(minutes=5, seconds=1)
    try:
        assert matrix.ask(page, role) == PROVE
    finally:
        matrix.moment.now = NOW


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_row_is_whole(page: Page) -> None:
    """A page about one row says of which kind; what opens content is for nobody from the street without a code."""
    assert page.scope is Scope.NONE or PARAMETER.search(page.path)
    assert page.scope is Scope.NONE or page.roles is not PUBLIC
    assert page.reads is None or page.roles is not PUBLIC or page.name in BEHIND_A_CODE


def test_no_two_rows_are_one_route() -> None:
    routes = [(page.method, PARAMETER.sub("{}", page.path)) for page in PAGES]
    assert len(set(routes)) == len(routes)
    assert len({page.name for page in PAGES}) == len(PAGES)


def test_every_route_has_a_row(matrix: Matrix) -> None:
    """Only the static files are served without a row: they are the same for everybody."""
    app = matrix.client.app
    assert isinstance(app, Starlette)
    routes = {
        (route.path, method) for route in app.routes if isinstance(route, Route) for method in route.methods or ()
    }
    rows = {(page.path, page.method) for page in PAGES}
    assert {path for path, method in routes - rows if method != "HEAD"} <= {static.ROUTE.path}
    assert rows <= routes


def test_the_paper_is_current() -> None:
    """`python -m desk.web.matrix > docs/authorisation.md` writes it anew."""
    assert (ROOT / "docs" / "authorisation.md").read_text(encoding="utf-8") == as_markdown(PAGES)
