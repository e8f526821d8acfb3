"""The way in: what follows after a password, what is remembered on the way to a provider, and where to go then."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.responses import Response

from actions.accounts import app_to_set
from actions.signing_in import SecondFactor, second_factor
from actions.web_sessions import complete
from channels.oidc import Provider, Started
from desk.web.cookies import read_cookie
from desk.web.desk import Desk
from desk.web.signing_in import SignedIn, half_signed_in, put_cookie
from rules.account_errors import ProviderFailed
from rules.errors import RuleError
from store.accounts import account_of
from store.models import User, WebSession

WAY_COOKIE = "way"
WAY_TAKES = timedelta(minutes=15)
RETURN_PATH = "/aanmelden/terug"


class NotOnTheWay(RuleError):
    """A step of signing in without the one before it, or too long after it."""

    def __init__(self) -> None:
        super().__init__("Dit duurde te lang, of u begon op een andere plek. Begin opnieuw met aanmelden.")


def local(address: str) -> str:
    """Return an address of ours; the beginning for whatever could lead elsewhere."""
    fits = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if fits and "\\" not in address else "/"


def halfway(desk: Desk, *, new_password: bool = False) -> SignedIn:
    """Return who gave a password and has steps to go: a password of their own first, where that is asked.

    Who only knows a password may not change it, nor pass by that it must be changed. Raises: NotOnTheWay.
    """
    who = half_signed_in(desk.session, desk.request, desk.now)
    account = account_of(desk.session, who.user.id) if who is not None else None
    if who is None or account is None or account.must_change is not new_password:
        raise NotOnTheWay
    return who


def next_step(desk: Desk, row: WebSession, user: User, back: str) -> Response:
    """Send somebody to what follows: a password of their own, the second factor, or in."""
    account = account_of(desk.session, user.id)
    if account is not None and account.must_change:
        return desk.redirect("new_password", next=back)
    factor = second_factor(desk.session, user)
    if factor is SecondFactor.CODE:
        return desk.redirect("second_factor", next=back)
    if factor is SecondFactor.SET_UP:
        app_to_set(desk.session, desk.house, user)
        return desk.redirect("app_set_up", next=back)
    return enter(desk, desk.go(local(back)), row, user)


def enter(desk: Desk, answer: Response, row: WebSession, user: User) -> Response:
    """Let somebody in, with a new token."""
    put_cookie(answer, complete(desk.session, row, user, desk.now).token, secure=desk.request.app.state.secure)
    return answer


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """What the browser remembers while somebody is at the provider; `again`: only to prove anew who they are."""

    started: Started = field(repr=False)
    back: str
    again: bool


def provider_of(desk: Desk) -> Provider:
    """Return the provider of the settings. Raises: ProviderFailed where there is none."""
    settings = desk.house.settings
    if not settings.oidc_issuer or settings.oidc_client_secret is None:
        raise ProviderFailed
    return Provider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        returns_to=settings.desk_url.rstrip("/") + RETURN_PATH,
        acr=settings.oidc_acr,
    )


def remember(desk: Desk, answer: Response, way: OnTheWay) -> None:
    """Let the browser keep, signed, what it went to the provider with."""
    started = way.started
    facts = [started.state, started.nonce, started.verifier, way.back, way.again, desk.now.isoformat()]
    kept = _serializer(desk).dumps(facts)
    desk.put(answer, WAY_COOKIE, str(kept), seconds=int(WAY_TAKES.total_seconds()))


def remembered(desk: Desk) -> OnTheWay:
    """Return what the browser went to the provider with. Raises: NotOnTheWay."""
    try:
        facts: list[Any] = _serializer(desk).loads(read_cookie(desk.request, WAY_COOKIE))
        state, nonce, verifier, back, again, at = facts
    except (BadSignature, ValueError):
        raise NotOnTheWay from None
    if desk.now - datetime.fromisoformat(at) > WAY_TAKES:
        raise NotOnTheWay
    return OnTheWay(Started("", state, nonce, verifier), local(back), bool(again))


def _serializer(desk: Desk) -> URLSafeSerializer:
    return URLSafeSerializer(desk.house.vault.mac_key, salt="waakvlam way to the provider")


def given(desk: Desk, name: str) -> str:
    """Return what was typed in a field of the form that was sent; empty for a file or nothing."""
    value = desk.form.get(name, "")
    return value if isinstance(value, str) else ""
