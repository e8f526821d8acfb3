"""Queries about users of the desk."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.vocabulary import Role
from store.models import User


def users_in_role(session: Session, role: Role) -> list[User]:
    """Return the active users who have `role`."""
    return list(session.scalars(select(User).where(User.role == role, User.active.is_(True)).order_by(User.id)))


def lock_users_in_role(session: Session, role: Role) -> list[User]:
    """Return the active users who have `role`, each locked: two who take it from each other wait for one another."""
    wanted = select(User).where(User.role == role, User.active.is_(True)).order_by(User.id).with_for_update()
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


def is_responsible(user: User, organisation_id: int | None) -> bool:
    """Return whether a user looks after the groups of an organisation; without one, everybody in the role does."""
    return organisation_id is None or user.organisation_id in (None, organisation_id)


def user_by_login(session: Session, login: str) -> User | None:
    """Return the user who signs in as `login`, active or not."""
    return session.scalars(select(User).where(User.login == login)).one_or_none()
