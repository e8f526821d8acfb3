"""Answering without an account: a link for each round of a signal, a code to a registered contact, one final answer.

Looking spends nothing; only the final answer does. Whatever is wrong with a link, the answer is the same sentence.
Source: house policy (TRUST.md section 2).
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from actions.notices import Recipient, enqueue
from actions.reply_tokens import add_link, day_of, link_code, link_expires, round_due, token_hash
from actions.signal_moves import check, check_answerer, refresh, subject
from actions.signal_notices import agency_contacts, as_contacts, ask, tell
from actions.signal_replies import receive_reply
from actions.signal_sending import start_term
from rules.calendar import local_date
from rules.ladder import DeadlineKind
from rules.policy_kinds import PolicyTerm
from rules.replies import (
    CodeTooSoon,
    ContactUnknown,
    IncomingFile,
    LinkNotValid,
    MoreTimeTooLate,
    ReplyKind,
    check_files,
    check_promise,
)
from rules.signal_errors import ReplyAlreadyThere
from rules.signals import ENDED, SignalAct
from rules.vocabulary import ContactRole, LegalEffect, Role, Unit
from store.attachments import add_attachment
from store.events import record, user_actor
from store.models import ContactPerson, Reply, ReplyLink, Signal, User
from store.replies import link_by_hash, links_of_round
from store.signals import reply_of


@dataclass(frozen=True, slots=True)
class LinkView:
    """What a link shows before the code: which signal, until when, and whom a code can be sent to.

    `contacts`: number and address of each, the address masked.
    """

    reference: str
    due: date | datetime | None
    contacts: tuple[tuple[int, str], ...]


def contact_actor(contact_id: int) -> str:
    """Return how a contact person is named in the record: by number."""
    return f"contact:{contact_id}"


def renew_link(session: Session, house: House, signal: Signal, now: datetime, *, actor: str) -> ReplyLink:
    """Take back the links of this round, make a new one and mail it to the agency's contacts.

    Raises: ActNotPossible or SignalIsClosed for a signal that nobody can answer now.
    """
    refresh(session, signal)
    check(signal, SignalAct.ANSWER)
    revoke_links(session, signal, now, actor=actor)
    link = add_link(session, house, signal, len(links_of_round(session, signal)) + 1, now)
    role = ContactRole.SIGNALS if signal.round == 1 else ContactRole.DIRECTOR
    people = as_contacts(agency_contacts(session, signal, now, role, ContactRole.DIRECTOR, ContactRole.SIGNALS))
    tell(
        session, "reply_link_new", signal, people, now,
        cause=str(link.id),
        facts={"kind": signal.kind.value, "valid_until": link_expires(session, house, link, signal).isoformat()},
    )  # fmt: skip
    return link


def revoke_links(session: Session, signal: Signal, now: datetime, *, actor: str) -> int:
    """Take back the links of the present round; return how many were still valid."""
    taken = [link for link in links_of_round(session, signal) if link.revoked_at is None and link.spent_at is None]
    for link in taken:
        link.revoked_at = now
        record(session, subject(signal), "reply_link_revoked", at=now, actor=actor, link=link.id)
    return len(taken)


def open_link(session: Session, house: House, token: str, now: datetime) -> tuple[ReplyLink, Signal]:
    """Return the link and signal that a token opens. Looking spends nothing. Raises: LinkNotValid."""
    link = link_by_hash(session, token_hash(token))
    if link is None or link.spent_at is not None or link.revoked_at is not None:
        raise LinkNotValid(house.settings.organisation_phone)
    signal = session.get_one(Signal, link.signal_id)
    refresh(session, signal)  # a sweep may have gone to the next round meanwhile
    over = local_date(now) > link_expires(session, house, link, signal)
    if over or signal.round != link.round or signal.state in ENDED:
        raise LinkNotValid(house.settings.organisation_phone)
    return link, signal


def view_link(session: Session, house: House, token: str, now: datetime) -> LinkView:
    """Return what may be shown before the code. Raises: LinkNotValid."""
    _, signal = open_link(session, house, token, now)
    people = tuple((person.id, masked(person.email)) for person in _contacts(session, signal, now))
    return LinkView(signal.reference, round_due(session, signal), people)


def send_code(session: Session, house: House, token: str, contact_id: int, now: datetime) -> None:
    """Mail a new code to a registered contact of the agency. Raises: LinkNotValid, ContactUnknown, CodeTooSoon."""
    link, signal = open_link(session, house, token, now)
    if contact_id not in {person.id for person in _contacts(session, signal, now)}:
        raise ContactUnknown
    policy = house.policy(local_date(now)).reply_link
    pause = timedelta(minutes=policy.code_minutes if link.wrong_codes >= policy.wrong_codes else 1)
    if link.code_sent_at is not None and now < link.code_sent_at + pause:
        raise CodeTooSoon(int(pause.total_seconds() // 60))
    link.code_number += 1
    link.code_sent_at, link.code_contact_id, link.wrong_codes = now, contact_id, 0
    until = now + timedelta(minutes=policy.code_minutes)
    enqueue(
        session,
        template="reply_code",
        key=f"reply_code:{link.id}:{link.code_number}",
        recipient=Recipient("contact", contact_id),
        subject=subject(signal),
        facts={"reference": signal.reference, "valid_until_at": until.isoformat()},
        now=now,
        signal_id=signal.id,
        urgent=True,
    )


def admit(session: Session, house: House, token: str, code: str, now: datetime) -> ContactPerson | None:
    """Return the contact to whom the right code was sent; None for a wrong one, which is counted.

    The caller must keep the transaction: a wrong try that is rolled back is not counted. Raises: LinkNotValid.
    """
    link, signal = open_link(session, house, token, now)
    policy = house.policy(local_date(now)).reply_link
    fresh = link.code_sent_at is not None and now < link.code_sent_at + timedelta(minutes=policy.code_minutes)
    if not fresh or link.wrong_codes >= policy.wrong_codes:
        return None
    if not hmac.compare_digest(link_code(house.vault, link).encode(), code.replace(" ", "").encode()):
        link.wrong_codes += 1
        record(session, subject(signal), "reply_code_wrong", at=now, link=link.id, tries=link.wrong_codes)
        return None
    return session.get(ContactPerson, link.code_contact_id)


def answer_by_link(
    session: Session,
    house: House,
    token: str,
    contact: ContactPerson,
    text: str,
    kind: ReplyKind,
    now: datetime,
    *,
    promised_on: date | None = None,
    files: Sequence[IncomingFile] = (),
) -> Reply:
    """Take in the final answer of an admitted contact: it spends the link, and a promise becomes a deadline.

    Raises: LinkNotValid, PromiseMissing, PromiseInPast, FilesRefused, and what `receive_reply` raises; then nothing is
    spent.
    """
    link, signal = open_link(session, house, token, now)
    reply = _answer(
        session, house, signal, text, kind, now, actor=contact_actor(contact.id), by=None, promised_on=promised_on,
        files=files,
    )  # fmt: skip
    link.spent_at = now
    session.flush()
    record(
        session, subject(signal), "answered_by_link", at=now, actor=contact_actor(contact.id),
        link=link.id, kind=kind.value, promised=promised_on, files=len(files),
    )  # fmt: skip
    return reply


def answer_signed_in(
    session: Session,
    house: House,
    signal: Signal,
    text: str,
    kind: ReplyKind,
    now: datetime,
    *,
    by: User,
    promised_on: date | None = None,
    files: Sequence[IncomingFile] = (),
) -> Reply:
    """Take in the final answer of a contact person who signed in; the links of this round are of no use any more.

    Raises: PromiseMissing, PromiseInPast, FilesRefused, and what `receive_reply` raises.
    """
    actor = user_actor(by.id)
    reply = _answer(
        session, house, signal, text, kind, now, actor=actor, by=by, promised_on=promised_on, files=files
    )  # fmt: skip
    revoke_links(session, signal, now, actor=actor)
    session.flush()
    record(
        session, subject(signal), "answered_signed_in", at=now, actor=actor,
        kind=kind.value, promised=promised_on, files=len(files),
    )  # fmt: skip
    return reply


def _answer(
    session: Session, house: House, signal: Signal, text: str, kind: ReplyKind, now: datetime, *, actor: str,
    by: User | None, promised_on: date | None, files: Sequence[IncomingFile],
) -> Reply:  # fmt: skip
    check_promise(kind, promised_on, local_date(now))
    check_files(files)
    reply = receive_reply(session, house, signal, text, now, now, actor=actor, by=by)
    reply.kind, reply.promised_on = kind, promised_on
    for file in files:
        add_attachment(
            session, house.vault, signal, name=file.name, media_type=str(file.media_type), content=file.content,
            received_at=now, reply=reply,
        )  # fmt: skip
    if promised_on is not None:
        _follow_promise(session, house, signal, promised_on, now)
    return reply


def ask_more_time(
    session: Session, house: House, token: str, contact: ContactPerson, until: date, now: datetime
) -> None:
    """Put an agency's wish for more time before the adviser; the link stays as it was. Only a person may grant it.

    Raises: LinkNotValid, MoreTimeTooLate.
    """
    link, signal = open_link(session, house, token, now)
    _wish(session, signal, until, now, contact_actor(contact.id))
    link.more_time_asked_at = now


def ask_more_time_signed_in(
    session: Session, _house: House, signal: Signal, until: date, now: datetime, *, by: User
) -> None:
    """Put the wish of a contact who signed in before the adviser; the term stays as it is until a person decides.

    Raises: MoreTimeTooLate, UserInactive, NotYourRole, NotYourAgency, ActNotPossible or SignalIsClosed for a signal
    that nobody can answer now, ReplyAlreadyThere.
    """
    refresh(session, signal)
    check(signal, SignalAct.ANSWER, by, now)
    check_answerer(session, signal, by, now)
    known = reply_of(session, signal, signal.round)
    if known is not None:
        raise ReplyAlreadyThere(signal.reference, known.received_at)
    _wish(session, signal, until, now, user_actor(by.id))


def _wish(session: Session, signal: Signal, until: date, now: datetime, actor: str) -> None:
    due = round_due(session, signal)
    if due is not None and until <= day_of(due):
        raise MoreTimeTooLate(until, day_of(due))
    ask(session, "more_time_asked", signal, Role.ADVISER, local_date(now), now, cause=f"{signal.round}:{until}")
    record(session, subject(signal), "more_time_asked", at=now, actor=actor, until=until, round=signal.round)


def masked(address: str) -> str:
    """Return a mail address of which only its owner knows which it is: `d•••@instelling.example`."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}"


def _follow_promise(session: Session, house: House, signal: Signal, promised_on: date, now: datetime) -> None:
    days = max(1, (promised_on - local_date(now)).days)
    profile = house.policy(local_date(now)).workday_profile
    term = PolicyTerm(amount=days, unit=Unit.DAYS, legal_effect=LegalEffect.AGREEMENT, profile=profile)
    start_term(session, house, signal, DeadlineKind.PROMISE, term, now)


def _contacts(session: Session, signal: Signal, now: datetime) -> list[ContactPerson]:
    found = {
        person.id: person
        for role in (ContactRole.SIGNALS, ContactRole.DIRECTOR)
        for person in agency_contacts(session, signal, now, role)
    }
    return list(found.values())
