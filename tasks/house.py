"""The daily care of the house."""

from dataclasses import asdict
from datetime import datetime

from actions.housekeeping import keep_house
from rules.calendar import local_date
from store.session import transaction
from tasks.opening import batch, opened_house


@batch
def take_care(now: datetime) -> dict[str, int]:
    """Anchor and check the record, warn of what runs out; return the counts."""
    with opened_house() as house, transaction(house.engine) as session:
        return asdict(keep_house(session, local_date(now), now))
