"""Letters with the text of a signal: rendered, allowed to leave by a decision on exactly that text, and queued."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.gate_decisions import gate_letter, keep_findings
from actions.house import House
from actions.notices import Fact, Recipient, enqueue_content, render_content
from actions.reply_tokens import ANSWERABLE, present_link, reply_page
from actions.signal_moves import subject, text_author
from rules.calendar import local_date
from rules.letters import EXPECTED_ACTIONS, legal_note, names_place, setting_of
from rules.signal_errors import OwnSignal
from rules.vocabulary import SignalKind
from store.events import record
from store.groups import care_types_ever
from store.models import ContactPerson, GateDecision, Group, Location, Signal, User
from store.signal_details import rights_of_signal
from store.signals import agency_name, gate_decision, signal_text
from templates.engine import Rendered


def render_letter(
    session: Session, house: House, template: str, signal: Signal, now: datetime, **facts: Fact
) -> Rendered:
    """Return a letter about a signal; it names no recipient, so one text (and one decision) serves them all.

    `facts` add to, or replace, what every letter says: `due` (a day or an instant) at least.
    """
    rules = house.policy(local_date(now)).rule_set(setting_of(signal.care_type), signal.observed_on)
    year, week, _ = signal.observed_on.isocalendar()
    letter: dict[str, Fact] = {
        "reference": signal.reference,
        "kind": signal.kind.value,
        "place": _place(session, signal),
        "period": f"{year}-W{week:02d}",
        "measure": signal.measure.value,
        "care_type": signal.care_type.value if signal.care_type else "",
        "legal_note": legal_note(signal.measure, rules, rights_of_signal(session, signal)),
        "expected_action": EXPECTED_ACTIONS[signal.kind],
        "text": signal_text(session, house.vault, signal),
    }
    page = reply_page(session, house, signal) if template in ANSWERABLE else None
    return render_content(house.settings, template, letter | facts, page)


def _place(session: Session, signal: Signal) -> str:
    if not _is_named(session, signal):
        return ""
    location = session.get_one(Location, signal.location_id).name
    return f"{location}, {session.get_one(Group, signal.group_id).name}" if signal.group_id else location


def agency_label(session: Session, signal: Signal, on: date) -> str:
    """Return the agency's name for the inspectorate; nothing for a family home, whose name is a family's."""
    return agency_name(session, signal.agency_id, on) if _is_named(session, signal) else ""


def _is_named(session: Session, signal: Signal) -> bool:
    if signal.group_id is not None:
        return names_place(care_types_ever(session, group_id=signal.group_id))
    return names_place(care_types_ever(session, location_id=signal.location_id))


def decide(
    session: Session,
    house: House,
    signal: Signal,
    rendered: Rendered,
    now: datetime,
    *,
    reviewer: User | None,
    writer: User | None = None,
) -> GateDecision:
    """Record that exactly this text may leave; `reviewer` is None only where the second person reads afterwards.

    The gate looks at the text as it is rendered, each time: names of the case may have been added since.
    What it found is kept with the decision, and any edit voids both.
    `writer` wrote it, unless given who wrote the present text of the signal.
    Raises: OwnSignal, AuthorUnknown, GateHolds.
    """
    by = writer or text_author(session, signal)
    if reviewer and reviewer.id == by.id:
        raise OwnSignal(signal.reference)
    placed = gate_letter(session, house, signal, rendered)
    known = gate_decision(session, signal, rendered.hash)
    if known is not None:
        return known
    decision = GateDecision(
        signal_id=signal.id,
        text_hash=rendered.hash,
        author_id=by.id,
        reviewer_id=reviewer.id if reviewer else None,
        decided_at=now,
        reviewed_at=now if reviewer else None,
    )
    keep_findings(session, decision, placed)
    record(
        session, subject(signal), "text_may_leave", at=now,
        decision=decision.id, text=rendered.hash, author=by.id, reviewer=decision.reviewer_id,
        gate=decision.gate_version, findings=len(placed), passed_by=decision.passed_by_id,
    )  # fmt: skip
    return decision


def queue_letter(
    session: Session,
    house: House,
    template: str,
    signal: Signal,
    rendered: Rendered,
    recipients: Iterable[ContactPerson],
    now: datetime,
    *,
    cause: str = "",
) -> int:
    """Put a decided letter in the outbox, once for each recipient and `cause`; return to how many people it goes.

    Without a `cause` it is once for each round of the agency's track.
    """
    contacts, once = list(recipients), cause or str(signal.round)
    if template in ANSWERABLE:
        present_link(session, house, signal, now)
    for contact in contacts:
        enqueue_content(
            session, house,
            template=template, key=f"{template}:{signal.id}:{once}:contact:{contact.id}",
            recipient=Recipient("contact", contact.id), signal=signal, rendered=rendered, now=now,
            urgent=signal.kind is SignalKind.ACUTE,
        )  # fmt: skip
    return len(contacts)


def as_fact(due: date | datetime) -> str:
    """Return a day or instant as facts hold it."""
    return due.isoformat()


def late_facts(due_at: datetime, now: datetime) -> dict[str, Fact]:
    """Return what a notice says that comes on a later day than it should; nothing when it is in time."""
    late, planned = (local_date(now) - local_date(due_at)).days, local_date(due_at)
    return {"late_days": late, "was_due_on": planned.isoformat()} if late > 0 else {}
