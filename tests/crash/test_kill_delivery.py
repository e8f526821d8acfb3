"""No notice is lost and none is double after Message-ID, whenever the delivery is killed."""

import asyncio

import pytest

from actions.house import House
from tests.crash.kill_delivery import Figures, kill_into_maildir, kill_into_smtp

FEW, MANY = 5, 50


def judge(figures: Figures) -> None:
    print(figures)  # noqa: T201 - the figures are the finding
    assert figures.distinct == figures.notices, "a notice was lost"
    assert figures.on_the_wire - figures.distinct <= figures.kills, "more than one duplicate for a kill"


@pytest.mark.slow
def test_five_kills_into_a_maildir(house: House) -> None:
    figures = asyncio.run(kill_into_maildir(house, FEW))
    judge(figures)
    assert figures.on_the_wire == figures.notices, "a letter lies in the Maildir twice"


@pytest.mark.slow
def test_five_kills_into_smtp(house: House) -> None:
    judge(asyncio.run(kill_into_smtp(house, FEW)))


@pytest.mark.crash
def test_many_kills_into_a_maildir(each_house: House) -> None:
    figures = asyncio.run(kill_into_maildir(each_house, MANY))
    judge(figures)
    assert figures.on_the_wire == figures.notices, "a letter lies in the Maildir twice"


@pytest.mark.crash
def test_many_kills_into_smtp(each_house: House) -> None:
    judge(asyncio.run(kill_into_smtp(each_house, MANY)))
