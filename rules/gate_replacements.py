"""What can stand in the place of a finding, with one click: a role, a range of ages, or nothing."""

import re
from collections.abc import Mapping

from rules.gate_findings import Finding, FindingKind
from rules.gate_words import fold, section

REPLACEMENTS: Mapping[FindingKind, str] = {
    FindingKind.BSN: "een nummer",
    FindingKind.PHONE: "een telefoonnummer",
    FindingKind.EMAIL: "een e-mailadres",
    FindingKind.IBAN: "een rekeningnummer",
    FindingKind.ADDRESS: "een adres",
    FindingKind.BIRTH_DATE: "een datum",
    FindingKind.CASE_NUMBER: "een kenmerk",
    FindingKind.SOCIAL_ACCOUNT: "een account",
    FindingKind.PLATE: "een kenteken",
    FindingKind.PERSON: "een jongere",
    FindingKind.STAFF: "een medewerker",
    FindingKind.SCHOOL: "een school",
    FindingKind.RESIDENCE: "een andere plaats",
    FindingKind.AGE: "een leeftijd",
    FindingKind.ROOM: "",
    FindingKind.CIRCUMSTANCE: "een jongere",
}
_BANDS = ((0, 3), (4, 7), (8, 11), (12, 15), (16, 17), (18, 23))
"""Ages that are told together, in years, first and last included. Source: house policy."""
_NUMBERS = (
    "nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien",
    "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig", "eenentwintig",
    "tweeëntwintig", "drieëntwintig",
)  # fmt: skip
_LOOK_BACK = 30


def replacement(text: str, finding: Finding) -> str:
    """Return what can stand in the place of `finding`; nothing where the word before it is already the role."""
    found = fold(text[finding.start : finding.end])
    if finding.kind is FindingKind.AGE:
        return _range_of(found)
    if finding.kind in (FindingKind.PERSON, FindingKind.STAFF) and _has_role(text, finding.start):
        return ""
    return REPLACEMENTS[finding.kind]


def _has_role(text: str, start: int) -> bool:
    before = re.search(r"([\w-]+)[,\s]{1,2}$", text[max(0, start - _LOOK_BACK) : start])
    return before is not None and fold(before[1]) in section("cues.txt", "person_cues") | section(
        "cues.txt", "staff_cues"
    ) - {"heet", "genaamd", "initialen"}


def _range_of(found: str) -> str:
    """Return the range of ages in the form of what was found: '12-15 jaar', '12-15-jarige'."""
    years = _years(found)
    band = next((f"{first}-{last}" for first, last in _BANDS if years is not None and first <= years <= last), None)
    if band is None:
        return REPLACEMENTS[FindingKind.AGE]
    return f"{band}-jarige" if "jarig" in found else f"{band} jaar"


def _years(found: str) -> int | None:
    digits = re.search(r"\d{1,2}", found)
    if digits:
        return int(digits[0])
    return next((years for years, word in reversed(list(enumerate(_NUMBERS))) if found.startswith(word)), None)
