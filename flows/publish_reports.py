"""Write the management report of the year so far."""

from datetime import datetime

from prefect import flow

from tasks.moments import moment
from tasks.reports import write_management_report


@flow(name="publish-reports", persist_result=False)
async def publish_reports(as_of: datetime | None = None) -> dict[str, int]:
    """Write the management report of the year so far."""
    return write_management_report(moment(as_of))
