"""Sessions of the desk: opened, used, ended. The cookie holds a token of 256 bits, the database only its hash."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from rules.accounts import SECOND_FACTOR_WITHIN, SignInWay, is_over
from store.accounts import end_sessions, session_by_hash
from store.events import Subject, record, user_actor
from store.models import User, WebSession
from store.settings import Settings

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session: its row, and the token that is told this once."""

    row: WebSession
    token: str = field(repr=False)


def token_hash(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_token(token: str) -> str:
    """Return what every form of a session must hold: it follows from the cookie, and the cookie not from it."""
    return hashlib.sha256(b"waakvlam csrf " + token.encode()).hexdigest()


def open_session(session: Session, user: User, way: SignInWay, now: datetime, *, whole: bool) -> Opened:
    """Open a session for a user; one that is not `whole` still waits for the second factor, and opens nothing."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = WebSession(
        user_id=user.id, token_hash=token_hash(token), way=way, created_at=now, seen_at=now, proved_at=now,
        whole_at=now if whole else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if whole:
        record(session, Subject("user", user.id), "signed_in", at=now, actor=user_actor(user.id), way=way.value)
    return Opened(row, token)


def complete(session: Session, waiting: WebSession, user: User, now: datetime) -> Opened:
    """Give who gave the second factor a session of its own with a new token; the one that waited is over."""
    waiting.ended_at = now
    return open_session(session, user, waiting.way, now, whole=True)


def session_of(session: Session, settings: Settings, token: str, now: datetime) -> tuple[WebSession, User] | None:
    """Return the whole session that a token opens now, and its user; None when there is none, or it is over."""
    found = session_by_hash(session, token_hash(token))
    if found is None or found[0].whole_at is None or _is_over(settings, found[0], now):
        return None
    return found


def waiting_session(session: Session, token: str, now: datetime) -> tuple[WebSession, User] | None:
    """Return the session that waits for its second factor, and its user; it waits for ten minutes."""
    found = session_by_hash(session, token_hash(token))
    if found is None or found[0].whole_at is not None or now - found[0].created_at > SECOND_FACTOR_WITHIN:
        return None
    return found


def _is_over(settings: Settings, row: WebSession, now: datetime) -> bool:
    return is_over(
        now,
        created_at=row.created_at,
        seen_at=row.seen_at,
        idle=timedelta(minutes=settings.session_idle_minutes),
        longest=timedelta(hours=settings.session_hours),
    )


def is_open(house: House, row: WebSession, now: datetime) -> bool:
    """Return whether a session that nobody ended did not end by itself either."""
    return not _is_over(house.settings, row, now)


def end_session(session: Session, row: WebSession, now: datetime) -> None:
    """Sign out; a second time changes nothing."""
    if row.ended_at is None:
        row.ended_at = now
        record(session, Subject("user", row.user_id), "signed_out", at=now, actor=user_actor(row.user_id))


def sign_out_everywhere(
    session: Session, user: User, now: datetime, *, actor: str, but: WebSession | None = None
) -> int:
    """End all sessions of a user, except the present one where it is given; return how many."""
    ended = end_sessions(session, user.id, now, but=but.id if but else None)
    if ended:
        record(session, Subject("user", user.id), "sessions_ended", at=now, actor=actor, count=ended)
    return ended
