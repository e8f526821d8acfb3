"""From a notice to the letter that is sent now, or the finding that nobody needs it any more."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from actions.house import House
from actions.invitations import invitation_for
from actions.notices import mail_context, opened, opened_attachment
from actions.reply_tokens import ANSWERABLE, answer_page, link_code
from actions.surveys import can_be_answered, survey_page
from channels.message import Attachment, Letter, message_id_for, thread_id_for
from rules.calendar import local_date
from rules.vocabulary import Language, SignalState
from store.casework import client_place
from store.models import Client, Deadline, Notice, ReplyLink, Signal, Survey, Visit
from store.notices import Addressee, addressee
from store.visits import PLANNED
from templates.engine import Rendered, render_mail

_DROPPED = frozenset({SignalState.WITHDRAWN, SignalState.MERGED})
_ANSWERED = _DROPPED | {SignalState.ANSWERED, SignalState.VERIFICATION, SignalState.CLOSED}
_JUDGED = _DROPPED | {SignalState.VERIFICATION, SignalState.RETURNED, SignalState.CLOSED}
_DECIDED = _DROPPED | {
    SignalState.ESCALATION_APPROVED,
    SignalState.ESCALATED,
    SignalState.CONFIRMED,
    SignalState.CLOSED,
}

NEEDLESS_IN: dict[str, frozenset[SignalState]] = {
    "signal_to_provider": _DROPPED,
    "signal_returned": _DROPPED,
    "signal_copy": _DROPPED,
    "inspectorate_notice": _DROPPED,
    "signal_review": _DROPPED,
    "signal_reminder": _ANSWERED,
    "signal_overdue": _ANSWERED,
    "signal_director": _ANSWERED,
    "more_time_decided": _ANSWERED,
    "signal_answered": _JUDGED,
    "escalation_proposed": _DECIDED,
}
"""In which states of its signal a notice is not needed any more; a notice not named is always sent."""


_FILE_NAME = "bijlage.pdf"
"""A name that tells nothing: it stands where programs keep and show it."""


_OF_PLANNED_VISITS = frozenset({"visit_planned", "visit_moved"})
"""What is not needed any more once the visit is made, called off, or moved again."""


class RecipientGone(Exception):
    """The person this notice is for is not there any more. Names nobody."""


def letter_for(session: Session, house: House, notice: Notice, now: datetime) -> Letter | None:
    """Return the letter of `notice` as of `now`, or None when it was settled meanwhile.

    Raises: RecipientGone; TextDamaged or KeyUnusable for a sealed text that does not open; what `render_mail` raises.
    """
    if _is_settled(session, house, notice, now):
        return None
    reader = _reader(session, house, notice, now)
    if reader is None:
        raise RecipientGone
    letter = _letter(house, notice, reader, _rendered(session, house, notice, reader), now)
    letter = replace(letter, invitation=invitation_for(session, house, notice, reader))
    file = opened_attachment(session, house, notice)
    return replace(letter, attachment=Attachment(_FILE_NAME, "application/pdf", file)) if file else letter


def _reader(session: Session, house: House, notice: Notice, now: datetime) -> Addressee | None:
    """Return whom a notice goes to; a client's address is opened for this letter alone, and the name stays sealed."""
    if notice.recipient_kind != "client":
        return addressee(session, notice.recipient_kind, notice.recipient_id, local_date(now))
    client = session.get(Client, notice.recipient_id)
    if client is None or client.email_sealed is None:
        return None
    place = client_place(client.code, "client", client.code, "email_sealed")
    return Addressee("", house.vault.open(session, place, client.email_sealed), Language.NL)


def _is_settled(session: Session, house: House, notice: Notice, now: datetime) -> bool:
    """Return whether the cause is gone. A decided text is dropped with its signal only, not with a deadline."""
    deadline = session.get(Deadline, notice.deadline_id) if notice.deadline_id and not notice.content else None
    if deadline is not None and deadline.settled_at is not None:
        return True
    if notice.template in _OF_PLANNED_VISITS and notice.subject_id is not None:
        return session.get_one(Visit, notice.subject_id).state not in PLANNED
    if notice.template == "survey" and notice.subject_id is not None:
        return not can_be_answered(house, session.get_one(Survey, notice.subject_id), now)
    signal = session.get(Signal, notice.signal_id) if notice.signal_id else None
    return signal is not None and signal.state in NEEDLESS_IN.get(notice.template, frozenset())


def _rendered(session: Session, house: House, notice: Notice, reader: Addressee) -> Rendered:
    if notice.content:
        return opened(session, house, notice)
    context = mail_context(house.settings, notice.facts, _page(session, house, notice))
    if reader.name:
        context["recipient_name"] = reader.name
    if notice.template == "reply_code":
        context["code"] = _code(session, house, notice)
    return render_mail(notice.template, context, reader.language)


def _page(session: Session, house: House, notice: Notice) -> str | None:
    if notice.template == "survey" and notice.subject_id is not None:
        return survey_page(session, house, session.get_one(Survey, notice.subject_id))
    if notice.template not in ANSWERABLE or notice.signal_id is None or notice.recipient_kind == "user":
        return None  # who has an account answers at the desk
    return answer_page(session, house, session.get_one(Signal, notice.signal_id))


def _code(session: Session, house: House, notice: Notice) -> str:
    """Return the code of the link that a code mail is about; an older mail holds a code that works no more."""
    link = session.get_one(ReplyLink, int(notice.dedupe_key.split(":")[1]))
    return link_code(house.vault, link)


def _letter(house: House, notice: Notice, reader: Addressee, rendered: Rendered, now: datetime) -> Letter:
    settings, secret = house.settings, house.vault.mac_key
    domain = settings.sender.partition("@")[2]
    thread = thread_id_for(f"signal:{notice.signal_id}", secret, domain) if notice.signal_id else None
    return Letter(
        message_id=message_id_for(notice.dedupe_key, secret, domain),
        to_address=reader.email,
        to_name=" ".join(reader.name.split()),
        sender_address=settings.sender,
        sender_name=settings.organisation_name,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        sent_at=now,
        thread=thread,
    )
