"""Opening windows and planning visits for them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from actions.placing import METHOD, Wanted, place_windows, surroundings, task_of
from actions.renewal import open_windows
from rules.cadence import Period
from rules.calendar import local_date
from store.events import Subject, record
from store.groups import groups
from store.models import PlanRun, VisitWindow
from store.visits import PlanLine, debt, late_windows, plan_lines, planned_visits_of, windows_to_plan

__all__ = ["PlanLine", "PlanReport", "Unplaced", "debt", "late_windows", "open_windows", "plan_lines", "plan_rounds"]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A window that got no visit, and why: NO_WORKING_DAY, NO_ROOM, NO_CERT, CLOSED or WINDOW_TOO_SHORT."""

    window_id: int
    group_code: str
    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What one run reached: how many visits were placed, what was not, and how many were planned already."""

    run_id: int
    placed: int
    unplaced: tuple[Unplaced, ...]
    kept: int


def plan_rounds(
    session: Session, house: House, *, starts_on: date, weeks: int, now: datetime, actor: str
) -> PlanReport:
    """Plan a visit for each open window in the coming `weeks` that has none; what was planned stays as it is.

    A window that runs on after those weeks is left for a later run while the day that suits it best lies there too.
    Days before today are never planned.
    """
    today = max(starts_on, local_date(now))
    horizon = Period(today, starts_on + timedelta(weeks=weeks, days=-1))
    rows = windows_to_plan(session, horizon.starts_on, horizon.ends_on)
    planned = {visit.window_id for visit in planned_visits_of(session, [row.id for row in rows], today)}
    run = _new_run(session, house, horizon, now)
    wanted = _wanted(session, house, [row for row in rows if row.id not in planned], horizon)
    placement = place_windows(session, house, wanted, now=now, today=today, actor=actor, plan_run_id=run.id)
    run.placed, run.unplaced = len(placement.placed), len(placement.unplaced)
    codes = {number: group.code for number, group in groups(session, {item.window.group_id for item in wanted}).items()}
    left = tuple(
        Unplaced(row.id, codes[row.group_id], row.starts_on, row.ends_on, placement.unplaced[row.id].name)
        for row in (item.window for item in wanted)
        if row.id in placement.unplaced
    )
    subject = Subject("plan", run.id)
    record(session, subject, "planned", at=now, actor=actor, placed=run.placed, unplaced=run.unplaced)
    return PlanReport(run.id, run.placed, left, len(planned))


def _new_run(session: Session, house: House, horizon: Period, now: datetime) -> PlanRun:
    run = PlanRun(
        made_at=now,
        starts_on=horizon.starts_on,
        ends_on=horizon.ends_on,
        method=METHOD,
        policy_digest=house.policies.digest,
        placed=0,
        unplaced=0,
    )
    session.add(run)
    session.flush()
    return run


def _wanted(session: Session, house: House, rows: list[VisitWindow], horizon: Period) -> list[Wanted]:
    known = surroundings(session, house, {row.group_id for row in rows})
    found = []
    for row in rows:
        whole = Wanted(row, Period(max(row.starts_on, horizon.starts_on), row.ends_on))
        if row.ends_on <= horizon.ends_on:
            found.append(whole)
        elif task_of(known, whole).target() <= horizon.ends_on:
            found.append(Wanted(row, Period(whole.days.starts_on, horizon.ends_on)))
    return found
