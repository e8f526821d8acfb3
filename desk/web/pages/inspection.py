"""What the inspectorate says of a signal that was passed on: each message with the term it starts, and what visits saw.

Recording a message sends nothing. Only the inspectorate's own ending, or clean visits and a jurist, close the signal.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from starlette.responses import Response

from actions.inspectorate import AT_INSPECTORATE, Message, follows_on, hear
from actions.observing import record_finding
from actions.signal_views import explained_deadlines
from desk.web.desk import Desk
from desk.web.pages.signals import acts_of, seen
from desk.web.table import Page, Scope
from desk.web.typed import Typed
from rules.calendar import at_local, local_date, to_local
from rules.inspectorate import CLEAN_VISITS, NEXT, SETTLED, InspectorateMeasure, InspectorateState
from rules.signals import APPROVERS, FOLLOWERS, SignalAct
from rules.vocabulary import Role
from store.inspectorate import (
    clean_in_a_row,
    measures_of,
    passing_on,
    point_of,
    visits_since,
)
from store.models import InspectorateCase, Signal
from store.signals import agency_name

I = InspectorateState  # noqa: E741 - as short as in rules/inspectorate.py
FIELDS: Mapping[InspectorateState, tuple[str, ...]] = MappingProxyType(
    {I.PLAN_REQUESTED: ("weeks",), I.IMPROVEMENT_PERIOD: ("months",), I.MEASURE: ("measure", "until")}
)
"""What a message may tell beside itself."""
MOST_VISITS = 12


def inspection(desk: Desk) -> Response:
    """Show how a signal stands at the inspectorate, and the form for its next message."""
    row = seen(desk)
    escalation, case = passing_on(desk.session, row)
    acts = acts_of(desk, row)
    told = case is not None and escalation is not None and escalation.told_at is not None
    return desk.page(
        "desk/signals/inspection.html",
        signal=row, case=case, escalation=escalation, told=told, acts=acts,
        agency=agency_name(desk.session, row.agency_id, row.observed_on),
        chains=[
            chain for chain in explained_deadlines(desk.session, row.reference)
            if chain.kind in AT_INSPECTORATE and chain.settled_at is None
        ],
        measures=measures_of(desk.session, case) if case else (), kinds=InspectorateMeasure,
        now=to_local(desk.now),
        trail=[(desk.say("Signalen"), desk.address("signals")),
               (row.reference, desk.address("signal", reference=row.reference))],
        **(_message(desk, case) if case and told and SignalAct.FOLLOW_UP in acts else {"nexts": ()}),
        **_looking(desk, row, case if told else None, acts),
    )  # fmt: skip


def _message(desk: Desk, case: InspectorateCase) -> dict[str, Any]:
    """Return what the inspectorate may say next, and of the message that was chosen its fields and its term."""
    nexts = [state for state in InspectorateState if state in NEXT[case.state]]
    asked = desk.typed("message") or desk.query.get("bericht", "")
    chosen = next((state for state in nexts if state.value == asked), None)
    term = follows_on(desk.session, desk.house, chosen, desk.now) if chosen and chosen not in SETTLED else None
    return {"nexts": nexts, "chosen": chosen, "term": term, "fields": FIELDS.get(chosen, ()) if chosen else ()}


def _looking(
    desk: Desk, row: Signal, case: InspectorateCase | None, acts: frozenset[SignalAct]
) -> dict[str, Any]:  # fmt: skip
    """Return what visits looked at and saw, and who may close the signal on that."""
    point = point_of(desk.session, row)
    visits = visits_since(desk.session, point, local_date(point.opened_at)) if point else []
    untold = [(number, on) for number, on, was_seen in visits if was_seen is None]
    findings = [(on, was_seen) for _, on, was_seen in visits if was_seen is not None]
    settled, clean = case is not None and case.state in SETTLED, clean_in_a_row(findings)
    by_visits = clean >= CLEAN_VISITS and desk.user.role is Role.JURIST
    may_look = point is not None and SignalAct.OBSERVE in acts
    return {
        "point": point,
        "findings": findings,
        "clean": clean,
        "enough": CLEAN_VISITS,
        "visits": untold[:MOST_VISITS] if may_look else [],
        "settled": settled,
        "closes": case is not None and SignalAct.CLOSE in acts and desk.user.role in APPROVERS
        and (settled or by_visits),
    }  # fmt: skip


def heard(desk: Desk) -> Response:
    """Record a message of the inspectorate."""
    row, typed = seen(desk), Typed.at(desk)
    local = to_local(desk.now)
    state = typed.word("message", InspectorateState)
    on, at = typed.day("heard_on", desk.today), typed.clock("heard_at", local.time())
    message = Message(
        state=state,
        number=typed.text("number", 40) or None,
        weeks=typed.number_or_none("weeks", 1, 52),
        months=typed.number_or_none("months", 1, 24),
        measure=typed.word_or_none("measure", InspectorateMeasure),
        until=typed.day_or_none("until"),
    )
    typed.check()
    hear(desk.session, desk.house, row, message, _not_after(at_local(on, at), desk.now), desk.now, by=desk.user)
    return _back(desk, row, desk.say("Vastgelegd: het bericht van de inspectie."))


def _not_after(moment: datetime, now: datetime) -> datetime:
    """Return a typed minute; the very moment when that is the minute in which it is typed."""
    return now if now - timedelta(minutes=1) < moment <= now else moment


def found(desk: Desk) -> Response:
    """Record what a visit saw of what the signal is about."""
    row, typed = seen(desk), Typed.at(desk)
    visit, answer = typed.number("visit", most=10**9), typed.text("seen")
    if answer not in ("yes", "no"):
        typed.errors["seen"].append(desk.say("Kies of het nog gezien is."))
    typed.check()
    record_finding(desk.session, desk.house, row, visit, seen=answer == "yes", now=desk.now, by=desk.user)
    return _back(desk, row, desk.say("Vastgelegd wat het bezoek liet zien."))


def _back(desk: Desk, row: Signal, said: str) -> Response:
    return desk.redirect("signal_inspection", reference=row.reference, message=said)


PAGES = (
    Page("/signalen/{reference}/inspectie", "signal_inspection", inspection, FOLLOWERS, scope=Scope.SIGNAL),
    Page("/signalen/{reference}/inspectie/bericht", "signal_heard", heard, FOLLOWERS, method="POST",
         scope=Scope.SIGNAL, shows="signal_inspection"),
    Page("/signalen/{reference}/inspectie/bezoek", "signal_found", found, FOLLOWERS, method="POST",
         scope=Scope.SIGNAL, shows="signal_inspection"),
)  # fmt: skip
