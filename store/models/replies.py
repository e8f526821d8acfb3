"""Replies by link: what an agency holds to answer without an account."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, UtcDateTime


class ReplyLink(Base, kw_only=True):
    """The link to answer one round of a signal. Of its token only the hash is kept; `number` counts new ones.

    `expires_on` is its last day as far as known when it was made; it moves on with the term it answers. `spent_at` is
    set by the final answer alone. Codes go to a registered contact; `code_number` counts them, and too many wrong ones
    (`wrong_codes`) void the code.
    """

    __tablename__ = "reply_link"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signal.id"))
    round: Mapped[int]
    number: Mapped[int] = mapped_column(default=1)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_on: Mapped[date]
    spent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    code_number: Mapped[int] = mapped_column(default=0)
    code_contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact_person.id"), default=None)
    code_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    wrong_codes: Mapped[int] = mapped_column(default=0)
    more_time_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        UniqueConstraint("signal_id", "round", "number"),
        CheckConstraint("wrong_codes >= 0 AND code_number >= 0", name="counts"),
        CheckConstraint("(code_number = 0) = (code_sent_at IS NULL)", name="code"),
        CheckConstraint("(code_sent_at IS NULL) = (code_contact_id IS NULL)", name="code_to"),
    )
