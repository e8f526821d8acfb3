"""Opening windows and planning visits for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from actions.plan_words import Help, help_of
from actions.renewal import open_windows
from actions.window_placing import ROUNDS_METHOD, Placed, Way, place_windows
from planner.rounds import QUALITY
from rules.cadence import Period
from rules.calendar import local_date
from rules.vocabulary import VisitState
from store.events import Subject, record
from store.groups import groups
from store.models import PlanRun, Visit, VisitWindow
from store.plan_facts import adviser_codes, windows_of_plan
from store.visits import PlanLine, debt, late_windows, plan_lines, planned_visits_of

__all__ = ["PlanLine", "PlanReport", "Unplaced", "debt", "late_windows", "open_windows", "plan_lines", "plan_rounds"]

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A window that got no visit: why (a code of the planner), and the smallest change that would place one."""

    window_id: int
    group_code: str
    starts_on: date
    ends_on: date
    reason: str
    relaxation: Help | None = None


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What one run reached: visits placed, windows that were not, visits planned before, minutes of travel in all.

    `warnings` are sentences on facts in the register that make the plan less certain.
    """

    run_id: int
    placed: int
    unplaced: tuple[Unplaced, ...]
    kept: int
    travel_min: int
    warnings: tuple[str, ...] = ()


def plan_rounds(
    session: Session,
    house: House,
    *,
    starts_on: date,
    weeks: int,
    now: datetime,
    actor: str,
    way: Way | None = None,
) -> PlanReport:
    """Plan a visit for each window of the coming `weeks` that has none and can get one; what was planned stays.

    In quality mode visits that lie farther ahead than the policy's frozen days, and were confirmed by nobody, may move
    to save travel. A window whose middle lies after those weeks is left for a later run. Days before today are never
    planned.
    """
    today, how = max(starts_on, local_date(now)), way or Way()
    days = Period(today, starts_on + timedelta(weeks=weeks, days=-1))
    rows = windows_of_plan(session, days.starts_on, days.ends_on)
    planned = planned_visits_of(session, [row.id for row in rows], today)
    taken = {visit.window_id for visit in planned}
    run = _new_run(session, house, days, how, now)
    placed = place_windows(
        session,
        house,
        [row for row in rows if row.id not in taken],
        days,
        now=now,
        actor=actor,
        way=how,
        run_id=run.id,
        loose=_loose(house, planned, days, how),
    )
    new = [visit for visit in placed.visits if visit.window_id not in taken]
    run.placed, run.unplaced = len(new), len(placed.unplaced)
    run.travel_min, run.bound_min, run.unplaced_by_reason = placed.travel_min, placed.bound_min, placed.by_reason
    subject = Subject("plan", run.id)
    record(session, subject, "planned", at=now, actor=actor, placed=run.placed, unplaced=run.unplaced)
    return PlanReport(
        run.id,
        run.placed,
        tuple(unplaced_windows(session, rows, placed)),
        len(taken),
        placed.travel_min,
        tuple(flaw.message for flaw in placed.warnings),
    )


def unplaced_windows(session: Session, rows: Iterable[VisitWindow], placed: Placed) -> list[Unplaced]:
    """Return the windows that got no visit, as people read them."""
    left = [row for row in rows if row.id in placed.unplaced]
    codes = {number: group.code for number, group in groups(session, {row.group_id for row in left}).items()}
    names: Mapping[int, str] = adviser_codes(session)
    return [
        Unplaced(
            row.id,
            codes[row.group_id],
            row.starts_on,
            row.ends_on,
            placed.unplaced[row.id].reason.value,
            help_of(placed.unplaced[row.id].relaxation, names),
        )
        for row in left
    ]


def _loose(house: House, planned: Iterable[Visit], days: Period, way: Way) -> list[Visit]:
    """Return the visits that a plan of quality may move."""
    if way.mode != QUALITY:
        return []
    frozen_until = days.starts_on + house.policy(days.starts_on).planning.frozen_days * DAY
    return [
        visit
        for visit in planned
        if visit.state is VisitState.PLANNED and not visit.frozen and frozen_until <= visit.on <= days.ends_on
    ]


def _new_run(session: Session, house: House, days: Period, way: Way, now: datetime) -> PlanRun:
    run = PlanRun(
        made_at=now,
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        method=ROUNDS_METHOD,
        policy_digest=house.policies.digest,
        placed=0,
        unplaced=0,
        mode=way.mode,
        seed=way.seed,
    )
    session.add(run)
    session.flush()
    return run
