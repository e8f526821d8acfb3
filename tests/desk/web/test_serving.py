"""Serving the desk: on this machine without more, for others over TLS only, and without traces in the log."""

import logging
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions.house import House
from desk.web.serving import NotBeyondThisMachine, WithoutTrace, check_host, clock_of
from store import clock
from store.events import Subject, record
from store.models import Installation
from store.session import transaction
from store.settings import Settings
from tests.desk.conftest import waakvlam

PROXY = {"desk_behind_proxy": True}
OWN_TLS = {"desk_tls_certificate": Path("cert.pem"), "desk_tls_key": Path("key.pem")}

LAST_YEAR = datetime(2025, 11, 18, 8, 5, tzinfo=UTC)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_needs_no_tls(host: str) -> None:
    check_host(Settings(), host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "desk.example", "::"])  # noqa: S104 - that is the question
def test_others_need_tls(host: str) -> None:
    with pytest.raises(NotBeyondThisMachine, match="WAAKVLAM_DESK_TLS_CERTIFICATE"):
        check_host(Settings(), host)
    for tls in (PROXY, OWN_TLS):
        check_host(Settings(**tls), host)


def test_a_certificate_needs_its_key(tmp_path: Path) -> None:
    refused = waakvlam("serve", "--only", "desk", WAAKVLAM_HOME=str(tmp_path), WAAKVLAM_DESK_TLS_CERTIFICATE="cert.pem")
    assert refused.returncode == 2
    assert "WAAKVLAM_DESK_TLS_CERTIFICATE en WAAKVLAM_DESK_TLS_KEY horen bij elkaar" in refused.stderr


def test_a_trace_stays_out_of_the_log() -> None:
    try:
        raise KeyError("Noor de Vries")
    except KeyError:
        record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "Exception\n", (), sys.exc_info())
    assert WithoutTrace().filter(record)
    assert logging.Formatter().format(record) == "KeyError in the desk"


@pytest.mark.slow
@pytest.mark.parametrize("simulated", [True, False])
def test_the_desk_of_a_demo_goes_on_where_its_year_ended(house: House, simulated: bool) -> None:
    """Given a record that ends last year / then only the clock of a demo shows that day, and both run."""
    with transaction(house.engine) as session:
        session.get_one(Installation, 1).simulated = simulated
        record(session, Subject("visit", 1), "planned", at=LAST_YEAR)
    shown = clock_of(house)
    before, after = shown(), shown()
    assert (before - LAST_YEAR < timedelta(minutes=1)) is simulated
    assert before <= after


def test_a_demo_without_a_record_goes_by_the_machine(house: House) -> None:
    with transaction(house.engine) as session:
        session.get_one(Installation, 1).simulated = True
    assert clock_of(house) is clock.now


def test_the_command_serves_the_desk(house: House) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "desk.cli", "serve", "--only", "desk", "--port", str(port)]
    environment = {"WAAKVLAM_HOME": str(house.settings.home), "PATH": "/usr/bin:/bin"}
    desk = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert _answer(f"http://127.0.0.1:{port}/gezond") == "gezond\n"
    finally:
        desk.terminate()
        told = desk.communicate(timeout=30)[1]
    assert f"http://127.0.0.1:{port}" in told
    assert "Traceback" not in told


def _answer(url: str) -> str:
    directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(600):
        try:
            with directly.open(url, timeout=5) as reply:
                return str(reply.read().decode())
        except OSError:
            time.sleep(0.1)
    return "geen antwoord"
