"""Mending the plan when something happened: what would change, shown first; then kept, told, and handed over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.plan_export import as_planned
from actions.travel import travel_provider
from actions.visit_changes import tell_changes
from actions.window_placing import explain_window, keep_visit, number_rounds, problem_around
from actions.work import add_work
from planner.model import PlannedVisit, Problem
from planner.repair import PlanDiff, repair
from planner.repair_events import Change, facts_changed
from planner.travel import MatrixProvider
from rules.cadence import Period
from rules.calendar import local_date
from rules.vocabulary import MissedReason, Role, VisitState
from store.events import Subject, record
from store.models import Group, Visit, VisitWindow
from store.plan_facts import windows_of_plan
from store.visits import PLANNED, visits_around

WEEK = timedelta(weeks=1)
CANNOT_TAKE_PLACE = (VisitState.ATTEMPTED, VisitState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Situation:
    """The plan as it stands from a day on: what it was made from, and the visits that may have to move."""

    today: date
    problem: Problem
    visits: tuple[PlannedVisit, ...]
    provider: MatrixProvider

    def after(self, change: Change) -> PlanDiff:
        """Return the smallest change of the plan after what happened."""
        return repair(change, self.visits, self.provider, not_before=self.today)


def situation(session: Session, house: House, days: Period, today: date, *, fixed_too: bool = True) -> Situation:
    """Return the plan of `days`; what was made stays, and without `fixed_too` also what people set fast."""
    rows = windows_of_plan(session, days.starts_on, days.ends_on)
    planned = select(Visit).where(Visit.state.in_(PLANNED), Visit.on.between(days.starts_on, days.ends_on))
    visits = [as_planned(row) for row in session.scalars(planned.order_by(Visit.id)) if fixed_too or not row.frozen]
    numbers = {visit.visit_id for visit in visits}
    problem, _ = problem_around(session, house, days, {row.id for row in rows}, today, numbers)
    known = {who.adviser_id for who in problem.advisers}
    groups = {group.group_id for group in problem.groups}
    visits = [visit for visit in visits if visit.adviser_id in known and visit.group_id in groups]
    return Situation(today, _with_catch_ups(problem, visits), tuple(visits), travel_provider(house))


def _with_catch_ups(problem: Problem, visits: Sequence[PlannedVisit]) -> Problem:
    """Return the problem in which a window with a visit planned after its end is open as long as it can be made up."""
    days = {visit.window_id: visit.on for visit in visits}
    windows = (
        replace(window, ends_on=window.late_until)
        if days.get(window.window_id, window.ends_on) > window.ends_on
        else window
        for window in problem.windows
    )
    return replace(problem, windows=tuple(windows))


@dataclass(frozen=True, slots=True)
class Because:
    """Why the plan changes, when, and by whom."""

    cancel_reason: MissedReason
    now: datetime
    actor: str


def apply(session: Session, house: House, stand: Situation, diff: PlanDiff, why: Because) -> list[Visit]:
    """Keep a repair: visits move or are called off, windows without a place become work, and everybody hears of it.

    Returns the visits that are new.
    """
    touched: set[tuple[int, date]] = set()
    new, old = [], []
    for move in diff.moved:
        before = session.get_one(Visit, move.before.visit_id)
        before.state = VisitState.RESCHEDULED
        session.flush()
        after = keep_visit(session, move.after, now=why.now, actor=why.actor, run_id=before.plan_run_id)
        after.replaces_id = before.id
        subject = Subject("visit", before.id)
        record(session, subject, "rescheduled", at=why.now, actor=why.actor, to=after.id, on=after.on)
        touched |= {(before.adviser_id, before.on), (after.adviser_id, after.on)}
        new.append(after)
        old.append(before.id)
    for visit in diff.dropped:
        row = session.get_one(Visit, visit.visit_id)
        row.state, row.cancel_reason = VisitState.CANCELLED, why.cancel_reason
        reason = why.cancel_reason.value
        record(session, Subject("visit", row.id), "cancelled", at=why.now, actor=why.actor, reason=reason)
        touched.add((row.adviser_id, row.on))
        old.append(row.id)
    for visit in diff.added:
        new.append(keep_visit(session, visit, now=why.now, actor=why.actor))
        touched.add((visit.adviser_id, visit.on))
    _explain(session, stand, diff, why)
    session.flush()
    number_rounds(session, stand.problem, touched, stand.provider)
    tell_changes(session, house, why.now, [*old, *(row.id for row in new)])
    return new


def repair_plan(session: Session, house: House, *, now: datetime, actor: str) -> dict[str, int]:
    """Mend what the facts of today break in the plan, with the smallest change; return how many of each kind.

    An absence, a closure or another rhythm that was recorded breaks visits; one that was tried in vain or called off
    leaves its window open. Near or far, only those move. A second run finds nothing left to do.
    """
    today = local_date(now)
    weeks = house.policy(today).visits.plan_horizon_weeks
    days = Period(today, today + weeks * WEEK - timedelta(days=1))
    stand = situation(session, house, days, today, fixed_too=False)
    change = facts_changed(stand.problem, stand.visits)
    diff = stand.after(replace(change, reopened=_bereft(session, stand)))
    apply(session, house, stand, diff, Because(MissedReason.OTHER, now, actor))
    return {
        "moved": len(diff.moved),
        "added": len(diff.added),
        "dropped": len(diff.dropped),
        "unfilled": len(diff.unfilled),
    }


def _bereft(session: Session, stand: Situation) -> frozenset[int]:
    """Return the windows whose visit was in vain or called off, and that have no other."""
    taken = {visit.window_id for visit in (*stand.visits, *stand.problem.frozen)}
    bare = [window.window_id for window in stand.problem.windows if window.window_id not in taken]
    rows = list(session.scalars(select(VisitWindow).where(VisitWindow.id.in_(bare))))
    lost = visits_around(session, rows, CANNOT_TAKE_PLACE)
    return frozenset(visit.window_id for visit in lost if visit.window_id is not None)


def _explain(session: Session, stand: Situation, diff: PlanDiff, why: Because) -> None:
    """Keep on each window that lost its visit why, and ask the coordinators to look at it."""
    for visit in (*(move.after for move in diff.moved), *diff.added):
        explain_window(session.get_one(VisitWindow, visit.window_id), None)
    for unplaced in diff.unfilled:
        row = session.get_one(VisitWindow, unplaced.window_id)
        explain_window(row, unplaced)
        lost = _lost(diff.dropped, row.id)
        if lost is not None:
            add_work(
                session,
                key=f"window_unfilled:{row.id}:{lost.visit_id}",
                kind="window_unfilled",
                subject=Subject("window", row.id),
                role=Role.COORDINATOR,
                due_on=stand.today,
                now=why.now,
                organisation_id=organisation_of(stand.problem, row.group_id),
            )


def organisation_of(problem: Problem, group_id: int) -> int | None:
    """Return the organisation whose advisers visit a group."""
    return next((group.organisation_id for group in problem.groups if group.group_id == group_id), None)


def _lost(dropped: Sequence[PlannedVisit], window_id: int) -> PlannedVisit | None:
    return next((visit for visit in dropped if visit.window_id == window_id), None)


def group_codes(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """Return by number how people know each group."""
    return dict(session.execute(select(Group.id, Group.code).where(Group.id.in_(numbers))).tuples().all())
