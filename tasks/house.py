"""The daily care of the house."""

from dataclasses import asdict
from datetime import datetime

from actions.backups import make_daily_backup
from actions.housekeeping import keep_house
from actions.mail_watch import watch_certificates
from rules.calendar import local_date
from store.session import transaction
from tasks.opening import batch, opened_house


@batch
def take_care(now: datetime) -> dict[str, int]:
    """Anchor and check the record, warn of what runs out; return the counts."""
    with opened_house() as house, transaction(house.engine) as session:
        return asdict(keep_house(session, local_date(now), now))


@batch
def watch_mail(now: datetime) -> dict[str, int]:
    """Make work of certificates for mail that end soon; return how many."""
    with opened_house() as house, transaction(house.engine) as session:
        return {"certificates": watch_certificates(session, house, now)}


@batch
def back_up(now: datetime) -> dict[str, int]:
    """Make the backup of the day; return how many were made."""
    with opened_house() as house:
        return {"backups": make_daily_backup(house, now)}
