"""Every page there is, as each role: made from the rows of the pages, so that a new page is looked at by itself."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from desk.web.all_pages import PAGES
from desk.web.table import PUBLIC, Page
from rules.vocabulary import Role
from store.models import Signal, User
from store.scope import Viewer, may_see
from store.session import reading, transaction
from store.signals import signal_text_place
from tests.browser.live import NARROWEST, Look, Served, looking, scrolls_sideways
from tests.desk.web.test_matrix import NAMED_BY, NOUN, PARAMETER
from tests.halves import NOW, Two

NO_PAGE = re.compile(r"\.(xlsx|pdf|ics|zip)$|/los$|/bestand$|/zip/|^/gezond$|^/aanmelden/(organisatie|terug)$")
LOOKED_AT = [page for page in PAGES if page.method == "GET" and not NO_PAGE.search(page.path)]


@dataclass
class World:
    """Two halves, and somebody of each role in the first."""

    two: Two
    users: dict[Role, User]


@pytest.fixture
def world(live_desk: Served) -> World:
    live_desk.moment.now = NOW
    with transaction(live_desk.house.engine) as session:
        two = Two(session)
        for signal in session.scalars(select(Signal)):
            place = signal_text_place(signal.reference)
            signal.text_sealed = live_desk.house.vault.seal(session, place, "Dicht.")
        return World(two, {role: two.user(role) for role in Role})


def address(desk: Served, world: World, page: Page, role: Role | None) -> str | None:
    """Return where a page lies for a role; None where this role sees no such row."""
    noun = NOUN.get(page.scope)
    if noun is not None:
        with reading(desk.house.engine) as session:
            row = session.get_one(noun, world.two.own[noun].id)
            if role is None or not may_see(session, Viewer(session.get_one(User, world.users[role].id), NOW), row):
                return None

    def filled(found: re.Match[str]) -> str:
        kind = NAMED_BY.get(page.scope, {}).get(found[1]) or noun
        row = world.two.own.get(kind) if kind else None
        return str(getattr(row, "id" if found[2] == ":int" else found[1], "1")) if row is not None else "1"

    return PARAMETER.sub(filled, page.path)


@pytest.mark.browser
@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "nobody")
def test_no_page_is_wider_than_the_narrowest_phone(
    browser: Browser, live_desk: Served, world: World, role: Role | None
) -> None:
    wide, opened = [], 0
    with looking(browser, live_desk, world.users[role] if role else None, Look(NARROWEST)) as page:
        for row in LOOKED_AT:
            if (row.roles is PUBLIC) if role is None else (row.roles is not PUBLIC and row.open_to(role)):
                where = address(live_desk, world, row, role)
                if where is None:
                    continue
                answer = page.goto(where)
                assert answer is not None
                assert answer.status < 500, where
                opened += 1
                wide += [where] if scrolls_sideways(page) else []
    assert wide == []
    assert opened > 3
