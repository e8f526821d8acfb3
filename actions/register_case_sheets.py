"""The sheets of casework: clients, what they came with, what was done about it, and how it ended.

Names, addresses and notes are sealed under the client's own key, as at the desk.
"""

from collections.abc import Mapping

from actions.register_columns import Column, Period, Table
from actions.register_making import code, count, day, moment, optional, ref, sealed, text, word, yes_no
from rules.casework import (
    ActionKind,
    ActionOutcome,
    BreakOffReason,
    Channel,
    ClientKind,
    ContactKind,
    CouncilKind,
    FirstHandling,
    Gender,
    IssueCategory,
    IssueKind,
    ParentKind,
    ProcedureState,
    ProcedureSubject,
    ProcedureVerdict,
    RefusalGround,
    RelationKind,
    SupporterKind,
    TransgressiveKind,
)
from rules.errors import Phrase
from rules.policy_words import Regime
from store import models
from store.casework import client_place, intake_place, relation_place
from store.crypto import Place
from store.models.casework import SURVEY_NUMBERS

ISSUES = "vragen_problemen_klachten"


def _reference(about: str = "Eigen nummer.") -> Column:
    return code(about, "referentie", "reference")


def _said(name: str, field: str, about: str) -> Column:
    return optional(yes_no(name, field, f"{about} leeg is nee."), default=False)


def _client_place(cells: Mapping[str, object], field: str) -> Place:
    return client_place(str(cells["code"]), "client", str(cells["code"]), field)


def _issue_place(cells: Mapping[str, object], field: str) -> Place:
    return client_place(str(cells["client"]), "issue", str(cells["referentie"]), field)


def _contact_place(cells: Mapping[str, object], field: str) -> Place:
    return client_place(str(cells["client"]), "client_contact", str(cells["referentie"]), field)


CLIENT_REF = ref("client", "client_id", "clienten", "Code van de cliënt.")
ADVISER_REF = ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Code van de vertrouwenspersoon.")
CASE_REF = ref("traject", "support_case_id", "trajecten", "Nummer van het traject.")
STARTED = day("begonnen_op", "started_on", "Dag van het begin.")
ENDED = optional(day("afgerond_op", "ended_on", "Laatste dag; leeg is loopt nog."))

CLIENTS = Table(
    "clienten", models.Client, "Cliënten. Naam en e-mailadres worden versleuteld bewaard.", Phrase("dezelfde cliënt"),
    ("code",),
    (
        code("Eigen code, zonder naam erin."),
        word("soort", "kind", ClientKind, "Wie er kwam."),
        optional(word("oudersoort", "parent_kind", ParentKind, "Alleen bij een ouder.")),
        optional(word("geslacht", "gender", Gender, "Zoals verteld; leeg is onbekend."), Gender.UNKNOWN),
        optional(count("geboortejaar", "birth_year", "Jaar van geboorte.", low=1900, high=2100)),
        day("eerste_contact", "first_contact_on", "Dag van het eerste contact."),
        optional(sealed("naam", "identity_sealed", "Naam of adres, als dat nodig is.")),
        optional(sealed("e-mail", "email_sealed", "Alleen voor de vraag na een traject hoe de hulp was.")),
    ),
    place=_client_place,
)  # fmt: skip

RESIDENCES = Table(
    "woonplaatsen", models.ClientResidence, "Voor welke gemeente een cliënt telt, vanaf een dag.",
    Phrase("dezelfde woonplaats"), ("client", "geldig_van"),
    (
        CLIENT_REF,
        day("geldig_van", "valid_from", "Eerste dag waarop dit geldt."),
        optional(ref("gemeente", "reporting_id", "gemeenten", "Waar de cliënt verblijft; leeg is onbekend.")),
        optional(ref("gemeente_volgens_wet", "legal_id", "gemeenten", "Woonplaats volgens Jeugdwet 1.1.")),
    ),
    chain="client",
)  # fmt: skip

CLIENT_ADVISERS = Table(
    "client_vertrouwenspersonen", models.ClientAdviser, "Wie een cliënt helpt, vanaf een dag.", Phrase("dezelfde hulp"),
    ("client", "geldig_van"),
    (
        CLIENT_REF,
        day("geldig_van", "valid_from", "Eerste dag waarop dit geldt."),
        optional(day("geldig_tot", "valid_to", "Laatste dag waarop dit geldt; leeg is tot nader order.")),
        ADVISER_REF,
    ),
    chain="client", periods=(Period("geldig_van", "geldig_tot", within="client"),),
)  # fmt: skip

CLIENT_CONFLICTS = Table(
    "tegenstrijdige_belangen", models.ClientConflict,
    "Cliënten die nooit dezelfde vertrouwenspersoon hebben, vaak uit één gezin; nooit de reden.",
    Phrase("hetzelfde tegenstrijdige belang"), ("client", "andere_client"),
    (
        CLIENT_REF,
        ref("andere_client", "other_id", "clienten", "Code van de andere cliënt; de volgorde is om het even."),
        day("vastgelegd_op", "recorded_on", "Dag waarop dit is vastgelegd."),
    ),
    chain="client", mutual=("client", "andere_client"),
)  # fmt: skip

ISSUES_SHEET = Table(
    ISSUES, models.Issue, "Vragen, problemen en klachten; de cliënt zegt zelf wat het is.",
    Phrase("dezelfde vraag, hetzelfde probleem of dezelfde klacht"), ("referentie",),
    (
        _reference(),
        CLIENT_REF,
        word("soort", "kind", IssueKind, "Hoe de cliënt het noemt."),
        word("categorie", "category", IssueCategory, "Waarover het gaat; hoort bij de soort."),
        optional(word("grensoverschrijdend", "transgressive_kind", TransgressiveKind, "Alleen bij die categorie.")),
        _said("vrijheidsbeperking", "restrictive_measure", "Gaat over een vrijheidsbeperkende maatregel;"),
        optional(ref("instantie", "agency_id", "instanties", "Over welke instantie.")),
        optional(ref("locatie", "location_id", "locaties", "Over welke locatie.")),
        word("kanaal", "channel", Channel, "Hoe het binnenkwam."),
        day("datum", "raised_on", "Dag waarop het naar voren kwam."),
        optional(
            word("afhandeling", "handling", FirstHandling, "Hoe het eerste contact afliep; leeg is loopt nog."),
            FirstHandling.RUNNING,
        ),
        optional(day("afgehandeld_op", "handled_on", "Dag waarop het eerste contact was afgehandeld.")),
        optional(word("reden_afgebroken", "break_off_reason", BreakOffReason, "Alleen bij afgebroken.")),
        ENDED,
        optional(sealed("tekst", "text_sealed", "Wat de cliënt vertelde.")),
    ),
    chain="client", place=_issue_place,
)  # fmt: skip

ISSUE_REF = ref("vraag", "issue_id", ISSUES, "Nummer van de vraag, het probleem of de klacht.")

CONTACTS = Table(
    "contacten", models.ClientContact, "Contacten met en ten behoeve van cliënten.", Phrase("hetzelfde contact"),
    ("referentie",),
    (
        _reference(),
        CLIENT_REF,
        optional(ISSUE_REF),
        ADVISER_REF,
        day("datum", "on", "Dag."),
        word("kanaal", "channel", Channel, "Hoe."),
        word("soort", "kind", ContactKind, "Waarvoor."),
        optional(ref("locatie", "location_id", "locaties", "Waar, als het op een locatie was.")),
        optional(sealed("notitie", "note_sealed", "Notitie.")),
    ),
    chain="client", place=_contact_place,
)  # fmt: skip

CASES = Table(
    "trajecten", models.SupportCase, "Ondersteuningstrajecten; een vraag, probleem of klacht heeft er hooguit één.",
    Phrase("hetzelfde traject"), ("referentie",),
    (
        _reference(),
        ISSUE_REF,
        ADVISER_REF,
        day("begonnen_op", "opened_on", "Dag van het begin."),
        ENDED,
    ),
    chain="vraag", alike=("vraag",),
)  # fmt: skip

ACTIONS = Table(
    "acties", models.SupportAction, "Wat in een traject is gedaan, en wat het opleverde.", Phrase("dezelfde actie"),
    ("referentie",),
    (
        _reference(),
        CASE_REF,
        word("soort", "kind", ActionKind, "Wat is gedaan."),
        STARTED,
        ENDED,
        optional(word("uitkomst", "outcome", ActionOutcome, "Leeg is loopt nog."), ActionOutcome.RUNNING),
        _said("gedragswetenschapper", "behavioural_scientist", "Gesprek met een gedragswetenschapper;"),
        _said("bemiddeling", "mediation", "Gesprek om te bemiddelen;"),
        _said("aanwezig", "attended", "Vertrouwenspersoon was erbij, op verzoek van de cliënt;"),
    ),
    chain="traject",
)  # fmt: skip

SUPPORTERS = Table(
    "ondersteuners", models.Supporter, "Wie een cliënt in een traject nog meer ondersteunt, of dat niet mocht.",
    Phrase("dezelfde ondersteuner"), ("referentie",),
    (
        _reference(),
        CASE_REF,
        word("soort", "kind", SupporterKind, "Soort ondersteuner."),
        day("sinds", "since", "Eerste dag."),
        optional(day("geweigerd_op", "refused_on", "Dag waarop de instantie de ondersteuner weigerde.")),
        optional(word("weigeringsgrond", "refusal_ground", RefusalGround, "Alleen bij een weigering.")),
    ),
    chain="traject",
)  # fmt: skip

PROCEDURES = Table(
    "klachtprocedures", models.ComplaintProcedure, "Formele procedures: klacht, bezwaar en beroep, tuchtrecht.",
    Phrase("dezelfde procedure"), ("referentie",),
    (
        _reference(),
        ref("actie", "action_id", "acties", "Nummer van de actie waar de procedure bij hoort."),
        word("regime", "regime", Regime, "Welke regels gelden."),
        word("onderwerp", "subject", ProcedureSubject, "Waarover."),
        ref("instantie", "agency_id", "instanties", "Tegen wie."),
        _said("met_commissie", "with_committee", "Een commissie adviseert;"),
        optional(word("toestand", "state", ProcedureState, "Leeg is ingediend."), ProcedureState.FILED),
        day("ontvangen_op", "received_on", "Dag van ontvangst door de instantie."),
        optional(day("verdaagd_op", "adjourned_on", "Dag van de brief waarin is verdaagd.")),
        optional(text("verdaagd_volgens", "adjournment_basis", "Artikel waarop de verdaging rust.")),
        _said("instemming", "consented", "De klager stemde in met langer uitstel;"),
        optional(word("uitspraak", "verdict", ProcedureVerdict, "Uitspraak.")),
        optional(day("uitspraak_op", "verdict_on", "Dag van de uitspraak.")),
        _said("meldt_aan_inspectie", "reports_to_inspectorate", "De commissie meldt zelf aan de inspectie;"),
    ),
    subject="procedure", settled=Phrase("Procedure"), alike=("actie",), pairs=(("uitspraak", "uitspraak_op"),),
)  # fmt: skip

SURVEYS = Table(
    "tevredenheid", models.Survey, "De vraag na een traject hoe de hulp was; het cijfer staat los, in rapportcijfers.",
    Phrase("dezelfde tevredenheidsvraag"), ("traject",),
    (
        CASE_REF,
        yes_no("jeugdige", "is_youth", "Of de vraag aan een jeugdige is."),
        moment("verstuurd_op", "sent_at", "Wanneer gevraagd."),
        optional(day("beantwoord_op", "answered_on", "Dag van het antwoord.")),
    ),
    chain="traject",
)  # fmt: skip

GRADES = Table(
    "rapportcijfers", models.SurveyGrade, "De cijfers voor de hulp, zonder van wie; in willekeurige volgorde.",
    Phrase("hetzelfde rapportcijfer"), ("nummer",),
    (
        count("nummer", "id", "Willekeurig nummer, dat naar niets verwijst.", low=1, high=SURVEY_NUMBERS),
        yes_no("jeugdige", "is_youth", "Of een jeugdige het cijfer gaf."),
        day("kwartaal", "quarter", "Eerste dag van het kwartaal van het antwoord."),
        count("cijfer", "grade", "Rapportcijfer.", low=1, high=10),
    ),
    untold=True,
)  # fmt: skip

COUNCILS = Table(
    "raden", models.Council, "Cliëntenraden en jongerenraden van instanties.", Phrase("dezelfde raad"), ("code",),
    (
        code("Eigen code."),
        ref("instantie", "agency_id", "instanties", "Van welke instantie."),
        word("soort", "kind", CouncilKind, "Soort raad."),
        text("naam", "name", "Naam."),
    ),
)  # fmt: skip

INTAKES = Table(
    "wachtrij", models.Intake, "Wie wachtte op antwoord, of nog wacht: jeugdigen gaan voor.",
    Phrase("dezelfde aanmelding"), ("referentie",),
    (
        _reference(),
        word("kanaal", "channel", Channel, "Hoe iemand binnenkwam."),
        yes_no("jeugdige", "is_youth", "Of het een jeugdige is."),
        moment("binnengekomen_op", "arrived_at", "Wanneer."),
        optional(moment("opgepakt_op", "taken_at", "Wanneer iemand antwoordde; leeg is wacht nog.")),
        optional(ref("opgepakt_door", "taken_by_id", "vertrouwenspersonen", "Wie antwoordde.")),
        optional(ref("client", "client_id", "clienten", "Welke cliënt het bleek te zijn.")),
        optional(sealed("notitie", "note_sealed", "Notitie.")),
    ),
    pairs=(("opgepakt_op", "opgepakt_door"),),
    place=lambda cells, _field: intake_place(str(cells["referentie"])),
)  # fmt: skip

RELATIONS = Table(
    "samenwerking", models.RelationNote, "Overleg en werkafspraken met gemeenten, instanties en raden.",
    Phrase("dezelfde notitie"), ("referentie",),
    (
        _reference(),
        word("soort", "kind", RelationKind, "Wat het was."),
        day("datum", "on", "Dag."),
        optional(
            ref("organisatie", "organisation_id", "organisaties", "Van welke organisatie; leeg: van de landelijke.")
        ),
        optional(ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Wie het deed.")),
        optional(ref("gemeente", "municipality_id", "gemeenten", "Met welke gemeente.")),
        optional(ref("instantie", "agency_id", "instanties", "Met welke instantie.")),
        optional(ref("raad", "council_id", "raden", "Met welke raad.")),
        optional(count("minuten", "minutes", "Tijd van de vertrouwenspersoon.", low=1, high=1440)),
        _said("in_rapport", "in_report", "Hoort in het jaarrapport;"),
        optional(sealed("tekst", "text_sealed", "Wat is besproken of afgesproken.")),
    ),
    subject="relation", place=lambda cells, _field: relation_place(str(cells["referentie"])),
)  # fmt: skip

CASE_TABLES: tuple[Table, ...] = (
    CLIENTS, RESIDENCES, CLIENT_ADVISERS, CLIENT_CONFLICTS, ISSUES_SHEET, CONTACTS, CASES, ACTIONS, SUPPORTERS,
    PROCEDURES, SURVEYS, GRADES, COUNCILS, INTAKES, RELATIONS,
)  # fmt: skip
"""The sheets of casework, in the order in which they can be filled."""
