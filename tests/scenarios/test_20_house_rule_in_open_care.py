"""Scenario 20: an open group takes all telephones at 20:00; the same rule weighed for one child of ten."""

from pathlib import Path

import pytest

from tests.desk.measures import Triage


@pytest.mark.parametrize("measure", ["house_rule", "communication_restriction"])
def test_20_for_everybody_and_for_one(tmp_path: Path, capsys: pytest.CaptureFixture[str], measure: str) -> None:
    rule = {"setting": "open_residential_care", "measure": measure, "age": None, "duration_hours": None}
    everybody = Triage(tmp_path, capsys).advice(**rule | {"scope": "generic"})
    assert (everybody["verdict"], everybody["severity"]) == ("no_ground", "general")
    assert "propose_signal" in everybody["ask"]
    one = Triage(tmp_path, capsys).advice(**rule | {"scope": "individual", "age": 10, "evidence": ["care_plan"]})
    assert (one["verdict"], one["severity"]) == ("pedagogical_possible", "none")
    assert "human_review" in one["ask"]
    assert "propose_signal" not in one["ask"]
