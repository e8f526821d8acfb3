"""Every term of a formal procedure as people read it: all days, what each rests on, and the other reading of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.assignments import check_mine
from actions.house import House
from actions.procedure_terms import ShownClock, clock_of, procedure_subject, show_clock
from rules.complaint_readings import Reading, other_reading
from rules.complaints import Clock
from store.decrees import calendar_in_force
from store.models import Client, ComplaintProcedure, Deadline, User


@dataclass(frozen=True, slots=True)
class ReadClock:
    """One term of a procedure, and how else it can be read."""

    shown: ShownClock
    other: Reading | None


def read_clocks(
    session: Session, house: House, procedure: ComplaintProcedure, client: Client, now: datetime, *, by: User
) -> Sequence[ReadClock]:
    """Return every term that ran or runs, in order. Raises: NotAnAdviser, ClientNotYours."""
    check_mine(session, client, by, now)
    about = procedure_subject(procedure)
    asked = select(Deadline).where(Deadline.subject_kind == about.kind, Deadline.subject_id == about.id)
    found: list[ReadClock] = []
    before: Clock | None = None
    for row in session.scalars(asked.order_by(Deadline.id)).all():
        clock = clock_of(session, house, procedure, row)
        other = other_reading(procedure.regime, clock, before, calendar_in_force(session)) if clock else None
        found.append(ReadClock(show_clock(session, house, procedure, row), other))
        before = clock or before
    return found
