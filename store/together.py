"""Rows that are written together: while a batch is handled, they wait and then go to the database by the statement.

Waiting is never seen from within: before anything is asked by the session, and before it writes what it holds itself,
all that waits is written. What was read for one of the batch, and changes for none of them, is read once.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from sqlalchemy import Executable, event
from sqlalchemy.orm import Session

_BATCH = "together"

Known = TypeVar("Known")


class _Batch:
    """What waits in one session, by statement and in the order of first use, and what was read for all."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.waiting: dict[Executable, list[Mapping[str, Any]]] = {}
        self.known: dict[Hashable, Any] = {}

    def write(self, *_event: object) -> None:
        waiting, self.waiting = self.waiting, {}
        for statement, rows in waiting.items():
            self.session.connection().execute(statement, rows)


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Let the rows of a block wait for each other; when it ends they are all written, in the same transaction.

    Raises: IntegrityError where one of them cannot be kept; nothing of the transaction stays then.
    """
    batch = session.info[_BATCH] = _Batch(session)
    moments = ("do_orm_execute", "before_flush")
    for moment in moments:
        event.listen(session, moment, batch.write)
    try:
        yield
        batch.write()
    finally:
        for moment in moments:
            event.remove(session, moment, batch.write)
        del session.info[_BATCH]


def is_together(session: Session) -> bool:
    """Return whether rows of this session wait for each other."""
    return _BATCH in session.info


def write(session: Session, statement: Executable, row: Mapping[str, Any]) -> None:
    """Write one row with a statement of Core: at once, or with those of its batch. Use one statement object for all."""
    batch: _Batch | None = session.info.get(_BATCH)
    if batch is None:
        session.connection().execute(statement, row)
    else:
        batch.waiting.setdefault(statement, []).append(row)


def remember(session: Session, key: Hashable, value: Known) -> Known:
    """Keep what was read already, so that `once` finds it within a batch; return it."""
    return once(session, key, lambda: value)


def once(session: Session, key: Hashable, read: Callable[[], Known]) -> Known:
    """Return what `read` gives; within a batch it is called once for each `key`, as none of its steps changes it."""
    batch: _Batch | None = session.info.get(_BATCH)
    if batch is None:
        return read()
    if key not in batch.known:
        batch.known[key] = read()
    return cast("Known", batch.known[key])
