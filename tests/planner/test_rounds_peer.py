"""The nearest free day: what the planner has to beat, itself held to every hard rule."""

from dataclasses import replace
from typing import Any

import pytest

from planner.model import Absence, Role
from planner.peer_nearest import plan_nearest
from planner.rounds import plan_calendar
from planner.travel import EstimatedTravel
from tests.planner.worlds import DAY, MONDAY, Grid, adviser, group, judged, problem, region, workdays


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, 7, id="the middle is a Sunday: the Monday after is as near as the Friday is not"),
        pytest.param({"groups": (group(fixed_weekday=4, fixed_start=960),)}, 3, id="fixed weekday nearest the middle"),
        pytest.param({"adviser_days": workdays(weekdays=(4,))}, 3, id="the nearest working day"),
    ],
)
def test_the_nearest_free_day(facts: dict[str, Any], expected: int) -> None:
    (visit,) = plan_nearest(problem(**facts), Grid()).visits
    assert visit.on == MONDAY + expected * DAY


def test_the_deputy_is_asked_when_the_owner_has_no_day() -> None:
    given = problem(
        groups=(group(deputy_id=2),), advisers=(adviser(1), adviser(2)), adviser_days=(*workdays(1), *workdays(2)),
        absences=(Absence(1, MONDAY, MONDAY + 13 * DAY),),
    )  # fmt: skip
    assert [visit.role for visit in plan_nearest(given, Grid()).visits] == [Role.DEPUTY]


@pytest.mark.parametrize("seed", range(3))
def test_it_breaks_no_rule_but_says_no_room_too_soon(seed: int) -> None:
    """It never asks a substitute, so only its reasons may be untrue."""
    given = region(seed, groups=20)
    plan = plan_nearest(given, EstimatedTravel(given.travel))
    assert {code for code, _ in judged(given, plan)} <= {"H12"}


def test_planning_beats_it() -> None:
    given = region(3, groups=30, weeks=8)
    alone = replace(given, groups=tuple(replace(row, deputy_id=None) for row in given.groups))
    peer, ours = plan_nearest(alone, Grid()), plan_calendar(alone, Grid(), processes=1)
    assert len(ours.unplaced) <= len(peer.unplaced)
    assert ours.travel_min / len(ours.visits) < peer.travel_min / len(peer.visits)
