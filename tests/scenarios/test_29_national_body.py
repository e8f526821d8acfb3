"""Scenario 29: a national body counts at its main location, one with three locations in three reports."""

from datetime import date

from actions.house import House
from actions.reports import make_annual_report
from rules.annual import bodies, calendar_year, everybody
from rules.annual_reports import ReportKind
from rules.annual_tables import table_8b
from rules.policy_words import ReportProfile
from rules.vocabulary import SchoolRegion
from store.annual import annual_records
from store.casework import residences
from store.models import Municipality
from store.session import transaction
from tests.actions.case_world import CaseWorld
from tests.actions.signal_world import at
from tests.builders import LONG_AGO

YEAR = calendar_year(2026)


def figures(world: CaseWorld) -> dict[str, dict[str, int]]:
    """Return for each municipality how many clients came about which body."""
    parts = bodies(everybody(annual_records(world.session, date(2026, 12, 31)), YEAR))
    return {place: {row.label: row.counts[-1].value for row in table_8b(part).rows} for place, part in parts.items()}


def test_29_without_a_location_in_the_region_the_main_one_counts(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        world.agency.main_location_id = world.region.add_location(municipality_id=world.elsewhere.id).id
        world.issue(world.client())
        assert figures(world) == {"GM2": {"De Voorbeeldhoeve": 1}}


def test_29_each_report_has_its_local_figures_only(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        third = Municipality(
            code="GM3",
            name="Rietveen",
            youth_region="Waterland",
            school_region=SchoolRegion.MIDDLE,
            valid_from=LONG_AGO,
        )
        session.add(third)
        session.flush()
        for count, place in enumerate((world.region.municipality, world.elsewhere, third), 1):
            location = world.region.add_location(municipality_id=place.id)
            for _ in range(count):
                world.issue(world.client(), location=location)
        body = "De Voorbeeldhoeve"
        assert figures(world) == {"GM1": {body: 1}, "GM2": {body: 2}, "GM3": {body: 3}}


def test_29_the_reports_print_their_own_location_only(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        places = (world.region.municipality, world.elsewhere)
        locations = [world.region.add_location(municipality_id=place.id) for place in places]
        for place, location, clients in zip(places, locations, (5, 7), strict=True):
            for _ in range(clients):
                client = world.client()
                residences(session, client)[0].reporting_id = place.id
                world.issue(client, location=location)
        session.flush()
        rows = {place.name: bodies_printed(house, world, place.name) for place in places}
        body = "De Voorbeeldhoeve"
        assert rows == {"Waterrijk": {body: (5, 0, 5)}, "Oeverdam": {body: (7, 0, 7)}}


def bodies_printed(house: House, world: CaseWorld, name: str) -> dict[str, tuple[object, ...]]:
    """Return table 8b of the report of a municipality."""
    now, kind = at(date(2027, 1, 20), 10), ReportKind.MUNICIPALITY
    report = make_annual_report(world.session, house, kind, name, 2026, ReportProfile.SEED_2016.value, now)
    return {row.label: row.cells for row in report.tables["table_8b"].rows}
