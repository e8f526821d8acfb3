"""Delivering what lies in the outbox."""

from dataclasses import asdict
from datetime import datetime

from actions.delivery import deliver
from tasks.opening import async_batch, opened_house


@async_batch
async def deliver_due(now: datetime) -> dict[str, int]:
    """Deliver the notices that are due at `now`; return how many of each outcome."""
    with opened_house() as house:
        return asdict(await deliver(house, now))
