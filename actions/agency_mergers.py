"""Agencies that merge, split or get another name (scenario 5).

Groups, advisers, windows and signals keep their ids and deadlines: a window belongs to its group, and who answers for
a signal is looked up on the day (store/signals.agency_in_charge). What looks double is proposed, never merged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from actions.house import House
from actions.work import add_work
from rules.agency_errors import AlreadyMerged, MergerWithItself, NotOfThisAgency, NotYourAgencies, SameName
from rules.calendar import local_date
from rules.vocabulary import ContactRole, Role
from store.events import Fact, Subject, record, user_actor
from store.models import Agency, AgencyName, AgencySplit, Group, GroupProvider, Location, User
from store.signals import agency_in_charge, contacts, open_signals


@dataclass(frozen=True, slots=True)
class Merger:
    """What a merger did: the groups that moved, locations that may be the same, and open signals that move along."""

    groups: tuple[str, ...]
    doubles: tuple[tuple[str, str], ...]
    open_signals: tuple[str, ...]
    has_contact: bool


def merge_agencies(
    session: Session, _house: House, olds: Sequence[Agency], into: Agency, on: date, now: datetime, *, by: User
) -> Merger:
    """Let agencies go up in another one from a day on: their groups are its, and its contacts get open signals.

    Who has no contact is asked for by a piece of work. Raises: NotYourAgencies, MergerWithItself, AlreadyMerged.
    """
    _check(by)
    for old in olds:
        if agency_in_charge(session, into.id, date.max) == old.id:
            raise MergerWithItself(old.code)
        if old.merged_on is not None:
            raise AlreadyMerged(old.code, old.merged_on)
    moved: list[Group] = []
    for old in olds:
        old.merged_into_id, old.merged_on = into.id, on
        moved += _move_groups(session, old, into, on)
        _record(session, old, "agency_merged", now, by, code=old.code, into=into.code, on=on)
    session.flush()
    waiting = _open_signals(session, olds)
    reachable = any(contacts(session, role, on, into.id) for role in (ContactRole.SIGNALS, ContactRole.DIRECTOR))
    if waiting and not reachable:
        add_work(
            session, key=f"find_contact:agency:{into.id}:{on}", kind="find_contact", subject=_subject(into),
            role=Role.COORDINATOR, due_on=local_date(now), now=now,
        )  # fmt: skip
    doubles = propose_doubles(session, into, on, now)
    return Merger(tuple(group.code for group in moved), doubles, waiting, reachable)


def split_agency(
    session: Session, _house: House, old: Agency, into: Agency, groups: Sequence[Group], on: date, now: datetime, *,
    by: User,
) -> None:  # fmt: skip
    """Give groups of an agency to another from a day on; open signals stay with the agency they were sent to.

    Raises: NotYourAgencies, MergerWithItself, NotOfThisAgency.
    """
    _check(by)
    if old.id == into.id:
        raise MergerWithItself(old.code)
    run = {row.group_id: row for row in _providers(session, old, on)}
    for group in groups:
        if group.id not in run:
            raise NotOfThisAgency(group.code, old.code)
    if session.get(AgencySplit, (old.id, into.id)) is None:
        session.add(AgencySplit(agency_id=old.id, into_id=into.id, on=on))
    for group in groups:
        _hand_over(session, run[group.id], into, on)
    session.flush()
    _record(session, old, "agency_split", now, by, code=old.code, into=into.code, on=on, groups=len(groups))


def rename_agency(
    session: Session, _house: House, agency: Agency, name: str, on: date, now: datetime, *, by: User
) -> None:
    """Give an agency another name from a day on; reports name it as it was called on the day.

    Raises: NotYourAgencies, SameName.
    """
    _check(by)
    wanted = select(AgencyName).where(AgencyName.agency_id == agency.id)
    names = session.scalars(wanted.order_by(AgencyName.valid_from)).all()
    if any(row.valid_from >= on for row in names):
        raise SameName(agency.code, on)
    for row in names:
        if row.valid_to is None or row.valid_to >= on:
            row.valid_to = on - timedelta(days=1)
    session.add(AgencyName(agency_id=agency.id, valid_from=on, name=name))
    session.flush()
    _record(session, agency, "agency_renamed", now, by, code=agency.code, on=on)


def propose_doubles(session: Session, agency: Agency, on: date, now: datetime) -> tuple[tuple[str, str], ...]:
    """Propose the locations of an agency that may be one and the same; a person decides. Source: house policy."""
    here = select(Group.location_id).join(GroupProvider, GroupProvider.group_id == Group.id)
    run = here.where(
        GroupProvider.agency_id == agency.id, or_(GroupProvider.valid_to.is_(None), GroupProvider.valid_to >= on)
    )
    places = session.scalars(select(Location).where(Location.id.in_(run)).order_by(Location.code)).all()
    found = [(one, other) for one, other in combinations(places, 2) if _look_alike(one, other)]
    for one, other in found:
        add_work(
            session, key=f"merge_locations:location:{one.id}:{other.id}", kind="merge_locations",
            subject=Subject("location", one.id), role=Role.COORDINATOR, due_on=local_date(now), now=now,
        )  # fmt: skip
    return tuple((one.code, other.code) for one, other in found)


def _look_alike(one: Location, other: Location) -> bool:
    """Return whether two locations share an address, or a name in one town."""
    if one.postcode and one.street and _plain(one.postcode, one.street) == _plain(other.postcode, other.street):
        return True
    return _plain(one.name, one.town) == _plain(other.name, other.town)


def _plain(*texts: str) -> tuple[str, ...]:
    return tuple("".join(text.split()).casefold() for text in texts)


def _move_groups(session: Session, old: Agency, into: Agency, on: date) -> list[Group]:
    rows = _providers(session, old, on)
    for row in rows:
        _hand_over(session, row, into, on)
    return [session.get_one(Group, row.group_id) for row in rows]


def _providers(session: Session, agency: Agency, on: date) -> Sequence[GroupProvider]:
    """Return which groups an agency runs on a day or later."""
    wanted = select(GroupProvider).where(
        GroupProvider.agency_id == agency.id, or_(GroupProvider.valid_to.is_(None), GroupProvider.valid_to >= on)
    )
    return session.scalars(wanted.order_by(GroupProvider.group_id, GroupProvider.valid_from)).all()


def _hand_over(session: Session, row: GroupProvider, into: Agency, on: date) -> None:
    """Let another agency run a group from a day on, as long as the first one would have."""
    if row.valid_from >= on:
        row.agency_id = into.id
        return
    until, row.valid_to = row.valid_to, on - timedelta(days=1)
    session.add(GroupProvider(group_id=row.group_id, valid_from=on, valid_to=until, agency_id=into.id))


def _open_signals(session: Session, olds: Sequence[Agency]) -> tuple[str, ...]:
    gone = {old.id for old in olds}
    return tuple(signal.reference for signal in open_signals(session) if signal.agency_id in gone)


def _check(by: User) -> None:
    if not by.active or by.role not in (Role.COORDINATOR, Role.MANAGER, Role.ADMINISTRATOR):
        raise NotYourAgencies


def _subject(agency: Agency) -> Subject:
    return Subject("agency", agency.id)


def _record(session: Session, agency: Agency, what: str, now: datetime, by: User, **facts: Fact | date) -> None:
    record(session, _subject(agency), what, at=now, actor=user_actor(by.id), **facts)
