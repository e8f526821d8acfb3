"""What people do with a signal: one form each, on the page of the signal. The actions decide whether it may be."""

from starlette.responses import Response

from actions import escalations, signals
from actions.declining import decline
from actions.judging import propose_judgement
from actions.signal_sending import send_approved
from desk.web.desk import Desk
from desk.web.errors import NotHere
from desk.web.pages.signals import seen, viewer_of
from desk.web.table import Handler, Page, Scope
from desk.web.typed import Typed
from rules.errors import Phrase
from rules.signal_errors import NotProposed
from rules.signal_words import DeclineReason
from rules.signals import ANSWERERS, APPROVERS, FOLLOWERS, JUDGES, LAST_ROUND, SECOND_PERSONS, WRITERS, EscalationReason
from rules.vocabulary import Judgement, ReopenReason, Role, SignalKind, SignalState, WithdrawReason
from store.models import Escalation, Signal
from store.scope import may_read_text
from store.signal_pages import signal_seen
from store.signals import escalation_of

STAFF_ANSWERERS = ANSWERERS & FOLLOWERS


def submit(desk: Desk) -> Response:
    """Put a draft before a second person."""
    row = seen(desk)
    signals.submit_signal(desk.session, desk.house, row, desk.now, desk.actor, by=desk.user)
    return _back(desk, row, desk.say("Signaal %(ref)s ligt bij een tweede persoon.", ref=row.reference))


def send(desk: Desk) -> Response:
    """Send a general signal that was read by this person, as it was read."""
    row, typed = seen(desk), Typed.at(desk)
    version = typed.number("version", most=10**6)
    typed.check()
    if row.state is SignalState.APPROVED:
        send_approved(desk.session, desk.house, row, desk.user, desk.now)
    else:
        signals.approve_and_send(desk.session, desk.house, row, desk.user, desk.now, version=version)
    said = desk.say("Signaal %(ref)s is verstuurd.", ref=row.reference)
    if row.state is SignalState.APPROVED:
        said = desk.say("Signaal %(ref)s is goedgekeurd, maar de instantie heeft geen contact.", ref=row.reference)
    return _back(desk, row, said)


def send_acute(desk: Desk) -> Response:
    """Send an acute signal at once."""
    row = seen(desk)
    signals.send_acute(desk.session, desk.house, row, desk.now, by=desk.user)
    return _back(desk, row, desk.say("Signaal %(ref)s is verstuurd.", ref=row.reference))


def reviewed(desk: Desk) -> Response:
    """Record that this person read what left before anyone else had read it."""
    row = seen(desk)
    signals.review_sent(desk.session, desk.house, row, desk.user, desk.now)
    return _back(desk, row, desk.say("Vastgelegd dat u de tekst heeft gelezen."))


def acknowledge(desk: Desk) -> Response:
    """Record that the agency has the signal."""
    row = seen(desk)
    signals.acknowledge(desk.session, desk.house, row, desk.now, desk.actor, by=desk.user)
    return _back(desk, row, desk.say("De ontvangst is vastgelegd."))


def redeliver(desk: Desk) -> Response:
    """Record that a signal was brought over in another way."""
    row = seen(desk)
    signals.redeliver(desk.session, desk.house, row, desk.now, by=desk.user)
    return _back(desk, row, desk.say("Vastgelegd dat het signaal is overgebracht."))


def judge(desk: Desk) -> Response:
    """Judge the answer: enough, partly or not."""
    row, typed = _readable(desk), Typed.at(desk)
    judgement, reasons = typed.word("judgement", Judgement), typed.text("reasons")
    typed.check()
    if _needs_second(row, judgement):
        propose_judgement(desk.session, desk.house, row, judgement, reasons, desk.now, by=desk.user)
        return _back(desk, row, desk.say("Uw oordeel ligt bij een tweede persoon. Er is nog niets verstuurd."))
    signals.judge_reply(desk.session, desk.house, row, judgement, desk.user, desk.now, reasons=reasons)
    return _back(desk, row, desk.say("Het antwoord is beoordeeld."))


def _needs_second(row: Signal, judgement: Judgement) -> bool:
    """Whether reasons would leave for the director that nobody else has read; those of an acute signal may."""
    returned = row.state is SignalState.ANSWERED and row.round < LAST_ROUND
    return returned and judgement is not Judgement.SUFFICIENT and row.kind is SignalKind.GENERAL


def verify(desk: Desk) -> Response:
    """Record what a visit showed: it improved, or it did not."""
    row, typed = seen(desk), Typed.at(desk)
    clean = typed.text("clean") == "yes"
    if typed.text("clean") not in ("yes", "no"):
        typed.errors["clean"].append(desk.say("Kies wat het bezoek liet zien."))
    typed.check()
    signals.verify(desk.session, desk.house, row, desk.now, clean=clean, by=desk.user)
    if row.state is SignalState.CLOSED:
        return _back(desk, row, desk.say("Signaal %(ref)s is afgesloten.", ref=row.reference), undo=_undo(desk, row))
    return _back(desk, row, desk.say("Vastgelegd. Doorgeven aan de inspectie is voorgesteld."))


def propose(desk: Desk) -> Response:
    """Propose to pass a signal on."""
    row, typed = seen(desk), Typed.at(desk)
    reason = typed.word("reason", EscalationReason)
    typed.check()
    escalations.propose(desk.session, desk.house, row, reason, desk.now, by=desk.user)
    return _back(desk, row, desk.say("Voorgesteld. Een regiomanager of jurist beslist."))


def approve(desk: Desk) -> Response:
    """Let a signal go to the inspectorate."""
    row = _readable(desk)
    escalations.approve(desk.session, desk.house, _escalation(desk, row), desk.user, desk.now)
    return _back(desk, row, desk.say("Signaal %(ref)s gaat naar de inspectie.", ref=row.reference))


def turn_down(desk: Desk) -> Response:
    """Decide that a signal does not go to the inspectorate."""
    row, typed = _readable(desk), Typed.at(desk)
    reason = typed.word("reason", DeclineReason)
    typed.check()
    decline(desk.session, desk.house, _escalation(desk, row), desk.user, reason, desk.now)
    return _back(desk, row, desk.say("Vastgelegd: signaal %(ref)s gaat niet naar de inspectie.", ref=row.reference))


def phoned(desk: Desk) -> Response:
    """Record that this person phoned the inspectorate just now."""
    row = seen(desk)
    escalations.told_by_phone(desk.session, desk.house, _escalation(desk, row), desk.now, desk.now, by=desk.user)
    return _back(desk, row, desk.say("Vastgelegd dat de inspectie het weet."))


def confirm(desk: Desk) -> Response:
    """Record that the inspectorate confirmed receipt."""
    row = seen(desk)
    escalations.confirm(desk.session, desk.house, _escalation(desk, row), desk.now, by=desk.user)
    return _back(desk, row, desk.say("De bevestiging van de inspectie is vastgelegd."))


def close(desk: Desk) -> Response:
    """Close what the inspectorate took over."""
    row = seen(desk)
    escalations.close(desk.session, desk.house, _escalation(desk, row), desk.now, by=desk.user)
    return _back(desk, row, desk.say("Signaal %(ref)s is afgesloten.", ref=row.reference), undo=_undo(desk, row))


def withdraw(desk: Desk) -> Response:
    """Withdraw a signal, with a reason."""
    row, typed = seen(desk), Typed.at(desk)
    reason = typed.word("reason", WithdrawReason)
    typed.check()
    signals.withdraw(desk.session, desk.house, row, reason, desk.now, by=desk.user)
    return _back(desk, row, desk.say("Signaal %(ref)s is ingetrokken.", ref=row.reference))


def merge(desk: Desk) -> Response:
    """Merge a double into the other signal, which keeps everything."""
    row, typed = seen(desk), Typed.at(desk)
    wanted = typed.text("into", 20, needed=True)
    typed.check()
    into = signal_seen(desk.session, viewer_of(desk), wanted)
    signals.merge(desk.session, desk.house, row, into, desk.now, by=desk.user)
    said = desk.say("Signaal %(ref)s is samengevoegd met dit signaal.", ref=row.reference)
    return _back(desk, into, said)


def reopen(desk: Desk) -> Response:
    """Open an ended signal again; the undo of closing needs no reason."""
    row, typed = seen(desk), Typed.at(desk)
    reason = typed.word_or_none("reason", ReopenReason) or ReopenReason.OTHER
    typed.check()
    signals.reopen(desk.session, desk.house, row, reason, desk.now, by=desk.user)
    return _back(desk, row, desk.say("Signaal %(ref)s is weer open.", ref=row.reference))


def _readable(desk: Desk) -> Signal:
    """Return the signal when this person may read what they decide about. Raises: NotHere."""
    row = seen(desk)
    if not may_read_text(desk.session, viewer_of(desk), row):
        raise NotHere
    return row


def _escalation(desk: Desk, row: Signal) -> Escalation:
    found = escalation_of(desk.session, row)
    if found is None:
        raise NotProposed(row.reference, Phrase("doorgeven is nog niet voorgesteld"))
    return found


def _undo(desk: Desk, row: Signal) -> str:
    return desk.address("signal_reopen", reference=row.reference)


def _back(desk: Desk, row: Signal, said: str, *, undo: str = "") -> Response:
    return desk.redirect("signal", reference=row.reference, message=said, undo=undo)


def _act(path: str, name: str, handler: Handler, roles: frozenset[Role]) -> Page:
    return Page(
        f"/signalen/{{reference}}/{path}", f"signal_{name}", handler, roles,
        method="POST", scope=Scope.SIGNAL, shows="signal",
    )  # fmt: skip


PAGES = (
    _act("voorleggen", "submit", submit, WRITERS),
    _act("versturen", "send", send, SECOND_PERSONS),
    _act("acuut-versturen", "send_acute", send_acute, WRITERS),
    _act("gelezen", "reviewed", reviewed, SECOND_PERSONS),
    _act("ontvangen", "acknowledge", acknowledge, STAFF_ANSWERERS),
    _act("overgebracht", "redeliver", redeliver, FOLLOWERS),
    _act("beoordelen", "judge", judge, JUDGES),
    _act("nagaan", "verify", verify, JUDGES),
    _act("doorgeven-voorstellen", "propose", propose, JUDGES | APPROVERS),
    _act("doorgeven", "approve", approve, APPROVERS),
    _act("niet-doorgeven", "decline", turn_down, APPROVERS),
    _act("inspectie-gebeld", "phoned", phoned, FOLLOWERS),
    _act("inspectie-bevestigt", "confirm", confirm, FOLLOWERS),
    _act("afsluiten", "close", close, APPROVERS),
    _act("intrekken", "withdraw", withdraw, SECOND_PERSONS),
    _act("samenvoegen", "merge", merge, FOLLOWERS),
    _act("heropenen", "reopen", reopen, SECOND_PERSONS),
)
