"""The work list: why somebody is asked something, the one thing to do next, and in which order it comes.

Source: house policy throughout (DOMAIN.md 6.2 roles, PEERS.md W15): nothing waits for a person who is not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from rules.errors import RuleError
from rules.vocabulary import Role, Word


class SnoozeReason(Word):
    """Why a piece of work may rest for some days."""

    WAITING_FOR_ANSWER = "waiting_for_answer", "wacht op antwoord van iemand"
    APPOINTMENT_MADE = "appointment_made", "er staat een afspraak"
    OTHER_FIRST = "other_first", "iets anders gaat voor"


class WorkOrigin(Word):
    """Why a piece of work is on somebody's list."""

    OWN = "own", "dit is uw werk"
    HANDED_OVER = "handed_over", "overgedragen aan u"
    DEPUTY = "deputy", "u vervangt een collega"
    GONE_UP = "gone_up", "er is niemand anders voor"


class GrantReason(Word):
    """Why somebody may see what is not their own, for some days."""

    HANDOVER = "handover", "overgedragen werk"
    SUBSTITUTION = "substitution", "vervanging bij afwezigheid"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a kind of work asks: the reason it is there, and the next action."""

    reason: str
    action: str


ASKED: Mapping[str, Asked] = MappingProxyType(
    {
        "agency_without_contact": Asked(
            "Van een instantie is geen werkend contact voor signalen bekend", "Zoek een contactpersoon en voeg die toe"
        ),
        "brake_pulled": Asked(
            "Te veel stappen naar de inspectie in één keer: de rem staat erop", "Bekijk de stappen en geef ze vrij"
        ),
        "calendar_ending": Asked(
            "De kalender met feestdagen loopt af: daarna zijn termijnen niet te berekenen",
            "Laad de nieuwe kalender met feestdagen",
        ),
        "certificate_ending": Asked(
            "Een certificaat of VOG van een vertrouwenspersoon loopt af", "Vraag een nieuw en leg dat vast"
        ),
        "clock_doubtful": Asked(
            "De klok van de machine is niet te vertrouwen: termijnen worden niet gevolgd",
            "Zet de klok goed, of keur hem goed",
        ),
        "decide_escalation": Asked("Doorgeven aan de inspectie is voorgesteld", "Lees het dossier en beslis"),
        "find_contact": Asked(
            "Er is niemand bij de instantie om aan te schrijven", "Zoek een contactpersoon en voeg die toe"
        ),
        "finish_draft": Asked("Een signaal staat nog in concept", "Schrijf het af en leg het voor"),
        "group_without_adviser": Asked(
            "Een groep heeft geen vaste vertrouwenspersoon", "Kies een vertrouwenspersoon voor de groep"
        ),
        "judge_reply": Asked("De instantie heeft geantwoord", "Beoordeel het antwoord"),
        "notice_in_doubt": Asked("Van een bericht is onzeker of het aankwam", "Vraag het na en geef het vrij, of niet"),
        "notice_undelivered": Asked("Een bericht kwam niet aan", "Bel de ontvanger"),
        "notice_unsent": Asked("Een bericht dat haast heeft, is nog niet verzonden", "Bel de ontvanger"),
        "mail_to_read": Asked("Er kwam mail binnen die iemand moet lezen", "Lees de mail en handel die af"),
        "mail_server_away": Asked("De mailserver is niet te gebruiken", "Kijk waarom post blijft staan en herstel het"),
        "mail_not_kept": Asked("Een mail is niet binnen te halen", "Lees de mail met een vlag in de mailbox"),
        "mailbox_away": Asked("De mailbox is niet te lezen", "Kijk waarom en herstel het"),
        "mail_certificate_ending": Asked("Een certificaat voor mail loopt af", "Vraag een nieuw en leg dat vast"),
        "webhook_given_up": Asked(
            "Een ander systeem nam een bericht van ons dagenlang niet aan",
            "Kijk bij de berichten waarom en herstel het",
        ),
        "webhook_gone": Asked(
            "Een ander systeem zei dat het er niet meer is: het krijgt niets meer",
            "Vraag het na, en maak zo nodig een nieuw adres",
        ),
        "backup_failed": Asked("De back-up van vannacht is niet gelukt", "Kijk waarom en maak er alsnog een"),
        "check_promise": Asked("De instantie zegde toe dat het vandaag klaar is", "Ga na of het klopt"),
        "more_time_asked": Asked("De instantie vraagt meer tijd", "Beslis: verleng de termijn, of wijs het af"),
        "phone_agency": Asked(
            "Een acuut signaal moet ook mondeling worden doorgegeven", "Bel de instantie en leg het vast"
        ),
        "phone_director": Asked(
            "Een acuut signaal moet dezelfde dag bij de directie zijn", "Bel de directie en leg het vast"
        ),
        "phone_inspectorate": Asked("De inspectie is nog niet bereikt", "Bel het meldpunt en leg het vast"),
        "pass_on_evidence": Asked(
            "Bij een doorgegeven signaal kwam er een waarneming bij", "Geef die ook door aan de inspectie"
        ),
        "escalation_declined": Asked("Doorgeven aan de inspectie is afgewezen", "Lees waarom en ga het na op locatie"),
        "close_signal": Asked("De inspectie rondde een signaal af", "Sluit het signaal, of laat het nagaan"),
        "ask_inspectorate": Asked("De inspectie liet niets horen", "Vraag hoe het staat en leg het bericht vast"),
        "measure_ended": Asked("Een maatregel van de inspectie loopt af", "Vraag of die is verlengd en leg het vast"),
        "code_overdue": Asked("De meldcode bij een signaal ligt stil", "Zet de volgende stap en leg die vast"),
        "ask_about_calamity": Asked(
            "Een calamiteit of geweld moet door de aanbieder gemeld zijn", "Vraag de aanbieder of dat is gebeurd"
        ),
        "calamity_ask_overdue": Asked("De aanbieder is nog niet naar een melding gevraagd", "Laat het vandaag vragen"),
        "phone_about_calamity": Asked(
            "Niemand bij de aanbieder kon naar de melding worden gevraagd", "Bel de aanbieder en leg het vast"
        ),
        "judge_denial": Asked("De aanbieder vindt melden niet nodig", "Beoordeel dat: doorgeven of afsluiten"),
        "calamity_unreported": Asked(
            "Van een calamiteit is geen melding bekend en het signaal is al gesloten", "Beslis over melden"
        ),
        "calamity_report_overdue": Asked("Het onderzoeksverslag van de aanbieder blijft uit", "Vraag ernaar"),
        "complaint_overdue": Asked(
            "In een klachtprocedure is een termijn voorbij", "Vraag ernaar, en leg vast wat er gebeurde"
        ),
        "accept_rhythm": Asked(
            "Met een groep is een ritme onder de norm afgesproken", "Keur het goed, of wijs het af met een reden"
        ),
        "record_broken": Asked(
            "Het logboek klopt niet: er is iets aan veranderd", "Controleer het logboek en laat dit onderzoeken"
        ),
        "rhythm_refused": Asked(
            "De regiomanager wees een ritme onder de norm af", "Lees waarom en spreek met de groep iets anders af"
        ),
        "assign_adviser": Asked("Een cliënt heeft nog geen vertrouwenspersoon", "Kies wie de cliënt helpt"),
        "merge_locations": Asked(
            "Twee locaties lijken na een fusie dezelfde", "Vergelijk ze, en verbeter het register als ze hetzelfde zijn"
        ),
        "read_judgement": Asked(
            "Een vertrouwenspersoon vindt een antwoord niet genoeg", "Lees het oordeel: akkoord, of stuur het terug"
        ),
        "judgement_returned": Asked(
            "De tweede persoon stuurde uw oordeel terug", "Lees waarom en beoordeel het antwoord opnieuw"
        ),
        "review_break_glass": Asked(
            "Iemand opende in nood een dossier dat niet van hem of haar is", "Lees de reden en beoordeel of dit mocht"
        ),
        "release_reports": Asked(
            "De jaarrapporten zijn gemaakt", "Lees ze en geef ze vrij; instanties krijgen het hunne voor 1 april"
        ),
        "rota_gap": Asked("Op de piketlijst zit een gat", "Zet iemand op piket"),
        "review_signal": Asked(
            "Een signaal wacht op een tweede persoon", "Lees het en keur het goed, of geef het terug"
        ),
        "review_overdue": Asked(
            "De tweede persoon las een signaal niet op tijd", "Wijs een andere lezer aan, of lees het zelf"
        ),
        "approval_overdue": Asked(
            "Over doorgeven aan de inspectie is niet op tijd beslist", "Beslis nu, of laat iemand beslissen"
        ),
        "verify_overdue": Asked("Niet op tijd nagegaan of het is verbeterd", "Plan een bezoek en ga het na"),
        "step_refused": Asked("Een stap van een ladder kon niet", "Bekijk waarom en doe hem met de hand"),
        "verify_signal": Asked("Er is een voldoende antwoord", "Ga bij het volgende bezoek na of het klopt"),
        "visit_attempted": Asked("Een bezoek kon niet doorgaan", "Plan een nieuw bezoek"),
        "window_unfilled": Asked(
            "Een bezoek past nergens meer na een wijziging", "Kijk wat er mag wijken, of spreek iets af met de groep"
        ),
        "adviser_away_long": Asked(
            "Een vertrouwenspersoon is langer dan twee weken weg", "Beslis wie de groepen en het open werk overneemt"
        ),
        "window_missed": Asked("Een groep is niet op tijd bezocht", "Plan een inhaalbezoek"),
        "windows_missed_in_row": Asked(
            "Een groep is meer keren na elkaar niet bezocht", "Spreek af hoe dit wordt opgelost"
        ),
    }
)
"""Every kind of work there is; what is not here cannot be asked."""

DECIDED = frozenset({"accept_rhythm"})
"""Work that is done by a decision, with a reason where it is no; it cannot be marked as done without one."""

ABOVE: Mapping[Role, Role] = MappingProxyType({
    Role.ADVISER: Role.COORDINATOR,
    Role.JURIST: Role.MANAGER,
    Role.COORDINATOR: Role.MANAGER,
    Role.PRIVACY_OFFICER: Role.MANAGER,
    Role.ADMINISTRATOR: Role.MANAGER,
})  # fmt: skip
"""To whom work goes when nobody has its role: up, until somebody is there."""


class KindOfWorkUnknown(ValueError):
    """Work of a kind that has no sentence: a mistake in the program."""


class SnoozeTooLong(RuleError):
    """Letting work rest past the day it must be done."""

    def __init__(self, due_on: date) -> None:
        super().__init__(
            "Dit moet uiterlijk op {due_on} gedaan zijn; langer laten rusten kan niet. Kies een dag daarvoor.",
            due_on=due_on,
        )


class SnoozeInThePast(RuleError):
    """Letting work rest until a day that was."""

    def __init__(self, until: date) -> None:
        super().__init__(
            "Laten rusten tot {until} kan niet: die dag is al geweest. Kies een dag na vandaag.", until=until
        )


def asked(kind: str) -> Asked:
    """Return what a kind of work asks. Raises: KindOfWorkUnknown."""
    if kind not in ASKED:
        raise KindOfWorkUnknown(kind)
    return ASKED[kind]


def check_snooze(today: date, until: date, due_on: date) -> None:
    """Refuse to let work rest past its last day: it comes back at the latest on that day, with time to do it.

    Raises: SnoozeInThePast, SnoozeTooLong.
    """
    if until <= today:
        raise SnoozeInThePast(until)
    if until > due_on:
        raise SnoozeTooLong(due_on)


def days_late(due_on: date, today: date) -> int:
    """Return how many days work is past its last day; 0 while it is in time."""
    return max(timedelta(), today - due_on).days
