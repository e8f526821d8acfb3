"""A real provider of OpenID Connect, a process of its own on loopback, and a person who signs in there."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2

PERSON = {"email": "noor@post.example", "email_verified": True}
TRIES = 200


@contextmanager
def provider(**people: dict[str, Any]) -> Iterator[str]:
    """Serve a provider that knows `people` by their number there; give its address."""
    port = _free_port()
    claims = [f"--user-claims={json.dumps(facts | {'sub': sub})}" for sub, facts in people.items()]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *claims]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address, process)
            yield address
        finally:
            process.terminate()


def signs_in(address: str, sub: str) -> str:
    """Sign in at the provider as `sub` and return where the browser is sent back to."""
    answer = httpx2.post(address, data={"sub": sub}, follow_redirects=False)
    return str(answer.headers["location"])


def asked(address: str) -> dict[str, str]:
    """Return what we asked the provider in the address that we sent somebody to."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(TRIES):
        with suppress(httpx2.TransportError):
            httpx2.get(f"{address}/.well-known/openid-configuration").raise_for_status()
            return
        assert process.poll() is None, "the provider did not start"
        time.sleep(0.1)
    raise AssertionError("the provider does not answer")
