"""Queries that yield the facts of reports; the counting is done in rules/."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.calendar import at_local, end_of_day, local_date
from rules.figures import AgencyFact, SessionFact, SignalFact, VisitFact, YearFacts
from rules.vocabulary import AgencyKind, CareType
from store.models import (
    Agency,
    AgencyName,
    Group,
    GroupCareType,
    GroupProvider,
    InfoSession,
    Location,
    Municipality,
    Signal,
    Visit,
)
from store.visits import MADE


class Dated(Protocol):
    """A row that counts from a day on."""

    @property
    def valid_from(self) -> date:
        """The first day."""
        ...

    @property
    def valid_to(self) -> date | None:
        """The last day, if there is one."""
        ...


Row = TypeVar("Row", bound=Dated)


def on_day(rows: Sequence[Row], day: date) -> Row | None:
    """Return the row that counts on `day`: the latest begun and not ended."""
    valid = [row for row in rows if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)]
    return max(valid, key=lambda row: row.valid_from, default=None)


def municipalities(session: Session) -> list[Municipality]:
    """Return all municipalities, also of earlier times."""
    return list(session.scalars(select(Municipality).order_by(Municipality.name, Municipality.valid_from)))


def has_work(session: Session, first: date, last: date) -> bool:
    """Return whether anything was done anywhere from `first` to `last`: a visit, a session or a signal."""
    found = (
        select(Visit.id).where(Visit.state.in_(MADE), Visit.on.between(first, last)),
        select(InfoSession.id).where(InfoSession.held_on.between(first, last)),
        select(Signal.id).where(Signal.sent_at >= at_local(first, time.min), Signal.sent_at < end_of_day(last)),
    )
    return any(session.scalars(asked.limit(1)).first() is not None for asked in found)


def year_facts(session: Session, municipality_ids: Collection[int], first: date, last: date) -> YearFacts:
    """Return the work at locations in these municipalities from `first` to `last`, and all signals there ever.

    A body without locations of its own in a region counts where its location stands: its main one.
    Signals of other years are needed to know which of merged duplicates was sent first.
    """
    agencies, groups = Agencies(session, last), _Groups(session, municipality_ids)
    return YearFacts(
        visits=tuple(_visits(session, municipality_ids, first, last, agencies, groups)),
        sessions=tuple(_sessions(session, municipality_ids, first, last, agencies, groups)),
        signals=tuple(_signals(session, municipality_ids, last, agencies, groups)),
    )


class Agencies:
    """The agencies with their dated names and mergers."""

    def __init__(self, session: Session, last: date) -> None:
        rows = session.scalars(select(Agency)).all()
        self._kinds: dict[int, AgencyKind] = {row.id: row.kind for row in rows}
        self._merged = {row.id: row.merged_into_id for row in rows if row.merged_on and row.merged_on <= last}
        self._names: dict[int, list[AgencyName]] = defaultdict(list)
        for name in session.scalars(select(AgencyName).order_by(AgencyName.valid_from)):
            self._names[name.agency_id].append(name)

    def on(self, agency_id: int, day: date) -> AgencyFact:
        """Return an agency as it was on `day`; before its first name, by that name."""
        names = self._names[agency_id]
        named = on_day(names, day) or next((name for name in reversed(names) if name.valid_from <= day), names[0])
        return AgencyFact(self._body(agency_id), self._kinds[agency_id], named.name)

    def _body(self, agency_id: int) -> int:
        seen: set[int] = set()
        while (into := self._merged.get(agency_id)) is not None and agency_id not in seen:
            seen.add(agency_id)
            agency_id = into
        return agency_id


class _Groups:
    """The groups in the municipalities, with their dated care types and providers."""

    def __init__(self, session: Session, municipality_ids: Collection[int]) -> None:
        here = select(Group.id).join(Location).where(Location.municipality_id.in_(municipality_ids))
        self._care: dict[int, list[GroupCareType]] = defaultdict(list)
        for care in session.scalars(select(GroupCareType).where(GroupCareType.group_id.in_(here))):
            self._care[care.group_id].append(care)
        self._providers: dict[int, list[GroupProvider]] = defaultdict(list)
        for provider in session.scalars(select(GroupProvider).where(GroupProvider.group_id.in_(here))):
            self._providers[provider.group_id].append(provider)
        self._at: dict[int, list[int]] = defaultdict(list)
        for group_id, location_id in session.execute(select(Group.id, Group.location_id).where(Group.id.in_(here))):
            self._at[location_id].append(group_id)

    def provider(self, group_id: int, day: date) -> int | None:
        """Return which agency ran the group on `day`."""
        row = on_day(self._providers[group_id], day)
        return row.agency_id if row else None

    def is_family_home(self, group_id: int, day: date) -> bool:
        """Return whether the group was a family home on `day`."""
        row = on_day(self._care[group_id], day)
        return row is not None and row.care_type is CareType.FAMILY_HOME

    def is_home_location(self, location_id: int, day: date) -> bool:
        """Return whether all groups at a location are family homes."""
        groups = self._at[location_id]
        return bool(groups) and all(self.is_family_home(group_id, day) for group_id in groups)


def _visits(
    session: Session, municipality_ids: Collection[int], first: date, last: date, agencies: Agencies, groups: _Groups
) -> list[VisitFact]:
    asked = (
        select(Visit.group_id, Visit.on)
        .join(Group, Group.id == Visit.group_id)
        .join(Location, Location.id == Group.location_id)
        .where(Location.municipality_id.in_(municipality_ids))
        .where(Visit.state.in_(MADE), Visit.on.between(first, last))
    )
    facts = []
    for group_id, day in session.execute(asked):
        provider = groups.provider(group_id, day)
        agency = agencies.on(provider, day) if provider is not None else None
        facts.append(VisitFact(day, agency, groups.is_family_home(group_id, day)))
    return facts


def _sessions(
    session: Session, municipality_ids: Collection[int], first: date, last: date, agencies: Agencies, groups: _Groups
) -> list[SessionFact]:
    asked = (
        select(InfoSession)
        .join(Location, Location.id == InfoSession.location_id)
        .where(Location.municipality_id.in_(municipality_ids), InfoSession.held_on.between(first, last))
    )
    return [
        SessionFact(
            row.held_on,
            agencies.on(row.agency_id, row.held_on),
            groups.is_home_location(row.location_id, row.held_on),
            row.kind,
        )
        for row in session.scalars(asked)
    ]


def _signals(
    session: Session, municipality_ids: Collection[int], last: date, agencies: Agencies, groups: _Groups
) -> list[SignalFact]:
    asked = (
        select(Signal)
        .join(Location, Location.id == Signal.location_id)
        .where(Location.municipality_id.in_(municipality_ids))
    )
    return [_signal(row, last, agencies, groups) for row in session.scalars(asked)]


def _signal(row: Signal, last: date, agencies: Agencies, groups: _Groups) -> SignalFact:
    on = day_of(row.sent_at)
    day = on or last
    home = groups.is_home_location(row.location_id, day)
    if row.group_id is not None:
        home = groups.is_family_home(row.group_id, day)
    return SignalFact(
        id=row.id,
        merged_into=row.merged_into_id,
        on=on,
        agency=agencies.on(row.agency_id, day),
        at_family_home=home or row.care_type is CareType.FAMILY_HOME,
    )


def day_of(moment: datetime | None) -> date | None:
    """Return the civil day of an instant, if there is one."""
    return None if moment is None else local_date(moment)
