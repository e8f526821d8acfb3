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
from store.session import open_engine

LONGEST_SECONDS = 3600


class DumpImpossible(RuleError):
    """A copy cannot be made or put back here."""

    def __init__(self, why: str) -> None:
        super().__init__(f"De back-up lukt niet: {why}. Er is niets veranderd.")


class PlaceTaken(RuleError):
    """A backup would be put back over something."""

    def __init__(self) -> None:
        super().__init__(
            "Terugzetten kan alleen op een lege plek, en hier staat al een database. Kies met WAAKVLAM_HOME of"
            " WAAKVLAM_DATABASE_URL een lege plek, of zet de oude database eerst zelf opzij. Er is niets veranderd."
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
    if is_taken(url):
        raise PlaceTaken
    if _is_sqlite(url):
        place = Path(make_url(url).database or "")
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(file, place)
        place.chmod(0o600)
        return
    _run("pg_restore", url, ["--no-owner", "--single-transaction", "--exit-on-error", str(file)])


def is_taken(url: str) -> bool:
    """Return whether there is a database with tables at this place."""
    if _is_sqlite(url):
        return Path(make_url(url).database or "").exists()
    engine = open_engine(url)
    try:
        return bool(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def row_counts(engine: Engine) -> dict[str, int]:
    """Return how many rows each table has."""
    with engine.connect() as connection:
        return _rows(connection)


def _rows(connection: Connection) -> dict[str, int]:
    names = sorted(inspect(connection).get_table_names())
    return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}


def _dump_sqlite(url: str, file: Path) -> dict[str, int]:
    place = make_url(url).database or ""
    with closing(sqlite3.connect(place)) as source, closing(sqlite3.connect(file)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    engine = open_engine(f"sqlite:///{file}")
    try:
        rows = row_counts(engine)
    finally:
        engine.dispose()
    # A copy is one file: what the look at it left beside it goes into it.
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
    return rows


def _is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


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
