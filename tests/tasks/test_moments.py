"""The moment that a flow works at."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions.house import NotSimulated, build_house
from store import clock
from store.settings import Settings
from tasks.moments import moment

ANOTHER_DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(params=[True, False], ids=["simulated", "real"])
def simulated(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Make a house where the environment points to; say which kind it is."""
    is_simulated: bool = request.param
    monkeypatch.setenv("WAAKVLAM_HOME", str(tmp_path))
    monkeypatch.delenv("WAAKVLAM_DATABASE_URL", raising=False)
    build_house(Settings(home=tmp_path), ANOTHER_DAY, simulated=is_simulated).engine.dispose()
    return is_simulated


def test_without_a_moment_it_is_the_clocks(simulated: bool) -> None:
    before = clock.now()
    assert before <= moment(None) <= clock.now()


def test_only_a_simulated_database_works_at_another_moment(simulated: bool) -> None:
    if simulated:
        assert moment(ANOTHER_DAY) == ANOTHER_DAY
        return
    with pytest.raises(NotSimulated, match="Deze database is echt"):
        moment(ANOTHER_DAY)


def test_a_moment_without_a_zone_is_refused(simulated: bool) -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment(ANOTHER_DAY.replace(tzinfo=None))


def test_a_real_database_refuses_the_near_future_too(simulated: bool) -> None:
    soon = clock.now() + timedelta(seconds=1)
    if not simulated:
        with pytest.raises(NotSimulated):
            moment(soon)
    else:
        assert moment(soon) == soon
