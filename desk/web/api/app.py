"""From a question to an answer: whose token, may it ask this, how often, one transaction that only reads."""

import hashlib
import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from actions.connections import who_reads
from actions.house import House
from desk.web.api.openapi import document
from desk.web.api.operations import OPERATIONS
from desk.web.api.problems import Problem, problem
from desk.web.api.rate import Buckets, Rate
from desk.web.api.table import ROOT, Ask, Operation
from desk.web.signs import unkeepable
from store.connections import keep_token_used
from store.models import ApiToken
from store.scope import NothingToSee, Viewer
from store.session import hasty_transaction, reading

LOG = logging.getLogger("waakvlam.api")
KEPT_EVERY = timedelta(minutes=1)
BEARER = "bearer"
JSON = "application/json"
ASK_WHO = {"www-authenticate": 'Bearer realm="waakvlam"'}
LONGEST_TOKEN = 200
LONGEST_FIELD = 40
"""How much of a field's name is told."""


class Api:
    """Answers questions: everything that is the same for all of them."""

    def __init__(self, house: House, now: Callable[[], datetime], rate: Rate) -> None:
        self._house, self._now, self._buckets = house, now, Buckets(rate)

    async def answer(self, operation: Operation, request: Request) -> Response:
        """Answer one question."""
        try:
            return await run_in_threadpool(self._answered, operation, request)
        except DBAPIError:
            return problem(Problem.AWAY)
        except Exception as fault:  # noqa: BLE001 - further up its trace would be logged, which can show names
            place = traceback.extract_tb(fault.__traceback__)[-1]
            LOG.error("%s in %s, %s line %s", type(fault).__name__, place.name, Path(place.filename).name, place.lineno)
            return problem(Problem.BROKEN)

    def _answered(self, operation: Operation, request: Request) -> Response:
        now, shown = self._now(), _bearer(request)
        used: ApiToken | None = None
        with reading(self._house.engine) as session:
            known = who_reads(session, shown, now) if shown else None
            if known is None:
                return problem(Problem.WHO, headers=ASK_WHO)
            token, user = known
            if wait := self._buckets.take(token.id, now):
                return problem(Problem.TOO_MANY, headers={"retry-after": str(wait)})
            if operation.scope.value not in token.scopes:
                return problem(Problem.NOT_FOR_THIS)
            used = token if token.used_at is None or now - token.used_at >= KEPT_EVERY else None
            answer = _told(operation, request, session, Viewer(user, now))
        if used is not None:
            with hasty_transaction(self._house.engine) as session:
                keep_token_used(session, used.id, now)
        return answer


def _told(operation: Operation, request: Request, session: Session, viewer: Viewer) -> Response:
    """Answer a question that may be asked, or say what is wrong with it."""
    if strange := unkeepable(request):
        return problem(Problem.WRONG, {name[:LONGEST_FIELD]: "sign_not_allowed" for name in strange})
    try:
        path, query = operation.read(request.path_params, _each_once(request.query_params))
        given = operation.handler(Ask(session, viewer, path, query))
    except ValidationError as flaws:
        return problem(Problem.WRONG, _by_field(flaws))
    except NothingToSee:
        return problem(Problem.NOT_HERE)
    return _whole(request, given.model_dump_json().encode())


def api_mount(house: House, now: Callable[[], datetime], rate: Rate | None = None) -> Mount:
    """Return where the API lies in the desk."""
    api = Api(house, now, rate or Rate())
    routes = [_route(api, operation) for operation in OPERATIONS]
    routes.append(Route("/openapi.json", _openapi, name="openapi"))
    inner = Starlette(routes=routes, exception_handlers={HTTPException: _not_served})
    return Mount(ROOT, inner, name="api")


def _route(api: Api, operation: Operation) -> Route:
    async def answer(request: Request) -> Response:
        return await api.answer(operation, request)

    return Route(operation.path, answer, methods=["GET"], name=operation.name)


async def _openapi(request: Request) -> Response:
    return _whole(request, document())


async def _not_served(_request: Request, fault: Exception) -> Response:
    is_method = isinstance(fault, HTTPException) and fault.status_code == Problem.METHOD.status
    return problem(Problem.METHOD, headers={"allow": "GET, HEAD"}) if is_method else problem(Problem.NOT_HERE)


def _whole(request: Request, body: bytes) -> Response:
    """Return the answer, or 304 when who asks has it already."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    known = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    if known & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=JSON)


def _bearer(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == BEARER and len(token) <= LONGEST_TOKEN else ""


def _each_once(query: QueryParams) -> dict[str, str]:
    """Return what was asked; what stands there twice becomes what no question takes."""
    given = query.multi_items()
    names = [name for name, _ in given]
    return {name if names.count(name) == 1 else f"{name} (twice)": value for name, value in given}


def _by_field(flaws: ValidationError) -> dict[str, str]:
    """Return what is wrong by field: the kind of flaw, never what was given."""
    return {
        str(flaw["loc"][0])[:LONGEST_FIELD] if flaw["loc"] else "": flaw["type"]
        for flaw in flaws.errors(include_input=False)
    }
