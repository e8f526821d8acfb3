"""Deliver the notices that are due: the safety net behind the nudge of an urgent one."""

from contextlib import ExitStack
from datetime import datetime

from prefect import flow

from tasks.moments import moment
from tasks.notices import deliver_due, read_mail, tell_systems, watch_unsent


@flow(name="deliver-notices", persist_result=False)
async def deliver_notices(as_of: datetime | None = None) -> dict[str, int]:
    """Deliver the notices that are due: the safety net behind the nudge of an urgent one.

    Each part is done whatever becomes of the others, as bounces and letters that do not leave have to be told most of
    all when delivering breaks; the run has failed when one of them did.
    """
    now, counts = moment(as_of), dict[str, int]()
    with ExitStack() as parts:  # done in the end, the last first
        for part in (tell_systems, read_mail, watch_unsent):
            parts.callback(lambda do: counts.update(do(now)), part)
        counts |= await deliver_due(now)
    return counts
