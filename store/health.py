"""Queries about how the house runs: when flows last did something, what lies in the outbox. Ids and moments only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select
from sqlalchemy.orm import Session

from store.models import CertificatePin, ChainAnchor, Event, Installation, Notice, PlanRun, SweepRun
from store.notices import UNFINISHED

NOTICE_TO = (Notice.recipient_kind + literal(":") + cast(Notice.recipient_id, String)).label("recipient")


@dataclass(frozen=True, slots=True)
class LastDone:
    """When each part of the house last did something; None: never."""

    sweep: datetime | None
    mail: datetime | None
    anchor: datetime | None
    backup: datetime | None
    plan: datetime | None


def last_done(session: Session) -> LastDone:
    """Return when each part of the house last did something."""
    backup = select(func.max(Event.at)).where(Event.subject_kind == "backup", Event.what == "backup_made")
    asked = select(
        select(func.max(SweepRun.at)).scalar_subquery(),
        select(func.max(Notice.finished_at)).where(Notice.state == "sent").scalar_subquery(),
        select(func.max(ChainAnchor.anchored_at)).scalar_subquery(),
        backup.scalar_subquery(),
        select(func.max(PlanRun.made_at)).scalar_subquery(),
    )
    return LastDone(*session.execute(asked).one())


def outbox_counts(session: Session) -> Mapping[str, int]:
    """Return by state how many notices are not finished, and how many ever came back (bounced)."""
    waiting = select(Notice.state, func.count()).where(Notice.state.in_(UNFINISHED)).group_by(Notice.state)
    bounced = select(literal("bounced"), func.count()).where(Notice.bounced_at.is_not(None))
    return dict(session.execute(waiting.union_all(bounced)).tuples().all())


def outbox_query() -> Select[Any]:
    """Select what waits, is in doubt or was given up, or came back: numbers and kinds, no address and no text."""
    return select(
        Notice.id, Notice.template, NOTICE_TO, Notice.state, Notice.urgent, Notice.attempts, Notice.last_error,
        Notice.created_at, Notice.next_at, Notice.bounced_at,
    ).where(Notice.state.in_(UNFINISHED) | Notice.bounced_at.is_not(None))  # fmt: skip


def first_pin_end(session: Session) -> datetime | None:
    """Return when the first certificate of a contact that counts now ends."""
    return session.scalar(select(func.min(CertificatePin.valid_until)).where(CertificatePin.revoked_at.is_(None)))


def installation(session: Session) -> Installation:
    """Return what this database is."""
    return session.get_one(Installation, 1)
