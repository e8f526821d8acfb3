"""Flows run once by name, in an environment of our own, without a server that runs already."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deployments.run import NAMES, main
from deployments.schedules import SCHEDULES
from tests.deployments.conftest import foreign_environment
from tests.flows.inhabited import CANARIES, MONDAY, TEXT, inhabit

# Refusals are not tried again, or this would take minutes.
FAILING = """
import asyncio
import sys
from deployments.environment import enter
from store.settings import load_settings
enter(load_settings())
from prefect import flow
from rules.errors import RuleError
from tasks.opening import async_batch, batch

@batch
def refuse(text):
    raise RuleError(text)

@async_batch
async def refuse_later(text):
    raise RuleError(text)

@batch
def break_down(text):
    about_a_child = text.upper()
    try:
        raise KeyError(text)
    except KeyError as fault:
        raise ValueError(about_a_child) from fault

@flow
async def failing():
    text = sys.stdin.read()
    states = [
        refuse(text, return_state=True),
        await refuse_later(text, return_state=True),
        break_down.with_options(retries=0)(text, return_state=True),
    ]
    print(*(state.name for state in states), flush=True)
    refuse(text)

asyncio.run(failing())
"""


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="none"),
        pytest.param(["follow_signals"], id="an unknown flow"),
        pytest.param(["follow_deadlines", "os"], id="one of two unknown"),
        pytest.param(["keep_house", "--as-of", "morgen"], id="no moment"),
        pytest.param(["keep_house", "--as-of", "2026-03-02T09:00"], id="a moment without its zone"),
    ],
)
def test_a_wrong_question_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert capsys.readouterr().out == ""


def test_each_deployed_flow_can_be_run_by_name() -> None:
    assert set(NAMES) == {schedule.flow for schedule in SCHEDULES}


@pytest.mark.slow
def test_flows_run_by_name_in_our_own_environment(tmp_path: Path) -> None:
    home = tmp_path / "house"
    inhabit(home).engine.dispose()
    command = [sys.executable, "-m", "deployments.run", "follow_deadlines", "deliver_notices"]
    done = _in_house(home, [*command, "--as-of", MONDAY.isoformat()])
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["flow"] for line in lines] == ["follow_deadlines", "deliver_notices"]
    assert lines[0]["counts"]["remind"] == 2
    assert lines[1]["counts"]["sent"] > 0
    assert {path.name for path in tmp_path.iterdir()} == {"house"}
    kept = _contents(home / "prefect")
    assert b"follow-deadlines" in kept
    assert [canary for canary in CANARIES if canary.encode() in kept] == []


@pytest.mark.slow
def test_a_failing_task_tells_prefect_nothing_of_people(tmp_path: Path) -> None:
    home = tmp_path / "house"
    inhabit(home).engine.dispose()
    done = _in_house(home, [sys.executable, "-c", FAILING], TEXT)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "Failed Failed Failed"
    kept = _contents(home / "prefect") + (done.stdout + done.stderr).encode()
    for told in (b"RuleError in refuse,", b"RuleError in refuse_later,", b"ValueError in break_down,"):
        assert told in kept
    assert TEXT.upper().encode() not in kept
    assert TEXT.encode() not in kept


def _in_house(home: Path, command: list[str], said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=foreign_environment(home), cwd=home.parent, input=said, capture_output=True, text=True, check=False
    )


def _contents(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
