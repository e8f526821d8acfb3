"""What a mending of the plan would change, as people read it, before anything is kept."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.plan_words import Help, help_of
from actions.repairing import Situation, group_codes
from planner.exchange import clock
from planner.model import PlannedVisit
from planner.repair import PlanDiff
from store.models import VisitWindow
from store.plan_facts import adviser_codes


@dataclass(frozen=True, slots=True)
class VisitPlace:
    """When a visit is and by whom; `role`: owner, deputy or substitute."""

    on: date
    start: str
    adviser_code: str
    role: str


@dataclass(frozen=True, slots=True)
class VisitChange:
    """One visit of the plan that changes; `after` is None when it falls away."""

    visit_id: int
    group_code: str
    care_type: str
    before: VisitPlace
    after: VisitPlace | None


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A visit for a window that had none."""

    window_id: int
    group_code: str
    care_type: str
    place: VisitPlace


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A window that would have no visit: the risk, why, and the smallest change that would help."""

    window_id: int
    group_code: str
    starts_on: date
    ends_on: date
    reason: str
    relaxation: Help | None


@dataclass(frozen=True, slots=True)
class ExtraLoad:
    """What a colleague would get on top: visits and their minutes with the groups."""

    adviser_code: str
    visits: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a mending does: closed care first, then by day. `load`: what moves to other people."""

    changes: tuple[VisitChange, ...]
    added: tuple[NewVisit, ...]
    uncovered: tuple[Uncovered, ...]
    load: tuple[ExtraLoad, ...]


def preview(session: Session, stand: Situation, diff: PlanDiff) -> Preview:
    """Return what `diff` would change; nothing is stored."""
    groups = {group.group_id: group for group in stand.problem.groups}
    touched = {visit.group_id for visit in (*stand.visits, *diff.added)} | {row.group_id for row in diff.unfilled}
    codes, names = group_codes(session, touched), adviser_codes(session)
    asked = select(VisitWindow).where(VisitWindow.id.in_([row.window_id for row in diff.unfilled]))
    windows = {row.id: row for row in session.scalars(asked)}
    pairs = [(move.before, move.after) for move in diff.moved] + [(visit, None) for visit in diff.dropped]
    changes = [
        VisitChange(
            before.visit_id,
            codes[before.group_id],
            groups[before.group_id].care_type,
            _place(before, names),
            _place(after, names) if after else None,
        )
        for before, after in sorted(pairs, key=lambda pair: (pair[0].on, pair[0].start, pair[0].visit_id))
    ]
    added = [
        NewVisit(visit.window_id or 0, codes[visit.group_id], groups[visit.group_id].care_type, _place(visit, names))
        for visit in sorted(diff.added, key=lambda visit: (visit.on, visit.start, visit.group_id))
    ]
    return Preview(
        changes=tuple(sorted(changes, key=lambda change: change.care_type != "closed_care")),
        added=tuple(added),
        uncovered=tuple(
            Uncovered(
                row.window_id,
                codes[row.group_id],
                windows[row.window_id].starts_on,
                windows[row.window_id].ends_on,
                row.reason.value,
                help_of(row.relaxation, names),
            )
            for row in diff.unfilled
        ),
        load=_load(diff, names),
    )


def _place(visit: PlannedVisit, names: dict[int, str]) -> VisitPlace:
    return VisitPlace(visit.on, clock(visit.start), names[visit.adviser_id], visit.role.value)


def _load(diff: PlanDiff, names: dict[int, str]) -> tuple[ExtraLoad, ...]:
    visits: Counter[int] = Counter()
    minutes: Counter[int] = Counter()
    for move in diff.moved:
        if move.after.adviser_id != move.before.adviser_id:
            visits[move.after.adviser_id] += 1
            minutes[move.after.adviser_id] += move.after.end - move.after.start
    return tuple(ExtraLoad(names[number], visits[number], minutes[number]) for number in sorted(visits))
