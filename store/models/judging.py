"""Judgements of answers that wait for a second person before anything goes to a director."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from rules.vocabulary import Judgement
from store.base import SEALED, Base, UtcDateTime, word_column


class ProposedJudgement(Base, kw_only=True):
    """That somebody finds the answer to one round not enough, and why; a second person reads it before it leaves.

    Decided without a note it was agreed to; with a note it was sent back. Both texts are sealed.
    """

    __tablename__ = "proposed_judgement"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"), index=True)
    round: Mapped[int]
    judgement: Mapped[Judgement] = mapped_column(word_column(Judgement, "judgement"))
    reasons_sealed: Mapped[bytes] = mapped_column(SEALED)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    note_sealed: Mapped[bytes | None] = mapped_column(SEALED, default=None)

    __table_args__ = (
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="four_eyes"),
        CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint("note_sealed IS NULL OR decided_at IS NOT NULL", name="note"),
    )
