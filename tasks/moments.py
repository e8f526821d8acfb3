"""The moment a flow works at: the clock's, or in a simulated database the one that was asked for."""

from datetime import datetime

from actions.house import NotSimulated, is_simulated
from store import clock
from store.session import transaction
from tasks.opening import opened_house


def moment(as_of: datetime | None) -> datetime:
    """Return the instant to work at.

    Raises: NotSimulated when another moment is asked of a real database; ValueError when it has no zone.
    """
    if as_of is None:
        return clock.now()
    if as_of.tzinfo is None:
        raise ValueError("as_of needs a time zone")
    with opened_house() as house, transaction(house.engine) as session:
        if not is_simulated(session):
            raise NotSimulated
    return as_of
