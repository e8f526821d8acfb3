"""Scenario 21: seen in closed care on 2023-11-10, registered in 2024: the rules of before 2024 decide."""

from pathlib import Path
from typing import Any

import pytest

from tests.desk.measures import Triage

OLD_CASE: dict[str, Any] = {"observed_on": "2023-11-10", "emergency": True, "duration_hours": 96}


def test_21_the_law_of_the_day_it_was_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    triage = Triage(tmp_path, capsys)
    then, now = triage.advice(**OLD_CASE), triage.advice(**OLD_CASE | {"observed_on": "2024-01-01"})
    assert (then["rule_set"], then["verdict"]) == ("closed_chapter_6_old", "emergency_possible")
    assert then["sources"] == ["Jeugdwet art. 6.3.7 (tot 2024)"]
    assert (now["rule_set"], now["verdict"]) == ("closed_legal_position_2024", "no_ground")


def test_21_the_statutory_report_is_younger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    advice = Triage(tmp_path, capsys).advice(observed_on="2023-12-31")
    assert advice["verdict"] == "no_ground"
    assert "report_to_inspectorate" not in advice["ask"]
    assert "Jeugdwet art. 6.6.1 lid 5" not in advice["sources"]
