"""Holding visits against windows: the one place where a window becomes satisfied."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from rules.cadence import GroupFacts, care_type_on, min_gap_days
from rules.visits import WindowFacts, match
from rules.vocabulary import CareType, VisitState
from store.events import SYSTEM, Subject, record
from store.groups import group_facts
from store.models import Visit, VisitWindow
from store.visits import counted_days, loose_visits, planned_visits_of, windows_in_reach

LONGEST_GAP = timedelta(days=366)


def min_gap_on(house: House, group: GroupFacts, day: date, care_type: CareType | None = None) -> int:
    """Return how many days must lie between visits that count, for a group on `day`; 1 where nothing is asked."""
    kind = care_type or care_type_on(group, day)
    return min_gap_days(group, kind, day, house.policy(day)) if kind else 1


def count_visit(
    session: Session,
    house: House,
    visit: Visit,
    group: GroupFacts,
    rows: Iterable[VisitWindow],
    counted: Iterable[date],
    *,
    now: datetime,
    actor: str = SYSTEM,
) -> VisitWindow | None:
    """Hold a visit that was made against `rows` (its group's windows); return the window it satisfied, or None.

    `counted` are the days of the visits that count already. Source: rules/visits.py.
    """
    by_id = {row.id: row for row in rows}
    facts = [WindowFacts(row.id, row.starts_on, row.ends_on, row.late_until, row.state) for row in by_id.values()]
    found = match(visit.on, facts, counted, min_gap_on(house, group, visit.on), visit.window_id)
    visit.window_id, visit.extra = found.window_id, found.extra
    if found.window_id is None or found.state is None:
        return None
    window = by_id[found.window_id]
    window.state, window.satisfied_by_id, window.unplaced_reason = found.state, visit.id, None
    session.flush()
    record(session, Subject("window", window.id), found.state.value, at=now, actor=actor, visit=visit.id, on=visit.on)
    for planned in planned_visits_of(session, [window.id]):
        planned.state = VisitState.CANCELLED
        record(session, Subject("visit", planned.id), "cancelled", at=now, actor=actor, met_by=visit.id)
    return window


def count_made_visit(
    session: Session, house: House, visit: Visit, group: GroupFacts, *, now: datetime, actor: str
) -> VisitWindow | None:
    """Hold one visit against the windows in its reach; return the one it satisfied, or None."""
    rows = windows_in_reach(session, visit.on, visit.on, [visit.group_id])
    counted = counted_days(session, visit.on - LONGEST_GAP, visit.on + LONGEST_GAP, [visit.group_id])
    return count_visit(session, house, visit, group, rows, counted[visit.group_id], now=now, actor=actor)


def count_loose_visits(
    session: Session, house: House, rows: Collection[VisitWindow], today: date, now: datetime
) -> list[VisitWindow]:
    """Hold visits made without a window (from a register) against `rows`; return the windows they satisfied."""
    if not rows:
        return []
    group_ids = {row.group_id for row in rows}
    first, last = min(row.starts_on for row in rows), min(today, max(row.late_until for row in rows))
    visits = loose_visits(session, first, last, group_ids)
    if not visits:
        return []
    groups = group_facts(session, group_ids)
    counted = counted_days(session, first - LONGEST_GAP, last, group_ids)
    satisfied = []
    for visit in visits:
        own = [row for row in rows if row.group_id == visit.group_id]
        window = count_visit(session, house, visit, groups[visit.group_id], own, counted[visit.group_id], now=now)
        if window is not None:
            counted[visit.group_id].add(visit.on)
            satisfied.append(window)
    return satisfied
