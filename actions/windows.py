"""Judging the windows that ended: met, missed or waived; what was missed is told, and made up where it can be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.adviser_notices import tell_merged_visit
from actions.counting import count_loose_visits, min_gap_on
from actions.house import House
from actions.live_work import end_visit_work
from actions.missed import tell_coordinators, tell_upward
from actions.window_placing import place_windows
from actions.work import add_work
from rules.cadence import GroupFacts, Period, windows
from rules.calendar import Calendar
from rules.terms import due
from rules.visits import missed_reason
from rules.vocabulary import AbsenceKind, MissedReason, Role, VisitState, WindowState
from store.decrees import calendar_in_force
from store.events import SYSTEM, Subject, record
from store.groups import group_facts, groups
from store.models import Absence, Visit, VisitWindow
from store.visits import ended_open_windows, next_planned, visits_around

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ClosedCounts:
    """How many windows one run judged as what; a second run on the same day finds nothing left."""

    missed: int
    satisfied: int
    satisfied_late: int
    waived: int


def close_windows(session: Session, house: House, today: date, now: datetime) -> ClosedCounts:
    """Judge every window that ended before `today`: a window is missed from the first day after its last.

    Each missed window makes a task for the coordinator and, where it fits, a catch-up visit; coordinators get one
    notice a day, managers hear of several in a row. Work about visits that came off since is done.
    Source: house policy (DOMAIN 3.3).
    """
    rows = ended_open_windows(session, today)
    facts = group_facts(session, {row.group_id for row in rows})
    calendar = calendar_in_force(session)
    met = count_loose_visits(session, house, rows, today, now)
    waived = [row for row in rows if row not in met and _waive(session, house, row, facts, calendar, now)]
    missed = [row for row in rows if row.state is WindowState.OPEN]
    if missed:
        _miss(session, missed, facts, now)
        _give_tasks(session, house, missed, calendar, now)
        _catch_up(session, house, missed, today, now)
        tell_coordinators(session, missed, today, now)
        tell_upward(session, house, {row.group_id for row in missed}, today, now)
    end_visit_work(session, today, now)
    late = sum(row.state is WindowState.SATISFIED_LATE for row in met)
    return ClosedCounts(len(missed), len(met) - late, late, len(waived))


def _waive(
    session: Session,
    house: House,
    row: VisitWindow,
    facts: Mapping[int, GroupFacts],
    calendar: Calendar,
    now: datetime,
) -> bool:
    """Waive a window for what became known while it ran, such as a closure of all its days."""
    same = windows(facts[row.group_id], house.policies, calendar, row.ends_on, row.starts_on)
    span = (row.starts_on, row.ends_on)
    reason = next((window.waiver for window in same if (window.starts_on, window.ends_on) == span), None)
    if reason is None:
        return False
    row.state, row.waiver_reason = WindowState.WAIVED, reason
    record(session, Subject("window", row.id), "waived", at=now, reason=reason.value)
    return True


def _miss(session: Session, rows: Sequence[VisitWindow], facts: Mapping[int, GroupFacts], now: datetime) -> None:
    reasons = _reasons(session, rows, facts)
    for row in rows:
        row.state, row.missed_reason = WindowState.MISSED, reasons[row.id]
        record(session, Subject("window", row.id), "missed", at=now, reason=row.missed_reason)


def _reasons(
    session: Session, rows: Sequence[VisitWindow], facts: Mapping[int, GroupFacts]
) -> dict[int, MissedReason | None]:
    tried: dict[int, list[Visit]] = defaultdict(list)
    for visit in visits_around(session, rows, (VisitState.ATTEMPTED, VisitState.CANCELLED)):
        tried[visit.window_id or 0].append(visit)
    owners = {number: group.owner_id for number, group in groups(session, {row.group_id for row in rows}).items()}
    away = _absences(session, rows, owners.values())
    return {
        row.id: missed_reason(
            Period(row.starts_on, row.ends_on),
            [visit.attempt_reason for visit in tried[row.id] if visit.attempt_reason],
            [visit.cancel_reason for visit in tried[row.id] if visit.cancel_reason],
            away[owners[row.group_id] or 0],
            facts[row.group_id].closures,
        )
        for row in rows
    }


def _absences(
    session: Session, rows: Sequence[VisitWindow], adviser_ids: Iterable[int | None]
) -> dict[int, list[tuple[AbsenceKind, Period]]]:
    found: dict[int, list[tuple[AbsenceKind, Period]]] = defaultdict(list)
    asked = select(Absence).where(
        Absence.adviser_id.in_([number for number in adviser_ids if number is not None]),
        Absence.ends_on >= min(row.starts_on for row in rows),
        Absence.starts_on <= max(row.ends_on for row in rows),
    )
    for row in session.scalars(asked):
        found[row.adviser_id].append((row.kind, Period(row.starts_on, row.ends_on)))
    return found


def _give_tasks(session: Session, house: House, rows: Sequence[VisitWindow], calendar: Calendar, now: datetime) -> None:
    for row in rows:
        term = house.policy(row.ends_on).missed.coordinator_task.term
        add_work(
            session,
            key=f"window_missed:{row.id}",
            kind="window_missed",
            subject=Subject("window", row.id),
            role=Role.COORDINATOR,
            due_on=due(row.ends_on, term, calendar),
            now=now,
        )


def _catch_up(
    session: Session,
    house: House,
    rows: Sequence[VisitWindow],
    today: date,
    now: datetime,
) -> None:
    """Propose a visit inside the late tolerance, as far from other visits as the gap asks."""
    wanted = [row for row in rows if row.late_until >= today]
    if not wanted:
        return
    days = Period(today, max(row.late_until for row in wanted))
    placed = place_windows(session, house, wanted, days, now=now, actor=SYSTEM)
    _merge(session, house, [row for row in wanted if row.id in placed.unplaced], today, now)


def _merge(session: Session, house: House, rows: Sequence[VisitWindow], today: date, now: datetime) -> None:
    """Note where the next planned visit stands in the way of a catch-up, and tell so: that one visit is enough."""
    group_ids = {row.group_id for row in rows}
    facts, planned = group_facts(session, group_ids), next_planned(session, group_ids, today)
    for row in rows:
        visit = planned.get(row.group_id)
        gap = min_gap_on(house, facts[row.group_id], today, row.care_type)
        if visit is not None and (visit.on - row.late_until).days < gap:
            record(session, Subject("window", row.id), "catch_up_merged", at=now, visit=visit.id, on=visit.on)
            tell_merged_visit(session, row, visit.on, now)
