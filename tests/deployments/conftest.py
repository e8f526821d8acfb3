"""Everything served for real: a Prefect server, both processes and their runs, in a folder of their own."""

import base64
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from deployments.environment import child_environment
from deployments.lookout import flows_known
from deployments.schedules import SCHEDULES
from store.settings import Settings
from tests.flows.inhabited import inhabit

FOREIGN = "http://foreign.example/api"
PATIENCE_SECONDS = 150
ASKED_AGAIN = 20


def wait_for(what: str, is_true: Callable[[], object], seconds: int = PATIENCE_SECONDS) -> None:
    """Wait until something is so; it fails with `what` when that takes far too long."""
    for _ in range(seconds * 2):
        if is_true():
            return
        time.sleep(0.5)
    pytest.fail(f"waited in vain: {what}")


def foreign_environment(home: Path) -> dict[str, str]:
    """Return the environment of somebody who uses Prefect for other things, and our house in `home`."""
    theirs = {"HOME": str(home.parent), "PREFECT_API_URL": FOREIGN, "PREFECT_PROFILE": "theirs"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "WAAKVLAM_"))}
    return kept | theirs | {"WAAKVLAM_HOME": str(home)}


def processes() -> dict[int, tuple[int, str]]:
    """Return the parent and the command of each process on this machine that did not end."""
    listed = subprocess.run(["ps", "-axwwo", "pid=,ppid=,stat=,args="], check=True, capture_output=True, text=True)  # noqa: S607 - where ps lies differs by system
    rows = (line.split(None, 3) for line in listed.stdout.splitlines())
    return {int(row[0]): (int(row[1]), row[3]) for row in rows if len(row) == 4 and not row[2].startswith("Z")}


def descendants(of: int) -> dict[int, str]:
    """Return the processes that `of` started, and those that these started, with their commands."""
    alive, found = processes(), {of}
    while more := {pid for pid, (parent, _) in alive.items() if parent in found and pid not in found}:
        found |= more
    return {pid: alive[pid][1] for pid in found - {of} if pid in alive}


@dataclass
class Served:
    """A running `waakvlam serve`."""

    home: Path
    port: int
    supervisor: subprocess.Popen[bytes]
    output: Path

    @property
    def url(self) -> str:
        """The address of its server."""
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def environment(self) -> dict[str, str]:
        """Our Prefect environment."""
        return child_environment(Settings(home=self.home), self.url)

    def ask(self, path: str, **question: Any) -> Any:
        """Ask its server something by POST; again where it is too busy to answer, as Prefect's own client does."""
        token = base64.b64encode((self.home / "prefect" / "auth").read_bytes()).decode()
        headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}{path}", json.dumps(question).encode(), headers)  # noqa: S310 - loopback http
        left = ASKED_AGAIN
        while True:
            try:
                with urllib.request.urlopen(request, timeout=30) as reply:  # noqa: S310 - loopback http
                    return json.loads(reply.read() or "null")
            except urllib.error.HTTPError as error:
                left -= 1
                if error.code != HTTPStatus.SERVICE_UNAVAILABLE or not left:
                    raise
            time.sleep(1)

    def deployments(self) -> dict[str, dict[str, Any]]:
        """Return what its server knows of each deployment."""
        if flows_known(self.url, self.environment) is None:
            return {}
        return {found["name"]: found for found in self.ask("/deployments/filter")}

    def process(self, name: str) -> int | None:
        """Return the process that serves `name` (sweeps, days)."""
        return self._child(f"deployments.process {name}")

    def server(self) -> int | None:
        """Return the process of its server."""
        return self._child(f"--port {self.port}")

    def _child(self, command: str) -> int | None:
        return next((pid for pid, args in descendants(self.supervisor.pid).items() if args.endswith(command)), None)

    def kill_server(self) -> None:
        """Kill its server at once, where it runs."""
        if (pid := self.server()) is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def lose_database(self) -> None:
        """Take away the files of its server's database; they lie aside, so that what they hold can be judged."""
        aside = Path(tempfile.mkdtemp(prefix="lost", dir=self.home / "prefect"))
        for file in (self.home / "prefect").glob("prefect.db*"):
            file.rename(aside / file.name)

    def start_run(self, name: str) -> None:
        """Ask for a run of a flow, where the server can be asked."""
        with suppress(OSError, http.client.HTTPException, KeyError):
            found = self.deployments()[name]
            self.ask(f"/deployments/{found['id']}/create_flow_run", state={"type": "SCHEDULED"})

    def stop(self) -> None:
        """Ask it to stop, as a system does, and wait until it has."""
        self.supervisor.send_signal(signal.SIGTERM)
        self.supervisor.wait(90)


@contextmanager
def serving(home: Path) -> Iterator[Served]:
    """Serve all flows of the house in `home`, with the desk's command, until the end."""
    port, output = _free_port(), home.parent / "output"
    with output.open("wb") as sink:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "desk.cli", "serve", "--only", "flows", "--prefect-port", str(port)],
            env=foreign_environment(home), cwd=home.parent, stdout=sink, stderr=sink,
        )  # fmt: skip
    running = Served(home, port, supervisor, output)
    try:
        wait_for("all deployments registered", lambda: len(running.deployments()) == len(SCHEDULES))
        yield running
    finally:
        if supervisor.poll() is None:
            running.stop()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An inhabited house whose flows are all served."""
    home = tmp_path_factory.mktemp("served") / "house"
    inhabit(home).engine.dispose()
    with serving(home) as running:
        yield running


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
