"""Telling advisers what changed in the plan they know: a visit moved, called off, taken over, or new.

What an adviser was told of each visit is kept (`told_visit`). A change, whoever made it, is the difference with that;
it is told once. What lies further ahead than the published weeks changes without a word.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from actions.notices import Fact, Recipient, enqueue
from rules.calendar import local_date
from rules.mail_kinds import MailKind
from store.events import Subject
from store.mail_wishes import (
    CALLED_OFF,
    VisitPlace,
    adviser_codes,
    advisers_with_plan,
    places,
    switched,
    visits_to_tell,
)
from store.models import ToldVisit, Visit
from store.visits import PLANNED

NEWS_AFTER = timedelta(weeks=1)
"""What enters the published weeks at their far end is no news; what appears nearer than this before it is."""


def tell_changes(session: Session, house: House, now: datetime, visit_ids: Collection[int] | None = None) -> int:
    """Tell each adviser what changed in the published weeks since the last time, of all visits or those given.

    Returns how many mails were written. Safe to run twice: what was told is not told again.
    Source: house policy (visits.published_weeks, DOMAIN 2a: the plan is published so many weeks ahead).
    """
    today = local_date(now)
    last = today + timedelta(weeks=house.policy(today).visits.published_weeks)
    visits, told = visits_to_tell(session, today, last, now, visit_ids)
    if not visits:
        return 0
    lost = [visit for visit in visits if visit.state in CALLED_OFF]
    planned = advisers_with_plan(session, now)
    news = _News(session, now, _Known(told, lost, planned, _invited(session), _naming(session, visits, told)))
    for visit in visits:
        if visit.state in PLANNED:
            near = visit.on <= last - NEWS_AFTER
            news.tell_planned(visit, near=near)
    for visit in lost:
        news.tell_cancelled(visit)
    session.flush()
    return news.count


@dataclass(frozen=True, slots=True)
class _Naming:
    places: Mapping[int, VisitPlace]
    advisers: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was told, which of it was called off, who knows a plan, who wants invitations, and how all are named."""

    told: Mapping[int, ToldVisit]
    lost: Iterable[Visit]
    had_plan: Collection[int]
    invited: Collection[int]
    naming: _Naming

    def predecessor(self, visit: Visit) -> Visit | None:
        """Return the visit that `visit` came in the place of: the one it replaces, or one of the same window."""
        for other in self.lost:
            if visit.replaces_id == other.id or (other.window_id is not None and other.window_id == visit.window_id):
                return other
        return None


class _News:
    """One round of telling."""

    def __init__(self, session: Session, now: datetime, known: _Known) -> None:
        self._session, self._now, self._known = session, now, known
        self._settled: dict[int, Visit] = {}
        self.count = 0

    def tell_planned(self, visit: Visit, *, near: bool) -> None:
        """Tell of a visit that is planned: moved, given to somebody else, or new."""
        told = self._known.told.get(visit.id)
        if told is not None:
            self._changed(visit, told)
            return
        before = self._known.predecessor(visit)
        known = self._known.told[before.id] if before is not None and before.id not in self._settled else None
        if before is None or known is None:
            self._keep(visit, known_as=visit.id, sequence=0)
            wants = visit.adviser_id in self._known.invited or (near and visit.adviser_id in self._known.had_plan)
            self._planned(visit, 0, instead_of=None, tell=wants)
        elif known.adviser_id == visit.adviser_id:
            self._settled[before.id] = visit
            self._session.delete(known)
            self._keep(visit, known_as=known.known_as_id, sequence=known.sequence + 1)
            self._moved(visit, known.sequence + 1, known.starts_at)
        else:
            self._settled[before.id] = visit
            self._keep(visit, known_as=visit.id, sequence=0)
            self._cancelled(before, known, taken_over_by=visit.adviser_id)
            self._planned(visit, 0, instead_of=known.adviser_id, tell=True)

    def tell_cancelled(self, visit: Visit) -> None:
        """Tell of a visit that is off.

        One that fell away because its window was met is told to calendars only: the adviser made that other visit.
        """
        told = self._known.told[visit.id]
        if visit.id in self._settled:
            return
        silent = visit.cancel_reason is None and told.adviser_id not in self._known.invited
        self._cancelled(visit, told, taken_over_by=None, tell=not silent)

    def _changed(self, visit: Visit, told: ToldVisit) -> None:
        before, was_at = told.adviser_id, told.starts_at
        told.sequence += 1
        told.adviser_id, told.starts_at, told.ends_at = visit.adviser_id, visit.starts_at, visit.ends_at
        told.told_at, told.cancelled_at = self._now, None
        if before == visit.adviser_id:
            self._moved(visit, told.sequence, was_at)
        else:
            self._mail("visit_cancelled", visit, before, told.sequence, self._off(visit, was_at, visit.adviser_id))
            self._planned(visit, told.sequence, instead_of=before, tell=True)

    def _keep(self, visit: Visit, *, known_as: int, sequence: int) -> None:
        self._session.add(
            ToldVisit(
                visit_id=visit.id, known_as_id=known_as, adviser_id=visit.adviser_id, starts_at=visit.starts_at,
                ends_at=visit.ends_at, sequence=sequence, told_at=self._now,
            )
        )  # fmt: skip

    def _planned(self, visit: Visit, sequence: int, *, instead_of: int | None, tell: bool) -> None:
        if tell:
            whose = self._known.naming.advisers[instead_of] if instead_of else ""
            facts = self._where(visit) | self._when(visit) | {"instead_of": whose}
            self._mail("visit_planned", visit, visit.adviser_id, sequence, facts)

    def _moved(self, visit: Visit, sequence: int, was_at: datetime) -> None:
        facts = self._where(visit) | self._when(visit) | {"was_at": was_at.isoformat()}
        self._mail("visit_moved", visit, visit.adviser_id, sequence, facts)

    def _cancelled(self, visit: Visit, told: ToldVisit, *, taken_over_by: int | None, tell: bool = True) -> None:
        told.cancelled_at, told.told_at = self._now, self._now
        told.sequence += 1
        if tell:
            facts = self._off(visit, told.starts_at, taken_over_by)
            self._mail("visit_cancelled", visit, told.adviser_id, told.sequence, facts)

    def _off(self, visit: Visit, was_at: datetime, taken_over_by: int | None) -> dict[str, Fact]:
        return {
            "group": self._known.naming.places[visit.id].group_code,
            "was_at": was_at.isoformat(),
            "cancel_reason": visit.cancel_reason.value if visit.cancel_reason else "",
            "taken_over_by": self._known.naming.advisers[taken_over_by] if taken_over_by else "",
        }

    def _where(self, visit: Visit) -> dict[str, Fact]:
        place = self._known.naming.places[visit.id]
        return {"group": place.group_code, "town": place.town}

    def _when(self, visit: Visit) -> dict[str, Fact]:
        return {"starts_at": visit.starts_at.isoformat(), "ends_at": visit.ends_at.isoformat()}

    def _mail(self, template: str, visit: Visit, adviser_id: int, sequence: int, facts: Mapping[str, Fact]) -> None:
        notice = enqueue(
            self._session, template=template, key=f"{template}:{visit.id}:{sequence}:{adviser_id}",
            recipient=Recipient("adviser", adviser_id), subject=Subject("visit", visit.id), facts=facts, now=self._now,
        )  # fmt: skip
        self.count += notice is not None


def _invited(session: Session) -> set[int]:
    """Return the advisers who want calendar invitations."""
    return {number for number, on in switched(session, "adviser", MailKind.CALENDAR_INVITATION).items() if on}


def _naming(session: Session, visits: Collection[Visit], told: Mapping[int, ToldVisit]) -> _Naming:
    advisers = {visit.adviser_id for visit in visits} | {told[v.id].adviser_id for v in visits if v.id in told}
    return _Naming(places(session, [visit.id for visit in visits]), adviser_codes(session, advisers))
