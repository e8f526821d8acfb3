"""What points at somebody together with other facts: age, school, room, a circumstance that few share."""

import re
from functools import cache

from rules.gate_findings import Finding, FindingKind, found

_UNITS = "een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf"
_TEENS = (
    "dertien|veertien|vijftien|zestien|zeventien|achttien|negentien|twintig|eenentwintig|tweeëntwintig|drieëntwintig"
)
_COUNT = rf"(?:\d{{1,2}}|{_UNITS}|{_TEENS})(?:\s?½|,5|[- ]?en[- ]?een[- ]?half)?"
_ORDINAL = (
    r"(?:\d{1,2}(?:e|de|ste)|eerste|tweede|derde|vierde|vijfde|zesde|zevende"
    r"|achtste|negende|tiende|elfde|twaalfde|dertiende|veertiende|vijftiende"
    r"|zestiende|zeventiende|achttiende|negentiende|twintigste|eenentwintigste)"
)
# "al drie jaar" is how long, "binnen een jaar" when, "tussen twaalf en zestien jaar" a range: none of these is an age.
_NOT_AN_AGE = (
    r"(?<![\w,.:/])(?=[\deéEÉdtvzanDTVZAN])"
    r"(?<!al )(?<!sinds )(?<!na )(?<!binnen )(?<!over )(?<!elke )(?<!vanaf )"
    r"(?<!ruim )(?<!bijna )(?<!voor )(?<!per )(?<!tot )(?<!onder )(?<!boven )"
    r"(?<!afgelopen )(?<!laatste )(?<!komende )(?<!vorig )(?<!in )(?<!de )"
    r"(?<!het )(?<!dan )(?<!gedurende )(?<!pas )(?<!om )(?<!minstens )"
    r"(?<!max )"
    r"(?<!maximaal )(?<!minimaal )(?<!minder dan )(?<!en )(?<!t/m )(?<!tot en met )(?<!-)"
    r"(?<!– )(?<!- )(?<![\w,.:/])"
)
_SCHOOL_NOUN = (
    r"(?:basisschool|bassischool|school|middelbare school|praktijkschool"
    r"|vakschool|scholengemeenschap|brede school|kindcentrum|ikc|obs|cbs"
    r"|rkbs|pcbs|rk basisschool|sbo"
    r"|vso|so|isk|pro|mbo|roc|aoc|lyceum|gymnasium|mavo|havo|montessorischool"
    r"|vrijeschool|jenaplanschool|daltonschool|speciaal onderwijs|zmlk"
    r"|kinderopvang|kinderdagverblijf"
    r"|peuterspeelzaal|opleiding|cluster [34])"
)
_CAP = r"[A-ZÀ-Þ][\w'’.-]{0,40}"
_CAPS = (
    rf"(?:(?:(?:van|de|der|den|het|'t|op|aan|ter|ten)\s+)?{_CAP}(?:\s+(?:"
    rf"(?:van|de|der|den|het|ter|ten)\s+)?{_CAP}){{0,4}})"
)
_SCHOOL_END = r"(?:college|lyceum|school|scholen|gymnasium|mavo|schoolgemeenschap|scholengemeenschap|academie)"
_UNIQUE = (
    r"(?:\b(?:de|het|als) enige?\s+(?:\w+\s+){0,3}?(?:jongen|meisje|jongere"
    r"|kind|op|in|van|met|die|dat|hier|jongetje)\b|\b(?:twee|drie)ling"
    r"(?:broer|zus)?\b"
    r"|\bzeldzame\s+(?:\w+\s+)?(?:ziekte|aandoening|afwijking)\b|\benigst?e? "
    r"(?:jongen|meisje|jongere)\b)"
)


@cache
def _forms() -> tuple[tuple[FindingKind, re.Pattern[str]], ...]:
    flags = re.IGNORECASE
    kind = FindingKind
    return (
        (
            kind.AGE,
            re.compile(
                rf"(?<!\w)(?:\d{{1,2}}|{_UNITS}|{_TEENS})(?:[- ]?(?:en[- ]?een[- ]?half)?)?[- ]?jarige?n?(?!\w)(?!\s+"
                rf"(?:bestaan|jubileum|contract|plan|programma|traject))",
                flags,
            ),
        ),
        (
            kind.AGE,
            re.compile(rf"{_NOT_AN_AGE}{_COUNT}\s?(?:jaar|jr\.?|maanden|mnd\.?|weken)\s+(?:oud|jong)\w*", flags),
        ),
        (
            kind.AGE,
            re.compile(
                rf"{_NOT_AN_AGE}{_COUNT}\s?(?:jaar|jr\b\.?|j\.)(?!\s+"
                rf"(?:geleden|lang|later|ervaring|gesloten|cel|tbs|bij|in dienst|op de"
                rf"|op een|op rij|werk|voor|na|achter|eerder|en ouder|of ouder|en jonger"
                rf"|of jonger|van|niet|geen|niks))(?!\w)",
                flags,
            ),
        ),
        (kind.AGE, re.compile(r"\((?P<it>\d{1,2}(?:(?:, ?| en | ?/ ?)\d{1,2})+)(?:\s?(?:jaar|jr\.?))?\)", flags)),
        (kind.AGE, re.compile(r"\((?P<it>\d{1,2})(?:\s?(?:jaar|jr\.?|j\.?|m|v|j))?\)", flags)),
        (
            kind.AGE,
            re.compile(
                rf"\b(?:leeftijd(?:\s+(?:is|van))?|inmiddels|jongen|meisje|kind|zoon"
                rf"|dochter|jongere|broertje|zusje|zoontje|dochtertje)\s*(?:van|:|is"
                rf"|zijn)?\s+(?:net\s+|pas\s+|bijna\s+|nu\s+)?"
                rf"(?P<it>\d{{1,2}}|{_TEENS}|{_UNITS}|anderhalf)(?!\w)(?!\s*(?:uur|keer|maal|weken"
                rf"|dagen|jongeren|andere|medewerkers|kinderen|groepen|minuten|maanden"
                rf"|euro|en |%))",
                flags,
            ),
        ),
        (
            kind.AGE,
            re.compile(
                rf"\b(?:is|was|wordt|werd|ben|word)\s+(?:zij |hij |ze )?(?:net |pas |bijna |nu "
                rf"|inmiddels |nog maar |al )?(?P<it>\d{{1,2}}|{_TEENS}|acht|negen|tien"
                rf"|elf|twaalf)"
                r"(?![,.]\d)(?=\s*(?:[.,;!?]|$|\bjaar(?!\s+geleden)|\ben\b(?!\s+\w+\s+(?:uur"
                r"|jaar))|\bmaar\b|\bgeworden\b|\btoen\b))",
                flags,
            ),
        ),
        (
            kind.AGE,
            re.compile(
                rf"\b(?:wordt|werd|word)\s+(?:in\s+\w+|over\s+\w+\s+\w+|\w+\s+(?:week|maand|jaar|keer)|morgen|binnenkort"
                rf"|vandaag|straks|dan)\s+(?P<it>\d{{1,2}}|{_TEENS})(?!\w)(?!\s*(?:uur|keer|maal|weken|dagen|euro|%))",
                flags,
            ),
        ),
        (kind.AGE, re.compile(rf"\b(?P<it>{_ORDINAL})\s+(?:verjaardag|levensjaar)", flags)),
        (
            kind.AGE,
            re.compile(
                rf"\b(?:sinds|voor|na|vanaf|tot|op)\s+(?:haar|zijn|hun)\s+(?P<it>{_ORDINAL}"
                rf"|\d{{1,2}}|{_TEENS})(?!\w)",
                flags,
            ),
        ),
        (
            kind.AGE,
            re.compile(
                rf"\b(?:toen|sinds|omdat|dat)\s+(?:ze|zij|hij|ik)\s+(?P<it>\d{{1,2}}"
                rf"|{_TEENS}|{_UNITS})\s+(?:was|werd|is|wordt)\b",
                flags,
            ),
        ),
        (kind.SCHOOL, re.compile(rf"\b(?i:{_SCHOOL_NOUN})\b\s*[(:,]?\s*['\"‘“]?{_CAPS}(?:\s+(?:in|te)\s+{_CAP})?")),
        (
            kind.SCHOOL,
            re.compile(
                rf"(?:\b(?:het|de)\s+)?(?:{_CAP}\s+(?:(?:van|de|der|den)\s+)?){{0,3}}{_CAP}{_SCHOOL_END}\b"
                rf"(?:\s+{_CAP})*(?:\s+in\s+{_CAP})?"
            ),
        ),
        (
            kind.SCHOOL,
            re.compile(
                rf"(?:\b(?:het|de)\s+)?(?:{_CAP}\s+(?:(?:van|de|der|den)\s+)?){{1,3}}(?i:{_SCHOOL_END})\b"
                rf"(?:\s+in\s+{_CAP})?"
            ),
        ),
        (
            kind.ROOM,
            re.compile(
                r"\bkamer(?:nummer|nr\.?)?\s+(?:nr\.?\s*)?(?P<it>\d{1,3}[a-z]?)\b(?!\s*"
                r"(?:uur|keer|jongeren|dagen|minuten))",
                flags,
            ),
        ),
        (
            kind.STAFF,
            re.compile(
                r"\bdie\s+(?:lange|kleine|dikke|kale|blonde|donkere|oude|jonge|nieuwe"
                r"|grote|dunne)\s+(?:\w+\s+)?(?:van|met)\s+(?:de|het|die)\s+\w+",
                flags,
            ),
        ),
        (kind.CIRCUMSTANCE, re.compile(_UNIQUE, flags)),
    )


def soft(text: str) -> list[Finding]:
    """Return what does not name somebody but narrows down who it is."""
    findings: list[Finding] = []
    for kind, form in _forms():
        group = "it" if "it" in form.groupindex else 0
        for hit in form.finditer(text):
            start, end = hit.span(group)
            if not any(finding.overlaps(start, end) for finding in findings):
                findings.append(found(start, end, kind))
    return findings
