"""One mail a working day to each adviser: what lies ahead and what waits. References, codes and days only."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from actions.house import House
from actions.notices import Recipient, enqueue
from rules.calendar import Calendar, add_working_days
from rules.mail_kinds import MailKind
from rules.policy import Policy
from rules.reminders import is_ending, reminder_days
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
from store.mail_wishes import StandIn, stand_ins, switched

DAY = timedelta(days=1)
UNRECORDED_DAYS = 28
LONGEST_LOOK_AHEAD = timedelta(days=21)

Digest = dict[str, list[Any]]


def remind_advisers(session: Session, house: House, today: date, now: datetime) -> int:
    """Write each adviser who is at work the digest of the day; return how many mails were written.

    Nothing on a weekend or holiday, nothing to who has nothing waiting, and one a day at most. Who switched the digest
    off gets the reminders apart. What an adviser who is away would hear goes to who stands in.
    Source: house policy (DOMAIN 2a: reminders before the visit and on the last days of a window).
    """
    policy, calendar = house.policy(today), calendar_in_force(session)
    if not calendar.is_working_day(today, policy.workday_profile):
        return 0
    here, away = present_advisers(session, today), stand_ins(session, today)
    digests = _digests(session, policy, calendar, today, _Deputies(here, away))
    no_digest = {number for number, on in switched(session, "adviser", MailKind.DAILY_DIGEST).items() if not on}
    sent = [
        mail
        for adviser_id in here
        for mail in (_apart if adviser_id in no_digest else _bundled)(digests[adviser_id], adviser_id, today)
    ]
    return sum(enqueue(session, subject=None, now=now, **mail) is not None for mail in sent)


def _bundled(digest: Digest, adviser_id: int, today: date) -> Iterator[dict[str, Any]]:
    """Yield the one mail that says it all, leaving out the mark of what is due for a reminder."""
    parts = {part: lines for part, lines in digest.items() if part != "reminded"}
    if any(parts.values()):
        yield _mail("adviser_digest", f"digest:{adviser_id}:{today}", adviser_id, today, parts)


def _apart(digest: Digest, adviser_id: int, today: date) -> Iterator[dict[str, Any]]:
    """Yield the reminders that come without a digest: of visits, and of windows in their last days (a duty)."""
    if digest["reminded"]:
        key = f"visit_reminder:{adviser_id}:{today}"
        yield _mail("visit_reminder", key, adviser_id, today, {"visits": digest["reminded"]})
    if digest["windows"]:
        key = f"window_ending:{adviser_id}:{today}"
        yield _mail("window_ending", key, adviser_id, today, {"windows": digest["windows"]})


def _mail(template: str, key: str, adviser_id: int, today: date, parts: Digest) -> dict[str, Any]:
    facts = {"on": today.isoformat(), **parts}
    return {"template": template, "key": key, "recipient": Recipient("adviser", adviser_id), "facts": facts}


class _Deputies:
    """To whom a line goes: the adviser at work, or who stands in; nobody when both are away."""

    def __init__(self, here: Iterable[int], away: Mapping[int, StandIn]) -> None:
        self._here, self._away = frozenset(here), away

    def reader(self, adviser_id: int, first_choice: int | None = None) -> tuple[int | None, str]:
        """Return who reads about what is this adviser's, and the adviser's code where that is somebody else."""
        stand_in = self._away.get(adviser_id)
        if stand_in is None:
            return adviser_id, ""
        deputy = first_choice if first_choice in self._here else stand_in.deputy_id
        return deputy, stand_in.away_code


def _digests(
    session: Session, policy: Policy, calendar: Calendar, today: date, deputies: _Deputies
) -> dict[int, Digest]:
    digests: dict[int, Digest] = defaultdict(_empty)
    sunday = today + (6 - today.weekday()) * DAY
    before = policy.visits.reminders_before
    furthest = add_working_days(calendar, today, max(before, default=0) + 1)
    visits = planned_visits(session, today - UNRECORDED_DAYS * DAY, max(sunday, furthest))
    reminded = {visit.on for visit in visits if today < visit.on and today in reminder_days(calendar, visit.on, before)}
    _put(digests, "unrecorded", visits, lambda visit: visit.on < today, _past)
    _put(digests, "today", visits, lambda visit: visit.on == today, _coming)
    _put(digests, "week", visits, lambda visit: today < visit.on <= sunday, _coming)
    _put(digests, "ahead", visits, lambda visit: visit.on > sunday and visit.on in reminded, _coming)
    _put(digests, "reminded", visits, lambda visit: visit.on in reminded, _coming)
    for visit in unreported_visits(session, today):
        last_day = due(visit.on, policy.visits.report.term, calendar)
        report = {"group": visit.group_code, "visited_on": visit.on.isoformat(), "due": last_day.isoformat()}
        digests[visit.adviser_id]["reports"].append(report)
    for adviser_id, reference, received_at in answered_signals(session):
        reader, whose = deputies.reader(adviser_id)
        if reader is not None:
            line = {"reference": reference, "received_at": received_at.isoformat(), "instead_of": whose}
            digests[reader]["signals"].append(line)
    for window in windows_without_visit(session, today, today + LONGEST_LOOK_AHEAD):
        reader, whose = deputies.reader(window.owner_id, window.deputy_id)
        if reader is not None and is_ending(calendar, window.ends_on, today, policy.visits.window_reminder_last_days):
            line = {"group": window.group_code, "ends_on": window.ends_on.isoformat(), "instead_of": whose}
            digests[reader]["windows"].append(line)
    return digests


def _empty() -> Digest:
    return {part: [] for part in ("today", "week", "ahead", "unrecorded", "reports", "windows", "signals", "reminded")}


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
