"""Scenario 31: the figures of 2016 as input, through the database and the command line, give the published report."""

import json
from pathlib import Path
from typing import Any

import pytest

from actions.house import build_house
from rules.report_checks import inconsistencies
from store.session import transaction
from store.settings import load_settings
from tests.acceptance.haarlem_database import MADE_ON, fill
from tests.desk.command_line import CommandLine

FIGURES = Path(__file__).parents[2].parent / "shared" / "data" / "haarlem_2016" / "figures.json"
TABLES = 28

pytestmark = pytest.mark.skipif(not FIGURES.exists(), reason="the published figures lie beside the project")


@pytest.fixture(scope="module")
def haarlem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the register, the clients and what was released of the year before."""
    home = tmp_path_factory.mktemp("haarlem")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAAKVLAM_HOME", str(home))
        house = build_house(load_settings(), MADE_ON)
    with transaction(house.engine) as session:
        fill(session, house, home)
    house.engine.dispose()
    return home


@pytest.fixture
def command(
    haarlem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """The command line of that installation."""
    monkeypatch.setenv("WAAKVLAM_HOME", str(haarlem))
    monkeypatch.chdir(tmp_path)
    return CommandLine(haarlem, capsys)


def without_notes(table: dict[str, Any]) -> dict[str, Any]:
    return {part: value for part, value in table.items() if part != "note"}


def test_31_all_tables_to_the_digit_and_one_inconsistency(command: CommandLine, tmp_path: Path) -> None:
    answer = command(
        "report", "make", "municipality", "Haarlem", "--year", 2016, "--profile", "seed_2016", "--format", "json",
        "--out", tmp_path, "--json",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    made = json.loads((tmp_path / "municipality-Haarlem-2016.json").read_text(encoding="utf-8"))
    published = json.loads(FIGURES.read_text(encoding="utf-8"))["tables"]
    assert {key: without_notes(table) for key, table in made["tables"].items()} == {
        key: without_notes(table) for key, table in published.items()
    }
    assert len(made["tables"]) == TABLES
    assert (made["profile"], made["method"], made["suppressed"]) == ("seed_2016", "jaar-1", [])
    assert answer.data["inconsistencies"] == [
        "tabel A, kolom 'Totaal 2015': het totaal is 7404, de rijen zijn samen 7407."
    ]
    assert "niet de som van de rijen" in made["tables"]["table_a"]["note"]


def test_31_the_published_figures_have_that_one_inconsistency() -> None:
    found = inconsistencies(json.loads(FIGURES.read_text(encoding="utf-8"))["tables"])
    assert [(each.table, each.column) for each in found] == [("table_a", "Totaal 2015")]


def test_31_the_strict_profile_shows_no_figure_of_fewer_than_five(command: CommandLine, tmp_path: Path) -> None:
    answer = command(
        "report", "make", "municipality", "Haarlem", "--year", 2016, "--format", "json", "--out", tmp_path,
    )  # fmt: skip
    assert answer.code == 0, answer.err
    made = json.loads((tmp_path / "municipality-Haarlem-2016.json").read_text(encoding="utf-8"))
    clients = [key for key in made["tables"] if key[6] in "123458" and key not in ("table_8a", "table_10", "table_11")]
    shown = [
        value
        for key in clients
        for row in made["tables"][key]["rows"]
        for value in row["values"]
        if not isinstance(value, dict)
    ]
    assert shown
    assert not [value for value in shown if 0 < value < 5]
    assert made["suppressed"]
    assert {place["why"] for place in made["suppressed"]} <= {"small_count", "protection", "one_agency"}
    facts = {fact["name"]: fact["shown"] for text in made["texts"] for fact in text.get("facts", ())}
    assert (facts["Daarvan teruggevonden"], facts["Daarvan te nauw ingesloten"]) == ("0", "0")
