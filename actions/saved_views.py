"""Keeping a list as somebody likes to see it: what stands in its address, under a name."""

import re
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from sqlalchemy.orm import Session

from actions.connections import checked_name
from rules.api_errors import ViewExists
from store.models import SavedView, User
from store.saved_views import has_view, may_share

LONGEST_NAME, LONGEST_QUERY, MOST_PARTS = 60, 1000, 20
_KEY = re.compile(r"[a-z_]{1,20}")
_PASSING = ("page", "_csrf")


def save_view(
    session: Session, list_name: str, name: str, query: str, now: datetime, *, by: User, shared: bool
) -> SavedView:
    """Keep a view of a list; who works elsewhere shares nothing.

    Raises: NameMissing, ViewExists.
    """
    told = checked_name(name, LONGEST_NAME)
    if has_view(session, by, list_name, told):
        raise ViewExists
    row = SavedView(
        user_id=by.id,
        list_name=list_name,
        name=told,
        query=kept_of(query),
        shared=shared and may_share(by),
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def drop_view(session: Session, row: SavedView) -> None:
    """Forget a view."""
    session.delete(row)
    session.flush()


def kept_of(query: str) -> str:
    """Return what of an address is worth keeping: its filters and order, not the number of the page."""
    parts = parse_qsl(query[:LONGEST_QUERY])[:MOST_PARTS]
    kept = [(key, value) for key, value in parts if _KEY.fullmatch(key) and key not in _PASSING]
    return urlencode(kept)[:LONGEST_QUERY]
