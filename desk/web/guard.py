"""Whether a form may be acted on: it came from a page of ours, and holds the key of this person's session.

Pages are compressed, so a key that stood in them unchanged could be guessed by their length (BREACH): each page holds
it under a fresh mask.
"""

import base64
import binascii
import hmac
import secrets

from starlette.requests import Request

FIELD = "_csrf"
HEADER = "x-csrf-token"
_KEPT_TO_OURSELVES = ("same-origin", "none")


def new_key() -> str:
    """Return a fresh key for the forms of somebody who has no session."""
    return secrets.token_urlsafe(32)


def masked(key: str) -> str:
    """Return a key under a fresh mask, to stand in a page."""
    plain = key.encode()
    mask = secrets.token_bytes(len(plain))
    return base64.urlsafe_b64encode(mask + _mixed(mask, plain)).decode()


def holds_key(given: str, key: str) -> bool:
    """Return whether what a form holds is `key`, masked or plain."""
    return bool(key) and (_same(given, key) or _same(_unmasked(given), key))


def from_here(request: Request) -> bool:
    """Return whether a browser says that a form came from a page of this site, or says nothing at all."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in _KEPT_TO_OURSELVES
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host")


def _unmasked(given: str) -> str:
    try:
        raw = base64.urlsafe_b64decode(given)
    except (binascii.Error, ValueError):
        return ""
    half = len(raw) // 2
    return _mixed(raw[:half], raw[half:]).decode(errors="replace") if len(raw) == 2 * half else ""


def _mixed(mask: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(mask, other, strict=True))


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
