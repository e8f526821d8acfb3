"""One visit by hand: a place for a window that has none, and another moment or person for a visit that is planned."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy.orm import Session

from actions.house import House
from actions.live_work import end_asked
from actions.plan_export import as_planned
from actions.plan_previews import Preview, preview
from actions.repairing import Because, Situation, apply, situation
from actions.visit_errors import NothingThere, VisitIsPast
from planner.model import PlannedVisit, Role, Status
from planner.policy_facts import minutes_of
from planner.repair import Moved, PlanDiff
from planner.repair_events import Change
from planner.rounds_world import World
from planner.travel import EstimatedTravel
from rules.cadence import Period
from rules.calendar import local_date
from rules.errors import Phrase, RuleError
from rules.vocabulary import MissedReason
from store.events import Subject
from store.models import Visit, VisitWindow
from store.visits import PLANNED

ASKED_FOR = ("window_missed", "window_unfilled")
"""The work that is done once a window has a visit again."""


class MoveHindrance(StrEnum):
    """Why a visit cannot be at some moment by somebody; the value is the sentence that says so."""

    PAST = "Die dag is al geweest."
    OUTSIDE = "Die dag ligt buiten de periode van dit bezoek."
    KEPT_OUT = "Deze collega mag daar niet heen: een andere organisatie, of een tegenstrijdig belang."
    CERTIFICATE = "Deze collega heeft die dag geen certificaat voor gesloten jeugdhulp."
    AWAY = "Deze collega werkt dan niet, of is afwezig."
    CLOSED = "De groep ontvangt dan geen bezoek."
    BUSY = "Deze collega heeft dan al een ander bezoek."


class CannotMove(RuleError):
    """A visit that cannot be at the moment, or by the person, that was asked."""

    def __init__(self, why: MoveHindrance) -> None:
        self.why = why
        super().__init__(
            "Verzetten kan zo niet. {why} Kies een ander moment of een andere collega.", why=Phrase(why.value)
        )


class NoPlace(RuleError):
    """A window for which no visit could be found."""

    def __init__(self) -> None:
        super().__init__(
            "Voor dit bezoek is nu geen plek te vinden. Bekijk wat er mag wijken, of spreek iets af met de groep."
        )


@dataclass(frozen=True, slots=True)
class Slot:
    """Who goes, on which day, and when it starts (time in Amsterdam)."""

    adviser_id: int
    on: date
    starts: time


def foresee_placing(session: Session, house: House, window_id: int, now: datetime) -> Preview:
    """Return the best place for the visit of a window that has none; nothing is stored. Raises: NothingThere."""
    stand, diff = _placing(session, house, window_id, local_date(now))
    return preview(session, stand, diff)


def place_visit(session: Session, house: House, window_id: int, *, now: datetime, actor: str) -> Visit:
    """Plan the visit that `foresee_placing` shows, and finish the work that asked for it.

    Raises: NothingThere, NoPlace.
    """
    stand, diff = _placing(session, house, window_id, local_date(now))
    if not diff.added:
        raise NoPlace
    [visit] = apply(session, house, stand, diff, Because(MissedReason.OTHER, now, actor))
    end_asked(session, Subject("window", window_id), now, *ASKED_FOR, actor=actor)
    return visit


def _placing(session: Session, house: House, window_id: int, today: date) -> tuple[Situation, PlanDiff]:
    window = session.get(VisitWindow, window_id)
    if window is None:
        raise NothingThere(Phrase("Bezoekvenster"), window_id)
    stand = situation(session, house, Period(today, max(today, window.late_until)), today)
    taken = {visit.window_id for visit in (*stand.visits, *stand.problem.frozen)}
    wanted = frozenset({window_id}) - taken
    return stand, stand.after(Change(stand.problem, frozenset(), wanted))


def move_visit(session: Session, house: House, visit_id: int, to: Slot, *, now: datetime, actor: str) -> Visit:
    """Give a planned visit another moment or person; people chose it, so no plan moves it again.

    The old row stays as rescheduled. Raises: NothingThere, VisitIsPast, CannotMove.
    """
    today = local_date(now)
    visit = session.get(Visit, visit_id, with_for_update=True)
    if visit is None:
        raise NothingThere(Phrase("Bezoek"), visit_id)
    if visit.state not in PLANNED:
        raise VisitIsPast(visit.id, visit.state)
    window = session.get(VisitWindow, visit.window_id) if visit.window_id else None
    last = max(today, visit.on, to.on, window.late_until if window else to.on)
    stand = situation(session, house, Period(min(today, visit.on), last), today)
    before = as_planned(visit)
    after = _moved(stand, before, to)
    why = _hindrance(stand, after, window)
    if why is not None:
        raise CannotMove(why)
    diff = PlanDiff((Moved(before, after),), (), (), ())
    [new] = apply(session, house, stand, diff, Because(MissedReason.OTHER, now, actor))
    new.frozen = True
    return new


def _moved(stand: Situation, visit: PlannedVisit, to: Slot) -> PlannedVisit:
    start = minutes_of(to.starts)
    group = next((group for group in stand.problem.groups if group.group_id == visit.group_id), None)
    roles = {group.deputy_id: Role.DEPUTY, group.owner_id: Role.OWNER} if group else {}
    return replace(
        visit,
        adviser_id=to.adviser_id,
        on=to.on,
        start=start,
        end=start + visit.end - visit.start,
        role=roles.get(to.adviser_id, Role.SUBSTITUTE),
        status=Status.PLANNED,
    )


def _hindrance(stand: Situation, visit: PlannedVisit, window: VisitWindow | None) -> MoveHindrance | None:
    """Return the first thing that stands in the way, or None."""
    if visit.on < stand.today:
        return MoveHindrance.PAST
    if window is not None and not window.starts_on <= visit.on <= window.late_until:
        return MoveHindrance.OUTSIDE
    world = World(stand.problem, EstimatedTravel(stand.problem.travel))
    day = world.number(visit.on)
    if visit.adviser_id not in world.advisers or not world.is_candidate(visit.group_id, visit.adviser_id):
        return MoveHindrance.KEPT_OUT
    if not world.is_certified(visit.group_id, visit.adviser_id, day):
        return MoveHindrance.CERTIFICATE
    hours = world.hours(visit.adviser_id, day)
    if hours is None or not (hours[0] <= visit.start and visit.end <= hours[1]):
        return MoveHindrance.AWAY
    if not any(opens <= visit.start and visit.end <= closes for opens, closes in world.open(visit.group_id, day)):
        return MoveHindrance.CLOSED
    others = (row for row in (*stand.visits, *stand.problem.frozen) if row.visit_id != visit.visit_id)
    gap = stand.problem.rules.minutes_between
    busy = (
        row.start - gap < visit.end and visit.start < row.end + gap
        for row in others
        if (row.adviser_id, row.on) == (visit.adviser_id, visit.on)
    )
    return MoveHindrance.BUSY if any(busy) else None
