"""A desk that is served for real, and a real Chromium to look at it with."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it carries no types
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from actions.house import House
from actions.web_sessions import open_session
from desk.web.all_pages import PAGES
from desk.web.app import make_app
from desk.web.signing_in import cookie_name
from desk.web.table import Page as Row
from rules.accounts import SignInWay
from rules.vocabulary import Language
from store.models import User
from store.session import transaction
from tests.desk.web.visiting import Moment

PHONE, DESKTOP, NARROWEST = 375, 1280, 320
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def chromium() -> str | None:
    """Return the program of a Chromium that is installed; None for Playwright's own."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


@contextmanager
def a_chromium() -> Iterator[Browser]:
    """Start a Chromium without a window: while it lives, no other test of this process can use asyncio."""
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@dataclass
class Served:
    """A desk on this machine: where it answers, the house behind it, and its clock."""

    address: str
    house: House
    moment: Moment


@contextmanager
def served(house: House, moment: Moment, pages: tuple[Row, ...] = PAGES) -> Iterator[Served]:
    """Serve the desk of a house on a free port of loopback, in a thread of its own."""
    app = make_app(house, now=moment, secure=False, pages=pages)
    config = uvicorn.Config(app, port=0, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
        assert thread.is_alive(), "the desk did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Served(f"http://127.0.0.1:{port}", house, moment)
    finally:
        server.should_exit = True
        thread.join(10)


@dataclass(frozen=True)
class Look:
    """One way to look at a page."""

    width: int = DESKTOP
    dark: bool = False
    language: Language = Language.NL
    script: bool = True

    def __str__(self) -> str:
        return f"{self.width}-{'dark' if self.dark else 'light'}-{self.language.value}"


LOOKS = tuple(
    Look(width, dark, language) for width in (PHONE, DESKTOP) for dark in (False, True) for language in Language
)


@contextmanager
def looking(browser: Browser, desk: Served, user: User | None = None, look: Look | None = None) -> Iterator[Page]:
    """Open a window on the desk, signed in as `user` (None: nobody)."""
    look = look or Look()
    context = browser.new_context(
        base_url=desk.address,
        viewport={"width": look.width, "height": 800},
        color_scheme="dark" if look.dark else "light",
        java_script_enabled=look.script,
        reduced_motion="reduce",
    )
    try:
        _sign_in(context, desk, user, look.language)
        yield context.new_page()
    finally:
        context.close()


def _sign_in(context: BrowserContext, desk: Served, user: User | None, language: Language) -> None:
    cookies = {"waakvlam-language": language.value}
    if user is not None:
        with transaction(desk.house.engine) as session:
            kept = session.get(User, user.id)
            assert kept is not None
            kept.language = language
            opened = open_session(session, kept, SignInWay.DEMO, desk.moment.now, whole=True)
        cookies[cookie_name(secure=False)] = opened.token
    context.add_cookies([{"name": name, "value": value, "url": desk.address} for name, value in cookies.items()])


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with a page: rule, and the first elements."""
    found: dict[str, Any] = Axe().run(page, options=RULES).response
    return [
        f"{one['id']}: {one['help']} ({'; '.join(node['html'][:120] for node in one['nodes'][:3])})"
        for one in found["violations"]
    ]


def complaints(page: Page) -> list[str]:
    """Return the list in which everything that the browser complains of from now on will stand."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def scrolls_sideways(page: Page) -> bool:
    """Return whether the page as a whole is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def picture(page: Page) -> bytes:
    """Return the whole page as a PNG."""
    return page.screenshot(full_page=True)
