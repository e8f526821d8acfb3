"""When a text points at somebody although it names nobody: few people, one reporter, a rare trait."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rules.gate_findings import Finding, FindingKind
from rules.vocabulary import Word

LEAST_RESIDENTS = 3
SMALL_GROUP = 8
_SEX = re.compile(
    r"\b(?:jongens?|meisjes?|meiden|meid|jongetje|zoon|dochter|broer(?:tje)?|zus(?:je)?|hij|zij|ze|hem|haar)\b", re.I
)
_ONE_REPORTER = re.compile(
    r"\b(?:[eé][eé]n|1|de|deze|die)\s+(?:\w+\s+)?"
    r"(?:jongere|jongen|meisje|kind|cliënt|bewoner|pupil|ouder|moeder|vader|medewerker)\s+(?:\w+\s+){0,2}?"
    r"(?:vertelde|vertelt|meldde|meldt|zei|zegt|belde|belt|klaagde|klaagt|gaf aan|geeft aan|liet weten|schreef)\b",
    re.IGNORECASE,
)


class Traceability(Word):
    """Why a reader may know who a text is about, although nobody is named."""

    SMALL_GROUP = "small_group", "herleidbaar: op deze groep wonen minder dan drie jongeren"
    FAMILY_HOME = "family_home", "herleidbaar: een gezinshuis is op zichzelf al een gezin"
    AGE_AND_SEX = "age_and_sex", "herleidbaar: leeftijd en geslacht samen wijzen op een kleine groep één jongere aan"
    ONE_REPORTER = "one_reporter", "herleidbaar: er staat dat één persoon dit vertelde"
    RARE_TRAIT = "rare_trait", "herleidbaar: dit geldt voor weinigen, zoals 'de enige' of 'tweeling'"


ADVICE = "Schrijf liever: op meerdere momenten gezien door de vertrouwenspersoon. Laat een tweede persoon meelezen."
"""What to do with each of these. Source: DOMAIN.md 6.1 item 2 (house policy)."""


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What makes a group small: how many live there (None: unknown), and whether it is, or was, a family home."""

    residents: int | None
    is_family_home: bool


def traceable(text: str, findings: Iterable[Finding], group: GroupFacts | None) -> tuple[Traceability, ...]:
    """Return why readers may know who `text` is about, in a fixed order; None: no group is known.

    Source: DOMAIN.md 6.1 item 2, TRUST.md 3 item 4 (house policy): fewer than 3 residents, or a family home; age with
    sex in a group of 8 or fewer; one reporter; a trait of few.
    """
    kinds = {finding.kind for finding in findings}
    residents = group.residents if group else None
    told = {
        Traceability.SMALL_GROUP: residents is not None and residents < LEAST_RESIDENTS,
        Traceability.FAMILY_HOME: group is not None and group.is_family_home,
        Traceability.AGE_AND_SEX: FindingKind.AGE in kinds
        and residents is not None
        and residents <= SMALL_GROUP
        and _SEX.search(text) is not None,
        Traceability.ONE_REPORTER: _ONE_REPORTER.search(text) is not None,
        Traceability.RARE_TRAIT: FindingKind.CIRCUMSTANCE in kinds,
    }
    return tuple(reason for reason, holds in told.items() if holds)
