"""Signing in at the desk: how somebody proves who they are, where they are signed in, and what was opened in need."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rules.accounts import SignInWay
from store.base import SEALED, Base, UtcDateTime, word_column


class LocalAccount(Base, kw_only=True):
    """How a user signs in without the organisation's own provider: a password (argon2id) and a code of an app (TOTP).

    The app's secret is sealed; it counts from `totp_confirmed_at` on. `totp_step` is the last code's place in time, so
    that no code is taken twice.
    """

    __tablename__ = "local_account"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    password_set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    must_change: Mapped[bool] = mapped_column(default=False)
    totp_sealed: Mapped[bytes | None] = mapped_column(SEALED, default=None)
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    totp_step: Mapped[int | None] = mapped_column(default=None)

    __table_args__ = (CheckConstraint("totp_confirmed_at IS NULL OR totp_sealed IS NOT NULL", name="totp"),)


class RecoveryCode(Base, kw_only=True):
    """One code to get in without the app, once; only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)


class WebSession(Base, kw_only=True):
    """Where somebody is signed in. Of its token only the hash is kept, and nothing about machine or address.

    `whole_at` is empty as long as the second factor is still to come: nothing is open to it then. `proved_at` is when
    the person last proved who they are, `ended_at` when it was ended by somebody.
    """

    __tablename__ = "web_session"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    way: Mapped[SignInWay] = mapped_column(word_column(SignInWay, "way"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    whole_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        Index("ix_web_session_user_id_ended_at", "user_id", "ended_at"),
        CheckConstraint("seen_at >= created_at", name="seen"),
    )


class SignInTries(Base, kw_only=True):
    """How often in a row signing in failed under one name, by a keyed hash of it; it only makes people wait."""

    __tablename__ = "sign_in_tries"

    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("failures > 0", name="failures"),)


class OidcSubject(Base, kw_only=True):
    """Under which number a provider (OpenID Connect) knows a user, bound at the first time."""

    __tablename__ = "oidc_subject"

    issuer: Mapped[str] = mapped_column(String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    bound_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("issuer", "user_id"),)


class BreakGlass(Base, kw_only=True):
    """That somebody opened in an emergency what is not theirs: what, why (sealed) and until when. Never removed."""

    __tablename__ = "break_glass"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason_sealed: Mapped[bytes | None] = mapped_column(SEALED, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    __table_args__ = (
        Index("ix_break_glass_user_id_ends_at", "user_id", "ends_at"),
        CheckConstraint("ends_at > opened_at", name="period"),
    )
