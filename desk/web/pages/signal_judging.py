"""An answer that is not enough: what one person wrote to the director, read by another before it leaves."""

from starlette.responses import Response

from actions.evidence import LEFT_OUT, REPLY_LINK
from actions.judging import (
    NoJudgementWaits,
    agree_to_judgement,
    letter_to_director,
    read_judgement,
    send_judgement_back,
)
from desk.web.desk import Desk
from desk.web.errors import NotHere
from desk.web.pages.signals import file_seen, legible, trail_of
from desk.web.table import Content, Page, Scope
from desk.web.typed import Typed
from rules.signals import SECOND_PERSONS
from store.models import Signal
from store.signal_pages import read_replies


def judgement(desk: Desk) -> Response:
    """Show the judgement that waits, the answer it is about, and exactly the mail that would leave."""
    row = _readable(desk)
    desk.log_reading(f"signal:{row.reference}", "judgement")
    with legible(row):
        judging = read_judgement(desk.session, desk.house, row)
        replies = read_replies(desk.session, desk.house.vault, row)
    mail = None
    if judging is not None and judging.waits:
        made = letter_to_director(desk.session, desk.house, row, judging.row.judgement, judging.reasons, desk.now)
        mail = (made.subject, REPLY_LINK.sub(LEFT_OUT, made.text))
    return desk.page(
        "desk/signals/judgement.html",
        signal=row, judging=judging, mail=mail, replies=replies, trail=trail_of(desk, row),
        own=judging is not None and judging.row.proposed_by_id == desk.user.id,
    )  # fmt: skip


def agree(desk: Desk) -> Response:
    """Let the judgement leave as it was read: `number` is of what this person read."""
    row, typed = _readable(desk), Typed.at(desk)
    number = typed.number("number", most=10**9)
    typed.check()
    _same(desk, row, number)
    with legible(row):
        agree_to_judgement(desk.session, desk.house, row, desk.now, by=desk.user)
    said = desk.say("Signaal %(ref)s is teruggelegd bij de directie.", ref=row.reference)
    return desk.redirect("signal", reference=row.reference, message=said)


def send_back(desk: Desk) -> Response:
    """Send the judgement back to who wrote it, with a note."""
    row, typed = _readable(desk), Typed.at(desk)
    note = typed.text("note", 4000, needed=True)
    typed.check()
    send_judgement_back(desk.session, desk.house, row, note, desk.now, by=desk.user)
    said = desk.say("Het oordeel is teruggestuurd. De vertrouwenspersoon krijgt het op de werklijst.")
    return desk.redirect("signal", reference=row.reference, message=said)


def _same(desk: Desk, row: Signal, number: int) -> None:
    with legible(row):
        judging = read_judgement(desk.session, desk.house, row)
    if judging is None or judging.row.id != number:
        raise NoJudgementWaits(row.reference)


def _readable(desk: Desk) -> Signal:
    file = file_seen(desk)
    if not file.readable:
        raise NotHere
    return file.signal


PAGES = (
    Page("/signalen/{reference}/oordeel", "signal_judgement", judgement, SECOND_PERSONS, scope=Scope.SIGNAL,
         reads=Content.SIGNAL),
    Page("/signalen/{reference}/oordeel/akkoord", "signal_judgement_agree", agree, SECOND_PERSONS, method="POST",
         scope=Scope.SIGNAL, shows="signal_judgement"),
    Page("/signalen/{reference}/oordeel/terugsturen", "signal_judgement_back", send_back, SECOND_PERSONS,
         method="POST", scope=Scope.SIGNAL, shows="signal_judgement"),
)  # fmt: skip
