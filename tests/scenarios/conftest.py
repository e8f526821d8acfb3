"""The command line of the house that a scenario plays in."""

from pathlib import Path

import pytest

from actions.house import House
from tests.desk.command_line import CommandLine
from tests.scenarios.steps import Steps


@pytest.fixture
def line(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """The command line on the fresh house of this test."""
    monkeypatch.setenv("WAAKVLAM_HOME", str(house.settings.home))
    monkeypatch.chdir(tmp_path)
    return CommandLine(house.settings.home, capsys)


@pytest.fixture
def steps(house: House, line: CommandLine, tmp_path: Path) -> Steps:
    """People at the command line, in a world with one open group."""
    return Steps.in_world(house, line, tmp_path)
