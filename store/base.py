"""What all tables share: typed dataclass rows, named constraints, instants in UTC, words by value."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, Enum, LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass
from sqlalchemy.types import TypeDecorator

from rules.vocabulary import Word

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, repr=False):
    """The ancestor of every row. Its repr shows nothing of it: rows hold names and addresses."""

    metadata = MetaData(naming_convention=NAMES)


def _to_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a happening needs a time zone")
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _sqlite_text(value: datetime | None) -> str | None:
    return None if value is None else _to_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. SQLite loses zones, so there it is stored without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], object] | None:
        """Write an instant for SQLite as its own type does, in a third of the time: each row holds several."""
        return _sqlite_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant and turn an aware one to UTC."""
        if value is None:
            return None
        utc = _to_utc(value)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word_column(word: type[Word], name: str) -> Enum:
    """Return the column type for a closed list: stored by value, checked by a constraint named `name`."""
    return Enum(
        word,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=40,
        values_callable=lambda words: [member.value for member in words],
    )


SEALED = LargeBinary
"""A text sealed by store/crypto.py: never readable in the database."""
