"""Numbers that are one person's: BSN, bank account, telephone."""

import re
from collections.abc import Iterator

import phonenumbers

from rules.gate_findings import Finding, FindingKind, found
from rules.gate_forms import GAP, Pattern, digits, is_date, pattern
from rules.gate_words import section

_SURELY_AN_ACCOUNT = 11
_REGION = "NL"
_LEAST_DIGITS = 8
_OF_A_YEAR = re.compile(r"(?:19|20)\d\d[-/]\d{1,5}$")
"""The number of a visit or a file in its year, such as 2026-114."""


def is_bsn(digits: str) -> bool:
    """Tell whether 8 or 9 digits pass the 11-proof of the citizen service number (burgerservicenummer).

    Source: law, Besluit burgerservicenummer art. 4 (elfproef).
    """
    padded = [int(digit) for digit in digits.zfill(9)]
    total = sum(digit * weight for digit, weight in zip(padded, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return total % 11 == 0 and any(padded)


def is_iban(text: str) -> bool:
    """Tell whether a text without gaps passes the check digits of an account number (ISO 13616, modulo 97)."""
    turned = (text[4:] + text[:4]).upper()
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _bsn(hit: re.Match[str]) -> bool:
    plain = digits(hit[0])
    return len(plain) in (8, 9) and is_bsn(plain) and not is_date(hit[0])


def _iban(hit: re.Match[str]) -> bool:
    plain = re.sub(r"[^A-Za-z0-9]", "", hit[0])
    return plain[:2].upper() == "NL" or is_iban(plain) or sum(map(str.isdigit, plain)) > _SURELY_AN_ACCOUNT


def _phone(hit: re.Match[str]) -> bool:
    plain = digits(hit[0])
    return 8 <= len(plain) <= 15 and not _is_public(plain)


def _is_public(digits: str) -> bool:
    national = re.sub(r"^(?:00)?31", "0", digits)
    return national in section("stays.txt", "phones") or national.startswith(("0800", "0900"))


def _phone_by_cue(hit: re.Match[str]) -> bool:
    plain = digits(hit["it"])
    return 7 <= len(plain) <= 12 and not _is_public(plain) and _OF_A_YEAR.match(hit["it"]) is None


def accounts_of_banks() -> Iterator[Pattern]:
    """Yield the forms of a bank account: with check digits, or named."""
    yield pattern(
        FindingKind.IBAN,
        r"(?<![A-Za-z0-9])[A-Z]{2}[ .-]?\d{2}(?:[ .-]?[A-Z0-9]{4}){2,7}(?:[ .-]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])",
        re.IGNORECASE,
        _iban,
    )
    yield pattern(
        FindingKind.IBAN,
        r"\b(?:iban|rekening(?:nummer|nr\.?)?|rek\.?(?:nr\.?)?)\W{1,3}(?:is\s+)?"
        r"(?P<it>[A-Z]{2}\d{2}[A-Z0-9 .]{8,30}[A-Z0-9])",
        re.IGNORECASE,
    )


def numbers() -> Iterator[Pattern]:
    """Yield the forms of a BSN and a telephone number, the surest first."""
    yield pattern(
        FindingKind.BSN,
        r"(?:bsn|burgerservicenummer|sofi-?nummer|sofi)\W{0,3}(?:(?:nr|nummer"
        r"|is|van|de|het|zijn|haar|jongere|cliënt)\W{1,2}){0,4}"
        rf"(?P<it>\d(?:{GAP}\d){{7,8}})(?!\d)",
        re.IGNORECASE,
    )
    yield pattern(
        FindingKind.PHONE,
        rf"(?=[(+0])(?<![\w+])(?:\(?\+|00)\s?\d{{1,3}}\)?"
        rf"(?:{GAP}\(?0?\)?{GAP}\d){{7,12}}(?!\d)",
        0,
        _phone,
    )
    yield pattern(FindingKind.PHONE, rf"(?<![\w.,-])\(?0{GAP}[1-9](?:{GAP}[()]?{GAP}\d){{8}}(?!\d)", 0, _phone)
    yield pattern(FindingKind.BSN, rf"(?<![\d\w./-])\d(?:{GAP}\d){{7,8}}(?![\d])(?![-/.]\d)", 0, _bsn)
    yield pattern(
        FindingKind.PHONE,
        r"\b(?:tel(?:efoon)?(?:nummer|nr)?|mobiel(?:e)?(?:\s*nummer)?|06-nummer"
        r"|gsm|bel(?:len|t)?|terugbel(?:len)?|bereikbaar|app(?:en)?|whatsapp"
        rf"|nummer)\b[.:]?\s*(?:(?:is|op|naar|via|onder|met|nummer|het|nr|de"
        rf"|van|met)[.:]?\s+){{0,4}}(?P<it>\(?[+0]?{GAP}\d(?:{GAP}[()]?\d){{6,10}})(?!\d)",
        re.IGNORECASE,
        _phone_by_cue,
    )


def dialled(text: str) -> Iterator[Finding]:
    """Yield what the numbering plans of the world know as a telephone number and no form above has."""
    if len(digits(text)) < _LEAST_DIGITS:
        return
    for hit in phonenumbers.PhoneNumberMatcher(text, _REGION):
        if hit.raw_string[0] in "+0(" and not is_date(hit.raw_string) and not _is_public(digits(hit.raw_string)):
            yield found(hit.start, hit.end, FindingKind.PHONE)
