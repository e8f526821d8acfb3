"""What has to happen: deadlines, notices and work for people."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from rules.calendar import Profile
from rules.vocabulary import (
    LegalEffect,
    Role,
    Unit,
)
from rules.worklist import GrantReason, SnoozeReason
from store.base import SEALED, Base, UtcDateTime, word_column


class Deadline(Base, kw_only=True):
    """A running term of one subject. The due date is derived (rules/terms.py), never stored.

    `next_step_at` is when the sweep must look again: derived from the term and its ladder, kept so that only
    due rows are read. `due_version` grows with each change of the term; a step is claimed per version.
    """

    __tablename__ = "deadline"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    round: Mapped[int] = mapped_column(default=1)
    amount: Mapped[int]
    unit: Mapped[Unit] = mapped_column(word_column(Unit, "unit"))
    legal_effect: Mapped[LegalEffect] = mapped_column(word_column(LegalEffect, "legal_effect"))
    profile: Mapped[Profile] = mapped_column(word_column(Profile, "profile"))
    anchor_at: Mapped[datetime] = mapped_column(UtcDateTime)
    running_since_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    consumed: Mapped[int] = mapped_column(default=0)
    extended_by: Mapped[int] = mapped_column(default=0)
    calendar_version: Mapped[str] = mapped_column(String(40))
    due_version: Mapped[int] = mapped_column(default=1)
    next_step: Mapped[str | None] = mapped_column(String(40), default=None)
    next_step_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    late_working_days: Mapped[int | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "kind", "round"),
        CheckConstraint("amount > 0 AND consumed >= 0 AND extended_by >= 0", name="budget"),
        CheckConstraint("settled_at IS NULL OR next_step_at IS NULL", name="settled_sleeps"),
        CheckConstraint("(next_step IS NULL) = (next_step_at IS NULL)", name="next_step"),
        Index(
            "ix_deadline_next_step_at",
            "next_step_at",
            sqlite_where=text("next_step_at IS NOT NULL"),
            postgresql_where=text("next_step_at IS NOT NULL"),
        ),
    )


class StepClaim(Base, kw_only=True):
    """That a ladder step was taken, once for each version of the due date; inserted before the step acts."""

    __tablename__ = "step_claim"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"))
    step: Mapped[str] = mapped_column(String(40))
    due_version: Mapped[int]
    was_due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("deadline_id", "step", "due_version"),)


class Notice(Base, kw_only=True):
    """One mail to one person, written in the transaction of its cause (the outbox).

    A template-only notice holds references and dates in `facts` and is rendered when it is sent. A content
    notice was rendered before, is sealed, and cannot exist without the gate decision on exactly its text.

    `sent` means that the next mail server took it. `message_id` is kept at the first try, so that reports can be
    matched; `delivered_at` and `bounced_at` are what those reports said afterwards.
    """

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    template: Mapped[str] = mapped_column(String(60))
    content: Mapped[bool]
    dedupe_key: Mapped[str] = mapped_column(String(160), unique=True)
    recipient_kind: Mapped[str] = mapped_column(String(20))
    recipient_id: Mapped[int]
    subject_kind: Mapped[str | None] = mapped_column(String(20), default=None)
    subject_id: Mapped[int | None] = mapped_column(default=None)
    signal_id: Mapped[int | None] = mapped_column(ForeignKey("signal.id"), index=True, default=None)
    text_hash: Mapped[str | None] = mapped_column(String(64), default=None)
    gate_passed: Mapped[bool | None] = mapped_column(default=None)
    body_sealed: Mapped[bytes | None] = mapped_column(SEALED, default=None)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    deadline_id: Mapped[int | None] = mapped_column(ForeignKey("deadline.id"), default=None)
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(20), default="queued")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    first_tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(60), default=None)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True, default=None)
    message_id: Mapped[str | None] = mapped_column(String(300), unique=True, index=True, default=None)
    attachment_sealed: Mapped[bytes | None] = mapped_column(SEALED, default=None)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    bounced_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        ForeignKeyConstraint(
            ["signal_id", "text_hash"], ["gate_decision.signal_id", "gate_decision.text_hash"], name="gated"
        ),
        ForeignKeyConstraint(
            ["signal_id", "text_hash", "gate_passed"],
            ["gate_decision.signal_id", "gate_decision.text_hash", "gate_decision.passed"],
            name="gate_passed",
        ),
        CheckConstraint(
            "content = (gate_passed IS NOT NULL) AND (gate_passed IS NULL OR gate_passed)", name="content_passed"
        ),
        CheckConstraint("recipient_kind IN ('adviser', 'contact', 'user', 'client')", name="recipient"),
        CheckConstraint("state IN ('queued', 'sent', 'settled', 'in_doubt', 'dead')", name="state"),
        CheckConstraint("(state = 'queued') = (next_at IS NOT NULL)", name="queued"),
        CheckConstraint(
            "content = (body_sealed IS NOT NULL) AND content = (text_hash IS NOT NULL)"
            " AND (NOT content OR signal_id IS NOT NULL)",
            name="content_is_gated",
        ),
        # Which texts carry content is decided here, not by the writer of the row.
        CheckConstraint(
            "content = (template IN ('signal_to_provider', 'inspectorate_notice', 'signal_returned', 'signal_copy'))",
            name="content_by_kind",
        ),
        Index(
            "ix_notice_next_at",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
    )


class WorkItem(Base, kw_only=True):
    """Something a person has to do, made once per cause (`key`)."""

    __tablename__ = "work_item"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    role: Mapped[Role] = mapped_column(word_column(Role, "role"))
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("adviser.id"), default=None)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    due_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    snoozed_until: Mapped[date | None] = mapped_column(default=None)
    snooze_reason: Mapped[SnoozeReason | None] = mapped_column(word_column(SnoozeReason, "snooze_reason"), default=None)
    handed_to_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)

    __table_args__ = (
        Index("ix_work_item_role_done_at", "role", "done_at"),
        Index(
            "ix_work_item_subject_kind_subject_id",
            "subject_kind",
            "subject_id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="acknowledged"),
        CheckConstraint("(snoozed_until IS NULL) = (snooze_reason IS NULL)", name="snoozed"),
        CheckConstraint("snoozed_until IS NULL OR snoozed_until <= due_on", name="never_past_the_day"),
    )


class AccessGrant(Base, kw_only=True):
    """That somebody may see and do one thing that is not their own, from a day to a day."""

    __tablename__ = "access_grant"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    reason: Mapped[GrantReason] = mapped_column(word_column(GrantReason, "reason"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        Index("ix_access_grant_user_id", "user_id"),
        CheckConstraint("ends_on >= starts_on", name="period"),
    )
