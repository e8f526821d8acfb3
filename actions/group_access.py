"""Who may see and do the work of a group: its adviser, and for set days who stands in. Everybody else may not.

Source: DOMAIN 3.4 and 6.2 (deny by default; access moves with the work and ends with it).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.cadence import Period
from rules.errors import Refused
from rules.worklist import GrantReason
from store.events import Subject, record, user_actor
from store.models import AccessGrant, Adviser, Conflict, Group, User
from store.plan_facts import absences_between
from store.work import is_granted


class AccessRefused(Refused):
    """Somebody would get access to a group whom a conflict of interest or another employer keeps out."""

    def __init__(self, adviser_code: str, group_code: str) -> None:
        super().__init__(
            "{adviser_code} krijgt geen toegang tot groep {group_code}: een collega van een andere organisatie, of met"
            " een tegenstrijdig belang, mag daar niet invallen. Kies een andere vervanger.",
            adviser_code=adviser_code,
            group_code=group_code,
        )


@dataclass(frozen=True, slots=True)
class Grantor:
    """Who gives access, and when."""

    user: User
    now: datetime


def may_work_for(session: Session, user: User, group_id: int, on: date) -> bool:
    """Return whether an adviser may see and do the work of a group on a day.

    The adviser of the group may, but not while absent; a substitute may in the days that were granted.
    """
    adviser, group = session.get(Adviser, user.adviser_id or 0), session.get_one(Group, group_id)
    if not user.active or adviser is None or is_kept_out(session, adviser, group):
        return False
    if any(row.adviser_id == adviser.id for row in absences_between(session, on, on)):
        return False
    return adviser.id == group.owner_id or is_granted(session, user, Subject("group", group_id), on)


def is_kept_out(session: Session, adviser: Adviser, group: Group) -> bool:
    """Return whether a conflict of interest, or another employer than its owner's, keeps an adviser from a group."""
    owner = session.get(Adviser, group.owner_id or 0)
    elsewhere = owner is not None and owner.organisation_id != adviser.organisation_id
    return elsewhere or session.get(Conflict, (adviser.id, group.id)) is not None


def grant_substitution(session: Session, adviser_id: int, group_id: int, days: Period, by: Grantor) -> bool:
    """Give who stands in access to a group for these days; return False when it was given before or nobody signs in.

    Raises: AccessRefused.
    """
    adviser, group = session.get_one(Adviser, adviser_id), session.get_one(Group, group_id)
    if is_kept_out(session, adviser, group):
        raise AccessRefused(adviser.code, group.code)
    user = session.scalars(select(User).where(User.adviser_id == adviser_id, User.active.is_(True))).first()
    if user is None or all(
        is_granted(session, user, Subject("group", group_id), day) for day in (days.starts_on, days.ends_on)
    ):
        return False
    session.add(
        AccessGrant(
            user_id=user.id,
            subject_kind="group",
            subject_id=group_id,
            reason=GrantReason.SUBSTITUTION,
            starts_on=days.starts_on,
            ends_on=days.ends_on,
            granted_by_id=by.user.id,
            granted_at=by.now,
        )
    )
    session.flush()
    record(
        session, Subject("group", group_id), "access_granted", at=by.now, actor=user_actor(by.user.id), to=user.id,
        starts_on=days.starts_on, ends_on=days.ends_on,
    )  # fmt: skip
    return True
