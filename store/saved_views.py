"""Queries about the views of lists that people keep."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from rules.vocabulary import Role
from store.models import SavedView, User

OUTSIDE = (Role.PROVIDER_CONTACT, Role.MUNICIPALITY_CONTACT, Role.INSPECTOR)
"""Who works elsewhere: they keep views of their own, and neither share them nor see those of others."""


def may_share(user: User) -> bool:
    """Return whether somebody shares views with colleagues."""
    return user.role not in OUTSIDE


def views_of(session: Session, user: User, list_name: str) -> Sequence[SavedView]:
    """Return the views of one list: a person's own, and what colleagues of the same organisation share; by name."""
    wanted = SavedView.user_id == user.id
    if may_share(user):
        colleague = aliased(User)
        same = (
            colleague.organisation_id == user.organisation_id
            if user.organisation_id is not None
            else colleague.organisation_id.is_(None)
        )
        colleagues = select(colleague.id).where(same, colleague.role.not_in(OUTSIDE))
        wanted |= SavedView.shared & SavedView.user_id.in_(colleagues)
    asked = select(SavedView).where(SavedView.list_name == list_name, wanted)
    return session.scalars(asked.order_by(SavedView.name, SavedView.id)).all()


def own_view(session: Session, user: User, number: int) -> SavedView | None:
    """Return a view that somebody keeps; None for one of another."""
    return session.scalars(select(SavedView).where(SavedView.id == number, SavedView.user_id == user.id)).one_or_none()


def has_view(session: Session, user: User, list_name: str, name: str) -> bool:
    """Return whether somebody keeps a view of a list under this name."""
    asked = select(SavedView.id).where(
        SavedView.user_id == user.id, SavedView.list_name == list_name, SavedView.name == name
    )
    return session.scalars(asked).first() is not None
