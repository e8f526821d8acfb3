"""Mend the visit plan after an absence, a closure or a visit in vain: on demand."""

from datetime import datetime

from prefect import flow

from tasks.moments import moment
from tasks.visits import mend_plan


@flow(name="repair-rounds", persist_result=False)
async def repair_rounds(as_of: datetime | None = None) -> dict[str, int]:
    """Mend what no longer holds in the visit plan, with the smallest change."""
    return mend_plan(moment(as_of))
