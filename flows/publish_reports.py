"""Write the management report of the year so far, and early in the year the reports on the year before."""

from datetime import datetime

from prefect import flow

from tasks.moments import moment
from tasks.reports import write_management_report, write_year_reports


@flow(name="publish-reports", persist_result=False)
async def publish_reports(as_of: datetime | None = None) -> dict[str, int]:
    """Write the management report; in February and March also the report of everybody on the year before."""
    now = moment(as_of)
    return write_management_report(now) | write_year_reports(now)
