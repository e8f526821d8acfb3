"""What an event of the record is called in Dutch; the codes are for machines, these for people who read it."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeAlias

from rules.inspectorate import InspectorateState
from rules.ladder import DeadlineKind, StepAct
from rules.signals import EscalationReason, SignalAct
from rules.vocabulary import Judgement, ReopenReason, SignalKind, TermReason, WithdrawReason, Word
from rules.worklist import ASKED

_ACT = "signal_"

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "signal_drafted": "signaal opgesteld",
        "signal_merged_here": "ander signaal hierin samengevoegd",
        "text_may_leave": "besloten dat precies deze tekst naar buiten mag",
        "reply_link_made": "link om te antwoorden gemaakt",
        "look_out": "aandachtspunt voor bezoeken gezet",
        "answered_by_link": "beantwoord via de link",
        "answered_signed_in": "beantwoord door een contactpersoon die zich aanmeldde",
        "reply_link_revoked": "link om te antwoorden ingetrokken",
        "more_time_asked": "instantie vroeg meer tijd",
        "more_time_granted": "meer tijd gegeven aan de instantie",
        "more_time_refused": "meer tijd niet gegeven aan de instantie",
        "more_time_passed_up": "vraag om meer tijd voorgelegd aan de coördinator",
        "judgement_proposed": "oordeel over het antwoord voorgelegd aan een tweede persoon",
        "judgement_agreed": "tweede persoon akkoord met het oordeel",
        "judgement_sent_back": "oordeel teruggestuurd door de tweede persoon",
        "escalation_declined": "doorgeven afgewezen",
        "inspectorate_not_told": "melding kwam niet aan bij de inspectie",
        "register_added": "uit een register overgenomen",
        "text_reviewed": "tekst achteraf gelezen door een tweede persoon",
        "reply_judged": "antwoord beoordeeld",
        "escalation_proposed": "doorgeven aan de inspectie voorgesteld",
        "escalation_approved": "doorgeven goedgekeurd door een tweede persoon",
        "inspectorate_told": "doorgegeven aan de inspectie",
        "inspectorate_confirmed": "ontvangst door de inspectie bevestigd",
        "deadline_started": "termijn begonnen",
        "deadline_settled": "termijn afgehandeld",
        "deadline_suspended": "termijn opgeschort",
        "deadline_resumed": "termijn hervat",
        "deadline_extended": "termijn verlengd",
        "deadline_moved": "termijn herrekend na een besluit over een feestdag",
        "step_taken": "stap van de ladder genomen",
        "step_passed_by": "stap van vóór de overname overgeslagen",
        "notice_sent": "bericht verstuurd",
        "notice_settled": "bericht niet meer nodig",
        "notice_dead": "bericht onbestelbaar",
        "notice_in_doubt": "van een bericht is onzeker of het aankwam",
        "notice_released": "bericht opnieuw vrijgegeven",
        "put_on_call": "op de piketlijst gezet",
        "duty_swapped": "piketdienst overgenomen",
        "rhythm_proposed": "ritme onder de norm voorgelegd aan een regiomanager",
        "rhythm_accepted": "ritme onder de norm goedgekeurd",
        "rhythm_refused": "ritme onder de norm afgewezen",
        "rhythm_withdrawn": "ritme onder de norm teruggenomen door wie het voorstelde",
        "rhythm_below_norm": "eigen ritme ligt nu onder de norm: voorgelegd aan een regiomanager",
        "work_added": "werk klaargezet",
        "work_done": "werk gedaan",
    }
)

NOTICES: Mapping[str, str] = MappingProxyType(
    {
        "adviser_absent": "bericht dat een vertrouwenspersoon afwezig is",
        "adviser_changed": "bericht over een nieuwe vertrouwenspersoon",
        "adviser_digest": "dagoverzicht",
        "brake_pulled": "melding dat de rem erop staat",
        "break_glass": "melding van noodtoegang",
        "calamity_question": "vraag of een calamiteit is gemeld",
        "complaint_clock": "herinnering aan een klachttermijn",
        "escalation_proposed": "verzoek om te beslissen over doorgeven",
        "escalation_told_adviser": "bericht aan de vertrouwenspersoon dat het is doorgegeven",
        "escalation_told_provider": "bericht aan de instantie dat het is doorgegeven",
        "health_warning": "bericht dat iets aandacht vraagt",
        "improvement_plan_overdue": "melding dat het verbeterplan ontbreekt",
        "inspectorate_enquiry": "vraag aan de inspectie hoe het ermee staat",
        "inspectorate_notice": "melding aan de inspectie",
        "more_time_decided": "besluit over meer tijd",
        "reply_code": "code om te antwoorden",
        "reply_link_new": "nieuwe link om te antwoorden",
        "report_ready": "bericht dat een rapport klaarstaat",
        "result_report_overdue": "melding dat het resultaatsverslag ontbreekt",
        "signal_answered": "bericht dat er een antwoord is",
        "signal_copy": "afschrift van een signaal",
        "signal_director": "verzoek aan de directie",
        "signal_overdue": "melding dat de termijn voorbij is",
        "signal_reminder": "herinnering",
        "signal_reply_received": "ontvangstbevestiging van het antwoord",
        "signal_returned": "teruggelegd bij de directie",
        "signal_review": "verzoek om te lezen als tweede persoon",
        "signal_to_provider": "signaal aan de instantie",
        "survey": "tevredenheidsvraag",
        "visit_cancelled": "bericht dat een bezoek vervalt",
        "visit_merged": "bericht dat bezoeken zijn samengevoegd",
        "visit_moved": "bericht dat een bezoek is verzet",
        "visit_planned": "bericht over een nieuw bezoek",
        "visit_reminder": "herinnering aan een bezoek",
        "visit_report_overdue": "herinnering aan een bezoekverslag",
        "window_ending": "waarschuwing dat bezoekvensters aflopen",
        "window_missed": "melding van gemiste bezoekvensters",
        "windows_missed_in_row": "melding van bezoeken die achter elkaar zijn gemist",
    }
)
"""What each mail is called, by its template."""


def notice_name(template: str) -> str:
    """Return what a mail is called in Dutch; one that a later version does not have any more keeps its code."""
    return NOTICES.get(template, template.replace("_", " "))


def happening(what: str) -> Word | str:
    """Return what an event is called: an act as its word, else in Dutch; one that has no words yet keeps its code."""
    if what in EVENTS:
        return EVENTS[what]
    act = what.removeprefix(_ACT)
    return SignalAct(act) if what != act and act in set(SignalAct) else what.replace("_", " ")


Particular: TypeAlias = Word | date | int | str
"""What an event tells: a word, until when, how many working days late, or a text."""

_CODES: Mapping[str, tuple[type[Word], ...]] = MappingProxyType({
    "kind": (DeadlineKind, SignalKind),
    "inspectorate": (InspectorateState,),
    "judgement": (Judgement,),
    "step": (StepAct,),
    "template": (),
    "reason": (EscalationReason, TermReason, WithdrawReason, ReopenReason),
    "due": (),
    "late": (),
})  # fmt: skip
"""The facts of an event that people read, in this order, and the words their codes stand for."""


def particulars(facts: Mapping[str, object]) -> dict[str, Particular]:
    """Return what an event tells beside its name, by the name of the fact.

    A code becomes its word, `due` a day or a moment, `late` a number of working days, and `template` what that mail is
    called; a code without a word stays as it is, with spaces.
    """
    return {name: _read(name, str(facts[name])) for name in _CODES if facts.get(name) not in (None, "")}


def _read(name: str, text: str) -> Particular:
    if name == "due":
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    if name == "late":
        return int(text) if text.isdecimal() else 0
    if name == "template":
        return notice_name(text)
    if name == "kind" and text in ASKED:
        return ASKED[text].action
    return next((words(text) for words in _CODES[name] if text in set(words)), text.replace("_", " "))
