"""Scenario 30: a body that was visited and that no client came about."""

from datetime import date

from actions.house import House
from actions.reports import make_annual_report
from rules.annual import bodies, calendar_year, everybody
from rules.annual_reports import ReportKind
from rules.annual_tables import table_8b
from rules.figures import table_8a
from rules.policy_words import ReportProfile
from rules.vocabulary import CareType, VisitState
from store.annual import annual_records
from store.casework import residences
from store.figures import year_facts
from store.session import transaction
from tests.actions.case_world import MONDAY, CaseWorld
from tests.actions.signal_world import at
from tests.actions.visiting import add_visit

YEAR = calendar_year(2026)
FEW = range(3)


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


def test_30_so_does_the_report_of_the_municipality(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        other = world.region.add_agency("De Tweede Hoeve")
        group = world.region.add_group(CareType.OPEN_RESIDENTIAL_CARE, world.adviser, agency=other)
        add_visit(session, group, MONDAY).state = VisitState.DONE
        location = world.region.add_location()
        for _ in range(5):
            world.issue(world.client(), location=location)
        now, kind = at(date(2027, 1, 20), 10), ReportKind.MUNICIPALITY
        report = make_annual_report(session, house, kind, "Waterrijk", 2026, ReportProfile.SEED_2016.value, now)
        assert report.tables["table_8a"].names == ("De Tweede Hoeve", "De Voorbeeldhoeve")
        assert [row.label for row in report.tables["table_8b"].rows] == ["De Voorbeeldhoeve"]


def test_30_an_agency_that_nobody_visited_is_not_named_for_the_few_who_came_about_it(house: House) -> None:
    """8a named De Tweede Hoeve, that nobody visited and of which 8b hid the three clients (and so the others)."""
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        first, second = world.region.add_location(), world.region.add_location()
        other = world.region.add_agency("De Tweede Hoeve")
        for n in range(60):
            client = world.client()
            about = {"agency": other, "location": second} if n in FEW else {"location": first}
            world.issue(client, **about)
            if n % 2:
                residences(session, client)[0].reporting_id = world.elsewhere.id
        session.flush()
        now, kind = at(date(2027, 1, 20), 10), ReportKind.MUNICIPALITY
        named = {}
        for profile in (ReportProfile.STRICT, ReportProfile.SEED_2016):
            report = make_annual_report(session, house, kind, "Waterrijk", 2026, profile.value, now)
            named[profile] = report.tables["table_8a"].names
        assert named == {ReportProfile.STRICT: (), ReportProfile.SEED_2016: ("De Tweede Hoeve", "De Voorbeeldhoeve")}
        country = make_annual_report(session, house, ReportKind.NATIONAL, "", 2026, ReportProfile.STRICT.value, now)
        assert [row.cells for row in country.tables["table_11"].rows] == [(0,), (0,)]
