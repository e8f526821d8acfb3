"""What a word of a closed list is called in English: its name in the glossary, save where that reads badly.

Names of laws stay Dutch: they are for looking up. Anything not named here is its English name with spaces.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from rules.accounts import SignInWay
from rules.api import ApiScope, HookKind
from rules.calendar import Profile
from rules.casework import ActionKind, FirstHandling, IssueCategory
from rules.clock import Doubt
from rules.gate_choices import TextPart
from rules.gate_findings import FindingKind
from rules.ladder import DeadlineKind
from rules.mail_kinds import PublishedReport
from rules.policy_words import Norm, Regime, ReportProfile, Roll, RuleSet, Weekday
from rules.record_words import Breach, FactName, Purpose, RecordSubject
from rules.signal_words import Right
from rules.signals import SignalAct
from rules.triage_words import Ask, LegalGround
from rules.vocabulary import CertificateKind, Language, Role, Word
from rules.work_subjects import WorkSubject

NAMES: Final[Mapping[type[Word], Mapping[str, str]]] = MappingProxyType({
    ActionKind: {
        "talk_employee": "talk with a member of staff",
        "talk_supervisor": "talk with a supervisor",
        "talk_board": "talk with the board",
        "objection_appeal": "objection and appeal",
    },
    ApiScope: {
        "visits:read": "read visits",
        "signals:read": "look up signals (state and dates)",
        "reports:read": "read released reports",
    },
    Ask: {
        "court_authorisation": "Is there an authorisation by a court? Ask which kind, not for the paper.",
        "care_plan": "Does the care plan name the measure, with its cases and its term?",
        "step_plan": "Was the step plan of the Wzd followed?",
        "consent": "Is there consent to treat an illness, freely given and not withdrawn?",
        "decision_copy": "Was the decision written down with its reason, and did the young person get a copy?",
        "no_unless": "Was nothing lighter possible, is it in proportion, and will it work (no, unless)?",
        "age": "How old is the young person? While that is not known, we assume younger than twelve.",
        "locked": "Was the door locked? Then it is locking up: judge the measure anew as that.",
        "ended_at": "When did the emergency and the measure begin and end?",
        "repeat_count": "How often did this happen? When it is repeated it is no emergency any more.",
        "scientist_consent": "Did a qualified behavioural scientist consent, and when?",
        "extension": "Did a qualified behavioural scientist extend it, once and by one day at most?",
        "over_maximum": "The measure took longer than the maximum. Why was it not stopped?",
        "weighing": "Who weighed the rule for this young person, does it fit the age, and where is that written?",
        "human_review": "Put this before a jurist or a second confidential adviser.",
        "propose_signal": "Propose a signal.",
        "report_to_inspectorate": "Propose at once to tell the inspectorate; do not wait for the provider's answer.",
    },
    CertificateKind: {"vog": "certificate of conduct (VOG)"},
    DeadlineKind: {
        "review": "reading by a second person",
        "acknowledge": "confirming receipt",
        "answer": "full answer",
        "director_answer": "answer of the director",
        "escalate": "decision on passing on",
        "verify": "looking at the location",
        "promise": "what the agency promised",
        "tell": "arrival at the inspectorate",
        "measure_ends": "end of a measure of the inspectorate",
        "enquire": "enquiry to the inspectorate",
        "code_consult": "reporting code: consultation",
        "code_decide": "reporting code: decision",
        "calamity_ask": "asking the provider about the report",
        "calamity_proof": "proof of the report",
        "calamity_doubt": "the provider's own inquiry",
        "calamity_report": "the provider's investigation report",
    },
    Doubt: {
        "behind_record": "the clock is before the last line of the record",
        "database_differs": "the clock differs more than an hour from that of the database",
        "jumped": "the clock jumped more than an hour while the machine ran on",
        "long_gap": "the clock is more than 35 days after the last round",
    },
    Breach: {
        "missing": "is missing, or out of place",
        "changed": "was changed",
        "anchor": "does not fit what stands before it",
    },
    FactName: {
        "approver": "approved by",
        "class": "class of records",
        "owner_id": "adviser",
        "deputy_id": "deputy",
        "fixed_weekday": "fixed day (0 is Monday)",
        "service_min": "minutes for a visit",
        "call": "called",
        "counted": "mark of what was counted",
        "digest": "mark",
        "due": "at the latest",
        "due_at": "moment",
        "ends_at": "until",
        "ends_on": "up to",
        "every_days": "every so many days",
        "filters": "filtered by",
        "gate": "version of the gate",
        "head": "last mark",
        "issue": "question, problem or complaint",
        "late": "working days late",
        "ledger": "mark of the figures",
        "made_at": "made",
        "manifest": "mark of the contents",
        "measure": "measure or subject",
        "met_by": "met by visit",
        "must_change": "must change it",
        "on": "day",
        "passed_by": "let pass by",
        "promised": "promised for",
        "restored_at": "put back",
        "reviewer": "second person",
        "scopes": "may",
        "sha256": "checksum (SHA-256)",
        "starts_at": "from",
        "starts_on": "from",
        "template": "message",
        "text": "mark of the text",
        "too_near": "too soon after visit",
        "unplaced": "not placed",
        "waiver": "waived for",
        "way": "how",
        "withheld": "not delivered",
    },
    FindingKind: {
        "BSN": "citizen service number (BSN)",
        "TELEFOON": "telephone number",
        "EMAIL": "mail address",
        "IBAN": "bank account number",
        "ADRES": "address or postcode",
        "GEBOORTEDATUM": "date of birth",
        "KENMERK": "file or case number",
        "SOCIAAL_ACCOUNT": "account on social media",
        "KENTEKEN": "number plate",
        "PERSOON": "possibly somebody's name",
        "MEDEWERKER": "possibly the name of a member of staff",
        "SCHOOL": "school",
        "WOONPLAATS": "place of residence",
        "LEEFTIJD": "age",
        "KAMER": "room number",
        "OMSTANDIGHEID": "circumstance that few people share",
    },
    FirstHandling: {"information_advice": "information and advice"},
    HookKind: {
        "signal.state_changed": "state of a signal changed",
        "visit.changed": "visit changed",
        "report.released": "report released",
    },
    IssueCategory: {
        "family": "family and home",
        "friends_school_work": "friends, school and work",
        "transgressive": "transgressive behaviour",
        "closed_measures": "measures in closed care",
        "cooperation": "cooperation between agencies",
    },
    Language: {"nl": "Dutch", "en": "English"},
    LegalGround: {
        "wvggz": "Wvggz: compulsory care",
        "wzd": "Wzd: involuntary care",
        "wgbo": "Wgbo: treatment with consent",
    },
    Norm: {"iso_week": "every ISO week", "days": "every so many days", "calendar_quarter": "every quarter"},
    Profile: {"atw_full": "Algemene termijnenwet"},
    PublishedReport: {"municipality": "municipality report", "agency": "agency report"},
    Regime: {
        "jw_provider": "complaint about a provider (Jw 4.2.1)",
        "jw_closed_measure": "complaint in closed care (Jw 6.5.1)",
        "awb_complaint": "complaint about an administrative body (Awb 9)",
        "awb_objection": "objection (Awb 6 and 7)",
        "disciplinary_skj": "disciplinary law (SKJ)",
    },
    Purpose: {
        "answer": "answering from the queue",
        "break_glass": "emergency access",
        "command_line": "command on the server",
        "draft": "writing a draft",
        "import": "reading a register in",
        "export": "taking the register along",
        "judgement": "judging",
        "procedure": "complaint procedure",
        "read_mail": "reading mail",
        "relation": "contact with a municipality or council",
        "reply": "answering a signal",
        "review": "looking over emergency access",
    },
    ReportProfile: {"seed_2016": "as in 2016", "rounded_5": "rounded to five"},
    Right: {
        "echr_5": "ECHR art. 5",
        "echr_8": "ECHR art. 8",
        "crc_3": "CRC art. 3",
        "crc_19": "CRC art. 19",
        "crc_37": "CRC art. 37",
        "constitution_15": "Dutch constitution art. 15",
    },
    Role: {"manager": "regional manager"},
    Roll: {"atw": "to the next working day (Atw)"},
    RuleSet: {
        "closed_chapter_6_old": "Jeugdwet chapter 6 until 2024",
        "closed_legal_position_2024": "Wet rechtspositie gesloten jeugdhulp",
        "open_no_own_ground": "open care: no ground of its own",
    },
    SignalAct: {
        "answer": "record an answer",
        "propose": "propose to pass on to the inspectorate",
        "tell": "pass on to the inspectorate",
        "triage": "judge by the law",
    },
    SignInWay: {"local": "password", "oidc": "sign-in of the organisation"},
    TextPart: {"html": "HTML"},
    Weekday: {day: day.capitalize() for day in Weekday},
    RecordSubject: {
        **{one.value: one.value.replace("_", " ").capitalize() for one in RecordSubject},
        "api_token": "Access token",
        "decree": "Decision on holidays",
        "pack": "Evidence pack of signal",
        "relation": "Contact with a municipality or council",
        "retention": "Term of keeping",
        "survey": "Question on satisfaction",
    },
    WorkSubject: {
        "adviser": "Adviser",
        "agency": "Agency",
        "backup": "Backup",
        "break_glass": "Emergency access",
        "calamity": "Calamity",
        "calendar": "Calendar of holidays",
        "client": "Client",
        "clock": "Clock of the machine",
        "contact": "Contact person",
        "deadline": "Term",
        "group": "Group",
        "inbound": "Incoming mail",
        "location": "Location",
        "mail": "Mail service",
        "notice": "Outgoing post",
        "procedure": "Complaint procedure",
        "record": "Record",
        "reports": "Yearly reports",
        "rota": "On-call rota",
        "signal": "Signal",
        "sweep": "Round over the terms",
        "visit": "Visit",
        "webhook": "Other system",
        "window": "Visit window",
    },
})  # fmt: skip
"""By closed list and value."""


def english_name(word: Word) -> str:
    """Return what a word is called in English."""
    return NAMES.get(type(word), {}).get(word.value, word.value.replace("_", " "))
