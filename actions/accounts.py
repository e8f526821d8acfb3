"""Accounts of the desk: passwords, the app for the second factor, roles. A change ends the sessions it concerns."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from actions.house import House
from actions.passwords import app_address, code_hash, hashed, new_recovery_codes, new_secret, step_of
from actions.web_sessions import sign_out_everywhere
from rules.account_errors import (
    AlreadySetUp,
    LastAdministrator,
    NoLocalAccount,
    NotAdministrator,
    PasswordTooWeak,
    RoleNeedsMore,
    UserExists,
)
from rules.accounts import is_weak
from rules.vocabulary import Role
from store.accounts import account_of, totp_place
from store.events import SYSTEM, Subject, record, user_actor
from store.models import LocalAccount, Organisation, RecoveryCode, User, WebSession
from store.users import lock_users_in_role, user_by_login

OUTSIDE = frozenset({Role.PROVIDER_CONTACT, Role.MUNICIPALITY_CONTACT, Role.INSPECTOR})
FIXED = OUTSIDE | {Role.ADVISER}
"""Roles that rest on another row of the register: nobody becomes one, or stops being one, by a choice in a list."""


@dataclass(frozen=True, slots=True)
class AppToSet:
    """What an app has to be told, once: the picture's address, and the secret for who types it over."""

    address: str = field(repr=False)
    secret: str = field(repr=False)


def set_password(
    session: Session,
    user: User,
    password: str,
    now: datetime,
    *,
    actor: str,
    must_change: bool = False,
    keep: WebSession | None = None,
) -> None:
    """Give a user a password of our own; all other sessions of theirs end.

    Raises: PasswordTooWeak.
    """
    if is_weak(password, user.login, *user.name.split(), user.email.partition("@")[0]):
        raise PasswordTooWeak
    put_password(session, user, hashed(password), now, actor=actor, must_change=must_change)
    sign_out_everywhere(session, user, now, actor=actor, but=keep)


def put_password(
    session: Session, user: User, kept: str, now: datetime, *, actor: str, must_change: bool = False
) -> LocalAccount:
    """Keep the hash of a password; the app stays as it was."""
    account = account_of(session, user.id)
    if account is None:
        account = LocalAccount(user_id=user.id, password_hash=kept, password_set_at=now)
        session.add(account)
    account.password_hash, account.password_set_at, account.must_change = kept, now, must_change
    session.flush()
    record(session, Subject("user", user.id), "password_set", at=now, actor=actor, must_change=must_change)
    return account


def app_to_set(session: Session, house: House, user: User) -> AppToSet:
    """Return what the app of a user has to be told; the same each time, until a code of it was right.

    Raises: NoLocalAccount, AlreadySetUp.
    """
    account = _account(session, user)
    if account.totp_confirmed_at is not None:
        raise AlreadySetUp
    place = totp_place(user.id)
    if account.totp_sealed is None:
        account.totp_sealed = house.vault.seal(session, place, new_secret())
        session.flush()
    secret = house.vault.open(session, place, account.totp_sealed)
    return AppToSet(app_address(secret, user.login), secret)


def confirm_app(session: Session, house: House, user: User, code: str, now: datetime) -> list[str] | None:
    """Take an app into use when its code is right, and return new recovery codes, this once; None for a wrong code.

    Raises: NoLocalAccount, AlreadySetUp.
    """
    account, secret = _account(session, user), app_to_set(session, house, user).secret
    step = step_of(secret, code, now)
    if step is None:
        return None
    account.totp_confirmed_at, account.totp_step = now, step
    session.flush()
    record(session, Subject("user", user.id), "second_factor_set", at=now, actor=user_actor(user.id))
    return renew_codes(session, house, user, now, actor=user_actor(user.id))


def drop_app(session: Session, user: User, now: datetime, *, actor: str, keep: WebSession | None = None) -> None:
    """Forget the app and recovery codes of a user: a new one must be set at the next sign-in.

    Raises: NoLocalAccount.
    """
    account = _account(session, user)
    account.totp_sealed, account.totp_confirmed_at, account.totp_step = None, None, None
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    session.flush()
    record(session, Subject("user", user.id), "second_factor_dropped", at=now, actor=actor)
    sign_out_everywhere(session, user, now, actor=actor, but=keep)


def renew_codes(session: Session, house: House, user: User, now: datetime, *, actor: str) -> list[str]:
    """Return new recovery codes, this once; earlier ones work no more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = new_recovery_codes()
    session.add_all(
        RecoveryCode(user_id=user.id, code_hash=code_hash(house.vault.mac_key, user.id, code), made_at=now)
        for code in codes
    )
    session.flush()
    record(session, Subject("user", user.id), "recovery_codes_made", at=now, actor=actor, count=len(codes))
    return codes


def add_user(
    session: Session,
    login: str,
    name: str,
    email: str,
    role: Role,
    now: datetime,
    *,
    actor: str,
    organisation: Organisation | None = None,
) -> User:
    """Add a user in a role that rests on nothing else in the register.

    Raises: UserExists, RoleNeedsMore.
    """
    if user_by_login(session, login) is not None:
        raise UserExists(login)
    if role in FIXED:
        raise RoleNeedsMore(login, role)
    user = User(
        login=login, name=name, email=email, role=role, organisation_id=organisation.id if organisation else None
    )
    session.add(user)
    session.flush()
    record(session, Subject("user", user.id), "user_added", at=now, actor=actor, role=role.value)
    return user


def change_role(session: Session, user: User, role: Role, now: datetime, *, by: User | None) -> bool:
    """Give a user another role; all their sessions end. Return False when it was theirs already.

    `by` is None for who manages the machine itself (command line) and for the organisation's own provider.
    Raises: NotAdministrator, RoleNeedsMore, LastAdministrator.
    """
    _check_administrator(user, by)
    if user.role is role:
        return False
    if {user.role, role} & FIXED:
        raise RoleNeedsMore(user.login, role)
    _check_not_last(session, user)
    before, user.role = user.role, role
    session.flush()
    actor = user_actor(by.id) if by else SYSTEM
    record(session, Subject("user", user.id), "role_changed", at=now, actor=actor, before=before.value, role=role.value)
    sign_out_everywhere(session, user, now, actor=actor)
    return True


def change_organisation(
    session: Session, user: User, organisation: Organisation | None, now: datetime, *, by: User
) -> bool:
    """Let a user work for another organisation (None: the national one); all their sessions end.

    Return False when it was theirs already. Who visits, and who is outside, works where the register says.
    Raises: NotAdministrator, RoleNeedsMore.
    """
    _check_administrator(user, by)
    wanted = organisation.id if organisation else None
    if user.organisation_id == wanted:
        return False
    if user.role in FIXED:
        raise RoleNeedsMore(user.login, user.role)
    before, user.organisation_id = user.organisation_id, wanted
    session.flush()
    actor = user_actor(by.id)
    record(
        session, Subject("user", user.id), "organisation_changed", at=now, actor=actor, before=before,
        organisation=wanted,
    )  # fmt: skip
    sign_out_everywhere(session, user, now, actor=actor)
    return True


def set_active(session: Session, user: User, now: datetime, *, active: bool, actor: str) -> None:
    """Let a user in, or no longer; who may not come in any more is signed out at once.

    Raises: LastAdministrator.
    """
    if user.active is active:
        return
    if not active:
        _check_not_last(session, user)
    user.active = active
    session.flush()
    record(session, Subject("user", user.id), "user_active" if active else "user_stopped", at=now, actor=actor)
    if not active:
        sign_out_everywhere(session, user, now, actor=actor)


def _check_administrator(user: User, by: User | None) -> None:
    """Refuse who may not manage accounts, and everybody their own."""
    if by is not None and (by.role is not Role.ADMINISTRATOR or not by.active or by.id == user.id):
        raise NotAdministrator


def _check_not_last(session: Session, user: User) -> None:
    if user.role is not Role.ADMINISTRATOR or not user.active:
        return
    if {one.id for one in lock_users_in_role(session, Role.ADMINISTRATOR)} == {user.id}:
        raise LastAdministrator


def _account(session: Session, user: User) -> LocalAccount:
    account = account_of(session, user.id)
    if account is None:
        raise NoLocalAccount(user.login)
    return account
