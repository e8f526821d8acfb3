"""The application: its routes are made from the rows of the pages, and from nothing else but the static files."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from actions.house import House, is_simulated
from desk.web import static
from desk.web.all_pages import PAGES
from desk.web.answering import Shell
from desk.web.api.app import api_mount
from desk.web.api.rate import Rate
from desk.web.headers import Headers
from desk.web.slowness import BODY_SECONDS, InTime
from desk.web.table import Page
from store import clock
from store.session import reading

THREADS = 12
"""How many pages are made at once: no more than the database has connections for."""
LARGEST_REQUEST = 12_000_000
SMALLEST_COMPRESSED = 800
EFFORT = 5
"""How hard a page is compressed (1 to 9): beyond this it takes longer and gets hardly smaller."""


def make_app(
    house: House,
    *,
    now: Callable[[], datetime] = clock.now,
    secure: bool | None = None,
    pages: tuple[Page, ...] = PAGES,
    rate: Rate | None = None,
    body_seconds: float = BODY_SECONDS,
) -> Starlette:
    """Return the desk of an open installation.

    `secure` is whether people reach it over TLS (as the settings say, by default): cookies are bound to it then.
    `rate` is how often a token of another system may ask, `body_seconds` how long a request may take to arrive.
    """
    tls = house.settings.desk_is_secure if secure is None else secure
    with reading(house.engine) as session:
        shell = Shell(house, now, pages, simulated=is_simulated(session))
    app = _Desk(
        routes=[*(_route(shell, page) for page in pages), api_mount(house, now, rate), static.ROUTE],
        middleware=[
            Middleware(InTime, seconds=body_seconds),
            Middleware(GZipMiddleware, minimum_size=SMALLEST_COMPRESSED, compresslevel=EFFORT),
        ],
        exception_handlers={HTTPException: shell.not_served, Exception: shell.broken},
        lifespan=_lifespan,
        max_body_size=LARGEST_REQUEST,
    )
    app.state.house, app.state.secure, app.state.now, app.state.shell = house, tls, now, shell
    return app


class _Desk(Starlette):
    """The application with its headers around everything: what is refused or broken before a page is reached too."""

    def build_middleware_stack(self) -> ASGIApp:
        """Return what answers a request."""
        return Headers(super().build_middleware_stack(), secure=self.state.secure)


@asynccontextmanager
async def _lifespan(_app: Starlette) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield


def _route(shell: Shell, page: Page) -> Route:
    async def answer(request: Request) -> Response:
        return await shell.answer(page, request)

    return Route(page.path, answer, methods=[page.method], name=page.name)
