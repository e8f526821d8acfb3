"""A person at the desk, without a browser: signed in, with the key of the forms, at a day of choice."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from httpx2 import Response
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from actions.house import House
from actions.web_sessions import csrf_token, open_session
from desk.web.all_pages import PAGES
from desk.web.app import make_app
from desk.web.signing_in import cookie_name
from desk.web.table import Page
from rules.accounts import SignInWay
from rules.vocabulary import Role
from store.models import User
from store.session import transaction

WEDNESDAY = datetime(2026, 4, 8, 8, 0, tzinfo=UTC)
"""Wednesday 8 April 2026, ten o'clock in Amsterdam."""


@dataclass
class Moment:
    """A clock that stands still until a test moves it."""

    now: datetime = WEDNESDAY

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Visitor:
    """Somebody with a browser that follows no redirect by itself."""

    client: TestClient
    csrf: str = ""
    user: User | None = None

    def get(self, address: str, **options: Any) -> Response:
        """Open an address."""
        return self.client.get(address, **options)

    def post(self, address: str, fields: dict[str, Any] | None = None, **options: Any) -> Response:
        """Send a form, with the key that it needs."""
        return self.client.post(address, data={"_csrf": self.csrf, **(fields or {})}, **options)


@dataclass
class Desks:
    """Makes visitors of one house; `pages` may be other rows than those of the product."""

    house: House
    moment: Moment
    pages: tuple[Page, ...] = PAGES
    secure: bool = False
    _made: int = field(default=0)

    def anonymous(self) -> Visitor:
        """Return somebody who did not sign in."""
        app = make_app(self.house, now=self.moment, secure=self.secure, pages=self.pages)
        base = "https://testserver" if self.secure else "http://testserver"
        return Visitor(TestClient(app, base, follow_redirects=False, raise_server_exceptions=False))

    def new_user(self, role: Role, **facts: Any) -> User:
        """Add a user in a role; an adviser needs `adviser_id`."""
        self._made += 1
        login = f"{role.value}.{self._made}"
        with transaction(self.house.engine) as session:
            user = User(
                **{
                    "login": login,
                    "name": f"Noor {self._made}",
                    "email": f"{login}@post.example",
                    "role": role,
                    **facts,
                }
            )
            session.add(user)
        return user

    def sign_in(self, who: User | Role, **facts: Any) -> Visitor:
        """Return somebody who is signed in: this user, or a new one in this role."""
        user = who if isinstance(who, User) else self.new_user(who, **facts)
        with transaction(self.house.engine) as session:
            token = open_session(session, user, SignInWay.DEMO, self.moment.now, whole=True).token
        visitor = self.anonymous()
        visitor.client.cookies.set(cookie_name(secure=self.secure), token)
        visitor.csrf, visitor.user = csrf_token(token), user
        return visitor


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Collect the SQL statements that run in the block."""
    seen: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", keep)
