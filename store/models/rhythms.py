"""A group's rhythm that waits for somebody's approval."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, UtcDateTime


class RhythmProposal(Base, kw_only=True):
    """A rhythm below the norm that was agreed with a group, and what a manager decided about it, with the reason.

    One with a note and without a decision was taken back by who proposed it.
    """

    __tablename__ = "rhythm_proposal"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    every_days: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    accepted: Mapped[bool | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(String(500), default=None)

    __table_args__ = (
        CheckConstraint("every_days BETWEEN 1 AND 366", name="every_days"),
        CheckConstraint("valid_to >= valid_from", name="period"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="four_eyes"),
        CheckConstraint(
            "(decided_by_id IS NULL) = (decided_at IS NULL) AND (decided_at IS NULL) = (accepted IS NULL)",
            name="decided",
        ),
    )
