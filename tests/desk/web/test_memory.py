"""The desk at rest: what is loaded stays out of the collector's rounds."""

import gc
from collections.abc import Iterator

import pytest

from desk.web.memory import MIDDLE, OLD, YOUNG, settle


@pytest.fixture
def _as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("_as_it_was")
def test_what_is_loaded_is_not_walked_through_again() -> None:
    settle()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold() == (YOUNG, MIDDLE, OLD)
    assert gc.isenabled()
