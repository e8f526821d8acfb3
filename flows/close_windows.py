"""Judge the windows that ended: met, late, missed or waived."""

from datetime import datetime

from prefect import flow

from tasks.moments import moment
from tasks.visits import close_ended_windows


@flow(name="close-windows", persist_result=False)
async def close_windows(as_of: datetime | None = None) -> dict[str, int]:
    """Judge the windows that ended: met, late, missed or waived; tell the coordinators."""
    return close_ended_windows(moment(as_of))
