"""Scenario 5: providers A and B merge into C on 2026-07-01, with twelve groups between them."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.agency_mergers import merge_agencies, rename_agency, split_agency
from actions.house import House, build_house
from actions.planning import open_windows
from actions.register import export_register, import_register
from actions.signal_notices import agency_contacts
from rules.agency_errors import AlreadyMerged, MergerWithItself, NotOfThisAgency, NotYourAgencies, SameName
from rules.vocabulary import CareType, ContactRole
from store.deadlines import due_on, open_deadlines
from store.decrees import calendar_in_force
from store.events import SYSTEM, Subject
from store.figures import Agencies
from store.models import (
    Agency,
    AgencyName,
    AgencySplit,
    ContactPerson,
    Deadline,
    GroupProvider,
    Location,
    VisitWindow,
    WorkItem,
)
from store.session import transaction
from tests.actions.signal_world import World, at
from tests.conftest import settings_for

MERGED = date(2026, 7, 1)
LAST_DAY = date(2026, 6, 30)
RECORDED = at(date(2026, 6, 15), 10)
SIGNALLED = at(date(2026, 6, 10), 10)
AFTER = at(date(2026, 7, 2), 9)


class Merging:
    """A and B with twelve groups, of which two stand at the same address, an open signal, and the new C."""

    def __init__(self, world: World) -> None:
        self.world, region = world, world.region
        self.a, self.b = region.agency, region.add_agency("De Tweede Hoeve")
        self.c = region.add_agency("Samen Verder")
        where = {"street": "Dorpsstraat 1", "postcode": "1234 AB"}
        twins = [region.add_location(**where), region.add_location(street="dorpsstraat  1", postcode="1234ab")]
        self.groups = [world.group]
        for number in range(11):
            more = {"location": twins[number]} if number < 2 else {}
            owner = world.adviser if number % 2 else None
            agency = self.b if number % 2 else self.a
            self.groups.append(region.add_group(CareType.OPEN_RESIDENTIAL_CARE, owner, agency=agency, **more))
        self.doubles = tuple(place.code for place in twins)
        open_windows(world.session, world.house, date(2026, 9, 1), at(date(2026, 6, 1), 6))

    def provider(self, group_id: int, on: date) -> int:
        rows = self.world.session.scalars(select(GroupProvider).where(GroupProvider.group_id == group_id))
        [row] = [row for row in rows if row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)]
        return row.agency_id


def test_05_everything_goes_on_under_the_new_name(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = World(each_house, session)
        merging, house = Merging(world), each_house
        signal = world.sent(SIGNALLED)
        deadlines = {row.id: due_on(row, calendar_in_force(session)) for row in _open(session, signal.id)}
        windows = {row.id: (row.group_id, row.starts_on, row.ends_on) for row in session.scalars(select(VisitWindow))}
        owners = {group.id: group.owner_id for group in merging.groups}
        assert deadlines
        assert windows

        did = merge_agencies(session, house, [merging.a, merging.b], merging.c, MERGED, RECORDED, by=world.coordinator)

        assert sorted(did.groups) == sorted(group.code for group in merging.groups)
        assert (did.open_signals, did.has_contact) == ((signal.reference,), True)
        assert {row.id: due_on(row, calendar_in_force(session)) for row in _open(session, signal.id)} == deadlines
        assert {group.id: group.owner_id for group in merging.groups} == owners
        open_windows(session, house, date(2026, 9, 1), AFTER)
        again = {row.id: (row.group_id, row.starts_on, row.ends_on) for row in session.scalars(select(VisitWindow))}
        assert again == windows
        for group in merging.groups:
            assert merging.provider(group.id, LAST_DAY) in {merging.a.id, merging.b.id}
            assert merging.provider(group.id, MERGED) == merging.c.id


def test_05_the_contacts_of_the_new_agency_get_open_signals_from_that_day(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        merging, signal = Merging(world), world.sent(SIGNALLED)
        merge_agencies(session, house, [merging.a, merging.b], merging.c, MERGED, RECORDED, by=world.coordinator)
        before = agency_contacts(session, signal, at(LAST_DAY, 9), ContactRole.SIGNALS)
        after = agency_contacts(session, signal, AFTER, ContactRole.SIGNALS)
        assert {person.agency_id for person in before} == {merging.a.id}
        assert {person.agency_id for person in after} == {merging.c.id}


def test_05_reports_name_each_as_it_was_on_the_day(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        merging = Merging(world)
        merge_agencies(session, house, [merging.a, merging.b], merging.c, MERGED, RECORDED, by=world.coordinator)
        agencies, group = Agencies(session, date(2026, 12, 31)), merging.groups[0]
        names = [agencies.on(merging.provider(group.id, day), day).name for day in (LAST_DAY, MERGED)]
        assert names == ["De Voorbeeldhoeve", "Samen Verder"]


def test_05_double_locations_are_proposed_and_never_merged(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        merging = Merging(world)
        places = {group.id: group.location_id for group in merging.groups}
        did = merge_agencies(session, house, [merging.a, merging.b], merging.c, MERGED, RECORDED, by=world.coordinator)
        assert did.doubles == (merging.doubles,)
        assert {group.id: group.location_id for group in merging.groups} == places
        kinds = session.scalars(select(WorkItem.kind).where(WorkItem.kind == "merge_locations")).all()
        assert kinds == ["merge_locations"]


def test_05_without_a_contact_somebody_is_asked_to_find_one(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        merging = Merging(world)
        world.sent(SIGNALLED)
        for person in session.scalars(select(ContactPerson).where(ContactPerson.agency_id == merging.c.id)):
            person.active_to = LAST_DAY
        session.flush()
        did = merge_agencies(session, house, [merging.a], merging.c, MERGED, RECORDED, by=world.coordinator)
        assert not did.has_contact
        found = select(func.count()).select_from(WorkItem)
        assert session.scalar(found.where(WorkItem.kind == "find_contact", WorkItem.subject_kind == "agency")) == 1


def test_05_what_cannot_be_is_refused(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        merging, by = Merging(world), world.coordinator
        with pytest.raises(NotYourAgencies):
            merge_agencies(session, house, [merging.a], merging.c, MERGED, RECORDED, by=world.writer)
        with pytest.raises(MergerWithItself):
            merge_agencies(session, house, [merging.c], merging.c, MERGED, RECORDED, by=by)
        merge_agencies(session, house, [merging.a], merging.c, MERGED, RECORDED, by=by)
        with pytest.raises(AlreadyMerged):
            merge_agencies(session, house, [merging.a], merging.b, MERGED, RECORDED, by=by)
        with pytest.raises(MergerWithItself):
            merge_agencies(session, house, [merging.c], merging.a, MERGED, RECORDED, by=by)


def test_05_a_split_moves_only_the_groups_that_were_named(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        merging, by = Merging(world), world.coordinator
        mine, stays, others = merging.groups[0], merging.groups[1], merging.groups[2]
        split_agency(session, house, merging.a, merging.c, [mine], MERGED, RECORDED, by=by)
        assert (merging.provider(mine.id, LAST_DAY), merging.provider(mine.id, MERGED)) == (merging.a.id, merging.c.id)
        assert merging.provider(stays.id, MERGED) == merging.a.id
        with pytest.raises(NotOfThisAgency):
            split_agency(session, house, merging.a, merging.c, [others], MERGED, RECORDED, by=by)


def test_05_a_new_name_counts_from_its_day(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        agency: Agency = world.region.agency
        rename_agency(session, house, agency, "De Nieuwe Hoeve", MERGED, RECORDED, by=world.coordinator)
        agencies = Agencies(session, date(2026, 12, 31))
        assert [agencies.on(agency.id, day).name for day in (LAST_DAY, MERGED)] == [
            "De Voorbeeldhoeve",
            "De Nieuwe Hoeve",
        ]
        with pytest.raises(SameName):
            rename_agency(session, house, agency, "Nog Een", MERGED - timedelta(days=9), RECORDED, by=world.coordinator)


def test_05_a_register_takes_mergers_splits_names_and_main_locations_along(house: House, tmp_path: Path) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        merging, by = Merging(world), world.coordinator
        merging.c.main_location_id = merging.groups[0].location_id
        for group in merging.groups:
            group.owner_id = world.adviser.id
        split_agency(session, house, merging.a, merging.c, [merging.groups[0]], MERGED, RECORDED, by=by)
        merge_agencies(session, house, [merging.b], merging.c, MERGED, RECORDED, by=by)
        rename_agency(session, house, merging.c, "Nog Verder", MERGED + timedelta(days=30), RECORDED, by=by)
        export_register(session, house, tmp_path / "out", now=AFTER, actor=SYSTEM)
        told = _agencies_told(session)
    home = tmp_path / "other"
    other = build_house(settings_for(f"sqlite:///{home / 'other.db'}", home), AFTER, simulated=True)
    with transaction(other.engine) as session:
        import_register(session, other, tmp_path / "out", now=AFTER, actor=SYSTEM)
    with transaction(other.engine) as session:
        assert _agencies_told(session) == told
    other.engine.dispose()
    assert len(told[0]) == 1
    assert any(place for _code, _into, _on, place in told[1])


def _agencies_told(session: Session) -> tuple[list[tuple[str, str, date]], list[tuple[object, ...]], set[object]]:
    """Return the splits, the agencies with merger and main location, and their names, all by code."""
    codes = {row.id: row.code for row in session.scalars(select(Agency).order_by(Agency.code))}
    places = {row.id: row.code for row in session.scalars(select(Location))}
    splits = [(codes[row.agency_id], codes[row.into_id], row.on) for row in session.scalars(select(AgencySplit))]
    agencies: list[tuple[object, ...]] = [
        (row.code, codes.get(row.merged_into_id or 0), row.merged_on, places.get(row.main_location_id or 0))
        for row in session.scalars(select(Agency).order_by(Agency.code))
    ]
    names: set[object] = {
        (codes[row.agency_id], row.valid_from, row.valid_to, row.name) for row in session.scalars(select(AgencyName))
    }
    return splits, agencies, names


def _open(session: Session, signal_id: int) -> Sequence[Deadline]:
    return open_deadlines(session, Subject("signal", signal_id))
