"""Scenario 2: 2026 has 53 ISO weeks, and the last one belongs to it by its ISO year."""

from datetime import date

from sqlalchemy.orm import Session

from actions.house import House
from actions.planning import open_windows
from rules.vocabulary import CareType, WindowState
from store.models import Group
from store.session import transaction
from tests.actions.visiting import add_visit, make_visit, morning, windows_of
from tests.builders import Region


def weeks_of_2026(group: Group, session: Session) -> list[tuple[int, int]]:
    found = [window.starts_on.isocalendar() for window in windows_of(session, group)]
    return [(day.year, day.week) for day in found if day.year == 2026]


def test_scenario_02_fifty_third_week(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.CLOSED_CARE, region.add_adviser())
        open_windows(session, house, date(2027, 1, 31), morning(date(2025, 12, 29)))
        assert weeks_of_2026(group, session) == [(2026, week) for week in range(1, 54)]

        last = next(window for window in windows_of(session, group) if window.starts_on == date(2026, 12, 28))
        assert last.ends_on == date(2027, 1, 3)
        assert make_visit(session, house, add_visit(session, group, date(2027, 1, 2))) is last
        assert last.state is WindowState.SATISFIED
