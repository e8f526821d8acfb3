"""Queries about groups: what their windows follow from."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import TypeVar

from sqlalchemy import ScalarResult, inspect, or_, select
from sqlalchemy.orm import Session

from rules.cadence import DatedCareType, DatedOverride, GroupFacts, Period
from rules.vocabulary import CareType, SchoolRegion
from store.models import CadenceOverride, Closure, Group, GroupCareType, GroupProvider, Location, Municipality

Ids = Collection[int] | None
Row = TypeVar("Row", GroupCareType, CadenceOverride, Closure)


def group_facts(session: Session, group_ids: Ids = None) -> dict[int, GroupFacts]:
    """Return by group (all, or those asked for) what its windows follow from."""
    care_types: dict[int, list[DatedCareType]] = defaultdict(list)
    for kind in _dated(session, GroupCareType, group_ids):
        care_types[kind.group_id].append(DatedCareType(kind.care_type, kind.valid_from, kind.valid_to))
    overrides: dict[int, list[DatedOverride]] = defaultdict(list)
    for rhythm in _dated(session, CadenceOverride, group_ids):
        overrides[rhythm.group_id].append(DatedOverride(rhythm.every_days, rhythm.valid_from, rhythm.valid_to))
    closures: dict[int, list[Period]] = defaultdict(list)
    for closure in _dated(session, Closure, group_ids):
        closures[closure.group_id].append(Period(closure.starts_on, closure.ends_on))
    return {
        number: GroupFacts(
            anchor_on=group.anchor_on,
            opened_on=group.opened_on,
            ended_on=group.ended_on,
            care_types=tuple(care_types[number]),
            overrides=tuple(overrides[number]),
            closures=tuple(closures[number]),
            residents=group.residents,
        )
        for number, group in groups(session, group_ids).items()
    }


def groups(session: Session, group_ids: Ids = None) -> dict[int, Group]:
    """Return the groups by number: all, or those asked for."""
    asked = select(Group).order_by(Group.id)
    rows = session.scalars(asked if group_ids is None else asked.where(Group.id.in_(group_ids)))
    return {row.id: row for row in rows}


def care_types_ever(session: Session, *, group_id: int | None = None, location_id: int | None = None) -> set[CareType]:
    """Return every kind of care that one group gave or gives, or that the groups at one location did."""
    asked = select(GroupCareType.care_type).join(Group)
    if group_id is not None:
        return set(session.scalars(asked.where(Group.id == group_id)))
    return set(session.scalars(asked.where(Group.location_id == location_id)))


def group_by_code(session: Session, code: str) -> Group | None:
    """Return the group that people know by `code`."""
    return session.scalars(select(Group).where(Group.code == code)).one_or_none()


def provider_on(session: Session, group_id: int, on: date) -> int | None:
    """Return which agency runs a group on a day."""
    return session.scalars(
        select(GroupProvider.agency_id)
        .where(GroupProvider.group_id == group_id, GroupProvider.valid_from <= on)
        .where(or_(GroupProvider.valid_to.is_(None), GroupProvider.valid_to >= on))
        .order_by(GroupProvider.valid_from.desc())
    ).first()


def school_regions(session: Session) -> dict[int, SchoolRegion]:
    """Return by group the school region of the municipality it stands in."""
    asked = (
        select(Group.id, Municipality.school_region)
        .join(Location, Location.id == Group.location_id)
        .join(Municipality, Municipality.id == Location.municipality_id)
    )
    return dict(session.execute(asked).tuples().all())


def _dated(session: Session, kind: type[Row], group_ids: Ids) -> ScalarResult[Row]:
    asked = select(kind).order_by(*inspect(kind).primary_key)
    return session.scalars(asked if group_ids is None else asked.where(kind.group_id.in_(group_ids)))
