"""A throw-away copy in memory of who and where everything is, to try things in; no text of anyone comes along."""

from typing import Any

from sqlalchemy import Engine, Table, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from rules.vocabulary import WindowState
from store.base import Base
from store.models import DecreedDay, Installation, NoticeSwitch, OnCallDuty, VisitWindow, people
from store.session import open_engine

ALSO = (DecreedDay, OnCallDuty, NoticeSwitch)
"""What beside people and places decides who is told what, and when."""

OBLIGATION = ("id", "group_id", "care_type", "starts_on", "ends_on", "late_until")
"""What a window asks: a signal is verified within the next windows of its group. What came of it stays behind."""

CHUNK = 500


def scratch_copy(session: Session) -> Engine:
    """Return a simulated database in memory with the people, places, visiting windows and decrees of this one.

    It lives as long as the thread that made it; dispose of the engine when done.
    """
    engine = open_engine("sqlite://")
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # rows of one table point at each other
        for table in Base.metadata.sorted_tables:
            if table in _copied():
                _copy(session, connection, table)
        _copy_windows(session, connection)
        made_at = session.get_one(Installation, 1).created_at
        connection.execute(insert(Installation), [{"id": 1, "simulated": True, "created_at": made_at}])
    return engine


def _copied() -> set[Table]:
    """Return the tables of what stays while signals come and go."""
    return {
        Base.metadata.tables[mapper.class_.__tablename__]
        for mapper in Base.registry.mappers
        if mapper.class_.__module__ == people.__name__ or mapper.class_ in ALSO
    }


def _copy(session: Session, connection: Connection, table: Table) -> None:
    _insert(connection, table, [dict(row) for row in session.execute(select(table)).mappings()])


def _copy_windows(session: Session, connection: Connection) -> None:
    table = Base.metadata.tables[VisitWindow.__tablename__]
    asked = session.execute(select(*(table.c[name] for name in OBLIGATION))).mappings()
    _insert(connection, table, [dict(row) | {"state": WindowState.OPEN, "relaxation_facts": {}} for row in asked])


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), CHUNK):
        connection.execute(insert(table), rows[start : start + CHUNK])
