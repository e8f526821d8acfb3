"""Which forms were acted on already: the unique key of a row decides between two presses at the same moment."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from store.models import FormOnce

KEPT_FOR = timedelta(days=1)
_TAKE = {
    "sqlite": sqlite.insert(FormOnce).on_conflict_do_nothing(index_elements=["key_hash"]),
    "postgresql": postgresql.insert(FormOnce).on_conflict_do_nothing(index_elements=["key_hash"]),
}


def take_key(session: Session, key_hash: str, user_id: int | None, content_mac: str, now: datetime) -> FormOnce | None:
    """Take the key of a form, in the transaction of what the form does; return the earlier row when it was taken.

    Who comes second at the same moment waits here until the first is done, and takes it when that came to nothing.
    """
    row = {"key_hash": key_hash, "user_id": user_id, "at": now, "content_mac": content_mac}
    take = _TAKE[session.connection().dialect.name]
    taken = session.connection().execute(take.returning(FormOnce.key_hash), row).scalar()
    return None if taken else session.get_one(FormOnce, key_hash)


def keep_answer(session: Session, key_hash: str, went_sealed: bytes) -> None:
    """Keep where the answer to a form led."""
    session.get_one(FormOnce, key_hash).went_sealed = went_sealed
    session.flush()


def give_back(session: Session, key_hash: str) -> None:
    """Forget that a form was sent: it was refused, and may come again."""
    session.execute(delete(FormOnce).where(FormOnce.key_hash == key_hash))


def forget_forms(session: Session, now: datetime) -> None:
    """Forget the forms of more than a day ago: nobody presses their button once more."""
    session.execute(delete(FormOnce).where(FormOnce.at < now - KEPT_FOR))
