"""The API: who may ask what, on whose rows, how it pages, and how it says that something is wrong."""

import json
from datetime import timedelta

import pytest
from httpx2 import Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from actions.connections import revoke_token
from desk.web.api.operations import OPERATIONS
from desk.web.api.rate import Rate
from desk.web.api.table import ROOT, Operation
from desk.web.app import make_app
from rules.api import ApiScope
from rules.vocabulary import Role
from store.base import Base
from store.models import ApiToken, ReleasedReport, Signal, User, Visit
from store.scope import Viewer, may_see
from store.session import reading, transaction
from tests.desk.web.api.conftest import Systems
from tests.halves import NOW, TODAY

PROBLEM = "application/problem+json"
NOUN: dict[str, type[Base]] = {"/visits": Visit, "/signals": Signal, "/reports": ReleasedReport}
ONE = [operation for operation in OPERATIONS if "{" in operation.path]
LISTS = [operation for operation in OPERATIONS if "{" not in operation.path]


def noun_of(operation: Operation) -> type[Base]:
    return NOUN["/" + operation.path.split("/")[1]]


def path_of(systems: Systems, operation: Operation, half: str) -> str:
    row = systems.rows[half][noun_of(operation)]
    start, _, rest = operation.path.partition("{")
    return f"{start}{getattr(row, rest.rstrip('}'))}"


def sees(systems: Systems, role: Role, operation: Operation, half: str) -> bool:
    with reading(systems.house.engine) as session:
        row = session.get_one(noun_of(operation), systems.rows[half][noun_of(operation)].id)
        return may_see(session, Viewer(session.get_one(User, systems.users[role].id), NOW), row)


def is_problem(answer: Response, status: int) -> bool:
    return (answer.status_code, answer.headers["content-type"], answer.json()["status"]) == (status, PROBLEM, status)


@pytest.mark.parametrize("operation", ONE, ids=lambda one: one.name)
def test_every_role_sees_its_own_rows_and_no_others(systems: Systems, operation: Operation) -> None:
    found, wanted = {}, {}
    for role in Role:
        token = systems.token(role)
        for half in ("own", "other"):
            found[role, half] = systems.ask(path_of(systems, operation, half), token).status_code
            wanted[role, half] = 200 if sees(systems, role, operation, half) else 404
    assert found == wanted
    assert set(wanted.values()) == {200, 404}


@pytest.mark.parametrize("operation", LISTS, ids=lambda one: one.name)
def test_a_list_holds_what_is_seen_and_nothing_else(systems: Systems, operation: Operation) -> None:
    for role in Role:
        data = systems.ask(operation.path, systems.token(role)).json()["data"]
        assert len(data) == sum(sees(systems, role, operation, half) for half in ("own", "other")), role


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_a_token_is_needed_that_is_for_this(systems: Systems, operation: Operation) -> None:
    path = path_of(systems, operation, "own") if operation in ONE else operation.path
    others = [scope for scope in ApiScope if scope is not operation.scope]
    assert is_problem(systems.ask(path), 401)
    assert is_problem(systems.ask(path, "wv_geraden"), 401)
    assert is_problem(systems.ask(path, systems.token(Role.MANAGER, others)), 403)
    assert systems.ask(path, systems.token(Role.MANAGER, [operation.scope])).status_code == 200


def test_a_token_works_up_to_its_last_day_and_not_once_revoked(systems: Systems) -> None:
    token, other = systems.token(Role.MANAGER, days=0), systems.token(Role.MANAGER)
    assert systems.ask("/visits", token).status_code == 200
    with transaction(systems.house.engine) as session:
        revoke_token(session, 2, NOW, by=None)
    assert systems.ask("/visits", other).status_code == 401
    systems.moment.now = NOW + timedelta(days=1)
    assert systems.ask("/visits", token).status_code == 401


def test_a_token_of_somebody_who_left_works_no_more(systems: Systems) -> None:
    token = systems.token(Role.MANAGER)
    with transaction(systems.house.engine) as session:
        session.get_one(User, systems.users[Role.MANAGER].id).active = False
    assert systems.ask("/visits", token).status_code == 401


def test_of_a_signal_the_stand_and_dates_and_nothing_else(systems: Systems) -> None:
    signal = systems.rows["own"][Signal]
    given = systems.ask(f"/signals/{signal.reference}", systems.token(Role.COORDINATOR)).json()
    assert set(given) == {
        "reference", "kind", "state", "round", "observed_on", "created_at", "sent_at", "closed_at",
    }  # fmt: skip
    assert (given["reference"], given["state"]) == (signal.reference, "sent")


def test_a_list_goes_on_where_it_stopped(systems: Systems) -> None:
    token = systems.token(Role.MANAGER)
    everything = [row["number"] for row in systems.ask("/reports", token).json()["data"]]
    first = systems.ask("/reports?limit=1", token).json()
    rest = systems.ask(f"/reports?limit=1&cursor={first['next']}", token).json()
    assert [row["number"] for row in first["data"] + rest["data"]] == everything
    assert (len(everything), rest["next"]) == (2, None)


def test_visits_are_chosen_by_day_and_state(systems: Systems) -> None:
    token = systems.token(Role.COORDINATOR)
    assert systems.ask(f"/visits?since={TODAY}&until={TODAY}&state=planned", token).json()["data"]
    for nothing in (f"since={TODAY + timedelta(days=1)}", f"until={TODAY - timedelta(days=1)}", "state=done"):
        assert systems.ask(f"/visits?{nothing}", token).json()["data"] == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        pytest.param("/visits?limit=0", "limit", id="none at all"),
        pytest.param("/visits?limit=201", "limit", id="too many"),
        pytest.param("/visits?limit=1.0", "limit", id="no whole number"),
        pytest.param("/visits?since=31-02-2026", "since", id="a day written otherwise"),
        pytest.param("/visits?since=2026-02-31", "since", id="a day that does not exist"),
        pytest.param("/visits?since=0", "since", id="a number for a day"),
        pytest.param("/visits?state=half", "state", id="no state"),
        pytest.param("/visits?stand=done", "stand", id="something that cannot be asked"),
        pytest.param("/visits?limit=1&limit=2", "limit (twice)", id="something asked twice"),
        pytest.param("/visits?cursor=%00", "cursor", id="a cursor that is none"),
        pytest.param("/visits/nul", "id", id="no number"),
        pytest.param("/visits/99999999999", "id", id="a number beyond all"),
        pytest.param("/signals/%27%20OR%201=1", "reference", id="no reference"),
        pytest.param("/reports?year=26", "year", id="no year"),
        pytest.param("/visits?naam=" + "x" * 3000, "naam", id="something very long"),
    ],
)
def test_what_is_asked_wrongly_is_told_by_field_and_not_repeated(systems: Systems, asked: str, field: str) -> None:
    answer = systems.ask(asked, systems.token(Role.MANAGER))
    assert is_problem(answer, 400)
    assert set(answer.json()["errors"]) == {field}
    assert "OR 1" not in answer.text
    assert "x" * 50 not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/niets", 404), ("POST", "/visits", 405), ("DELETE", "/visits/1", 405)]
)
def test_what_is_not_served(systems: Systems, method: str, path: str, status: int) -> None:
    answer = TestClient(systems.app, "http://testserver").request(method, f"{ROOT}{path}")
    assert is_problem(answer, status)
    assert (answer.headers.get("allow") == "GET, HEAD") is (status == 405)


def test_what_is_known_already_is_not_sent_again(systems: Systems) -> None:
    token = systems.token(Role.MANAGER)
    first = systems.ask("/reports", token)
    again = systems.ask("/reports", token, headers={"if-none-match": f'"x", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert systems.ask("/reports", token, headers={"if-none-match": '"x"'}).status_code == 200
    assert systems.ask("/visits", token).headers["etag"] != first.headers["etag"]


def test_who_asks_too_often_waits(systems: Systems) -> None:
    systems.app = make_app(systems.house, now=systems.moment, rate=Rate(burst=2, per_second=0.5))
    token, other = systems.token(Role.MANAGER), systems.token(Role.COORDINATOR)
    found = [systems.ask("/visits", token) for _ in range(3)]
    assert [answer.status_code for answer in found] == [200, 200, 429]
    assert found[2].headers["retry-after"] == "2"
    assert systems.ask("/visits", other).status_code == 200
    systems.moment.now = NOW + timedelta(seconds=2)
    assert systems.ask("/visits", token).status_code == 200


def test_using_a_token_is_kept_once_a_minute(systems: Systems) -> None:
    token = systems.token(Role.MANAGER)
    for seconds, kept in ((0, 0), (59, 0), (60, 60)):
        systems.moment.now = NOW + timedelta(seconds=seconds)
        systems.ask("/visits", token)
        with reading(systems.house.engine) as session:
            assert session.get_one(ApiToken, 1).used_at == NOW + timedelta(seconds=kept)


def test_the_document_names_every_question(systems: Systems) -> None:
    answer = systems.ask("/openapi.json")
    told = json.loads(answer.content)
    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) == {operation.path for operation in OPERATIONS}
    limit = next(one for one in told["paths"]["/visits"]["get"]["parameters"] if one["name"] == "limit")
    assert limit["schema"] == {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}


def test_nothing_is_served_beside_the_table(systems: Systems) -> None:
    mount = next(route for route in systems.app.routes if isinstance(route, Mount))
    served = {(route.path, frozenset(route.methods or ())) for route in mount.routes if isinstance(route, Route)}
    wanted = {(operation.path, frozenset({"GET", "HEAD"})) for operation in OPERATIONS}
    assert served - wanted == {("/openapi.json", frozenset({"GET", "HEAD"}))}
    assert wanted <= served
