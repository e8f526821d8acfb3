"""Placing windows in the advisers' rounds: the problem from the store, the planner's rounds into it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.plan_export import UNKNOWN, as_planned, in_rounds
from actions.plan_problem import plan_facts_of
from actions.travel import travel_provider
from planner import model
from planner.exchange import clock
from planner.model_check import WARNINGS
from planner.rounds import FAST, plan_calendar
from planner.travel import MatrixProvider
from rules.cadence import Period
from rules.calendar import at_local, local_date
from rules.errors import Flaw
from rules.vocabulary import VisitRole
from store.events import Subject, record
from store.models import Visit, VisitWindow
from store.plan_facts import rounds_between
from store.visits import live_visits, next_planned

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MANY_WINDOWS = 1_500
"""From so many on processes of their own pay; below it, starting them takes longer than planning."""
ROUNDS_METHOD = "rounds"


@dataclass(frozen=True, slots=True)
class Way:
    """How to plan: `fast` or `quality`, and the seed of chance."""

    mode: str = FAST
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of the windows: each is in exactly one of the two; and what in the register deserves a look."""

    visits: tuple[Visit, ...] = ()
    unplaced: Mapping[int, model.Unplaced] = field(default_factory=dict)
    travel_min: int = 0
    bound_min: float | None = None
    warnings: tuple[Flaw, ...] = ()

    @property
    def by_reason(self) -> dict[str, int]:
        """How many windows have no visit, by reason."""
        return dict(Counter(row.reason.value for row in self.unplaced.values()))


def place_windows(
    session: Session,
    house: House,
    windows: Sequence[VisitWindow],
    days: Period,
    *,
    now: datetime,
    actor: str,
    way: Way | None = None,
    run_id: int | None = None,
    loose: Sequence[Visit] = (),
) -> Placed:
    """Plan a visit within `days` for each window that fits; keep on those that do not why, and what would help.

    A window that ended before `days` is caught up until its late tolerance ends. All other visits stay as they are,
    but for the `loose` ones: their windows are planned again, and they move only when none of them is lost by it.
    """
    wanted = {row.id for row in windows} | {visit.window_id for visit in loose if visit.window_id is not None}
    if not wanted:
        return Placed()
    how, provider = way or Way(), travel_provider(house)
    problem, warnings = problem_around(session, house, days, wanted, local_date(now), {visit.id for visit in loose})
    processes = 2 if len(wanted) >= MANY_WINDOWS else 1
    plan = plan_calendar(problem, provider, mode=how.mode, seed=how.seed, processes=processes)
    unplaced = {row.window_id: row for row in plan.unplaced}
    held = {visit.window_id: visit for visit in loose}
    if held.keys() & unplaced.keys():
        return place_windows(session, house, windows, days, now=now, actor=actor, way=how, run_id=run_id)
    _explain(windows, unplaced)
    found = [visit for visit in plan.visits if visit.window_id in wanted]
    visits = [_kept(session, visit, held.get(visit.window_id), now, actor, run_id) for visit in found]
    session.flush()
    touched = {(visit.adviser_id, visit.on) for visit in found}
    number_rounds(session, problem, touched, provider)
    bound = sum(plan.bounds.values()) if plan.bounds else None
    return Placed(tuple(visits), unplaced, plan.travel_min, bound, warnings)


def problem_around(
    session: Session,
    house: House,
    days: Period,
    window_ids: Collection[int],
    today: date,
    loose: Collection[int] = (),
) -> tuple[model.Problem, tuple[Flaw, ...]]:
    """Return the problem of placing these windows beside all visits that stand, and what deserves a look in it.

    The visits of the whole weeks around `days` are in it, as limits hold by the week, and the next one of each group
    after that, as visits keep their distance.
    """
    first = min(today, days.starts_on - days.starts_on.weekday() * DAY)
    last = days.ends_on + (6 - days.ends_on.weekday()) * DAY
    groups = set(session.scalars(select(VisitWindow.group_id).where(VisitWindow.id.in_(window_ids))))
    rows = [*live_visits(session, first, last, today), *next_planned(session, groups, last + DAY).values()]
    rows = [row for row in rows if row.id not in loose]
    facts = plan_facts_of(session, house, days, frozen=[as_planned(row) for row in rows])
    problem = facts.problem
    known = {who.adviser_id for who in problem.advisers}
    problem = replace(
        problem,
        windows=tuple(window for window in problem.windows if window.window_id in window_ids),
        frozen=tuple(visit for visit in problem.frozen if visit.adviser_id in known),
    )
    warnings = (*facts.warnings, *(flaw for find in WARNINGS for flaw in find(problem)))
    return _extra_apart(problem, {row.id for row in rows if row.extra}), warnings


def keep_visit(
    session: Session, visit: model.PlannedVisit, *, now: datetime, actor: str, run_id: int | None = None
) -> Visit:
    """Keep a visit that the planner found; its place in the round comes from `number_rounds`."""
    starts_at = _start(visit)
    row = Visit(
        group_id=visit.group_id,
        adviser_id=visit.adviser_id,
        window_id=visit.window_id,
        plan_run_id=run_id,
        on=visit.on,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=visit.end - visit.start),
        role=VisitRole(visit.role.value),
    )
    session.add(row)
    session.flush()
    record(session, Subject("visit", row.id), "planned", at=now, actor=actor, on=row.on, adviser=row.adviser_id)
    return row


def number_rounds(
    session: Session, problem: model.Problem, touched: Collection[tuple[int, date]], provider: MatrixProvider
) -> None:
    """Write the order and the travel of the rounds of these advisers and days anew."""
    if not touched:
        return
    first, last = min(day for _, day in touched), max(day for _, day in touched)
    rows = {row.id: row for row in rounds_between(session, first, last) if (row.adviser_id, row.on) in touched}
    bare = [replace(as_planned(row), seq=0, travel_min_before=UNKNOWN) for row in rows.values()]
    for visit in in_rounds(problem, bare, provider):
        rows[visit.visit_id].seq, rows[visit.visit_id].travel_min_before = visit.seq, visit.travel_min_before
    session.flush()


def explain_window(row: VisitWindow, unplaced: model.Unplaced | None) -> None:
    """Keep on a window why it has no visit and what would help; nothing when it has one."""
    bent = unplaced.relaxation if unplaced else None
    row.unplaced_reason = unplaced.reason.value if unplaced else None
    row.relaxation = bent.kind.value if bent else None
    row.relaxation_facts = _facts(bent) if bent else {}


def _explain(windows: Iterable[VisitWindow], unplaced: Mapping[int, model.Unplaced]) -> None:
    for row in windows:
        explain_window(row, unplaced.get(row.id))


def _facts(bent: model.Relaxation) -> dict[str, str | int]:
    facts: dict[str, str | int] = {
        "adviser": bent.adviser_id,
        "date": bent.on.isoformat(),
        "start": clock(bent.start),
    }
    more = {"days": bent.days, "minutes": bent.minutes}
    return facts | {name: value for name, value in more.items() if value}


def _kept(
    session: Session,
    visit: model.PlannedVisit,
    before: Visit | None,
    now: datetime,
    actor: str,
    run_id: int | None,
) -> Visit:
    """Keep a visit of a plan: a new one, or another place for the one that its window had."""
    if before is None:
        return keep_visit(session, visit, now=now, actor=actor, run_id=run_id)
    starts_at = _start(visit)
    if (before.adviser_id, before.starts_at) != (visit.adviser_id, starts_at):
        before.adviser_id, before.on, before.plan_run_id = visit.adviser_id, visit.on, run_id
        before.starts_at, before.ends_at = starts_at, starts_at + timedelta(minutes=visit.end - visit.start)
        before.role = VisitRole(visit.role.value)
        record(
            session, Subject("visit", before.id), "moved", at=now, actor=actor, on=visit.on, adviser=visit.adviser_id
        )
    return before


def _start(visit: model.PlannedVisit) -> datetime:
    return at_local(visit.on, time(*divmod(visit.start, 60)))


def _extra_apart(problem: model.Problem, extra: Collection[int]) -> model.Problem:
    """Return the problem in which extra visits fill their day but keep no distance, as of a group of their own."""
    if not extra:
        return problem
    found = {visit.group_id for visit in problem.frozen if visit.visit_id in extra}
    return replace(
        problem,
        groups=(
            *problem.groups,
            *(
                replace(group, group_id=-group.group_id, last_visit_on=None)
                for group in problem.groups
                if group.group_id in found
            ),
        ),
        frozen=tuple(
            replace(visit, group_id=-visit.group_id) if visit.visit_id in extra else visit for visit in problem.frozen
        ),
    )
