"""Trial insertion: every hard rule, one by one, at its edge."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.insertion import Rounds
from planner.model import (
    Absence,
    Closure,
    Conflict,
    DayRules,
    Holiday,
    Location,
    PlannedVisit,
    Problem,
    Role,
    Status,
)
from planner.rounds_world import World
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
    problem,
    region,
    workdays,
)

LAST_START = CLOSES - 105


def rounds_of(given: Problem) -> Rounds:
    return Rounds(World(given, Grid()))


def trial(given: Problem, day: int = 0, who: int = 1, window: int = 100, start: int | None = None) -> int | None:
    rounds = rounds_of(given)
    found = rounds.trial(rounds.world.slots[window], who, day, start)
    return None if found is None else found.start


def frozen(number: int, start: int, day: int = 0, group_id: int = 2, minutes: int = 60) -> PlannedVisit:
    on = MONDAY + timedelta(days=day)
    return PlannedVisit(number, None, group_id, 1, Role.OWNER, on, start, start + minutes, 1, 30, Status.FROZEN)


def with_second(**facts: Any) -> Problem:
    return problem(groups=(group(), group(2)), **facts)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, OPENS, id="an empty day: when the group opens"),
        pytest.param({"adviser_days": workdays(weekdays=(2,))}, None, id="H1 no working day"),
        pytest.param({"absences": (Absence(1, MONDAY, MONDAY),)}, None, id="H1 absent"),
        pytest.param({"holidays": (Holiday(MONDAY, "h"),)}, None, id="H1 a holiday"),
        pytest.param(
            {"holidays": (Holiday(MONDAY, "h", frozenset({"open_residential_care"})),)}, OPENS, id="H1 allowed holiday"
        ),
        pytest.param(
            {"adviser_days": tuple(replace(d, start=OPENS - 10, end=OPENS + 115) for d in workdays())}, OPENS,
            id="H2 home to home just fits",
        ),
        pytest.param(
            {"adviser_days": tuple(replace(d, start=OPENS - 9, end=OPENS + 115) for d in workdays())}, None,
            id="H2 a minute too late from home",
        ),
        pytest.param(
            {"adviser_days": tuple(replace(d, start=OPENS - 10, end=OPENS + 114) for d in workdays())}, None,
            id="H2 a minute too late back home",
        ),
        pytest.param({"closures": (Closure(1, MONDAY, MONDAY),)}, None, id="H5 closed"),
        pytest.param({"groups": (group(opened_on=MONDAY + DAY),)}, None, id="H5 not there yet"),
        pytest.param({"groups": (group(closed_on=MONDAY - DAY),)}, None, id="H5 no longer there"),
        pytest.param({"group_hours": hours(1, OPENS, OPENS + 104)}, None, id="H5 hours shorter than the visit"),
        pytest.param({"groups": (group(required_cert="other"),)}, None, id="H6 no certificate"),
        pytest.param({"conflicts": (Conflict(1, 1),)}, None, id="H6 conflict"),
        pytest.param({"groups": (replace(group(), organisation_id=2),)}, None, id="H6 another organisation"),
        pytest.param({"advisers": (adviser(field_share=124 / 2160),)}, None, id="H7 the week is a minute short"),
        pytest.param({"advisers": (adviser(field_share=125 / 2160),)}, OPENS, id="H7 the week just fits"),
        pytest.param({"advisers": (adviser(max_drive_min_per_day=19),)}, None, id="H7 too far"),
        pytest.param({"advisers": (adviser(max_drive_min_per_day=20),)}, OPENS, id="H7 just not too far"),
        pytest.param({"advisers": (adviser(max_day_min=124),)}, None, id="H7 too long from home"),
        pytest.param({"advisers": (adviser(max_day_min=125),)}, OPENS, id="H7 just not too long"),
        pytest.param({"advisers": (adviser(max_visits_per_day=0),)}, None, id="H7 no visits a day"),
        pytest.param(
            {"group_hours": hours(1, 1020, CLOSES), "advisers": (adviser(max_evenings_per_week=0),)}, None,
            id="H7 no evenings a week",
        ),
        pytest.param(
            {"group_hours": hours(1, 1020, CLOSES), "rules": DayRules(evening_visits_per_day=0)}, None,
            id="H7 no evening visits a day",
        ),
        pytest.param({"groups": (group(last_visit_on=MONDAY - 6 * DAY),)}, None, id="H8 too soon after the last"),
        pytest.param({"groups": (group(last_visit_on=MONDAY - 7 * DAY),)}, OPENS, id="H8 just far enough"),
    ],
)  # fmt: skip
def test_each_rule_at_its_edge(facts: dict[str, Any], expected: int | None) -> None:
    assert trial(problem(**facts)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [pytest.param(-1, None, id="before"), pytest.param(13, None, id="a Sunday"), pytest.param(14, None, id="after")],
)
def test_only_days_of_the_window(day: int, expected: int | None) -> None:
    assert trial(problem(4, windows=tuple(fortnights(1, 1))), day) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        pytest.param(OPENS + 7, OPENS + 7, id="any minute inside the hours"),
        pytest.param(LAST_START, LAST_START, id="the last that fits"),
        pytest.param(LAST_START + 1, None, id="a minute later"),
        pytest.param(OPENS - 1, None, id="a minute early"),
    ],
)
def test_a_fixed_start_is_exact(start: int, expected: int | None) -> None:
    assert trial(problem(), start=start) == expected


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        pytest.param(LAST_START - 15 - 20, LAST_START, id="H3 pause and travel just fit behind it"),
        pytest.param(LAST_START - 15 - 19, None, id="H3 a minute short"),
    ],
)
def test_travel_and_pause_between_visits(ends: int, expected: int | None) -> None:
    given = with_second(frozen=(frozen(1, ends - 180, minutes=180),))
    assert trial(given) == expected


def test_the_cheapest_place_comes_first() -> None:
    rounds = rounds_of(with_second(frozen=(frozen(1, OPENS + 150),)))
    found = rounds.trial(rounds.world.slots[100], 1, 0)
    assert found is not None
    assert (found.start, found.added) == (OPENS, 0)


def test_two_visits_of_a_group_keep_their_distance() -> None:
    rounds = rounds_of(problem(4))
    first, second = (rounds.world.slots[number] for number in (100, 101))
    rounds.insert(rounds.trial(first, 1, 11) or pytest.fail("no place"))
    assert [day for day in range(14, 21) if rounds.trial(second, 1, day)] == [18]


def test_a_day_is_put_in_its_shortest_order() -> None:
    """Groups at 10, 20 and 30 minutes along one road: out and back is an hour, whatever the order they came in."""
    given = problem(
        groups=tuple(group(number, service_min=30) for number in (1, 2, 3)),
        locations=tuple(Location(number, 52.0, 5 + number / 10) for number in (1, 2, 3)),
        windows=tuple(row for number in (1, 2, 3) for row in fortnights(number, 1)),
        group_hours=tuple(row for number in (1, 2, 3) for row in hours(number)),
    )
    rounds = rounds_of(given)
    slots = rounds.world.slots
    assert rounds.put_round(1, 0, [(slots[number], None) for number in (200, 100, 300)]) == []
    before = rounds.round_of(1, 0).travel
    assert (before, rounds.route_day(1, 0).travel) == (80, 60)
    assert {visit.window_id for visit in rounds.visits()} == {100, 200, 300}


def test_frozen_visits_come_out_as_they_went_in() -> None:
    given = with_second(frozen=(frozen(5, OPENS + 150),))
    rounds = rounds_of(given)
    rounds.insert(rounds.trial(rounds.world.slots[100], 1, 0) or pytest.fail("no place"))
    assert list(rounds.visits())[1] == given.frozen[0]
    assert [visit.visit_id for visit in rounds.visits()] == [6, 5]


def test_one_substitute_for_a_whole_absence() -> None:
    away = Absence(1, MONDAY, MONDAY + 30 * DAY)
    people = (adviser(1), adviser(2), adviser(3), adviser(4))
    given = problem(
        4, groups=(group(deputy_id=4),), advisers=people, absences=(away,),
        adviser_days=tuple(day for who in people for day in workdays(who.adviser_id)),
    )  # fmt: skip
    rounds = rounds_of(given)
    first, second = (rounds.world.slots[number] for number in (100, 101))
    rounds.insert(rounds.trial(first, 2, 0) or pytest.fail("no place"))
    assert [who for who in (1, 2, 3, 4) if rounds.trial(second, who, 14)] == [2, 4]
    assert rounds.any_substitute().trial(second, 3, 14) is not None


def test_waiting_is_taken_out_of_a_long_day() -> None:
    given = with_second(
        frozen=(frozen(1, CLOSES - 60),), advisers=(adviser(max_day_min=300),), group_hours=hours(1, 720, CLOSES)
    )
    assert trial(given) == 17 * 60 - 1  # later would make it an evening visit


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 50), order=st.permutations(range(12)))
def test_what_goes_in_can_come_out(seed: int, order: list[int]) -> None:
    rounds = rounds_of(region(seed))
    slots = sorted(rounds.world.slots.values(), key=lambda slot: slot.window_id)[:12]
    before = (dict(rounds.rounds), dict(rounds.where))
    placed = []
    for slot in slots:
        owner = rounds.world.groups[slot.group_id].owner_id or 0
        tried = (rounds.trial(slot, owner, day) for day in range(slot.first, slot.last + 1))
        if found := next((trial for trial in tried if trial), None):
            rounds.insert(found)
            placed.append(slot.window_id)
    for place in order:
        if place < len(placed):
            rounds.remove(placed[place])
    assert (dict(rounds.rounds), dict(rounds.where)) == before
    assert all(not rounds.days_of(slot.group_id) for slot in slots)
