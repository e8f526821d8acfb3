"""Delivering what lies in the outbox."""

from dataclasses import asdict
from datetime import datetime

from actions.delivery import deliver
from actions.hook_delivery import deliver_hooks
from actions.inbound import read_mailbox_or_ask
from actions.mail_watch import ask_about_unsent
from store.session import transaction
from tasks.opening import async_batch, batch, opened_house


@async_batch
async def deliver_due(now: datetime) -> dict[str, int]:
    """Deliver the notices that are due at `now`; return how many of each outcome."""
    with opened_house() as house:
        return asdict(await deliver(house, now))


@batch
def watch_unsent(now: datetime) -> dict[str, int]:
    """Make work of letters that should have left long ago; return how many."""
    with opened_house() as house, transaction(house.engine) as session:
        return {"unsent": ask_about_unsent(session, now)}


@batch
def read_mail(now: datetime) -> dict[str, int]:
    """Take in what lies in the mailbox, where one is set; return how many of each kind."""
    with opened_house() as house:
        return read_mailbox_or_ask(house, now)


@batch
def tell_systems(now: datetime) -> dict[str, int]:
    """Try the messages that other systems are to get; return how many had each outcome."""
    with opened_house() as house:
        return deliver_hooks(house, now)
