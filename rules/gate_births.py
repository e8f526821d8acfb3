"""Dates of birth: said to be one, or a full date of long ago."""

import re
from collections.abc import Iterator

from rules.gate_findings import FindingKind
from rules.gate_forms import DATE, DAY, MONTH, MONTH_NUMBER, YEAR, Pattern, pattern

_BORN = (
    r"(?:geboren|geb(?:\.\s?(?:dat(?:um|\.))?|oorte(?:datum|dag|jaar)?)?"
    r"|g\.d\.|verjaardag|verjaart|jarig|geboortedata)"
)


def _born_then(hit: re.Match[str]) -> bool:
    year = re.search(r"(?:19|20)\d\d", hit["it"])
    return year is not None and 1930 <= int(year[0]) <= 2020


def birth_dates() -> Iterator[Pattern]:
    """Yield the forms of a date of birth."""
    yield pattern(
        FindingKind.BIRTH_DATE,
        rf"\b{_BORN}\W{{0,3}}(?:\w+[\s:]+){{0,3}}?\W{{0,3}}(?P<it>{DATE}|{DAY}"
        rf"(?:e|ste|de)?\s+{MONTH}(?!\w)|{MONTH}\s+{YEAR}"
        r"|(?:19|20)\d\d(?!\d))",
        re.IGNORECASE,
    )
    yield pattern(
        FindingKind.BIRTH_DATE,
        rf"(?P<it>{DATE}|{DAY}\s+{MONTH}(?:\s+(?:19|20)\d\d)?|{MONTH}\s+"
        rf"(?:19|20)\d\d|\b(?:19|20)\d\d)\s+"
        r"(?:\w+\s+){0,2}(?:geboren|jarig)\b",
        re.IGNORECASE,
    )
    yield pattern(
        FindingKind.BIRTH_DATE,
        r"\b(?:is|zijn|jongen|meisje|jongere|kind|eentje|iemand)\s+(?:er\s+een\s+)?"
        rf"(?:van|uit)\s+(?P<it>{DATE}|(?:{MONTH}\s+)?(?:19|20)\d\d)(?!\d)"
        r"(?!\s*(?:tot|-|t/m))",
        re.IGNORECASE,
        _born_then,
    )
    yield pattern(
        FindingKind.BIRTH_DATE,
        r"\b(?:bouwjaar|geboortejaar|jaargang|lichting)\s+(?:is\s+)?(?P<it>['’]?\d{2,4})\b",
        re.IGNORECASE,
    )
    yield pattern(
        FindingKind.BIRTH_DATE,
        rf"(?<![\w/-])(?P<it>(?:{DAY}[-/.]{MONTH_NUMBER}[-/.](?:19|20)\d\d"
        rf"|(?:19|20)\d\d-{MONTH_NUMBER}-{DAY}))(?!\d)",
        0,
        _born_then,
    )
    yield pattern(FindingKind.BIRTH_DATE, rf"[(]\s*\*?\s*(?P<it>{DATE})\s*[)]", re.IGNORECASE, _born_then)
