"""Why a window has no visit, and the smallest change that would give it one."""

from dataclasses import replace
from typing import Any

import pytest

from planner.model import Absence, Closure, Holiday, Reason, RelaxKind, Unplaced
from planner.rounds import plan_calendar
from planner.travel import EstimatedTravel
from tests.planner.worlds import (
    CLOSES,
    DAY,
    MONDAY,
    OPENS,
    Grid,
    adviser,
    fortnights,
    group,
    hours,
    judged,
    problem,
    region,
    workdays,
)

WEEK = tuple(fortnights(1, 1, days=7))
SHORT_DAYS = tuple(replace(day, end=OPENS + 60) for day in workdays())
EARLY_HOME = tuple(replace(day, end=OPENS + 110) for day in workdays())


def unplaced(**facts: Any) -> Unplaced:
    plan = plan_calendar(problem(4, **({"windows": WEEK} | facts)), Grid(), processes=1)
    assert not plan.visits
    return plan.unplaced[0]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"closures": (Closure(1, MONDAY, MONDAY + 6 * DAY),)}, Reason.CLOSED, id="closed throughout"),
        pytest.param(
            {"windows": tuple(fortnights(1, 1, days=1)), "holidays": (Holiday(MONDAY, "h"),)}, Reason.CLOSED,
            id="only a holiday",
        ),
        pytest.param({"adviser_days": workdays(weekdays=(7,))}, Reason.NO_WORKING_DAY, id="never at work then"),
        pytest.param(
            {"absences": (Absence(1, MONDAY, MONDAY + 6 * DAY),)}, Reason.NO_WORKING_DAY, id="away all the week"
        ),
        pytest.param({"groups": (group(required_cert="other"),)}, Reason.NO_CERT, id="not certified"),
        pytest.param({"adviser_days": SHORT_DAYS}, Reason.WINDOW_TOO_SHORT, id="day ends before the visit would"),
        pytest.param({"advisers": (adviser(max_drive_min_per_day=10),)}, Reason.UNREACHABLE, id="too far"),
        pytest.param({"adviser_days": EARLY_HOME}, Reason.UNREACHABLE, id="no time to get home"),
        pytest.param({"advisers": (adviser(field_share=0.05),)}, Reason.NO_ROOM, id="the week is full"),
        pytest.param({"groups": (group(last_visit_on=MONDAY - DAY, min_gap_days=8),)}, Reason.NO_ROOM, id="too near"),
    ],
)  # fmt: skip
def test_the_reason_is_how_far_the_best_candidate_came(facts: dict[str, Any], expected: Reason) -> None:
    assert unplaced(**facts).reason is expected


@pytest.mark.parametrize(
    ("facts", "kind", "days", "minutes"),
    [
        pytest.param(
            {"absences": (Absence(1, MONDAY, MONDAY + 6 * DAY),)}, RelaxKind.TOLERANCE, 1, 0, id="a day later"
        ),
        pytest.param({"advisers": (adviser(field_share=110 / 2160),)}, RelaxKind.LOAD, 0, 15, id="a longer week"),
        pytest.param({"advisers": (adviser(max_drive_min_per_day=10),)}, RelaxKind.DRIVE, 0, 10, id="more driving"),
        pytest.param({"adviser_days": EARLY_HOME}, RelaxKind.HOURS, 0, 5, id="home five minutes later"),
        pytest.param({"groups": (group(required_cert="other"),)}, RelaxKind.CERTIFICATE, 0, 0, id="a certificate"),
    ],
)
def test_the_smallest_change_that_would_place_it(
    facts: dict[str, Any], kind: RelaxKind, days: int, minutes: int
) -> None:
    found = unplaced(**facts).relaxation
    assert found is not None
    assert (found.kind, found.days, found.minutes, found.adviser_id) == (kind, days, minutes, 1)


def test_a_holiday_can_be_the_way_out() -> None:
    given = problem(1, ends_on=MONDAY, windows=tuple(fortnights(1, 1, days=1)), holidays=(Holiday(MONDAY, "h"),))
    found = plan_calendar(given, Grid(), processes=1).unplaced[0].relaxation
    assert found is not None
    assert (found.kind, found.on) == (RelaxKind.HOLIDAY, MONDAY)


def test_another_substitute_is_named_with_day_and_time() -> None:
    """The one who stands in has no room in the second week; another could come, were it not for the rule of one."""
    people = tuple(adviser(number) for number in (1, 2, 3))
    given = problem(
        2, windows=(*fortnights(1, 2, days=7),), groups=(group(min_gap_days=2),), advisers=people,
        absences=(Absence(1, MONDAY, MONDAY + 13 * DAY), Absence(2, MONDAY + 7 * DAY, MONDAY + 13 * DAY),
                  Absence(3, MONDAY, MONDAY + 6 * DAY)),
        adviser_days=tuple(day for who in people for day in workdays(who.adviser_id)),
    )  # fmt: skip
    plan = plan_calendar(given, Grid(), processes=1)
    (left,) = plan.unplaced
    assert left.reason is Reason.NO_ROOM
    assert left.relaxation is not None
    assert left.relaxation.kind is RelaxKind.SUBSTITUTE
    assert left.relaxation.adviser_id == ({2, 3} - {visit.adviser_id for visit in plan.visits}).pop()


@pytest.mark.parametrize("seed", range(3))
def test_the_checker_believes_every_reason(seed: int) -> None:
    given = region(seed, advisers=2, groups=34)
    given = replace(
        given, group_hours=tuple(hour for row in given.groups for hour in hours(row.group_id, OPENS, CLOSES))
    )
    plan = plan_calendar(given, EstimatedTravel(given.travel), processes=1)
    assert plan.unplaced
    assert judged(given, plan) == set()
