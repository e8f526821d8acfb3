"""A plan of the coming weeks as a proposal: reckoned without keeping anything, shown, and kept with a yes.

Reckoning takes long on many groups and no lock: other people go on working. A proposal that no longer fits what they
did meanwhile is refused, and made anew.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.house import House
from actions.plan_words import Help, help_of
from actions.repairing import group_codes
from actions.travel import travel_provider
from actions.window_placing import (
    MANY_WINDOWS,
    ROUNDS_METHOD,
    explain_window,
    keep_visit,
    number_rounds,
    problem_around,
)
from planner import model
from planner.exchange import clock
from planner.rounds import FAST, plan_calendar
from rules.cadence import Period
from rules.calendar import local_date
from rules.errors import RuleError
from store.events import Subject, record
from store.models import Event, PlanRun, VisitWindow
from store.plan_facts import adviser_codes, windows_of_plan
from store.visits import planned_visits_of

OF_THE_PLAN = ("visit", "window", "adviser", "group", "location", "plan", "register", "policy")
"""What a plan is made from; any event about one of these makes a proposal old."""


class ProposalOld(RuleError):
    """A proposal is accepted after the plan, or what it is made from, changed."""

    def __init__(self) -> None:
        super().__init__(
            "Intussen is er iets in de planning veranderd, dus dit voorstel klopt misschien niet meer. Er is niets"
            " vastgelegd. Maak een nieuw voorstel."
        )


@dataclass(frozen=True, slots=True)
class ProposedVisit:
    """One visit of a proposal, as people read it."""

    on: date
    start: str
    adviser_code: str
    group_code: str
    care_type: str


@dataclass(frozen=True, slots=True)
class Open:
    """A window that the proposal leaves without a visit: why, and the smallest change that would help."""

    window_id: int
    group_code: str
    starts_on: date
    ends_on: date
    reason: str
    relaxation: Help | None


@dataclass(frozen=True, slots=True, repr=False)
class RoundsProposal:
    """What a plan of `days` would be. `kept`: windows that had a visit; `mark`: how the plan stood when it was made."""

    days: Period
    visits: tuple[ProposedVisit, ...]
    unplaced: tuple[Open, ...]
    kept: int
    travel_min: int
    mark: str
    problem: model.Problem
    found: tuple[model.PlannedVisit, ...]
    left: tuple[model.Unplaced, ...]

    @property
    def load(self) -> list[tuple[str, int]]:
        """Return how many of the visits each adviser would get."""
        return sorted(Counter(visit.adviser_code for visit in self.visits).items())


def propose_rounds(
    session: Session, house: House, days: Period, now: datetime, group_ids: Collection[int] | None = None
) -> RoundsProposal:
    """Return a plan for the windows of `days` that have no visit yet (of some groups only); nothing is stored."""
    mark, today = how_it_stands(session), local_date(now)
    rows = [
        row
        for row in windows_of_plan(session, days.starts_on, days.ends_on)
        if group_ids is None or row.group_id in group_ids
    ]
    taken = {visit.window_id for visit in planned_visits_of(session, [row.id for row in rows], today)}
    wanted = {row.id for row in rows} - taken
    problem, _ = problem_around(session, house, days, wanted, today)
    processes = 2 if len(wanted) >= MANY_WINDOWS else 1
    plan = plan_calendar(problem, travel_provider(house), mode=FAST, seed=0, processes=processes)
    found = tuple(visit for visit in plan.visits if visit.window_id in wanted)
    windows = {row.id: row for row in rows}
    codes = group_codes(session, {row.group_id for row in rows})
    names = adviser_codes(session)
    kinds = {row.id: row.care_type.value for row in rows}
    return RoundsProposal(
        days=days,
        visits=tuple(
            ProposedVisit(
                visit.on, clock(visit.start), names[visit.adviser_id], codes[visit.group_id],
                kinds[visit.window_id or 0],
            )
            for visit in sorted(found, key=lambda visit: (visit.on, visit.start, visit.adviser_id))
        ),
        unplaced=tuple(
            Open(
                row.window_id, codes[row.group_id], windows[row.window_id].starts_on, windows[row.window_id].ends_on,
                row.reason.value, help_of(row.relaxation, names),
            )
            for row in plan.unplaced
        ),
        kept=len(taken),
        travel_min=plan.travel_min,
        mark=mark,
        problem=problem,
        found=found,
        left=tuple(plan.unplaced),
    )  # fmt: skip


def keep_rounds(session: Session, house: House, proposal: RoundsProposal, *, now: datetime, actor: str) -> int:
    """Keep a proposal as it was shown; return the number of the run. Raises: ProposalOld."""
    if how_it_stands(session) != proposal.mark:
        raise ProposalOld
    run = PlanRun(
        made_at=now,
        starts_on=proposal.days.starts_on,
        ends_on=proposal.days.ends_on,
        method=ROUNDS_METHOD,
        policy_digest=house.policies.digest,
        placed=len(proposal.found),
        unplaced=len(proposal.left),
        mode=FAST,
        seed=0,
        travel_min=proposal.travel_min,
        unplaced_by_reason=dict(Counter(row.reason.value for row in proposal.left)),
    )
    session.add(run)
    session.flush()
    why = {row.window_id: row for row in proposal.left}
    numbers = {visit.window_id for visit in proposal.found if visit.window_id} | why.keys()
    for window in session.scalars(select(VisitWindow).where(VisitWindow.id.in_(numbers))):
        explain_window(window, why.get(window.id))
    for visit in proposal.found:
        keep_visit(session, visit, now=now, actor=actor, run_id=run.id)
    touched = {(visit.adviser_id, visit.on) for visit in proposal.found}
    number_rounds(session, proposal.problem, touched, travel_provider(house))
    subject = Subject("plan", run.id)
    record(session, subject, "planned", at=now, actor=actor, placed=run.placed, unplaced=run.unplaced)
    return run.id


def how_it_stands(session: Session) -> str:
    """Return a mark of all that a plan is made from: another one when any of it was changed."""
    asked = select(func.count(Event.id), func.max(Event.id)).where(Event.subject_kind.in_(OF_THE_PLAN))
    count, newest = session.execute(asked).one()
    return f"{count}:{newest or 0}"
