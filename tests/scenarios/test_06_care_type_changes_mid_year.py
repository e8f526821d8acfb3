"""Scenario 6: closed until 1 September 2026, open from then on; the year's norm is the sum of both periods."""

from datetime import date
from itertools import pairwise

import pytest

from actions.house import House
from actions.planning import open_windows
from rules.vocabulary import CareType, VisitState, WaiverReason, WindowState
from store.models import GroupCareType
from store.session import transaction
from tests.actions.visiting import add_visit, morning, told, visits_of, windows_of
from tests.builders import LONG_AGO, Region

CHANGE = date(2026, 9, 1)
YEAR_END = date(2026, 12, 31)
VISITED = (date(2026, 8, 31), date(2026, 9, 7), date(2026, 9, 14))


@pytest.mark.parametrize("known_ahead", [True, False], ids=["known from the start", "recorded in August"])
def test_scenario_06_care_type_changes_mid_year(each_house: House, known_ahead: bool) -> None:
    with transaction(each_house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.CLOSED_CARE, region.add_adviser())
        if not known_ahead:
            open_windows(session, each_house, YEAR_END, morning(date(2025, 12, 29)))
        old = session.get_one(GroupCareType, (group.id, LONG_AGO))
        old.valid_to = date(2026, 8, 31)
        session.add(GroupCareType(group_id=group.id, care_type=CareType.OPEN_RESIDENTIAL_CARE, valid_from=CHANGE))
        session.flush()
        open_windows(session, each_house, YEAR_END, morning(date(2025, 12, 29) if known_ahead else date(2026, 8, 10)))

        found = windows_of(session, group)
        closed = [window for window in found if window.care_type is CareType.CLOSED_CARE]
        opened = [window for window in found if window.care_type is CareType.OPEN_RESIDENTIAL_CARE]

        assert (closed[-1].starts_on, closed[-1].ends_on) == (date(2026, 8, 31), date(2026, 8, 31))
        assert (closed[-1].state, closed[-1].waiver_reason) == (WindowState.WAIVED, WaiverReason.CARE_TYPE_CHANGE)
        assert (opened[0].starts_on, opened[0].ends_on) == (CHANGE, date(2026, 9, 14))
        # 35 weeks of 2026 before the running one, and the fortnights that start from 1 September on.
        assert [window.state for window in closed].count(WindowState.OPEN) == 35
        assert len(opened) == 9
        assert all(a.ends_on < b.starts_on for a, b in pairwise(found))


def test_scenario_06_visits_planned_before_the_change_find_their_new_window(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.CLOSED_CARE, region.add_adviser())
        open_windows(session, house, date(2026, 9, 30), morning(date(2026, 8, 10)))
        for window in windows_of(session, group):
            if window.starts_on in VISITED:
                add_visit(session, group, window.starts_on, window)
        session.get_one(GroupCareType, (group.id, LONG_AGO)).valid_to = date(2026, 8, 31)
        session.add(GroupCareType(group_id=group.id, care_type=CareType.OPEN_RESIDENTIAL_CARE, valid_from=CHANGE))
        session.flush()
        open_windows(session, house, date(2026, 9, 30), morning(date(2026, 8, 10)))

        in_waived, in_first, beside = visits_of(session, group)
        first = next(window for window in windows_of(session, group) if window.starts_on == CHANGE)
        assert in_waived.state is VisitState.CANCELLED
        assert (in_first.state, in_first.window_id) == (VisitState.PLANNED, first.id)
        assert (beside.on, beside.state, beside.window_id) == (date(2026, 9, 14), VisitState.CANCELLED, None)
        assert "window_withdrawn" in told(session, "group", group.id)
