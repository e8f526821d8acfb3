"""Calamities and violence: which incidents are watched because of a signal, and what the provider said of each."""

from datetime import date, time

from starlette.responses import Response

from actions.calamities import (
    ask_provider,
    close_watch,
    propose_unreported,
    provider_says,
    signal_of,
    watch_incident,
    watch_subject,
)
from actions.signal_previews import question_about_calamity
from actions.signal_views import explained_about
from desk.web.desk import Desk
from desk.web.errors import NotHere
from desk.web.pages.signals import seen, trail_of, viewer_of
from desk.web.table import Page, Scope
from desk.web.typed import Typed
from rules.calamity import CalamityAct, CalamityState, IncidentKind, roles_of
from rules.calendar import at_local
from rules.signals import FOLLOWERS
from store.inspectorate import watches_of
from store.models import CalamityWatch, Signal
from store.scope import may_see

SAID = (CalamityAct.INVESTIGATE, CalamityAct.DENY, CalamityAct.REPORT, CalamityAct.SEND_REPORT)
"""What a provider says on a day."""


def incidents(desk: Desk) -> Response:
    """Show the incidents of a signal, and the form to watch another one."""
    row = seen(desk)
    return desk.page(
        "desk/signals/incidents.html",
        signal=row, watches=watches_of(desk.session, row), kinds=IncidentKind, trail=trail_of(desk, row),
    )  # fmt: skip


def watch(desk: Desk) -> Response:
    """Begin to watch an incident; nothing leaves yet."""
    row, typed = seen(desk), Typed.at(desk)
    kind, on = typed.word("kind", IncidentKind), typed.day("seen_on", desk.today)
    typed.check()
    begun = watch_incident(desk.session, desk.house, row, kind, on, desk.now, by=desk.user)
    said = desk.say("Voorval %(ref)s wordt bewaakt. Vraag nu de aanbieder of er gemeld is.", ref=begun.reference)
    return desk.redirect("calamity", number=begun.id, message=said)


def calamity(desk: Desk) -> Response:
    """Show one watch: how it stands, its term, the question as it would leave, and what can be recorded."""
    row, signal = _seen_watch(desk)
    acts = [act for act in CalamityAct if desk.user.role in roles_of(row.state, act)]
    asks = CalamityAct.ASK in acts
    return desk.page(
        "desk/signals/calamity.html",
        watch=row, signal=signal, acts=acts, said=[act for act in acts if act in SAID],
        chains=explained_about(desk.session, watch_subject(row)),
        mail=question_about_calamity(desk.session, desk.house, row, desk.now) if asks else None,
        ended=row.state is CalamityState.CLOSED, trail=trail_of(desk, signal),
    )  # fmt: skip


def step(desk: Desk) -> Response:
    """Record what happened, ask the provider, propose to pass it on, or end the watch."""
    (row, _), typed = _seen_watch(desk), Typed.at(desk)
    act, on = typed.word("act", CalamityAct), typed.day("said_on", desk.today)
    typed.check()
    people = _do(desk, row, act, on)
    said = desk.say("Vastgelegd bij %(ref)s.", ref=row.reference)
    if act is CalamityAct.ASK:
        said = desk.say("De vraag is verstuurd.") if people else desk.say("Niemand kreeg mail: bel de aanbieder.")
    return desk.redirect("calamity", number=row.id, message=said)


def _do(desk: Desk, row: CalamityWatch, act: CalamityAct, on: date) -> int:
    """Do one act; return how many people are told of it."""
    if act in SAID:
        said_at = desk.now if on == desk.today else at_local(on, time(23, 59))
        provider_says(desk.session, desk.house, row, act, said_at, desk.now, by=desk.user)
    elif act is CalamityAct.PROPOSE:
        propose_unreported(desk.session, desk.house, row, desk.now, desk.user)
    elif act is CalamityAct.CLOSE:
        close_watch(desk.session, desk.house, row, desk.now, by=desk.user)
    else:
        return ask_provider(desk.session, desk.house, row, desk.now, by=desk.user)
    return 0


def _seen_watch(desk: Desk) -> tuple[CalamityWatch, Signal]:
    """Return the watch that the address names and its signal, for who sees that. Raises: NotHere."""
    row = desk.session.get(CalamityWatch, desk.path["number"])
    if row is None:
        raise NotHere
    signal = signal_of(desk.session, row)
    if not may_see(desk.session, viewer_of(desk), signal):
        raise NotHere
    return row, signal


PAGES = (
    Page("/signalen/{reference}/calamiteit", "signal_calamity", incidents, FOLLOWERS, scope=Scope.SIGNAL),
    Page("/signalen/{reference}/calamiteit/bewaken", "signal_calamity_watch", watch, FOLLOWERS, method="POST",
         scope=Scope.SIGNAL, shows="signal_calamity"),
    Page("/calamiteiten/{number:int}", "calamity", calamity, FOLLOWERS),
    Page("/calamiteiten/{number:int}/stap", "calamity_step", step, FOLLOWERS, method="POST", shows="calamity"),
)  # fmt: skip
