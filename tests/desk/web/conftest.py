"""Desks to visit in tests."""

import pytest

from actions.house import House
from tests.desk.web.visiting import Desks, Moment


@pytest.fixture
def moment() -> Moment:
    """The clock of the desk: Wednesday 8 April 2026, ten o'clock, until a test moves it."""
    return Moment()


@pytest.fixture
def desks(house: House, moment: Moment) -> Desks:
    """The desk of a fresh house on SQLite; `desks.sign_in(Role.COORDINATOR)` gives a visitor."""
    return Desks(house, moment)
