"""The terms of a signal at work: stand still, run again, extended once, more time decided; an answer by phone."""

from datetime import datetime, time
from functools import partial

from starlette.responses import Response

from actions.more_time import grant_more_time, lengthen_term, pass_up_wish, refuse_more_time
from actions.signal_views import Chain, explained_of
from actions.signals import receive_reply
from actions.term_changes import ANSWERING, CHANGERS, ChangedTerm, resume_term, suspend_term
from desk.web.desk import Desk
from desk.web.pages.signals import seen, trail_of
from desk.web.table import Handler, Page, Scope
from desk.web.typed import Typed
from rules.calendar import at_local, show_moment
from rules.ladder import DeadlineKind
from rules.signals import FOLLOWERS, WRITERS
from rules.vocabulary import Role, SignalKind, TermReason
from store.judging import more_time_wish

MAY_CHANGE = frozenset(CHANGERS)
CHANGES = {"opschorten": suspend_term, "hervatten": resume_term}


def terms(desk: Desk) -> Response:
    """Show the terms that run with what can be done about each, and what the agency asked."""
    row = seen(desk)
    bound = desk.house.policy(desk.today).signal[row.kind].extend_at_most
    running = [chain for chain in explained_of(desk.session, row) if chain.settled_at is None]
    return desk.page(
        "desk/signals/terms.html",
        signal=row, running=running, wish=more_time_wish(desk.session, row), reasons=TermReason, bound=bound,
        changes=desk.user.role in MAY_CHANGE, passes_up=desk.user.role is Role.ADVISER,
        still=row.kind is SignalKind.GENERAL, extends=_extends, trail=trail_of(desk, row),
    )  # fmt: skip


def _extends(chain: Chain) -> bool:
    """Whether a term can be made longer: an answer term, once, while it runs."""
    return chain.kind in ANSWERING and not chain.extended_by and chain.outcome is not None


def change(desk: Desk, how: str) -> Response:
    """Let a term stand still or run again, with a reason."""
    row, typed = seen(desk), Typed.at(desk)
    kind, reason = typed.word("kind", DeadlineKind), typed.word("reason", TermReason)
    typed.check()
    told = CHANGES[how](desk.session, desk.house, row.reference, reason, desk.now, by=desk.user, kind=kind)
    return _back(desk, row.reference, _said(desk, told))


def extend(desk: Desk) -> Response:
    """Make an answer term longer, once."""
    row, typed = seen(desk), Typed.at(desk)
    kind, reason = typed.word("kind", DeadlineKind), typed.word("reason", TermReason)
    amount = typed.number("amount", 1)
    typed.check()
    told = lengthen_term(desk.session, desk.house, row.reference, amount, reason, desk.now, by=desk.user, kind=kind)
    return _back(desk, row.reference, _said(desk, told))


def grant(desk: Desk) -> Response:
    """Give the agency the time it asked for, or some of it."""
    row, typed = seen(desk), Typed.at(desk)
    amount = typed.number("amount", 1)
    typed.check()
    told = grant_more_time(desk.session, desk.house, row, amount, desk.now, by=desk.user)
    return _back(desk, row.reference, _said(desk, told))


def refuse(desk: Desk) -> Response:
    """Leave the term as it is."""
    row = seen(desk)
    refuse_more_time(desk.session, desk.house, row, desk.now, by=desk.user)
    said = desk.say("Vastgelegd: de termijn blijft staan. De instantie krijgt daarvan bericht.")
    return _back(desk, row.reference, said)


def pass_up(desk: Desk) -> Response:
    """Ask a coordinator to decide about more time."""
    row = seen(desk)
    pass_up_wish(desk.session, desk.house, row, desk.now, by=desk.user)
    return _back(desk, row.reference, desk.say("De vraag om meer tijd ligt bij de coördinator."))


def phone_answer(desk: Desk) -> Response:
    """Show the form of an answer that came by phone, by letter or in a talk."""
    row = seen(desk)
    return desk.page("desk/signals/phone_answer.html", signal=row, trail=trail_of(desk, row))


def keep_answer(desk: Desk) -> Response:
    """Record such an answer, with when it came: the term looks at that."""
    row, typed = seen(desk), Typed.at(desk)
    text, on = typed.text("text", needed=True), typed.day("received_on", desk.today)
    at = typed.clock("received_time", time(12))
    typed.check()
    came = _moment(desk, at_local(on, at))
    receive_reply(desk.session, desk.house, row, text, came, desk.now, desk.actor, by=desk.user)
    return _back(desk, row.reference, desk.say("Het antwoord is vastgelegd en kan worden beoordeeld."), "signal")


def _moment(desk: Desk, came: datetime) -> datetime:
    """Return when it came; what came in the present minute came now."""
    return desk.now if came == desk.now.replace(second=0, microsecond=0) else came


def _said(desk: Desk, told: ChangedTerm) -> str:
    if told.due is None:
        return desk.say("De termijn staat stil.")
    return desk.say("De termijn loopt nu tot en met %(due)s.", due=show_moment(told.due))


def _back(desk: Desk, reference: str, said: str, page: str = "signal_terms") -> Response:
    return desk.redirect(page, reference=reference, message=said)


def _form(path: str, name: str, handler: Handler, roles: frozenset[Role]) -> Page:
    return Page(
        f"/signalen/{{reference}}/termijnen/{path}", f"signal_terms_{name}", handler, roles,
        method="POST", scope=Scope.SIGNAL, shows="signal_terms",
    )  # fmt: skip


PAGES = (
    Page("/signalen/{reference}/termijnen", "signal_terms", terms, FOLLOWERS, scope=Scope.SIGNAL),
    _form("opschorten", "suspend", partial(change, how="opschorten"), MAY_CHANGE),
    _form("hervatten", "resume", partial(change, how="hervatten"), MAY_CHANGE),
    _form("verlengen", "extend", extend, MAY_CHANGE),
    _form("tijd-geven", "grant", grant, MAY_CHANGE),
    _form("tijd-weigeren", "refuse", refuse, FOLLOWERS),
    _form("voorleggen", "pass_up", pass_up, WRITERS),
    Page("/signalen/{reference}/antwoord", "signal_phone_answer", phone_answer, FOLLOWERS, scope=Scope.SIGNAL),
    Page("/signalen/{reference}/antwoord/vastleggen", "signal_phone_answer_keep", keep_answer, FOLLOWERS,
         method="POST", scope=Scope.SIGNAL, shows="signal_phone_answer"),
)  # fmt: skip
