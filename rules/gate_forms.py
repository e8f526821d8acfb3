"""The pieces that the forms of identifiers are made of."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from rules.gate_findings import FindingKind

Check = Callable[[re.Match[str]], bool]

ZW = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
GAP = rf"[ \t\u00a0\u202f\u2009.\-‐‑‒–/{ZW}]{{0,3}}"
UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶĹĽŁŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŹŻŽ"
WORD = rf"[{UPPER}][\w'’.-]{{0,40}}"
MONTH = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|maart|mrt|apr(?:il)?|mei|juni?|juli?"
    r"|aug(?:ustus)?|sept?(?:ember)?|okt(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
YEAR = r"(?:(?:19|20)\d\d|['’]?\d\d)"
DATE = (
    rf"(?:{DAY}\s*[-/.–]\s*{MONTH_NUMBER}\s*[-/.–]\s*{YEAR}|{DAY}(?:e"
    rf"|ste|de)?[\s-]+{MONTH}[\s-]+{YEAR}"
    rf"|(?:19|20)\d\d[-/.]{MONTH_NUMBER}[-/.]{DAY}|(?:19|20)\d\d(?:0[1-9]"
    rf"|1[0-2])(?:[0-2]\d|3[01])"
    rf"|{DAY}(?:[01]\d)(?:19|20)\d\d)(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One form: where the identifier stands in the match (group `it`, else the whole), and what proves it."""

    kind: FindingKind
    form: re.Pattern[str]
    proves: Check | None = None


def pattern(kind: FindingKind, form: str, flags: int = 0, proves: Check | None = None) -> Pattern:
    """Return one form, compiled."""
    return Pattern(kind, re.compile(form, flags), proves)


def digits(text: str) -> str:
    """Return the digits of a text, as plain figures."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def is_date(text: str) -> bool:
    """Tell whether a text is a date and nothing else."""
    return re.fullmatch(DATE, text) is not None
