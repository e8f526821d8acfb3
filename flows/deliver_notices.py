"""Deliver the notices that are due: the safety net behind the nudge of an urgent one."""

from datetime import datetime

from prefect import flow

from tasks.moments import moment
from tasks.notices import deliver_due, read_mail, tell_systems, watch_unsent


@flow(name="deliver-notices", persist_result=False)
async def deliver_notices(as_of: datetime | None = None) -> dict[str, int]:
    """Deliver the notices that are due: the safety net behind the nudge of an urgent one."""
    now = moment(as_of)
    try:
        delivered = await deliver_due(now)
    finally:  # that letters do not leave has to be told most of all when delivering itself breaks
        unsent = watch_unsent(now)
    return delivered | unsent | read_mail(now) | tell_systems(now)
