"""Texts that people write: what is refused before it is kept, and the one form in which it is kept."""

import re
import unicodedata

from rules.errors import RuleError

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
MAX_TEXT = 20_000
LINE_SIGNS = "\n\t"
JOINERS = "\u200c\u200d"
"""Signs without a width that scripts and emoji need; alone they are no text."""


class TextTooLong(RuleError):
    """A text above the limit."""

    def __init__(self) -> None:
        super().__init__(
            "De tekst is te lang (max. {thousands}.000 tekens). Maak hem korter.", thousands=MAX_TEXT // 1000
        )


class TextInvisible(RuleError):
    """A text without anything to see, or with signs that hide or turn what is seen."""

    def __init__(self) -> None:
        super().__init__("De tekst is leeg of bevat onzichtbare tekens. Typ de tekst opnieuw, zonder te plakken.")


class SignNotAllowed(RuleError):
    """A control sign or half a sign (surrogate) in a text; `position` counts from 1."""

    def __init__(self, position: int) -> None:
        self.position = position
        super().__init__("Teken {position} is niet toegestaan. Verwijder het en probeer opnieuw.", position=position)


def is_keepable(text: str) -> bool:
    """Return whether a database can keep `text` and search for it: no NUL in it, and no half of a sign (surrogate)."""
    return _UNKEEPABLE.search(text) is None


def keepable(text: str) -> str:
    """Return `text` without the signs that no database keeps."""
    return _UNKEEPABLE.sub("", text)


def clean_text(text: str) -> str:
    """Return `text` as it is kept: NFC, lines ended by a newline, no space around it.

    Raises: TextTooLong, SignNotAllowed, TextInvisible. Source: house policy (TRUST.md section 7, rows 30-33).
    """
    if len(text) > MAX_TEXT:
        raise TextTooLong
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    for position, sign in enumerate(lines, start=1):
        _check(sign, position)
    kept = unicodedata.normalize("NFC", lines).strip()
    if not any(_is_visible(sign) for sign in kept):
        raise TextInvisible
    return kept


def _check(sign: str, position: int) -> None:
    category = unicodedata.category(sign)
    if category == "Cs" or (category == "Cc" and sign not in LINE_SIGNS):
        raise SignNotAllowed(position)
    if category == "Cf" and sign not in JOINERS:
        raise TextInvisible


def _is_visible(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LNPS"
