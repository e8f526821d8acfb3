"""Structured identifiers: what has a form of its own, such as numbers, addresses, dates of birth and accounts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from rules.gate_findings import Finding, FindingKind, found
from rules.gate_words import fold, section

Check = Callable[[re.Match[str]], bool]

_ZW = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_GAP = rf"[ \t\u00a0\u202f\u2009.\-‐‑‒–/{_ZW}]{{0,3}}"
_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶĹĽŁŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŹŻŽ"
_WORD = rf"[{_UPPER}][\w'’.-]*"
_MONTH = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|maart|mrt|apr(?:il)?|mei|juni?|juli?"
    r"|aug(?:ustus)?|sept?(?:ember)?|okt(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:(?:19|20)\d\d|['’]?\d\d)"
_DATE = (
    rf"(?:{_DAY}\s*[-/.–]\s*{_MONTH_NUMBER}\s*[-/.–]\s*{_YEAR}|{_DAY}(?:e"
    rf"|ste|de)?[\s-]+{_MONTH}[\s-]+{_YEAR}"
    rf"|(?:19|20)\d\d[-/.]{_MONTH_NUMBER}[-/.]{_DAY}|(?:19|20)\d\d(?:0[1-9]"
    rf"|1[0-2])(?:[0-2]\d|3[01])"
    rf"|{_DAY}(?:[01]\d)(?:19|20)\d\d)(?!\d)"
)
_BORN = (
    r"(?:geboren|geb(?:\.\s?(?:dat(?:um|\.))?|oorte(?:datum|dag|jaar)?)?"
    r"|g\.d\.|verjaardag|verjaart|jarig|geboortedata)"
)
_STREET_END = (
    r"(?:straat|str\.|laan|weg|plein|gracht|kade|singel|dijk|hof|pad|steeg"
    r"|park|plantsoen|dreef|wal|vest|markt|baan"
    r"|dam|kamp|erf|haven|oord|akker|veld|weide|zoom|tuin|poort|brink|hoek"
    r"|meent|stede|waard|boulevard|allee|ring|rede"
    r"|wijk|burg|horst|rak|werf|eiland|heuvel|berg|bos|duin|donk|kreek"
    r"|vaart|vliet|drift|spoor|bolwerk|passage|rijn|hout)"
)
_HOUSE = r"\d{1,5}(?:[ -]?[a-zA-Z](?![\w]))?(?:[ -]?(?:\d{1,4}|bis|hs|huis|rood|zwart|[IVX]{1,4})(?!\w))?"
_POSTCODE = r"[1-9]\d{3}[ \u00a0]?(?!(?:SA|SD|SS)\b)[A-Z]{2}(?![\w])"
_NAMED_STREET = rf"(?:(?:{_WORD}|van|de|der|den|het|'t|ten|ter|te|la)\s+){{0,4}}{_WORD}"
_SITES = (
    r"(?:instagram|facebook|fb|tiktok|snapchat|twitter|x|linkedin|youtube"
    r"|twitch|telegram|t|discord|pinterest|threads|reddit"
    r"|vk|onlyfans|wa|m)\.(?:com|nl|me|tv|gg|net)"
)
_NETWORK = (
    r"(?:insta(?:gram)?|snap(?:chat)?|tiktok|tik tok|facebook|twitter|discord"
    r"|telegram|youtube|twitch|roblox|steam|psn)"
)
_CODE = r"[A-Za-z]{0,8}[-/._]?\d[\w]*(?:[-/.]\w+)*"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One form: where the identifier stands in the match (group `it`, else the whole), and what proves it."""

    kind: FindingKind
    form: re.Pattern[str]
    proves: Check | None = None


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


def _digits(text: str) -> str:
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def _bsn(hit: re.Match[str]) -> bool:
    digits = _digits(hit[0])
    return len(digits) in (8, 9) and is_bsn(digits) and not _is_date(hit[0])


def _is_date(text: str) -> bool:
    return re.fullmatch(_DATE, text) is not None


def _iban(hit: re.Match[str]) -> bool:
    plain = re.sub(r"[^A-Za-z0-9]", "", hit[0])
    return plain[:2].upper() == "NL" or is_iban(plain)


def _phone(hit: re.Match[str]) -> bool:
    digits = _digits(hit[0])
    return 8 <= len(digits) <= 15 and not _is_public(digits)


def _is_public(digits: str) -> bool:
    national = re.sub(r"^(?:00)?31", "0", digits)
    return national in section("stays.txt", "phones") or national.startswith(("0800", "0900"))


def _private_mail(hit: re.Match[str]) -> bool:
    name, _, domain = hit[0].casefold().partition("@")
    return not (name in section("stays.txt", "mailboxes") and domain in section("stays.txt", "domains"))


def _plate(hit: re.Match[str]) -> bool:
    signs = re.sub(r"[^A-Za-z0-9]", "", hit[0])
    return len(signs) == 6 and not signs.isdigit() and not signs.isalpha()


def _born_then(hit: re.Match[str]) -> bool:
    year = re.search(r"(?:19|20)\d\d", hit["it"])
    return year is not None and 1930 <= int(year[0]) <= 2020


def _own_address(hit: re.Match[str]) -> bool:
    """Refuse what the text itself calls a place of the institution."""
    before = re.search(r"([\w-]+)\W+(?:de |het )?$", hit.string[max(0, hit.start("it") - 40) : hit.start("it")])
    after = hit.string[hit.end("it") : hit.end("it") + 60]
    return (before is None or fold(before[1]) not in section("stays.txt", "before")) and not re.match(
        r"(?:\s+\d+\w*)?\W{1,2}is (?:het|een) (?:post|bezoek)?adres van (?:de"
        r"|het|een) (?:instelling|locatie|groep|organisatie|aanbieder)",
        after,
    )


_I = re.IGNORECASE


def _p(kind: FindingKind, form: str, flags: int = 0, proves: Check | None = None) -> Pattern:
    return Pattern(kind, re.compile(form, flags), proves)


@cache
def patterns() -> tuple[Pattern, ...]:
    """Return every form, those that are surest first: what one has taken the next leaves alone."""
    kind = FindingKind
    return (
        _p(
            kind.EMAIL,
            r"[\w.+%'-]+(?:@|\s@\s|\s?\[at\]\s?|\s?\(at\)\s?|＠)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}",
            _I,
            _private_mail,
        ),
        _p(
            kind.SOCIAL_ACCOUNT,
            rf"(?<![\w.])(?:https?://)?(?:(?:www|m|nl|nl-nl)\.)?{_SITES}/(?:[@\w.%?=&/#~-]*[\w/])",
            _I,
        ),
        _p(kind.SOCIAL_ACCOUNT, r"(?<![\w.@])@[\w](?:[\w.-]*\w)?"),
        _p(kind.SOCIAL_ACCOUNT, r"\b[\w.]{2,32}#\d{4}\b"),
        _p(
            kind.SOCIAL_ACCOUNT,
            rf"\b{_NETWORK}(?:[- ]?(?:account|naam|profiel|id))?(?:\s+(?:is|heet"
            rf"|als|onder|op|de|naam|het|account|gebruikersnaam|ze|hij|zij"
            r"|zich|daar|via|van|haar|hem)){0,6}\s*:?\s*['\"‘“(]?(?P<it>(?=[\w.]*[\d_.]\w)[\w.]*\w)",
            _I,
        ),
        _p(
            kind.SOCIAL_ACCOUNT,
            r"\b(?:gebruikersnaam|accountnaam|nickname|gamertag|account|username"
            r"|profiel)(?:\s+(?:is|heet|van|op|op\s\w+))?\s*:?\s*['\"‘“(]?"
            r"(?P<it>(?=[\w.]*[\d_.]\w)[\w.]*\w)",
            _I,
        ),
        _p(
            kind.IBAN,
            r"(?<![A-Za-z0-9])[A-Z]{2}[ .-]?\d{2}(?:[ .-]?[A-Z0-9]{4}){2,7}(?:[ .-]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])",
            _I,
            _iban,
        ),
        _p(
            kind.IBAN,
            r"\b(?:iban|rekening(?:nummer)?|rek\.?(?:nr\.?)?)\W{1,3}(?:is\s+)?"
            r"(?P<it>[A-Z]{2}\d{2}[A-Z0-9 .]{8,30}[A-Z0-9])",
            _I,
        ),
        _p(
            kind.BIRTH_DATE,
            rf"\b{_BORN}\W{{0,3}}(?:\w+[\s:]+){{0,3}}?\W{{0,3}}(?P<it>{_DATE}|{_DAY}"
            rf"(?:e|ste|de)?\s+{_MONTH}(?!\w)|{_MONTH}\s+{_YEAR}"
            r"|(?:19|20)\d\d(?!\d))",
            _I,
        ),
        _p(
            kind.BIRTH_DATE,
            rf"(?P<it>{_DATE}|{_DAY}\s+{_MONTH}(?:\s+(?:19|20)\d\d)?|{_MONTH}\s+"
            rf"(?:19|20)\d\d|\b(?:19|20)\d\d)\s+"
            r"(?:\w+\s+){0,2}(?:geboren|jarig)\b",
            _I,
        ),
        _p(
            kind.BIRTH_DATE,
            r"\b(?:is|zijn|jongen|meisje|jongere|kind|eentje|iemand)\s+(?:er\s+een\s+)?"
            r"(?:van|uit)\s+(?P<it>(?:19|20)\d\d)(?!\d)"
            r"(?!\s*(?:tot|-|t/m))",
            _I,
            _born_then,
        ),
        _p(kind.BIRTH_DATE, r"\b(?:bouwjaar|geboortejaar|jaargang|lichting)\s+(?:is\s+)?(?P<it>['’]?\d{2,4})\b", _I),
        _p(
            kind.BIRTH_DATE,
            rf"(?<![\w/-])(?P<it>(?:{_DAY}[-/.]{_MONTH_NUMBER}[-/.](?:19|20)\d\d"
            rf"|(?:19|20)\d\d-{_MONTH_NUMBER}-{_DAY}))(?!\d)",
            0,
            _born_then,
        ),
        _p(kind.BIRTH_DATE, rf"[(]\s*\*?\s*(?P<it>{_DATE})\s*[)]", _I, _born_then),
        _p(
            kind.BSN,
            r"(?:bsn|burgerservicenummer|sofi-?nummer|sofi)\W{0,3}(?:(?:nr|nummer"
            r"|is|van|de|het|zijn|haar|jongere|cliënt)\W{1,2}){0,4}"
            rf"(?P<it>\d(?:{_GAP}\d){{7,8}})(?!\d)",
            _I,
        ),
        _p(
            kind.PHONE,
            rf"(?=[(+0])(?<![\w+])(?:\(?\+|00)\s?\d{{1,3}}\)?"
            rf"(?:{_GAP}\(?0?\)?{_GAP}\d){{7,12}}(?!\d)",
            0,
            _phone,
        ),
        _p(kind.PHONE, rf"(?<![\w.,-])\(?0{_GAP}[1-9](?:{_GAP}[()]?{_GAP}\d){{8}}(?!\d)", 0, _phone),
        _p(kind.BSN, rf"(?<![\d\w./-])\d(?:{_GAP}\d){{7,8}}(?![\d])(?![-/.]\d)", 0, _bsn),
        _p(
            kind.PHONE,
            r"\b(?:tel(?:efoon)?(?:nummer|nr)?|mobiel(?:e)?(?:\s*nummer)?|06-nummer"
            r"|gsm|bel(?:len|t)?|terugbel(?:len)?|bereikbaar|app(?:en)?|whatsapp"
            rf"|nummer)\b[.:]?\s*(?:(?:is|op|naar|via|onder|met|nummer|het|nr|de"
            rf"|van|met)[.:]?\s+){{0,4}}(?P<it>\(?[+0]?{_GAP}\d(?:{_GAP}[()]?\d){{6,10}})(?!\d)",
            _I,
            _phone_by_cue,
        ),
        _p(kind.PLATE, r"(?<![\w-])[A-Z0-9]{1,3}-[A-Z0-9]{1,3}-[A-Z0-9]{1,3}(?![\w-])", 0, _plate),
        _p(
            kind.PLATE,
            r"\b(?:kenteken|nummerplaat|kentekenplaat)(?:nummer)?\W{1,3}(?:is\s+"
            r"|van\s+)?(?P<it>(?=[\w -]*\d)[A-Za-z0-9]{1,4}(?:[ -]?[A-Za-z0-9]{1,3}){1,2})(?!\w)",
            _I,
        ),
        *_case_numbers(),
        *_addresses(),
    )


def _phone_by_cue(hit: re.Match[str]) -> bool:
    digits = _digits(hit["it"])
    return 7 <= len(digits) <= 12 and not _is_public(digits)


def _case_number(hit: re.Match[str]) -> bool:
    return not _is_date(hit["it"]) and sum(map(str.isdigit, hit["it"])) > 2


def _case_numbers() -> Iterator[Pattern]:
    kind = FindingKind.CASE_NUMBER
    noun = (
        r"(?:dossier|zaak|rekest|cliënt|client|patiënt|patient|klant|casus|registratie"
        r"|polis|kamerstuk|rol|klacht|aanmeld|melding|beschikking|indicatie"
        r"|traject|lokaal "
        r"|persoons|leerling|relatie|document|paspoort|id|v|parket|vreemdelingen)-?"
        r"(?:nummer|nr\.?|code|id)"
    )
    yield _p(
        kind,
        rf"\b(?:{noun}|kenmerk|zaak|dossier|referentie(?:nummer)?|ref\.|ons kenmerk"
        rf"|uw kenmerk|zaaknr|casus)\W{{0,3}}(?:(?:is|luidt|van|nr\.?|nummer"
        rf"|met|de|het|onder|jongere|rechtbank)\W{{1,2}}){{0,4}}"
        rf"(?P<it>(?:[A-Z]{{1,8}}[ /]){{0,3}}{_CODE})",
        re.IGNORECASE,
        _case_number,
    )
    yield _p(kind, r"(?<![\w/-])[A-Z]{1,5}[-/.]?(?:19|20)?\d{2}[-/.]\d{2,8}(?:[-/.]\w{1,6})?(?![\w])")
    yield _p(
        kind,
        r"(?<![\w/-])(?:[A-Z]{1,5}/?)?[A-Z]?/?\d{1,3}/\d{4,7}(?:\s?/\s?[A-Z]{2}\s?[A-Z]{2}\s?\d{2}[-/]\d{1,5})?(?![\w/])",
    )
    yield _p(kind, r"(?<![\w/-])(?:[A-Z]{2,6}[-/])+\d{4,9}(?:[-/]\w{1,8})*(?![\w])")
    yield _p(kind, r"(?<![\w/-])C/\d{2}/\d{5,6}(?:\s?/\s?[A-Z ]{2,6}\s?\d{2}[-/]\d{1,5})?")
    yield _p(kind, r"(?<![\w/-])\d{2,6}[-/][A-Z]{1,4}[-/]\d{2,6}(?![\w])")


def _addresses() -> Iterator[Pattern]:
    kind = FindingKind.ADDRESS
    place = rf"(?:,?\s+(?:te |in )?{_WORD})?"
    yield _p(
        kind,
        rf"(?:{_NAMED_STREET}\s+(?:nr\.?\s*|nummer\s+)?{_HOUSE}\s*[,;(]?\s*"
        rf"(?:in |te )?)?(?:postcode\s+)?{_POSTCODE}"
        rf"(?:,?\s+(?:huis)?(?:nummer|nr\.?)\s*{_HOUSE}|\s?[-,]?\s?\d{{1,4}}[a-zA-Z]?(?!\w))?{place}",
    )
    yield _p(
        kind,
        r"\bpostcode\W{1,3}(?:is\W+|en huisnummer\W+)?[1-9]\d{3}\s?(?:[a-z]{2}\b)?"
        r"(?:\W{1,2}(?:huis)?(?:nummer|nr\.?)?\s*\d{1,4}\w?)?",
        re.IGNORECASE,
    )
    yield _p(
        kind,
        rf"(?<![\w-])(?P<it>(?:[{_UPPER}][\w'’.-]*\s+(?:(?:van|de|der|den|het"
        rf"|ten|ter)\s+){{0,2}}){{0,3}}[{_UPPER}]?[\w'’-]*{_STREET_END}\s+"
        rf"(?:nr\.?\s*|nummer\s+)?{_HOUSE})(?![\w.:]*\d)",
        0,
        _street,
    )
    yield _p(
        kind,
        rf"(?<![\w-])(?P<it>(?:[{_UPPER}][\w'’.-]*\s+(?:(?:van|de|der|den|het"
        rf"|ten|ter)\s+){{0,2}}){{0,3}}[{_UPPER}][\w'’-]*"
        r"(?:straat|straatje|laan|laantje|gracht|singel|plantsoen|steeg|dreef"
        r"|kade|plein|weg|dijk|hof))(?![\w-])",
        0,
        _street,
    )
    yield _p(
        kind,
        rf"(?:\b[Aa]dres|\bwoon(?:t|de|achtig)|\bwonen(?:d|de)?|\bverblijft"
        rf"|\bverhuisd|\blogeert|\bhuis)\W{{1,3}}(?:\w+\s+){{0,5}}?(?:aan |op "
        rf"|naar |is )?(?:de |het )?"
        rf"(?P<it>{_NAMED_STREET}\s+(?:nr\.?\s*|nummer\s+)?{_HOUSE})(?!\s*(?:{_MONTH}"
        rf"|uur|jaar|keer|weken|dagen))",
        0,
        _street,
    )
    yield _p(kind, rf"(?=[ho])\b(?:huisnummer|op nummer)\s+(?P<it>{_HOUSE})")


def _street(hit: re.Match[str]) -> bool:
    first = fold(re.split(r"\s", hit["it"])[0])
    return _own_address(hit) and not (
        hit["it"][0].islower() and first not in {"van", "de", "der", "den", "het", "ten", "ter", "'t"}
    )


def structured(text: str) -> list[Finding]:
    """Return the structured identifiers of a text; where two overlap the surer one stays."""
    findings: list[Finding] = []
    for pattern in patterns():
        group = "it" if "it" in pattern.form.groupindex else 0
        for hit in pattern.form.finditer(text):
            start, end = hit.span(group)
            free = not any(finding.overlaps(start, end) for finding in findings)
            if free and (pattern.proves is None or pattern.proves(hit)):
                findings.append(found(start, end, pattern.kind))
    return findings
