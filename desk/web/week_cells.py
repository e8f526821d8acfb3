"""The cells of the week: each visit put into words once, as the grid and the list of a phone both show it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desk.web.desk import Desk
from rules.calendar import to_local
from rules.vocabulary import CareType, VisitRole
from store.models import Absence, Adviser
from store.week_grid import GridVisit
from templates.desk_page import word_in

STANDS_IN = (VisitRole.SUBSTITUTE, VisitRole.DEPUTY)


@dataclass(frozen=True, slots=True)
class Slot:
    """One visit in a cell: `tone` are its classes, `standing` how it stands and `role` as whom, where that matters."""

    href: str
    tone: str
    clock: str
    name: str
    town: str
    is_closed_care: bool
    standing: str
    role: str


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the grid: somebody with the visits and absences of the week."""

    adviser: Adviser
    count: int
    slots: Mapping[date, Sequence[Slot]]
    absences: Sequence[Absence]

    def on(self, day: date) -> Sequence[Slot]:
        """Return the visits of one day."""
        return self.slots.get(day, ())

    def away(self, day: date) -> Absence | None:
        """Return the absence that covers a day."""
        return next((row for row in self.absences if row.starts_on <= day <= row.ends_on), None)


def person(desk: Desk, adviser: Adviser, visits: Sequence[GridVisit], absences: Sequence[Absence]) -> Person:
    """Return the row of one adviser."""
    slots: dict[date, list[Slot]] = defaultdict(list)
    for one in visits:
        slots[one.on].append(_slot(desk, one))
    return Person(adviser, len(visits), slots, absences)


def _slot(desk: Desk, one: GridVisit) -> Slot:
    unwritten = one.is_open and one.ends_at < desk.now
    closed = one.care_type is CareType.CLOSED_CARE
    classes = {
        "made": not one.is_open and one.attempt_reason is None,
        "odd": one.attempt_reason is not None or unwritten,
        "shut": closed,
    }
    return Slot(
        href=desk.address("planned_visit", number=one.id),
        tone="".join(f" {name}" for name, holds in classes.items() if holds),
        clock=f"{to_local(one.starts_at):%H:%M}",
        name=one.name,
        town=one.town,
        is_closed_care=closed,
        standing=_standing(desk, one, unwritten=unwritten),
        role=word_in(desk.language, one.role) if one.role in STANDS_IN else "",
    )


def _standing(desk: Desk, one: GridVisit, *, unwritten: bool) -> str:
    """Return how the visit stands, in a word; nothing while it is only to come."""
    if unwritten:
        return desk.say("nog niet vastgelegd")
    if one.attempt_reason is not None:
        return word_in(desk.language, one.attempt_reason)
    return "" if one.is_open else word_in(desk.language, one.state)
