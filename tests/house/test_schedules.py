"""Every flow is deployed once, never in the hour that the clock changes, and both deployments are the same."""

import ast
from typing import Any

import pytest
from ruamel.yaml import YAML

from deployments.schedules import AMSTERDAM, SCHEDULES, Process, Schedule
from tests.house.tree import ROOT, modules

POOLS = {Process.SWEEPS: "waakvlam-sweeps", Process.DAYS: "waakvlam-days"}
TIMED = [schedule for schedule in SCHEDULES if schedule.cron is not None]
EACH = pytest.mark.parametrize("schedule", TIMED, ids=lambda schedule: schedule.flow)


def flows() -> set[str]:
    """Return the names of all functions that are a flow."""
    return {
        node.name
        for _, tree in modules("flows")
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef)
        and any(ast.unparse(mark).startswith("flow") for mark in node.decorator_list)
    }


def test_every_flow_has_one_schedule() -> None:
    names = [schedule.flow for schedule in SCHEDULES]
    assert len(names) == len(set(names))
    assert set(names) == flows()


def test_every_flow_file_holds_the_flow_of_its_name() -> None:
    files = {file.stem for file in (ROOT / "flows").glob("*.py")} - {"__init__"}
    assert files == flows()


@EACH
def test_no_schedule_falls_where_the_clock_changes(schedule: Schedule) -> None:
    assert schedule.cron is not None
    hour = schedule.cron.split()[1]
    assert schedule.zone in (AMSTERDAM, "UTC")
    assert schedule.zone == "UTC" or (hour.isdigit() and int(hour) != 2)
    assert schedule.zone == "UTC" or schedule.process is not Process.SWEEPS


@EACH
def test_a_sweep_looks_around_the_clock(schedule: Schedule) -> None:
    assert schedule.cron is not None
    every_hour = schedule.cron.split()[1:] == ["*"] * 4
    assert every_hour == (schedule.process is Process.SWEEPS)


def test_prefect_yaml_equals_the_table() -> None:
    stored = YAML(typ="safe").load((ROOT / "deployments" / "prefect.yaml").read_text())
    assert stored["deployments"] == [as_prefect_writes_it(schedule) for schedule in SCHEDULES]


def as_prefect_writes_it(schedule: Schedule) -> dict[str, Any]:
    return {
        "name": schedule.name,
        "entrypoint": schedule.entrypoint,
        "schedules": [{"cron": schedule.cron, "timezone": schedule.zone}] if schedule.cron else [],
        "concurrency_limit": {"limit": 1, "collision_strategy": schedule.collision.value},
        "work_pool": {"name": POOLS[schedule.process]},
    }
