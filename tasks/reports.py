"""Writing reports to the installation's folder."""

from datetime import datetime

from actions.reports import make_management_report, write_report
from rules.calendar import local_date
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
