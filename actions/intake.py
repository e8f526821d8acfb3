"""Who waits to be answered, over all channels: children and youths first (F042), then who waits longest."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from actions.house import House
from rules.calendar import local_date
from rules.casework import Channel
from rules.casework_errors import AlreadyTaken, NobodyWaits, NotAnAdviser, NotInTheFuture, YouthFirst
from store.casework import free_code, intake_by_reference, intake_place, waiting
from store.events import Subject, record, user_actor
from store.models import AccessLog, Client, Intake, User


def arrive(
    session: Session,
    house: House,
    channel: Channel,
    arrived_at: datetime,
    now: datetime,
    *,
    is_youth: bool,
    by: User,
    note: str = "",
) -> Intake:
    """Put somebody who came in over a channel in the queue; `note` is sealed. Raises: NotInTheFuture."""
    if arrived_at > now:
        raise NotInTheFuture(local_date(arrived_at))
    intake = Intake(
        reference=free_code(session, Intake.reference, "IN", now), channel=channel, is_youth=is_youth,
        arrived_at=arrived_at,
    )  # fmt: skip
    if note:
        intake.note_sealed = house.vault.seal(session, intake_place(intake.reference), note)
    session.add(intake)
    session.flush()
    _record(session, intake, "intake_arrived", now, by, channel=channel.value)
    return intake


def queue(session: Session) -> Sequence[Intake]:
    """Return who waits, in the order in which they are answered."""
    return waiting(session)


def take(session: Session, reference: str | None, now: datetime, *, by: User) -> Intake:
    """Take somebody from the queue to answer: the first, or the one named. No adult while a youth waits.

    Raises: NotAnAdviser, NobodyWaits, AlreadyTaken, YouthFirst. Source: F042.
    """
    if by.adviser_id is None or not by.active:
        raise NotAnAdviser
    line = waiting(session)
    if reference is None and not line:
        raise NobodyWaits
    intake = intake_by_reference(session, reference or line[0].reference)
    if intake is None or intake.taken_at is not None:
        raise AlreadyTaken(reference or line[0].reference)
    if line[0].is_youth and not intake.is_youth:
        raise YouthFirst(line[0].reference)
    intake.taken_at, intake.taken_by_id = now, by.adviser_id
    session.flush()
    _record(session, intake, "intake_taken", now, by)
    return intake


def read_note(session: Session, house: House, intake: Intake, now: datetime, *, by: User) -> str:
    """Return what was noted of somebody, for the adviser who answers; the reading stays on record.

    Raises: NotAnAdviser, AlreadyTaken for another adviser's, TextDamaged.
    """
    if by.adviser_id is None:
        raise NotAnAdviser
    if intake.taken_by_id != by.adviser_id:
        raise AlreadyTaken(intake.reference)
    if intake.note_sealed is None:
        return ""
    place = intake_place(intake.reference)
    session.add(AccessLog(at=now, actor=user_actor(by.id), subject=place.subject, purpose="answer"))
    session.flush()
    return house.vault.open(session, place, intake.note_sealed)


def intake_named(session: Session, reference: str) -> Intake:
    """Return somebody of the queue, also when taken. Raises: AlreadyTaken when there is none."""
    intake = intake_by_reference(session, reference)
    if intake is None:
        raise AlreadyTaken(reference)
    return intake


def become_client(session: Session, intake: Intake, client: Client, now: datetime, *, by: User) -> None:
    """Note which client somebody from the queue is. Raises: NotAnAdviser, AlreadyTaken for another adviser's."""
    if by.adviser_id is None:
        raise NotAnAdviser
    if intake.taken_by_id != by.adviser_id or intake.client_id is not None:
        raise AlreadyTaken(intake.reference)
    intake.client_id = client.id
    session.flush()
    _record(session, intake, "intake_became_client", now, by)


def _record(session: Session, intake: Intake, what: str, now: datetime, by: User, **facts: str) -> None:
    record(
        session, Subject("intake", intake.id), what, at=now, actor=user_actor(by.id), reference=intake.reference,
        **facts,
    )  # fmt: skip
