"""Loading decrees on equated days (gelijkgestelde dagen) that came after this program's own list."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.house import House
from actions.running_terms import changed, look_ahead
from store.deadlines import due_on, unsettled
from store.decrees import add_decreed_day, calendar_in_force
from store.events import SYSTEM, Subject, record
from store.models import DecreedDay


def load_decree(
    session: Session,
    house: House,
    day: date,
    source: str,
    now: datetime,
    actor: str = SYSTEM,
    *,
    known_until: date | None = None,
) -> int:
    """Equate `day` with a holiday from now on, and recompute the open deadlines; return how many moved.

    Statutory terms follow it always, terms of house policy as their own profile says. A moved deadline gets a new
    version and an event; a day that is known already changes nothing. `source` names the decree,
    `known_until` the last day it settles.
    Source: Atw art. 3 lid 3.
    """
    before = calendar_in_force(session)
    if before.holiday(day) is not None:
        return 0
    add_decreed_day(session, DecreedDay(on=day, source=source, known_until=known_until, loaded_at=now))
    register = Subject("decree", day.toordinal())
    record(session, register, "decree_loaded", at=now, actor=actor, day=day)
    after, moved = calendar_in_force(session), 0
    for deadline in unsettled(session):
        was = due_on(deadline, before)
        if was == due_on(deadline, after):
            look_ahead(session, house, deadline)
            continue
        changed(session, house, deadline, after, "deadline_moved", now, actor, was=str(was), decree=day.isoformat())
        moved += 1
    return moved
