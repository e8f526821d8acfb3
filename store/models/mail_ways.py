"""The ways of mail: to whom it goes encrypted, and what came back."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rules.mail_reports import InboundKind
from store.base import SEALED, Base, UtcDateTime, word_column


class CertificatePin(Base, kw_only=True):
    """The certificate to which all mail to a contact person is encrypted; compared by its fingerprint (SHA-256).

    Whoever has a pin gets no mail in clear, also when the certificate ran out. A revoked pin counts no more.
    """

    __tablename__ = "certificate_pin"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact_person.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime] = mapped_column(UtcDateTime)
    pinned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pinned_by: Mapped[str] = mapped_column(String(40))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        UniqueConstraint("contact_id", "fingerprint"),
        CheckConstraint("valid_until > valid_from", name="validity"),
    )


class InboundMessage(Base, kw_only=True):
    """A mail that came in: sealed as a whole, once for its bytes. It never acts by itself, unless it is a report.

    `handled_at` is empty as long as a person has to look at it; a report that was matched is handled at once.
    """

    __tablename__ = "inbound_message"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[InboundKind] = mapped_column(word_column(InboundKind, "kind"))
    raw_sealed: Mapped[bytes] = mapped_column(SEALED)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"), default=None)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True, default=None)
    handled_by: Mapped[str | None] = mapped_column(String(40), default=None)

    __table_args__ = (CheckConstraint("(handled_at IS NULL) = (handled_by IS NULL)", name="handled"),)
