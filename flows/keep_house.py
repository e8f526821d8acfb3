"""Make the backup of the day, anchor and check the record, and warn of what is about to run out."""

from datetime import datetime

from prefect import flow

from tasks.house import back_up, take_care, watch_mail
from tasks.moments import moment


@flow(name="keep-house", persist_result=False)
async def keep_house(as_of: datetime | None = None) -> dict[str, int]:
    """Make the backup of the day first, whatever fails after it; then care for the record and the mail."""
    now = moment(as_of)
    return back_up(now) | take_care(now) | watch_mail(now)
