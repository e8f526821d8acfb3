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
        "planned": "gepland",
        "moved": "verzet",
        "rescheduled": "verzet naar een ander bezoek",
        "cancelled": "vervallen",
        "done": "gedaan",
        "reported": "verslag vastgelegd",
        "attempted": "tevergeefs geweest",
        "missed": "gemist",
        "missed_reason": "reden van missen vastgelegd",
        "missed_in_row": "achter elkaar gemist",
        "satisfied": "op tijd bezocht",
        "satisfied_late": "te laat bezocht",
        "waived": "niet verschuldigd",
        "catch_up_merged": "inhalen samengevoegd met een volgend bezoek",
        "windows_opened": "bezoekvensters geopend",
        "window_withdrawn": "bezoekvenster ingetrokken",
        "window_changed": "hoort nu bij een ander bezoekvenster",
        "changed": "gewijzigd",
        "cadence_overridden": "eigen ritme afgesproken",
        "plan_exported": "planning als bestand meegenomen",
        "away": "afwezig gemeld",
        "back_early": "eerder terug",
        "held": "voorlichting gegeven",
        "adviser_told": "nieuwe vertrouwenspersoon gemeld",
        "group_changed": "groep gewijzigd",
        "care_changed": "zorgvorm gewijzigd",
        "closed": "gesloten",
        "opened": "weer open",
        "access_granted": "toegang gegeven",
        "access_ended": "toegang beëindigd",
        "observed": "waarneming vastgelegd",
        "drafted_from": "signaal hieruit opgesteld",
        "observation_moved": "waarneming verhuisd naar een ander signaal",
        "evidence_added": "bewijs toegevoegd",
        "known_names_added": "bekende namen ingevoerd",
        "gate_choice": "vondst van de poort beoordeeld",
        "reply_code_wrong": "onjuiste code bij de link",
        "pack_made": "bewijspakket gemaakt",
        "calamity_watched": "bewaking van een incident begonnen",
        "client_opened": "dossier geopend",
        "client_moved": "verhuisd",
        "contact_recorded": "contact vastgelegd",
        "issue_raised": "vraag, probleem of klacht vastgelegd",
        "issue_handled": "afhandeling vastgelegd",
        "case_started": "traject begonnen",
        "case_ended": "traject afgerond",
        "action_taken": "actie begonnen",
        "action_ended": "actie afgerond",
        "supporter_added": "andere ondersteuner vastgelegd",
        "client_assigned": "vertrouwenspersoon toegewezen",
        "conflict_recorded": "belangenverstrengeling vastgelegd",
        "intake_arrived": "aanmelding binnengekomen",
        "intake_taken": "aanmelding opgepakt",
        "intake_became_client": "aanmelding werd een dossier",
        "survey_sent": "tevredenheidsvraag verstuurd",
        "survey_answered": "tevredenheidsvraag beantwoord",
        "procedure_filed": "klachtprocedure begonnen",
        "procedure_acknowledged": "ontvangst van de klacht bevestigd",
        "procedure_adjourned": "klacht verdaagd",
        "procedure_hearing": "zitting geweest",
        "procedure_verdict": "uitspraak vastgelegd",
        "procedure_responded": "reactie van de instantie op de uitspraak",
        "procedure_appealed": "beroep ingesteld",
        "procedure_final": "klachtprocedure afgerond",
        "council_added": "raad toegevoegd",
        "relation_noted": "contact met een gemeente of raad vastgelegd",
        "register_changed": "gewijzigd vanuit een register",
        "register_imported": "register ingelezen",
        "register_exported": "register meegenomen",
        "decree_loaded": "besluit over feestdagen ingelezen",
        "agency_merged": "instantie opgegaan in een andere",
        "agency_split": "instantie gesplitst",
        "agency_renamed": "instantie hernoemd",
        "release_begun": "vrijgeven begonnen",
        "report_released": "rapport vrijgegeven",
        "retention_decided": "besluit over bewaren vastgelegd",
        "list_exported": "lijst meegenomen",
        "work_acknowledged": "werk opgepakt",
        "work_snoozed": "werk later gezet",
        "work_handed_over": "werk overgedragen",
        "user_added": "gebruiker toegevoegd",
        "user_active": "gebruiker weer toegelaten",
        "user_stopped": "gebruiker geblokkeerd",
        "role_changed": "rol gewijzigd",
        "organisation_changed": "organisatie gewijzigd",
        "password_set": "wachtwoord gezet",
        "second_factor_set": "tweede factor ingesteld",
        "second_factor_dropped": "tweede factor verwijderd",
        "recovery_codes_made": "herstelcodes gemaakt",
        "recovery_code_used": "herstelcode gebruikt",
        "signed_in": "aangemeld",
        "signed_out": "afgemeld",
        "sessions_ended": "overal afgemeld",
        "sign_in_failed": "aanmelden mislukt",
        "proved_again": "opnieuw bewezen wie het is",
        "provider_bound": "verbonden met de aanmelding van de organisatie",
        "mail_switched": "soort mail aan- of uitgezet",
        "glass_broken": "noodtoegang genomen",
        "glass_closed": "noodtoegang gesloten",
        "backup_made": "reservekopie gemaakt",
        "restored": "reservekopie teruggezet",
        "outbox_released": "postvak uit vrijgegeven",
        "mail_refused": "mail geweigerd",
        "clock_accepted": "klok aanvaard",
        "notice_report_delivered": "ontvangstbewijs van een bericht",
        "notice_report_read": "leesbewijs van een bericht",
        "notice_report_relayed": "bericht is verder gestuurd",
        "notice_report_delayed": "bericht is vertraagd",
        "certificate_pinned": "certificaat vastgelegd",
        "certificate_revoked": "certificaat ingetrokken",
        "calendar_feed_made": "agenda-abonnement gemaakt",
        "calendar_feed_revoked": "agenda-abonnement ingetrokken",
        "token_made": "toegangssleutel gemaakt",
        "token_revoked": "toegangssleutel ingetrokken",
        "token_renewed": "toegangssleutel vernieuwd",
        "webhook_made": "ander systeem verbonden",
        "webhook_secret_renewed": "geheim van een ander systeem vernieuwd",
        "webhook_ended": "verbinding met een ander systeem beëindigd",
        "webhook_gone": "ander systeem is weg",
        "calamity_ask": "aanbieder gevraagd of de calamiteit is gemeld",
        "calamity_investigate": "aanbieder onderzoekt de calamiteit",
        "calamity_deny": "aanbieder ontkent een calamiteit",
        "calamity_report": "melding van de calamiteit gezien",
        "calamity_send_report": "onderzoeksverslag gezien",
        "calamity_propose": "doorgeven van een calamiteit voorgesteld",
        "calamity_close": "bewaking van een incident afgesloten",
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


HAPPENINGS: tuple[str, ...] = (*EVENTS, *(f"{_ACT}{act}" for act in SignalAct))
"""Every event that has words, by its code."""


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
