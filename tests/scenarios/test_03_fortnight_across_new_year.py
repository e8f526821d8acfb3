"""Scenario 3: fortnights are anchored to a date; New Year changes nothing."""

from datetime import date

import pytest

from actions.house import House
from actions.planning import open_windows
from rules.vocabulary import CareType
from store.session import transaction
from tests.actions.visiting import morning, windows_of
from tests.builders import LONG_AGO, Region

ANCHOR = date(2026, 12, 14)


@pytest.mark.parametrize("opened_on", [LONG_AGO, ANCHOR], ids=["opened long ago", "opened on the anchor"])
def test_scenario_03_fortnight_across_new_year(house: House, opened_on: date) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(
            CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(), anchor_on=ANCHOR, opened_on=opened_on
        )
        # Asked twice, from different days: the windows stay the same.
        open_windows(session, house, date(2027, 1, 5), morning(ANCHOR))
        assert open_windows(session, house, date(2027, 1, 24), morning(date(2026, 12, 30))) == 1
        assert [(window.starts_on, window.ends_on) for window in windows_of(session, group)] == [
            (date(2026, 12, 14), date(2026, 12, 27)),
            (date(2026, 12, 28), date(2027, 1, 10)),
            (date(2027, 1, 11), date(2027, 1, 24)),
        ]
