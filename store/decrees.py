"""The calendar in force: the shipped one with the decrees loaded since."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.calendar import DUTCH_CALENDAR, Calendar
from store.models import DecreedDay

_KNOWN = "calendar_in_force"


def calendar_in_force(session: Session) -> Calendar:
    """Return the calendar that counts today, decrees loaded later included; read once in each session."""
    if _KNOWN not in session.info:
        session.info[_KNOWN] = _read(session)
    calendar: Calendar = session.info[_KNOWN]
    return calendar


def add_decreed_day(session: Session, day: DecreedDay) -> None:
    """Keep a day that is equated with a holiday from now on; the calendar of this session follows."""
    session.add(day)
    session.flush()
    session.info.pop(_KNOWN, None)


def _read(session: Session) -> Calendar:
    calendar = DUTCH_CALENDAR
    for row in session.scalars(select(DecreedDay).order_by(DecreedDay.on)):
        calendar = calendar.with_equated(row.on, row.source)
        if row.known_until is not None and row.known_until > calendar.known_until:
            calendar = calendar.with_known_until(row.known_until)
    return calendar
