"""Write one digest for each adviser who has something to do, and tell what changed in the plan."""

from datetime import datetime

from prefect import flow

from tasks.moments import moment
from tasks.visits import write_digests


@flow(name="remind-advisers", persist_result=False)
async def remind_advisers(as_of: datetime | None = None) -> dict[str, int]:
    """Write one digest for each adviser who has something to do, and tell what changed in the plan."""
    return write_digests(moment(as_of))
