"""Small cookies of the shell: a message for the next page, the language, light or dark, the key of public forms."""

import base64
import binascii
import json
from dataclasses import asdict, dataclass

from starlette.requests import Request
from starlette.responses import Response

YEAR_SECONDS = 365 * 24 * 3600
MINUTE_SECONDS = 60
LONGEST_MESSAGE = 1_000


@dataclass(frozen=True, slots=True)
class Flash:
    """What the next page says once, and the address of a form (POST) that undoes what was done."""

    message: str
    undo: str = ""


def read_cookie(request: Request, name: str) -> str:
    """Return the value of a small cookie; empty without one."""
    return request.cookies.get(_name(name, secure=request.app.state.secure), "")


def write_cookie(response: Response, name: str, value: str, *, secure: bool, seconds: int | None = None) -> None:
    """Give the browser a small cookie for this host only, out of reach of scripts; without `seconds` for its life."""
    response.set_cookie(
        _name(name, secure=secure), value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax"
    )


def forget_cookie(response: Response, name: str, *, secure: bool) -> None:
    """Take a small cookie back."""
    response.delete_cookie(_name(name, secure=secure), path="/", secure=secure, httponly=True, samesite="lax")


def packed(flash: Flash) -> str:
    """Return a message as the value of a cookie."""
    short = Flash(flash.message[:LONGEST_MESSAGE], flash.undo)
    return base64.urlsafe_b64encode(json.dumps(asdict(short)).encode()).decode()


def unpacked(value: str) -> Flash | None:
    """Return the message that a cookie holds; None for none, or for what we did not write."""
    try:
        return Flash(**json.loads(base64.urlsafe_b64decode(value))) if value else None
    except (binascii.Error, ValueError, TypeError):
        return None


def _name(name: str, *, secure: bool) -> str:
    return f"__Host-waakvlam-{name}" if secure else f"waakvlam-{name}"
