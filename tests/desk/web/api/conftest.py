"""Two halves of a register, and tokens to look at them with."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions.connections import make_token
from actions.house import House
from desk.web.api.rate import Rate
from desk.web.app import make_app
from rules.api import ApiScope
from rules.calendar import local_date
from rules.vocabulary import Role
from store.base import Base
from store.models import User
from store.session import transaction
from tests.desk.web.visiting import Moment
from tests.halves import NOW, Two


@dataclass
class Systems:
    """A desk over the two halves, and other systems that ask it things."""

    house: House
    moment: Moment
    rows: dict[str, dict[type[Base], Any]]
    users: dict[Role, User]
    app: Starlette

    def token(self, role: Role, scopes: Collection[ApiScope] = tuple(ApiScope), days: int = 30) -> str:
        """Make a token with the eyes of one role."""
        with transaction(self.house.engine) as session:
            ends_on = local_date(self.moment.now) + timedelta(days=days)
            return make_token(session, "koppeling", self.users[role], scopes, ends_on, self.moment.now, by=None).token

    def ask(self, path: str, token: str = "", **options: Any) -> Response:
        """Ask one thing."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        client = TestClient(self.app, "http://testserver", raise_server_exceptions=False)
        return client.get(f"/api/v1{path}", headers=headers | options.pop("headers", {}), **options)


@pytest.fixture
def systems(house: House) -> Systems:
    """Other systems, and a clock that stands still."""
    with transaction(house.engine) as session:
        two = Two(session)
        users = {role: two.user(role) for role in Role}
        rows = {"own": two.own, "other": two.other}
    moment = Moment(NOW)
    return Systems(house, moment, rows, users, make_app(house, now=moment, rate=Rate(burst=10_000)))
