"""Taking in mail that comes back: reports change what we know of a letter, all else waits for a person.

A mail never acts by itself. Only a report that names one of our Message-IDs (which nobody can guess) says something
about a letter, and the most that it does is to ask a person to phone.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from actions.house import House
from actions.live_work import end_asked
from actions.marks import undeliverable
from actions.notices import subject_of
from actions.work import add_work, finish_work
from channels.bounces import Inbound, parse
from channels.postbox import Mailbox, MailboxUnreachable, Unread
from rules.calendar import local_date
from rules.errors import RuleError
from rules.mail_reports import REPORTS, InboundKind
from rules.vocabulary import Role
from store.crypto import Place
from store.events import SYSTEM, Subject, record, user_of_actor
from store.models import AccessLog, InboundMessage, Notice, WorkItem
from store.notices import notice_of_message
from store.refused_mail import MAIL_REFUSED, refused_since
from store.session import transaction
from store.work import has_open_work

REFUSED_LONG = timedelta(days=1)
"""How long a mail that the server refuses to give is asked for, before it is put aside. Source: house policy."""
MAIL = Subject("mail", 0)


class InboundUnknown(RuleError):
    """There is no mail with this number that waits for a person."""

    def __init__(self, number: int) -> None:
        super().__init__(
            "Er is geen binnengekomen bericht {number} dat nog op iemand wacht. Bekijk de lijst met"
            " 'waakvlam mail inbox'.",
            number=number,
        )


@dataclass(frozen=True, slots=True)
class Received:
    """What a mail was, which notice it was about, and whether a person has to look at it. `known`: it came before."""

    kind: InboundKind
    notice_id: int | None
    for_person: bool
    known: bool = False


def receive(session: Session, house: House, raw: bytes, now: datetime) -> Received:
    """Take in one mail; the same mail a second time changes nothing."""
    digest = hashlib.sha256(raw).hexdigest()
    before = session.scalars(select(InboundMessage).where(InboundMessage.digest == digest)).first()
    if before is not None:
        return Received(before.kind, before.notice_id, before.handled_at is None, known=True)
    found = _parsed(raw, house.settings.sender)
    notice = notice_of_message(session, found.message_ids)
    matched = found.kind in REPORTS and notice is not None
    sealed = house.vault.seal_bytes(session, _place(digest), raw)
    message = InboundMessage(
        digest=digest, kind=found.kind, raw_sealed=sealed, received_at=now, notice_id=notice.id if notice else None,
        handled_at=now if matched else None, handled_by=SYSTEM if matched else None,
    )  # fmt: skip
    session.add(message)
    session.flush()
    if matched and notice is not None:
        _apply(session, house, notice, found, now)
    else:
        _ask_person(session, message, now)
    return Received(found.kind, message.notice_id, for_person=not matched)


def read_mailbox(house: House, now: datetime) -> dict[str, int]:
    """Take in what lies unread in the mailbox of the settings; return how many of each kind. None set: nothing.

    Each mail is marked as read after it was kept: after a crash it is read once more, and known. One that the server
    refuses for now is asked for again in the next round, for a day. One that cannot be kept is work for the
    administrator and is put aside with a flag, so that however many there are, the others come in.
    Raises: MailboxUnreachable; OperationalError when the database fails, and what is left stays unread.
    """
    settings, counts = house.settings, Counter[str]()
    if not settings.imap_host or settings.imap_password is None:
        return {}
    password = settings.imap_password.get_secret_value()
    with Mailbox(
        settings.imap_host, settings.imap_port, settings.imap_username, password, settings.imap_folder,
        settings.imap_ca_file,
    ) as box:  # fmt: skip
        for mail in box.unread():
            if mail.refused and _may_pass(house, mail.number, now):
                counts["refused"] += 1
                continue
            kind = _kept(house, mail.raw, now)
            if kind is None:
                _ask_about(house, mail, now)
                box.put_aside(mail.uid)
            else:
                box.seen(mail.uid)
            counts[kind or "not_kept"] += 1
    return dict(counts)


def _may_pass(house: House, number: str, now: datetime) -> bool:
    """Return whether a mail that the server refuses is waited for, and keep since when it refuses."""
    with transaction(house.engine) as session:
        since = refused_since(session, number)
        if since is None:
            record(session, MAIL, MAIL_REFUSED, at=now, mail=number)
        return since is None or now - since < REFUSED_LONG


def _kept(house: House, raw: bytes | None, now: datetime) -> InboundKind | None:
    """Take in one mail by itself; None where that fails for a reason of its own."""
    if raw is None:
        return None
    try:
        with transaction(house.engine) as session:
            return receive(session, house, raw, now).kind
    except OperationalError:  # the database's, and of no mail: it would have put aside all of them
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with one mail, the others must come in
        return None


def _ask_about(house: House, mail: Unread, now: datetime) -> None:
    """Make work of a mail that cannot be kept."""
    known = mail.raw if mail.raw is not None else f"{local_date(now)}:{mail.uid}".encode()
    with transaction(house.engine) as session:
        add_work(
            session, key=f"mail_not_kept:{hashlib.sha256(known).hexdigest()}", kind="mail_not_kept",
            subject=MAIL, role=Role.ADMINISTRATOR, due_on=local_date(now), now=now,
        )  # fmt: skip


def _parsed(raw: bytes, ours: str) -> Inbound:
    """Read what a mail is; one that breaks the reading is for a person."""
    try:
        return parse(raw, ours)
    except Exception:  # noqa: BLE001 - a mail made to break the parser (RecursionError and all else) is still a mail
        return Inbound(InboundKind.OTHER)


def read_mailbox_or_ask(house: House, now: datetime) -> dict[str, int]:
    """Do as `read_mailbox`; where the mailbox cannot be read, that is work for the administrator until it can again."""
    try:
        counts = read_mailbox(house, now)
    except MailboxUnreachable:
        with transaction(house.engine) as session:
            _ask_to_mend(session, now)
        return {"mailbox_away": 1}
    if house.settings.imap_host:
        with transaction(house.engine) as session:
            end_asked(session, MAIL, now, "mailbox_away")
    return counts


def _ask_to_mend(session: Session, now: datetime) -> None:
    """Ask once while it is away; one that goes away again the same day is asked about anew."""
    if not has_open_work(session, "mailbox_away", MAIL):
        add_work(
            session, key=f"mailbox_away:{now:%Y%m%dT%H%M%S}", kind="mailbox_away", subject=MAIL,
            role=Role.ADMINISTRATOR, due_on=local_date(now), now=now,
        )  # fmt: skip


def inbox(session: Session) -> list[InboundMessage]:
    """Return the mails that wait for a person, oldest first."""
    waiting = select(InboundMessage).where(InboundMessage.handled_at.is_(None)).order_by(InboundMessage.id)
    return list(session.scalars(waiting))


def read_inbound(session: Session, house: House, number: int, *, actor: str, now: datetime) -> bytes:
    """Return a mail as it came, and keep who read it. Raises: InboundUnknown."""
    message = _waiting(session, number)
    session.add(AccessLog(at=now, actor=actor, subject=f"inbound:{number}", purpose="read_mail"))
    return house.vault.open_bytes(session, _place(message.digest), message.raw_sealed)


def handle_inbound(session: Session, number: int, *, actor: str, now: datetime) -> None:
    """Keep that a person dealt with a mail. Raises: InboundUnknown."""
    message = _waiting(session, number)
    message.handled_at, message.handled_by = now, actor
    item = session.scalars(select(WorkItem).where(WorkItem.key == _work_key(message))).first()
    if item is not None:
        finish_work(session, item, by_id=user_of_actor(actor), actor=actor, now=now)


def _waiting(session: Session, number: int) -> InboundMessage:
    message = session.get(InboundMessage, number)
    if message is None or message.handled_at is not None:
        raise InboundUnknown(number)
    return message


def _apply(session: Session, house: House, notice: Notice, found: Inbound, now: datetime) -> None:
    """Let a report change what is known of its letter."""
    if found.kind is InboundKind.FAILED:
        undeliverable(session, house, notice, f"bounce:{found.code or 'unknown'}", now)
        return
    if found.kind in (InboundKind.DELIVERED, InboundKind.READ):
        notice.delivered_at = notice.delivered_at or now
    record(session, subject_of(notice), f"notice_report_{found.kind}", at=now, notice=notice.id)


def _ask_person(session: Session, message: InboundMessage, now: datetime) -> None:
    add_work(
        session, key=_work_key(message), kind="mail_to_read", subject=Subject("inbound", message.id),
        role=Role.COORDINATOR, due_on=local_date(now), now=now,
    )  # fmt: skip


def _work_key(message: InboundMessage) -> str:
    return f"inbound:{message.id}"


def _place(digest: str) -> Place:
    return Place(subject=f"inbound:{digest[:40]}", table="inbound_message", row=digest, column="raw_sealed")
