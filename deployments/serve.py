"""Serve all flows on their schedules: `python -m deployments.serve`.

Starts an embedded Prefect server on loopback (unless one is configured for us) and two processes, one for the
sweeps and one for the daily work. A process that stops is started again, and so are a server that is silent and
processes whose flows it forgot; all stop together.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress

from deployments.environment import child_environment
from deployments.lookout import Lookout, Remedy, flows_known
from deployments.schedules import Process
from store.settings import Settings, load_settings

LOOPBACK = "127.0.0.1"
PORT = 4210
START_SECONDS = 120
CHECK_SECONDS = 1.0
LOOK_EVERY = 5
"""At which of the checks the server is looked at too."""
GRACE_SECONDS = 20


class Watch:
    """Keeps a set of child processes running until it is told to stop."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._commands: dict[str, tuple[list[str], Mapping[str, str]]] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        """Start a child, and start it again whenever it stops."""
        self._commands[name] = (command, environment)
        # In a session of its own: a Ctrl-C reaches us alone, and we stop the children in order.
        self._running[name] = subprocess.Popen(command, env=dict(environment), start_new_session=True)  # noqa: S603 - our own command line

    def keep(self, look: Callable[[], None]) -> None:
        """Look after the children until told to stop; `look` may end some of them."""
        checks = 0
        while not self.stopping.wait(CHECK_SECONDS):
            checks += 1
            if checks % LOOK_EVERY == 0:
                look()
            for name, child in list(self._running.items()):
                if child.poll() is not None:
                    _say(f"{name} stopped with {child.returncode}; starting it again")
                    _end_session(child, signal.SIGTERM)
                    self.start(name, *self._commands[name])

    def end(self, *names: str) -> None:
        """Stop some children, to be started again at the next check; those that are not ours are left alone."""
        for name in names:
            if name in self._running:
                _stop(self._running[name])

    def stop(self) -> None:
        """Stop the children, last started first."""
        for child in reversed(self._running.values()):
            _stop(child)


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    with suppress(subprocess.TimeoutExpired):
        child.wait(GRACE_SECONDS)
    _end_session(child, signal.SIGKILL)


def _end_session(child: subprocess.Popen[bytes], sign: signal.Signals) -> None:
    """Signal what is left of a child and of the runs that it started."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, sign)


def _say(sentence: str) -> None:
    sys.stderr.write(f"waakvlam: {sentence}\n")
    sys.stderr.flush()


def refuse_taken_port(port: int) -> None:
    """Make sure that whoever answers on `port` later is the server that we start. Raises: SystemExit."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            raise SystemExit(f"Poort {port} is al in gebruik. Kies een vrije poort met --port.") from None


def start_server(watch: Watch, settings: Settings, port: int) -> str:
    """Start the embedded server and wait until it answers, or until we are told to stop; return its address.

    Raises: SystemExit when the port is taken or no answer comes.
    """
    refuse_taken_port(port)
    url = f"http://{LOOPBACK}:{port}/api"
    environment = child_environment(settings, url)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", LOOPBACK, "--port", str(port)]
    watch.start("server", command, environment)
    for _ in range(START_SECONDS):
        if watch.stopping.wait(1.0) or flows_known(url, environment) is not None:
            return url
    raise SystemExit(
        f"De Prefect-server op poort {port} antwoordt niet. Probeer het opnieuw, of kies een andere --port."
    )


def lookout(watch: Watch, url: str, environment: Mapping[str, str]) -> Callable[[], None]:
    """Return what looks at the server once, and ends what has to be started again."""
    judge = Lookout().judge
    children = {Remedy.SERVER: ("server",), Remedy.FLOWS: tuple(process.value for process in Process)}

    def look() -> None:
        remedy = judge(flows_known(url, environment))
        if remedy is not Remedy.NOTHING:
            _say("the server does not answer" if remedy is Remedy.SERVER else "the server lost our flows")
            watch.end(*children[remedy])

    return look


def supervise(settings: Settings, port: int, desk: tuple[str, int] | None = None) -> None:
    """Serve everything until SIGTERM or Ctrl-C; the desk too, when it has a host and a port."""
    watch = Watch()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda _sign, _frame: watch.stopping.set())
    try:
        url = settings.prefect_api_url or start_server(watch, settings, port)
        if watch.stopping.is_set():
            return
        for process in Process:
            command = [sys.executable, "-m", "deployments.process", process.value]
            watch.start(process.value, command, child_environment(settings, url))
        _say(f"flows are served; Prefect is at {url}")
        if desk is not None:
            command = [sys.executable, "-m", "desk.web.serving", f"--host={desk[0]}", f"--port={desk[1]}"]
            watch.start("desk", command, os.environ)
        watch.keep(lookout(watch, url, child_environment(settings, url)))
    finally:
        watch.stop()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description="Serve all flows on their schedules.")
    parser.add_argument("--port", type=int, default=PORT, help="port of the embedded Prefect server")
    parser.add_argument("--desk-host", default=LOOPBACK, help="address of the desk")
    parser.add_argument("--desk-port", type=int, help="port of the desk; without it, no desk")
    given = parser.parse_args()
    supervise(load_settings(), given.port, (given.desk_host, given.desk_port) if given.desk_port else None)


if __name__ == "__main__":
    main()
