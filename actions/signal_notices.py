"""Short notices about a signal: references and dates only, never its text."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.notices import Fact, Recipient, enqueue
from actions.signal_moves import subject
from actions.work import add_work
from rules.calendar import local_date
from rules.vocabulary import ContactRole, Role, SignalKind
from store.deadlines import due_in_force
from store.models import ContactPerson, Deadline, Signal, User
from store.signals import active_users, agency_in_charge, contacts, unreviewed_decisions
from store.together import once


def tell(
    session: Session,
    template: str,
    signal: Signal,
    recipients: Iterable[Recipient],
    now: datetime,
    *,
    cause: str,
    facts: Mapping[str, Fact],
    deadline_id: int | None = None,
) -> int:
    """Queue one notice about a signal for each recipient, once per `cause`; return for how many people."""
    people = list(recipients)
    for person in people:
        enqueue(
            session,
            template=template,
            key=f"{template}:{signal.id}:{cause}:{person.kind}:{person.id}",
            recipient=person,
            subject=subject(signal),
            facts={"reference": signal.reference, **facts},
            now=now,
            signal_id=signal.id,
            deadline_id=deadline_id,
            urgent=signal.kind is SignalKind.ACUTE,
        )
    return len(people)


def agency_contacts(session: Session, signal: Signal, now: datetime, *roles: ContactRole) -> list[ContactPerson]:
    """Return whom to address at the agency that answers for a signal today: the first of `roles` that has anyone."""
    agency_id, today = signal.agency_id, local_date(now)
    return once(session, ("contacts", agency_id, today, roles), lambda: _contacts(session, agency_id, today, roles))


def _contacts(session: Session, agency_id: int, today: date, roles: Iterable[ContactRole]) -> list[ContactPerson]:
    in_charge = agency_in_charge(session, agency_id, today)
    found = (list(contacts(session, role, today, in_charge)) for role in roles)
    return next((people for people in found if people), [])


def as_contacts(people: Iterable[ContactPerson]) -> list[Recipient]:
    """Return contact persons as recipients."""
    return [Recipient("contact", person.id) for person in people]


def as_users(people: Iterable[User]) -> list[Recipient]:
    """Return users as recipients."""
    return [Recipient("user", person.id) for person in people]


def second_persons(session: Session, signal: Signal) -> list[Recipient]:
    """Return who is asked to read a signal as the second person: the jurists, without one the managers.

    Source: house policy; who wrote the signal, or a text of it that waits to be read, is never among them.
    """
    waiting = unreviewed_decisions(session, signal)
    writers = {signal.written_by_id, signal.text_by_id, *(decision.author_id for decision in waiting)}
    for role in (Role.JURIST, Role.MANAGER):
        people = [user for user in active_users(session, role) if user.id not in writers]
        if people:
            return as_users(people)
    return []


def ask(session: Session, kind: str, signal: Signal, role: Role, due: date, now: datetime, *, cause: str = "") -> None:
    """Add one piece of work about a signal, once per kind and `cause`; an adviser's goes to the signal's own."""
    add_work(
        session,
        key=f"{kind}:signal:{signal.id}:{cause or signal.round}",
        kind=kind,
        subject=subject(signal),
        role=role,
        due_on=due,
        now=now,
        adviser_id=signal.adviser_id if role is Role.ADVISER else None,
    )


def due_fact(session: Session, deadline: Deadline) -> str:
    """Return when a running deadline is due, as facts hold it. Raises: ValueError while it is suspended."""
    due = due_in_force(session, deadline)
    if due is None:
        raise ValueError("a suspended deadline has no due date to tell")
    return due.isoformat()
