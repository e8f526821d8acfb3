"""What a letter about a signal would say if it left now: for who reads it before. Nothing is queued or decided."""

from datetime import datetime

from sqlalchemy.orm import Session

from actions.escalations import INSPECTORATE_NOTICE
from actions.evidence import LEFT_OUT, REPLY_LINK
from actions.house import House
from actions.notices import render_content
from actions.signal_letters import agency_label, as_fact, render_letter
from actions.signal_sending import TO_PROVIDER
from rules.calendar import local_date
from rules.terms import due
from store.decrees import calendar_in_force
from store.models import CalamityWatch, Signal
from templates.engine import Rendered


def letter_to_provider(session: Session, house: House, signal: Signal, now: datetime) -> Rendered:
    """Return the letter to the agency, without the link by which it can answer: that is for its reader alone."""
    ladder = house.policy(local_date(now)).signal[signal.kind]
    answer_due = due(now, ladder.answer.term, calendar_in_force(session))
    made = render_letter(session, house, TO_PROVIDER, signal, now, due=as_fact(answer_due))
    return Rendered(*(REPLY_LINK.sub(LEFT_OUT, part) for part in (made.subject, made.text, made.html)))


def letter_to_inspectorate(session: Session, house: House, signal: Signal, now: datetime) -> Rendered:
    """Return the notice to the inspectorate."""
    today = local_date(now)
    confirm_by = due(now, house.policy(today).signal[signal.kind].escalate.term, calendar_in_force(session))
    return render_letter(
        session, house, INSPECTORATE_NOTICE, signal, now,
        agency=agency_label(session, signal, today), due=as_fact(confirm_by),
        sent_on=local_date(signal.sent_at or now).isoformat(),
    )  # fmt: skip


def question_about_calamity(session: Session, house: House, watch: CalamityWatch, now: datetime) -> Rendered:
    """Return the question to a provider whether it reported an incident."""
    proof = house.policy(local_date(now)).leidraad.proof
    return render_content(
        house.settings, "calamity_question",
        {"reference": watch.reference, "known_on": watch.seen_on.isoformat(),
         "due": as_fact(due(now, proof.term, calendar_in_force(session)))},
    )  # fmt: skip
