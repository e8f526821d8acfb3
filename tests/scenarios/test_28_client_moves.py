"""Scenario 28: a client comes in February and moves to another municipality in May, during a support case."""

from datetime import date

from actions.casework import move_client
from actions.house import House
from actions.reports import make_annual_report
from rules.annual import calendar_year, everybody, residents
from rules.annual_reports import ReportKind
from rules.annual_tables import table_1a
from rules.policy_words import ReportProfile
from store.annual import annual_records
from store.casework import residences
from store.session import transaction
from tests.actions.case_world import CaseWorld
from tests.actions.signal_world import at

CAME = at(date(2026, 2, 10), 10)
MOVED = date(2026, 5, 12)


def test_28_the_new_municipality_counts_the_client_once(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        client = world.client(now=CAME)
        residences(session, client)[0].legal_id = world.region.municipality.id
        world.case(world.issue(client, CAME), CAME)
        move_client(session, house, client, world.elsewhere, MOVED, at(MOVED, 9), by=world.by)
        parts = residents(everybody(annual_records(session, date(2026, 12, 31)), calendar_year(2026)))
        assert set(parts) == {"GM2"}
        total = table_1a(parts["GM2"]).total
        assert total is not None
        assert [count.value for count in total.counts] == [1, 1]
        assert [row.legal_id for row in residences(session, client)] == [world.region.municipality.id] * 2


def test_28_the_year_before_does_not_change(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        came = at(date(2025, 9, 1), 10)
        client = world.client(now=came)
        world.issue(client, came)
        year = calendar_year(2025)
        before = residents(everybody(annual_records(session, year.last), year))
        move_client(session, house, client, world.elsewhere, MOVED, at(MOVED, 9), by=world.by)
        after = residents(everybody(annual_records(session, year.last), year))
        assert set(before) == set(after) == {"GM1"}
        assert table_1a(before["GM1"]) == table_1a(after["GM1"])


def test_28_the_reports_print_the_client_in_the_new_municipality(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        clients = [world.client(now=CAME) for _ in range(11)]
        for client in clients[:6]:
            world.issue(client, CAME)
            move_client(session, house, client, world.elsewhere, MOVED, at(MOVED, 9), by=world.by)
        for client in clients[6:]:
            world.issue(client, CAME)
        totals = {name: printed(house, world, name) for name in ("Waterrijk", "Oeverdam")}
        assert totals == {"Waterrijk": (5, 5), "Oeverdam": (6, 6)}


def printed(house: House, world: CaseWorld, name: str) -> tuple[object, ...]:
    """Return the total line of table 1a in the report of a municipality."""
    now = at(date(2027, 1, 20), 10)
    kind = ReportKind.MUNICIPALITY
    report = make_annual_report(world.session, house, kind, name, 2026, ReportProfile.SEED_2016.value, now)
    total = report.tables["table_1a"].total
    assert total is not None
    return total.cells
