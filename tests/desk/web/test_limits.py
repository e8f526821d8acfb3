"""Limits: what is too large, too much or too slow is refused before anything is done with it, also by the API."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from actions.house import House
from desk.web.app import make_app
from desk.web.headers import ALWAYS, OVER_TLS
from rules.vocabulary import Role
from tests.desk.web.visiting import Desks, Moment

FORM = (b"content-type", b"application/x-www-form-urlencoded")


def test_a_request_that_does_not_arrive_in_time_is_refused(house: House, moment: Moment) -> None:
    app = make_app(house, now=moment, secure=False, body_seconds=0.05)
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": "/aanmelden",
        "raw_path": b"/aanmelden", "query_string": b"", "root_path": "", "scheme": "http",
        "headers": [(b"host", b"testserver"), FORM], "client": ("127.0.0.1", 1), "server": ("testserver", 80),
    }  # fmt: skip
    parts = [b"login=", b"noor"]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if parts:
            return {"type": "http.request", "body": parts.pop(0), "more_body": True}
        await asyncio.sleep(60)
        raise AssertionError("nobody waits that long")

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 408
    assert b"te lang" in sent[1]["body"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({f"f{number}": "x" for number in range(2_100)}, 400, id="too many fields"),
        pytest.param({"login": "x" * 13_000_000}, 413, id="too large"),
    ],
)
def test_a_form_that_is_too_much(desks: Desks, fields: dict[str, str], status: int) -> None:
    visitor = desks.sign_in(Role.COORDINATOR)
    assert visitor.post("/taal", fields).status_code == status


@pytest.mark.parametrize("count", [11])
def test_too_many_files(desks: Desks, count: int) -> None:
    visitor = desks.sign_in(Role.COORDINATOR)
    files = [(f"file{number}", (f"{number}.txt", b"x")) for number in range(count)]
    assert visitor.client.post("/taal", files=files, data={"_csrf": visitor.csrf}).status_code == 400


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        pytest.param("POST", "/taal", 413, id="too large"),
        pytest.param("GET", "/stuk", 500, id="broken before a page was reached"),
        pytest.param("GET", "/helemaal/stuk", 500, id="telling it broke too"),
        pytest.param("GET", "/niets", 404, id="no such page"),
        pytest.param("POST", "/api/v1/visits", 413, id="too large for the API"),
        pytest.param("GET", "/api/v1/visits", 401, id="no token"),
    ],
)
def test_every_answer_carries_the_headers(
    house: House, moment: Moment, secure: bool, method: str, address: str, status: int
) -> None:
    async def burst(_request: Request) -> Response:
        raise KeyError("Noor de Vries")

    def stopped() -> datetime:
        raise KeyError("the clock stands still")

    app = make_app(house, now=stopped if address == "/helemaal/stuk" else moment, secure=secure)
    app.router.routes[:0] = [Route("/stuk", burst), Route("/helemaal/stuk", burst)]
    client = TestClient(app, f"http{'s' if secure else ''}://testserver", raise_server_exceptions=False)
    answer = client.request(method, address, content=b"x" * 13_000_000 if status == 413 else None)
    assert answer.status_code == status
    wanted = {**ALWAYS, **OVER_TLS} if secure else ALWAYS
    assert {name: answer.headers.get(name) for name in wanted} == wanted
    assert "Noor" not in answer.text


def test_the_api_takes_no_body_of_any_size(desks: Desks) -> None:
    answer = desks.anonymous().client.post("/api/v1/visits", content=b"x" * 13_000_000)
    assert answer.status_code in (405, 413)
