"""The calendar in force: the shipped one with the decrees loaded since."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.calendar import DUTCH_CALENDAR, Calendar
from store.models import DecreedDay


def calendar_in_force(session: Session) -> Calendar:
    """Return the calendar that counts today, decrees loaded later included."""
    calendar = DUTCH_CALENDAR
    for row in session.scalars(select(DecreedDay).order_by(DecreedDay.on)):
        calendar = calendar.with_equated(row.on, row.source)
        if row.known_until is not None and row.known_until > calendar.known_until:
            calendar = calendar.with_known_until(row.known_until)
    return calendar
