"""Words of casework: who comes, with what, how it was handled and how it ended (report of 2016, appendix 1).

Source of the lists: the AKJ municipality report of 2016 (DOMAIN.md 1.5 and 1.6); gender has grown since.
"""

from collections.abc import Mapping
from types import MappingProxyType

from rules.vocabulary import Word


class ClientKind(Word):
    """Who comes to the adviser: the rows of table 1a."""

    YOUTH = "youth", "jeugdige"
    PARENT = "parent", "ouder"
    FOSTER_PARENT = "foster_parent", "pleegouder"
    RELATIVE = "relative", "familielid"
    PROFESSIONAL = "professional", "hulpverlener"
    OTHER = "other", "onbekend/anders"


class ParentKind(Word):
    """What kind of parent: the rows of table 1b."""

    WITH_CUSTODY = "parent_with_custody", "ouder met gezag"
    WITHOUT_CUSTODY = "parent_without_custody", "ouder zonder gezag"
    CUSTODY_UNKNOWN = "custody_unknown", "ouder gezag onbekend"
    STEP_PARENT = "step_parent", "stiefouder"


class Gender(Word):
    """The gender of a client, as told: the rows of table 1c."""

    FEMALE = "female", "vrouw"
    MALE = "male", "man"
    OTHER = "other", "x"
    UNKNOWN = "unknown", "onbekend"


class IssueKind(Word):
    """What a client calls it; the client's own word decides."""

    QUESTION = "question", "vraag"
    PROBLEM = "problem", "probleem"
    COMPLAINT = "complaint", "klacht"


class IssueCategory(Word):
    """What a question, problem or complaint is about: the rows of tables 2a to 2c, as these print them."""

    GROUP_RULES = "group_rules", "Groepsregels"
    WORKING_METHOD = "working_method", "Werkwijze instantie"
    LEGISLATION = "legislation", "Wetgeving"
    OTHER_QUESTIONS = "other_questions", "Andere vragen"

    CARE_HISTORY = "care_history", "Persoonlijke geschiedenis in de hulpverlening"
    FAMILY = "family", "Familie / Thuis"
    FRIENDS_SCHOOL_WORK = "friends_school_work", "Vrienden / School / Werk"
    SEXUALITY = "sexuality", "Seksualiteit / Relaties"
    HOUSING_GROUP = "housing_group", "Woonsituatie / Groep / Groepsgenoten"
    WELLBEING = "wellbeing", "Psychisch / Welzijn"
    FAITH = "faith", "Geloof / Religie"
    VIOLENCE = "violence", "Lichamelijk / Psychisch geweld"
    PREGNANCY = "pregnancy", "Zwangerschap"
    ADDICTION = "addiction", "Drugs / Alcohol / Gokken"
    OTHER_PROBLEMS = "other_problems", "Andere problemen"

    TREATMENT = "treatment", "Bejegening"
    AVAILABILITY = "availability", "Bereikbaarheid / Beschikbaarheid / Afspraken"
    DECISIONS = "decisions", "Beslissingen"
    FILE = "file", "Dossier"
    INFORMATION = "information", "Gebrekkige informatie"
    TRANSGRESSIVE = "transgressive", "Grensoverschrijdend gedrag"
    COMPLAINTS_PROCEDURE = "complaints_procedure", "Klachtenprocedure"
    CLOSED_MEASURES = "closed_measures", "Maatregelen en sancties gesloten jeugdhulp"
    INVESTIGATION = "investigation", "Onderzoek"
    PRIVACY = "privacy", "Privacy"
    REPORTING = "reporting", "Rapportage"
    COOPERATION = "cooperation", "Samenwerking tussen instanties"
    CARE_DELIVERY = "care_delivery", "Uitvoering jeugdhulp"
    OTHER_COMPLAINTS = "other_complaints", "Andere klachten"


_C = IssueCategory
CATEGORIES: Mapping[IssueKind, tuple[IssueCategory, ...]] = MappingProxyType(
    {
        IssueKind.QUESTION: (_C.GROUP_RULES, _C.WORKING_METHOD, _C.LEGISLATION, _C.OTHER_QUESTIONS),
        IssueKind.PROBLEM: (
            _C.CARE_HISTORY, _C.FAMILY, _C.FRIENDS_SCHOOL_WORK, _C.SEXUALITY, _C.HOUSING_GROUP, _C.WELLBEING, _C.FAITH,
            _C.VIOLENCE, _C.PREGNANCY, _C.ADDICTION, _C.OTHER_PROBLEMS,
        ),
        IssueKind.COMPLAINT: (
            _C.TREATMENT, _C.AVAILABILITY, _C.DECISIONS, _C.FILE, _C.INFORMATION, _C.TRANSGRESSIVE,
            _C.COMPLAINTS_PROCEDURE, _C.CLOSED_MEASURES, _C.INVESTIGATION, _C.PRIVACY, _C.REPORTING, _C.COOPERATION,
            _C.CARE_DELIVERY, _C.OTHER_COMPLAINTS,
        ),
    }
)  # fmt: skip
"""Which categories each kind of issue has; 4 questions, 11 problems, 14 complaints."""


class TransgressiveKind(Word):
    """What kind of transgressive behaviour a complaint is about."""

    PSYCHOLOGICAL = "psychological", "psychisch"
    VERBAL = "verbal", "verbaal"
    PHYSICAL = "physical", "fysiek"
    SEXUAL = "sexual", "seksueel"


class Channel(Word):
    """How a contact came about."""

    PHONE = "phone", "telefoon"
    EMAIL = "email", "e-mail"
    FORM = "form", "contactformulier"
    CHAT = "chat", "chat"
    GROUP_VISIT = "group_visit", "groepsbezoek"
    IN_PERSON = "in_person", "gesprek"


class ContactKind(Word):
    """What a contact with or for a client was: the rows of table 3, and the listening ear."""

    INTRODUCTION = "introduction_talk", "kennismakingsgesprek en uitleg rechtspositie"
    ABOUT_ISSUE = "about_issue", "contact bij een vraag, probleem of klacht"


class FirstHandling(Word):
    """How the first contact about an issue ended: the rows of table 4."""

    RUNNING = "running", "eerste contact loopt nog"
    INFORMATION_ADVICE = "information_advice", "afgerond met informatie en advies"
    BROKEN_OFF = "broken_off", "afgebroken"
    SUPPORT_CASE = "support_case", "door naar een ondersteuningstraject"


class BreakOffReason(Word):
    """Why contact was broken off."""

    UNREACHABLE = "unreachable", "onbereikbaar"
    NO_RESPONSE = "no_response", "reageert niet"
    LEFT_INSTITUTION = "left_institution", "niet meer in de instelling"
    DOES_NOT_WANT = "does_not_want", "wil of durft niet verder"


class ActionKind(Word):
    """What is done in a support case: the rows of table 6, lowest level first."""

    TALK_EMPLOYEE = "talk_employee", "gesprek medewerker"
    TALK_SUPERVISOR = "talk_supervisor", "gesprek leidinggevende"
    TALK_BOARD = "talk_board", "gesprek directie/MT"
    WRITTEN_SETTLEMENT = "written_settlement", "schriftelijke afdoening"
    COMPLAINTS_COMMITTEE = "complaints_committee", "klachtencommissie"
    OBJECTION_APPEAL = "objection_appeal", "bezwaar en beroep"
    DISCIPLINARY_LAW = "disciplinary_law", "tuchtrecht"
    OTHER = "other", "overige activiteiten"


FORMAL = frozenset({ActionKind.COMPLAINTS_COMMITTEE, ActionKind.OBJECTION_APPEAL, ActionKind.DISCIPLINARY_LAW})
"""The actions whose outcome a body gives (KC-BB-TR); of all others the client judges."""


class ActionOutcome(Word):
    """How an action ended: the columns of table 6."""

    RESOLVED = "resolved", "opgelost / gegrond"
    PARTLY = "partly_resolved", "deels opgelost / deels gegrond"
    UNRESOLVED = "unresolved", "niet opgelost / ongegrond"
    WITHDRAWN = "withdrawn", "ingetrokken / geen uitspraak"
    INADMISSIBLE = "inadmissible", "niet-ontvankelijk"
    RUNNING = "running", "actie loopt nog"


class ProcedureVerdict(Word):
    """What a committee, a body of appeal or a disciplinary board said, before it becomes a column of table 6."""

    UPHELD = "upheld", "gegrond"
    PARTLY_UPHELD = "partly_upheld", "deels gegrond"
    DISMISSED = "dismissed", "ongegrond"
    WITHDRAWN = "withdrawn", "ingetrokken"
    NO_RULING = "no_ruling", "geen uitspraak"
    INADMISSIBLE = "inadmissible", "niet-ontvankelijk"
    NO_JURISDICTION = "no_jurisdiction", "onbevoegd"


OUTCOME_OF: Mapping[ProcedureVerdict, ActionOutcome] = MappingProxyType(
    {
        ProcedureVerdict.UPHELD: ActionOutcome.RESOLVED,
        ProcedureVerdict.PARTLY_UPHELD: ActionOutcome.PARTLY,
        ProcedureVerdict.DISMISSED: ActionOutcome.UNRESOLVED,
        ProcedureVerdict.WITHDRAWN: ActionOutcome.WITHDRAWN,
        ProcedureVerdict.NO_RULING: ActionOutcome.WITHDRAWN,
        ProcedureVerdict.INADMISSIBLE: ActionOutcome.INADMISSIBLE,
        ProcedureVerdict.NO_JURISDICTION: ActionOutcome.INADMISSIBLE,
    }
)
"""In which column of table 6 a verdict counts; Jw 6.5.1 lid 4 knows one that the table has no column for."""


class SupporterKind(Word):
    """Who else supports a client."""

    CLIENT_SUPPORTER = "client_supporter", "cliëntondersteuner"
    INFORMAL_SUPPORTER = "informal_supporter", "informele ondersteuner"


class RefusalGround(Word):
    """Why a body may refuse an informal supporter; an adviser can never be refused so."""

    HINDERS_PROGRESS = "hinders_progress", "belemmert de voortgang van de begeleiding"
    NOT_INDEPENDENT = "not_independent", "niet onafhankelijk"
    CONFLICT_OF_INTEREST = "conflict_of_interest", "belangenverstrengeling"


class CouncilKind(Word):
    """A council of clients; it stands for collective interests, not for single complaints."""

    CLIENT_COUNCIL = "client_council", "cliëntenraad"
    YOUTH_COUNCIL = "youth_council", "jongerenraad"


class RelationKind(Word):
    """What is noted about working with a municipality or an agency."""

    TALK = "talk", "overleg"
    AGREEMENT = "agreement", "werkafspraak"
    REMARK = "remark", "opvallendheid in de samenwerking"
    OUTREACH = "outreach", "actief langsgegaan"


class ProcedureSubject(Word):
    """What a formal procedure is about; with whom it is against, this decides which clock runs."""

    CONDUCT = "conduct", "bejegening of uitvoering"
    CLOSED_MEASURE = "closed_measure", "beslissing in gesloten jeugdhulp"
    DECISION = "decision", "besluit over een voorziening"
    PROFESSIONAL = "professional", "handelen van een geregistreerde professional"


class ProcedureState(Word):
    """How a formal complaint stands (DOMAIN.md 2c); overdue is computed, never a state."""

    FILED = "filed", "ingediend"
    ACKNOWLEDGED = "acknowledged", "ontvangst bevestigd"
    ADJOURNED = "adjourned", "verdaagd"
    HEARING = "hearing", "zitting"
    VERDICT = "verdict", "uitspraak"
    RESPONDED = "responded", "reactie van de instantie"
    APPEALED = "appealed", "in beroep"
    FINAL = "final", "afgerond"
