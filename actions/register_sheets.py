"""The register: every sheet with its columns, in the order in which they can be filled.

Template, validation, import, export and docs/register.md all follow this one table.
"""

from dataclasses import replace

from actions.register_case_sheets import CASE_TABLES
from actions.register_columns import Column, Kind, Period, Table
from actions.register_making import code, count, day, email, moment, number, optional, ref, sealed, text, word, yes_no
from rules.errors import Phrase
from rules.vocabulary import (
    AbsenceKind,
    AgencyKind,
    AttemptReason,
    CareType,
    Cause,
    CertificateKind,
    ContactRole,
    CoordinatePrecision,
    InfoSessionKind,
    Language,
    Measure,
    OrganisationKind,
    OverdueReason,
    Role,
    SchoolRegion,
    SignalKind,
    SignalState,
    VisitState,
)
from store import models
from store.signals import signal_text_place

MADE = (VisitState.DONE, VisitState.REPORTED, VisitState.ATTEMPTED)
"""The states of a visit that lies in the past; only those are exchanged."""


CARE_TYPE_ALIASES = (
    ("gesloten", CareType.CLOSED_CARE),
    ("open", CareType.OPEN_RESIDENTIAL_CARE),
    ("open jeugdhulp", CareType.OPEN_RESIDENTIAL_CARE),
    ("zelfstandigheid", CareType.INDEPENDENCE_TRAINING),
)
AGENCY_ALIASES = (
    ("aanbieder", AgencyKind.PROVIDER),
    ("GI", AgencyKind.CERTIFIED_INSTITUTION),
    ("toegang", AgencyKind.ACCESS_POINT),
    ("raad", AgencyKind.CHILD_PROTECTION_BOARD),
)
ROLE_ALIASES = (("manager", Role.MANAGER), ("FG", Role.PRIVACY_OFFICER))
CERTIFICATE_ALIASES = (("gesloten", CertificateKind.CLOSED_CARE),)

LANGUAGE = optional(word("taal", "language", Language, "Taal van de berichten; leeg is Nederlands."), Language.NL)
WEEKDAY = Column("dag", "weekday", Kind.WEEKDAY, "De weekdag.")
HOURS = (
    Column("van", "starts", Kind.TIME, "Vanaf dit tijdstip."),
    Column("tot", "ends", Kind.TIME, "Tot dit tijdstip."),
)
VALID = (
    day("geldig_van", "valid_from", "Eerste dag waarop dit geldt."),
    optional(day("geldig_tot", "valid_to", "Laatste dag waarop dit geldt; leeg is tot nader order.")),
)
ACTIVE = (
    day("actief_van", "active_from", "Eerste dag."),
    optional(day("actief_tot", "active_to", "Laatste dag; leeg is tot nader order.")),
)
AWAY = (day("eerste_dag", "starts_on", "Eerste dag."), day("laatste_dag", "ends_on", "Laatste dag."))
PLACE = (
    optional(number("breedtegraad", "latitude", "Voor reistijden, bv. 52.37.", 50, 54)),
    optional(number("lengtegraad", "longitude", "Voor reistijden, bv. 4.90.", 3, 8)),
)
COORDINATES = ("breedtegraad", "lengtegraad")
LIMITS = (
    optional(number("velddeel", "field_share", "Deel voor bezoek en reizen, bv. 0,75; leeg is beleid.", 0.05, 1)),
    optional(count("max_bezoeken_dag", "max_visits_per_day", "Bezoeken per dag; leeg is beleid.", 1, 20)),
    optional(count("max_minuten_dag", "max_day_min", "Van huis tot thuis; leeg is beleid.", 60, 1440)),
    optional(count("max_rijminuten_dag", "max_drive_min_per_day", "Reistijd per dag; leeg is beleid.", 0, 1440)),
    optional(count("max_avonden_week", "max_evenings_per_week", "Avonden per week; leeg is beleid.", 0, 7)),
    optional(yes_no("werkt_op_feestdagen", "works_on_holidays", "Koos daar zelf voor; leeg is nee."), default=False),
)
VALIDITY = Period("geldig_van", "geldig_tot")
OPENING_HOURS = Period("van", "tot")
DAYS_AWAY = Period("eerste_dag", "laatste_dag")

ORGANISATIONS = Table(
    "organisaties", models.Organisation, "Werkgevers van vertrouwenspersonen.",
    Phrase("dezelfde organisatie"), ("code",),
    (
        code("Eigen code."),
        text("naam", "name", "Naam."),
        word("soort", "kind", OrganisationKind, "Landelijk of onderaannemer (Zorgbelang)."),
    ),
    alike=("naam",),
)  # fmt: skip

MUNICIPALITIES = Table(
    "gemeenten", models.Municipality, "Gemeenten, met datum omdat gemeenten samengaan.",
    Phrase("dezelfde gemeente"), ("code",),
    (
        code("CBS-code of eigen code."),
        text("naam", "name", "Naam."),
        text("jeugdregio", "youth_region", "Jeugdregio."),
        word("schoolregio", "school_region", SchoolRegion, "Regio van de schoolvakanties."),
        *VALID,
    ),
    alike=("naam", "geldig_van"), periods=(VALIDITY,),
)  # fmt: skip

LOCATIONS = Table(
    "locaties", models.Location, "Plaatsen waar jeugdigen verblijven.", Phrase("dezelfde locatie"), ("code",),
    (
        code("Eigen code."),
        text("naam", "name", "Naam."),
        ref("gemeente", "municipality_id", "gemeenten", "Code van de gemeente."),
        optional(text("straat", "street", "Straat en huisnummer."), ""),
        optional(text("postcode", "postcode", "Postcode."), ""),
        text("plaats", "town", "Plaats."),
        *PLACE,
        optional(word("precisie", "precision", CoordinatePrecision, "Hoe precies de coördinaten zijn.")),
    ),
    pairs=(COORDINATES,),
)  # fmt: skip

AGENCIES = Table(
    "instanties", models.Agency, "Aanbieders en andere instanties; hun namen staan in instantienamen.",
    Phrase("dezelfde instelling"), ("code",),
    (
        code("Eigen code; blijft gelijk als de naam verandert."),
        word("soort", "kind", AgencyKind, "Soort instantie.", AGENCY_ALIASES),
        optional(ref("opgegaan_in", "merged_into_id", "instanties", "Instantie waarin deze is opgegaan.")),
        optional(day("opgegaan_op", "merged_on", "Dag van de samenvoeging.")),
        optional(ref("hoofdlocatie", "main_location_id", "locaties", "Waar iets telt dat niet over één locatie gaat.")),
    ),
    pairs=(("opgegaan_in", "opgegaan_op"),),
)  # fmt: skip

AGENCY_NAMES = Table(
    "instantienamen", models.AgencyName, "De naam van een instantie vanaf een dag.", Phrase("dezelfde naam"),
    ("instantie", "geldig_van"),
    (ref("instantie", "agency_id", "instanties", "Code van de instantie."), *VALID, text("naam", "name", "Naam.")),
    chain="instantie", periods=(Period("geldig_van", "geldig_tot", within="instantie"),),
)  # fmt: skip

AGENCY_SPLITS = Table(
    "splitsingen", models.AgencySplit, "Dat een instantie een deel afstond; haar groepen staan in groep_aanbieders.",
    Phrase("dezelfde splitsing"), ("instantie", "naar"),
    (
        ref("instantie", "agency_id", "instanties", "Code van de instantie die een deel afstond."),
        ref("naar", "into_id", "instanties", "Code van de instantie die het deel kreeg."),
        day("datum", "on", "Eerste dag waarop het zo is."),
    ),
    chain="instantie",
)  # fmt: skip

ADVISERS = Table(
    "vertrouwenspersonen", models.Adviser, "Vertrouwenspersonen.", Phrase("dezelfde vertrouwenspersoon"), ("code",),
    (
        code("Eigen code."),
        text("naam", "name", "Naam."),
        email("Werkadres."),
        ref("organisatie", "organisation_id", "organisaties", "Code van de werkgever."),
        text("woonplaats", "home_town", "Plaats waar rondes beginnen."),
        *PLACE,
        number("contracturen", "contract_hours", "Uren per week.", 0.5, 40),
        *LIMITS,
        replace(optional(ref("plaatsvervanger", "deputy_id", "vertrouwenspersonen", "Vaste vervanger.")), late=True),
        LANGUAGE,
        *ACTIVE,
    ),
    alike=("e-mail",), pairs=(COORDINATES,), periods=(Period("actief_van", "actief_tot"),),
)  # fmt: skip

WORKING_DAYS = Table(
    "werkdagen", models.WorkingDay, "Dagen en uren waarop een vertrouwenspersoon kan bezoeken.",
    Phrase("dezelfde werkdag"), ("vertrouwenspersoon", "dag"),
    (ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Code."), WEEKDAY, *HOURS),
    chain="vertrouwenspersoon", periods=(OPENING_HOURS,),
)  # fmt: skip

ABSENCES = Table(
    "afwezigheid", models.Absence, "Afwezigheid; nooit een medische reden.", Phrase("dezelfde afwezigheid"),
    ("vertrouwenspersoon", "eerste_dag"),
    (
        ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Code."),
        word("soort", "kind", AbsenceKind, "Soort."),
        *AWAY,
    ),
    chain="vertrouwenspersoon", periods=(DAYS_AWAY,),
)  # fmt: skip

CONFLICTS = Table(
    "belangen", models.Conflict, "Wie een groep niet mag bezoeken (tegenstrijdig belang); nooit de reden.",
    Phrase("hetzelfde belang"), ("vertrouwenspersoon", "groep"),
    (
        ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Code."),
        ref("groep", "group_id", "groepen", "Code van de groep."),
    ),
    chain="vertrouwenspersoon",
)  # fmt: skip

CERTIFICATES = Table(
    "certificaten", models.Certificate, "VOG en bevoegdheid voor gesloten jeugdhulp.", Phrase("hetzelfde certificaat"),
    ("vertrouwenspersoon", "soort"),
    (
        ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Code."),
        word("soort", "kind", CertificateKind, "Soort.", CERTIFICATE_ALIASES),
        *VALID,
    ),
    chain="vertrouwenspersoon", periods=(VALIDITY,),
)  # fmt: skip

CONTACTS = Table(
    "contactpersonen", models.ContactPerson,
    "Wie aangesproken wordt bij een instantie, een gemeente of de inspectie.",
    Phrase("dezelfde contactpersoon"), ("code",),
    (
        code("Eigen code."),
        text("naam", "name", "Naam."),
        word("rol", "role", ContactRole, "Waarvoor aangesproken."),
        email("Werkadres."),
        optional(text("telefoon", "phone", "Telefoonnummer.")),
        optional(ref("instantie", "agency_id", "instanties", "Bij rol signalen of directie.")),
        optional(ref("gemeente", "municipality_id", "gemeenten", "Bij rol gemeente.")),
        LANGUAGE,
        *ACTIVE,
    ),
    periods=(Period("actief_van", "actief_tot"),),
)  # fmt: skip

GROUPS = Table(
    "groepen", models.Group, "Leefgroepen en gezinshuizen: wat bezocht wordt.", Phrase("dezelfde groep"), ("code",),
    (
        code("Eigen code; blijft gelijk bij een andere aanbieder of zorgvorm."),
        text("naam", "name", "Naam."),
        ref("locatie", "location_id", "locaties", "Code van de locatie."),
        optional(ref("eigenaar", "owner_id", "vertrouwenspersonen", "Vaste vertrouwenspersoon; nodig bij een norm.")),
        optional(ref("plaatsvervanger", "deputy_id", "vertrouwenspersonen", "Vaste vervanger.")),
        optional(count("bewoners", "residents", "Aantal plaatsen in gebruik.", high=500)),
        optional(Column("vaste_dag", "fixed_weekday", Kind.WEEKDAY, "Dag van het vaste moment.")),
        optional(Column("vaste_tijd", "fixed_time", Kind.TIME, "Begin van het vaste moment.")),
        optional(count("bezoekminuten", "service_min", "Duur van een bezoek; leeg is als de zorgvorm.", 1, 720)),
        day("ankerdatum", "anchor_on", "Dag waarop de reeks van twee of acht weken begint."),
        day("geopend_op", "opened_on", "Eerste dag."),
        optional(day("opgeheven_op", "ended_on", "Laatste dag.")),
    ),
    alike=("locatie", "naam"), pairs=(("vaste_dag", "vaste_tijd"),), periods=(Period("geopend_op", "opgeheven_op"),),
)  # fmt: skip

GROUP_REF = ref("groep", "group_id", "groepen", "Code van de groep.")
GROUP_VALIDITY = Period("geldig_van", "geldig_tot", within="groep")

GROUP_CARE_TYPES = Table(
    "groep_zorgvormen", models.GroupCareType, "Welke zorg een groep geeft vanaf een dag.", Phrase("dezelfde zorgvorm"),
    ("groep", "geldig_van"),
    (GROUP_REF, *VALID, word("zorgvorm", "care_type", CareType, "Zorgvorm.", CARE_TYPE_ALIASES)),
    chain="groep", periods=(GROUP_VALIDITY,),
)  # fmt: skip

GROUP_PROVIDERS = Table(
    "groep_aanbieders", models.GroupProvider, "Bij welke instantie een groep hoort vanaf een dag.",
    Phrase("dezelfde aanbieder"), ("groep", "geldig_van"),
    (GROUP_REF, *VALID, ref("instantie", "agency_id", "instanties", "Code van de instantie.")),
    chain="groep", periods=(GROUP_VALIDITY,),
)  # fmt: skip

GROUP_HOURS = Table(
    "groep_tijden", models.GroupHours, "Bezoektijden, alleen waar ze afwijken van die van de zorgvorm.",
    Phrase("dezelfde bezoektijd"), ("groep", "dag"), (GROUP_REF, WEEKDAY, *HOURS), chain="groep",
    periods=(OPENING_HOURS,),
)  # fmt: skip

CLOSURES = Table(
    "sluitingen", models.Closure, "Dagen waarop een groep dicht is (kamp, verbouwing).", Phrase("dezelfde sluiting"),
    ("groep", "eerste_dag"), (GROUP_REF, *AWAY), chain="groep",
    periods=(Period("eerste_dag", "laatste_dag", within="groep"),),
)  # fmt: skip

USERS = Table(
    "gebruikers", models.User, "Wie met Waakvlam werkt, elk in één rol.", Phrase("dezelfde gebruiker"), ("login",),
    (
        code("Inlognaam.", "login", "login"),
        text("naam", "name", "Naam."),
        email("Werkadres."),
        word("rol", "role", Role, "Rol.", ROLE_ALIASES),
        optional(ref("organisatie", "organisation_id", "organisaties", "Werkgever.")),
        optional(ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Alleen bij die rol.")),
        optional(ref("instantie", "agency_id", "instanties", "Bij een contactpersoon van een aanbieder.")),
        optional(ref("gemeente", "municipality_id", "gemeenten", "Bij een contactpersoon van een gemeente.")),
        LANGUAGE,
        optional(yes_no("actief", "active", "Kan inloggen; leeg is ja."), default=True),
    ),
    alike=("vertrouwenspersoon",),
)  # fmt: skip

OVERRIDES = Table(
    "maatwerk", models.CadenceOverride, "Een ander bezoekritme voor één groep.", Phrase("hetzelfde maatwerk"),
    ("groep", "geldig_van"),
    (
        GROUP_REF,
        day("geldig_van", "valid_from", "Eerste dag."),
        day("geldig_tot", "valid_to", "Laatste dag."),
        count("frequentie", "every_days", "Eén bezoek per zoveel dagen.", low=1, high=366),
        optional(yes_no("onder_norm", "below_norm", "Minder dan de norm; leeg is nee."), default=False),
        text("reden", "reason", "Waarom; geen persoonsgegevens."),
        ref("akkoord_door", "approved_by_id", "gebruikers", "Login; onder de norm een regiomanager."),
    ),
    chain="groep", periods=(GROUP_VALIDITY,),
)  # fmt: skip

VISITS = Table(
    "bezoeken", models.Visit, "Bezoeken die zijn geweest.", Phrase("hetzelfde bezoek"), ("groep", "datum", "begin"),
    (
        GROUP_REF,
        ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Wie bezocht."),
        day("datum", "on", "Dag."),
        Column("begin", "starts_at", Kind.TIME_ON_DAY, "Begin.", on_day="datum"),
        Column("eind", "ends_at", Kind.TIME_ON_DAY, "Eind.", on_day="datum"),
        word("toestand", "state", MADE, "Hoe het afliep."),
        optional(word("reden", "attempt_reason", AttemptReason, "Alleen bij tevergeefs.")),
        optional(yes_no("extra", "extra", "Telt voor geen venster; leeg is nee."), default=False),
        optional(moment("verslag_op", "reported_at", "Wanneer het verslag klaar was.")),
        optional(count("aanwezig", "present", "Aantal aanwezige jeugdigen.", high=500)),
        optional(count("gesproken", "spoken_to", "Aantal gesproken jeugdigen.", high=500)),
        optional(count("nieuw", "new_youths", "Aantal nieuwe jeugdigen ontmoet.", high=500)),
        optional(yes_no("boekje", "booklet_given", "Boekje uitgereikt.")),
        optional(yes_no("huisregels_gezien", "house_rules_seen", "Huisregels gezien.")),
        optional(yes_no("huisregels_gewijzigd", "house_rules_changed", "Huisregels gewijzigd.")),
        optional(yes_no("maatregelen_gezien", "measures_seen", "Vrijheidsbeperkende maatregelen gezien.")),
    ),
    periods=(Period("begin", "eind"),),
)  # fmt: skip

INFO_SESSIONS = Table(
    "voorlichtingen", models.InfoSession, "Voorlichtingen.", Phrase("dezelfde voorlichting"), ("referentie",),
    (
        code("Eigen nummer.", "referentie", "reference"),
        word("soort", "kind", InfoSessionKind, "Voor wie."),
        day("datum", "held_on", "Dag."),
        ref("instantie", "agency_id", "instanties", "Code van de instantie."),
        ref("locatie", "location_id", "locaties", "Code van de locatie."),
        ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Wie voorlichtte."),
        optional(count("deelnemers", "attendees", "Aantal deelnemers.", high=5000)),
    ),
)  # fmt: skip

SIGNALS = Table(
    "signalen", models.Signal, "Signalen, geanonimiseerd.", Phrase("hetzelfde signaal"), ("referentie",),
    (
        code("Nummer van het signaal.", "referentie", "reference"),
        word("soort", "kind", SignalKind, "Acuut of algemeen."),
        word("toestand", "state", SignalState, "Hoe het signaal ervoor staat."),
        word("maatregel", "measure", Measure, "Waarover het gaat."),
        optional(word("oorzaak", "cause", Cause, "Oorzaak; leeg is onbekend."), Cause.UNKNOWN),
        optional(word("zorgvorm", "care_type", CareType, "Zorgvorm van toen.", CARE_TYPE_ALIASES)),
        ref("instantie", "agency_id", "instanties", "Aan wie."),
        ref("locatie", "location_id", "locaties", "Waar."),
        optional(ref("groep", "group_id", "groepen", "Welke groep.")),
        ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Van wie."),
        day("waargenomen_op", "observed_on", "Dag van de waarneming."),
        optional(moment("aangemaakt_op", "created_at", "Wanneer opgesteld; leeg is bij verzending of waarneming.")),
        optional(moment("verstuurd_op", "sent_at", "Wanneer verstuurd.")),
        optional(moment("afgesloten_op", "closed_at", "Wanneer afgesloten.")),
        optional(count("ronde", "round", "Hoe vaak voorgelegd; leeg is 1.", low=1, high=9), 1),
        optional(ref("samengevoegd_met", "merged_into_id", "signalen", "Alleen bij samengevoegd.")),
        optional(word("verstreken_reden", "", OverdueReason, "Nodig als de termijn van het antwoord voorbij is.")),
        sealed("tekst", "text_sealed", "Geanonimiseerde tekst, hooguit 20.000 tekens."),
    ),
    settled=Phrase("Signaal"), place=lambda cells, _field: signal_text_place(str(cells["referentie"])),
)  # fmt: skip

REGULATIONS = Table(
    "klachtenregelingen", models.AgencyRegulation,
    "Hoe lang de klachtencommissie van een aanbieder mag doen over een klacht, volgens diens eigen regeling.",
    Phrase("dezelfde klachtenregeling"), ("instantie", "geldig_van"),
    (
        ref("instantie", "agency_id", "instanties", "Code van de instantie."),
        day("geldig_van", "valid_from", "Eerste dag waarop deze termijn geldt."),
        count("weken", "weeks", "Binnen zoveel weken beslist de commissie.", low=1, high=52),
    ),
    chain="instantie",
)  # fmt: skip

TABLES: tuple[Table, ...] = (
    ORGANISATIONS, MUNICIPALITIES, LOCATIONS, AGENCIES, AGENCY_NAMES, AGENCY_SPLITS, ADVISERS, WORKING_DAYS, ABSENCES,
    CERTIFICATES, CONTACTS, GROUPS, GROUP_CARE_TYPES, GROUP_PROVIDERS, GROUP_HOURS, CLOSURES, CONFLICTS, USERS,
    OVERRIDES, VISITS, INFO_SESSIONS, SIGNALS, REGULATIONS, *CASE_TABLES,
)  # fmt: skip
"""Every sheet; a sheet refers only to itself and to sheets before it."""

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
