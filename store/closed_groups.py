"""Queries about who visits groups: their provider, their adviser, and who comes during an absence."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from rules.vocabulary import CareType
from store.models import Absence, Adviser, Group, GroupCareType, GroupProvider, Visit
from store.visits import PLANNED


@dataclass(frozen=True, slots=True)
class ClosedGroup:
    """A group with its provider and adviser on a day."""

    group_id: int
    agency_id: int
    owner_id: int
    deputy_id: int | None


def closed_groups(session: Session, on: date, group_id: int | None = None) -> list[ClosedGroup]:
    """Return the groups in closed care on a day that have a provider and an adviser.

    With `group_id` that one, whatever care it gives.
    """
    asked = (
        select(Group.id, GroupProvider.agency_id, Group.owner_id, Group.deputy_id)
        .join(GroupProvider, GroupProvider.group_id == Group.id)
        .join(GroupCareType, GroupCareType.group_id == Group.id)
        .where(GroupProvider.valid_from <= on, or_(GroupProvider.valid_to.is_(None), GroupProvider.valid_to >= on))
        .where(GroupCareType.valid_from <= on, or_(GroupCareType.valid_to.is_(None), GroupCareType.valid_to >= on))
        .where(or_(Group.ended_on.is_(None), Group.ended_on >= on), Group.owner_id.is_not(None))
        .order_by(Group.id)
    )
    if group_id is None:
        asked = asked.where(GroupCareType.care_type == CareType.CLOSED_CARE)
    else:
        asked = asked.where(Group.id == group_id)
    return [
        ClosedGroup(number, agency, owner, deputy)
        for number, agency, owner, deputy in session.execute(asked)
        if owner is not None
    ]


def absences_around(session: Session, first: date, last: date) -> list[Absence]:
    """Return the absences that touch the days from `first` to `last`, in order."""
    asked = select(Absence).where(Absence.starts_on <= last, Absence.ends_on >= first)
    return list(session.scalars(asked.order_by(Absence.starts_on, Absence.id)))


def substitute_of(session: Session, found: ClosedGroup, absence: Absence) -> int | None:
    """Return who comes to a group during an absence: who is planned most, or else the group's or adviser's deputy."""
    asked = (
        select(Visit.adviser_id)
        .where(Visit.group_id == found.group_id, Visit.state.in_(PLANNED))
        .where(Visit.on.between(absence.starts_on, absence.ends_on), Visit.adviser_id != absence.adviser_id)
        .group_by(Visit.adviser_id)
        .order_by(func.count().desc(), Visit.adviser_id)
    )
    planned = session.scalars(asked).first()
    if planned is not None or found.deputy_id is not None:
        return planned or found.deputy_id
    return session.get_one(Adviser, absence.adviser_id).deputy_id
