"""What the record of changes and of readings says, in words: about what, what for, and with which facts.

The record itself holds codes, so that it can be reckoned over for as long as it is kept; people read these. A code
that has no word is told as it is: nothing may be missing from what a privacy officer sees.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain

from rules.accounts import SignInWay
from rules.calamity import CalamityState, IncidentKind
from rules.calendar import to_local
from rules.casework import (
    ActionKind,
    ActionOutcome,
    Channel,
    ClientKind,
    ContactKind,
    FirstHandling,
    IssueKind,
    ProcedureVerdict,
    RefusalGround,
    RelationKind,
    SupporterKind,
)
from rules.clock import Doubt
from rules.errors import Phrase
from rules.gate_choices import Choice
from rules.gate_findings import FindingKind, GateLevel
from rules.happenings import notice_name
from rules.inspectorate import InspectorateState
from rules.ladder import DeadlineKind, StepAct
from rules.mail_kinds import MailKind, PublishedReport
from rules.on_call import SwapReason
from rules.policy_words import Regime
from rules.replies import ReplyKind
from rules.reporting_code import CodeDecision, CodeStep, EmergencyCall, SkipReason
from rules.signal_words import DeclineReason
from rules.signals import EscalationReason
from rules.vocabulary import (
    AbsenceKind,
    AttemptReason,
    CareType,
    InfoSessionKind,
    Judgement,
    Measure,
    MissedReason,
    OverdueReason,
    ReopenReason,
    Role,
    SignalKind,
    SignalState,
    TermReason,
    WaiverReason,
    WithdrawReason,
    Word,
)
from rules.work_subjects import WorkSubject
from rules.worklist import ASKED, GrantReason, SnoozeReason


class RecordSubject(Word):
    """What the record is about, beside what work can be about."""

    API_TOKEN = "api_token", "Toegangssleutel"
    CONTACT_PERSON = "contact_person", "Contactpersoon"
    COUNCIL = "council", "Raad"
    DECREE = "decree", "Besluit over feestdagen"
    INFO_SESSION = "info_session", "Voorlichting"
    INTAKE = "intake", "Aanmelding"
    MUNICIPALITY = "municipality", "Gemeente"
    OBSERVATION = "observation", "Waarneming"
    ORGANISATION = "organisation", "Organisatie"
    PACK = "pack", "Bewijspakket van signaal"
    PLAN = "plan", "Planning"
    REGISTER = "register", "Register"
    RELATION = "relation", "Contact met gemeente of raad"
    REPORT = "report", "Rapport"
    RETENTION = "retention", "Bewaartermijn"
    SURVEY = "survey", "Tevredenheidsvraag"
    SURVEY_GRADE = "survey_grade", "Cijfer van een tevredenheidsvraag"
    SYSTEM = "system", "Systeem"
    USER = "user", "Gebruiker"


class Purpose(Word):
    """What somebody read something for."""

    ANSWER = "answer", "antwoorden op een aanmelding"
    ATTACHMENT = "attachment", "bijlage"
    BREAK_GLASS = "break_glass", "noodtoegang"
    CASE = "case", "dossier"
    COMMAND_LINE = "command_line", "opdracht op de server"
    DRAFT = "draft", "opstellen"
    EVIDENCE_PACK = "evidence_pack", "bewijspakket"
    GATE = "gate", "poort"
    IMPORT = "import", "register inlezen"
    EXPORT = "export", "register meenemen"
    JUDGEMENT = "judgement", "beoordelen"
    LETTER = "letter", "brief"
    PROCEDURE = "procedure", "klachtprocedure"
    READ_MAIL = "read_mail", "mail lezen"
    RELATION = "relation", "contact met gemeente of raad"
    REPLY = "reply", "antwoorden op een signaal"
    REVIEW = "review", "noodtoegang nakijken"
    SIGNAL = "signal", "signaal"


class Breach(Word):
    """How the record was tampered with."""

    MISSING = "missing", "ontbreekt, of staat niet op zijn plaats"
    CHANGED = "changed", "is gewijzigd"
    ANCHOR = "anchor", "past niet bij wat ervoor staat"


class FactName(Word):
    """What a fact of the record is called."""

    ACTION = "action", "actie"
    ADDED = "added", "toegevoegd"
    ADVISER = "adviser", "vertrouwenspersoon"
    AFTER = "after", "daarna"
    AGENCY = "agency", "instantie"
    APPROVER = "approver", "goedgekeurd door"
    AUTHOR = "author", "opsteller"
    BEFORE = "before", "daarvoor"
    BELOW_NORM = "below_norm", "onder de norm"
    CALL = "call", "gebeld"
    CARE_TYPE = "care_type", "zorgvorm"
    CASE = "case", "traject"
    CHANGED = "changed", "gewijzigd"
    CHANNEL = "channel", "kanaal"
    CHOICE = "choice", "keuze"
    CLASS = "class", "soort gegevens"
    CLIENT = "client", "cliënt"
    CODE = "code", "code"
    CONSENTED = "consented", "met instemming"
    COUNT = "count", "aantal"
    COUNTED = "counted", "kenmerk van wat is geteld"
    DAY = "day", "dag"
    DEADLINE = "deadline", "termijn"
    DECIDED_ON = "decided_on", "besloten op"
    DECISION = "decision", "besluit"
    DEPUTY_ID = "deputy_id", "plaatsvervanger"
    DIGEST = "digest", "kenmerk"
    DOUBT = "doubt", "twijfel"
    DUE = "due", "uiterlijk"
    DUE_AT = "due_at", "tijdstip"
    ENDS_AT = "ends_at", "tot"
    ENDS_ON = "ends_on", "tot en met"
    EVERY_DAYS = "every_days", "om de zoveel dagen"
    FILES = "files", "bestanden"
    FILTERS = "filters", "gefilterd op"
    FINDINGS = "findings", "vondsten"
    FINGERPRINT = "fingerprint", "vingerafdruk"
    FIXED_TIME = "fixed_time", "vast tijdstip"
    FIXED_WEEKDAY = "fixed_weekday", "vaste dag (0 is maandag)"
    GATE = "gate", "versie van de poort"
    GLASS = "glass", "noodtoegang"
    GROUND = "ground", "grond"
    GROUP = "group", "groep"
    GROUPS = "groups", "groepen"
    HANDLING = "handling", "afhandeling"
    HEAD = "head", "laatste kenmerk"
    INSPECTORATE = "inspectorate", "inspectie"
    INSTEAD_OF = "instead_of", "in plaats van"
    INTO = "into", "opgegaan in"
    ISSUE = "issue", "vraag, probleem of klacht"
    JUDGEMENT = "judgement", "oordeel"
    KIND = "kind", "soort"
    LATE = "late", "werkdagen te laat"
    LEDGER = "ledger", "kenmerk van de cijfers"
    LETTER = "letter", "brief van"
    LEVEL = "level", "niveau"
    LINK = "link", "link"
    LIST = "list", "lijst"
    MADE_AT = "made_at", "gemaakt"
    MAIL = "mail", "mail"
    MANIFEST = "manifest", "kenmerk van de inhoud"
    MEASURE = "measure", "maatregel of onderwerp"
    MET_BY = "met_by", "vervuld door bezoek"
    MISSED = "missed", "gemist"
    MUST_CHANGE = "must_change", "moet het wijzigen"
    NAMES = "names", "namen"
    NOTICE = "notice", "bericht"
    NUMBER = "number", "nummer"
    ON = "on", "dag"
    ORGANISATION = "organisation", "organisatie"
    OUTCOME = "outcome", "uitkomst"
    OVERDUE_REASON = "overdue_reason", "reden van te laat"
    OWNER_ID = "owner_id", "vertrouwenspersoon"
    PASSED_BY = "passed_by", "doorgelaten door"
    PLACE = "place", "plaats"
    PLACED = "placed", "geplaatst"
    PROMISED = "promised", "toegezegd voor"
    PROPOSAL = "proposal", "voorstel"
    RANK = "rank", "rang"
    REASON = "reason", "reden"
    RECIPIENTS = "recipients", "ontvangers"
    REFERENCE = "reference", "kenmerk"
    REGIME = "regime", "regeling"
    RESIDENTS = "residents", "bewoners"
    RESTORED_AT = "restored_at", "teruggezet"
    REVIEWER = "reviewer", "tweede persoon"
    ROLE = "role", "rol"
    ROUND = "round", "ronde"
    ROWS = "rows", "rijen"
    SCOPES = "scopes", "mag"
    SERVICE_MIN = "service_min", "minuten per bezoek"
    SHA256 = "sha256", "controlegetal (SHA-256)"
    SHEET = "sheet", "blad"
    SIGNAL = "signal", "signaal"
    SINCE = "since", "vanaf"
    SKIPPED = "skipped", "overgeslagen"
    STARTS_AT = "starts_at", "van"
    STARTS_ON = "starts_on", "vanaf"
    STEP = "step", "stap"
    TEMPLATE = "template", "bericht"
    TEXT = "text", "kenmerk van de tekst"
    TEXTS = "texts", "teksten"
    TO = "to", "naar"
    TOO_NEAR = "too_near", "te kort na bezoek"
    TRIES = "tries", "pogingen"
    UNPLACED = "unplaced", "niet geplaatst"
    UNTIL = "until", "tot"
    USER = "user", "gebruiker"
    VERDICT = "verdict", "uitspraak"
    VERSION = "version", "versie"
    VISIT = "visit", "bezoek"
    VISITS = "visits", "bezoeken"
    WAIVER = "waiver", "niet verschuldigd om"
    WAY = "way", "hoe"
    WHAT_FOR = "what_for", "waarvoor"
    WINDOW = "window", "bezoekvenster"
    WITHHELD = "withheld", "niet bezorgd"
    WORK = "work", "werk"
    YEAR = "year", "jaar"
    YEARS = "years", "jaren"


_REASONS: tuple[type[Word], ...] = (
    AttemptReason, DeclineReason, EscalationReason, GrantReason, MissedReason, OverdueReason, ReopenReason, SkipReason,
    SnoozeReason, SwapReason, TermReason, WaiverReason, WithdrawReason,
)  # fmt: skip
_WORDS: tuple[type[Word], ...] = (
    *_REASONS, AbsenceKind, ActionKind, ActionOutcome, CalamityState, CareType, Channel, Choice, ClientKind,
    CodeDecision, CodeStep, ContactKind, DeadlineKind, Doubt, EmergencyCall, FindingKind, FirstHandling, GateLevel,
    IncidentKind, InfoSessionKind, InspectorateState, IssueKind, Judgement, MailKind, Measure, ProcedureVerdict,
    PublishedReport, RefusalGround, Regime, RelationKind, ReplyKind, Role, SignalKind, SignalState, SignInWay, StepAct,
    SupporterKind,
)  # fmt: skip
"""The closed lists whose codes stand in facts."""


def _by_code(lists: Iterable[type[Word]]) -> Mapping[str, Word]:
    """Return the words by code, but for codes that are different words in different lists."""
    found: dict[str, list[Word]] = defaultdict(list)
    for word in chain.from_iterable(lists):
        found[word.value].append(word)
    return {code: words[0] for code, words in found.items() if len({word.dutch for word in words}) == 1}


_REASON_OF, _WORD_OF = _by_code(_REASONS), _by_code(_WORDS)
_NAME_OF: Mapping[str, Word] = _by_code([FactName])
NOUNS: Mapping[str, Word] = _by_code([RecordSubject, WorkSubject])
"""What each kind of subject is called."""
_PURPOSE_OF: Mapping[str, Word] = _by_code([Purpose])
CHANGED_COLUMN = "changed_"
"""What the name of a fact begins with that says which column a register changed."""


def subject_said(subject: str) -> str:
    """Return what a subject or actor of the record is called: `visit:7` is 'Bezoek 7', `system` 'Systeem'.

    A login, or a kind without a noun, stays as it is.
    """
    kind, numbered, which = subject.partition(":")
    noun = NOUNS.get(kind) if numbered or kind == RecordSubject.SYSTEM else None
    if noun is None:
        return subject
    return Phrase("{noun} {which}", noun=noun, which=which) if which not in ("", "0") else Phrase("{noun}", noun=noun)


def purpose_said(purpose: str) -> Word | str:
    """Return what something was read for; a purpose without a word stays as it is."""
    return _PURPOSE_OF.get(purpose, purpose)


def facts_said(facts: Mapping[str, object]) -> tuple[tuple[Word | str, Word | str], ...]:
    """Return the facts of an event that are not empty: what each is called, and what it is.

    A code is its word, a moment local, a mail what it is called; what has no word is told as it stands. The columns
    that a register changed are one fact.
    """
    columns = ", ".join(name.removeprefix(CHANGED_COLUMN) for name in sorted(facts) if name.startswith(CHANGED_COLUMN))
    told = {name: value for name, value in facts.items() if not name.startswith(CHANGED_COLUMN)}
    if columns:
        told[FactName.CHANGED] = columns
    return tuple(
        (_NAME_OF.get(name, name), _value(name, told[name])) for name in sorted(told) if told[name] not in (None, "")
    )


def _value(name: str, value: object) -> Word | str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    text = str(value)
    if name == FactName.TEMPLATE:
        return notice_name(text)
    if text in ASKED:
        return ASKED[text].action
    word = (_REASON_OF if name == FactName.REASON else _WORD_OF).get(text)
    return _moment(text) if word is None else word


def _moment(text: str) -> str:
    """Return a moment of the record in local time; anything else as it is."""
    try:
        return f"{to_local(datetime.fromisoformat(text)):%d-%m-%Y %H:%M}" if "T" in text else text
    except ValueError:
        return text
