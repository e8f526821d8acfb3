"""Nothing that depends on time is done by a clock that cannot be believed; a person says when it can."""

from datetime import datetime

from sqlalchemy.orm import Session

from actions.house import House, is_simulated
from actions.work import add_work
from rules.calendar import local_date
from rules.clock import ClockDoubtful, Doubt, Pulse, doubt_about
from rules.vocabulary import Role
from store.events import Subject, record
from store.session import transaction
from store.sweeps import database_now, last_run, newest_event_at, note_run

CLOCK = Subject("clock", 1)


def doubt_now(session: Session, now: datetime, pulse: Pulse) -> Doubt | None:
    """Return why the clock cannot be believed; in a simulated database it always can, as nothing there is real."""
    if is_simulated(session):
        return None
    return doubt_about(
        now,
        pulse,
        newest_event_at=newest_event_at(session),
        last=last_run(session),
        database_now=database_now(session),
    )


def begin_round(house: House, now: datetime, pulse: Pulse) -> None:
    """Keep that a round is made now; of a doubtful clock work is made for an administrator instead.

    Raises: ClockDoubtful, and nothing is done.
    """
    with transaction(house.engine) as session:
        doubt = doubt_now(session, now, pulse)
        if doubt is None:
            note_run(session, now, pulse)
            return
        # Told with the last moment that is sure: an event at a wrong one would make the right clock doubtful later.
        sure = newest_event_at(session) or now
        add_work(
            session, key=f"clock_doubtful:{sure.isoformat()}", kind="clock_doubtful", subject=CLOCK,
            role=Role.ADMINISTRATOR, due_on=local_date(sure), now=sure,
        )  # fmt: skip
    raise ClockDoubtful(doubt, now)


def accept_clock(session: Session, now: datetime, pulse: Pulse, *, actor: str) -> Doubt | None:
    """Believe the clock from here on, because a person looked at it; return what the doubt was.

    The event of it is the newest one, and the round it counts as the last one, so both bear the time believed now.
    """
    doubt = doubt_now(session, now, pulse)
    record(session, CLOCK, "clock_accepted", at=now, actor=actor, doubt=doubt.value if doubt else None)
    note_run(session, now, pulse)
    return doubt
