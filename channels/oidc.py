"""Signing in at an organisation's own provider (OpenID Connect): code flow with PKCE (S256), state and nonce.

What comes back is believed only as an ID token signed by the provider, for us, now, with our nonce. Nothing of it is
logged: it names a person.
"""

import hmac
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]  # it ships no types
from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]  # it ships no types
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]  # it ships no types
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

SIGNED_BY: Final = ["RS256", "PS256", "ES256"]
"""Signatures that need the provider's private key; never one that our own secret could make."""
TIMEOUT_SECONDS: Final = 10
LEEWAY_SECONDS: Final = 60
SCOPES: Final = "openid email profile"
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class ProviderUnusable(Exception):
    """The provider did not answer, or what it answered proves nothing. Names no person and no token."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who vouches for people, and how it knows us."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    returns_to: str
    acr: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """What must be remembered in the browser until somebody comes back, and where to send them."""

    address: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


def start(provider: Provider, *, prove_again: bool = False) -> Started:
    """Return where somebody signs in, and what to remember; `prove_again` asks for it even of who is signed in there.

    Raises: ProviderUnusable.
    """
    papers = _papers(provider)
    state, nonce, verifier = _random(), _random(), _random()
    wishes: dict[str, Any] = {"acr_values": provider.acr} if provider.acr else {}
    if prove_again:
        wishes |= {"prompt": "login", "max_age": 0}
    with _client(provider) as client:
        address, _ = client.create_authorization_url(
            papers["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier, **wishes
        )
    return Started(address, state, nonce, verifier)


def finish(provider: Provider, started: Started, came_back_to: str, state: str, now: datetime) -> Mapping[str, object]:
    """Return what the provider says of who came back. Raises: ProviderUnusable."""
    if not hmac.compare_digest(started.state.encode(), state.encode()):
        raise ProviderUnusable("state")
    papers = _papers(provider)
    try:
        with _client(provider) as client:
            token = client.fetch_token(
                papers["token_endpoint"], authorization_response=came_back_to, code_verifier=started.verifier,
                state=state,
            )  # fmt: skip
            keys = KeySet.import_key_set({"keys": _fetched(client, papers["jwks_uri"])["keys"]})
        proof = jwt.decode(token["id_token"], keys, algorithms=SIGNED_BY)
        claims = CodeIDToken(
            proof.claims,
            proof.header,
            {
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
            },
            {"nonce": started.nonce, "client_id": provider.client_id, "access_token": token.get("access_token")},
        )
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
    except (AuthlibBaseError, JoseError, httpx2.HTTPError, KeyError, ValueError, TypeError) as fault:
        raise ProviderUnusable(type(fault).__name__) from None
    return dict(claims)


def proved_at(claims: Mapping[str, object]) -> float | None:
    """Return when somebody last proved to the provider who they are (`auth_time`, seconds since 1970), if it says."""
    moment = claims.get("auth_time")
    return float(moment) if isinstance(moment, int | float) else None


def _papers(provider: Provider) -> Mapping[str, str]:
    """Return what the provider says of itself; it must be whom we asked for. Raises: ProviderUnusable."""
    try:
        with _client(provider) as client:
            papers = _fetched(client, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if papers["issuer"] != provider.issuer or not all(_is_safe(papers[name]) for name in wanted):
            raise ProviderUnusable("papers")
    except (httpx2.HTTPError, KeyError, ValueError, TypeError) as fault:
        raise ProviderUnusable(type(fault).__name__) from None
    return papers


def _fetched(client: OAuth2Client, address: str) -> dict[str, Any]:
    if not _is_safe(address):
        raise ProviderUnusable("address")
    return dict(client.request("GET", address, withhold_token=True).raise_for_status().json())


def _random() -> str:
    return secrets.token_urlsafe(48)


def _is_safe(address: str) -> bool:
    """Return whether an address is reached over TLS, or on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


@contextmanager
def _client(provider: Provider) -> Iterator[OAuth2Client]:
    client = OAuth2Client(
        client_id=provider.client_id, client_secret=provider.client_secret, redirect_uri=provider.returns_to,
        scope=SCOPES, code_challenge_method="S256", timeout=TIMEOUT_SECONDS,
    )  # fmt: skip
    with client:
        yield client
