"""Scenario 1: the visit of Christmas week is moved, not dropped; missed, it is told and made up in time."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select

from actions.house import House
from actions.windows import ClosedCounts, close_windows
from rules.vocabulary import CareType, Role, VisitState, WindowState
from store.models import Notice, WorkItem
from store.session import transaction
from tests.actions.visiting import morning, prepare, told, visits_of, windows_of
from tests.builders import Region

FRIDAY = 4
W52 = date(2026, 12, 21)
MONDAY_AFTER = date(2026, 12, 28)
LAST_TO_CATCH_UP = date(2026, 12, 30)


def test_scenario_01_the_visit_is_proposed_on_another_day(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.CLOSED_CARE, region.add_adviser(), fixed_weekday=FRIDAY, fixed_time=time(16))
        prepare(session, house, W52, weeks=1)
        (visit,) = visits_of(session, group)
    assert W52 <= visit.on <= date(2026, 12, 24)


@pytest.mark.parametrize("weekdays", [(0, 1, 2, 3, 4), (2,)], ids=["any weekday", "Wednesdays only"])
def test_scenario_01_missed_visit_over_christmas(each_house: House, weekdays: tuple[int, ...]) -> None:
    with transaction(each_house.engine) as session:
        region = Region(session)
        region.add_user(Role.COORDINATOR)
        group = region.add_group(CareType.CLOSED_CARE, region.add_adviser(weekdays))
        prepare(session, each_house, W52, weeks=1)

        on_sunday = close_windows(session, each_house, date(2026, 12, 27), morning(date(2026, 12, 27)))
        on_monday = close_windows(session, each_house, MONDAY_AFTER, morning(MONDAY_AFTER))
        again = close_windows(session, each_house, MONDAY_AFTER, morning(MONDAY_AFTER))

        window = windows_of(session, group)[0]
        tasks = session.scalars(select(WorkItem)).all()
        notices = session.scalars(select(Notice)).all()
        catch_up = [visit for visit in visits_of(session, group) if visit.on >= MONDAY_AFTER]

    nothing = ClosedCounts(missed=0, satisfied=0, satisfied_late=0, waived=0)
    assert (on_sunday, on_monday, again) == (nothing, replace(nothing, missed=1), nothing)
    assert (window.ends_on, window.state) == (date(2026, 12, 27), WindowState.MISSED)
    assert window.late_until == LAST_TO_CATCH_UP
    assert [(task.kind, task.role, task.due_on) for task in tasks] == [
        ("window_missed", Role.COORDINATOR, MONDAY_AFTER)
    ]
    assert [(notice.template, notice.facts["windows"][0]["group"]) for notice in notices] == [
        ("window_missed", group.code)
    ]
    assert [(visit.window_id, visit.state) for visit in catch_up] == [(window.id, VisitState.PLANNED)]
    assert catch_up[0].on <= LAST_TO_CATCH_UP


def test_scenario_01_a_catch_up_too_near_the_next_visit_is_merged(house: House) -> None:
    """DOMAIN 3.3: one visit, and the first window stays missed."""
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.CLOSED_CARE, region.add_adviser((2,)))
        prepare(session, house, W52, weeks=2)
        close_windows(session, house, MONDAY_AFTER, morning(MONDAY_AFTER))
        window = windows_of(session, group)[0]
        to_come = [visit.on for visit in visits_of(session, group) if visit.on >= MONDAY_AFTER]
        assert to_come == [LAST_TO_CATCH_UP]
        assert told(session, "window", window.id) == ["missed", "work_added", "catch_up_merged"]
