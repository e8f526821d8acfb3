"""A register of 2016 gives the published tables 8a, 10 and 11 of Haarlem to the digit."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from actions.house import House
from actions.register import import_register
from actions.reports import make_municipality_report, write_report
from rules.reports import Report
from store.events import SYSTEM
from store.session import transaction
from tests.acceptance.haarlem import write_register

NOW = datetime(2017, 1, 20, 9, 0, tzinfo=UTC)
PUBLISHED = Path(__file__).parents[2].parent / "shared" / "data" / "haarlem_2016" / "figures.json"
TABLES = ("table_8a", "table_10", "table_11")

EXPECTED: dict[str, dict[str, Any]] = {
    "table_8a": {
        "title": "Instanties gevestigd in de gemeente, waar vertrouwenswerk is uitgevoerd",
        "list": [
            "De Hartekampgroep",
            "De Jeugd- & Gezinsbeschermers",
            "De Opbouw Lijn5 Noord-Holland",
            "Kenter Jeugdhulp",
            "Leger des Heils Noord-Holland",
            "Toegang Jeugdhulp",
            "Veilig Thuis Kennemerland",
        ],
    },
    "table_10": {
        "title": "Aantal groepsbezoeken en voorlichtingen bij instantielocaties en bij toegang jeugdhulp"
        " in de gemeente",
        "columns": ["Totaal"],
        "rows": [
            {"label": "Groepsbezoeken", "values": [34]},
            {"label": "Voorlichting medewerkers instanties en toegang jeugdhulp", "values": [5]},
            {"label": "Voorlichting groep jongeren", "values": [12]},
            {"label": "Voorlichting cliëntenraad", "values": [0]},
            {"label": "Voorlichting jongerenraad", "values": [0]},
            {"label": "Voorlichting anders / overig", "values": [1]},
        ],
        "total": {"label": "Totaal", "values": [52]},
    },
    "table_11": {
        "title": "Aantal signalen op het gebied van veiligheid en leefklimaat bij instantielocaties of toegang"
        " jeugdhulp in de gemeente",
        "columns": ["Totaal"],
        "rows": [
            {"label": "Signalen instanties (inclusief Jeugdbescherming en Veilig Thuis)", "values": [4]},
            {"label": "Signalen toegang jeugdhulp", "values": [0]},
        ],
    },
}


@pytest.fixture
def session(house: House, tmp_path: Path) -> Iterator[Session]:
    """A database into which the register of that year was imported."""
    write_register(tmp_path / "register")
    with transaction(house.engine) as session:
        import_register(session, house, tmp_path / "register", now=NOW, actor=SYSTEM)
        yield session


def tables_of(report: Report, tmp_path: Path) -> dict[str, Any]:
    written: dict[str, Any] = json.loads(write_report(report, "json", tmp_path).read_text(encoding="utf-8"))
    return {
        key: {part: value for part, value in table.items() if part != "note"}
        for key, table in written["tables"].items()
    }


def test_the_published_figures_to_the_digit(house: House, session: Session, tmp_path: Path) -> None:
    report = make_municipality_report(session, house, "Haarlem", 2016, "seed_2016", NOW)
    assert tables_of(report, tmp_path) == EXPECTED
    assert (tmp_path / "municipality-Haarlem-2016.json").exists()


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published figures are not beside this checkout")
def test_the_expected_figures_are_the_published_ones() -> None:
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))["tables"]
    assert {key: published[key] for key in TABLES} == EXPECTED


def test_the_strict_profile_hides_the_four_signals_and_nothing_else(
    house: House, session: Session, tmp_path: Path
) -> None:
    report = make_municipality_report(session, house, "Haarlem", 2016, "strict", NOW)
    tables = tables_of(report, tmp_path)
    assert [row["values"] for row in tables["table_11"]["rows"]] == [[{"shown": "<5"}], [0]]
    assert {key: tables[key] for key in TABLES[:2]} == {key: EXPECTED[key] for key in TABLES[:2]}
