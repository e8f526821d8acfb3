"""The on-call rota (piket): filled by people, and asked who approves now."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from rules.on_call import (
    Duty,
    DutyOver,
    DutyOverlaps,
    DutyReversed,
    NotForDuty,
    SwapReason,
    first_hole,
    on_call_at,
)
from rules.signals import APPROVERS
from rules.vocabulary import Role
from store.events import Subject, record, user_actor
from store.inspectorate import duties, locked_duty
from store.models import OnCallDuty, User

MAKERS = frozenset({Role.COORDINATOR, Role.MANAGER, Role.JURIST})


class NotYourRota(NotForDuty):
    """Somebody fills the rota who may not."""

    def __init__(self) -> None:
        super(NotForDuty, self).__init__(
            "De piketlijst vult een coördinator, regiomanager of jurist in. Vraag het aan een van hen."
        )


def put_on_call(
    session: Session, _house: House, user: User, rank: int, starts_at: datetime, ends_at: datetime, now: datetime, *,
    by: User,
) -> OnCallDuty:  # fmt: skip
    """Put a manager or jurist on call from an instant up to another; rank 1 is asked first.

    Raises: NotYourRota, NotForDuty, DutyReversed, DutyOverlaps.
    """
    _check(user, by)
    if ends_at <= starts_at:
        raise DutyReversed
    if any(duty.rank == rank for duty in duties(session, starts_at, ends_at)):
        raise DutyOverlaps(rank)
    duty = OnCallDuty(user_id=user.id, rank=rank, starts_at=starts_at, ends_at=ends_at)
    session.add(duty)
    session.flush()
    record(
        session, Subject("rota", user.id), "put_on_call", at=now, actor=user_actor(by.id),
        rank=rank, starts_at=starts_at, ends_at=ends_at,
    )  # fmt: skip
    return duty


def swap(
    session: Session, duty_id: int, user: User, reason: SwapReason, now: datetime, *, by: User
) -> OnCallDuty:  # fmt: skip
    """Give the rest of a duty to somebody else, with a reason; what of it has been stays as it was.

    Raises: NotYourRota, NotForDuty, DutyOver for a duty that has ended, is not there, or is of this person already.
    """
    _check(user, by)
    duty = locked_duty(session, duty_id)
    if duty is None or duty.ends_at <= now or duty.user_id == user.id:
        raise DutyOver
    before, ends_at = duty.user_id, duty.ends_at
    if duty.starts_at < now:
        duty.ends_at = now
        duty = OnCallDuty(user_id=user.id, rank=duty.rank, starts_at=now, ends_at=ends_at)
        session.add(duty)
    duty.user_id = user.id
    session.flush()
    record(
        session, Subject("rota", user.id), "duty_swapped", at=now, actor=user_actor(by.id),
        instead_of=before, rank=duty.rank, starts_at=duty.starts_at, ends_at=ends_at, reason=reason.value,
    )  # fmt: skip
    return duty


def _check(user: User, by: User) -> None:
    if by.role not in MAKERS or not by.active:
        raise NotYourRota
    if user.role not in APPROVERS or not user.active:
        raise NotForDuty


def on_call(session: Session, now: datetime, rank: int) -> list[User]:
    """Return who is on call now at one place in the order."""
    numbers = on_call_at(duties(session, now, now + timedelta(seconds=1)), now, rank)
    return [session.get_one(User, number) for number in numbers]


def rota(session: Session, since: datetime, until: datetime) -> tuple[list[Duty], datetime | None]:
    """Return who is on call between two instants, and the first moment without anybody first on call, if any."""
    found = duties(session, since, until)
    return found, first_hole(found, since, until)
