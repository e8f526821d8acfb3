"""Other systems: tokens to read with, and webhooks to be told by. Both look with the eyes of one user."""

import base64
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from actions.live_work import end_asked
from actions.web_sessions import token_hash
from channels.webhooks import checked_hook_address
from rules.account_errors import NotAdministrator
from rules.api import LONGEST_TOKEN_DAYS, ApiScope, HookKind
from rules.api_errors import HookUnknown, NameMissing, NothingChosen, TokenEndsWrong, TokenUnknown
from rules.calendar import local_date
from rules.vocabulary import Role
from store.connections import token_by_hash
from store.events import SYSTEM, Subject, record, user_actor
from store.hooks import ended_before, forget_endpoints, secret_place, withhold_all
from store.models import ApiToken, User, WebhookEndpoint

TOKEN_BYTES = SECRET_BYTES = 32
LONGEST_NAME, LONGEST_ADDRESS = 80, 500
PREFIX = "wv_"


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new token: its row, and the token itself, which is told this once."""

    row: ApiToken
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MadeEndpoint:
    """A new endpoint: its row, and the secret that it checks signatures with, which is told this once."""

    row: WebhookEndpoint
    secret: str = field(repr=False)


def make_token(
    session: Session,
    name: str,
    user: User,
    scopes: Collection[ApiScope],
    ends_on: date,
    now: datetime,
    *,
    by: User | None,
) -> MadeToken:
    """Make a token that reads as `user`; `by` an administrator, or None on the command line.

    Raises: NotAdministrator, NameMissing, NothingChosen, TokenEndsWrong.
    """
    _check_administrator(by)
    if not scopes:
        raise NothingChosen
    today = local_date(now)
    last = today + timedelta(days=LONGEST_TOKEN_DAYS)
    if not today <= ends_on <= last:
        raise TokenEndsWrong(last)
    token = _new_token()
    row = ApiToken(
        name=checked_name(name), user_id=user.id, token_hash=token_hash(token),
        scopes=[scope.value for scope in ApiScope if scope in scopes], made_at=now, ends_on=ends_on,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, Subject("api_token", row.id), "token_made", at=now, actor=_actor(by), user=user.id, until=ends_on,
        scopes="+".join(row.scopes),
    )  # fmt: skip
    return MadeToken(row, token)


def revoke_token(session: Session, number: int, now: datetime, *, by: User | None) -> ApiToken:
    """End a token at once. Raises: NotAdministrator, TokenUnknown."""
    _check_administrator(by)
    row = session.get(ApiToken, number)
    if row is None or row.revoked_at is not None:
        raise TokenUnknown(number)
    row.revoked_at = now
    session.flush()
    record(session, Subject("api_token", row.id), "token_revoked", at=now, actor=_actor(by))
    return row


def renew_token(session: Session, number: int, now: datetime, *, by: User | None) -> MadeToken:
    """Give a token another secret, to who never saw the first: that one works no more. All else stays as it was.

    Raises: NotAdministrator, TokenUnknown.
    """
    _check_administrator(by)
    row = session.get(ApiToken, number)
    if row is None or row.revoked_at is not None:
        raise TokenUnknown(number)
    token = _new_token()
    row.token_hash = token_hash(token)
    session.flush()
    record(session, Subject("api_token", row.id), "token_renewed", at=now, actor=_actor(by))
    return MadeToken(row, token)


def who_reads(session: Session, token: str, now: datetime) -> tuple[ApiToken, User] | None:
    """Return the token that was shown and the user whose eyes it has; None when it does not work."""
    return token_by_hash(session, token_hash(token), now) if token.startswith(PREFIX) else None


def make_endpoint(
    session: Session,
    house: House,
    name: str,
    address: str,
    user: User,
    kinds: Collection[HookKind],
    now: datetime,
    *,
    by: User | None,
) -> MadeEndpoint:
    """Tell another system from now on of `kinds`, as far as `user` sees what it is about.

    Raises: NotAdministrator, NameMissing, NothingChosen, HookAddressWrong.
    """
    _check_administrator(by)
    if not kinds:
        raise NothingChosen
    row = WebhookEndpoint(
        name=checked_name(name), address=checked_hook_address(address.strip()[:LONGEST_ADDRESS]), user_id=user.id,
        kinds=[kind.value for kind in HookKind if kind in kinds], made_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    secret = _give_secret(session, house, row)
    record(session, Subject("webhook", row.id), "webhook_made", at=now, actor=_actor(by), user=user.id)
    for number in ended_before(session, row):
        end_asked(session, Subject("webhook", number), now, "webhook_gone", actor=_actor(by))
    return MadeEndpoint(row, secret)


def renew_secret(session: Session, house: House, number: int, now: datetime, *, by: User | None) -> MadeEndpoint:
    """Sign what another system is told with another secret, for who never saw the first. All else stays as it was.

    Raises: NotAdministrator, HookUnknown.
    """
    _check_administrator(by)
    row = session.get(WebhookEndpoint, number)
    if row is None or row.ended_at is not None:
        raise HookUnknown
    secret = _give_secret(session, house, row)
    record(session, Subject("webhook", row.id), "webhook_secret_renewed", at=now, actor=_actor(by))
    return MadeEndpoint(row, secret)


def end_endpoint(session: Session, number: int, now: datetime, *, by: User | None) -> WebhookEndpoint:
    """Tell another system nothing more. Raises: NotAdministrator, HookUnknown."""
    _check_administrator(by)
    row = session.get(WebhookEndpoint, number)
    if row is None or row.ended_at is not None:
        raise HookUnknown
    row.ended_at = now
    withheld = withhold_all(session, row.id, now)
    session.flush()
    forget_endpoints(session)
    subject = Subject("webhook", row.id)
    record(session, subject, "webhook_ended", at=now, actor=_actor(by), withheld=withheld)
    end_asked(session, subject, now, "webhook_given_up", actor=_actor(by))
    return row


def _give_secret(session: Session, house: House, row: WebhookEndpoint) -> str:
    secret = new_secret()
    row.secret_sealed = house.vault.seal(session, secret_place(row.id), secret)
    session.flush()
    forget_endpoints(session)
    return secret


def _new_token() -> str:
    return PREFIX + secrets.token_urlsafe(TOKEN_BYTES)


def new_secret() -> str:
    """Return a fresh secret as Standard Webhooks writes it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def checked_name(name: str, most: int = LONGEST_NAME) -> str:
    """Return a name without spaces around it. Raises: NameMissing."""
    told = name.strip()
    if not 0 < len(told) <= most or not told.isprintable():
        raise NameMissing(most)
    return told


def _check_administrator(by: User | None) -> None:
    if by is not None and by.role is not Role.ADMINISTRATOR:
        raise NotAdministrator


def _actor(by: User | None) -> str:
    return SYSTEM if by is None else user_actor(by.id)
