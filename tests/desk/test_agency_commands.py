"""Agencies on the command line: mergers, splits, names, councils and notes."""

from datetime import timedelta
from pathlib import Path

import pytest

from actions.house import House
from rules.vocabulary import CareType
from store.session import transaction
from tests.actions.case_world import MONDAY, CaseWorld
from tests.actions.signal_world import at
from tests.desk.command_line import CommandLine

FIRST = MONDAY + timedelta(days=30)
WHEN = ("--as-of", at(MONDAY, 10).isoformat(), "--json")


@pytest.fixture
def line(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WAAKVLAM_HOME", str(house.settings.home))
    return CommandLine(house.settings.home, capsys)


def test_merge_split_rename_and_relations(house: House, line: CommandLine, tmp_path: Path) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        old, new = world.agency.code, world.region.add_agency("Samen Verder").code
        groups = [world.region.add_group(CareType.OPEN_RESIDENTIAL_CARE, world.adviser).code for _ in range(2)]
        who = ("--by", world.coordinator.login, *WHEN)
        adviser = ("--by", world.by.login, *WHEN)
    text = tmp_path / "tekst.txt"
    text.write_text("Elk kwartaal overleg.")
    assert line("agency", "split", old, "--into", new, "--group", groups[0], "--from", FIRST, *who).code == 0
    assert line("agency", "merge", old, "--into", new, "--from", FIRST, *adviser).code == 3
    merged = line("agency", "merge", old, "--into", new, "--from", FIRST, *who).data
    assert (merged["groups"], merged["doubles"], merged["has_contact"]) == ([groups[1]], [], True)
    assert line("agency", "merge", old, "--into", new, "--from", FIRST, *who).code == 2
    assert line("agency", "rename", new, "Nieuwe Naam", "--from", FIRST, *who).data["on"] == FIRST.isoformat()
    assert line("agency", "council", new, "youth_council", "Jongerenraad", *adviser).data["agency"] == new
    noted = line("agency", "note", "agreement", "--agency", new, "--minutes", "30", "--text", text, *adviser)
    assert noted.data["reference"] == "REL-2026-0001"
    lonely = line("agency", "note", "talk", "--text", text, *adviser)
    assert (lonely.code, "met wie" in lonely.err) == (2, True)
