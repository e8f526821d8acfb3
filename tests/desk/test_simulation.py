"""The demo year replayed under the policy in force: nothing differs from what was sent."""

import json
from importlib import resources
from pathlib import Path

import pytest

from desk.demo.stories import FIRST_DAY, LAST_DAY
from tests.desk.conftest import Played

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PERIOD = ("--from", str(FIRST_DAY), "--to", str(LAST_DAY))


def test_the_present_policy_over_the_demo_year(played: Played) -> None:
    present = str(resources.files("rules").joinpath("policy.toml"))
    done = played.waakvlam("policy", "simulate", present, *PERIOD, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert sum(told["notices"]["actual"].values()) > 200
    assert (told["differences"], told["impossible"], told["unknown"]) == (0, {}, {})


def test_another_policy_shows_in_a_table(played: Played, tmp_path: Path) -> None:
    text = resources.files("rules").joinpath("policy.toml").read_text("utf-8")
    other = tmp_path / "ander.toml"
    other.write_text(text.replace('answer = { amount = 15, unit = "working_days" }',
                                  'answer = { amount = 5, unit = "working_days" }', 1))  # fmt: skip
    done = played.waakvlam("policy", "simulate", str(other), *PERIOD)
    assert done.returncode == 0, done.stderr
    assert "signal_overdue" in done.stdout
    assert "verschillen" in done.stderr
