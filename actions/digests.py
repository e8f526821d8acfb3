"""One mail a working day to each adviser: what lies ahead and what waits. References, codes and days only."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from actions.house import House
from actions.notices import Recipient, enqueue
from rules.calendar import Calendar, add_working_days
from rules.policy import Policy
from rules.terms import due
from store.decrees import calendar_in_force
from store.digests import (
    DigestVisit,
    answered_signals,
    planned_visits,
    present_advisers,
    unreported_visits,
    windows_without_visit,
)

DAY = timedelta(days=1)
UNRECORDED_DAYS = 28
LONGEST_LOOK_AHEAD = timedelta(days=21)

Digest = dict[str, list[Any]]


def remind_advisers(session: Session, house: House, today: date, now: datetime) -> int:
    """Write each adviser who is at work the digest of the day; return how many got one.

    Nothing on a weekend or holiday, nothing to who has nothing waiting, and one a day at most.
    Source: house policy (DOMAIN 2a: reminders before the visit and on the last days of a window).
    """
    policy, calendar = house.policy(today), calendar_in_force(session)
    if not calendar.is_working_day(today, policy.workday_profile):
        return 0
    digests = _digests(session, policy, calendar, today)
    sent = [
        enqueue(
            session,
            template="adviser_digest",
            key=f"digest:{adviser_id}:{today}",
            recipient=Recipient("adviser", adviser_id),
            subject=None,
            facts={"on": today.isoformat(), **digests[adviser_id]},
            now=now,
        )
        for adviser_id in present_advisers(session, today)
        if any(digests[adviser_id].values())
    ]
    return sum(notice is not None for notice in sent)


def _digests(session: Session, policy: Policy, calendar: Calendar, today: date) -> dict[int, Digest]:
    digests: dict[int, Digest] = defaultdict(_empty)
    sunday = today + (6 - today.weekday()) * DAY
    reminded = {add_working_days(calendar, today, days) for days in policy.visits.reminders_before}
    visits = planned_visits(session, today - UNRECORDED_DAYS * DAY, max(sunday, *reminded))
    _put(digests, "unrecorded", visits, lambda visit: visit.on < today, _past)
    _put(digests, "today", visits, lambda visit: visit.on == today, _coming)
    _put(digests, "week", visits, lambda visit: today < visit.on <= sunday, _coming)
    _put(digests, "ahead", visits, lambda visit: visit.on > sunday and visit.on in reminded, _coming)
    for visit in unreported_visits(session, today):
        last_day = due(visit.on, policy.visits.report.term, calendar)
        report = {"group": visit.group_code, "visited_on": visit.on.isoformat(), "due": last_day.isoformat()}
        digests[visit.adviser_id]["reports"].append(report)
    for adviser_id, reference, received_at in answered_signals(session):
        digests[adviser_id]["signals"].append({"reference": reference, "received_at": received_at.isoformat()})
    for adviser_id, code, ends_on in windows_without_visit(session, today, today + LONGEST_LOOK_AHEAD):
        if today >= add_working_days(calendar, ends_on + DAY, -policy.visits.window_reminder_last_days):
            digests[adviser_id]["windows"].append({"group": code, "ends_on": ends_on.isoformat()})
    return digests


def _empty() -> Digest:
    return {part: [] for part in ("today", "week", "ahead", "unrecorded", "reports", "windows", "signals")}


def _put(
    digests: dict[int, Digest],
    part: str,
    visits: Iterable[DigestVisit],
    belongs: Callable[[DigestVisit], bool],
    line: Callable[[DigestVisit], dict[str, str]],
) -> None:
    for visit in visits:
        if belongs(visit):
            digests[visit.adviser_id][part].append(line(visit))


def _coming(visit: DigestVisit) -> dict[str, str]:
    return {"starts_at": visit.starts_at.isoformat(), "group": visit.group_code, "town": visit.town}


def _past(visit: DigestVisit) -> dict[str, str]:
    return {"group": visit.group_code, "planned_on": visit.on.isoformat()}
