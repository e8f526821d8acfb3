"""Nothing that depends on time is done by a clock that cannot be believed; a person says when it can."""

from datetime import datetime

from sqlalchemy.orm import Session

from actions.house import House, is_simulated
from actions.live_work import end_asked
from actions.work import add_work
from rules.calendar import local_date
from rules.clock import ClockDoubtful, Doubt, Pulse, doubt_about
from rules.vocabulary import Role
from store.events import SYSTEM, record
from store.session import transaction
from store.sweeps import CLOCK, CLOCK_ACCEPTED, database_now, last_run, newest_event_at, note_run
from store.work import has_open_work

ASKED = "clock_doubtful"


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


def check_clock(session: Session, now: datetime, pulse: Pulse) -> None:
    """Refuse a doubtful clock. Nothing is kept: it is the round over the deadlines that asks an administrator.

    Raises: ClockDoubtful.
    """
    doubt = doubt_now(session, now, pulse)
    if doubt is not None:
        raise ClockDoubtful(doubt, now)


def begin_round(house: House, now: datetime, pulse: Pulse) -> None:
    """Keep that a round is made now; of a doubtful clock work is made for an administrator instead, once.

    Raises: ClockDoubtful, and nothing is done.
    """
    with transaction(house.engine) as session:
        doubt = doubt_now(session, now, pulse)
        if doubt is None:
            note_run(session, now, pulse)
            _finish_asked(session, now, SYSTEM)
            return
        if not has_open_work(session, ASKED, CLOCK):
            _ask(session, now)
    raise ClockDoubtful(doubt, now)


def _ask(session: Session, now: datetime) -> None:
    # Told with the last moment that is sure: an event at a wrong one would make the right clock doubtful later.
    sure = newest_event_at(session) or now
    add_work(
        session, key=f"{ASKED}:{sure.isoformat()}", kind=ASKED, subject=CLOCK,
        role=Role.ADMINISTRATOR, due_on=local_date(sure), now=sure,
    )  # fmt: skip


def _finish_asked(session: Session, now: datetime, actor: str) -> None:
    """Close what was asked about the clock once it is right: what is open would keep a later doubt from being told."""
    end_asked(session, CLOCK, now, ASKED, actor=actor)


def accept_clock(session: Session, now: datetime, pulse: Pulse, *, actor: str) -> Doubt | None:
    """Believe the clock from here on, because a person looked at it; return what the doubt was.

    The record is counted from this event on, and this counts as the last round: both bear the time believed now.
    """
    doubt = doubt_now(session, now, pulse)
    record(session, CLOCK, CLOCK_ACCEPTED, at=now, actor=actor, doubt=doubt.value if doubt else None)
    note_run(session, now, pulse)
    _finish_asked(session, now, actor)
    return doubt
