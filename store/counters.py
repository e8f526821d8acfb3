"""Numbers given out once: references such as S-2026-0001."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.models import Counter


def wait_turn(session: Session, name: str) -> None:
    """Wait until no other transaction works under `name`; ours does until it ends. Only SQLite needs no such turn."""
    next_number(session, name)


def next_number(session: Session, name: str) -> int:
    """Return the next number under `name`, from 1; who asks at the same time waits for the row."""
    counter = _locked(session, name) or _made(session, name)
    counter.value += 1
    session.flush()
    return counter.value


def _locked(session: Session, name: str) -> Counter | None:
    wanted = select(Counter).where(Counter.name == name).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def _made(session: Session, name: str) -> Counter:
    try:
        with session.begin_nested():
            session.add(Counter(name=name, value=0))
    except IntegrityError:
        pass  # someone else made it in the meantime
    counter = _locked(session, name)
    if counter is None:
        raise RuntimeError(f"counter {name} vanished")
    return counter
