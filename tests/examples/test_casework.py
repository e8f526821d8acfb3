"""The invented casework: as committed it is what its generator makes, it is brought in by the day, and plausible."""

import csv
from collections import Counter
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from actions.house import House
from actions.register import import_register
from channels.sheets import read_book, write_csv_folder
from desk.demo.casework import LIVES, bring_in_casework, known_on
from examples.make_region import casework_sheets
from store.events import SYSTEM
from store.models import Client, ClientResidence, Issue, Municipality, SupportCase
from store.session import transaction

EXAMPLES = Path(__file__).parents[2] / "examples"
CASEWORK = EXAMPLES / "casework"
STARTS_AT = datetime(2025, 11, 17, 6, 0, tzinfo=UTC)
Rows = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def sheets() -> Rows:
    return {sheet.name: [row.cells for row in sheet.rows] for sheet in read_book(CASEWORK)}


def test_the_committed_files_are_what_the_generator_makes(tmp_path: Path) -> None:
    write_csv_folder(tmp_path / "made", casework_sheets())
    made = {path.name: path.read_bytes() for path in (tmp_path / "made").glob("*.csv")}
    assert {path.name: path.read_bytes() for path in CASEWORK.glob("*.csv")} == made


def test_a_year_goes_by_and_everything_can_be_brought_in_again(house: House) -> None:
    days = (date(2026, 1, 30), date(2026, 6, 30), date(2026, 11, 17))
    counts = []
    with transaction(house.engine) as session:
        import_register(session, house, EXAMPLES / "region", now=STARTS_AT, actor=SYSTEM)
    for day in days:
        now = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
        with transaction(house.engine) as session:
            bring_in_casework(session, house, CASEWORK, day, now)
            counts.append(session.scalar(select(func.count()).select_from(Client)) or 0)
            open_cases = session.scalar(select(func.count()).where(SupportCase.ended_on.is_(None))) or 0
            assert open_cases > 3
    assert counts == sorted(set(counts))
    assert counts[-1] > 350


@cache
def rows_of(sheet: str) -> list[dict[str, str]]:
    with (CASEWORK / f"{sheet}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@settings(deadline=None, max_examples=25)
@given(day=st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_nothing_is_known_before_its_day(day: date) -> None:
    for sheet in ("vragen_problemen_klachten", "acties", "trajecten"):
        dated = {*LIVES[sheet].born, *LIVES[sheet].later}
        for row in known_on(sheet, rows_of(sheet), day):
            assert all(row[column] <= day.isoformat() for column in dated)


def test_the_tiny_municipality_has_fewer_than_five_clients(house: House) -> None:
    with transaction(house.engine) as session:
        import_register(session, house, EXAMPLES / "region", now=STARTS_AT, actor=SYSTEM)
        asked = (
            select(Municipality.code, func.count(func.distinct(ClientResidence.client_id)))
            .join(Municipality, Municipality.id == ClientResidence.reporting_id)
            .group_by(Municipality.code)
        )
        living = dict(session.execute(asked).tuples().all())
    assert 0 < living["GM9006"] < 5
    assert all(count >= 10 for code, count in living.items() if code != "GM9006")


def test_a_family_at_odds_has_two_advisers(sheets: Rows) -> None:
    helps = {row["client"]: row["vertrouwenspersoon"] for row in sheets["client_vertrouwenspersonen"]}
    kinds = {row["code"]: row["soort"] for row in sheets["clienten"]}
    assert sheets["tegenstrijdige_belangen"]
    for row in sheets["tegenstrijdige_belangen"]:
        assert helps[row["client"]] != helps[row["andere_client"]]
        assert {kinds[row["client"]], kinds[row["andere_client"]]} == {"jeugdige", "ouder"}


@pytest.mark.parametrize(
    ("sheet", "column", "least"),
    [
        ("clienten", "soort", 6), ("vragen_problemen_klachten", "categorie", 24), ("acties", "soort", 6),
        ("acties", "uitkomst", 4), ("vragen_problemen_klachten", "kanaal", 5), ("klachtprocedures", "instantie", 2),
    ],
)  # fmt: skip
def test_it_is_varied(sheets: Rows, sheet: str, column: str, least: int) -> None:
    assert len(Counter(row[column] for row in sheets[sheet])) >= least


def test_a_client_brings_more_than_one_issue_now_and_then(house: House) -> None:
    with transaction(house.engine) as session:
        import_register(session, house, EXAMPLES / "region", now=STARTS_AT, actor=SYSTEM)
        issues = session.scalar(select(func.count()).select_from(Issue)) or 0
        clients = session.scalar(select(func.count()).select_from(Client)) or 0
    assert 1.2 < issues / clients < 1.6
