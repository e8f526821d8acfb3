"""Addresses: postcode, street with a number, and what is said to be where somebody lives."""

import re
from collections.abc import Iterator

from rules.gate_findings import FindingKind
from rules.gate_forms import MONTH, UPPER, WORD, Pattern, pattern
from rules.gate_words import fold, section

_STREET_END = (
    r"(?:straat|str\.|laan|weg|plein|gracht|kade|singel|dijk|hof|pad|steeg"
    r"|park|plantsoen|dreef|wal|vest|markt|baan"
    r"|dam|kamp|erf|haven|oord|akker|veld|weide|zoom|tuin|poort|brink|hoek"
    r"|meent|stede|waard|boulevard|allee|ring|rede"
    r"|wijk|burg|horst|rak|werf|eiland|heuvel|berg|bos|duin|donk|kreek"
    r"|vaart|vliet|drift|spoor|bolwerk|passage|rijn|hout|einde?|beek|buurt|sloot|gaarde|loop|zijde|haag|meer|molen"
    r"|tocht|kwartier|stee|hoven|tuinen|velden|stoep)"
)
_HOUSE = r"\d{1,5}(?:[ -]?[a-zA-Z](?![\w]))?(?:[ -]?(?:\d{1,4}|bis|hs|huis|rood|zwart|[IVX]{1,4})(?!\w))?"
_POSTCODE = r"[1-9]\d{3}[ \u00a0]?(?!(?:SA|SD|SS)\b)[A-Z]{2}(?![\w])"
_NAMED_STREET = rf"(?:(?:{WORD}|van|de|der|den|het|'t|ten|ter|te|la)\s+){{0,4}}{WORD}"


def _own_address(hit: re.Match[str]) -> bool:
    """Refuse what the text itself calls a place of the institution."""
    if fold(hit["it"].split()[0]) in section("stays.txt", "before"):
        return False
    before = re.search(r"([\w-]+)\W+(?:de |het )?$", hit.string[max(0, hit.start("it") - 40) : hit.start("it")])
    after = hit.string[hit.end("it") : hit.end("it") + 60]
    return (before is None or fold(before[1]) not in section("stays.txt", "before")) and not re.match(
        r"(?:\s+\d+\w*)?\W{1,2}is (?:het|een) (?:post|bezoek)?adres van (?:de"
        r"|het|een) (?:instelling|locatie|groep|organisatie|aanbieder)",
        after,
    )


def _street(hit: re.Match[str]) -> bool:
    first = fold(re.split(r"\s", hit["it"])[0])
    return _own_address(hit) and not (
        hit["it"][0].islower() and first not in {"van", "de", "der", "den", "het", "ten", "ter", "'t"}
    )


def addresses() -> Iterator[Pattern]:
    """Yield the forms of an address."""
    kind = FindingKind.ADDRESS
    place = rf"(?:,?\s+(?:te |in )?{WORD})?"
    yield pattern(
        kind,
        rf"(?:{_NAMED_STREET}\s+(?:nr\.?\s*|nummer\s+)?{_HOUSE}\s*[,;(]?\s*"
        rf"(?:in |te )?)?(?:postcode\s+)?{_POSTCODE}"
        rf"(?:,?\s+(?:huis)?(?:nummer|nr\.?)\s*{_HOUSE}|\s?[-,]?\s?\d{{1,4}}[a-zA-Z]?(?!\w))?{place}",
    )
    yield pattern(
        kind,
        r"\bpostcode\W{1,3}(?:is\W+|en huisnummer\W+)?[1-9]\d{3}\s?(?:[a-z]{2}\b)?"
        r"(?:\W{1,2}(?:huis)?(?:nummer|nr\.?)?\s*\d{1,4}\w?)?",
        re.IGNORECASE,
    )
    yield pattern(
        kind,
        rf"(?<![\w-])(?P<it>(?:[{UPPER}][\w'’.-]{{0,40}}\s+(?:(?:van|de|der|den|het"
        rf"|ten|ter)\s+){{0,2}}){{0,3}}[{UPPER}]?[\w'’-]{{0,40}}{_STREET_END}\s+"
        rf"(?:nr\.?\s*|nummer\s+)?{_HOUSE}(?:,\s(?:te\s)?{WORD}(?<!\.)(?!\w))?)(?![\w.:]*\d)",
        0,
        _street,
    )
    yield pattern(
        kind,
        rf"(?<![\w-])(?P<it>(?:[{UPPER}][\w'’.-]{{0,40}}\s+(?:(?:van|de|der|den|het"
        rf"|ten|ter)\s+){{0,2}}){{0,3}}[{UPPER}][\w'’-]{{0,40}}"
        r"(?:straat|straatje|laan|laantje|gracht|singel|plantsoen|steeg|dreef"
        r"|kade|plein|weg|dijk|hof))(?![\w-])",
        0,
        _street,
    )
    yield pattern(
        kind,
        rf"(?:\b\w*[Aa]dres(?:\s\w+)?|\bwoon(?:t|de|achtig)|\bwonen(?:d|de)?|\bverblijft"
        rf"|\bverhuisd|\blogeert|\bhuis)\W{{1,3}}(?:\w+\s+){{0,5}}?(?:aan |op "
        rf"|naar |is )?(?:de |het )?"
        rf"(?P<it>{_NAMED_STREET}\s+(?:nr\.?\s*|nummer\s+)?{_HOUSE})(?!\s*(?:{MONTH}"
        rf"|uur|jaar|keer|weken|dagen))",
        0,
        _street,
    )
    yield pattern(kind, rf"(?=[ho])\b(?:huisnummer|op nummer)\s+(?P<it>{_HOUSE})")
