"""Releasing reports on the command line."""

from datetime import date

import pytest
from sqlalchemy import text

from actions.house import House
from store.session import transaction
from tests.actions.case_world import CaseWorld
from tests.actions.signal_world import at
from tests.desk.command_line import CommandLine

IN_2025 = at(date(2025, 5, 12), 10)
IN_2026 = "2026-02-16"


@pytest.fixture
def line(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WAAKVLAM_HOME", str(house.settings.home))
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        for _ in range(6):
            world.issue(world.client(now=IN_2025), IN_2025)
        world.coordinator.login = "coordinator"
        world.by.login = "adviser"
    return CommandLine(house.settings.home, capsys)


def given(*more: str, by: str = "coordinator", year: str = "2025") -> tuple[str, ...]:
    return (*more, "--year", year, "--by", by, "--as-of", IN_2026)


def test_a_report_is_released_listed_and_checked(line: CommandLine) -> None:
    made = line("report", "release", "municipality", "waterrijk", *given("--json")).data
    assert (made["number"], made["version"]) == ("JR-2026-0001", 1)
    [listed] = line("report", "list", "--json").data
    assert (listed["number"], listed["code"], listed["digest"]) == ("JR-2026-0001", "GM1", made["digest"])
    assert line("report", "verify", "JR-2026-0001", "--json").data["faults"] == []
    assert "JR-2026-0001" in line("report", "verify", "JR-2026-0001").err
    assert "2025" in line("report", "list").out


def test_a_second_time_asks_why(line: CommandLine) -> None:
    for code in (0, 2):
        assert line("report", "release", "national", *given()).code == code
    again = line("report", "release", "national", *given("--reason", "een naam verbeterd", "--json"))
    assert again.data["version"] == 2


def test_the_rest_is_released_at_once(line: CommandLine) -> None:
    line("report", "release", "municipality", "GM1", *given())
    assert line("report", "release", "all", *given("--json")).data == {"released": 4, "already": 1}
    assert line("report", "release", "all", *given()).code == 0


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        pytest.param(given("municipality", "Nergenshuizen"), 2, "staat niet in het register", id="unknown place"),
        pytest.param(given("municipality", "Waterrijk", year="2023"), 2, "Over 2023 staat er niets", id="no data"),
        pytest.param(given("municipality", "Waterrijk", year="2026"), 2, "nog niet voorbij", id="runs"),
        pytest.param(given("municipality", "Waterrijk", by="adviser"), 3, "coördinator", id="may not"),
        pytest.param(given("provincie"), 2, "Kies uit", id="unknown kind"),
    ],
)
def test_what_cannot_be_released_has_its_sentence(
    line: CommandLine, words: tuple[str, ...], code: int, sentence: str
) -> None:
    answer = line("report", "release", *words)
    assert (answer.code, sentence in answer.err) == (code, True), answer.err


def test_checking_an_unknown_number_is_a_sentence(line: CommandLine) -> None:
    assert line("report", "verify", "JR-1").code == 2


def test_a_changed_report_is_a_finding(line: CommandLine, house: House) -> None:
    line("report", "release", "national", *given())
    with transaction(house.engine) as session:
        session.execute(text("DROP TRIGGER released_report_no_update"))
        session.execute(text("UPDATE released_report SET content = content || ' '"))
    answer = line("report", "verify", "JR-2026-0001")
    assert (answer.code, "veranderd" in answer.err) == (1, True)
