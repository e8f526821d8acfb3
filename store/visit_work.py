"""Open work about visits that did not come off, and what became of the group since."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from rules.calendar import local_date
from rules.vocabulary import WindowState
from rules.work_matters import OF_VISITS, Since
from store.models import Group, Visit, VisitWindow, WorkItem
from store.visits import MADE, PLANNED

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class VisitWork:
    """A piece of work about a group's visits, and what happened with them since."""

    item: WorkItem
    since: Since


def open_visit_work(session: Session, today: date, group_id: int | None = None) -> list[VisitWork]:
    """Return the open work about visits of one group or of all, the oldest first; two queries."""
    about, tried = aliased(VisitWindow), aliased(Visit)
    group = func.coalesce(tried.group_id, about.group_id, Group.id)
    window = case((WorkItem.subject_kind == "window", WorkItem.subject_id), else_=tried.window_id)
    of_group = (WorkItem.subject_kind == "group") & (WorkItem.subject_id == Group.id)
    asked = (
        select(WorkItem, about, tried, group)
        .outerjoin(tried, (WorkItem.subject_kind == "visit") & (WorkItem.subject_id == tried.id))
        .outerjoin(about, about.id == window)
        .outerjoin(Group, of_group)
        .where(WorkItem.subject_kind.in_(("window", "visit", "group")), WorkItem.done_at.is_(None))
        .where(WorkItem.kind.in_(sorted(OF_VISITS)))
        .order_by(WorkItem.id)
    )
    if group_id is not None:
        asked = asked.where(group == group_id)
    rows = session.execute(asked).tuples().all()
    if not rows:
        return []
    groups = _groups(session, today, {number for *_, number in rows})
    return [VisitWork(item, _since(item, window, visit, groups[number])) for item, window, visit, number in rows]


@dataclass(frozen=True, slots=True)
class _Visited:
    """When a group was last visited, for which windows a visit is planned, and whether the group is gone."""

    last: date | None
    planned: set[int | None]
    is_ended: bool


def _groups(session: Session, today: date, numbers: set[int]) -> dict[int, _Visited]:
    made = func.max(Visit.on).filter(Visit.state.in_(MADE))
    rows = session.execute(
        select(Group.id, Group.ended_on, made)
        .outerjoin(Visit, Visit.group_id == Group.id)
        .where(Group.id.in_(numbers))
        .group_by(Group.id, Group.ended_on)
    ).tuples()
    planned: dict[int, set[int | None]] = {number: set() for number in numbers}
    ahead = select(Visit.group_id, Visit.window_id).where(
        Visit.group_id.in_(numbers), Visit.state.in_(PLANNED), Visit.on >= today
    )
    for number, window in session.execute(ahead):
        planned[number].add(window)
    return {
        number: _Visited(last, planned[number], is_ended=ended is not None and ended < today)
        for number, ended, last in rows
    }


def _since(item: WorkItem, window: VisitWindow | None, visit: Visit | None, group: _Visited) -> Since:
    if visit is not None:
        first = visit.on
    else:
        first = window.ends_on + DAY if window is not None else local_date(item.created_at)
    return Since(
        visited=group.last is not None and group.last >= first,
        planned=window.id in group.planned if window is not None else bool(group.planned),
        judged=window is not None and window.state is not WindowState.OPEN,
        group_ended=group.is_ended,
    )
