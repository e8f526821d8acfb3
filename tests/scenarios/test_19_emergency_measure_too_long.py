"""Scenario 19: holding in closed care, outside the care plan, on days 1 to 4: the fourth day is flagged."""

from pathlib import Path

import pytest

from tests.desk.measures import Triage

LIMIT = "Jeugdwet art. 6.3.1.2 lid 4"


@pytest.mark.parametrize(
    ("hours", "verdict", "flagged"),
    [
        pytest.param(24, "emergency_possible", False, id="day 1"),
        pytest.param(48, "emergency_possible", False, id="day 2"),
        pytest.param(72, "emergency_possible", False, id="day 3, to its end"),
        pytest.param(72.5, "no_ground", True, id="day 4, its first half hour"),
        pytest.param(96, "no_ground", True, id="day 4, to its end"),
    ],
)
def test_19_three_consecutive_days(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], hours: float, verdict: str, flagged: bool
) -> None:
    advice = Triage(tmp_path, capsys).advice(emergency=True, ground="emergency", duration_hours=hours)
    assert advice["verdict"] == verdict
    assert LIMIT in advice["sources"]
    assert ("over_maximum" in advice["ask"]) is flagged
    assert (advice["severity"] == "acute") is flagged


def test_19_what_stands_in_the_plan_has_its_own_term(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    advice = Triage(tmp_path, capsys).advice(
        emergency=True,
        ground="closed_care_authorisation",
        evidence=["court_authorisation", "care_plan"],
        duration_hours=96,
    )
    assert advice["verdict"] == "ground_present"
    assert "over_maximum" not in advice["ask"]


@pytest.mark.parametrize(("hours", "asked"), [(12, False), (13, True)], ids=["twelve hours", "longer"])
def test_19_after_twelve_hours_a_scientist_must_agree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], hours: int, asked: bool
) -> None:
    advice = Triage(tmp_path, capsys).advice(emergency=True, duration_hours=hours)
    assert ("scientist_consent" in advice["ask"]) is asked
    assert ("Jeugdwet art. 6.3.1.2 lid 5" in advice["sources"]) is asked
