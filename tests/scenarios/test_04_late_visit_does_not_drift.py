"""Scenario 4: a late visit counts once, for the window that ended; the next window stays where it is."""

from datetime import date

import pytest

from actions.house import House
from actions.planning import open_windows
from actions.windows import close_windows
from rules.vocabulary import CareType, WindowState
from store.session import transaction
from tests.actions.visiting import add_visit, make_visit, morning, windows_of
from tests.builders import Region

FIRST = date(2026, 6, 1)
LATE = date(2026, 6, 17)


@pytest.mark.parametrize("judged", [True, False], ids=["missed first", "recorded before it was judged"])
def test_scenario_04_late_visit_does_not_drift(each_house: House, judged: bool) -> None:
    with transaction(each_house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(), anchor_on=FIRST)
        open_windows(session, each_house, date(2026, 6, 28), morning(FIRST))
        first, second = windows_of(session, group)
        if judged:
            close_windows(session, each_house, date(2026, 6, 15), morning(date(2026, 6, 15)))
            assert first.state is WindowState.MISSED

        visit = add_visit(session, group, LATE)
        assert make_visit(session, each_house, visit) is first

        assert (first.state, first.satisfied_by_id) == (WindowState.SATISFIED_LATE, visit.id)
        assert (second.starts_on, second.ends_on) == (date(2026, 6, 15), date(2026, 6, 28))
        assert (second.state, second.satisfied_by_id) == (WindowState.OPEN, None)

        assert make_visit(session, each_house, add_visit(session, group, date(2026, 6, 24))) is second
