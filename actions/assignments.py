"""Who helps a client, and who may see the file: never two clients whose interests conflict (F014, scenario 35)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.live_work import end_asked
from actions.work import add_work
from rules.calendar import local_date
from rules.casework_errors import (
    AdviserAway,
    ClientNotYours,
    ConflictOfInterest,
    ConflictWithItself,
    NotAnAdviser,
    NotAssigner,
)
from rules.vocabulary import Role
from store.casework import adviser_row, client_place, clients_of, helped_ever, load, rivals
from store.crypto import Place
from store.events import Subject, record, user_actor
from store.models import AccessLog, Adviser, Client, ClientAdviser, ClientConflict, User
from store.work import is_granted, roster


def client_subject(client: Client) -> Subject:
    """Return how events, work and grants name a client."""
    return Subject("client", client.id)


def candidates(session: Session, client: Client, today: date) -> list[Adviser]:
    """Return who may be offered to help a client: there today, and not knowing the file of a rival; least busy first.

    Who ever helped a rival is left out, also when that ended. Source: F014; the order is house policy.
    """
    there, busy = roster(session, today).present, load(session, today)
    free = there - helped_ever(session, rivals(session, client))
    found = session.scalars(select(Adviser).where(Adviser.id.in_(free))).all()
    return sorted(found, key=lambda adviser: (busy[adviser.id], adviser.code))


def assign(session: Session, client: Client, adviser: Adviser, now: datetime, *, by: User) -> ClientAdviser:
    """Let an adviser help a client from today on; who did so before stops, and nobody has to choose any more.

    Raises: NotAssigner, ConflictOfInterest, AdviserAway.
    """
    today = local_date(now)
    before = adviser_row(session, client, today)
    _check_assigner(before, by)
    check_free(session, client, adviser, today)
    end_asked(session, client_subject(client), now, "assign_adviser", by=by)
    if before is not None:
        if before.adviser_id == adviser.id:
            return before
        _stop(session, before, today)
    row = ClientAdviser(client_id=client.id, valid_from=today, adviser_id=adviser.id)
    session.add(row)
    session.flush()
    record(
        session, client_subject(client), "client_assigned", at=now, actor=user_actor(by.id), client=client.code,
        adviser=adviser.code, before=session.get_one(Adviser, before.adviser_id).code if before else None,
    )  # fmt: skip
    return row


def check_free(session: Session, client: Client, adviser: Adviser, today: date) -> None:
    """Refuse an adviser who may not help a client today. Raises: ConflictOfInterest, AdviserAway."""
    if adviser.id in helped_ever(session, rivals(session, client)):
        raise ConflictOfInterest(client.code, adviser.code)
    if adviser.id not in roster(session, today).present:
        raise AdviserAway(adviser.code, today)


def _check_assigner(before: ClientAdviser | None, by: User) -> None:
    own = by.adviser_id is not None and (before is None or before.adviser_id == by.adviser_id)
    if not by.active or (by.role is not Role.COORDINATOR and not own):
        raise NotAssigner


def _stop(session: Session, row: ClientAdviser, today: date) -> None:
    """End an assignment the day before; one of today keeps no row, only the record of who had the file."""
    if row.valid_from == today:
        session.delete(row)
    else:
        row.valid_to = today - timedelta(days=1)
    session.flush()


def record_conflict(session: Session, keeps: Client, other: Client, now: datetime, *, by: User) -> None:
    """Record that the interests of two clients conflict: `keeps` stays with the adviser, `other` gets another one.

    From now on their files are invisible to each other's advisers. A second time changes nothing.
    Raises: ConflictWithItself, NotAssigner.
    """
    if keeps.id == other.id:
        raise ConflictWithItself(keeps.code)
    if not by.active or by.role not in (Role.ADVISER, Role.COORDINATOR):
        raise NotAssigner
    first, second = sorted((keeps.id, other.id))
    if session.get(ClientConflict, (first, second)) is not None:
        return
    today = local_date(now)
    session.add(ClientConflict(client_id=first, other_id=second, recorded_on=today))
    session.flush()
    for client in (keeps, other):
        # the other's code stays out of each file: the two do not know of each other
        record(
            session, client_subject(client), "conflict_recorded", at=now, actor=user_actor(by.id), client=client.code
        )
    mine, others = adviser_row(session, keeps, today), adviser_row(session, other, today)
    if mine is not None and others is not None and mine.adviser_id == others.adviser_id:
        _stop(session, others, today)
        ask_for_adviser(session, other, now)


def ask_for_adviser(session: Session, client: Client, now: datetime) -> None:
    """Ask a coordinator to choose who helps a client."""
    today = local_date(now)
    add_work(
        session, key=f"assign_adviser:client:{client.id}:{today}", kind="assign_adviser",
        subject=client_subject(client), role=Role.COORDINATOR, due_on=today, now=now,
    )  # fmt: skip


def may_see(session: Session, client: Client, by: User, today: date) -> bool:
    """Return whether somebody may see a client's file: the own adviser, or a colleague with a dated grant.

    Whatever was granted, never somebody who helps or helped a rival. Source: DOMAIN.md 6.2 (deny by default).
    """
    if not by.active or by.role is not Role.ADVISER or by.adviser_id is None:
        return False
    row = adviser_row(session, client, today)
    if row is not None and row.adviser_id == by.adviser_id:
        return True
    return is_granted(session, by, client_subject(client), today) and by.adviser_id not in helped_ever(
        session, rivals(session, client)
    )


def check_mine(session: Session, client: Client, by: User, now: datetime) -> int:
    """Return the adviser who works on a client's file; refuse all others. Raises: NotAnAdviser, ClientNotYours."""
    if by.adviser_id is None:
        raise NotAnAdviser
    if not may_see(session, client, by, local_date(now)):
        raise ClientNotYours(client.code)
    return by.adviser_id


def visible_clients(session: Session, by: User, today: date) -> Sequence[Client]:
    """Return the clients of somebody's own: an adviser's, and nobody's for all others."""
    return clients_of(session, by.adviser_id, today) if by.adviser_id is not None and by.active else ()


def read_identity(session: Session, house: House, client: Client, now: datetime, *, by: User, purpose: str) -> str:
    """Return who a client is, for somebody who may know; who read it, when and what for stays on record.

    `purpose` is a code. Raises: NotAnAdviser, ClientNotYours, TextDamaged.
    """
    check_mine(session, client, by, now)
    session.add(AccessLog(at=now, actor=user_actor(by.id), subject=f"client:{client.code}", purpose=purpose))
    session.flush()
    if client.identity_sealed is None:
        return ""
    return house.vault.open(session, identity_place(client), client.identity_sealed)


def identity_place(client: Client) -> Place:
    """Return where a client's identity lies."""
    return client_place(client.code, "client", client.code, "identity_sealed")
