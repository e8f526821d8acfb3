"""The closed lists of the domain: one English name each, with the Dutch word people read.

The names are those of docs/words.md. Values are stored and exchanged; never change one without a migration.
"""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A closed list whose members carry the Dutch word for people."""

    dutch: str

    def __new__(cls, value: str, dutch: str = "") -> Self:
        """Make a member that is the string `value` and knows its Dutch word."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.dutch = dutch
        return member

    @property
    def label(self) -> str:
        """The Dutch word with a capital, as a row of a table begins."""
        return self.dutch[:1].upper() + self.dutch[1:]

    @classmethod
    def from_dutch(cls, word: str) -> Self:
        """Return the member whose Dutch word (or value) is `word`; upper and lower case are alike.

        Raises: KeyError when there is none.
        """
        wanted = word.strip().casefold()
        for member in cls:
            if wanted in (member.dutch.casefold(), member.value):
                return member
        raise KeyError(word)


class CareType(Word):
    """What kind of care a group gives (zorgvorm); it decides the visiting rhythm."""

    CLOSED_CARE = "closed_care", "gesloten jeugdhulp"
    OPEN_RESIDENTIAL_CARE = "open_residential_care", "open residentiële jeugdhulp"
    INDEPENDENCE_TRAINING = "independence_training", "zelfstandigheidstraining"
    FAMILY_HOME = "family_home", "gezinshuis"
    RESPITE_CARE = "respite_care", "logeeropvang"
    CARE_FARM = "care_farm", "zorgboerderij"
    DAY_TREATMENT = "day_treatment", "dagbehandeling"
    DAY_ACTIVITY = "day_activity", "dagbesteding"
    FOSTER_FAMILY = "foster_family", "pleeggezin"
    OUTPATIENT_CARE = "outpatient_care", "ambulante jeugdhulp"


class SchoolRegion(Word):
    """The region of the school holidays; it belongs to a municipality, not to a province."""

    NORTH = "north", "noord"
    MIDDLE = "middle", "midden"
    SOUTH = "south", "zuid"


class OrganisationKind(Word):
    """Who employs advisers: the national organisation or a regional subcontractor."""

    PRINCIPAL = "principal", "landelijke organisatie"
    SUBCONTRACTOR = "subcontractor", "onderaannemer"


class AgencyKind(Word):
    """The kind of body (instantie) that a signal can go to."""

    PROVIDER = "provider", "jeugdhulpaanbieder"
    CERTIFIED_INSTITUTION = "certified_institution", "gecertificeerde instelling"
    ACCESS_POINT = "access_point", "toegang jeugdhulp"
    SAFE_HOME = "safe_home", "veilig thuis"
    CHILD_PROTECTION_BOARD = "child_protection_board", "raad voor de kinderbescherming"


class ContactRole(Word):
    """What a contact person of an agency, municipality or the inspectorate is addressed for."""

    SIGNALS = "signals", "signalen"
    DIRECTOR = "director", "directie"
    INSPECTORATE = "inspectorate", "inspectie"
    MUNICIPALITY = "municipality", "gemeente"


class Role(Word):
    """What a user of the desk may do; deny by default."""

    ADVISER = "adviser", "vertrouwenspersoon"
    COORDINATOR = "coordinator", "coördinator"
    MANAGER = "manager", "regiomanager"
    JURIST = "jurist", "jurist"
    PRIVACY_OFFICER = "privacy_officer", "functionaris gegevensbescherming"
    PROVIDER_CONTACT = "provider_contact", "contactpersoon aanbieder"
    MUNICIPALITY_CONTACT = "municipality_contact", "contactpersoon gemeente"
    INSPECTOR = "inspector", "inspecteur"
    ADMINISTRATOR = "administrator", "beheerder"


class AbsenceKind(Word):
    """Why an adviser is away. Never the medical reason: sick is all that is kept."""

    ILL = "ill", "ziek"
    LEAVE = "leave", "verlof"
    TRAINING = "training", "scholing"


class CertificateKind(Word):
    """What an adviser must hold: the certificate of conduct and the competence for closed care."""

    VOG = "vog", "VOG"
    CLOSED_CARE = "closed_care", "gesloten jeugdhulp"


class WindowState(Word):
    """How one visiting obligation stands (bezoekvenster)."""

    OPEN = "open", "open"
    SATISFIED = "satisfied", "gehaald"
    SATISFIED_LATE = "satisfied_late", "te laat gehaald"
    MISSED = "missed", "gemist"
    WAIVED = "waived", "vervallen"


class WaiverReason(Word):
    """Why a window asks no visit."""

    CARE_TYPE_CHANGE = "care_type_change", "zorgvorm gewijzigd"
    CLOSED = "closed", "locatie gesloten"
    NO_RESIDENTS = "no_residents", "geen bewoners"
    GROUP_ENDED = "group_ended", "groep opgeheven"


class VisitState(Word):
    """How one visit stands."""

    PLANNED = "planned", "gepland"
    CONFIRMED = "confirmed", "bevestigd"
    DONE = "done", "uitgevoerd"
    REPORTED = "reported", "verslag gereed"
    ATTEMPTED = "attempted", "tevergeefs"
    CANCELLED = "cancelled", "afgezegd"
    RESCHEDULED = "rescheduled", "verzet"


class AttemptReason(Word):
    """Why an adviser at the door made no visit."""

    REFUSED = "refused", "toegang geweigerd"
    NOBODY_PRESENT = "nobody_present", "niemand aanwezig"
    GROUP_MOVED = "group_moved", "groep verhuisd"
    CLOSED_UNANNOUNCED = "closed_unannounced", "onaangekondigd gesloten"


class VisitRole(Word):
    """As whom an adviser makes a visit."""

    OWNER = "owner", "eigenaar"
    DEPUTY = "deputy", "plaatsvervanger"
    SUBSTITUTE = "substitute", "invaller"


class CoordinatePrecision(Word):
    """How exactly the coordinates of a location are known."""

    ADDRESS = "address", "adres"
    POSTCODE = "postcode", "postcode"
    PLACE = "place", "plaats"


class MissedReason(Word):
    """Why a window ended without a visit."""

    ADVISER_ILL = "adviser_ill", "vertrouwenspersoon ziek"
    ADVISER_LEAVE = "adviser_leave", "vertrouwenspersoon met verlof"
    TRAVEL = "travel", "vervoer"
    LOCATION_CLOSED = "location_closed", "locatie gesloten"
    REFUSED = "refused", "toegang geweigerd"
    INFECTION = "infection", "besmetting"
    NO_RESIDENTS = "no_residents", "geen bewoners"
    PLANNING_ERROR = "planning_error", "planningsfout"
    WEATHER = "weather", "weer"
    OTHER = "other", "anders"


class InfoSessionKind(Word):
    """For whom an information session (voorlichting) was held: the rows of table 10."""

    STAFF = "staff", "medewerkers"
    YOUTHS = "youths", "groep jongeren"
    CLIENT_COUNCIL = "client_council", "cliëntenraad"
    YOUTH_COUNCIL = "youth_council", "jongerenraad"
    OTHER = "other", "anders"


class Measure(Word):
    """A restrictive measure (vrijheidsbeperkende maatregel) or another subject of a signal."""

    HOLDING = "holding", "vastpakken en vasthouden"
    SECLUSION = "seclusion", "afzonderen"
    LOCK_UP = "lock_up", "insluiten"
    ROOM_CONFINEMENT = "room_confinement", "kamerplaatsing"
    MOVEMENT_RESTRICTION = "movement_restriction", "beperking bewegingsvrijheid"
    DOOR_ALARM = "door_alarm", "deurverklikker"
    COMMUNICATION_RESTRICTION = "communication_restriction", "beperking communicatiemiddelen"
    COMMUNICATION_MONITORING = "communication_monitoring", "toezicht communicatiemiddelen"
    ROOM_SEARCH = "room_search", "kamercontrole"
    URINE_TEST = "urine_test", "urinecontrole"
    CAMERA_SURVEILLANCE = "camera_surveillance", "cameratoezicht"
    FIXATION = "fixation", "fixatie"
    HOUSE_RULE = "house_rule", "huisregels"
    SAFETY = "safety", "veiligheid"
    CLIMATE = "climate", "leefklimaat"
    ACCESS_REFUSED = "access_refused", "toegang geweigerd"


class Cause(Word):
    """Why a measure was used, as far as seen (IGJ & AKJ, 2022)."""

    ORGANISATIONAL = "organisational", "organisatorisch"
    POWERLESSNESS = "powerlessness", "onmacht"
    DAY_PROGRAMME = "day_programme", "dagprogramma"
    LACK_OF_FITTING_CARE = "lack_of_fitting_care", "gebrek aan passende hulp"
    CONDITION_OF_STAY = "condition_of_stay", "voorwaarde voor verblijf"
    UNKNOWN = "unknown", "onbekend"


class SignalKind(Word):
    """Acute signals (safety) run in hours, general ones (quality) in working days."""

    ACUTE = "acute", "acuut"
    GENERAL = "general", "algemeen"


class SignalState(Word):
    """How a signal stands: the states of DOMAIN 2b."""

    DRAFT = "draft", "concept"
    APPROVED = "approved", "goedgekeurd"
    SENT = "sent", "verstuurd"
    DELIVERY_FAILED = "delivery_failed", "bezorging mislukt"
    RECEIVED = "received", "ontvangen"
    ANSWERED = "answered", "beantwoord"
    VERIFICATION = "verification", "wordt nagegaan"
    RETURNED = "returned", "teruggelegd bij directie"
    ESCALATION_PROPOSED = "escalation_proposed", "doorgeven voorgesteld"
    ESCALATION_APPROVED = "escalation_approved", "doorgeven goedgekeurd"
    ESCALATED = "escalated", "doorgegeven aan inspectie"
    CONFIRMED = "confirmed", "ontvangst bevestigd door inspectie"
    CLOSED = "closed", "afgesloten"
    WITHDRAWN = "withdrawn", "ingetrokken"
    MERGED = "merged", "samengevoegd"


class OverdueReason(Word):
    """Why a signal enters the register although its term to answer has passed."""

    TAKEN_OVER = "taken_over", "overgenomen"
    DELAY_AGREED = "delay_agreed", "uitstel afgesproken"
    OTHER = "other", "anders"


class WithdrawReason(Word):
    """Why a signal is withdrawn."""

    MISTAKE = "mistake", "vergissing"
    SOLVED_ON_THE_SPOT = "solved_on_the_spot", "ter plekke opgelost"
    UNFOUNDED = "unfounded", "bleek niet te kloppen"
    OTHER = "other", "anders"


class ReopenReason(Word):
    """Why an ended signal is opened again."""

    COMPLAINT = "complaint", "klacht"
    RECURRENCE = "recurrence", "opnieuw gezien"
    AFTER_ALL = "after_all", "toch nodig"
    OTHER = "other", "anders"


class Judgement(Word):
    """How an answer is judged (beoordeling)."""

    SUFFICIENT = "sufficient", "voldoende"
    PARTLY = "partly", "deels voldoende"
    INSUFFICIENT = "insufficient", "onvoldoende"


class LegalEffect(Word):
    """What a value or term rests on; law and house policy are never mixed."""

    LAW = "law", "wet"
    AGREEMENT = "agreement", "afspraak"
    HOUSE_POLICY = "house_policy", "huisregel"


class Unit(Word):
    """What a term counts in."""

    HOURS = "hours", "uur"
    DAYS = "days", "dagen"
    WORKING_DAYS = "working_days", "werkdagen"
    WEEKS = "weeks", "weken"
    MONTHS = "months", "maanden"


class Language(Word):
    """The language a person reads."""

    NL = "nl", "Nederlands"
    EN = "en", "Engels"


class TermReason(Word):
    """Why a term is suspended, resumed or extended."""

    AGREED = "agreed", "afgesproken met de instantie"
    AGENCY_ASKED = "agency_asked", "de instantie vroeg om meer tijd"
    WAITING_FOR_OTHERS = "waiting_for_others", "wacht op een ander, zoals de gemeente of een onderzoek"
    CLOSED_FOR_HOLIDAYS = "closed_for_holidays", "de instantie is gesloten"
    BEYOND_CONTROL = "beyond_control", "overmacht"
    GROUND_GONE = "ground_gone", "de grond is vervallen"
