"""The Dutch texts of reports, beside the figures.

Source: the AKJ municipality report of 2016 for what must be explained; the words are ours.
"""

from collections.abc import Iterator

from rules.annual_work import Frame, Work
from rules.policy_words import ReportProfile
from rules.reports import Section

MANAGEMENT_TITLE = "Vertrouwenswerk in beeld"
INTERNAL = "internal"
"""The profile of reports that stay inside: nothing is hidden, and there are no figures of clients in them."""

READING = (
    (
        "Deze cijfers laten zien waar vertrouwenspersonen in uw gemeente kwamen en wat zij aan instanties"
        " doorgaven. Zij zijn geen oordeel over een instantie en geen totaalbeeld van haar kwaliteit. Veel"
        " signalen of klachten kunnen ook wijzen op een open organisatie, die ruimte geeft om kritisch te zijn."
    ),
    (
        "Het gaat om instanties met een locatie in uw gemeente, waar de jeugdigen die er verblijven ook vandaan"
        " komen. Van een instantie met locaties in meer gemeenten tellen hier alleen de locaties in uw gemeente."
        " Een landelijke instantie zonder regionale locaties telt in de gemeente van haar hoofdlocatie."
    ),
)
AGENCIES = (
    (
        "Onder instanties verstaan wij jeugdhulpaanbieders, gecertificeerde instellingen, Veilig Thuis en de"
        " toegang tot jeugdhulp, zoals wijkteams. Een instantie staat in de lijst onder de naam die zij had toen"
        " wij er kwamen."
    ),
    (
        "Elke instantie ontvangt een eigen jaarrapportage. Wilt u meer weten over één instantie, vraag die dan"
        " bij haar op."
    ),
)
VISITS = (
    (
        "Vertrouwenspersonen bezoeken groepen in vaste ritmes en geven voorlichting aan jeugdigen, cliëntenraden"
        " en medewerkers. Alleen wat werkelijk heeft plaatsgevonden telt."
    ),
)
SIGNALS = (
    (
        "Een signaal gaat over de veiligheid of het leefklimaat en is geanonimiseerd. Er zijn acute signalen,"
        " over veiligheid, en algemene, over de kwaliteit van de hulp."
    ),
)
MANAGEMENT_METHOD = (
    (
        "Alle cijfers komen uit het register op de dag van opmaak. Een venster is de periode waarin een groep één"
        " bezoek hoort te krijgen; vensters liggen vast, dus een laat bezoek verschuift niets."
    ),
    ("Dit overzicht is voor intern gebruik. Kleine aantallen staan er onverkort in; cijfers over cliënten niet."),
    (
        "Cijfers over cliënten staan alleen in de jaarrapporten. Over een deel van een jaar zouden zij, naast het"
        " jaarrapport, kleine aantallen verraden."
    ),
)


def municipality_sections(work: Work, frame: Frame) -> tuple[Section, ...]:
    """Return the report around tables 8a, 10 and 11, of an installation that records no clients."""
    agencies = (work.bodies,) if work.bodies else ()
    return (
        Section("Hoe u deze cijfers leest", READING),
        Section("Instanties in de gemeente", AGENCIES, agencies),
        Section("Bezoeken en voorlichtingen", VISITS, (work.visits,)),
        Section("Signalen", (*SIGNALS, *_hiding(frame.profile, frame.threshold)), (work.signals,)),
        Section("Verantwoording", tuple(_account(frame))),
    )


def _hiding(profile: ReportProfile, threshold: int) -> Iterator[str]:
    one = "Is er maar één instantie in beeld, dan tonen wij het aantal niet."
    if profile is ReportProfile.STRICT:
        small = f"1 tot en met {threshold - 1}"
        yield f"Een aantal van {small} tonen wij als <{threshold}, zodat niets te herleiden is. {one}"
    if profile is ReportProfile.ROUNDED_5:
        yield f"Aantallen signalen zijn afgerond op vijftallen, zodat niets te herleiden is. {one}"


def _account(frame: Frame) -> Iterator[str]:
    voice = frame.voice
    if frame.is_provisional:
        yield f"Het jaar {voice.year} is nog niet voorbij: dit zijn voorlopige cijfers, tot en met de dag van opmaak."
    yield (
        "De cijfers komen uit het register van bezoeken, voorlichtingen en signalen. Vergelijk jaren alleen met"
        " elkaar als de methode dezelfde is; die staat onderaan deze bladzijde."
    )
    yield f"Vragen of suggesties? Bel {voice.organisation}: {voice.phone}."
