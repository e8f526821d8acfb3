"""The evidence of a signal as a document that stands on its own: what was done, why each date is what it is, proof."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from actions.evidence import Answer, Evidence, Letter
from actions.signal_views import Chain
from rules.calendar import to_local
from rules.happenings import Particular, happening, notice_name, particulars
from rules.ladder import DeadlineKind
from rules.letters import EXPECTED_ACTIONS, LEGAL_NOTES
from rules.policy_words import RuleSet
from rules.signals import EscalationReason
from rules.vocabulary import Judgement, SignalState, Unit, Word
from store.events import user_of_actor
from store.models import Event, Notice
from templates.document import (
    Block,
    Bullets,
    Column,
    Document,
    Facts,
    Kind,
    Paragraph,
    Quote,
    Section,
    Table,
    Value,
    shown,
)

NOTICE_STATES = {
    "queued": "wacht op verzending",
    "sent": "aangenomen door de mailserver",
    "settled": "niet meer nodig",
    "in_doubt": "onzeker",
    "dead": "onbestelbaar",
}
SHORT = 12
"""How many signs of a hash are printed in a table; whole ones stand in the files beside this document."""

_STEPS = {"count": "geteld", "atw_art1": "schuift door (Atw art. 1)", "atw_art2": "schuift door (Atw art. 2)"}


def evidence_document(evidence: Evidence, author: str, rules: RuleSet | None) -> Document:
    """Return the document; `author` is the organisation, `rules` the legal rules of the day of observation."""
    signal = evidence.signal
    return Document(
        title=f"Dossier bij signaal {signal.reference}",
        subtitle=f"{_sentence(signal.kind.dutch)} signaal over {signal.measure.dutch}",
        author=author,
        reference=signal.reference,
        marking="Vertrouwelijk",
        made_on=evidence.as_of,
        key_facts=_key_facts(evidence),
        sections=(
            Section("Samenvatting", (Bullets(summary(evidence)),)),
            Section("Wat wordt gevraagd", tuple(_asked(evidence, rules))),
            Section("Verloop", (_chronology(evidence),)),
            Section("Termijnen, met hoe elke datum is geteld", (_terms(evidence),), _term_sections(evidence)),
            Section("Het signaal zoals het is verstuurd", (), tuple(map(_letter, evidence.letters))),
            Section("Antwoorden en bijlagen", tuple(_enclosures(evidence)), tuple(map(_answer, evidence.answers))),
            Section("Eerdere signalen over deze locatie", tuple(_earlier(evidence))),
            Section("Bewijs van verzending", (_delivery(evidence),)),
            Section("Keten van het logboek", tuple(_chain(evidence))),
        ),
    )


def summary(evidence: Evidence) -> tuple[str, str, str, str, str]:
    """Return five sentences: what it is about, what was sent, what came back, what was passed on, where it stands."""
    signal = evidence.signal
    agency = evidence.agency or "een gezinshuis (niet genoemd)"
    seen = shown(signal.observed_on)
    sent = f"Verstuurd op {_at(signal.sent_at)}" if signal.sent_at else "Nog niet verstuurd"
    return (
        f"{_sentence(signal.kind.dutch)} signaal over {signal.measure.dutch} bij {agency}, gezien op {seen}.",
        f"{sent}{_answer_was_due(evidence.chains)}.",
        _sentence("; ".join(map(_came_back, evidence.answers)) or "er kwam geen antwoord") + ".",
        _passed_on(evidence),
        f"Op {shown(evidence.as_of)} is de stand: {signal.state.dutch}.",
    )


def _answer_was_due(chains: Sequence[Chain]) -> str:
    ends = [f"{chain.kind.dutch} uiterlijk {_end(chain)}" for chain in chains if chain.kind in _ANSWERS]
    return f"; gevraagd: {', daarna '.join(ends)}" if ends else ""


_ANSWERS = (DeadlineKind.ANSWER, DeadlineKind.DIRECTOR_ANSWER)


def _came_back(answer: Answer) -> str:
    reply = answer.reply
    late = f", {_working_days(reply.late_working_days)} te laat" if reply.late_working_days else ", op tijd"
    judged = f", beoordeeld als {Judgement(reply.judgement).dutch}" if reply.judgement else ""
    return f"antwoord in ronde {reply.round} op {_at(reply.received_at)}{late}{judged}"


def _passed_on(evidence: Evidence) -> str:
    escalation = evidence.escalation
    if escalation is None:
        return "Doorgeven aan de inspectie is niet voorgesteld."
    said = [f"voorgesteld op {_at(escalation.proposed_at)} ({EscalationReason(escalation.reason).dutch})"]
    if escalation.approved_at:
        said.append(f"goedgekeurd door een tweede persoon op {_at(escalation.approved_at)}")
    if escalation.told_at:
        said.append(f"gemeld op {_at(escalation.told_at)}")
    if escalation.confirmed_at:
        said.append(f"ontvangst bevestigd op {_at(escalation.confirmed_at)}")
    return f"Doorgeven aan de inspectie: {', '.join(said)}; berust op {escalation.legal_effect.dutch}."


def _key_facts(evidence: Evidence) -> tuple[tuple[str, Value], ...]:
    signal = evidence.signal
    return (
        ("Kenmerk", signal.reference),
        ("Soort", signal.kind.dutch),
        ("Onderwerp", signal.measure.dutch),
        ("Oorzaak", signal.cause.dutch),
        ("Zorgvorm", signal.care_type.dutch if signal.care_type else None),
        ("Instantie", evidence.agency),
        ("Gezien op", signal.observed_on),
        ("Verstuurd op", _at(signal.sent_at)),
        ("Stand", SignalState(signal.state).dutch),
        ("Tot en met", evidence.as_of),
    )


def _asked(evidence: Evidence, rules: RuleSet | None) -> Iterator[Block]:
    yield Paragraph(EXPECTED_ACTIONS[evidence.signal.kind], lead=True)
    if evidence.escalation is not None:
        yield Paragraph(
            "Aan de inspectie: bekijk dit signaal en laat ons weten of u het in behandeling neemt. De reden is:"
            f" {EscalationReason(evidence.escalation.reason).dutch}."
        )
    if rules is not None:
        yield Paragraph(LEGAL_NOTES[rules])


def _chronology(evidence: Evidence) -> Table:
    return Table(
        "Wat er is gebeurd, uit het logboek",
        (Column("Wanneer", Kind.CODE), Column("Wat", width=3), Column("Wie", width=2), Column("Bron", Kind.CODE)),
        tuple(
            (_at(event.at), _what(event), _who(event, evidence), f"regel {event.seq}, {event.hash[:SHORT]}")
            for event in evidence.events
        ),
        note="De bron is de regel van het logboek van dit signaal met het begin van zijn hash; zie keten.json.",
    )


def _what(event: Event) -> str:
    named = {"": happening(event.what)} | particulars(event.facts)
    return ", ".join(_told(*each) for each in named.items())


def _told(name: str, value: Particular) -> str:
    if isinstance(value, date):
        return f"uiterlijk {_when(value)}"
    if isinstance(value, int):
        return f"{_working_days(value)} te laat" if value else "op tijd"
    said = value.dutch if isinstance(value, Word) else value
    return f"reden: {said}" if name == "reason" else said


def _who(event: Event, evidence: Evidence) -> str:
    number = user_of_actor(event.actor)
    if number is None:
        return "het systeem"
    role = evidence.roles.get(number)
    return f"{role.dutch if role else 'gebruiker'} ({number})"


def _terms(evidence: Evidence) -> Table:
    return Table(
        "Alle termijnen",
        (
            Column("Termijn", width=3), Column("Ronde", Kind.NUMBER), Column("Uiterlijk", Kind.CODE),
            Column("Berust op", width=2), Column("Afgehandeld", Kind.CODE), Column("Te laat", Kind.CODE),
        ),
        tuple(
            (chain.kind.dutch, chain.round, _end(chain), chain.legal_effect.dutch, _at(chain.settled_at), _late(chain))
            for chain in evidence.chains
        ),
    )  # fmt: skip


def _term_sections(evidence: Evidence) -> tuple[Section, ...]:
    return tuple(
        Section(f"{_sentence(chain.kind.dutch)}, ronde {chain.round}: {_end(chain)}", (_steps(chain),))
        for chain in evidence.chains
        if chain.outcome is not None
    )


def _steps(chain: Chain) -> Table:
    steps = chain.outcome.steps if chain.outcome else ()
    provisional = bool(chain.outcome and chain.outcome.provisional)
    return Table(
        "Hoe deze datum is geteld",
        (Column("Datum", Kind.CODE), Column("Stap", width=2), Column("Waarom", width=3), Column("Bron", width=2)),
        tuple((_when(step.date), _STEPS.get(step.rule, step.rule), step.reason, step.source) for step in steps),
        note="Voorlopig: besluiten over gelijkgestelde dagen zijn nog niet bekend." if provisional else "",
    )


def _letter(letter: Letter) -> Section:
    decision = letter.decision
    read = f"gelezen door een tweede persoon op {_at(decision.reviewed_at)}" if decision.reviewed_at else "nog te lezen"
    facts: tuple[tuple[str, Value], ...] = (
        ("Geschreven op", _at(letter.written_at)),
        ("Aan", f"{letter.recipients} ontvanger(s)"),
        ("Besluit", f"{_at(decision.decided_at)}; {read}"),
        ("SHA-256", letter.text_hash),
    )
    heading = _sentence(notice_name(letter.template))
    return Section(heading, (Facts(facts), Quote(letter.rendered.text, f"Onderwerp: {letter.rendered.subject}")))


def _answer(answer: Answer) -> Section:
    reply = answer.reply
    facts: tuple[tuple[str, Value], ...] = (
        ("Ontvangen op", _at(reply.received_at)),
        ("Te laat", _working_days(reply.late_working_days) if reply.late_working_days else "nee"),
        ("Oordeel", Judgement(reply.judgement).dutch if reply.judgement else None),
        ("Beoordeeld op", _at(reply.judged_at)),
    )
    return Section(f"Antwoord in ronde {reply.round}", (Facts(facts), Quote(answer.text, "Zoals ontvangen")))


def _enclosures(evidence: Evidence) -> Iterator[Block]:
    if not evidence.answers:
        yield Paragraph("Er kwam geen antwoord.")
    if not evidence.enclosures:
        yield Paragraph("Er kwamen geen bijlagen mee.")
        return
    yield Table(
        "Bijlagen",
        (Column("Nr", Kind.NUMBER), Column("Naam", width=3), Column("Bytes", Kind.NUMBER), Column("SHA-256", width=4)),
        tuple((one.row.number, one.name, one.row.size, one.row.sha256) for one in evidence.enclosures),
    )


def _earlier(evidence: Evidence) -> Iterator[Block]:
    if not evidence.earlier:
        yield Paragraph("Over deze locatie is niet eerder een signaal verstuurd.")
        return
    counts = evidence.earlier
    yield Table(
        "Eerder verstuurd",
        (Column("Soort", width=1), Column("Signalen", Kind.NUMBER), Column("Doorgegeven", Kind.NUMBER)),
        tuple((kind.dutch, *counts[kind]) for kind in sorted(counts)),
        total=("Samen", sum(sent for sent, _ in counts.values()), sum(told for _, told in counts.values())),
    )


def _delivery(evidence: Evidence) -> Table:
    return Table(
        "Berichten over dit signaal",
        (
            Column("Geschreven", Kind.CODE), Column("Bericht", width=3), Column("Aan", width=3),
            Column("Stand", width=2), Column("Op", Kind.CODE),
        ),
        tuple(_delivered(notice, evidence) for notice in evidence.notices if notice.created_at <= evidence.head.at),
        note="Aangenomen door de mailserver: die van de ontvanger, of de onze die het verder brengt.",
    )  # fmt: skip


def _delivered(notice: Notice, evidence: Evidence) -> tuple[Value, ...]:
    state = NOTICE_STATES.get(notice.state, notice.state)
    return (
        _at(notice.created_at),
        notice_name(notice.template),
        evidence.addressed[notice.id],
        state,
        _at(notice.finished_at),
    )


def _chain(evidence: Evidence) -> Iterator[Block]:
    head, anchor = evidence.head, evidence.anchor
    yield Paragraph(
        "Elke regel van het logboek bindt met zijn hash de regel ervoor. Wie keten.json narekent, ziet of er iets is"
        " veranderd, weggelaten of van plaats gewisseld; 'waakvlam audit verify --pack BESTAND' doet dat."
    )
    yield Facts(
        (
            ("Regels", len(evidence.events)),
            ("Laatste hash", head.hash),
            ("Van", _at(head.at)),
            ("Dagelijks anker", anchor.digest if anchor else None),
            ("Anker van", _at(anchor.anchored_at) if anchor else None),
        )
    )


def _end(chain: Chain) -> str:
    return _when(chain.outcome.end) if chain.outcome else ("stond stil" if chain.settled_at else "staat stil")


def _late(chain: Chain) -> str:
    if chain.late_working_days is None:
        return shown(None)
    return _working_days(chain.late_working_days) if chain.late_working_days else "nee"


def _working_days(number: int) -> str:
    return f"{number} {'werkdag' if number == 1 else Unit.WORKING_DAYS.dutch}"


def _when(moment: date) -> str:
    return _at(moment) if isinstance(moment, datetime) else f"{moment:%d-%m-%Y}"


def _at(moment: datetime | None) -> str:
    return f"{to_local(moment):%d-%m-%Y %H:%M}" if moment else shown(None)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
