"""Signals: the list by deadline, one signal with its dates and what can be done, and what waits for approval."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row
from starlette.responses import Response

from actions.gate import gate_findings
from actions.judging import read_judgement
from actions.signal_mergers import possible_doubles
from actions.signal_previews import letter_to_inspectorate, letter_to_provider
from actions.signal_views import explained_of
from desk.web.desk import Desk
from desk.web.lists import Column, ListOf, by_text, by_word, listing, workbook
from desk.web.table import Content, Menu, Page, Scope
from rules.calendar import local_date
from rules.errors import RuleError
from rules.gate_choices import FINDING_READERS
from rules.gate_findings import GateLevel
from rules.happenings import happening, particulars
from rules.signal_words import DeclineReason
from rules.signals import (
    APPROVERS,
    ENDED,
    FOLLOWERS,
    JUDGES,
    OPEN,
    SECOND_PERSONS,
    TRANSITIONS,
    UNSENT,
    WITH_AGENCY,
    WITH_INSPECTORATE,
    WRITERS,
    EscalationReason,
    SignalAct,
)
from rules.triage_conditions import SUBJECTS
from rules.vocabulary import Judgement, ReopenReason, Role, SignalKind, SignalState, WithdrawReason
from store.adviser_day import signals_by_term
from store.crypto import TextDamaged
from store.models import Adviser, Group, Location, Signal
from store.scope import Viewer
from store.signal_file import SignalFile, record_of, signal_file
from store.signal_pages import (
    ReadReply,
    approvals_waiting,
    listed_signals,
    rank_of,
    read_replies,
    searched_name,
    signal_seen,
)
from store.signals import signal_text
from templates.desk_page import later

S = SignalState
READERS = FOLLOWERS | {Role.PROVIDER_CONTACT, Role.INSPECTOR}
OUTSIDERS = frozenset({Role.PROVIDER_CONTACT, Role.INSPECTOR})
STEPS = (
    later("Opgesteld"), later("Verzonden"), later("Reactie"), later("Nagaan"), later("Inspectie"), later("Afgesloten"),
)  # fmt: skip
STEP_OF = {
    S.DRAFT: 0, S.APPROVED: 0, S.SENT: 1, S.DELIVERY_FAILED: 1, S.RECEIVED: 1, S.RETURNED: 1, S.ANSWERED: 2,
    S.VERIFICATION: 3, **dict.fromkeys(WITH_INSPECTORATE, 4), S.CLOSED: 5, S.WITHDRAWN: 5, S.MERGED: 5,
}  # fmt: skip


def viewer_of(desk: Desk) -> Viewer:
    """Return who looks, and when."""
    return Viewer(desk.user, desk.now)


def file_seen(desk: Desk) -> SignalFile:
    """Return the signal that the address names with what stands beside it. Raises: NothingToSee."""
    return signal_file(desk.session, viewer_of(desk), str(desk.path["reference"]))


def seen(desk: Desk) -> Signal:
    """Return the signal that the address names. Raises: NothingToSee."""
    return signal_seen(desk.session, viewer_of(desk), str(desk.path["reference"]))


def _list(desk: Desk) -> ListOf:
    """Return the list as it is for this person now: its dates are derived, so they are counted first."""
    viewer = viewer_of(desk)
    terms = {} if desk.user.role in OUTSIDERS else {t.id: t.due for t in signals_by_term(desk.session, viewer)}

    def due(row: Row[Any]) -> date | None:
        found = terms.get(row.Signal.id)
        return local_date(found) if isinstance(found, datetime) else found

    return ListOf(
        name="signals",
        title=later("Signalen"),
        rows=lambda _desk: listed_signals(viewer),
        columns=(
            Column("kenmerk", later("Signaal"), lambda row: row.Signal.reference, Signal.reference,
                   link=lambda d, row: d.address("signal", reference=row.Signal.reference)),
            Column("deadline", later("Termijn"), due, rank_of(list(terms)), kind="deadline"),
            Column("onderwerp", later("Onderwerp"), lambda row: row.Signal.measure, Signal.measure, kind="word"),
            Column("soort", later("Soort"), lambda row: row.Signal.kind, Signal.kind, kind="word"),
            Column("instantie", later("Instantie"), lambda row: row.agency),
            Column("plaats", later("Plaats"), lambda row: row.town, Location.town),
            Column("groep", later("Groep"), lambda row: row.code, Group.code),
            Column("stap", later("Stap"), lambda row: row.Signal.state, Signal.state, kind="word"),
            *(() if desk.user.role in OUTSIDERS else
              (Column("wie", later("Vertrouwenspersoon"), lambda row: row.name, Adviser.name),)),
        ),
        order="deadline",
        filters=(
            by_text((Signal.reference, Group.code, searched_name(), Location.town)),
            by_word(Signal.state, SignalState, "stap", later("Stap")),
            by_word(Signal.kind, SignalKind, "soort", later("Soort")),
        ),
        tie=(Signal.id.desc(),),
        nothing=later("Er zijn geen signalen die hierbij passen."),
    )  # fmt: skip


def signals(desk: Desk) -> Response:
    """Show the signals of this person, by deadline."""
    return desk.page("desk/signals/list.html", listing=listing(desk, _list(desk)))


def signals_xlsx(desk: Desk) -> Response:
    """Give the same list as a workbook."""
    return workbook(desk, _list(desk))


def signal(desk: Desk) -> Response:
    """Show one signal: outsiders what was sent and answered, the house also how it goes and what can be done."""
    file = file_seen(desk)
    row, role = file.signal, desk.user.role
    shared: dict[str, Any] = {
        "signal": row,
        "agency": file.agency,
        "text": None,
        "replies": [],
        "damaged": False,
        "trail": [(desk.say("Signalen"), desk.address("signals"))],
    }
    if file.readable:
        shared |= _texts(desk, row)
        desk.log_reading(f"signal:{row.reference}", "signal")
    chains = explained_of(desk.session, row)
    if role in OUTSIDERS:
        answer = [chain for chain in chains if chain.kind.value in ("answer", "director_answer")]
        may_answer = role is Role.PROVIDER_CONTACT and SignalAct.ANSWER in acts_of(desk, row)
        may_answer = may_answer and all(one.reply.round != row.round for one in shared["replies"])
        return desk.page("desk/signals/outside.html", **shared | {"chains": answer, "may_answer": may_answer})
    return desk.page("desk/signals/signal.html", **shared | {"chains": chains} | _inside(desk, file, shared["replies"]))


def _texts(desk: Desk, row: Signal) -> dict[str, Any]:
    """Return the texts of a signal, as far as they open; what was damaged is told, it breaks no page."""
    try:
        replies = read_replies(desk.session, desk.house.vault, row)
        return {"text": signal_text(desk.session, desk.house.vault, row), "replies": replies}
    except TextDamaged:
        return {"damaged": True}


def _inside(desk: Desk, file: SignalFile, replies: list[ReadReply]) -> dict[str, Any]:
    row, role, escalation, acts = file.signal, desk.user.role, file.escalation, acts_of(desk, file.signal)
    waits = escalation is not None and escalation.approved_at is None and escalation.declined_at is None
    second = role in FINDING_READERS and file.is_second(desk.user)
    decides = waits and file.readable and row.state not in ENDED and role in APPROVERS and second
    judging = read_judgement(desk.session, desk.house, row) if _may_judge(desk, row, replies) else None
    return {
        "events": [
            {"when": at, "what": happening(what), "more": particulars(facts), "who": who}
            for at, what, facts, who in record_of(desk.session, row)
        ],
        "steps": [desk.say(step) for step in STEPS],
        "step": STEP_OF[row.state],
        "acts": acts,
        "escalation": escalation,
        "decides": decides,
        "notice": letter_to_inspectorate(desk.session, desk.house, row, desk.now) if decides else None,
        "second": second,
        "unread": file.unread and second,
        "to_judge": _to_judge(replies) if role in JUDGES else None,
        "judging": judging,
        "reads_judgement": judging is not None and judging.waits and judging.row.proposed_by_id != desk.user.id
        and role in SECOND_PERSONS,
        "more": more_pages(desk, row),
        "doubles": possible_doubles(desk.session, desk.house, row, desk.now) if SignalAct.MERGE in acts else (),
        "may_gate": role in FINDING_READERS and row.state in UNSENT,
        "judgements": Judgement, "withdraw_reasons": WithdrawReason, "reopen_reasons": ReopenReason,
        "decline_reasons": DeclineReason, "reasons": EscalationReason,
    }  # fmt: skip


def _may_judge(desk: Desk, row: Signal, replies: list[ReadReply]) -> bool:
    return row.state is S.ANSWERED and desk.user.role in SECOND_PERSONS and _to_judge(replies) is not None


MORE: tuple[tuple[str, str, frozenset[Role], frozenset[SignalState]], ...] = (
    ("signal_triage", later("Toetsen aan de wet"), JUDGES, OPEN),
    ("signal_code", later("Meldcode"), JUDGES, OPEN),
    ("signal_recipients", later("Extra ontvangers"), WRITERS, UNSENT),
    ("signal_terms", later("Termijnen wijzigen"), FOLLOWERS, OPEN - UNSENT),
    ("signal_phone_answer", later("Antwoord vastleggen"), FOLLOWERS, WITH_AGENCY | WITH_INSPECTORATE | {S.RETURNED}),
    ("signal_calamity", later("Calamiteit of geweld"), FOLLOWERS, OPEN),
)
"""What more can be done on a page of its own: its name, its label, for whom and in which states."""


def more_pages(desk: Desk, row: Signal) -> list[tuple[str, str]]:
    """Return the other pages of a signal that this person may open now, each with its address."""
    return [
        (desk.say(label), desk.address(name, reference=row.reference))
        for name, label, roles, states in MORE
        if desk.user.role in roles and row.state in states and desk.address.knows(name)
        and (name != "signal_triage" or row.measure not in SUBJECTS)
    ]  # fmt: skip


def _to_judge(replies: list[ReadReply]) -> ReadReply | None:
    return next((one for one in reversed(replies) if one.reply.judgement is None), None)


class TextIllegible(RuleError):
    """A page on a text that does not open any more."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "De tekst van signaal {reference} gaat niet open: hij is beschadigd of gewist. Vraag de beheerder om een "
            "back-up; er is niets verzonden of gewijzigd.",
            reference=reference,
        )


@contextmanager
def legible(row: Signal) -> Iterator[None]:
    """Tell in a sentence that a text is damaged. Raises: TextIllegible."""
    try:
        yield
    except TextDamaged as error:
        raise TextIllegible(row.reference) from error


def trail_of(desk: Desk, row: Signal) -> list[tuple[str, str]]:
    """Return the way to a page of one signal."""
    return [
        (desk.say("Signalen"), desk.address("signals")),
        (row.reference, desk.address("signal", reference=row.reference)),
    ]


def acts_of(desk: Desk, row: Signal) -> frozenset[SignalAct]:
    """Return what this person's role may do with a signal as it stands; the action itself decides in the end."""
    return frozenset(
        act for (state, act), way in TRANSITIONS.items() if state is row.state and desk.user.role in way.roles
    )


def letter(desk: Desk) -> Response:
    """Show exactly the mail that would leave, to who reads it as the second person."""
    file = file_seen(desk)
    row = file.signal
    desk.log_reading(f"signal:{row.reference}", "letter")
    with legible(row):
        view = gate_findings(desk.session, desk.house, row, desk.now, by=desk.user)
        made = letter_to_provider(desk.session, desk.house, row, desk.now)
    return desk.page(
        "desk/signals/letter.html",
        signal=row, letter=made, second=file.is_second(desk.user), acts=acts_of(desk, row),
        held=any(finding.level is GateLevel.BLOCK for finding in view.open), trail=trail_of(desk, row),
    )  # fmt: skip


def approvals(desk: Desk) -> Response:
    """Show what waits for a decision on passing it on to the inspectorate."""
    return desk.page("desk/signals/approvals.html", waiting=approvals_waiting(desk.session, viewer_of(desk)))


PAGES = (
    Page("/signalen", "signals", signals, READERS, menu=Menu(later("Signalen"), 20)),
    Page("/signalen.xlsx", "signals_xlsx", signals_xlsx, READERS, reads=Content.LIST, reauth=True),
    Page("/doorgeven", "approvals", approvals, APPROVERS, menu=Menu(later("Doorgeven"), 22)),
    Page("/signalen/{reference}", "signal", signal, READERS, scope=Scope.SIGNAL, reads=Content.SIGNAL),
    Page("/signalen/{reference}/brief", "signal_letter", letter, FINDING_READERS, scope=Scope.SIGNAL,
         reads=Content.SIGNAL),
)  # fmt: skip
