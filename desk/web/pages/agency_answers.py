"""An agency's contact who signed in: what is to be answered, and the answer itself. Our own judgement is never here."""

from starlette.responses import Response

from actions.reply_links import answer_signed_in, ask_more_time_signed_in
from actions.reply_tokens import round_due
from desk.web.desk import Desk
from desk.web.pages.replies import day_of_time, incoming_files
from desk.web.pages.signals import acts_of, seen
from desk.web.table import Content, Page, Scope
from desk.web.typed import Typed
from rules.calendar import local_date
from rules.replies import MAX_BYTES, ReplyKind
from rules.signals import SignalAct
from rules.vocabulary import Role
from store.judging import more_time_wish
from store.passed_on import to_answer
from store.scope import Viewer
from store.signals import agency_in_charge, reply_of, signal_text

CONTACTS = frozenset({Role.PROVIDER_CONTACT})


def agency_start(desk: Desk) -> Response:
    """Show what the agency has to answer, with until when."""
    return desk.page("desk/signals/agency.html", waiting=to_answer(desk.session, Viewer(desk.user, desk.now)))


def answering(desk: Desk) -> Response:
    """Show the signal and the form to answer it; the reading is logged."""
    row = seen(desk)
    desk.log_reading(f"signal:{row.reference}", "reply")
    given, wish = reply_of(desk.session, row, row.round), more_time_wish(desk.session, row)
    mine = agency_in_charge(desk.session, row.agency_id, desk.today) == desk.user.agency_id
    return desk.page(
        "desk/signals/answering.html",
        signal=row, kinds=ReplyKind, megabytes=MAX_BYTES // 2**20, due=round_due(desk.session, row), given=given,
        wish=wish,
        may=mine and given is None and SignalAct.ANSWER in acts_of(desk, row),
        text=signal_text(desk.session, desk.house.vault, row),
        trail=[(desk.say("Signalen"), desk.address("signals")),
               (row.reference, desk.address("signal", reference=row.reference))],
    )  # fmt: skip


def answer(desk: Desk) -> Response:
    """Take in the answer of this round: it is final."""
    row, typed = seen(desk), Typed.at(desk)
    text, kind = typed.text("text", needed=True), typed.word("kind", ReplyKind)
    promised = typed.day_or_none("promised_on")
    typed.check()
    kept = answer_signed_in(
        desk.session, desk.house, row, text, kind, desk.now, by=desk.user, promised_on=promised,
        files=incoming_files(desk),
    )  # fmt: skip
    said = desk.say("Uw reactie is ontvangen op %(day)s.", day=f"{local_date(kept.received_at):%d-%m-%Y}")
    return desk.redirect("signal", reference=row.reference, message=said)


def ask_time(desk: Desk) -> Response:
    """Pass on that the agency asks for more time; a person decides, and until then the term stays as it is."""
    row, until = seen(desk), day_of_time(desk)
    ask_more_time_signed_in(desk.session, desk.house, row, until, desk.now, by=desk.user)
    said = desk.say("Uw vraag is doorgegeven. De vertrouwenspersoon beslist; u krijgt daarvan bericht.")
    return desk.redirect("signal_answering", reference=row.reference, message=said)


PAGES = (
    Page("/signalen/{reference}/reactie", "signal_answering", answering, CONTACTS, scope=Scope.SIGNAL,
         reads=Content.SIGNAL),
    Page("/signalen/{reference}/reactie", "signal_answer", answer, CONTACTS, method="POST", scope=Scope.SIGNAL,
         shows="signal_answering"),
    Page("/signalen/{reference}/reactie/meer-tijd", "signal_ask_time", ask_time, CONTACTS, method="POST",
         scope=Scope.SIGNAL, shows="signal_answering"),
)  # fmt: skip
