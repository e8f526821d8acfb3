"""Windows, plans and the advisers' digests."""

from dataclasses import asdict
from datetime import datetime, timedelta

from actions.digests import remind_advisers
from actions.planning import open_windows, plan_rounds
from actions.windows import close_windows
from rules.calendar import local_date
from store.session import transaction
from tasks.opening import batch, opened_house


@batch
def close_ended_windows(now: datetime) -> dict[str, int]:
    """Judge the windows that ended before the day of `now`; return how many of each outcome."""
    with opened_house() as house, transaction(house.engine) as session:
        return asdict(close_windows(session, house, local_date(now), now))


@batch
def write_digests(now: datetime) -> dict[str, int]:
    """Write each adviser's digest of the day; return how many."""
    with opened_house() as house, transaction(house.engine) as session:
        return {"digests": remind_advisers(session, house, local_date(now), now)}


@batch
def roll_plan(now: datetime) -> dict[str, int]:
    """Open the windows of the policy's horizon and plan those without a visit; return how many.

    In two transactions, as both are long in a large house and others must be able to write in between.
    """
    with opened_house() as house:
        today = local_date(now)
        weeks = house.policy(today).visits.plan_horizon_weeks
        with transaction(house.engine) as session:
            opened = open_windows(session, house, today + timedelta(weeks=weeks), now)
        with transaction(house.engine) as session:
            report = plan_rounds(session, house, starts_on=today, weeks=weeks, now=now, actor="system")
        return {"opened": opened, "placed": report.placed, "unplaced": len(report.unplaced), "kept": report.kept}
