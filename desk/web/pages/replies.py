"""Where an agency answers a signal without an account: a link, a code to a registered contact, one final answer.

Looking spends nothing, however often a mail scanner looks. Before the code a page says the reference and the day alone.
Source: house policy (TRUST.md section 2).
"""

import hashlib
import hmac
from datetime import date, datetime, timedelta

from starlette.datastructures import UploadFile
from starlette.responses import Response

from actions.reply_links import (
    admit,
    answer_by_link,
    ask_more_time,
    contact_actor,
    masked,
    open_link,
    send_code,
    view_link,
)
from desk.web.cookies import read_cookie
from desk.web.desk import Desk
from desk.web.table import PUBLIC, Content, Handler, Page
from desk.web.typed import Typed
from rules.replies import MAX_BYTES, CodeWrong, IncomingFile, LinkNotValid, ReplyKind
from store.evidence import log_reading
from store.models import ContactPerson
from store.signals import signal_text, signal_text_place

GONE, FORBIDDEN = 410, 403
COOKIE = "antwoord"
OPEN_FOR = timedelta(hours=1)
"""How long the right code keeps the page open in one browser."""


def _kept_quiet(handler: Handler) -> Handler:
    """Answer every link that is not valid alike, and let no address of ours reach another site."""

    def answer(desk: Desk) -> Response:
        try:
            made = handler(desk)
        except LinkNotValid as error:
            made = desk.page("desk/signals/reply_over.html", status=GONE, sentence=error.said)
            made.status_code = GONE
        made.headers["referrer-policy"] = "no-referrer"
        made.headers["x-robots-tag"] = "noindex"
        return made

    return answer


def reply(desk: Desk) -> Response:
    """Show the reference and the day; after the code also the signal and the form."""
    token = _token(desk)
    view = view_link(desk.session, desk.house, token, desk.now)
    contact = _admitted(desk, token)
    if contact is None:
        return desk.page("desk/signals/reply_door.html", view=view, token=token, wrong=None)
    _, signal = open_link(desk.session, desk.house, token, desk.now)
    place = signal_text_place(signal.reference).subject
    log_reading(desk.session, place, actor=contact_actor(contact.id), purpose="reply", at=desk.now)
    return desk.page(
        "desk/signals/reply.html",
        view=view, token=token, kinds=ReplyKind, signal=signal, megabytes=MAX_BYTES // 2**20,
        text=signal_text(desk.session, desk.house.vault, signal),
    )  # fmt: skip


def reply_code(desk: Desk) -> Response:
    """Mail a code to the contact that was chosen."""
    typed = Typed.at(desk)
    contact = typed.number("contact", most=10**9)
    typed.check()
    send_code(desk.session, desk.house, _token(desk), contact, desk.now)
    said = desk.say("De code is onderweg. Kijk in de mail; hij geldt een half uur.")
    return desk.redirect("reply", token=_token(desk), message=said)


def reply_enter(desk: Desk) -> Response:
    """Open the page for who typed the right code. A wrong one is counted, so nothing of it may be undone."""
    token = _token(desk)
    contact = admit(desk.session, desk.house, token, str(desk.form.get("code", "")), desk.now)
    if contact is None:
        view = view_link(desk.session, desk.house, token, desk.now)
        return desk.page("desk/signals/reply_door.html", status=FORBIDDEN, view=view, token=token, wrong=CodeWrong())
    answer = desk.redirect("reply", token=token)
    until = desk.now + OPEN_FOR
    desk.put(answer, COOKIE, _pass(desk, token, contact.id, until), seconds=int(OPEN_FOR.total_seconds()))
    return answer


def reply_send(desk: Desk) -> Response:
    """Take in the final answer: it spends the link; a receipt stands on the page that follows."""
    token, typed = _token(desk), Typed.at(desk)
    contact = _required(desk, token)
    _, signal = open_link(desk.session, desk.house, token, desk.now)
    text, kind = typed.text("text", needed=True), typed.word("kind", ReplyKind)
    promised = typed.day_or_none("promised_on")
    typed.check()
    kept = answer_by_link(
        desk.session, desk.house, token, contact, text, kind, desk.now, promised_on=promised, files=incoming_files(desk)
    )
    return desk.page("desk/signals/reply_done.html", signal=signal, kept=kept, to=masked(contact.email), until=None)


def reply_later(desk: Desk) -> Response:
    """Pass on that the agency asks for more time; a person decides, and the link stays as it was."""
    token = _token(desk)
    contact = _required(desk, token)
    _, signal = open_link(desk.session, desk.house, token, desk.now)
    until = day_of_time(desk)
    ask_more_time(desk.session, desk.house, token, contact, until, desk.now)
    return desk.page("desk/signals/reply_done.html", signal=signal, kept=None, to="", until=until)


def _token(desk: Desk) -> str:
    return str(desk.path["token"])


def incoming_files(desk: Desk) -> list[IncomingFile]:
    """Return the files that came with an answer, each read hardly further than it may go."""
    sent = [one for one in desk.form.getlist("files") if isinstance(one, UploadFile) and one.filename]
    return [IncomingFile(str(one.filename), one.file.read(MAX_BYTES + 1)) for one in sent]


def day_of_time(desk: Desk) -> date:
    """Return until which day an agency asks for time. Raises: FormFlawed when none was chosen."""
    typed = Typed.at(desk)
    until = typed.day_or_none("until")
    if until is None and "until" not in typed.errors:
        typed.errors["until"].append(desk.say("Kies tot en met welke dag u tijd vraagt."))
    typed.check()
    return until or desk.today


def _required(desk: Desk, token: str) -> ContactPerson:
    contact = _admitted(desk, token)
    if contact is None:
        raise CodeWrong
    return contact


def _admitted(desk: Desk, token: str) -> ContactPerson | None:
    """Return who typed the right code in this browser less than an hour ago, as far as a code can go to them still."""
    kept = read_cookie(desk.request, COOKIE)
    said = kept.rpartition(".")[0]
    if not hmac.compare_digest(_signed(desk, token, said).encode(), kept.encode()):
        return None
    number, ends = map(int, said.split("."))
    if ends < desk.now.timestamp():
        return None
    view = view_link(desk.session, desk.house, token, desk.now)
    known = number in {contact for contact, _ in view.contacts}
    return desk.session.get(ContactPerson, number) if known else None


def _pass(desk: Desk, token: str, contact: int, until: datetime) -> str:
    """Return what the browser keeps: who was let in at which link, until when, and a code of ours over that."""
    return _signed(desk, token, f"{contact}.{int(until.timestamp())}")


def _signed(desk: Desk, token: str, said: str) -> str:
    mac = hmac.new(desk.house.vault.mac_key, f"reply-pass:{token}:{said}".encode(), hashlib.sha256)
    return f"{said}.{mac.hexdigest()}"


def _form(path: str, name: str, handler: Handler, *, once: bool = True) -> Page:
    quiet = _kept_quiet(handler)
    return Page(f"/antwoord/{{token}}/{path}", name, quiet, PUBLIC, method="POST", shows="reply", once=once)


PAGES = (
    Page("/antwoord/{token}", "reply", _kept_quiet(reply), PUBLIC, reads=Content.SIGNAL),
    _form("code", "reply_code", reply_code),
    _form("openen", "reply_enter", reply_enter, once=False),
    _form("versturen", "reply_send", reply_send),
    _form("meer-tijd", "reply_later", reply_later),
)
