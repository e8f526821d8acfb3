"""How a command enters the house."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from actions.house import House, NotSimulated, build_house, is_simulated, open_house
from store import clock
from store.session import transaction
from store.settings import load_settings


@contextmanager
def opened_house() -> Iterator[House]:
    """Open the installation that the environment names, for one command."""
    house = open_house(load_settings())
    try:
        yield house
    finally:
        house.engine.dispose()


@contextmanager
def built_house() -> Iterator[House]:
    """Make or upgrade the installation that the environment names, for one command."""
    house = build_house(load_settings(), clock.now())
    try:
        yield house
    finally:
        house.engine.dispose()


@contextmanager
def in_house() -> Iterator[tuple[House, Session]]:
    """Open the installation and one transaction in it."""
    with opened_house() as house, transaction(house.engine) as session:
        yield house, session


def require_simulated(house: House, as_of: str | None) -> None:
    """Refuse to send as of another day, except in a simulated database.

    Raises: NotSimulated.
    """
    if as_of is None:
        return
    with transaction(house.engine) as session:
        if not is_simulated(session):
            raise NotSimulated
