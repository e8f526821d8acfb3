"""Districts: the whole country once, and between them nothing that fits is left over."""

from collections import Counter
from dataclasses import replace

import pytest

from planner.insertion import Rounds
from planner.model import Absence, Problem
from planner.rounds import in_order, plan_calendar
from planner.rounds_districts import MOST_ADVISERS, District, districts
from planner.rounds_world import World
from planner.travel import EstimatedTravel
from tests.planner.worlds import DAY, MONDAY, Grid, judged, lines, region, shaken

MANY = 2 * MOST_ADVISERS + 5


def cut(given: Problem) -> list[District]:
    return districts(Rounds(World(in_order(given), Grid())))


@pytest.fixture(scope="module")
def country() -> Problem:
    """Return more people than fit in two districts, with half a dozen of them away for a fortnight."""
    away = tuple(Absence(number, MONDAY + 3 * DAY, MONDAY + 16 * DAY) for number in range(1, MANY, 9))
    return replace(region(1, advisers=MANY, groups=3 * MANY, weeks=4), absences=away)


def test_everybody_and_every_window_are_in_one_district(country: Problem) -> None:
    found = cut(country)
    people = Counter(who for district in found for who in district.advisers)
    windows = Counter(window.window_id for district in found for window in district.problem.windows)
    assert len(found) > 2
    assert people == Counter(who.adviser_id for who in country.advisers)
    assert windows == Counter(window.window_id for window in country.windows)
    assert max(len(district.advisers) for district in found) <= MOST_ADVISERS


def test_groups_with_a_deputy_elsewhere_wait_for_the_neighbours(country: Problem) -> None:
    deputies = {group.group_id: group.deputy_id for group in country.groups}
    for district in cut(country):
        for group in district.problem.groups:
            is_elsewhere = deputies[group.group_id] not in district.advisers
            assert (group.group_id in district.shared) == is_elsewhere
            assert group.deputy_id == (None if is_elsewhere else deputies[group.group_id])


def test_the_order_of_the_rows_does_not_change_the_districts(country: Problem) -> None:
    assert [part.advisers for part in cut(shaken(country, 3))] == [part.advisers for part in cut(country)]


def test_the_checker_finds_nothing_between_districts(country: Problem) -> None:
    plan = plan_calendar(country, EstimatedTravel(country.travel), processes=1)
    assert judged(country, plan) == set()
    assert len(plan.visits) + len(plan.unplaced) == len(country.windows)


def test_two_processes_make_the_same_plan_of_many_districts(country: Problem) -> None:
    assert lines(plan_calendar(country, Grid(), processes=2)) == lines(plan_calendar(country, Grid(), processes=1))


def test_a_group_without_an_owner_is_visited_by_a_neighbour(country: Problem) -> None:
    alone = replace(country.groups[0], owner_id=None, deputy_id=None)
    given = replace(country, groups=(alone, *country.groups[1:]))
    plan = plan_calendar(given, Grid(), processes=1)
    assert alone.group_id in {visit.group_id for visit in plan.visits}
