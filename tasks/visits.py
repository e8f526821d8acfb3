"""Windows, plans and the advisers' digests. What is told or judged by the date waits while the clock is doubtful."""

from dataclasses import asdict
from datetime import datetime, timedelta

from actions.adviser_notices import tell_providers
from actions.clock_guard import check_clock
from actions.digests import remind_advisers
from actions.planning import open_windows, plan_rounds
from actions.repairing import repair_plan
from actions.rhythms import put_before_manager
from actions.visit_changes import tell_changes
from actions.window_placing import Way
from actions.windows import close_windows
from rules.calendar import local_date
from store import clock
from store.session import transaction
from tasks.opening import batch, opened_house


@batch
def close_ended_windows(now: datetime) -> dict[str, int]:
    """Judge the windows that ended before the day of `now`; return how many of each outcome."""
    with opened_house() as house, transaction(house.engine) as session:
        check_clock(session, now, clock.pulse())
        put_before_manager(session, house, now)
        return asdict(close_windows(session, house, local_date(now), now))


@batch
def write_digests(now: datetime) -> dict[str, int]:
    """Write the digests of the day, and tell what changed in the plan and of whom providers must know; return how many.

    Each in its own transaction: what was told stays when the next one fails.
    """
    with opened_house() as house:
        with transaction(house.engine) as session:
            check_clock(session, now, clock.pulse())
            digests = remind_advisers(session, house, local_date(now), now)
        with transaction(house.engine) as session:
            changes = tell_changes(session, house, now)
        with transaction(house.engine) as session:
            providers = tell_providers(session, now)
        return {"changes": changes, "providers": providers, "digests": digests}


@batch
def mend_plan(now: datetime) -> dict[str, int]:
    """Mend what the facts of today break in the plan; return how many visits moved, came, fell away or stay open."""
    with opened_house() as house, transaction(house.engine) as session:
        return repair_plan(session, house, now=now, actor="system")


@batch
def roll_plan(now: datetime, mode: str = "fast") -> dict[str, int]:
    """Open the windows of the policy's horizon and plan those without a visit; return how many.

    In two transactions, as both are long in a large house and others must be able to write in between.
    """
    with opened_house() as house:
        today = local_date(now)
        weeks = house.policy(today).visits.plan_horizon_weeks
        with transaction(house.engine) as session:
            check_clock(session, now, clock.pulse())
            opened = open_windows(session, house, today + timedelta(weeks=weeks), now)
        with transaction(house.engine) as session:
            way = Way(mode)
            report = plan_rounds(session, house, starts_on=today, weeks=weeks, now=now, actor="system", way=way)
        return {"opened": opened, "placed": report.placed, "unplaced": len(report.unplaced), "kept": report.kept}
