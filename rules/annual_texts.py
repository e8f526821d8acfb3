"""The Dutch texts of the yearly reports, around the tables.

Source: the AKJ municipality report of 2016 for what must be explained (F131 to F143); the words are ours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rules.policy_words import ReportProfile


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks, of which year, and where readers can ask."""

    year: int
    organisation: str
    phone: str


def purpose(voice: Voice, about: str) -> tuple[str, ...]:
    """Return what the report is; `about` says what its own chapter shows."""
    return (
        (
            f"Kinderen, jongeren, (pleeg)ouders en verzorgers met een vraag, een probleem of een klacht over de"
            f" jeugdhulp kunnen terecht bij een onafhankelijke vertrouwenspersoon. {voice.organisation} voert dit"
            " vertrouwenswerk uit, overal op dezelfde manier."
        ),
        (
            f"Dit rapport geeft cijfers over het vertrouwenswerk van 1 januari tot en met 31 december {voice.year}."
            f" {about}"
        ),
        (
            "Het werk van een vertrouwenspersoon is vertrouwelijk. Geen cijfer in dit rapport mag te herleiden zijn tot"
            " een cliënt. In de bijlagen staat wat de categorieën betekenen en hoe wij kleine aantallen beschermen."
        ),
        feedback(voice),
    )


def feedback(voice: Voice) -> str:
    """Return where remarks on the report itself can go (F143)."""
    return (
        f"Heeft u vragen of opmerkingen bij dit rapport, of suggesties voor een volgend rapport? Neem contact op met uw"
        f" contactpersoon bij {voice.organisation}, telefoon {voice.phone}."
    )


def of_municipality(name: str) -> str:
    """Return what the chapter of a municipality shows."""
    return (
        f"Hoofdstuk 2 licht de cijfers toe en laat het landelijke beeld zien. Hoofdstuk 3 gaat over {name}. Hadden vijf"
        " of meer inwoners contact met een vertrouwenspersoon, dan staan daar tabellen; waren het er minder, dan staat"
        " er een korte tekst."
    )


def of_agency(name: str) -> str:
    """Return what the chapter of an agency shows."""
    return (
        f"Hoofdstuk 2 licht de cijfers toe. Hoofdstuk 3 gaat over {name}: wie contact opnam over uw locaties, waarover,"
        " en wat het opleverde. Het rapport is voor u; gemeenten vragen het bij u op."
    )


OF_NATION = "Hoofdstuk 2 licht de cijfers toe, hoofdstuk 3 laat het landelijke beeld zien."

THIS_COMPARED = (
    "Landelijke cijfers staan naast die van het jaar ervoor. Die komen uit het rapport dat toen is uitgebracht, zoals"
    " het is uitgebracht: zij zijn niet opnieuw geteld."
)
NOT_COMPARED = "Over het jaar ervoor is geen landelijk rapport uitgebracht om deze cijfers naast te leggen."
PROVISIONAL = "Het jaar is nog niet voorbij: dit zijn voorlopige cijfers, tot en met de dag van opmaak."


def method(name: str, before: str | None) -> Iterator[str]:
    """Yield by which method was counted, and whether the year before can be laid beside it (F140)."""
    yield (
        f"De cijfers zijn geteld volgens methode {name}: per gemeente, met unieke cliënten. Nieuw is een cliënt met wie"
        " het contact in dit jaar begon. Vragen, problemen en klachten van een eerder jaar die nog in behandeling"
        " waren, tellen mee in het totaal en niet als nieuw."
    )
    if before is None:
        yield NOT_COMPARED
    else:
        yield THIS_COMPARED
        if before != name:
            yield (
                f"Het vorige jaar is geteld volgens een andere methode ({before}). De cijfers van beide jaren zijn"
                " daarom niet één op één te vergelijken."
            )


INTERPRETATION = (
    (
        "De cijfers geven geen totaalbeeld van de kwaliteit van een instantie. Zij laten zien welke vragen, problemen"
        " en klachten cliënten met een vertrouwenspersoon bespraken, en dus vooral wat beter kan."
    ),
    (
        "Zij zijn geen oordeel over een instantie, maar één van de middelen om de hulp te volgen. Veel klachten kunnen"
        " ook wijzen op een open organisatie, die cliënten ruimte geeft om kritisch te zijn."
    ),
)
ASK_THE_AGENCY = (
    "Elke instantie krijgt in het eerste kwartaal een eigen jaarrapport. Wilt u de cijfers van één instantie zien,"
    " vraag dat rapport dan bij haar op."
)
NATIONAL_CLIENTS = (
    "Tabel A telt de unieke cliënten die in het jaar contact hadden met een vertrouwenspersoon, tabel B de nieuwe"
    " vragen, problemen en klachten. Een cliënt kan er meer hebben; daarom verschillen de aantallen. Leg uw eigen"
    " cijfers hiernaast om ze beter te kunnen lezen."
)
NATIONAL_TOPICS = "Tabellen C1, C2 en C3 noemen de onderwerpen die het vaakst aan de orde kwamen."
NATIONAL_ACCESS = (
    "Tabellen D, E en F gaan over de toegang tot jeugdhulp van gemeenten, zoals wijkteams en centra voor jeugd en"
    " gezin."
)
ACCESS_TOPICS = "Tabellen F1, F2 en F3 noemen de onderwerpen die daar het vaakst aan de orde kwamen."
RESIDENTS = (
    (
        "Dit deel gaat over de inwoners van de gemeente die contact hadden met een vertrouwenspersoon, waar de"
        " instantie ook staat waar het over ging."
    ),
    (
        "Jeugdigen die in een instelling verblijven, staan ingeschreven waar de instelling staat. Verhuist een cliënt"
        " tijdens de ondersteuning, dan telt de nieuwe gemeente. Waar veel jeugdigen wonen in een instelling, komen er"
        " dus meer in de cijfers voor."
    ),
)
CLIENTS = (
    "Totaal: alle unieke inwoners met wie er contact was. Nieuw: met wie het contact in dit jaar begon. Tabellen 1b en"
    " 1c splitsen tabel 1a verder uit."
)
ISSUES = (
    "Tabellen 2a, 2b en 2c tellen wat in behandeling was; de kolom Nieuw telt wat dit jaar begon. Tabel 2d laat zien"
    " hoeveel cliënten de nieuwe vragen, problemen en klachten hadden."
)
CONTACTS = (
    "Bij een kennismakingsgesprek legt de vertrouwenspersoon uit wat hij kan doen en welke rechten iemand heeft. De"
    " andere contacten zijn met cliënten, of voor hen met anderen."
)
RESULTS = (
    "Is een vraag, probleem of klacht met informatie en advies niet klaar, dan begint een ondersteuningstraject."
    " Afgebroken wordt een contact bijvoorbeeld als een cliënt niet meer bereikbaar is, of niet verder wil of durft."
)
ACTIONS = (
    "Tabel 5 telt de trajecten die dit jaar zijn afgerond. Tabel 6 telt elke actie met haar uitkomst: een vraag,"
    " probleem of klacht met twee acties staat er twee keer in. Over een gesprek oordeelt de cliënt; KC-BB-TR is de"
    " uitspraak van een klachtencommissie, in bezwaar of beroep, of in het tuchtrecht."
)
PROFESSIONALS = "Ook hulpverleners zoeken contact met een vertrouwenspersoon, om raad of om een cliënt te helpen."
SATISFACTION = (
    "Na elk traject vragen wij de cliënt om een rapportcijfer. Om niemand herkenbaar te maken, staat hier het cijfer"
    " van alle cliënten in Nederland samen."
)
BODIES = (
    (
        "Dit deel gaat over instanties met een locatie in de gemeente: gecertificeerde instellingen, aanbieders van"
        " jeugdhulp, Veilig Thuis en de toegang tot jeugdhulp. Het gaat om alle cliënten, waar zij ook wonen; deel 1 en"
        " deel 2 zijn daarom niet op te tellen."
    ),
    (
        "Van een instantie met locaties in meer gemeenten tellen alleen de locaties in deze gemeente. Een landelijke"
        " instantie zonder regionale locaties telt in de gemeente van haar hoofdlocatie."
    ),
)
TOPICS = "Tabellen 9a en 9b noemen waarover jeugdigen en volwassenen het vaakst contact opnamen."
VISITS = (
    "Vertrouwenspersonen gaan ook uit zichzelf naar groepen, wijkteams en instanties. Tabel 10 telt wat werkelijk heeft"
    " plaatsgevonden. Tabel 11 telt signalen over veiligheid en leefklimaat; die zijn geanonimiseerd."
)
AGENCY_CLIENTS = (
    "Het gaat om alle cliënten die contact opnamen over uw organisatie of een van uw locaties, waar zij ook wonen."
    " Totaal: alle unieke cliënten. Nieuw: met wie het contact dit jaar begon."
)
COARSE = (
    "Omdat er weinig mensen achter de aantallen staan, zijn regels samengevoegd tot Overig, en ontbreken de kolom Nieuw"
    " en sommige tabellen."
)
FEW = (
    "Er hebben zo weinig inwoners contact gehad met een vertrouwenspersoon, of er is zo weinig te tonen zonder dat"
    " cijfers van anderen te herleiden zijn, dat wij over dit jaar geen tabellen geven."
)
FEW_AVAILABLE = (
    "De vertrouwenspersoon was er het hele jaar: via telefoon, e-mail en chat, en op bezoek bij groepen waar jeugdigen"
    " verblijven. Over de samenwerking en wat beter kan, spreekt uw contactpersoon graag met u."
)
FEW_AT_AGENCY = (
    "Er hebben zo weinig cliënten contact opgenomen over uw organisatie, of er is zo weinig te tonen zonder dat cijfers"
    " van anderen te herleiden zijn, dat wij over dit jaar geen tabellen geven."
)

HIDING: Mapping[ReportProfile, tuple[str, ...]] = MappingProxyType({
    ReportProfile.STRICT: (
        ("Een aantal waar minder dan {threshold} verschillende mensen achter staan, tonen wij niet. Ook andere"
        " aantallen tonen wij niet, als het eerste daarmee is uit te rekenen. In plaats van een aantal staat er dan"
        " <{threshold} (nul tot en met {most}) of niet getoond (een groter aantal)."),
        ("Voor dit rapport verschijnt, wordt het samen met alle andere rapporten van dit jaar en met wat al eerder is"
        " uitgebracht aangevallen: een rekenprogramma dat alle regels van de tabellen kent, probeert verborgen"
        " aantallen terug te vinden. Lukt dat, dan gaan wij grover tellen, afronden, of geven wij alleen tekst."),
        ("Zijn er minder dan {threshold} unieke inwoners, dan zijn er geen tabellen. Een onderwerp waarover minder dan"
        " {threshold} cliënten kwamen staat niet in een top 3; de andere staan er zonder aantal, in een vaste volgorde."
        " Een rapportcijfer staat er alleen bij {survey} of meer antwoorden."),
        ("Tabel 8a noemt de instanties waar wij kwamen, en andere alleen als tabel 8b haar aantal cliënten toont. Is er"
        " maar één instantie in beeld, dan tonen wij haar aantal signalen niet, en evenmin het landelijke als dat het"
        " aantal van één gemeente verraadt."),
    ),
    ReportProfile.ROUNDED_5: (
        ("Alle aantallen zijn afgerond op vijftallen; totalen zijn daardoor niet altijd de som van de rijen. Zijn er"
        " minder dan {threshold} unieke inwoners, dan zijn er geen tabellen."),
    ),
    ReportProfile.SEED_2016: (
        ("De aantallen staan er zoals zij zijn geteld, zoals in de rapporten over 2016. Zijn er minder dan {threshold}"
        " unieke inwoners, dan zijn er geen tabellen."),
    ),
})  # fmt: skip
