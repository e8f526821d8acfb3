"""Signing in at the desk: how long a delay grows, how long a session lives, what a password and a reason must be.

Pure rules; who signs in lies in actions/signing_in.py. Source: house policy (TRUST.md sections 2, 5; ASVS 5.0 V6, V7).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from rules.vocabulary import Role, Word

FREE_TRIES: Final = 3
LONGEST_DELAY: Final = timedelta(minutes=1)
FORGOTTEN_AFTER: Final = timedelta(hours=1)
SECOND_FACTOR_WITHIN: Final = timedelta(minutes=10)
FRESH_FOR: Final = timedelta(minutes=5)
BREAK_GLASS_FOR: Final = timedelta(hours=3)
SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200
FEWEST_CHARACTERS: Final = 5
SHORTEST_REASON: Final = 20
LONGEST_REASON: Final = 2000
RECOVERY_CODES: Final = 10


class SignInWay(Word):
    """How somebody proved who they are."""

    LOCAL = "local", "wachtwoord"
    OIDC = "oidc", "inlog van de organisatie"
    DEMO = "demo", "demo"


MAY_BREAK_GLASS: Final[Mapping[Role, frozenset[str]]] = MappingProxyType({Role.JURIST: frozenset({"client"})})
"""Who may open in an emergency what is not theirs, by kind of subject; nobody else may.

Source: DOMAIN.md 6.2 (the jurist sees a client's identity only when the safety file was opened, and that is logged).
"""


def delay_after(failures: int) -> timedelta:
    """Return how long the next try must wait after so many wrong ones in a row: never more than a minute.

    A delay and never a lock, so that nobody can shut out another. Source: house policy (TRUST.md section 5).
    """
    if failures < FREE_TRIES:
        return timedelta()
    return min(LONGEST_DELAY, timedelta(seconds=2 ** min(failures - FREE_TRIES, 10)))


def is_over(now: datetime, *, created_at: datetime, seen_at: datetime, idle: timedelta, longest: timedelta) -> bool:
    """Return whether a session ended by itself: unused for longer than `idle`, or older than `longest`.

    Source: house policy (30 minutes and 8 hours unless the settings say otherwise).
    """
    return now - seen_at > idle or now - created_at > longest


def is_fresh(now: datetime, proved_at: datetime) -> bool:
    """Return whether somebody proved who they are so recently that exports and role changes are allowed."""
    return timedelta() <= now - proved_at <= FRESH_FOR


_SEQUENCES: Final = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "01234567890", "9876543210")
_COMMON: Final = ("wachtwoord", "password", "welkom", "waakvlam", "vertrouwenspersoon", "geheim", "zomer", "winter")


def is_weak(password: str, *names: str) -> bool:
    """Return whether a password is too short, too long, or mostly a common word, a row of keys or one of `names`.

    Source: house policy on NIST 800-63B (length and guessability; no classes of characters).
    """
    plain = password.casefold()
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or len(set(plain)) < FEWEST_CHARACTERS:
        return True
    for known in (*_COMMON, *(name.casefold() for name in names if len(name) > 3)):
        plain = plain.replace(known, "")
    for row in _SEQUENCES:
        for width in range(len(row), 3, -1):
            for start in range(len(row) - width + 1):
                plain = plain.replace(row[start : start + width], "")
    return len(plain) < SHORTEST_PASSWORD // 2
