"""A small region in the middle of its year: what the coordinator's pages are tested and looked at with."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.visits import Checklist, attempt_visit, record_visit
from actions.windows import close_windows
from rules.vocabulary import AttemptReason, CareType, OrganisationKind, Role, VisitState
from store.events import SYSTEM
from store.models import Adviser, Group, Location, Organisation, User, Visit, VisitWindow
from store.session import transaction
from tests.actions.visiting import evening, morning, prepare
from tests.builders import Region

TODAY = date(2026, 4, 8)
SINCE = date(2026, 3, 16)
SEEN = Checklist(7, 5, 1, booklet_given=True, house_rules_seen=True, house_rules_changed=False, measures_seen=False)
PEOPLE = (("Fatima el Amrani", 52.38, 4.64), ("Joost de Wit", 52.63, 4.75), ("Marieke Visser", 52.5, 4.95))
PLACES = (
    ("De Brug", "Haarlem", 52.387, 4.646, CareType.CLOSED_CARE),
    ("De Kade", "Alkmaar", 52.632, 4.75, CareType.CLOSED_CARE),
    ("Duinrand", "Heemskerk", 52.509, 4.671, CareType.OPEN_RESIDENTIAL_CARE),
    ("Het Nest", "Purmerend", 52.505, 4.96, CareType.OPEN_RESIDENTIAL_CARE),
    ("Kamers Oost", "Hoorn", 52.642, 5.06, CareType.INDEPENDENCE_TRAINING),
    ("De Linde", "Amstelveen", 52.303, 4.86, CareType.FAMILY_HOME),
)


@dataclass
class PlanningWorld:
    """Who and what there is, by code and number."""

    coordinator: User
    manager: User
    advisers: list[str]
    groups: list[str]
    foreign_group: str
    foreign_adviser: str
    outsider: User
    late_window: int
    open_visit: int
    foreign_visit: int


def build(house: House, today: date = TODAY) -> PlanningWorld:
    """Make a region with three advisers and ten groups, planned and lived since three weeks; two visits are late."""
    with transaction(house.engine) as session:
        return _world(session, house, today)


def _world(session: Session, house: House, today: date) -> PlanningWorld:
    region = Region(session)
    coordinator = region.add_user(Role.COORDINATOR, name="Karin de Boer")
    manager = region.add_user(Role.MANAGER, name="Willem Prins")
    advisers = [region.add_adviser(name=name, latitude=lat, longitude=lon) for name, lat, lon in PEOPLE]
    groups = [_group(region, advisers, number) for number in range(10)]
    foreign = Organisation(code="ELD", name="Elders Zorgbelang", kind=OrganisationKind.SUBCONTRACTOR)
    session.add(foreign)
    session.flush()
    stranger = region.add_adviser(organisation_id=foreign.id, name="Anouk Smit", latitude=51.9, longitude=5.9)
    far = region.add_location(latitude=51.98, longitude=5.91, town="Arnhem")
    other = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, stranger, name="Rijnzicht 1", location=far)
    outsider = region.add_user(Role.COORDINATOR, name="Otto Elders", organisation_id=foreign.id)
    prepare(session, house, SINCE, weeks=8)
    late = _live(session, house, today, groups)
    return PlanningWorld(
        coordinator, manager, [who.code for who in advisers], [group.code for group in groups], other.code,
        stranger.code, outsider, late, _planned(session, today, groups), _planned(session, today, [other]),
    )  # fmt: skip


def _group(region: Region, advisers: list[Adviser], number: int) -> Group:
    name, town, lat, lon, care = PLACES[number % len(PLACES)]
    place: Location = region.add_location(latitude=lat + number / 200, longitude=lon, town=town)
    return region.add_group(
        care, advisers[number % len(advisers)], name=f"{name} {number // len(PLACES) + 1}", location=place,
        residents=6 + number % 4,
    )  # fmt: skip


def _live(session: Session, house: House, today: date, groups: list[Group]) -> int:
    """Let the days up to `today` pass: most visits are made, one is in vain, two closed groups are missed."""
    missed = {groups[0].id, groups[7].id}
    last_week = today - timedelta(days=today.weekday() + 7)
    rows = select(Visit).where(Visit.on < today, Visit.state == VisitState.PLANNED).order_by(Visit.on, Visit.id)
    for number, visit in enumerate(list(session.scalars(rows))):
        if visit.group_id in missed and visit.on >= last_week and visit.on < last_week + timedelta(days=7):
            visit.state, visit.cancel_reason = VisitState.CANCELLED, None
        elif number % 9 == 5:
            why = AttemptReason.NOBODY_PRESENT
            attempt_visit(session, house, visit.id, why, now=evening(visit.on), actor=SYSTEM)
        else:
            start = visit.starts_at
            record_visit(
                session, house, visit.id, SEEN, started_at=start, ended_at=visit.ends_at, now=evening(visit.on),
                actor=SYSTEM,
            )  # fmt: skip
    close_windows(session, house, today, morning(today))
    asked = select(VisitWindow).where(VisitWindow.group_id.in_(missed), VisitWindow.ends_on < today)
    rows_late = [row for row in session.scalars(asked) if row.late_until >= today and row.satisfied_by_id is None]
    soon = select(Visit).where(Visit.group_id.in_(missed), Visit.on.between(today, today + timedelta(days=14)))
    for planned in session.scalars(soon):
        session.delete(planned)
    session.flush()
    return rows_late[0].id


def _planned(session: Session, today: date, groups: list[Group]) -> int:
    """Return a visit that is still to come, of one of these groups."""
    wanted = select(Visit.id).where(
        Visit.group_id.in_([group.id for group in groups]), Visit.state == VisitState.PLANNED, Visit.on > today
    )
    return session.scalars(wanted.order_by(Visit.on, Visit.id)).first() or 0
