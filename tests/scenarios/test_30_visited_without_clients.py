"""Scenario 30: a body that was visited and that no client came about."""

from datetime import date

from actions.house import House
from rules.annual import bodies, calendar_year, everybody
from rules.annual_tables import table_8b
from rules.figures import table_8a
from rules.vocabulary import CareType, VisitState
from store.annual import annual_records
from store.figures import year_facts
from store.session import transaction
from tests.actions.case_world import MONDAY, CaseWorld
from tests.actions.visiting import add_visit

YEAR = calendar_year(2026)


def test_30_it_stands_in_8a_and_not_in_8b(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        other = world.region.add_agency("De Tweede Hoeve")
        group = world.region.add_group(CareType.OPEN_RESIDENTIAL_CARE, world.adviser, agency=other)
        add_visit(session, group, MONDAY).state = VisitState.DONE
        world.issue(world.client(), location=world.region.add_location())
        session.flush()
        facts = year_facts(session, [world.region.municipality.id], YEAR.first, YEAR.last)
        visited = table_8a(facts).names
        part = bodies(everybody(annual_records(session, date(2026, 12, 31)), YEAR))["GM1"]
        assert visited == ("De Tweede Hoeve",)
        assert [row.label for row in table_8b(part).rows] == ["De Voorbeeldhoeve"]
