"""Writing reports to the installation's folder."""

from datetime import datetime

from prefect.logging import get_run_logger

from actions.publishing import ask_to_release, write_year, year_to_make
from actions.reports import make_management_report, write_report
from rules.calendar import local_date
from rules.report_errors import ReportsInTheMaking, YearWithoutData
from store.session import transaction
from tasks.opening import batch, opened_house


@batch
def write_management_report(now: datetime) -> dict[str, int]:
    """Write the management report of the year so far, as a page and as data; return how many files."""
    today = local_date(now)
    with opened_house() as house:
        with transaction(house.engine) as session:
            report = make_management_report(session, house, today.replace(month=1, day=1), today, now)
        written = [write_report(report, form, house.settings.home / "reports") for form in ("html", "json")]
        return {"files": len(written)}


@batch
def write_year_reports(now: datetime) -> dict[str, int]:
    """Write the reports of everybody on the year before, in the months that do so, and ask a manager to release them.

    Return how many were written, and how many an earlier try had written. How far it is stands in the log.
    """
    year = year_to_make(local_date(now))
    if year is None:
        return {"reports": 0, "skipped": 0}
    logger = get_run_logger()
    with opened_house() as house:
        try:
            counts = write_year(house, year, now, tell=lambda done, of: logger.info("report %s of %s", done, of))
        except (YearWithoutData, ReportsInTheMaking):  # the desk makes them, or there are none to make
            return {"reports": 0, "skipped": 0}
        with transaction(house.engine) as session:
            ask_to_release(session, year, now)
    return {"reports": counts.made, "skipped": counts.skipped}
