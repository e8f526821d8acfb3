"""The simple planner: nearest free day, closed care first, and true reasons."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.nearest import Booking, Limits, Opening, Task, Unplaced, Worker, place
from rules.cadence import Period
from rules.calendar import DUTCH_CALENDAR

ALWAYS = Period(date(2020, 1, 1), date(2030, 12, 31))
AFTERNOON = Opening(frozenset(range(5)), (time(15, 30), time(20, 30)))
LIMITS = Limits(visits_per_day=4, evening_visits_per_day=2, evening_starts=time(17), minutes_between=15)
OWNER = Worker(1, {day: (time(9), time(20, 30)) for day in range(5)}, ALWAYS, certified=(ALWAYS,))
DEPUTY = replace(OWNER, id=2)
FORTNIGHT = Period(date(2026, 3, 2), date(2026, 3, 15))
TASK = Task(
    window_id=10,
    group_id=100,
    workers=(1, 2),
    window=FORTNIGHT,
    days=FORTNIGHT,
    minutes=105,
    min_gap=7,
    openings=(AFTERNOON,),
)


def plan(
    *tasks: Task, owner: Worker = OWNER, deputy: Worker = DEPUTY, booked: tuple[Booking, ...] = ()
) -> dict[int, Booking | Unplaced]:
    found = place(tasks, {1: owner, 2: deputy}, booked, LIMITS, DUTCH_CALENDAR)
    placed: dict[int, Booking | Unplaced] = {visit.window_id or 0: visit for visit in found.placed}
    return placed | dict(found.unplaced)


def visit(task: Task = TASK, **facts: object) -> Booking:
    found = plan(task, **facts)[task.window_id]  # type: ignore[arg-type]  # the facts of plan()
    assert isinstance(found, Booking)
    return found


def on(day: int) -> Period:
    return Period(date(2026, 3, day), date(2026, 3, day))


def booking(day: int, group_id: int = 999, worker_id: int = 1, starts: time = time(16), **facts: bool) -> Booking:
    return Booking(group_id, worker_id, date(2026, 3, day), starts, time(starts.hour + 1), **facts)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, (9, time(15, 30)), id="the middle is a Sunday: the Monday after"),
        pytest.param({"fixed": (3, time(16))}, (5, time(16)), id="the fixed weekday nearest to the middle"),
        pytest.param({"days": Period(date(2026, 3, 12), FORTNIGHT.ends_on)}, (12, time(15, 30)), id="late: first left"),
        pytest.param({"days": Period(date(2026, 3, 17), date(2026, 3, 20))}, (17, time(15, 30)), id="caught up soon"),
        pytest.param({"fixed": (3, time(10))}, (5, time(15, 30)), id="a fixed time outside the hours: the earliest"),
    ],
)
def test_the_nearest_day(facts: dict[str, object], expected: tuple[int, time]) -> None:
    found = visit(replace(TASK, **facts))  # type: ignore[arg-type]  # the facts of Task
    assert (found.on.day, found.starts, found.worker_id) == (*expected, 1)
    assert found.on.month == 3


def test_the_deputy_comes_when_the_owner_is_away() -> None:
    away = replace(OWNER, absences=(Period(date(2026, 3, 1), date(2026, 3, 31)),))
    assert visit(owner=away).worker_id == 2


def test_the_owner_back_in_time_goes_before_the_deputy() -> None:
    away = replace(OWNER, absences=(Period(date(2026, 3, 1), date(2026, 3, 12)),))
    found = visit(owner=away)
    assert (found.worker_id, found.on.day) == (1, 13)


@pytest.mark.parametrize(
    ("task", "worker", "reason"),
    [
        pytest.param(replace(TASK, closures=(TASK.days,)), {}, Unplaced.CLOSED, id="closed throughout"),
        pytest.param(TASK, {"absences": (TASK.days,)}, Unplaced.NO_WORKING_DAY, id="everybody away"),
        pytest.param(TASK, {"active": on(1)}, Unplaced.NO_WORKING_DAY, id="nobody employed"),
        pytest.param(replace(TASK, workers=()), {}, Unplaced.NO_WORKING_DAY, id="no adviser"),
        pytest.param(replace(TASK, needs_certificate=True), {"certified": ()}, Unplaced.NO_CERT, id="no certificate"),
        pytest.param(replace(TASK, minutes=301), {}, Unplaced.WINDOW_TOO_SHORT, id="longer than the hours"),
        pytest.param(replace(TASK, min_gap=30), {}, Unplaced.NO_ROOM, id="too near another visit"),
    ],
)
def test_reasons(task: Task, worker: dict[str, object], reason: Unplaced) -> None:
    owner, deputy = (replace(known, **worker) for known in (OWNER, DEPUTY))  # type: ignore[arg-type]
    found = plan(task, owner=owner, deputy=deputy, booked=(booking(1, group_id=100),))
    assert found == {TASK.window_id: reason}


def test_a_visit_of_exactly_the_hours_fits() -> None:
    assert visit(replace(TASK, minutes=300)).ends == time(20, 30)


def test_an_extra_visit_keeps_no_distance() -> None:
    assert isinstance(plan(TASK, booked=(booking(9, group_id=100, worker_id=3, counts=False),))[10], Booking)


def test_fifteen_minutes_lie_between_visits() -> None:
    task = replace(TASK, days=on(2), minutes=60)
    assert visit(task, booked=(booking(2),)).starts == time(17, 15)


def test_at_most_two_evening_visits() -> None:
    evening = Opening(frozenset(range(5)), (time(17), time(20, 30)))
    tasks = [
        replace(TASK, window_id=n, group_id=n, workers=(1,), days=on(2), minutes=30, openings=(evening,))
        for n in (1, 2, 3)
    ]
    assert list(plan(*tasks).values()).count(Unplaced.NO_ROOM) == 1


def test_closed_care_goes_first() -> None:
    whole = {"days": on(2), "minutes": 300, "workers": (1,)}
    open_care = replace(TASK, window_id=1, group_id=1, priority=2, **whole)  # type: ignore[arg-type]
    closed_care = replace(TASK, window_id=2, group_id=2, priority=1, **whole)  # type: ignore[arg-type]
    found = plan(open_care, closed_care)
    assert found[1] is Unplaced.NO_ROOM
    assert isinstance(found[2], Booking)


@pytest.mark.parametrize(
    ("days", "holidays_too", "expected"),
    [
        pytest.param((21, 27), True, date(2026, 12, 24), id="another day of the week"),
        pytest.param((25, 26), True, date(2026, 12, 25), id="nothing else possible: on the holiday"),
        pytest.param((25, 26), False, None, id="not for care that may wait"),
    ],
)
def test_christmas(days: tuple[int, int], holidays_too: bool, expected: date | None) -> None:
    period = Period(date(2026, 12, days[0]), date(2026, 12, days[1]))
    task = replace(TASK, window=period, days=period, fixed=(4, time(16)), holidays_too=holidays_too)
    found = plan(task)[10]
    assert (found.on if isinstance(found, Booking) else None) == expected


def test_hours_of_a_season_hold_in_it_only() -> None:
    morning = Opening(frozenset(range(5)), (time(10), time(12)), during=(on(2),))
    tasks = [replace(TASK, window_id=n, group_id=n, days=on(n), openings=(morning,)) for n in (2, 3)]
    found = plan(*tasks)
    assert isinstance(found[2], Booking)
    assert found[3] is Unplaced.NO_WORKING_DAY


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 3), st.integers(30, 180)), max_size=25), st.randoms())
def test_every_plan_is_legal_whole_and_repeatable(asked: list[tuple[int, int, int]], chance: object) -> None:
    tasks = [
        replace(
            TASK,
            window_id=n,
            group_id=100 + n % 5,
            days=Period(date(2026, 3, 2) + timedelta(days=start), date(2026, 3, 8) + timedelta(days=start)),
            priority=priority,
            minutes=minutes,
            min_gap=3,
        )
        for n, (start, priority, minutes) in enumerate(asked)
    ]
    shuffled = list(tasks)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # random.Random
    found = plan(*tasks)
    assert plan(*shuffled) == found
    assert set(found) == {task.window_id for task in tasks}
    visits = [known for known in found.values() if isinstance(known, Booking)]
    for known in visits:
        assert tasks[known.window_id or 0].days.starts_on <= known.on <= tasks[known.window_id or 0].days.ends_on
        assert time(15, 30) <= known.starts < known.ends <= time(20, 30)
        same_day = [one for one in visits if (one.worker_id, one.on) == (known.worker_id, known.on)]
        assert len(same_day) <= LIMITS.visits_per_day
        assert sum(one.starts >= LIMITS.evening_starts for one in same_day) <= LIMITS.evening_visits_per_day
        assert all(one is known or one.ends < known.starts or one.starts > known.ends for one in same_day)
        others = [one for one in visits if one.group_id == known.group_id and one is not known]
        assert all(abs((one.on - known.on).days) >= 3 for one in others)
