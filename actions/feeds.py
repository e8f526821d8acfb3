"""The personal calendar feed of an adviser: a secret address that shows the published visits, and can be taken back."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.invitations import appointment_of, mail_domain
from channels.calendar_files import Appointment, feed
from rules.calendar import local_date
from rules.errors import RuleError
from store.events import Subject, record
from store.mail_wishes import CALLED_OFF, VisitPlace, places, visits_in_calendar
from store.models import Adviser, CalendarFeed, ToldVisit, User, Visit

TOKEN_BYTES = 32
CANCELLED_SHOWN = timedelta(days=14)
PAST_SHOWN = timedelta(days=14)
NAME = "Bezoeken"


class NoFeed(RuleError):
    """An adviser has no calendar feed, it was taken back, or the adviser does not work here today."""

    def __init__(self, code: str) -> None:
        super().__init__(
            "Vertrouwenspersoon {code} heeft geen werkende agenda-link. Maak er een met"
            " 'waakvlam calendar feed --adviser {code} --new'.",
            code=code,
        )


def new_feed(session: Session, adviser_id: int, *, show_place: bool, now: datetime, actor: str) -> str:
    """Give an adviser a new secret token and return it, this once; an earlier one works no more.

    Only its hash is kept. `show_place`: the feed tells the town of a visit too, never that of a family home.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = CalendarFeed(
        adviser_id=adviser_id, token_hash=_hash(token), show_place=show_place, made_at=now, revoked_at=None
    )
    session.merge(row)
    session.flush()
    record(session, Subject("adviser", adviser_id), "calendar_feed_made", at=now, actor=actor, place=show_place)
    return token


def revoke_feed(session: Session, adviser_id: int, *, now: datetime, actor: str) -> bool:
    """Take back the token of an adviser; return False when there was none that worked."""
    row = session.get(CalendarFeed, adviser_id)
    if row is None or row.revoked_at is not None:
        return False
    row.revoked_at = now
    record(session, Subject("adviser", adviser_id), "calendar_feed_revoked", at=now, actor=actor)
    return True


def feed_by_token(session: Session, house: House, token: str, now: datetime) -> bytes | None:
    """Return the calendar that a token gives, or None when it works no more or never did: the answer is the same."""
    row = session.scalars(select(CalendarFeed).where(CalendarFeed.token_hash == _hash(token))).one_or_none()
    return _calendar(session, house, row, now) if row is not None and _works(session, row, now) else None


def feed_of(session: Session, house: House, adviser_id: int, code: str, now: datetime) -> bytes:
    """Return the calendar of an adviser as the token would give it. Raises: NoFeed."""
    row = session.get(CalendarFeed, adviser_id)
    if row is None or not _works(session, row, now):
        raise NoFeed(code)
    return _calendar(session, house, row, now)


def _works(session: Session, row: CalendarFeed, now: datetime) -> bool:
    """Return whether a feed was not taken back, and its adviser works here on the day of `now` and may come in."""
    adviser, today = session.get_one(Adviser, row.adviser_id), local_date(now)
    is_there = adviser.active_from <= today and (adviser.active_to is None or today <= adviser.active_to)
    stopped = select(User.id).where(User.adviser_id == row.adviser_id, User.active.is_(False))
    return row.revoked_at is None and is_there and session.scalars(stopped).first() is None


def _calendar(session: Session, house: House, row: CalendarFeed, now: datetime) -> bytes:
    today = local_date(now)
    last = today + timedelta(weeks=house.policy(today).visits.published_weeks)
    found = [
        (visit, told)
        for visit, told in visits_in_calendar(session, row.adviser_id, now - PAST_SHOWN)
        if visit.on <= last and _is_shown(visit, told, now)
    ]
    named = places(session, [visit.id for visit, _ in found])
    domain = mail_domain(house.settings.sender)
    return feed([_appointment(row, visit, told, named[visit.id], domain, now) for visit, told in found], NAME)


def _is_shown(visit: Visit, told: ToldVisit | None, now: datetime) -> bool:
    """Return whether a visit stands in the feed: what was called off stays two weeks, so that programs see it go."""
    if visit.state not in CALLED_OFF:
        return True
    return told is not None and told.cancelled_at is not None and told.cancelled_at > now - CANCELLED_SHOWN


def _appointment(
    row: CalendarFeed, visit: Visit, told: ToldVisit | None, place: VisitPlace, domain: str, now: datetime
) -> Appointment:
    cancelled = visit.state in CALLED_OFF
    town = place.town if row.show_place and not cancelled else ""
    return appointment_of(visit, told, place.group_code, domain, now, cancelled=cancelled, place=town)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
