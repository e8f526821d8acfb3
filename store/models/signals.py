"""Signals: what was seen, written, answered and passed on."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from rules.replies import ReplyKind
from rules.signal_words import DeclineReason, SpecialGroup
from rules.vocabulary import (
    CareType,
    Cause,
    Judgement,
    LegalEffect,
    Measure,
    SignalKind,
    SignalState,
)
from store.base import SEALED, Base, UtcDateTime, word_column
from store.models.columns import CODE


class DataKey(Base, kw_only=True):
    """The key of one subject's texts, wrapped by the master key. Deleting the row erases the texts for good."""

    __tablename__ = "data_key"

    subject: Mapped[str] = mapped_column(String(60), primary_key=True)
    master_id: Mapped[str] = mapped_column(String(16))
    wrapped: Mapped[bytes]


class Observation(Base, kw_only=True):
    """What an adviser saw or heard; its text is sealed."""

    __tablename__ = "observation"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(CODE, unique=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("group.id"), default=None)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), default=None)
    signal_id: Mapped[int | None] = mapped_column(ForeignKey("signal.id"), index=True, default=None)
    observed_on: Mapped[date]
    measure: Mapped[Measure] = mapped_column(word_column(Measure, "measure"))
    text_sealed: Mapped[bytes] = mapped_column(SEALED)


class Signal(Base, kw_only=True):
    """A signal (signaal) to an agency. Anonymised: it holds no client data; its text is sealed all the same."""

    __tablename__ = "signal"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    reference: Mapped[str] = mapped_column(CODE, unique=True)
    kind: Mapped[SignalKind] = mapped_column(word_column(SignalKind, "kind"))
    state: Mapped[SignalState] = mapped_column(word_column(SignalState, "state"), default=SignalState.DRAFT)
    measure: Mapped[Measure] = mapped_column(word_column(Measure, "measure"))
    cause: Mapped[Cause] = mapped_column(word_column(Cause, "cause"), default=Cause.UNKNOWN)
    care_type: Mapped[CareType | None] = mapped_column(word_column(CareType, "care_type"), default=None)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("group.id"), index=True, default=None)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"), index=True)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    observed_on: Mapped[date]
    text_sealed: Mapped[bytes] = mapped_column(SEALED)
    text_version: Mapped[int] = mapped_column(default=1)
    text_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    special_group: Mapped[SpecialGroup | None] = mapped_column(word_column(SpecialGroup, "special_group"), default=None)
    round: Mapped[int] = mapped_column(default=1)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("signal.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merger"),
        CheckConstraint("state IN ('draft', 'approved', 'withdrawn', 'merged') OR sent_at IS NOT NULL", name="sent"),
    )


class GateDecision(Base, kw_only=True):
    """That exactly this rendered text may leave: by whom it was written and who read it as the second person.

    An acute signal may leave before the second person has read it; `reviewer_id` follows within the set hours.
    `kinds` counts what the gate of `gate_version` found; `blocks` are the findings that only a second person
    (`passed_by_id`) lets pass: while one of them is open, nothing with this text can be queued (`passed`).
    """

    __tablename__ = "gate_decision"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"))
    text_hash: Mapped[str] = mapped_column(String(64))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    gate_version: Mapped[str] = mapped_column(String(20), default="0")
    kinds: Mapped[dict[str, int]] = mapped_column(JSON, default_factory=dict)
    blocks: Mapped[int] = mapped_column(default=0)
    blocks_passed: Mapped[int] = mapped_column(default=0)
    passed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    passed: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        UniqueConstraint("signal_id", "text_hash"),
        UniqueConstraint("signal_id", "text_hash", "passed"),
        CheckConstraint("blocks_passed >= 0 AND blocks >= blocks_passed", name="blocks"),
        CheckConstraint("passed = (blocks = blocks_passed)", name="passed"),
        CheckConstraint(
            "blocks_passed = 0 OR (passed_by_id IS NOT NULL AND passed_by_id <> author_id)", name="passed_by_another"
        ),
        CheckConstraint("reviewer_id IS NULL OR reviewer_id <> author_id", name="four_eyes"),
        CheckConstraint("(reviewer_id IS NULL) = (reviewed_at IS NULL)", name="review"),
    )


class Reply(Base, kw_only=True):
    """An agency's answer to one round of a signal; its text is sealed. Never changed, only added."""

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"))
    round: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    late_working_days: Mapped[int]
    text_sealed: Mapped[bytes] = mapped_column(SEALED)
    judgement: Mapped[Judgement | None] = mapped_column(word_column(Judgement, "judgement"), default=None)
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    kind: Mapped[ReplyKind | None] = mapped_column(word_column(ReplyKind, "kind"), default=None)
    promised_on: Mapped[date | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("signal_id", "round"),
        CheckConstraint("(judgement IS NULL) = (judged_at IS NULL)", name="judgement_made"),
    )


class Attachment(Base, kw_only=True):
    """A file that belongs to a signal, or came with an answer to it; content and name are sealed. Only added."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"))
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"), index=True, default=None)
    number: Mapped[int]
    name_sealed: Mapped[bytes] = mapped_column(SEALED)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content_sealed: Mapped[bytes] = mapped_column(SEALED)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("signal_id", "number"),
        CheckConstraint("size > 0 AND number > 0", name="counted"),
    )


class Escalation(Base, kw_only=True):
    """The passing on (doorgeven) of a signal to the inspectorate: proposed, approved by another, told."""

    __tablename__ = "escalation"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"), unique=True)
    legal_effect: Mapped[LegalEffect] = mapped_column(word_column(LegalEffect, "legal_effect"))
    reason: Mapped[str] = mapped_column(String(40))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    declined_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    decline_reason: Mapped[DeclineReason | None] = mapped_column(
        word_column(DeclineReason, "decline_reason"), default=None
    )
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        CheckConstraint("(declined_at IS NULL) = (declined_by_id IS NULL)", name="decline"),
        CheckConstraint("declined_at IS NULL OR approved_at IS NULL", name="declined_or_approved"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approval"),
        CheckConstraint(
            "approved_by_id IS NULL OR proposed_by_id IS NULL OR approved_by_id <> proposed_by_id", name="four_eyes"
        ),
        CheckConstraint("told_at IS NULL OR approved_at IS NOT NULL", name="approved_first"),
        CheckConstraint("told_by_id IS NULL OR told_at IS NOT NULL", name="told_by"),
        CheckConstraint("confirmed_at IS NULL OR told_at IS NOT NULL", name="told_first"),
    )
