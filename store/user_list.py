"""Queries for who keeps the users: the list with how each signs in, and where somebody can work."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from store.models import LocalAccount, Organisation, User


def users_query() -> Select[Any]:
    """Select every user, with the account of our own where there is one."""
    return select(User, LocalAccount).outerjoin(LocalAccount, LocalAccount.user_id == User.id)


def organisations(session: Session) -> Sequence[Organisation]:
    """Return the organisations that employ advisers, by name."""
    return session.scalars(select(Organisation).order_by(Organisation.name)).all()
