"""A problem is checked as a whole: every flaw at once, with file, row and mend."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from planner.model import Absence, Adviser, AdviserDay, Certificate, Conflict, GroupHours, Location, Problem
from planner.model_check import check
from rules.errors import FlawedInput
from tests.planner.worlds import DAY, MONDAY, adviser, fortnights, group, problem

WINDOW = fortnights(1, 1)[0]
LONE = replace(adviser(), organisation_id=2)


def test_a_sound_problem_has_no_flaws() -> None:
    assert check(problem()) == []


@pytest.mark.parametrize(
    ("wrong", "file", "row", "column"),
    [
        pytest.param({"windows": (replace(WINDOW, ends_on=MONDAY - DAY),)}, "windows.csv", 2, "to", id="ends first"),
        pytest.param(
            {"windows": (replace(WINDOW, late_until=MONDAY),)}, "windows.csv", 2, "late_until", id="late before its end"
        ),
        pytest.param({"windows": (WINDOW, WINDOW)}, "windows.csv", 3, "window_id", id="a number twice"),
        pytest.param({"windows": (replace(WINDOW, group_id=9),)}, "windows.csv", 2, "group_id", id="unknown group"),
        pytest.param({"groups": (group(service_min=-5),)}, "groups.csv", 2, "service_min", id="negative duration"),
        pytest.param({"groups": (group(min_gap_days=-1),)}, "groups.csv", 2, "min_gap_days", id="negative distance"),
        pytest.param({"groups": (group(fixed_weekday=3),)}, "groups.csv", 2, "fixed_start", id="half a fixed slot"),
        pytest.param({"groups": (group(owner_id=7),)}, "groups.csv", 2, "owner_id", id="unknown owner"),
        pytest.param({"advisers": (LONE,)}, "groups.csv", 2, "owner_id", id="nobody of the organisation"),
        pytest.param({"conflicts": (Conflict(1, 1),)}, "groups.csv", 2, "owner_id", id="only a conflicted adviser"),
        pytest.param(
            {"groups": (group(required_cert="closed_care"),), "advisers": (adviser(certs=()),)},
            "groups.csv", 2, "owner_id", id="nobody certified",
        ),
        pytest.param(
            {"advisers": (adviser(), LONE.__class__(2, 2, 52.0, 5.0, 2160)), "groups": (group(deputy_id=2),)},
            "groups.csv", 2, "deputy_id", id="deputy of another organisation",
        ),
        pytest.param({"advisers": (adviser(max_day_min=-1),)}, "advisers.csv", 2, "max_day_min", id="negative limit"),
        pytest.param({"advisers": (adviser(field_share=1.2),)}, "advisers.csv", 2, "field_share", id="above the whole"),
        pytest.param({"adviser_days": (AdviserDay(1, 1, 900, 600),)}, "adviser_days.csv", 2, "start", id="backwards"),
        pytest.param({"adviser_days": (AdviserDay(1, 8, 600, 900),)}, "adviser_days.csv", 2, "weekday", id="day eight"),
        pytest.param(
            {"adviser_days": (AdviserDay(1, 1, 600, 700), AdviserDay(1, 1, 800, 900))},
            "adviser_days.csv", 3, "weekday", id="two rows on one weekday",
        ),
        pytest.param({"group_hours": (GroupHours(1, 1, 900, 900),)}, "group_hours.csv", 2, "start", id="no length"),
        pytest.param(
            {"absences": (Absence(1, MONDAY, MONDAY - DAY),)}, "absences.csv", 2, "to", id="absence backwards"
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_planned(wrong: dict[str, Any], file: str, row: int, column: str) -> None:
    with pytest.raises(FlawedInput) as caught:
        check(problem(**wrong))
    assert (file, row, column) in {(flaw.file, flaw.row, flaw.column) for flaw in caught.value.flaws}


def test_all_flaws_at_once() -> None:
    wrong = problem(groups=(group(service_min=0),), windows=(replace(WINDOW, ends_on=MONDAY - DAY),))
    with pytest.raises(FlawedInput) as caught:
        check(wrong)
    assert {flaw.file for flaw in caught.value.flaws} == {"groups.csv", "windows.csv"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param(lambda: problem(locations=(Location(1, 5.1, 52.0),)), "locations.csv", id="swapped coordinates"),
        pytest.param(
            lambda: problem(advisers=(Adviser(1, 1, 48.8, 2.3, 2160),)), "advisers.csv", id="home outside the country"
        ),
        pytest.param(lambda: problem(holidays_known_until=MONDAY), "holidays.csv", id="past the known holidays"),
    ],
)
def test_warnings_stop_nothing(given: Callable[[], Problem], said: str) -> None:
    assert [warning.file for warning in check(given())] == [said]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2026, 2, 28), False, id="day before"),
        pytest.param(date(2026, 3, 1), True, id="first day"),
        pytest.param(date(2026, 3, 31), True, id="last day"),
        pytest.param(date(2026, 4, 1), False, id="day after"),
    ],
)
def test_a_certificate_holds_from_its_first_to_its_last_day(day: date, expected: bool) -> None:
    assert Certificate("closed_care", date(2026, 3, 1), date(2026, 3, 31)).holds_on(day) is expected


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        pytest.param(WINDOW, (MONDAY, MONDAY + 13 * DAY), id="inside the horizon: its own days"),
        pytest.param(
            replace(WINDOW, starts_on=MONDAY - 14 * DAY, ends_on=MONDAY - DAY, late_until=MONDAY + 4 * DAY),
            (MONDAY, MONDAY + 4 * DAY), id="over already: until the late end",
        ),
        pytest.param(
            replace(WINDOW, starts_on=MONDAY - 3 * DAY, ends_on=MONDAY + 3 * DAY),
            (MONDAY, MONDAY + 3 * DAY), id="running: what is left of it",
        ),
    ],
)  # fmt: skip
def test_days_for_a_window(window: Any, expected: tuple[date, date]) -> None:
    assert problem().days_for(window) == expected
