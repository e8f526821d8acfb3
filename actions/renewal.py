"""Windows kept in step with what they follow from: opened ahead, changed when the group changes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from actions.counting import count_loose_visits
from actions.house import House
from rules.cadence import Window, windows
from rules.calendar import local_date
from rules.vocabulary import MissedReason, VisitState, WaiverReason, WindowState
from store.decrees import calendar_in_force
from store.events import Subject, record
from store.groups import Ids, group_facts
from store.models import Visit, VisitWindow
from store.visits import last_window_end, planned_visits_of, windows_from

DAY = timedelta(days=1)
CHANGEABLE = (WindowState.OPEN, WindowState.WAIVED)
CALLED_OFF = {
    WaiverReason.CLOSED: MissedReason.LOCATION_CLOSED,
    WaiverReason.NO_RESIDENTS: MissedReason.NO_RESIDENTS,
}


@dataclass(slots=True)
class _Renewal:
    """What one run did: windows opened, changed and withdrawn."""

    opened: list[VisitWindow] = field(default_factory=list)
    changed: list[VisitWindow] = field(default_factory=list)
    withdrawn: list[VisitWindow] = field(default_factory=list)


def open_windows(session: Session, house: House, until: date, now: datetime, group_ids: Ids = None) -> int:
    """Bring the windows from today to `until` in step with the groups; return how many were opened.

    Doing it twice changes nothing the second time. Windows that ended, or were satisfied, are never touched; one
    that did not begin yet is a forecast, and goes (with an event) when the group no longer asks it.
    """
    today, calendar = local_date(now), calendar_in_force(session)
    groups, known = group_facts(session, group_ids), windows_from(session, today, group_ids)
    last_ends, renewal = last_window_end(session, today, group_ids), _Renewal()
    for group_id, group in groups.items():
        asked = windows(group, house.policies, calendar, until, today)
        _renew(renewal, group_id, known.get(group_id, []), asked, until, today, last_ends.get(group_id))
    session.add_all(renewal.opened)
    session.flush()
    _record(session, renewal, now)
    _mend_visits(session, renewal, now)
    count_loose_visits(session, house, [row for row in renewal.opened if row.starts_on <= today], today, now)
    return len(renewal.opened)


def follow_group(session: Session, house: House, group_id: int, now: datetime) -> None:
    """Let the windows of one group that are open already follow a change of its care or rhythm at once."""
    opened = windows_from(session, local_date(now), [group_id]).get(group_id)
    if opened:
        open_windows(session, house, max(row.ends_on for row in opened), now, [group_id])


def _renew(
    renewal: _Renewal,
    group_id: int,
    rows: Sequence[VisitWindow],
    asked: Iterable[Window],
    until: date,
    today: date,
    last_end: date | None,
) -> None:
    wanted = {window.starts_on: window for window in asked}
    kept = [row for row in rows if row.starts_on > until or _stays(row, today, wanted)]
    free_from = max([row.ends_on + DAY for row in kept if row.starts_on <= until], default=date.min)
    free_from = max(free_from, last_end + DAY if last_end else date.min)
    by_start = {row.starts_on: row for row in rows if row not in kept}
    for window in _clipped(wanted.values(), free_from):
        row = by_start.pop(window.starts_on, None)
        if row is None:
            renewal.opened.append(_row(group_id, window))
        elif _adjust(row, window):
            renewal.changed.append(row)
    renewal.withdrawn.extend(by_start.values())


def _stays(row: VisitWindow, today: date, wanted: dict[date, Window]) -> bool:
    """Return whether a window is out of reach of changes: met, or running under a rhythm that has since changed."""
    return row.state not in CHANGEABLE or (row.starts_on <= today and row.starts_on not in wanted)


def _clipped(wanted: Iterable[Window], free_from: date) -> list[Window]:
    return [
        replace(window, starts_on=max(window.starts_on, free_from)) for window in wanted if window.ends_on >= free_from
    ]


def _row(group_id: int, window: Window) -> VisitWindow:
    return VisitWindow(
        group_id=group_id,
        care_type=window.care_type,
        starts_on=window.starts_on,
        ends_on=window.ends_on,
        late_until=window.late_until,
        state=WindowState.WAIVED if window.waiver else WindowState.OPEN,
        waiver_reason=window.waiver,
    )


def _adjust(row: VisitWindow, window: Window) -> bool:
    """Give a known window the facts it should have; return whether anything changed."""
    before = (row.care_type, row.ends_on, row.late_until, row.waiver_reason)
    if before == (window.care_type, window.ends_on, window.late_until, window.waiver):
        return False
    row.care_type, row.ends_on, row.late_until = window.care_type, window.ends_on, window.late_until
    row.state, row.waiver_reason = (WindowState.WAIVED if window.waiver else WindowState.OPEN), window.waiver
    return True


def _record(session: Session, renewal: _Renewal, now: datetime) -> None:
    by_group: dict[int, list[VisitWindow]] = defaultdict(list)
    for row in renewal.opened:
        by_group[row.group_id].append(row)
    for group_id, rows in by_group.items():
        first, last = rows[0].starts_on, rows[-1].ends_on
        subject = Subject("group", group_id)
        record(session, subject, "windows_opened", at=now, count=len(rows), starts_on=first, ends_on=last)
    for row in renewal.changed:
        subject = Subject("window", row.id)
        record(session, subject, "changed", at=now, ends_on=row.ends_on, waiver=row.waiver_reason)
    for row in renewal.withdrawn:
        subject = Subject("group", row.group_id)
        record(
            session, subject, "window_withdrawn", at=now, window=row.id, starts_on=row.starts_on, ends_on=row.ends_on
        )


def _mend_visits(session: Session, renewal: _Renewal, now: datetime) -> None:
    """Call off planned visits whose window no longer asks them, or move them to the window they now fall in."""
    rows = {row.id: row for row in (*renewal.changed, *renewal.withdrawn)}
    gone = {row.id for row in renewal.withdrawn}
    adoptable = [row for row in (*renewal.opened, *renewal.changed) if row.state is WindowState.OPEN]
    visits = planned_visits_of(session, list(rows)) if rows else []
    taken = {visit.window_id for visit in visits if visit.window_id not in gone}
    for visit in visits:
        window = rows[visit.window_id or 0]
        if visit.window_id not in gone and _still_fits(visit, window):
            continue
        new = next((row for row in adoptable if row.id not in taken and _could_take(row, visit)), None)
        if new is None:
            _call_off(session, visit, window, now)
        else:
            visit.window_id = new.id
            taken.add(new.id)
            record(session, Subject("visit", visit.id), "window_changed", at=now, window=new.id)
    if gone:
        session.flush()
        session.execute(update(Visit).where(Visit.window_id.in_(gone)).values(window_id=None))
        for row in renewal.withdrawn:
            session.delete(row)
        session.flush()


def _still_fits(visit: Visit, window: VisitWindow) -> bool:
    return window.state is WindowState.OPEN and window.starts_on <= visit.on <= window.late_until


def _could_take(row: VisitWindow, visit: Visit) -> bool:
    return row.group_id == visit.group_id and row.starts_on <= visit.on <= row.ends_on


def _call_off(session: Session, visit: Visit, window: VisitWindow, now: datetime) -> None:
    visit.state = VisitState.CANCELLED
    visit.cancel_reason = CALLED_OFF.get(window.waiver_reason) if window.waiver_reason else None
    record(session, Subject("visit", visit.id), "cancelled", at=now, reason=visit.cancel_reason)
