"""Deliver the notices that are due: the safety net behind the nudge of an urgent one."""

from datetime import datetime

from prefect import flow

from tasks.moments import moment
from tasks.notices import deliver_due, read_mail, watch_unsent


@flow(name="deliver-notices", persist_result=False)
async def deliver_notices(as_of: datetime | None = None) -> dict[str, int]:
    """Deliver the notices that are due: the safety net behind the nudge of an urgent one."""
    now = moment(as_of)
    delivered = await deliver_due(now)
    return delivered | watch_unsent(now) | read_mail(now)
