"""Scenario 29: a national body counts at its main location, one with three locations in three reports."""

from datetime import date

from actions.house import House
from rules.annual import bodies, calendar_year, everybody
from rules.annual_tables import table_8b
from rules.vocabulary import SchoolRegion
from store.annual import annual_records
from store.models import Municipality
from store.session import transaction
from tests.actions.case_world import CaseWorld
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
