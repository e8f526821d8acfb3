"""What belongs to the desk itself: kept views, forms sent once, tokens of other systems, and what they are told."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rules.api import HookKind, HookState
from store.base import SEALED, Base, UtcDateTime, word_column


class SavedView(Base, kw_only=True):
    """A list as somebody likes to see it: its filters and order as they stand in the address."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    list_name: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(String(1000))
    shared: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("user_id", "list_name", "name"),
        Index("ix_saved_view_list_name", "list_name"),
    )


class FormOnce(Base, kw_only=True):
    """That the form with one key was acted on, for a day or so; of the key itself only the hash is kept.

    `content_mac` tells whether the same was typed, `went_sealed` where the answer led (empty until there is one): who
    has the key of the form can open it, and nobody else. Without a user it stood behind a secret link.
    """

    __tablename__ = "form_once"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    content_mac: Mapped[str] = mapped_column(String(64))
    went_sealed: Mapped[bytes | None] = mapped_column(SEALED, default=None)


class ApiToken(Base, kw_only=True):
    """By what another system asks us things, with the eyes of one user; of the token itself only the hash is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(80))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_on: Mapped[date]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class WebhookEndpoint(Base, kw_only=True):
    """Where another system wants to be told, of what, and with whose eyes; the secret that signs is sealed."""

    __tablename__ = "webhook_endpoint"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(500))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    secret_sealed: Mapped[bytes | None] = mapped_column(SEALED, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class WebhookDelivery(Base, kw_only=True):
    """One message for one endpoint: written in the transaction of its cause, tried until it arrives, and kept as a log.

    `message_id` names the event of the record it tells of, so that a message that comes twice is known as one.
    """

    __tablename__ = "webhook_delivery"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("webhook_endpoint.id"))
    message_id: Mapped[str] = mapped_column(String(60))
    kind: Mapped[HookKind] = mapped_column(word_column(HookKind, "kind"))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    facts: Mapped[dict[str, str | int | bool | None]] = mapped_column(JSON)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[HookState] = mapped_column(word_column(HookState, "state"), default=HookState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    last_status: Mapped[int | None] = mapped_column(default=None)
    last_error: Mapped[str | None] = mapped_column(String(40), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        UniqueConstraint("endpoint_id", "message_id"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended"),
        Index("ix_webhook_delivery_state_next_try_at", "state", "next_try_at"),
    )
