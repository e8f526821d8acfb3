"""What the categories of questions, problems and complaints mean: the appendix of every yearly report (F142).

Source: the AKJ municipality report of 2016, appendix 1, for which categories there are and what belongs to each; the
words are ours.
"""

from collections.abc import Mapping
from types import MappingProxyType

from rules.annual_tables import PLURAL
from rules.casework import CATEGORIES, IssueCategory, IssueKind
from rules.reports import Section

_C = IssueCategory
MEANING: Mapping[IssueCategory, str] = MappingProxyType({
    _C.TREATMENT: "hoe een medewerker met de cliënt omgaat: niet neutraal zijn, iemand niet serieus nemen, niet goed"
    " luisteren, druk uitoefenen waar hulp vrijwillig is.",
    _C.AVAILABILITY: "medewerkers die niet te bereiken of er niet zijn: geen antwoord op mail of voicemail, afspraken"
    " die niet worden nagekomen, wachtlijsten, toegewezen hulp die er niet is.",
    _C.DECISIONS: "besluiten die onzorgvuldig tot stand komen of uitblijven: een gebrekkige motivering, een cliënt die"
    " er te weinig bij betrokken is, een besluit dat niet in verhouding staat of te laat komt.",
    _C.FILE: "het dossier: stukken die ontbreken of er niet in horen, en het niet volgen van de regels voor inzage en"
    " afgifte.",
    _C.INFORMATION: "te weinig uitleg: over de werkwijze, over de hulp die komt, over hoe het met het kind gaat of over"
    " de rechten van de cliënt.",
    _C.TRANSGRESSIVE: "gedrag van een medewerker dat over de grens gaat: psychisch, verbaal, fysiek of seksueel.",
    _C.COMPLAINTS_PROCEDURE: "hoe met een klacht is omgegaan: een klacht die wordt afgehouden, of een procedure die"
    " niet wordt gevolgd.",
    _C.CLOSED_MEASURES: "het onjuist toepassen van beperkende maatregelen, controles en sancties in de gesloten"
    " jeugdhulp.",
    _C.INVESTIGATION: "een onderzoek en hoe zorgvuldig het is: te weinig ruimte voor de inbreng van de cliënt,"
    " termijnen die worden overschreden.",
    _C.PRIVACY: "de omgang met persoonsgegevens en wat anderen daarvan te horen krijgen.",
    _C.REPORTING: "verslagen over de cliënt: de zorgvuldigheid (bronnen, feiten naast meningen), de eigen inbreng en de"
    " termijnen.",
    _C.COOPERATION: "instanties die niet of slecht met elkaar samenwerken.",
    _C.CARE_DELIVERY: "de hulp zelf: veiligheid en welzijn van de cliënt, huisregels, geld en spullen tijdens een"
    " verblijf.",
    _C.OTHER_COMPLAINTS: "klachten die nergens anders passen.",
    _C.GROUP_RULES: "regels op een groep waar jeugdigen verblijven, zoals een leefgroep of kamertraining.",
    _C.WORKING_METHOD: "hoe een aanbieder, de toegang tot jeugdhulp of een andere instantie werkt.",
    _C.LEGISLATION: "wat er in de wet staat.",
    _C.OTHER_QUESTIONS: "vragen die nergens anders passen.",
})  # fmt: skip
"""Complaints and questions; what a problem is about says its name."""

STAFF = (
    "Met medewerkers bedoelen wij wie werkt bij een jeugd- of wijkteam, een aanbieder van jeugdhulp, de"
    " jeugdbescherming, de jeugdreclassering of Veilig Thuis. Een cliënt bepaalt zelf of iets een vraag, een probleem"
    " of een klacht is."
)
PROBLEMS = "Problemen delen wij in naar het deel van het leven waar zij over gaan:"


def definitions(heading: str) -> Section:
    """Return the appendix with the categories of complaints, questions and problems."""
    return Section(
        heading,
        (STAFF,),
        sections=(
            _defined(IssueKind.COMPLAINT),
            _defined(IssueKind.QUESTION),
            Section(PLURAL[IssueKind.PROBLEM].capitalize(), (PROBLEMS + " " + _listed(),)),
        ),
    )


def _defined(kind: IssueKind) -> Section:
    terms = tuple((word.dutch, MEANING[word]) for word in CATEGORIES[kind])
    return Section(PLURAL[kind].capitalize(), terms=terms)


def _listed() -> str:
    return "; ".join(word.dutch.lower().replace(" / ", ", ") for word in CATEGORIES[IssueKind.PROBLEM]) + "."
