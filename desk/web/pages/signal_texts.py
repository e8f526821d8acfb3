"""Writing a signal, and the gate on its text: what was found, marked in the text, and what is done about each."""

from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from actions.gate import ViewedFinding, add_known_names, choose, gate_findings, take_out
from actions.signal_drafts import draft_about_group
from actions.signal_mergers import possible_doubles
from actions.signal_texts import edit_text
from desk.web.desk import Desk
from desk.web.errors import ChangedMeanwhile, NotHere
from desk.web.numbers import number_in
from desk.web.pages.signals import acts_of, file_seen, legible, seen, trail_of, viewer_of
from desk.web.table import Content, Handler, Page, Scope
from desk.web.typed import Typed
from rules.gate_choices import FINDING_READERS, SECOND_READERS, SETTLES, Choice
from rules.gate_findings import GateLevel
from rules.signal_errors import EditedMeanwhile
from rules.signal_words import SpecialGroup
from rules.signals import WRITERS, SignalAct
from rules.vocabulary import Cause, Measure, SignalKind, SignalState
from store.models import Observation, Signal
from store.signal_file import observation_to_write_about, visit_to_write_about
from store.signal_pages import groups_to_write_about
from store.signals import observation_text_place, signal_text
from templates.desk_page import word_in


@dataclass(frozen=True, slots=True, repr=False)
class Begun:
    """What a new signal begins with; its repr shows nothing."""

    group: str
    on: date
    measure: str = ""
    text: str = ""
    observation: str = ""


def new(desk: Desk) -> Response:
    """Show the form of a new signal: about a group of one's own, begun from a visit or from what was seen there."""
    return desk.page(
        "desk/signals/new.html",
        groups=groups_to_write_about(desk.session, viewer_of(desk)), begun=_begun(desk),
        kinds=SignalKind, measures=Measure, causes=Cause, specials=SpecialGroup,
        trail=[(desk.say("Signalen"), desk.address("signals"))],
    )  # fmt: skip


def _begun(desk: Desk) -> Begun:
    """Return what the address begins with. Raises: NotHere for a visit or observation that is not this person's."""
    seen_in, made_at = desk.typed("observation") or desk.query.get("waarneming"), desk.query.get("visit", "")
    if seen_in:
        observation, code = _observation(desk, seen_in)
        desk.log_reading(f"observation:{observation.reference}", "draft")
        place = observation_text_place(observation.reference)
        text = desk.house.vault.open(desk.session, place, observation.text_sealed)
        return Begun(code, observation.observed_on, observation.measure.value, text, observation.reference)
    if made_at:
        number = number_in(made_at)
        found = visit_to_write_about(desk.session, viewer_of(desk), number) if number is not None else None
        if found is None:
            raise NotHere
        return Begun(*found)
    return Begun(desk.query.get("groep", ""), desk.today)


def _observation(desk: Desk, reference: str) -> tuple[Observation, str]:
    found = observation_to_write_about(desk.session, viewer_of(desk), reference)
    if found is None:
        raise NotHere
    return found


def draft(desk: Desk) -> Response:
    """Draft a signal; nothing leaves. Then on to the gate."""
    typed = Typed.at(desk)
    code, text = typed.text("group", 40, needed=True), typed.text("text", needed=True)
    kind, measure, cause = (
        typed.word("kind", SignalKind), typed.word("measure", Measure), typed.word("cause", Cause),
    )  # fmt: skip
    observed, special = typed.day("observed_on", desk.today), typed.word_or_none("special", SpecialGroup)
    if observed > desk.today:
        typed.errors["observed_on"].append(desk.say("Deze dag moet nog komen."))
    typed.check()
    if code not in dict(groups_to_write_about(desk.session, viewer_of(desk))):
        raise NotHere
    seen_in = typed.text("observation", 40)
    made = draft_about_group(
        desk.session, desk.house, code,
        kind=kind, measure=measure, cause=cause, observed_on=observed, text=text, now=desk.now, by=desk.user,
        special_group=special, observation=_observation(desk, seen_in)[0] if seen_in else None,
    )  # fmt: skip
    said = desk.say("Signaal %(ref)s is opgesteld. Er is nog niets verstuurd.", ref=made.reference)
    return desk.redirect("signal_text", reference=made.reference, message=said)


def gate(desk: Desk) -> Response:
    """Show the text with what the gate found in it."""
    file = file_seen(desk)
    row, acts = file.signal, acts_of(desk, file.signal)
    with legible(row):
        view = gate_findings(desk.session, desk.house, row, desk.now, by=desk.user)
        text = signal_text(desk.session, desk.house.vault, row)
    second, drafted = file.is_second(desk.user), row.state is SignalState.DRAFT
    offers = drafted and SignalAct.MERGE in acts and not second
    return desk.page(
        "desk/signals/gate.html",
        signal=row, view=view, text=text, pieces=_pieces(text, view.findings), acts=acts, second=second,
        passes=second and desk.user.role in SECOND_READERS, settles=SETTLES, choices=Choice, levels=GateLevel,
        doubles=possible_doubles(desk.session, desk.house, row, desk.now) if offers else (),
        trail=trail_of(desk, row),
    )  # fmt: skip


def _pieces(text: str, found: tuple[ViewedFinding, ...]) -> list[tuple[str, ViewedFinding | None]]:
    """Return the text in pieces, each with what was found there or None."""
    pieces: list[tuple[str, ViewedFinding | None]] = []
    done = 0
    for one in found:
        start = max(one.finding.start, done)
        pieces += [(text[done:start], None), (text[start : one.finding.end], one)]
        done = max(done, one.finding.end)
    return [*pieces, (text[done:], None)]


def edit(desk: Desk) -> Response:
    """Change the text; what a second person agreed to is void then."""
    row, typed = seen(desk), Typed.at(desk)
    text, version = typed.text("text", needed=True), typed.number("version", most=10**6)
    typed.check()
    try:
        state = edit_text(desk.session, desk.house, row, text, version, desk.now, by=desk.user)
    except EditedMeanwhile as error:
        raise ChangedMeanwhile from error
    return _back(desk, row, word_in(desk.language, state))


def take(desk: Desk) -> Response:
    """Take one finding out of the text, or put a role in its place."""
    row, typed = seen(desk), Typed.at(desk)
    start, version = typed.number("start", most=10**6), typed.number("version", most=10**6)
    choice = typed.word("choice", Choice)
    typed.check()
    try:
        state = take_out(desk.session, desk.house, row, {start: choice}, version, desk.now, by=desk.user)
    except EditedMeanwhile as error:
        raise ChangedMeanwhile from error
    return _back(desk, row, word_in(desk.language, state))


def stay(desk: Desk) -> Response:
    """Let one finding stay, with a reason: what points at nobody, or, by a second person, what is held back."""
    row, typed = seen(desk), Typed.at(desk)
    start, version = typed.number("start", most=10**6), typed.number("version", most=10**6)
    choice, reason = typed.word("choice", Choice), typed.text("reason", 500)
    typed.check()
    try:
        choose(desk.session, desk.house, row, start, choice, reason, version, desk.now, by=desk.user)
    except EditedMeanwhile as error:
        raise ChangedMeanwhile from error
    return _back(desk, row, desk.say("Vastgelegd waarom het blijft staan."))


def names(desk: Desk) -> Response:
    """Add names of the case, one a line; they are looked for and go when the signal ends."""
    row, typed = seen(desk), Typed.at(desk)
    given = [line for line in typed.text("names", needed=True).splitlines() if line.strip()]
    typed.check()
    add_known_names(desk.session, desk.house, row, given, desk.now, by=desk.user)
    return _back(desk, row, desk.say("De namen worden gezocht. Ze zijn hier niet meer te zien."))


def _back(desk: Desk, row: Signal, said: str) -> Response:
    return desk.redirect("signal_text", reference=row.reference, message=said)


def _form(path: str, name: str, handler: Handler) -> Page:
    return Page(
        f"/signalen/{{reference}}/tekst/{path}", f"signal_text_{name}", handler, FINDING_READERS,
        method="POST", scope=Scope.SIGNAL, shows="signal_text",
    )  # fmt: skip


PAGES = (
    Page("/signaal-schrijven", "signal_new", new, WRITERS, reads=Content.SIGNAL),
    Page("/signaal-opstellen", "signal_draft", draft, WRITERS, method="POST", shows="signal_new"),
    Page("/signalen/{reference}/tekst", "signal_text", gate, FINDING_READERS, scope=Scope.SIGNAL, reads=Content.SIGNAL),
    _form("wijzigen", "edit", edit),
    _form("weghalen", "take", take),
    _form("laten-staan", "stay", stay),
    _form("namen", "names", names),
)
