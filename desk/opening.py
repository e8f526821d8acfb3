"""How a command enters the house."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from actions.house import House, NotSimulated, build_house, is_simulated, open_house
from actions.notices import urgent_notices
from desk.show import say
from rules.errors import RuleError
from store import clock
from store.models import User
from store.session import transaction
from store.settings import load_settings
from store.users import user_by_login


class UserUnknown(RuleError):
    """Somebody is named who is no active user."""

    def __init__(self, login: str) -> None:
        super().__init__(
            "Er is geen actieve gebruiker '{login}'. Kijk in het register, blad 'gebruikers'.", login=login
        )


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
    """Open the installation and one transaction in it. Urgent notices that were written in it leave right after it."""
    with opened_house() as house:
        with transaction(house.engine) as session:
            yield house, session
            urgent = urgent_notices(session)
        if urgent:
            _send_at_once(house, urgent)


def _send_at_once(house: House, notice_ids: list[int]) -> None:
    """Deliver urgent notices now. What was decided stands, whatever becomes of the mail: the flow tries again."""
    from actions.delivery import deliver_now

    try:
        asyncio.run(deliver_now(house, clock.now(), notice_ids))
    except Exception:  # noqa: BLE001 - as said above; the outbox holds what did not leave
        say("De spoedpost kon nu niet weg; hij gaat met de volgende ronde mee.")


def require_simulated(house: House, as_of: str | None) -> None:
    """Refuse to send as of another day, except in a simulated database.

    Raises: NotSimulated.
    """
    if as_of is None:
        return
    with transaction(house.engine) as session:
        if not is_simulated(session):
            raise NotSimulated


def user_named(session: Session, login: str) -> User:
    """Return the active user who signs in as `login`. Raises: UserUnknown."""
    user = user_by_login(session, login)
    if user is None or not user.active:
        raise UserUnknown(login)
    return user
