"""Engines and transactions for SQLite (embedded) and PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.orm import Session

from rules.errors import RuleError
from store.storage import StorageRefused, refusal_of

BUSY_SECONDS = 30


class DatabaseUnusable(RuleError):
    """The database of the settings is none, or cannot be reached. Its address is not told: it can hold a password."""

    def __init__(self, what: str) -> None:
        super().__init__(
            "De database is niet te openen: {what}. Controleer WAAKVLAM_DATABASE_URL (of WAAKVLAM_HOME) en of de"
            " database draait. Er is niets gestart.",
            what=what,
        )


def open_engine(url: str) -> Engine:
    """Return an engine for `url`; SQLite gets write-ahead logging, foreign keys and BEGIN IMMEDIATE.

    Statements are never echoed and parameters never shown in errors: they can hold names.
    Raises: DatabaseUnusable for a URL that names no database we can use. Nothing is connected yet.
    """
    try:
        return _engine(make_url(url))
    except (ArgumentError, ImportError):
        raise DatabaseUnusable(
            "het adres lijkt niet op sqlite:///bestand of postgresql+psycopg://naam@machine/database"
        ) from None
    except OSError:
        raise DatabaseUnusable("de map ervan is niet te maken") from None


def _engine(parsed: URL) -> Engine:
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(parsed, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not begin transactions by itself: ours begin with the write lock.
    connection.isolation_level = None
    # With recursive triggers a REPLACE, which takes a row away, is refused as a DELETE is.
    for pragma in (
        "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "trusted_schema=OFF",
        "recursive_triggers=ON",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    options = connection.get_execution_options()
    cursor = connection.connection.cursor()
    begin = "BEGIN" if options.get("reads_only", False) else "BEGIN IMMEDIATE"
    try:
        cursor.execute(f"PRAGMA synchronous={'NORMAL' if options.get('hasty', False) else 'FULL'}")
        cursor.execute(begin)
    except sqlite3.OperationalError as fault:  # which SQLAlchemy, outside a statement of its own, passes on as it is
        raise OperationalError(begin, None, fault) from None


@contextmanager
def reached(engine: Engine) -> Iterator[Connection]:
    """Open the first connection of a process.

    Raises: StorageRefused when the machine stands in the way; DatabaseUnusable when nobody answers, or what answers
    is no database.
    """
    try:
        connection = engine.connect()
    except DBAPIError as fault:
        if (refusal := refusal_of(fault)) is not None:
            raise StorageRefused(refusal) from None
        raise DatabaseUnusable("er komt geen antwoord, of het is geen database") from None
    with connection:
        yield connection


CONTENDED = frozenset({"40001", "40P01", "55P03"})
"""How PostgreSQL tells of a serialisation failure, a deadlock and a lock that took too long."""


def others_in_the_way(error: DBAPIError) -> bool:
    """Return whether a transaction failed because of others at the same rows only: a fresh one may do."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code == sqlite3.SQLITE_BUSY or getattr(error.orig, "sqlstate", None) in CONTENDED


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Open one transaction: everything in the block is kept together, or nothing is."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def hasty_transaction(engine: Engine) -> Iterator[Session]:
    """Open a transaction that does not wait for the disk: for what may be done again after a power cut.

    It is whole, seen by all at once, and survives the death of any process; the next ordinary one brings it to disk.
    """
    with Session(engine.execution_options(hasty=True), expire_on_commit=False) as session, session.begin():
        if engine.dialect.name == "postgresql":
            session.connection().exec_driver_sql("SET LOCAL synchronous_commit TO OFF")
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a session that only reads: it waits for nobody's write, and nobody waits for it."""
    with Session(engine.execution_options(reads_only=True), expire_on_commit=False) as session:
        yield session


@contextmanager
def snapshot(engine: Engine) -> Iterator[Session]:
    """Open a session that only reads, and sees all as it was at its first query, however long it reads."""
    if engine.dialect.name == "postgresql":  # which else shows each query what others kept meanwhile
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(engine.execution_options(reads_only=True), expire_on_commit=False) as session:
        yield session
