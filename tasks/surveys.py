"""Asking clients how the help was."""

from dataclasses import asdict
from datetime import datetime

from actions.clock_guard import check_clock
from actions.surveys import send_surveys
from store import clock
from store.session import transaction
from tasks.opening import batch, opened_house


@batch
def ask_clients(now: datetime) -> dict[str, int]:
    """Write the mails after support cases that ended; return how many, and how many clients left no address."""
    with opened_house() as house, transaction(house.engine) as session:
        check_clock(session, now, clock.pulse())
        return asdict(send_surveys(session, house, now))
