"""Cut a text into tokens that know where they stand."""

import re
from dataclasses import dataclass
from functools import cached_property

from rules.gate_words import fold

LETTER = r"(?:[^\W\d_][\u0300-\u036f]*)"
_TOKEN = re.compile(rf"(?:[\'’]t\b|[dD][\'’](?=[A-Z]))|{LETTER}+(?:[-‐‑\'’]{LETTER}+)*[\'’]?")
_CLOSED = re.compile(r"(?:[.!?…]['\"”’»)]*\s+|[\n\r\t]\s*|:\s*|^\W*)(?:[-*•–]\s+|\d+[.)]\s+)?['\"“‘‚„«(]*$")
_SHORT = re.compile(
    r"(?<!\w)(?:\w|dhr|mw|mevr|fam|dr|drs|mr|ir|ing|prof|nr|nrs|tel|geb|gesch|kl|bijv|bv|ca|evt|incl|excl|o\.a|m\.b\.t|t\.a\.v|d\.d|i\.v\.m"
    r"|v\.d|art|jl|a\.s|resp|inz|vgl|st)\.\s+$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s?$")
_LOOK_BACK = 24
_MIXED = re.compile(
    r"[A-Z]{2,4}[a-z][A-Z]{0,2}"  # NJi
    r"|[B-DF-HJ-NP-TV-XZ][bcdfghjklmnpqrstvwxz]{2,5}[aeou]?"  # Wlz, Wgbo
    r"|[A-Z][bcdfghjklmnpqrstvwxz]{1,3}[A-Z]+[a-z]?"  # RvdK
    r"|[A-Z][a-z]+[A-Z]{2,}"  # a brand that ends in capitals
)
_LEAST_ABBREVIATION, _LEAST_SHOUT = 2, 3


@dataclass(frozen=True)
class Token:
    """A word of the text: its place, and whether it opens a sentence or stands in a line in capitals."""

    start: int
    end: int
    text: str
    opens: bool
    shouted: bool

    @cached_property
    def base(self) -> str:
        """The folded word without 's or apostrophe."""
        return _POSSESSIVE.sub("", fold(self.text))

    @property
    def is_possessive(self) -> bool:
        """Tell whether the word ends in 's or an apostrophe."""
        return _POSSESSIVE.search(self.text) is not None

    @property
    def is_capital(self) -> bool:
        """Tell whether the word begins with a capital that says something: not in a line in capitals."""
        return self.text[0].isupper() and not self.shouted

    @cached_property
    def is_abbreviation(self) -> bool:
        """Tell whether the word is written in capitals, as abbreviations are: OTS, GGD'en, ICT-plan."""
        letters = re.split(r"[-'’]", self.text)[0]
        if len(letters) < _LEAST_ABBREVIATION or self.shouted:
            return False
        return letters.isupper() or _MIXED.fullmatch(letters) is not None


def tokens(text: str) -> list[Token]:
    """Return the words of a text in order."""
    shouts = _shouts(text)
    return [
        Token(hit.start(), hit.end(), hit[0], _opens(text, hit.start()), _within(hit.start(), shouts))
        for hit in _TOKEN.finditer(text)
    ]


def _opens(text: str, start: int) -> bool:
    before = text[max(0, start - _LOOK_BACK) : start]
    if start > _LOOK_BACK and not re.search(r"\S", before):
        return True
    return (
        (start <= _LOOK_BACK or "\n" in before or before.strip() != "")
        and bool(_CLOSED.search(before if start <= _LOOK_BACK else "x" + before))
        and not _SHORT.search(before)
    )


def _shouts(text: str) -> list[tuple[int, int]]:
    """Return the lines written in capitals."""
    places, start = [], 0
    for line in text.splitlines(keepends=True):
        words = [word for word in re.findall(rf"{LETTER}+", line) if len(word) > 1]
        if len(words) >= _LEAST_SHOUT and sum(word.isupper() for word in words) > 0.7 * len(words):
            places.append((start, start + len(line)))
        start += len(line)
    return places


def _within(place: int, ranges: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in ranges)
