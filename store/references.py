"""The references by which people know signals and observations: the next one of a year that nobody used."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from rules.calendar import local_date
from store.counters import next_number
from store.signals import observation_by_reference, signal_by_reference


def free_reference(session: Session, letter: str, now: datetime) -> str:
    """Return the next reference of this year that no register used; `letter`: S for a signal, O an observation."""
    return next(reference for reference in _references(session, letter, now) if not _is_used(session, reference))


def _references(session: Session, letter: str, now: datetime) -> Iterator[str]:
    series = f"{letter}-{local_date(now).year}"
    while True:
        yield f"{series}-{next_number(session, series):04d}"


def _is_used(session: Session, reference: str) -> bool:
    found = signal_by_reference if reference.startswith("S") else observation_by_reference
    return found(session, reference) is not None
