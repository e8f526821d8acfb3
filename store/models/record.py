"""The record: what was done and read, and what this database is."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, UtcDateTime
from store.models.columns import NAME


class Event(Base, kw_only=True):
    """What was changed, by whom and when; chained by hash per subject, never changed, never text."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(40))
    what: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("subject_kind", "subject_id", "seq"),)


class ChainAnchor(Base, kw_only=True):
    """All chain heads of one day under one digest, so that a cut-off chain shows."""

    __tablename__ = "chain_anchor"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    anchored_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_event_id: Mapped[int]
    subjects: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


class AccessLog(Base, kw_only=True):
    """Who read which sealed text, when and what for; kept apart from the chain of changes."""

    __tablename__ = "access_log"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60), index=True)
    purpose: Mapped[str] = mapped_column(String(60))


class SweepRun(Base, kw_only=True):
    """One round over the deadlines: when it was, and how long the machine had run, which no wrong clock changes.

    `boot` names the run of the machine that `uptime` (seconds) counts from; empty where it does not tell.
    """

    __tablename__ = "sweep_run"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    boot: Mapped[str] = mapped_column(String(64), default="")
    uptime: Mapped[int] = mapped_column(default=0)


class Installation(Base, kw_only=True):
    """The one row that says what this database is.

    `quarantined_at`: it was put back from a backup then, and sends nothing until a person releases it.
    `mail_away_at`: since then the mail server cannot be used.
    """

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    simulated: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    quarantined_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    mail_away_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (CheckConstraint("id = 1", name="one"),)


class Counter(Base, kw_only=True):
    """The last number given out under a name, such as `S-2026`; taken with a row lock."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]


class DecreedDay(Base, kw_only=True):
    """A day equated with a holiday by a decree that came after this program's own list (Atw art. 3 lid 3).

    `known_until` is the last day its decree settles, where that is later than what was known.
    """

    __tablename__ = "decreed_day"

    on: Mapped[date] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(NAME)
    known_until: Mapped[date | None] = mapped_column(default=None)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
