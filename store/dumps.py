"""Copies of the whole database as one file, made while it is in use, and put back into an empty place."""

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, func, inspect, make_url, select, table
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from rules.errors import RuleError
from store.scratch_folders import scratch_folder
from store.session import open_engine

LONGEST_SECONDS = 3600
_BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a database: a log of an old one would be played into the new one."""


class DumpImpossible(RuleError):
    """A copy cannot be made or put back here."""

    def __init__(self, why: str) -> None:
        super().__init__("De back-up lukt niet: {why}. Er is niets veranderd.", why=why)


class PlaceTaken(RuleError):
    """A backup would be put back over something."""

    def __init__(self, found: Sequence[str]) -> None:
        super().__init__(
            "Terugzetten kan alleen op een lege plek, en hier staat al: {found}. Kies met WAAKVLAM_HOME of"
            " WAAKVLAM_DATABASE_URL een lege plek, of zet dit eerst zelf opzij, met wat er bij hoort (-wal, -shm,"
            " -journal). Er is niets veranderd.",
            found=tuple(found),
        )


def dump(url: str, file: Path) -> dict[str, int]:
    """Write a copy of the database to `file`; return how many rows each table had in exactly that copy.

    Raises: DumpImpossible.
    """
    if _is_sqlite(url):
        return _dump_sqlite(url, file)
    engine = open_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
            rows = _rows(connection)
            _run("pg_dump", url, ["--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={file}"])
            return rows
    finally:
        engine.dispose()


def restore(url: str, file: Path) -> None:
    """Put a copy back into an empty place. Raises: PlaceTaken, DumpImpossible."""
    require_empty(url)
    if _is_sqlite(url):
        place = Path(make_url(url).database or "")
        shutil.copyfile(file, place)
        place.chmod(0o600)
        return
    _run("pg_restore", url, ["--no-owner", "--single-transaction", "--exit-on-error", str(file)])


@contextmanager
def place_to_restore(url: str) -> Iterator[str]:
    """Give the address to put a copy back to and to work on; it takes its place when the block ends well.

    For SQLite that is a file beside the place, so that nobody ever finds half of it. PostgreSQL is its own place.
    Raises: PlaceTaken.
    """
    require_empty(url)
    if not _is_sqlite(url):
        yield url
        return
    place = Path(make_url(url).database or "")
    with scratch_folder(place.parent, ".restoring-") as scratch:
        ready = scratch / "ready.db"
        yield f"sqlite:///{ready}"
        _make_one_file(ready)
        with ready.open("rb") as written:
            os.fsync(written.fileno())
        require_empty(url)
        ready.replace(place)


def require_empty(url: str) -> None:
    """Raise PlaceTaken where there is a database with tables, or what one left beside its file."""
    if found := _in_the_way(url):
        raise PlaceTaken(found)


def _in_the_way(url: str) -> list[str]:
    if _is_sqlite(url):
        place = make_url(url).database or ""
        return [Path(place + suffix).name for suffix in _BESIDE if Path(place + suffix).exists()]
    engine = open_engine(url)
    try:
        return ["een database met tabellen"] if inspect(engine).get_table_names() else []
    finally:
        engine.dispose()


def database_kind(url: str) -> str:
    """Return which kind of database is meant: "sqlite" or "postgresql"."""
    return make_url(url).get_backend_name()


def row_counts(engine: Engine) -> dict[str, int]:
    """Return how many rows each table has."""
    with engine.connect() as connection:
        return _rows(connection)


def _rows(connection: Connection) -> dict[str, int]:
    names = sorted(inspect(connection).get_table_names())
    return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}


def _dump_sqlite(url: str, file: Path) -> dict[str, int]:
    try:
        return _copied_sqlite(make_url(url).database or "", file)
    except (sqlite3.Error, DBAPIError):
        raise DumpImpossible("de database is niet te lezen, of er is geen ruimte voor een kopie") from None


def _copied_sqlite(place: str, file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(place)) as source, closing(sqlite3.connect(file)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    engine = open_engine(f"sqlite:///{file}")
    try:
        rows = row_counts(engine)
    finally:
        engine.dispose()
    _make_one_file(file)
    return rows


def _make_one_file(database: Path) -> None:
    """Take what a look at a SQLite database left beside its file into it."""
    with closing(sqlite3.connect(database)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")


def _is_sqlite(url: str) -> bool:
    return database_kind(url) == "sqlite"


def _run(program: str, url: str, arguments: Sequence[str]) -> None:
    """Run a program of PostgreSQL on this database; its password goes by the environment, where nobody sees it."""
    found = shutil.which(program)
    if found is None:
        raise DumpImpossible(f"het programma {program} van PostgreSQL staat niet op deze machine")
    parsed = make_url(url)
    bare = URL.create("postgresql", parsed.username, None, parsed.host, parsed.port, parsed.database, parsed.query)
    secret = {"PGPASSWORD": str(parsed.password)} if parsed.password else {}
    try:
        subprocess.run(  # noqa: S603 - a program of PostgreSQL with arguments of our own
            [found, f"--dbname={bare.render_as_string()}", *arguments],
            env={**os.environ, **secret}, check=True, capture_output=True, timeout=LONGEST_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        raise DumpImpossible(f"{program} kan niet bij de database, of de versies verschillen") from None


@contextmanager
def scratch_database(url: str) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database beside that of `url`; it is dropped afterwards.

    Raises: DumpImpossible where the login may not make databases.
    """
    name, parsed = f"waakvlam_drill_{secrets.token_hex(6)}", make_url(url)
    engine = create_engine(parsed, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        with engine.connect() as connection:
            try:
                connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
            except DBAPIError:
                raise DumpImpossible("deze login mag geen database maken om de back-up in te proberen") from None
            try:
                yield parsed.set(database=name).render_as_string(hide_password=False)
            finally:
                connection.exec_driver_sql(f'DROP DATABASE "{name}"')
    finally:
        engine.dispose()
