"""Signing in at the desk: a password, then a code; the organisation's provider; or, in a demo, a choice from a list.

What fails returns None or False and was counted: keep the transaction. Wrong tries make wait, and lock nobody out.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.accounts import FIXED, change_role
from actions.house import House, NotSimulated, is_simulated
from actions.passwords import HASHER, code_hash, hashed, matches, name_hash, step_of
from rules.account_errors import NotKnownHere, RoleNotGranted, TooSoon, TooWeaklyProved
from rules.accounts import FORGOTTEN_AFTER, delay_after
from rules.vocabulary import Role
from store.accounts import (
    account_of,
    count_failure,
    forget_failures,
    spend_code,
    spend_step,
    totp_place,
    tries_of,
    user_of_subject,
    users_by_email,
)
from store.events import Subject, record, user_actor
from store.models import OidcSubject, User, WebSession
from store.settings import Settings
from store.users import user_by_login


class SecondFactor(Enum):
    """What has to follow after the password."""

    NONE = auto()
    CODE = auto()
    SET_UP = auto()


def by_password(session: Session, house: House, login: str, password: str, now: datetime) -> User | None:
    """Return the active user whose password this is, or None; it takes as long for who does not exist.

    Raises: TooSoon, before anything is compared.
    """
    key = name_hash(house.vault.mac_key, login)
    _check_delay(session, key, now)
    user = user_by_login(session, login.strip()) if login.isprintable() else None
    account = account_of(session, user.id) if user is not None else None
    right = matches(account.password_hash if account else None, password)
    if user is None or account is None or not (right and user.active and house.settings.local_accounts):
        _count(session, key, user, now)
        return None
    if HASHER.check_needs_rehash(account.password_hash):
        account.password_hash = hashed(password)
    forget_failures(session, key)
    return user


def second_factor(session: Session, user: User) -> SecondFactor:
    """Return what follows a right password: always an app, and nothing in a simulated database."""
    if is_simulated(session):
        return SecondFactor.NONE
    account = account_of(session, user.id)
    confirmed = account is not None and account.totp_confirmed_at is not None
    return SecondFactor.CODE if confirmed else SecondFactor.SET_UP


def by_code(session: Session, house: House, user: User, code: str, now: datetime) -> bool:
    """Return whether a code is the app's present one, and was not used before. Raises: TooSoon."""
    key = _code_key(house, user)
    _check_delay(session, key, now)
    account = account_of(session, user.id)
    step = None
    if account is not None and account.totp_sealed is not None and account.totp_confirmed_at is not None:
        secret = house.vault.open(session, totp_place(user.id), account.totp_sealed)
        step = step_of(secret, code, now)
    if step is None or not spend_step(session, user.id, step):
        _count(session, key, user, now)
        return False
    forget_failures(session, key)
    return True


def by_recovery_code(session: Session, house: House, user: User, code: str, now: datetime) -> bool:
    """Return whether a code is one of the user's recovery codes; it is used up then. Raises: TooSoon."""
    key = _code_key(house, user)
    _check_delay(session, key, now)
    if not spend_code(session, user.id, code_hash(house.vault.mac_key, user.id, code), now):
        _count(session, key, user, now)
        return False
    forget_failures(session, key)
    record(session, Subject("user", user.id), "recovery_code_used", at=now, actor=user_actor(user.id))
    return True


def prove_again(
    session: Session, house: House, user: User, row: WebSession, password: str, code: str, now: datetime
) -> bool:
    """Return whether somebody who is signed in proved anew who they are: password, and the app's code if they have one.

    Five minutes of exports and role changes follow. Raises: TooSoon.
    """
    if by_password(session, house, user.login, password, now) is not user:
        return False
    if second_factor(session, user) is SecondFactor.CODE and not by_code(session, house, user, code, now):
        return False
    proved(session, row, now)
    return True


def proved(session: Session, row: WebSession, now: datetime) -> None:
    """Keep that the person of a session proved just now who they are."""
    row.proved_at = now
    session.flush()
    record(session, Subject("user", row.user_id), "proved_again", at=now, actor=user_actor(row.user_id))


def demo_users(session: Session) -> Sequence[User]:
    """Return whom somebody may be in a demo: the first active user of each role, and of advisers the first three.

    Raises: NotSimulated: in a real database nobody comes in like this.
    """
    if not is_simulated(session):
        raise NotSimulated
    users = session.scalars(select(User).where(User.active.is_(True)).order_by(User.id)).all()
    shown: dict[Role, list[User]] = {role: [] for role in Role}
    for user in users:
        if len(shown[user.role]) < (3 if user.role is Role.ADVISER else 1):
            shown[user.role].append(user)
    return [user for people in shown.values() for user in people]


def demo_user(session: Session, user_id: int) -> User | None:
    """Return whom somebody chose to be in a demo. Raises: NotSimulated."""
    return next((user for user in demo_users(session) if user.id == user_id), None)


def by_claims(session: Session, settings: Settings, claims: Mapping[str, object], now: datetime) -> User:
    """Return the user for whom the organisation's provider vouches; bind its number to that user at the first time.

    `claims` are of a token that was checked (channels/oidc.py). The register says who is a user; the claims may say
    which role, where the settings map them. Raises: TooWeaklyProved, NotKnownHere, RoleNotGranted, RoleNeedsMore.
    """
    _check_strength(settings, claims)
    issuer, number = settings.oidc_issuer, str(claims["sub"])
    user = user_of_subject(session, issuer, number)
    if user is None:
        user = _found_by_name(session, claims)
        session.add(OidcSubject(issuer=issuer, subject=number, user_id=user.id, bound_at=now))
        session.flush()
        record(session, Subject("user", user.id), "provider_bound", at=now, actor=user_actor(user.id))
    if not user.active:
        raise NotKnownHere
    _take_role(session, settings, user, claims, now)
    return user


def _check_strength(settings: Settings, claims: Mapping[str, object]) -> None:
    """Refuse who proved less than the settings want: one of the words of `acr`, and the word of `amr`."""
    if settings.oidc_acr and claims.get("acr") not in settings.oidc_acr.split():
        raise TooWeaklyProved
    if settings.oidc_amr and settings.oidc_amr not in _words(claims.get("amr")):
        raise TooWeaklyProved


def _found_by_name(session: Session, claims: Mapping[str, object]) -> User:
    """Return the one active user with the mail address that the provider verified, who is bound to no other number."""
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") is not True:
        raise NotKnownHere
    found = [user for user in users_by_email(session, email) if user.active]
    if (
        len(found) != 1
        or session.scalars(select(OidcSubject.user_id).where(OidcSubject.user_id == found[0].id)).first()
    ):
        raise NotKnownHere
    return found[0]


def _take_role(session: Session, settings: Settings, user: User, claims: Mapping[str, object], now: datetime) -> None:
    if not settings.oidc_role_claim:
        return
    words = _words(claims.get(settings.oidc_role_claim))
    roles = [role for word, role in settings.oidc_roles.items() if word in words]
    if user.role in roles:
        return
    free = [role for role in roles if role not in FIXED]
    if len(free) != 1 or user.role in FIXED:
        raise RoleNotGranted
    change_role(session, user, free[0], now, by=None)


def _words(claim: object) -> list[str]:
    if isinstance(claim, str):
        return claim.split()
    return [word for word in claim if isinstance(word, str)] if isinstance(claim, list) else []


def _code_key(house: House, user: User) -> str:
    return name_hash(house.vault.mac_key, f"code of {user.id}")


def _check_delay(session: Session, key: str, now: datetime) -> None:
    tries = tries_of(session, key)
    if tries is None or now - tries[1] > FORGOTTEN_AFTER:
        return
    wait = tries[1] + delay_after(tries[0]) - now
    if wait > timedelta():
        raise TooSoon(max(1, -int(-wait.total_seconds() // 1)))


def _count(session: Session, key: str, user: User | None, now: datetime) -> None:
    count_failure(session, key, now)
    if user is not None:
        record(session, Subject("user", user.id), "sign_in_failed", at=now)
