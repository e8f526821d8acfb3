"""Work for people, as it is kept, and who is there to do it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, exists, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from rules.vocabulary import Role, SignalKind
from rules.worklist import GrantReason
from store.events import Subject
from store.models import (
    Absence,
    AccessGrant,
    Adviser,
    Agency,
    Client,
    ComplaintProcedure,
    ContactPerson,
    Group,
    Location,
    Signal,
    User,
    Visit,
    VisitWindow,
    WebhookEndpoint,
    WorkItem,
)


def has_open_work(session: Session, kind: str, subject: Subject) -> bool:
    """Return whether somebody still has work of `kind` to do about a subject."""
    wanted = select(WorkItem.id).where(
        WorkItem.kind == kind,
        WorkItem.subject_kind == subject.kind,
        WorkItem.subject_id == subject.id,
        WorkItem.done_at.is_(None),
    )
    return session.scalars(wanted).first() is not None


def open_work_on(session: Session, subject: Subject, *kinds: str) -> Sequence[WorkItem]:
    """Return the work about a subject that nobody finished, of some kinds or all, the oldest first."""
    mine = select(WorkItem).where(WorkItem.subject_kind == subject.kind, WorkItem.subject_id == subject.id)
    wanted = mine.where(WorkItem.kind.in_(kinds)) if kinds else mine
    return session.scalars(wanted.where(WorkItem.done_at.is_(None)).order_by(WorkItem.id)).all()


def open_work_of(session: Session, kind: str) -> Sequence[WorkItem]:
    """Return all work of one kind that nobody finished, the oldest first."""
    wanted = select(WorkItem).where(WorkItem.kind == kind, WorkItem.done_at.is_(None))
    return session.scalars(wanted.order_by(WorkItem.id)).all()


def open_work(session: Session) -> Sequence[WorkItem]:
    """Return all work that is not done, oldest first."""
    return session.scalars(select(WorkItem).where(WorkItem.done_at.is_(None)).order_by(WorkItem.id)).all()


@dataclass(frozen=True, slots=True)
class Roster:
    """Who works here on one day: active users, which advisers are there, and who stands in for whom."""

    users: Mapping[int, User]
    of_adviser: Mapping[int, User]
    deputies: Mapping[int, int | None]
    present: frozenset[int]
    handed: frozenset[tuple[int, Subject]]

    def holds(self, user_id: int | None, subject: Subject) -> bool:
        """Return whether somebody is there to whom work about a subject was handed, for as long as that was agreed."""
        user = self.users.get(user_id) if user_id is not None else None
        if user is None or (user.id, subject) not in self.handed:
            return False
        return user.adviser_id is None or user.adviser_id in self.present

    def in_role(self, role: Role) -> list[User]:
        """Return the users with `role`, in the order of their numbers."""
        return [user for user in self.users.values() if user.role is role]


def roster(session: Session, today: date) -> Roster:
    """Return who works here on `today`."""
    users = {user.id: user for user in session.scalars(select(User).where(User.active.is_(True)).order_by(User.id))}
    away = exists().where(Absence.adviser_id == Adviser.id, Absence.starts_on <= today, Absence.ends_on >= today)
    active = select(Adviser.id, Adviser.deputy_id, away).where(
        Adviser.active_from <= today, or_(Adviser.active_to.is_(None), Adviser.active_to >= today)
    )
    advisers = session.execute(active).tuples().all()
    return Roster(
        users,
        {user.adviser_id: user for user in users.values() if user.adviser_id is not None},
        {number: deputy for number, deputy, _ in advisers},
        frozenset(number for number, _, is_away in advisers if not is_away),
        frozenset((user, Subject(kind, number)) for user, kind, number in session.execute(_handed_on(today))),
    )


def _handed_on(today: date) -> Select[tuple[int, str, int]]:
    return select(AccessGrant.user_id, AccessGrant.subject_kind, AccessGrant.subject_id).where(
        AccessGrant.reason == GrantReason.HANDOVER,
        AccessGrant.starts_on <= today,
        AccessGrant.ends_on >= today,
        AccessGrant.revoked_at.is_(None),
    )


_CODES: Mapping[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[str]]] = {
    "signal": (Signal.id, Signal.reference),
    "group": (Group.id, Group.code),
    "adviser": (Adviser.id, Adviser.code),
    "agency": (Agency.id, Agency.code),
    "contact": (ContactPerson.id, ContactPerson.code),
    "client": (Client.id, Client.code),
    "procedure": (ComplaintProcedure.id, ComplaintProcedure.reference),
    "location": (Location.id, Location.code),
    "webhook": (WebhookEndpoint.id, WebhookEndpoint.name),
}
_OF_A_GROUP: Mapping[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[int]]] = {
    "window": (VisitWindow.id, VisitWindow.group_id),
    "visit": (Visit.id, Visit.group_id),
}


def subject_codes(session: Session, items: Iterable[WorkItem]) -> dict[Subject, str]:
    """Return how people know what work is about: a signal's reference, a group's code; one query."""
    asked: dict[str, set[int]] = defaultdict(set)
    for item in items:
        asked[item.subject_kind].add(item.subject_id)
    wanted: list[Select[tuple[str, int, str]]] = []
    for kind, numbers in asked.items():
        if kind in _CODES:
            key, code = _CODES[kind]
            wanted.append(select(literal(kind), key, code).where(key.in_(numbers)))
        elif kind in _OF_A_GROUP:
            key, group = _OF_A_GROUP[kind]
            joined = select(literal(kind), key, Group.code).join(Group, Group.id == group)
            wanted.append(joined.where(key.in_(numbers)))
    if not wanted:
        return {}
    return {Subject(kind, number): code for kind, number, code in session.execute(union_all(*wanted))}


def acute_signals(session: Session, items: Iterable[WorkItem]) -> set[int]:
    """Return which of the signals that work is about are acute."""
    numbers = {item.subject_id for item in items if item.subject_kind == "signal"}
    return set(session.scalars(select(Signal.id).where(Signal.id.in_(numbers), Signal.kind == SignalKind.ACUTE)))


def is_granted(session: Session, user: User, subject: Subject, on: date) -> bool:
    """Return whether a user was given access to one thing on a day."""
    wanted = select(AccessGrant.id).where(
        AccessGrant.user_id == user.id,
        AccessGrant.subject_kind == subject.kind,
        AccessGrant.subject_id == subject.id,
        AccessGrant.starts_on <= on,
        AccessGrant.ends_on >= on,
        AccessGrant.revoked_at.is_(None),
    )
    return session.scalars(wanted).first() is not None


def stands_in(session: Session, user: User, adviser_id: int, on: date) -> bool:
    """Return whether a user is the deputy of an adviser who is away on a day."""
    wanted = (
        select(Adviser.id)
        .join(Absence, Absence.adviser_id == Adviser.id)
        .where(Adviser.id == adviser_id, Adviser.deputy_id.is_not(None), Adviser.deputy_id == user.adviser_id)
        .where(Absence.starts_on <= on, Absence.ends_on >= on)
    )
    return session.scalars(wanted).first() is not None
