"""Queries about the people of the planning: who may take work over, who is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rules.worklist import ABOVE
from store.models import Absence, Adviser, Organisation, User
from store.scope import Viewer, condition


@dataclass(frozen=True, slots=True)
class AwayNow:
    """Somebody who is away on a day: which adviser, and the days."""

    adviser: Adviser
    absence: Absence


def who_may_take_over(session: Session, user: User) -> Sequence[User]:
    """Return the colleagues to whom somebody may hand work: of the same role or above, of their organisation."""
    may, above = {user.role}, user.role
    while above in ABOVE:
        above = ABOVE[above]
        may.add(above)
    asked = select(User).where(User.role.in_(may), User.active.is_(True), User.id != user.id)
    if user.organisation_id is not None:
        asked = asked.where(or_(User.organisation_id.is_(None), User.organisation_id == user.organisation_id))
    return session.scalars(asked.order_by(User.name, User.id)).all()


def away_on(session: Session, viewer: Viewer, first: date, last: date) -> list[AwayNow]:
    """Return who is away on some day from `first` to `last`, of the advisers that `viewer` sees, by day."""
    asked = (
        select(Adviser, Absence)
        .join(Absence, Absence.adviser_id == Adviser.id)
        .where(condition(Adviser, viewer), Absence.starts_on <= last, Absence.ends_on >= first)
        .order_by(Absence.starts_on, Adviser.name, Adviser.id)
    )
    return [AwayNow(adviser, absence) for adviser, absence in session.execute(asked)]


def advisers_seen(session: Session, viewer: Viewer, first: date, last: date) -> list[tuple[Adviser, Organisation]]:
    """Return the advisers that `viewer` sees who work on some day from `first` to `last`, each with the employer."""
    asked = (
        select(Adviser, Organisation)
        .join(Organisation, Organisation.id == Adviser.organisation_id)
        .where(condition(Adviser, viewer), Adviser.active_from <= last)
        .where(or_(Adviser.active_to.is_(None), Adviser.active_to >= first))
        .order_by(Adviser.name, Adviser.id)
    )
    return [(adviser, organisation) for adviser, organisation in session.execute(asked)]
