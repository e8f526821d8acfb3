"""One Chromium for each file of this folder, and a desk of a fresh house for each."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from actions.house import House
from tests.browser.live import Served, a_chromium, served
from tests.desk.web.visiting import Desks, Moment


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for one file."""
    with a_chromium() as started:
        yield started


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
