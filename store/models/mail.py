"""Mail as people want it: what they switched, the feed of their calendar, and what they were told before."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from rules.mail_kinds import MailKind
from store.base import Base, UtcDateTime, word_column


class NoticeSwitch(Base, kw_only=True):
    """That a person switched one kind of mail on or off. Without a row it is as the house has it."""

    __tablename__ = "notice_switch"

    person_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MailKind] = mapped_column(word_column(MailKind, "kind"), primary_key=True)
    on: Mapped[bool]
    switched_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("person_kind IN ('adviser', 'contact', 'user')", name="person"),)


class CalendarFeed(Base, kw_only=True):
    """The secret address of an adviser's calendar. Only the hash of its token is kept; a new one replaces the old."""

    __tablename__ = "calendar_feed"

    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    show_place: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class ToldVisit(Base, kw_only=True):
    """A visit as its adviser last heard of it, so that a change is told once, and calendars move the right item.

    `known_as_id`: the first visit of a row of moved ones, whose number stands in the calendar's UID. `sequence` grows
    with each change. `cancelled_at`: when the adviser was told that it is off.
    """

    __tablename__ = "told_visit"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    known_as_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sequence: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        CheckConstraint("sequence >= 0", name="sequence"),
        Index("ix_told_visit_adviser_id_starts_at", "adviser_id", "starts_at"),
        Index("ix_told_visit_starts_at", "starts_at"),
    )


class ToldAdviser(Base, kw_only=True):
    """Which adviser the provider of a closed group was last told of (Jeugdwet art. 6.2.4)."""

    __tablename__ = "told_adviser"

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), primary_key=True)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("adviser.id"))
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
