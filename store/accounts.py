"""Queries about signing in: accounts, sessions, tries, and what was opened in an emergency."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from rules.accounts import FORGOTTEN_AFTER
from store.crypto import Place
from store.models import BreakGlass, Client, LocalAccount, OidcSubject, RecoveryCode, SignInTries, User, WebSession


def totp_place(user_id: int) -> Place:
    """Return where the secret of a user's app lies, under a key of that user's account."""
    return Place(subject=f"account:{user_id}", table="local_account", row=str(user_id), column="totp_sealed")


def glass_place(number: int) -> Place:
    """Return where the reason of one emergency opening lies."""
    return Place(subject=f"break_glass:{number}", table="break_glass", row=str(number), column="reason_sealed")


def account_of(session: Session, user_id: int) -> LocalAccount | None:
    """Return how a user signs in with a password, if at all."""
    return session.get(LocalAccount, user_id)


def session_by_hash(session: Session, token_hash: str) -> tuple[WebSession, User] | None:
    """Return a session that nobody ended, with its user; the caller judges whether it ended by itself."""
    wanted = (
        select(WebSession, User)
        .join(User, User.id == WebSession.user_id)
        .where(WebSession.token_hash == token_hash, WebSession.ended_at.is_(None), User.active.is_(True))
    )
    found = session.execute(wanted).one_or_none()
    return None if found is None else (found[0], found[1])


def open_sessions(session: Session, user_id: int) -> Sequence[WebSession]:
    """Return the sessions of a user that nobody ended, newest first; some may have ended by themselves."""
    wanted = select(WebSession).where(
        WebSession.user_id == user_id, WebSession.ended_at.is_(None), WebSession.whole_at.is_not(None)
    )
    return session.scalars(wanted.order_by(WebSession.seen_at.desc(), WebSession.id.desc())).all()


def end_sessions(session: Session, user_id: int, now: datetime, *, but: int | None = None) -> int:
    """End all sessions of a user, except one where `but` is given; return how many."""
    wanted = update(WebSession).where(WebSession.user_id == user_id, WebSession.ended_at.is_(None))
    if but is not None:
        wanted = wanted.where(WebSession.id != but)
    return len(session.scalars(wanted.values(ended_at=now).returning(WebSession.id)).all())


def keep_seen(session: Session, number: int, now: datetime) -> None:
    """Keep that a session was used now; never back in time, and never one that was ended."""
    session.execute(
        update(WebSession)
        .where(WebSession.id == number, WebSession.ended_at.is_(None), WebSession.seen_at < now)
        .values(seen_at=now)
    )


def unused_codes(session: Session, user_id: int) -> int:
    """Return how many recovery codes a user still has."""
    wanted = select(func.count()).select_from(RecoveryCode)
    return session.scalar(wanted.where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))) or 0


def spend_code(session: Session, user_id: int, code_hash: str, now: datetime) -> bool:
    """Use up one recovery code; False when it is none, or was used before."""
    wanted = (
        update(RecoveryCode)
        .where(RecoveryCode.user_id == user_id, RecoveryCode.code_hash == code_hash, RecoveryCode.used_at.is_(None))
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    return session.scalars(wanted).first() is not None


def spend_step(session: Session, user_id: int, step: int) -> bool:
    """Keep that the app's code of one step in time was used; False when that one, or a later one, was before."""
    wanted = (
        update(LocalAccount)
        .where(LocalAccount.user_id == user_id, func.coalesce(LocalAccount.totp_step, -1) < step)
        .values(totp_step=step)
        .returning(LocalAccount.user_id)
    )
    return session.scalars(wanted).first() is not None


def tries_of(session: Session, name_hash: str) -> tuple[int, datetime] | None:
    """Return how many wrong tries there were in a row under one name, and when the last was."""
    wanted = select(SignInTries.failures, SignInTries.last_at).where(SignInTries.name_hash == name_hash)
    found = session.execute(wanted).one_or_none()
    return None if found is None else (found[0], found[1])


def count_failure(session: Session, name_hash: str, now: datetime) -> None:
    """Count one more wrong try under a name; old ones are forgotten first."""
    fresh = case((SignInTries.last_at < now - FORGOTTEN_AFTER, 1), else_=SignInTries.failures + 1)
    row, again = {"name_hash": name_hash, "failures": 1, "last_at": now}, {"failures": fresh, "last_at": now}
    if session.connection().dialect.name == "sqlite":
        on_sqlite = sqlite.insert(SignInTries).values(row)
        session.execute(on_sqlite.on_conflict_do_update(index_elements=["name_hash"], set_=again))
    else:
        on_postgresql = postgresql.insert(SignInTries).values(row)
        session.execute(on_postgresql.on_conflict_do_update(index_elements=["name_hash"], set_=again))


def forget_failures(session: Session, name_hash: str) -> None:
    """Forget the wrong tries under a name: it came right."""
    session.execute(delete(SignInTries).where(SignInTries.name_hash == name_hash))


def user_of_subject(session: Session, issuer: str, subject: str) -> User | None:
    """Return the user whom a provider knows under a number."""
    wanted = select(User).join(OidcSubject, OidcSubject.user_id == User.id)
    return session.scalars(wanted.where(OidcSubject.issuer == issuer, OidcSubject.subject == subject)).one_or_none()


def users_by_email(session: Session, email: str) -> Sequence[User]:
    """Return the users with a mail address; upper and lower case are alike."""
    return session.scalars(select(User).where(func.lower(User.email) == email.lower()).order_by(User.id)).all()


def all_users(session: Session) -> Sequence[User]:
    """Return everybody who ever worked with the desk, by login."""
    return session.scalars(select(User).order_by(User.login)).all()


def glass_holds(on: datetime) -> ColumnElement[bool]:
    """Return the condition that an emergency opening holds at an instant."""
    return (BreakGlass.opened_at <= on) & (BreakGlass.ends_at > on) & BreakGlass.ended_at.is_(None)


def open_glass(session: Session, user_id: int, now: datetime) -> Sequence[BreakGlass]:
    """Return what a user opened in an emergency that is still open, first the one that ends first."""
    wanted = select(BreakGlass).where(BreakGlass.user_id == user_id, glass_holds(now))
    return session.scalars(wanted.order_by(BreakGlass.ends_at, BreakGlass.id)).all()


def glass_opened_since(session: Session, moment: datetime) -> int:
    """Return how many emergency openings there were since a moment."""
    return session.scalar(select(func.count()).select_from(BreakGlass).where(BreakGlass.opened_at >= moment)) or 0


def glass_query(user_id: int | None) -> Select[tuple[BreakGlass, str, str]]:
    """Select the emergency openings of one user, or (None) of all, each with who did it and the client's code."""
    wanted = (
        select(BreakGlass, User.name, Client.code)
        .join(User, User.id == BreakGlass.user_id)
        .outerjoin(Client, (BreakGlass.subject_kind == "client") & (Client.id == BreakGlass.subject_id))
    )
    return wanted if user_id is None else wanted.where(BreakGlass.user_id == user_id)


def glass_codes(session: Session, rows: Sequence[BreakGlass]) -> dict[int, str]:
    """Return by opening how people know the client whose file it was."""
    numbers = {row.subject_id for row in rows if row.subject_kind == "client"}
    codes = dict(session.execute(select(Client.id, Client.code).where(Client.id.in_(numbers))).tuples().all())
    return {row.id: codes.get(row.subject_id, "") for row in rows}
