"""Recording information sessions (voorlichtingen): what table 10 of the reports counts."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from rules.calendar import local_date
from rules.errors import RuleError
from rules.vocabulary import InfoSessionKind
from store.counters import next_number
from store.events import Subject, record
from store.groups import provider_on
from store.models import Adviser, Group, InfoSession

MOST = 5_000


class SessionImpossible(RuleError):
    """An information session that was not held yet, or whose place has no provider on that day."""

    def __init__(self) -> None:
        super().__init__(
            "Deze voorlichting kan zo niet worden vastgelegd: de dag ligt in de toekomst, of de groep hoorde toen bij"
            " geen aanbieder. Pas de dag of de groep aan."
        )


@dataclass(frozen=True, slots=True)
class Held:
    """What was held: for whom, on which day, by whom, for how many people (None: not counted)."""

    kind: InfoSessionKind
    on: date
    adviser: Adviser
    attendees: int | None


def record_info_session(session: Session, group: Group, held: Held, *, now: datetime, actor: str) -> InfoSession:
    """Record a session that was held where a group lives; return it with its reference. Raises: SessionImpossible."""
    agency = provider_on(session, group.id, held.on)
    if held.on > local_date(now) or agency is None:
        raise SessionImpossible
    series = f"VL-{held.on.year}"
    row = InfoSession(
        reference=f"{series}-{next_number(session, series):04d}",
        kind=held.kind,
        held_on=held.on,
        agency_id=agency,
        location_id=group.location_id,
        adviser_id=held.adviser.id,
        attendees=held.attendees,
    )
    session.add(row)
    session.flush()
    subject = Subject("info_session", row.id)
    record(session, subject, "held", at=now, actor=actor, on=held.on, what_for=held.kind.value)
    return row
