"""Mail addresses, accounts on networks, plates and numbers of files."""

import re
from collections.abc import Iterator

from rules.gate_findings import FindingKind
from rules.gate_forms import Pattern, is_date, pattern
from rules.gate_words import section

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


def _private_mail(hit: re.Match[str]) -> bool:
    name, _, domain = hit[0].casefold().partition("@")
    return not (name in section("stays.txt", "mailboxes") and domain in section("stays.txt", "domains"))


def _plate(hit: re.Match[str]) -> bool:
    signs = re.sub(r"[^A-Za-z0-9]", "", hit[0])
    return len(signs) == 6 and not signs.isdigit() and not signs.isalpha()


def _case_number(hit: re.Match[str]) -> bool:
    return not is_date(hit["it"]) and sum(map(str.isdigit, hit["it"])) > 2


def mail_and_accounts() -> Iterator[Pattern]:
    """Yield the forms of a mail address and of an account on a network."""
    yield pattern(
        FindingKind.EMAIL,
        r"(?<![\w.+%'-])[\w.+%'-]{1,64}(?:@|\s@\s|\s?\[at\]\s?|\s?\(at\)\s?|＠)"
        r"[\w-]+(?:\.[\w-]+)*(?:\.|\s(?:punt|dot)\s)[a-z]{2,}",
        re.IGNORECASE,
        _private_mail,
    )
    yield pattern(
        FindingKind.SOCIAL_ACCOUNT,
        rf"(?<![\w.])(?:https?://)?(?:(?:www|m|nl|nl-nl)\.)?{_SITES}/(?:[@\w.%?=&/#~-]*[\w/])",
        re.IGNORECASE,
    )
    yield pattern(FindingKind.SOCIAL_ACCOUNT, r"(?<![\w.@])@[\w](?:[\w.-]*\w)?")
    yield pattern(FindingKind.SOCIAL_ACCOUNT, r"\b[\w.]{2,32}#\d{4}\b")
    yield pattern(
        FindingKind.SOCIAL_ACCOUNT,
        rf"\b{_NETWORK}(?:[- ]?(?:account|naam|profiel|id))?(?:\s+(?:is|heet"
        rf"|als|onder|op|de|naam|het|account|gebruikersnaam|ze|hij|zij"
        r"|zich|daar|via|van|haar|hem)){0,6}\s*:?\s*['\"‘“(]?(?P<it>(?=[\w.]*[\d_.]\w)[\w.]*\w)",
        re.IGNORECASE,
    )
    yield pattern(
        FindingKind.SOCIAL_ACCOUNT,
        r"\b(?:gebruikersnaam|accountnaam|nickname|gamertag|account|username"
        r"|profiel)(?:\s+(?:is|heet|van|op|op\s\w+))?\s*:?\s*['\"‘“(]?"
        r"(?P<it>(?=[\w.]*[\d_.]\w)[\w.]*\w)",
        re.IGNORECASE,
    )


def plates() -> Iterator[Pattern]:
    """Yield the forms of a number plate."""
    yield pattern(FindingKind.PLATE, r"(?<![\w-])[A-Z0-9]{1,3}-[A-Z0-9]{1,3}-[A-Z0-9]{1,3}(?![\w-])", 0, _plate)
    yield pattern(
        FindingKind.PLATE,
        r"\b(?:kenteken|nummerplaat|kentekenplaat)(?:nummer)?\W{1,3}(?:is\s+"
        r"|van\s+)?(?P<it>(?=[\w -]*\d)[A-Za-z0-9]{1,4}(?:[ -]?[A-Za-z0-9]{1,3}){1,2})(?!\w)",
        re.IGNORECASE,
    )


def case_numbers() -> Iterator[Pattern]:
    """Yield the forms of the number of a file, a case or a decision."""
    kind = FindingKind.CASE_NUMBER
    noun = (
        r"(?:\w*dossier|zaak|rekest|cliënt|client|patiënt|patient|klant|casus|registratie"
        r"|polis|kamerstuk|rol|klacht|aanmeld|melding|beschikking|indicatie"
        r"|traject|lokaal "
        r"|persoons|leerling|relatie|document|paspoort|id|v|parket|vreemdelingen)-?"
        r"(?:nummer|nr\.?|code|id)"
    )
    yield pattern(
        kind,
        rf"\b(?:{noun}|kenmerk|zaak|\w*dossier|referentie(?:nummer)?|ref\.|ons kenmerk"
        rf"|uw kenmerk|zaaknr|casus)\W{{0,3}}(?:(?:is|luidt|van|nr\.?|nummer"
        rf"|met|de|het|onder|jongere|rechtbank)\W{{1,2}}){{0,4}}"
        rf"(?P<it>(?:[A-Z]{{1,8}}[ /]){{0,3}}{_CODE}(?:\s?/\s?(?:[A-Z]{{2}}\s?){{1,3}}\d{{2}}[-/]\d{{1,6}})?)",
        re.IGNORECASE,
        _case_number,
    )
    yield pattern(kind, r"(?<![\w/-])[A-Z]{1,5}[-/.]?(?:19|20)?\d{2}[-/.]\d{2,8}(?:[-/.]\w{1,6})?(?![\w])")
    yield pattern(
        kind,
        r"(?<![\w/-])(?:[A-Z]{1,5}/?)?[A-Z]?/?\d{1,3}/\d{4,7}(?:\s?/\s?[A-Z]{2}\s?[A-Z]{2}\s?\d{2}[-/]\d{1,5})?(?![\w/])",
    )
    yield pattern(kind, r"(?<![\w/-])(?:[A-Z]{2,6}[-/])+\d{4,9}(?:[-/]\w{1,8})*(?![\w])")
    yield pattern(kind, r"(?<![\w/-])C/\d{2}/\d{5,6}(?:\s?/\s?[A-Z ]{2,6}\s?\d{2}[-/]\d{1,5})?")
    yield pattern(kind, r"(?<![\w/-])(?:C/\d{2}/\d{5,6}\s?/\s?)?(?:[A-Z]{2,4} ){1,2}\d{2}[-/]\d{1,6}(?![\w])")
    yield pattern(kind, r"(?<![\w/-])\d{2,6}[-/][A-Z]{1,4}[-/]\d{2,6}(?![\w])")
