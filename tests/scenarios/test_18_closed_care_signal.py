"""Scenario 18: a boy of 11 was locked up in a closed accommodation on 2026-05-04."""

from pathlib import Path
from typing import Any

import pytest

from tests.desk.measures import Triage

LOCKED_UP: dict[str, Any] = {
    "measure": "lock_up",
    "age": 11,
    "emergency": True,
    "ground": "emergency",
    "duration_hours": 2,
}


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({}, id="in an emergency"),
        pytest.param({"emergency": False, "ground": "none"}, id="without an emergency"),
        pytest.param(
            {"ground": "closed_care_authorisation", "evidence": ["court_authorisation", "care_plan"]}, id="as planned"
        ),
    ],
)
def test_18_under_twelve_there_is_no_ground(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: dict[str, Any]
) -> None:
    advice = Triage(tmp_path, capsys).advice(**LOCKED_UP | more)
    assert (advice["verdict"], advice["severity"]) == ("no_ground", "acute")
    assert advice["sources"][:2] == ["Jeugdwet art. 6.3.2.2 lid 2", "Jeugdwet art. 6.6.1 lid 5"]
    assert "report_to_inspectorate" in advice["ask"]


def test_18_the_report_does_not_wait_for_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = " ".join(Triage(tmp_path, capsys)(**LOCKED_UP).out.split())
    assert "meteen een melding aan de inspectie" in told
    assert "wacht niet op het antwoord" in told


def test_18_at_twelve_it_may_be_an_emergency(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    advice = Triage(tmp_path, capsys).advice(**LOCKED_UP | {"age": 12})
    assert (advice["verdict"], advice["severity"]) == ("emergency_possible", "none")
    assert "report_to_inspectorate" not in advice["ask"]
