"""Passwords, codes of an app (TOTP) and recovery codes: made, checked, and kept so that nobody can read them back."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Final

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rules.accounts import RECOVERY_CODES

HASHER: Final = PasswordHasher()
"""argon2id with the defaults of its maker: 64 MiB, three times (RFC 9106, second choice)."""
NOBODYS: Final = "$argon2id$v=19$m=65536,t=3,p=4$/UnnRUvFCGTk3A3rH0e/lQ$NdMSEkv4LPSLTKREvjJEs36Ys5bxn0pk7ZnCt7Hg9QM"
"""What a try under an unknown name is compared with, so that it takes as long."""
STEP_SECONDS: Final = 30
ISSUER: Final = "Waakvlam"
CODE_LENGTH: Final = 12
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Return whether a password is the one that was kept; without one it takes as long and is wrong."""
    try:
        return HASHER.verify(kept or NOBODYS, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def new_password() -> str:
    """Return a password to tell somebody once: four groups of five letters and digits (99 bits)."""
    return "-".join(_random(5) for _ in range(4))


def new_recovery_codes() -> list[str]:
    """Return codes to get in without the app, each of 59 bits."""
    return [f"{code[:6]}-{code[6:]}" for code in (_random(CODE_LENGTH) for _ in range(RECOVERY_CODES))]


def code_hash(key: bytes, user_id: int, code: str) -> str:
    """Return what is kept of a recovery code; dashes, spaces and capitals do not matter."""
    plain = "".join(letter for letter in code.casefold() if letter in _LETTERS)
    return hmac.new(key, f"recovery {user_id} {plain}".encode(), hashlib.sha256).hexdigest()


def name_hash(key: bytes, name: str) -> str:
    """Return under what wrong tries of a name are counted: the name itself is not kept."""
    return hmac.new(key, f"tries {name.strip().casefold()}".encode(), hashlib.sha256).hexdigest()


def new_secret() -> str:
    """Return a new secret for an app (160 bits, base32)."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def app_address(secret: str, login: str) -> str:
    """Return what an app reads from the picture: whose code it is, and the secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return which step in time a code of the app belongs to: the present, the one before or after; None if none."""
    plain = "".join(code.split())
    here = int(now.timestamp()) // STEP_SECONDS
    app = pyotp.TOTP(secret)
    for step in (here, here - 1, here + 1):
        if hmac.compare_digest(app.at(step * STEP_SECONDS).encode(), plain.encode()):
            return step
    return None


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
