"""One Chromium for each file of this folder, and a desk of a fresh house for each."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from actions.house import House
from tests.browser.live import Served, chromium, served
from tests.desk.web.visiting import Desks, Moment


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window, for one file: while it lives, no other test of this process can use asyncio."""
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def moment() -> Moment:
    """The clock of the desk: Wednesday 8 April 2026, ten o'clock, until a test moves it."""
    return Moment()


@pytest.fixture
def live_desk(house: House, moment: Moment) -> Iterator[Served]:
    """The desk of a fresh house on SQLite, served."""
    with served(house, moment) as desk:
        yield desk


@pytest.fixture
def live_desks(live_desk: Served) -> Desks:
    """Makes users in the house of the served desk."""
    return Desks(live_desk.house, live_desk.moment)
