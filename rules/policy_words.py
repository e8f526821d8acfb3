"""The closed lists that only the policy knows: what may stand in policy.toml."""

from datetime import date

from rules.vocabulary import Word


class Norm(Word):
    """How often a group is visited (bezoekfrequentie)."""

    ISO_WEEK = "iso_week", "elke ISO-week"
    DAYS = "days", "elke n dagen"
    CALENDAR_QUARTER = "calendar_quarter", "elk kwartaal"
    ON_DEMAND = "on_demand", "op verzoek"


class HolidayRule(Word):
    """What a holiday week does to a visiting window."""

    STILL_DUE = "still_due", "gaat gewoon door"
    DUE_UNLESS_CLOSED = "due_unless_closed", "tenzij het hele venster gesloten"
    SHIFT = "shift", "schuift op"
    SHIFT_WITHIN_QUARTER = "shift_within_quarter", "schuift op binnen het kwartaal"


class Weekday(Word):
    """A day of the week, Monday first."""

    MONDAY = "monday", "maandag"
    TUESDAY = "tuesday", "dinsdag"
    WEDNESDAY = "wednesday", "woensdag"
    THURSDAY = "thursday", "donderdag"
    FRIDAY = "friday", "vrijdag"
    SATURDAY = "saturday", "zaterdag"
    SUNDAY = "sunday", "zondag"

    @classmethod
    def of(cls, day: date) -> "Weekday":
        """Return the weekday of `day`."""
        return list(cls)[day.weekday()]


class Season(Word):
    """When visiting hours hold."""

    ALWAYS = "always", "altijd"
    SCHOOL_HOLIDAYS = "school_holidays", "alleen in schoolvakanties"


class Roll(Word):
    """What happens to a term that ends on a Saturday, Sunday or holiday."""

    ATW = "atw", "naar de eerstvolgende werkdag (Atw)"
    NEVER = "never", "nooit"


class BeyondKnown(Word):
    """What a date after the last decreed holidays is."""

    PROVISIONAL = "provisional", "voorlopig"


class Tls(Word):
    """How mail is carried. There is one choice: verified TLS, or the mail waits."""

    REQUIRED = "required", "verplicht"


class Regime(Word):
    """Which rules a complaint procedure follows (klachtregime), see DOMAIN 2c."""

    JW_PROVIDER = "jw_provider", "klacht bij aanbieder of GI (Jw 4.2.1)"
    JW_CLOSED_MEASURE = "jw_closed_measure", "klacht gesloten jeugdhulp (Jw 6.5.1)"
    AWB_COMPLAINT = "awb_complaint", "klacht bij bestuursorgaan (Awb 9)"
    AWB_OBJECTION = "awb_objection", "bezwaar (Awb 6 en 7)"
    DISCIPLINARY_SKJ = "disciplinary_skj", "tuchtrecht (SKJ)"


class ComplaintStep(Word):
    """A step of a complaint procedure that has a term."""

    FILING = "filing", "indienen"
    DECISION = "decision", "beslissing"
    DECISION_WITH_COMMITTEE = "decision_with_committee", "beslissing met commissie"
    ADJOURNMENT = "adjournment", "verdaging"
    PROVIDER_REACTION = "provider_reaction", "reactie van de aanbieder"
    APPEAL = "appeal", "beroep"


class CareSetting(Word):
    """Where a measure was seen, as the law divides it."""

    CLOSED = "closed", "gesloten accommodatie"
    OPEN = "open", "open jeugdhulp"


class RuleSet(Word):
    """A set of legal rules for restrictive measures; the logic of each stands in the triage table."""

    CLOSED_CHAPTER_6_OLD = "closed_chapter_6_old", "hoofdstuk 6 Jeugdwet tot 2024"
    CLOSED_LEGAL_POSITION_2024 = "closed_legal_position_2024", "Wet rechtspositie gesloten jeugdhulp"
    OPEN_NO_OWN_GROUND = "open_no_own_ground", "open jeugdhulp: geen eigen grondslag"


class ReportProfile(Word):
    """How small numbers are hidden in reports."""

    STRICT = "strict", "streng"
    SEED_2016 = "seed_2016", "zoals in 2016"
    ROUNDED_5 = "rounded_5", "afgerond op vijf"


class ResidenceRule(Word):
    """In which municipality's report a youth counts (rapportagegemeente)."""

    PLACE_OF_STAY = "place_of_stay", "waar de jeugdige verblijft"
    LEGAL_RESIDENCE = "legal_residence", "woonplaats (Jw 1.1)"


class RecordClass(Word):
    """A class of records with a retention period (bewaartermijn) of its own."""

    CLIENT_CONTACT = "client_contact", "contactgegevens van cliënten"
    COMPLAINT_FILE = "complaint_file", "klachtdossiers"
    SIGNAL = "signal", "signalen (geanonimiseerd)"
    VISIT = "visit", "bezoekgegevens"
    AUDIT_LOG = "audit_log", "logboek"
    MAIL_LOG = "mail_log", "verzendgegevens van mail"
    AGGREGATED_FIGURES = "aggregated_figures", "samengevoegde cijfers"
