"""Scenario 25: with four residents chapter 3 is a short text; with five there are tables."""

from datetime import date, datetime

import pytest

from actions.house import House
from actions.reports import make_annual_report
from rules.annual_reports import ReportKind
from rules.policy_words import ReportProfile
from rules.reports import Report
from store.casework import residences
from store.models import Client
from store.session import transaction
from templates.document import document_text
from templates.report_document import report_document
from tests.actions.case_world import CaseWorld
from tests.actions.signal_world import at

JANUARY = at(date(2027, 1, 20), 10)
NATIONAL = ("table_a", "table_b", "table_c", "table_d", "table_e", "table_f")


def report_with(house: House, residents: int, profile: ReportProfile, elsewhere: int = 0) -> Report:
    """Return the report of a municipality with so many residents and clients of its agency from elsewhere."""
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        location = world.region.add_location()
        for _ in range(residents):
            world.issue(world.client(), location=location)
        for _ in range(elsewhere):
            client = world.client()
            _moved(world, client)
            world.issue(client, location=location)
        return made(house, world, profile, JANUARY)


def made(house: House, world: CaseWorld, profile: ReportProfile, now: datetime) -> Report:
    return make_annual_report(world.session, house, ReportKind.MUNICIPALITY, "Waterrijk", 2026, profile.value, now)


def _moved(world: CaseWorld, client: Client) -> None:
    residences(world.session, client)[0].reporting_id = world.elsewhere.id


def local(report: Report) -> set[str]:
    return {key for key in report.tables if not key.startswith(NATIONAL)}


@pytest.mark.parametrize("profile", ReportProfile)
def test_25_four_residents_give_a_text_and_no_table(house: House, profile: ReportProfile) -> None:
    report = report_with(house, residents=4, profile=profile)
    chapter = next(part for part in report.sections if part.heading.startswith("3."))
    said = " ".join(text for part in chapter.whole for text in part.paragraphs)
    assert local(report) == set()
    assert all(part.tables == () for part in chapter.whole)
    assert "%" not in said
    assert "Voorbeeldhoeve" not in document_text(report_document(report))
    assert not [cell for cell in report.cells if "GM1" in cell]


def test_25_clients_from_elsewhere_do_not_lift_it_over_the_threshold(house: House) -> None:
    assert local(report_with(house, residents=4, profile=ReportProfile.STRICT, elsewhere=9)) == set()


def test_25_five_residents_give_tables(house: House) -> None:
    report = report_with(house, residents=5, profile=ReportProfile.SEED_2016)
    assert {"table_1a", "table_6", "table_8b", "table_10"} <= local(report)
    assert report.tables["table_1a"].total is not None
    assert report.tables["table_1a"].total.cells == (5, 5)


def test_25_the_text_says_the_same_for_four_and_for_one(house: House) -> None:
    """Otherwise the text would tell how few there were."""
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        texts = []
        for _ in range(4):
            world.issue(world.client())
            report = made(house, world, ReportProfile.STRICT, JANUARY)
            texts.append([part.paragraphs for part in report.parts if part.heading.startswith("3.")])
        assert texts[0] == texts[3]
