"""Take every ladder step that is due."""

from datetime import datetime

from prefect import flow

from tasks.deadlines import take_steps
from tasks.moments import moment


@flow(name="follow-deadlines", persist_result=False)
async def follow_deadlines(as_of: datetime | None = None) -> dict[str, int]:
    """Take every ladder step that is due; return how many of each kind."""
    return take_steps(moment(as_of))
