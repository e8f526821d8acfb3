"""The evidence of one signal gathered: everything that was sent, answered, done and due, with where it is from."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.notices import CONTENT, opened
from actions.signal_letters import agency_label
from actions.signal_moves import subject
from actions.signal_views import Chain, SignalUnknown, explained_of
from rules.calendar import local_date
from rules.errors import Refused, RuleError
from rules.signals import WITH_INSPECTORATE
from rules.vocabulary import Role, SignalKind
from store.attachments import attachment_content, attachment_name, attachments_of
from store.events import SYSTEM, user_actor, user_of_actor
from store.evidence import (
    anchor_before,
    decisions_on,
    earlier_signals,
    events_of,
    log_reading,
    notices_about,
    replies_to,
)
from store.models import (
    Attachment,
    ChainAnchor,
    ContactPerson,
    Escalation,
    Event,
    GateDecision,
    Notice,
    Reply,
    Signal,
    User,
)
from store.signals import escalation_of, reply_text_place, signal_by_reference, signal_text_place
from templates.engine import Rendered

REPLY_LINK = re.compile(r"(/antwoord/)[\w-]{16,}")
LEFT_OUT = r"\1(weggelaten)"

PURPOSE = "evidence_pack"
READERS = frozenset({Role.MANAGER, Role.JURIST, Role.PRIVACY_OFFICER})
"""Who may have the file of a signal that does not go to the inspectorate. Source: house policy."""


class PackNotAllowed(Refused):
    """The file of a signal that does not go to the inspectorate, for somebody who has no need of it."""

    def __init__(self, reference: str) -> None:
        roles = tuple(sorted(READERS, key=lambda role: role.dutch))
        super().__init__(
            "Het dossier van signaal {reference} kan niet worden gemaakt: het gaat niet naar de inspectie. Alleen"
            " {roles} mag het dan; geef met --by aan wie het vraagt.",
            reference=reference,
            roles=roles,
        )


class NothingRecorded(RuleError):
    """The file of a signal of which the record holds nothing."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            "Van signaal {reference} staat niets in het logboek; er is geen dossier van te maken. Vraag de beheerder.",
            reference=reference,
        )


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """One text as it was sent, with to how many it went and who decided on it."""

    template: str
    rendered: Rendered
    text_hash: str
    written_at: datetime
    recipients: int
    decision: GateDecision


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """One answer, as it came in."""

    reply: Reply
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Enclosure:
    """One file that came with a signal or an answer."""

    row: Attachment
    name: str
    content: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Evidence:
    """All there is of a signal. Its repr shows nothing of it."""

    signal: Signal
    agency: str
    events: tuple[Event, ...]
    anchor: ChainAnchor | None
    chains: tuple[Chain, ...]
    letters: tuple[Letter, ...]
    answers: tuple[Answer, ...]
    enclosures: tuple[Enclosure, ...]
    notices: tuple[Notice, ...]
    escalation: Escalation | None
    earlier: dict[SignalKind, tuple[int, int]]
    roles: dict[int, Role] = field(default_factory=dict)
    addressed: dict[int, str] = field(default_factory=dict)

    @property
    def head(self) -> Event:
        """The last event of the signal's chain."""
        return self.events[-1]

    @property
    def as_of(self) -> date:
        """The day of the last event: what happened later is not in here."""
        return local_date(self.head.at)


def gather(session: Session, house: House, reference: str, now: datetime, *, by: User | None = None) -> Evidence:
    """Return everything about a signal that goes, or went, to the inspectorate; the reading is logged.

    Of another signal it is for `READERS` only. Raises: SignalUnknown, PackNotAllowed, NothingRecorded, TextDamaged.
    """
    signal = signal_by_reference(session, reference)
    if signal is None:
        raise SignalUnknown(reference)
    return gather_about(session, house, signal, escalation_of(session, signal), now, by=by)


def gather_about(
    session: Session, house: House, signal: Signal, escalation: Escalation | None, now: datetime, *, by: User | None
) -> Evidence:
    """Return the same about a signal that is at hand, and how passing it on stands.

    Raises: PackNotAllowed, NothingRecorded, TextDamaged.
    """
    _check_reader(signal, escalation, by)
    place = signal_text_place(signal.reference).subject
    log_reading(session, place, actor=user_actor(by.id) if by else SYSTEM, purpose=PURPOSE, at=now)
    events = tuple(events_of(session, subject(signal)))
    if not events:
        raise NothingRecorded(signal.reference)
    notices = tuple(notices_about(session, signal))
    people = _people(session, events, notices)
    return Evidence(
        signal=signal,
        agency=agency_label(session, signal, signal.observed_on),
        events=events,
        anchor=anchor_before(session, events[-1]),
        chains=tuple(explained_of(session, signal)),
        letters=_letters(session, house, signal, notices),
        answers=tuple(_answer(session, house, signal, reply) for reply in replies_to(session, signal)),
        enclosures=tuple(_enclosure(session, house, signal, row) for row in attachments_of(session, signal)),
        notices=notices,
        escalation=escalation,
        earlier=earlier_signals(session, signal),
        roles={number: user.role for number, user in people.items()},
        addressed=_addressed(session, notices, people),
    )


def _check_reader(signal: Signal, escalation: Escalation | None, by: User | None) -> None:
    passed_on = signal.state in WITH_INSPECTORATE or (escalation is not None and escalation.approved_at is not None)
    if not passed_on and (by is None or by.role not in READERS):
        raise PackNotAllowed(signal.reference)


def _letters(session: Session, house: House, signal: Signal, notices: tuple[Notice, ...]) -> tuple[Letter, ...]:
    """Return each text once, however many people it went to."""
    decisions = {decision.text_hash: decision for decision in decisions_on(session, signal)}
    first: dict[tuple[str, str], Notice] = {}
    counts: dict[tuple[str, str], int] = {}
    for notice in notices:
        if notice.template in CONTENT and notice.text_hash:
            key = notice.template, notice.text_hash
            first.setdefault(key, notice)
            counts[key] = counts.get(key, 0) + 1
    return tuple(
        Letter(
            template,
            _without_link(opened(session, house, notice)),
            digest,
            notice.created_at,
            counts[template, digest],
            decisions[digest],
        )
        for (template, digest), notice in first.items()
    )


def _without_link(rendered: Rendered) -> Rendered:
    """Return a letter without the link by which its reader, and nobody else, can answer."""
    return Rendered(*(REPLY_LINK.sub(LEFT_OUT, part) for part in (rendered.subject, rendered.text, rendered.html)))


def _answer(session: Session, house: House, signal: Signal, reply: Reply) -> Answer:
    place = reply_text_place(signal.reference, reply.round)
    return Answer(reply, house.vault.open(session, place, reply.text_sealed))


def _enclosure(session: Session, house: House, signal: Signal, row: Attachment) -> Enclosure:
    name = attachment_name(session, house.vault, signal, row)
    return Enclosure(row, name, attachment_content(session, house.vault, signal, row))


def _people(session: Session, events: tuple[Event, ...], notices: tuple[Notice, ...]) -> dict[int, User]:
    """Return the users who did something and those who were mailed, by number."""
    acted = {number for event in events if (number := user_of_actor(event.actor)) is not None}
    found = session.scalars(select(User).where(User.id.in_(acted | _mailed(notices, "user"))))
    return {user.id: user for user in found}


def _addressed(session: Session, notices: tuple[Notice, ...], people: dict[int, User]) -> dict[int, str]:
    """Return for each mail whom it went to: what somebody is addressed for, never a name."""
    found = session.scalars(select(ContactPerson).where(ContactPerson.id.in_(_mailed(notices, "contact"))))
    contacts = {contact.id: contact for contact in found}
    return {notice.id: _addressee(notice, people, contacts) for notice in notices}


def _mailed(notices: tuple[Notice, ...], kind: str) -> set[int]:
    return {notice.recipient_id for notice in notices if notice.recipient_kind == kind}


def _addressee(notice: Notice, people: dict[int, User], contacts: dict[int, ContactPerson]) -> str:
    match notice.recipient_kind:
        case "contact":
            contact = contacts.get(notice.recipient_id)
            return f"{contact.role.dutch} (contact {contact.code})" if contact else "contactpersoon"
        case "adviser":
            return "vertrouwenspersoon"
        case _:
            user = people.get(notice.recipient_id)
            return f"{user.role.dutch} (gebruiker {user.id})" if user else "gebruiker"
