"""The register: every sheet with its columns, in the order in which they can be filled.

Template, validation, import, export and docs/register.md all follow this one table.
"""

from collections.abc import Iterable
from dataclasses import replace

from actions.register_columns import Column, Kind, Period, Table
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
    Word,
)
from store import models

MADE = (VisitState.DONE, VisitState.REPORTED, VisitState.ATTEMPTED)
"""The states of a visit that lies in the past; only those are exchanged."""


Aliases = tuple[tuple[str, Word], ...]


def _text(name: str, field: str, about: str) -> Column:
    return Column(name, field, Kind.TEXT, about)


def _code(about: str, name: str = "code", field: str = "code") -> Column:
    return Column(name, field, Kind.CODE, about)


def _ref(name: str, field: str, refers: str, about: str) -> Column:
    return Column(name, field, Kind.REFERENCE, about, refers=refers)


def _word(name: str, field: str, words: Iterable[Word], about: str, aliases: Aliases = ()) -> Column:
    return Column(name, field, Kind.WORD, about, words=tuple(words), aliases=aliases)


def _day(name: str, field: str, about: str) -> Column:
    return Column(name, field, Kind.DAY, about)


def _moment(name: str, field: str, about: str) -> Column:
    return Column(name, field, Kind.MOMENT, about)


def _count(name: str, field: str, about: str, low: int = 0, high: int = 500) -> Column:
    return Column(name, field, Kind.INTEGER, about, low=low, high=high)


def _number(name: str, field: str, about: str, low: float, high: float) -> Column:
    return Column(name, field, Kind.NUMBER, about, low=low, high=high)


def _yes_no(name: str, field: str, about: str) -> Column:
    return Column(name, field, Kind.YES_NO, about)


def _email(about: str) -> Column:
    return Column("e-mail", "email", Kind.EMAIL, about)


def _optional(column: Column, default: object = None) -> Column:
    return replace(column, required=False, default=default)


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

LANGUAGE = _optional(_word("taal", "language", Language, "Taal van de berichten; leeg is Nederlands."), Language.NL)
WEEKDAY = Column("dag", "weekday", Kind.WEEKDAY, "De weekdag.")
HOURS = (
    Column("van", "starts", Kind.TIME, "Vanaf dit tijdstip."),
    Column("tot", "ends", Kind.TIME, "Tot dit tijdstip."),
)
VALID = (
    _day("geldig_van", "valid_from", "Eerste dag waarop dit geldt."),
    _optional(_day("geldig_tot", "valid_to", "Laatste dag waarop dit geldt; leeg is tot nader order.")),
)
ACTIVE = (
    _day("actief_van", "active_from", "Eerste dag."),
    _optional(_day("actief_tot", "active_to", "Laatste dag; leeg is tot nader order.")),
)
AWAY = (_day("eerste_dag", "starts_on", "Eerste dag."), _day("laatste_dag", "ends_on", "Laatste dag."))
PLACE = (
    _optional(_number("breedtegraad", "latitude", "Voor reistijden, bv. 52.37.", 50, 54)),
    _optional(_number("lengtegraad", "longitude", "Voor reistijden, bv. 4.90.", 3, 8)),
)
COORDINATES = ("breedtegraad", "lengtegraad")
LIMITS = (
    _optional(_number("velddeel", "field_share", "Deel voor bezoek en reizen, bv. 0,75; leeg is beleid.", 0.05, 1)),
    _optional(_count("max_bezoeken_dag", "max_visits_per_day", "Bezoeken per dag; leeg is beleid.", 1, 20)),
    _optional(_count("max_minuten_dag", "max_day_min", "Van huis tot thuis; leeg is beleid.", 60, 1440)),
    _optional(_count("max_rijminuten_dag", "max_drive_min_per_day", "Reistijd per dag; leeg is beleid.", 0, 1440)),
    _optional(_count("max_avonden_week", "max_evenings_per_week", "Avonden per week; leeg is beleid.", 0, 7)),
    _optional(_yes_no("werkt_op_feestdagen", "works_on_holidays", "Koos daar zelf voor; leeg is nee."), default=False),
)
VALIDITY = Period("geldig_van", "geldig_tot")
OPENING_HOURS = Period("van", "tot")
DAYS_AWAY = Period("eerste_dag", "laatste_dag")

ORGANISATIONS = Table(
    "organisaties", models.Organisation, "Werkgevers van vertrouwenspersonen.", "dezelfde organisatie", ("code",),
    (
        _code("Eigen code."),
        _text("naam", "name", "Naam."),
        _word("soort", "kind", OrganisationKind, "Landelijk of onderaannemer (Zorgbelang)."),
    ),
    alike=("naam",),
)  # fmt: skip

MUNICIPALITIES = Table(
    "gemeenten", models.Municipality, "Gemeenten, met datum omdat gemeenten samengaan.", "dezelfde gemeente", ("code",),
    (
        _code("CBS-code of eigen code."),
        _text("naam", "name", "Naam."),
        _text("jeugdregio", "youth_region", "Jeugdregio."),
        _word("schoolregio", "school_region", SchoolRegion, "Regio van de schoolvakanties."),
        *VALID,
    ),
    alike=("naam", "geldig_van"), periods=(VALIDITY,),
)  # fmt: skip

AGENCIES = Table(
    "instanties", models.Agency, "Aanbieders en andere instanties; hun namen staan in instantienamen.",
    "dezelfde instelling", ("code",),
    (
        _code("Eigen code; blijft gelijk als de naam verandert."),
        _word("soort", "kind", AgencyKind, "Soort instantie.", AGENCY_ALIASES),
        _optional(_ref("opgegaan_in", "merged_into_id", "instanties", "Instantie waarin deze is opgegaan.")),
        _optional(_day("opgegaan_op", "merged_on", "Dag van de samenvoeging.")),
    ),
    pairs=(("opgegaan_in", "opgegaan_op"),),
)  # fmt: skip

AGENCY_NAMES = Table(
    "instantienamen", models.AgencyName, "De naam van een instantie vanaf een dag.", "dezelfde naam",
    ("instantie", "geldig_van"),
    (_ref("instantie", "agency_id", "instanties", "Code van de instantie."), *VALID, _text("naam", "name", "Naam.")),
    chain="instantie", periods=(Period("geldig_van", "geldig_tot", within="instantie"),),
)  # fmt: skip

ADVISERS = Table(
    "vertrouwenspersonen", models.Adviser, "Vertrouwenspersonen.", "dezelfde vertrouwenspersoon", ("code",),
    (
        _code("Eigen code."),
        _text("naam", "name", "Naam."),
        _email("Werkadres."),
        _ref("organisatie", "organisation_id", "organisaties", "Code van de werkgever."),
        _text("woonplaats", "home_town", "Plaats waar rondes beginnen."),
        *PLACE,
        _number("contracturen", "contract_hours", "Uren per week.", 0.5, 40),
        *LIMITS,
        replace(_optional(_ref("plaatsvervanger", "deputy_id", "vertrouwenspersonen", "Vaste vervanger.")), late=True),
        LANGUAGE,
        *ACTIVE,
    ),
    alike=("e-mail",), pairs=(COORDINATES,), periods=(Period("actief_van", "actief_tot"),),
)  # fmt: skip

WORKING_DAYS = Table(
    "werkdagen", models.WorkingDay, "Dagen en uren waarop een vertrouwenspersoon kan bezoeken.", "dezelfde werkdag",
    ("vertrouwenspersoon", "dag"),
    (_ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Code."), WEEKDAY, *HOURS),
    chain="vertrouwenspersoon", periods=(OPENING_HOURS,),
)  # fmt: skip

ABSENCES = Table(
    "afwezigheid", models.Absence, "Afwezigheid; nooit een medische reden.", "dezelfde afwezigheid",
    ("vertrouwenspersoon", "eerste_dag"),
    (
        _ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Code."),
        _word("soort", "kind", AbsenceKind, "Soort."),
        *AWAY,
    ),
    chain="vertrouwenspersoon", periods=(DAYS_AWAY,),
)  # fmt: skip

CONFLICTS = Table(
    "belangen", models.Conflict, "Wie een groep niet mag bezoeken (tegenstrijdig belang); nooit de reden.",
    "hetzelfde belang", ("vertrouwenspersoon", "groep"),
    (
        _ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Code."),
        _ref("groep", "group_id", "groepen", "Code van de groep."),
    ),
    chain="vertrouwenspersoon",
)  # fmt: skip

CERTIFICATES = Table(
    "certificaten", models.Certificate, "VOG en bevoegdheid voor gesloten jeugdhulp.", "hetzelfde certificaat",
    ("vertrouwenspersoon", "soort"),
    (
        _ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Code."),
        _word("soort", "kind", CertificateKind, "Soort.", CERTIFICATE_ALIASES),
        *VALID,
    ),
    chain="vertrouwenspersoon", periods=(VALIDITY,),
)  # fmt: skip

CONTACTS = Table(
    "contactpersonen", models.ContactPerson,
    "Wie aangesproken wordt bij een instantie, een gemeente of de inspectie.", "dezelfde contactpersoon", ("code",),
    (
        _code("Eigen code."),
        _text("naam", "name", "Naam."),
        _word("rol", "role", ContactRole, "Waarvoor aangesproken."),
        _email("Werkadres."),
        _optional(_text("telefoon", "phone", "Telefoonnummer.")),
        _optional(_ref("instantie", "agency_id", "instanties", "Bij rol signalen of directie.")),
        _optional(_ref("gemeente", "municipality_id", "gemeenten", "Bij rol gemeente.")),
        LANGUAGE,
        *ACTIVE,
    ),
    periods=(Period("actief_van", "actief_tot"),),
)  # fmt: skip

LOCATIONS = Table(
    "locaties", models.Location, "Plaatsen waar jeugdigen verblijven.", "dezelfde locatie", ("code",),
    (
        _code("Eigen code."),
        _text("naam", "name", "Naam."),
        _ref("gemeente", "municipality_id", "gemeenten", "Code van de gemeente."),
        _optional(_text("straat", "street", "Straat en huisnummer."), ""),
        _optional(_text("postcode", "postcode", "Postcode."), ""),
        _text("plaats", "town", "Plaats."),
        *PLACE,
        _optional(_word("precisie", "precision", CoordinatePrecision, "Hoe precies de coördinaten zijn.")),
    ),
    pairs=(COORDINATES,),
)  # fmt: skip

GROUPS = Table(
    "groepen", models.Group, "Leefgroepen en gezinshuizen: wat bezocht wordt.", "dezelfde groep", ("code",),
    (
        _code("Eigen code; blijft gelijk bij een andere aanbieder of zorgvorm."),
        _text("naam", "name", "Naam."),
        _ref("locatie", "location_id", "locaties", "Code van de locatie."),
        _optional(_ref("eigenaar", "owner_id", "vertrouwenspersonen", "Vaste vertrouwenspersoon; nodig bij een norm.")),
        _optional(_ref("plaatsvervanger", "deputy_id", "vertrouwenspersonen", "Vaste vervanger.")),
        _optional(_count("bewoners", "residents", "Aantal plaatsen in gebruik.", high=500)),
        _optional(Column("vaste_dag", "fixed_weekday", Kind.WEEKDAY, "Dag van het vaste moment.")),
        _optional(Column("vaste_tijd", "fixed_time", Kind.TIME, "Begin van het vaste moment.")),
        _optional(_count("bezoekminuten", "service_min", "Duur van een bezoek; leeg is als de zorgvorm.", 1, 720)),
        _day("ankerdatum", "anchor_on", "Dag waarop de reeks van twee of acht weken begint."),
        _day("geopend_op", "opened_on", "Eerste dag."),
        _optional(_day("opgeheven_op", "ended_on", "Laatste dag.")),
    ),
    alike=("locatie", "naam"), pairs=(("vaste_dag", "vaste_tijd"),), periods=(Period("geopend_op", "opgeheven_op"),),
)  # fmt: skip

GROUP_REF = _ref("groep", "group_id", "groepen", "Code van de groep.")
GROUP_VALIDITY = Period("geldig_van", "geldig_tot", within="groep")

GROUP_CARE_TYPES = Table(
    "groep_zorgvormen", models.GroupCareType, "Welke zorg een groep geeft vanaf een dag.", "dezelfde zorgvorm",
    ("groep", "geldig_van"),
    (GROUP_REF, *VALID, _word("zorgvorm", "care_type", CareType, "Zorgvorm.", CARE_TYPE_ALIASES)),
    chain="groep", periods=(GROUP_VALIDITY,),
)  # fmt: skip

GROUP_PROVIDERS = Table(
    "groep_aanbieders", models.GroupProvider, "Bij welke instantie een groep hoort vanaf een dag.",
    "dezelfde aanbieder", ("groep", "geldig_van"),
    (GROUP_REF, *VALID, _ref("instantie", "agency_id", "instanties", "Code van de instantie.")),
    chain="groep", periods=(GROUP_VALIDITY,),
)  # fmt: skip

GROUP_HOURS = Table(
    "groep_tijden", models.GroupHours, "Bezoektijden, alleen waar ze afwijken van die van de zorgvorm.",
    "dezelfde bezoektijd", ("groep", "dag"), (GROUP_REF, WEEKDAY, *HOURS), chain="groep", periods=(OPENING_HOURS,),
)  # fmt: skip

CLOSURES = Table(
    "sluitingen", models.Closure, "Dagen waarop een groep dicht is (kamp, verbouwing).", "dezelfde sluiting",
    ("groep", "eerste_dag"), (GROUP_REF, *AWAY), chain="groep",
    periods=(Period("eerste_dag", "laatste_dag", within="groep"),),
)  # fmt: skip

USERS = Table(
    "gebruikers", models.User, "Wie met Waakvlam werkt, elk in één rol.", "dezelfde gebruiker", ("login",),
    (
        _code("Inlognaam.", "login", "login"),
        _text("naam", "name", "Naam."),
        _email("Werkadres."),
        _word("rol", "role", Role, "Rol.", ROLE_ALIASES),
        _optional(_ref("organisatie", "organisation_id", "organisaties", "Werkgever.")),
        _optional(_ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Alleen bij die rol.")),
        _optional(_ref("instantie", "agency_id", "instanties", "Bij een contactpersoon van een aanbieder.")),
        _optional(_ref("gemeente", "municipality_id", "gemeenten", "Bij een contactpersoon van een gemeente.")),
        LANGUAGE,
        _optional(_yes_no("actief", "active", "Kan inloggen; leeg is ja."), default=True),
    ),
    alike=("vertrouwenspersoon",),
)  # fmt: skip

OVERRIDES = Table(
    "maatwerk", models.CadenceOverride, "Een ander bezoekritme voor één groep.", "hetzelfde maatwerk",
    ("groep", "geldig_van"),
    (
        GROUP_REF,
        _day("geldig_van", "valid_from", "Eerste dag."),
        _day("geldig_tot", "valid_to", "Laatste dag."),
        _count("frequentie", "every_days", "Eén bezoek per zoveel dagen.", low=1, high=366),
        _optional(_yes_no("onder_norm", "below_norm", "Minder dan de norm; leeg is nee."), default=False),
        _text("reden", "reason", "Waarom; geen persoonsgegevens."),
        _ref("akkoord_door", "approved_by_id", "gebruikers", "Login; onder de norm een regiomanager."),
    ),
    chain="groep", periods=(GROUP_VALIDITY,),
)  # fmt: skip

VISITS = Table(
    "bezoeken", models.Visit, "Bezoeken die zijn geweest.", "hetzelfde bezoek", ("groep", "datum", "begin"),
    (
        GROUP_REF,
        _ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Wie bezocht."),
        _day("datum", "on", "Dag."),
        Column("begin", "starts_at", Kind.TIME_ON_DAY, "Begin.", on_day="datum"),
        Column("eind", "ends_at", Kind.TIME_ON_DAY, "Eind.", on_day="datum"),
        _word("toestand", "state", MADE, "Hoe het afliep."),
        _optional(_word("reden", "attempt_reason", AttemptReason, "Alleen bij tevergeefs.")),
        _optional(_yes_no("extra", "extra", "Telt voor geen venster; leeg is nee."), default=False),
        _optional(_moment("verslag_op", "reported_at", "Wanneer het verslag klaar was.")),
        _optional(_count("aanwezig", "present", "Aantal aanwezige jeugdigen.", high=500)),
        _optional(_count("gesproken", "spoken_to", "Aantal gesproken jeugdigen.", high=500)),
        _optional(_count("nieuw", "new_youths", "Aantal nieuwe jeugdigen ontmoet.", high=500)),
        _optional(_yes_no("boekje", "booklet_given", "Boekje uitgereikt.")),
        _optional(_yes_no("huisregels_gezien", "house_rules_seen", "Huisregels gezien.")),
        _optional(_yes_no("huisregels_gewijzigd", "house_rules_changed", "Huisregels gewijzigd.")),
        _optional(_yes_no("maatregelen_gezien", "measures_seen", "Vrijheidsbeperkende maatregelen gezien.")),
    ),
    periods=(Period("begin", "eind"),),
)  # fmt: skip

INFO_SESSIONS = Table(
    "voorlichtingen", models.InfoSession, "Voorlichtingen.", "dezelfde voorlichting", ("referentie",),
    (
        _code("Eigen nummer.", "referentie", "reference"),
        _word("soort", "kind", InfoSessionKind, "Voor wie."),
        _day("datum", "held_on", "Dag."),
        _ref("instantie", "agency_id", "instanties", "Code van de instantie."),
        _ref("locatie", "location_id", "locaties", "Code van de locatie."),
        _ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Wie voorlichtte."),
        _optional(_count("deelnemers", "attendees", "Aantal deelnemers.", high=5000)),
    ),
)  # fmt: skip

SIGNALS = Table(
    "signalen", models.Signal, "Signalen, geanonimiseerd.", "hetzelfde signaal", ("referentie",),
    (
        _code("Nummer van het signaal.", "referentie", "reference"),
        _word("soort", "kind", SignalKind, "Acuut of algemeen."),
        _word("toestand", "state", SignalState, "Hoe het signaal ervoor staat."),
        _word("maatregel", "measure", Measure, "Waarover het gaat."),
        _optional(_word("oorzaak", "cause", Cause, "Oorzaak; leeg is onbekend."), Cause.UNKNOWN),
        _optional(_word("zorgvorm", "care_type", CareType, "Zorgvorm van toen.", CARE_TYPE_ALIASES)),
        _ref("instantie", "agency_id", "instanties", "Aan wie."),
        _ref("locatie", "location_id", "locaties", "Waar."),
        _optional(_ref("groep", "group_id", "groepen", "Welke groep.")),
        _ref("vertrouwenspersoon", "adviser_id", "vertrouwenspersonen", "Van wie."),
        _day("waargenomen_op", "observed_on", "Dag van de waarneming."),
        _optional(_moment("aangemaakt_op", "created_at", "Wanneer opgesteld; leeg is bij verzending of waarneming.")),
        _optional(_moment("verstuurd_op", "sent_at", "Wanneer verstuurd.")),
        _optional(_moment("afgesloten_op", "closed_at", "Wanneer afgesloten.")),
        _optional(_count("ronde", "round", "Hoe vaak voorgelegd; leeg is 1.", low=1, high=9), 1),
        _optional(_ref("samengevoegd_met", "merged_into_id", "signalen", "Alleen bij samengevoegd.")),
        _optional(_word("verstreken_reden", "", OverdueReason, "Nodig als de termijn van het antwoord voorbij is.")),
        Column("tekst", "text_sealed", Kind.SEALED, "Geanonimiseerde tekst, hooguit 20.000 tekens.", high=20_000),
    ),
    settled=True,
)  # fmt: skip

REGULATIONS = Table(
    "klachtenregelingen", models.AgencyRegulation,
    "Hoe lang de klachtencommissie van een aanbieder mag doen over een klacht, volgens diens eigen regeling.",
    "dezelfde klachtenregeling", ("instantie", "geldig_van"),
    (
        _ref("instantie", "agency_id", "instanties", "Code van de instantie."),
        _day("geldig_van", "valid_from", "Eerste dag waarop deze termijn geldt."),
        _count("weken", "weeks", "Binnen zoveel weken beslist de commissie.", low=1, high=52),
    ),
    chain="instantie",
)  # fmt: skip

TABLES: tuple[Table, ...] = (
    ORGANISATIONS, MUNICIPALITIES, AGENCIES, AGENCY_NAMES, ADVISERS, WORKING_DAYS, ABSENCES, CERTIFICATES, CONTACTS,
    LOCATIONS, GROUPS, GROUP_CARE_TYPES, GROUP_PROVIDERS, GROUP_HOURS, CLOSURES, CONFLICTS, USERS, OVERRIDES, VISITS,
    INFO_SESSIONS, SIGNALS, REGULATIONS,
)  # fmt: skip
"""Every sheet; a sheet refers only to itself and to sheets before it."""

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
