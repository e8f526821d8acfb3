"""Mending the plan: what the facts break finds another place, what people set stays, and a second run does nothing."""

from datetime import date, time, timedelta

from sqlalchemy import select

from actions.absences import Away, accept
from actions.house import House
from actions.repairing import repair_plan
from actions.visits import cancel_visit
from rules.vocabulary import AbsenceKind, CareType, MissedReason, VisitRole, VisitState
from store.events import SYSTEM
from store.models import Absence, Closure, Visit, WorkItem
from store.session import transaction
from tests.actions.visiting import morning, prepare, told, visits_of, windows_of
from tests.builders import Region

MONDAY = date(2026, 3, 2)
WEEK = timedelta(weeks=1)
NOTHING = {"moved": 0, "added": 0, "dropped": 0, "unfilled": 0}


def test_a_visit_that_was_called_off_gets_another_day_at_once(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(), anchor_on=MONDAY)
        prepare(session, each_house, MONDAY, weeks=4)
        first = visits_of(session, group)[0]
        now = morning(first.on)
        cancel_visit(session, each_house, first.id, MissedReason.TRAVEL, now=now, actor=SYSTEM)
        assert repair_plan(session, each_house, now=now, actor=SYSTEM) == NOTHING | {"added": 1}
        assert repair_plan(session, each_house, now=now, actor=SYSTEM) == NOTHING
        again = [visit for visit in visits_of(session, group) if visit.window_id == first.window_id][-1]
        assert (again.state, again.on >= first.on) == (VisitState.PLANNED, True)


def test_a_closure_that_was_recorded_moves_its_visit_within_the_window(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(), anchor_on=MONDAY)
        other = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(), anchor_on=MONDAY)
        prepare(session, house, MONDAY, weeks=4)
        before = [(visit.id, visit.starts_at) for visit in visits_of(session, other)]
        first = visits_of(session, group)[0]
        session.add(Closure(group_id=group.id, starts_on=first.on, ends_on=first.on))
        session.flush()
        assert repair_plan(session, house, now=morning(MONDAY), actor=SYSTEM) == NOTHING | {"moved": 1}
        [new] = [visit for visit in visits_of(session, group) if visit.replaces_id == first.id]
        window = windows_of(session, group)[0]
        assert window.starts_on <= new.on <= window.ends_on
        assert new.on != first.on
        assert (first.state, new.state) == (VisitState.RESCHEDULED, VisitState.PLANNED)
        assert told(session, "visit", first.id) == ["planned", "rescheduled"]
        assert [(visit.id, visit.starts_at) for visit in visits_of(session, other)] == before


def test_what_people_set_fast_is_theirs_to_move(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(), anchor_on=MONDAY)
        prepare(session, house, MONDAY, weeks=2)
        [visit] = visits_of(session, group)
        visit.frozen = True
        session.add(Closure(group_id=group.id, starts_on=visit.on, ends_on=visit.on))
        session.flush()
        assert repair_plan(session, house, now=morning(MONDAY), actor=SYSTEM) == NOTHING
        assert visit.state is VisitState.PLANNED


def test_an_absence_that_touches_another_becomes_one_with_it(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        owner = region.add_adviser()
        for starts, ends in ((MONDAY, MONDAY + WEEK - timedelta(days=1)), (MONDAY + WEEK, MONDAY + 2 * WEEK)):
            accept(session, house, Away(owner, starts, ends), morning(MONDAY), None)
        [absence] = session.scalars(select(Absence))
        assert (absence.kind, absence.starts_on, absence.ends_on) == (AbsenceKind.ILL, MONDAY, MONDAY + 2 * WEEK)


def test_without_a_name_the_plan_moves_and_nobody_gets_access(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        owner = region.add_adviser()
        region.add_adviser()
        group = region.add_group(CareType.CLOSED_CARE, owner, fixed_weekday=2, fixed_time=time(16))
        prepare(session, house, MONDAY, weeks=1)
        told_ = accept(session, house, Away(owner, MONDAY, MONDAY + WEEK), morning(MONDAY), None)
        moved = session.scalars(select(Visit).where(Visit.replaces_id.is_not(None))).all()
        assert (told_.accepted, told_.access, len(moved)) == (True, 0, 1)
        assert (moved[0].on, moved[0].role) == (MONDAY + timedelta(days=2), VisitRole.SUBSTITUTE)
        assert moved[0].group_id == group.id
        assert not session.scalars(select(WorkItem).where(WorkItem.kind == "adviser_away_long")).all()
