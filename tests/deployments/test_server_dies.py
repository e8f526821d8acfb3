"""Prefect's server is killed again and again and loses its database, while flows run (TRUST G6).

Our own database is the truth and Prefect only wakes us: the flows must go on by themselves, each step and each letter
once. How many seconds an urgent letter took is printed. The short form is in test_serve.py.
"""

import os
import secrets
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from actions.house import open_house
from deployments.schedules import SCHEDULES, Process
from store.settings import Settings
from tests.deployments.conftest import Served, descendants, serving, wait_for
from tests.deployments.truth import FLOWS, LETTERS, SIGNALS, add_due, all_done, how_long, judge_once_each, send_acute
from tests.flows.inhabited import inhabit

KILLS, SHORTEST, LONGEST = 8, 5.0, 40.0
"""How often the server is killed, and how many seconds it lives."""
RECOVERY_SECONDS = 480
"""Until who died with a flow's one slot gives it up (60 s), and the next sweep (300 s) is over."""
CHANCE = secrets.SystemRandom()


@pytest.mark.crash
@pytest.mark.timeout(1800)
def test_a_server_killed_again_and_again(tmp_path: Path) -> None:
    inhabit(tmp_path / "house").engine.dispose()
    house = open_house(Settings(home=tmp_path / "house"))
    with serving(house.settings.home) as served:
        for number in range(KILLS):
            add_due(house)
            send_acute(house)
            for name in FLOWS:
                served.start_run(name)
            time.sleep(CHANCE.uniform(SHORTEST, LONGEST))
            if number == KILLS // 2:
                served.lose_database()
            served.kill_server()
        power_cut(served)
        wait_for("all steps and letters, with nobody asking", lambda: all_done(house), RECOVERY_SECONDS)
        steps, letters = judge_once_each(house)
    print(how_long(house))  # noqa: T201 - the figures are the finding
    assert steps >= KILLS * SIGNALS
    assert letters >= KILLS * LETTERS
    house.engine.dispose()


def power_cut(served: Served) -> None:
    """Kill the server, the process of the sweeps and a run of it, all at once: nobody gives back what they held."""
    wait_for("all flows are known", lambda: len(served.deployments()) == len(SCHEDULES))
    for name in FLOWS:
        served.start_run(name)
    sweeps = served.process(Process.SWEEPS)
    assert sweeps is not None
    wait_for("a run", lambda: descendants(sweeps))
    for pid in (*descendants(sweeps), sweeps):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    served.kill_server()
