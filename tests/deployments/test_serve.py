"""All flows served by a real Prefect server: registered, run, restarted, stopped, and silent about people.

The tests share one server and stand in the order of its life: the last one stops it.
"""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from actions.house import House, open_house
from deployments.schedules import SCHEDULES, Process, Schedule
from store.settings import Settings
from tests.deployments.conftest import Served, descendants, foreign_environment, processes, wait_for
from tests.deployments.truth import FLOWS, LETTERS, SIGNALS, add_due, all_done, judge_once_each
from tests.flows.inhabited import CANARIES, MONDAY

pytestmark = pytest.mark.slow

RUNS, RUN_SECONDS = 5, 30

TRIGGER_ALL = """
import sys
from prefect.deployments import run_deployment
for name in sys.argv[2:]:
    print(run_deployment(name, parameters={"as_of": sys.argv[1]}, timeout=0, as_subflow=False).id)
"""


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: schedule.name)
def test_a_deployment_is_registered_as_the_table_says(served: Served, schedule: Schedule) -> None:
    found = served.deployments()[schedule.name]
    rhythms = [(known["schedule"]["cron"], known["schedule"]["timezone"]) for known in found["schedules"]]
    assert rhythms == ([(schedule.cron, schedule.zone)] if schedule.cron else [])
    assert found["global_concurrency_limit"]["limit"] == 1
    assert found["concurrency_options"]["collision_strategy"] == schedule.collision.value
    assert found["entrypoint"] == schedule.entrypoint
    assert not found["paused"]


def test_runs_are_planned_by_the_scheduler(served: Served) -> None:
    timed = {schedule.name for schedule in SCHEDULES if schedule.cron}
    ids = {found["id"] for name, found in served.deployments().items() if name in timed}
    wait_for("planned runs", lambda: {run["deployment_id"] for run in served.ask("/flow_runs/filter")} == ids)


def test_each_flow_completes(served: Served) -> None:
    for found in served.deployments().values():
        served.ask(f"/deployments/{found['id']}/pause_deployment")  # a planned run must not cancel ours
    wait_for("no planned runs left", lambda: not _runs(served, "PENDING", "RUNNING"))
    names = [f"{schedule.name}/{schedule.name}" for schedule in SCHEDULES]
    command = [sys.executable, "-c", TRIGGER_ALL, MONDAY.isoformat(), *names]
    triggered = subprocess.run(command, env=served.environment, check=True, capture_output=True, text=True)
    ids = set(triggered.stdout.split())
    assert len(ids) == len(SCHEDULES)
    wait_for("all runs at their end", lambda: all(_ended(run) for run in _chosen(served, ids)))
    assert {run["name"]: run["state_name"] for run in _chosen(served, ids) if run["state_name"] != "Completed"} == {}


def test_the_flows_did_their_work(served: Served) -> None:
    assert list((served.home / "reports").glob("*.json"))
    assert list((served.home / "mail").rglob("new/*"))


def test_prefects_own_command_line_works_in_our_environment(served: Served) -> None:
    command = [sys.executable, "-m", "prefect", "deployment", "ls"]
    environment = served.environment | {"COLUMNS": "200"}
    shown = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert "follow-deadlines/follow-deadlines" in shown.stdout


def test_a_second_server_is_refused_the_port(served: Served) -> None:
    command = [sys.executable, "-m", "deployments.serve", "--port", str(served.port)]
    second = subprocess.run(command, env=foreign_environment(served.home), capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert f"Poort {served.port} is al in gebruik" in second.stderr


def test_a_sweep_process_that_is_killed_is_started_again(served: Served) -> None:
    killed, run = _process_with_a_run(served, Process.SWEEPS, "follow-deadlines")
    os.kill(killed, signal.SIGKILL)
    wait_for("another process for the sweeps", lambda: served.process(Process.SWEEPS) not in (None, killed))
    wait_for("the end of its run", lambda: run not in processes())


def test_a_server_that_dies_with_its_database_costs_no_step_and_no_letter(served: Served) -> None:
    house = open_house(Settings(home=served.home))
    add_due(house)
    for name in FLOWS:
        served.start_run(name)
    served.lose_database()
    for _ in range(2):  # once at work, once while it starts
        killed = served.server()
        served.kill_server()
        wait_for("another server", partial(_other_server, served, killed))
    wait_for("all flows are known to it", lambda: len(served.deployments()) == len(SCHEDULES))
    wait_for("planned runs", lambda: _runs(served, "SCHEDULED"))
    assert any(_done_after_a_run(served, house) for _ in range(RUNS)), "steps or letters are left"
    steps, letters = judge_once_each(house)
    assert steps >= SIGNALS
    assert letters >= LETTERS
    house.engine.dispose()


def test_after_a_stop_no_process_is_left(served: Served) -> None:
    _process_with_a_run(served, Process.DAYS, "keep-house")
    started = descendants(served.supervisor.pid)
    assert len(started) >= 1 + len(Process) + 1
    served.stop()
    assert served.supervisor.returncode == 0
    assert {pid: command for pid, command in started.items() if pid in processes()} == {}


def test_prefects_files_hold_nothing_of_people(served: Served) -> None:
    kept = _contents(served.home / "prefect")
    assert b"follow-deadlines" in kept
    assert [canary for canary in CANARIES if canary.encode() in kept + served.output.read_bytes()] == []


def test_nothing_of_somebody_elses_prefect_was_touched(served: Served) -> None:
    assert not (served.home.parent / ".prefect").exists()
    assert (served.home / "prefect" / "prefect.db").exists()


def _process_with_a_run(served: Served, process: Process, name: str) -> tuple[int, int]:
    """Start a run; return the serving process, and the process of the run as soon as it is there."""
    served.ask(f"/deployments/{served.deployments()[name]['id']}/create_flow_run", state={"type": "SCHEDULED"})
    serving = served.process(process)
    assert serving is not None
    wait_for(f"a run of {name}", lambda: descendants(serving))
    return serving, next(iter(descendants(serving)))


def _done_after_a_run(served: Served, house: House) -> bool:
    """Start the flows, as their schedule does every few minutes: a run that died may hold the slot of the next one."""
    for name in FLOWS:
        served.start_run(name)
    for _ in range(RUN_SECONDS):
        if all_done(house):
            return True
        time.sleep(1)
    return False


def _other_server(served: Served, killed: int | None) -> bool:
    return served.server() not in (None, killed)


def _runs(served: Served, *types: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = served.ask("/flow_runs/filter", flow_runs={"state": {"type": {"any_": types}}})
    return found


def _chosen(served: Served, ids: set[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = served.ask("/flow_runs/filter", flow_runs={"id": {"any_": sorted(ids)}})
    return found


def _ended(run: dict[str, Any]) -> bool:
    return run["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


def _contents(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
