"""Who asks: the session behind a request, and the cookie that carries it. Nothing here decides what they may see.

The application keeps its house in `app.state.house`, and in `app.state.secure` whether people reach it over TLS.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from actions.web_sessions import csrf_token, session_of, waiting_session
from rules.accounts import is_fresh
from store.accounts import keep_seen
from store.models import User, WebSession
from store.session import hasty_transaction

KEPT_EVERY = timedelta(minutes=1)
SECURE_COOKIE, LOOPBACK_COOKIE = "__Host-waakvlam", "waakvlam"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is signed in: their row, their session, what their forms must hold, and when they proved it last."""

    user: User
    row: WebSession
    csrf: str = field(repr=False)
    reauthenticated_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Return whether this person may export and change roles without proving again who they are."""
        return is_fresh(now, self.reauthenticated_at)

    def is_stale(self, now: datetime) -> bool:
        """Return whether it is time to keep that this session was used (`keep_used`)."""
        return now - self.row.seen_at >= KEPT_EVERY


def signed_in(session: Session, request: Request, now: datetime) -> SignedIn | None:
    """Return who is signed in, or None: no cookie, a wrong one, ended, idle too long, too old, or no longer active."""
    token = token_of(request)
    found = session_of(session, request.app.state.house.settings, token, now) if token else None
    return None if found is None else SignedIn(found[1], found[0], csrf_token(token), found[0].proved_at)


def half_signed_in(session: Session, request: Request, now: datetime) -> SignedIn | None:
    """Return who gave a password and still has to give the second factor; nothing is open to them."""
    token = token_of(request)
    found = waiting_session(session, token, now) if token else None
    return None if found is None else SignedIn(found[1], found[0], csrf_token(token), found[0].proved_at)


def keep_used(engine: Engine, who: SignedIn, now: datetime) -> None:
    """Keep, apart from the transaction of the page and at most once a minute, that a session was used."""
    if who.is_stale(now):
        with hasty_transaction(engine) as session:
            keep_seen(session, who.row.id, now)


def token_of(request: Request) -> str:
    """Return the token of the cookie; empty without one."""
    return request.cookies.get(cookie_name(secure=request.app.state.secure), "")


def cookie_name(*, secure: bool) -> str:
    """Return how the cookie is called: over TLS the browser itself binds it to this host (`__Host-`)."""
    return SECURE_COOKIE if secure else LOOPBACK_COOKIE


def put_cookie(response: Response, token: str, *, secure: bool) -> None:
    """Give the browser its token: for this host only, out of reach of scripts, gone when the browser closes."""
    response.set_cookie(cookie_name(secure=secure), token, path="/", secure=secure, httponly=True, samesite="lax")


def drop_cookie(response: Response, *, secure: bool) -> None:
    """Take the token back from the browser."""
    response.delete_cookie(cookie_name(secure=secure), path="/", secure=secure, httponly=True, samesite="lax")
