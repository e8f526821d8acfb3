"""No notice is lost and none is double after Message-ID, whenever the delivery is killed."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from actions.house import House, open_house
from tests.conftest import copied_sqlite, new_postgresql, settings_for
from tests.crash.kill_delivery import Figures, kill_into_maildir, kill_into_smtp

FEW, SOME, MANY = 5, 20, 250


def judge(figures: Figures) -> None:
    print(figures)  # noqa: T201 - the figures are the finding
    assert figures.distinct == figures.notices, "a notice was lost"
    assert figures.on_the_wire - figures.distinct <= figures.kills, "more than one duplicate for a kill"


def judge_maildir(figures: Figures) -> None:
    judge(figures)
    assert figures.on_the_wire == figures.notices, "a letter lies in the Maildir twice"


@pytest.fixture
def four_houses(request: pytest.FixtureRequest, built_sqlite: Path, tmp_path: Path) -> Iterator[list[House]]:
    """Two houses on SQLite and two on PostgreSQL."""
    template, built = request.getfixturevalue("built_postgresql")
    server = request.getfixturevalue("postgresql_server")
    with ExitStack() as stack:
        houses = [stack.enter_context(copied_sqlite(built_sqlite, tmp_path / name)) for name in ("one", "two")]
        for name in ("three", "four"):
            home = tmp_path / name
            home.mkdir()
            shutil.copy2(built / "key", home / "key")
            house = open_house(settings_for(new_postgresql(server, template), home))
            stack.callback(house.engine.dispose)
            houses.append(house)
        yield houses


@pytest.mark.slow
def test_five_kills_into_a_maildir(house: House) -> None:
    judge_maildir(asyncio.run(kill_into_maildir(house, FEW)))


@pytest.mark.slow
def test_twenty_kills_into_smtp(house: House) -> None:
    judge(asyncio.run(kill_into_smtp(house, SOME)))


@pytest.mark.crash
@pytest.mark.timeout(900)
def test_a_thousand_kills(four_houses: list[House]) -> None:
    """Kill deliveries on both databases and by both ways out, all four beside each other."""

    async def all_four() -> list[Figures]:
        ways = (kill_into_maildir, kill_into_smtp) * 2
        return await asyncio.gather(*(way(house, MANY) for way, house in zip(ways, four_houses, strict=True)))

    figures = asyncio.run(all_four())
    for found, check in zip(figures, (judge_maildir, judge) * 2, strict=True):
        check(found)
    assert sum(found.kills for found in figures) == 4 * MANY
