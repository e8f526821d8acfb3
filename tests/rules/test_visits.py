"""Which window a visit satisfies, what is missed, and what is told upward."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.cadence import Period
from rules.policy import load_policy
from rules.visits import (
    GroupDebt,
    Match,
    WindowFacts,
    level_upward,
    match,
    missed_in_row,
    missed_reason,
)
from rules.vocabulary import AbsenceKind, AttemptReason, CareType, MissedReason, WindowState

MISSED_POLICY = load_policy().on(date(2026, 1, 1)).missed
GAP = 7
OPEN, MISSED, MET, LATE, WAIVED = (
    WindowState.OPEN,
    WindowState.MISSED,
    WindowState.SATISFIED,
    WindowState.SATISFIED_LATE,
    WindowState.WAIVED,
)


def june(day: int) -> date:
    return date(2026, 6, day)


def fortnights(first: WindowState, second: WindowState) -> list[WindowFacts]:
    """1-14 June (late until the 19th) and 15-28 June (late until 3 July)."""
    return [
        WindowFacts(1, june(1), june(14), june(19), first),
        WindowFacts(2, june(15), june(28), date(2026, 7, 3), second),
    ]


@pytest.mark.parametrize(
    ("states", "on", "counted", "planned_for", "expected"),
    [
        pytest.param((OPEN, OPEN), 14, [], None, Match(1, MET), id="last day: in time"),
        pytest.param((MISSED, OPEN), 15, [], None, Match(1, LATE), id="day after: late for the first"),
        pytest.param((OPEN, OPEN), 15, [], None, Match(1, LATE), id="not judged yet: late all the same"),
        pytest.param((MISSED, OPEN), 19, [], None, Match(1, LATE), id="last day of the tolerance"),
        pytest.param((MISSED, OPEN), 20, [], None, Match(2, MET), id="past the tolerance: the window it fell in"),
        pytest.param((MISSED, OPEN), 17, [], 2, Match(2, MET), id="planned for the second: that one"),
        pytest.param((MISSED, OPEN), 14, [], None, Match(1, MET), id="made in time, recorded after: in time"),
        pytest.param((LATE, OPEN), 18, [], None, Match(2, MET), id="first is met: the second"),
        pytest.param((MET, OPEN), 15, [9], None, Match(extra=True), id="six days after the last: extra"),
        pytest.param((MET, OPEN), 16, [9], None, Match(2, MET), id="seven days after the last: counts"),
        pytest.param((OPEN, MET), 12, [18], None, Match(extra=True), id="six days before one that counts: extra"),
        pytest.param((MET, OPEN), 14, [1], None, Match(extra=True), id="second visit in a met window: extra"),
        pytest.param((WAIVED, OPEN), 5, [], None, Match(), id="no visit asked: counts for nothing"),
        pytest.param((OPEN, OPEN), 30, [], None, Match(2, LATE), id="after the last window: late"),
    ],
)
def test_match(
    states: tuple[WindowState, WindowState], on: int, counted: list[int], planned_for: int | None, expected: Match
) -> None:
    assert match(june(on), fortnights(*states), [june(day) for day in counted], GAP, planned_for) == expected


@given(st.lists(st.integers(0, 120), max_size=12), st.sampled_from([1, 3, 7]))
def test_a_visit_satisfies_at_most_one_window_and_a_window_has_at_most_one_visit(days: list[int], gap: int) -> None:
    start = date(2026, 1, 5)
    windows = {
        number: WindowFacts(
            number,
            start + timedelta(days=14 * number),
            start + timedelta(days=14 * number + 13),
            start + timedelta(days=14 * number + 18),
            OPEN,
        )
        for number in range(9)
    }
    counted: list[date] = []
    for offset in sorted(days):
        found = match(start + timedelta(days=offset), windows.values(), counted, gap)
        if found.window_id is not None and found.state is not None:
            old = windows[found.window_id]
            assert old.state is OPEN
            windows[old.id] = WindowFacts(old.id, old.starts_on, old.ends_on, old.late_until, found.state)
            assert all(abs((start + timedelta(days=offset) - other).days) >= gap for other in counted)
            counted.append(start + timedelta(days=offset))
    assert sum(window.state is not OPEN for window in windows.values()) == len(counted)


@pytest.mark.parametrize(
    ("states", "count"),
    [
        ([], 0),
        ([MISSED], 1),
        ([MISSED, MET], 0),
        ([MET, MISSED, MISSED], 2),
        ([MISSED, WAIVED, MISSED], 2),
        ([MISSED, LATE, MISSED], 1),
        ([MISSED, MISSED, OPEN], 2),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_missed_in_row(states: list[WindowState], count: int) -> None:
    assert missed_in_row(states) == count


@pytest.mark.parametrize(
    ("missed", "gap", "care_type", "level"),
    [
        pytest.param(1, 30, CareType.OPEN_RESIDENTIAL_CARE, None, id="one, open: nobody above"),
        pytest.param(2, 30, CareType.OPEN_RESIDENTIAL_CARE, 2, id="two: the manager"),
        pytest.param(3, 50, CareType.OPEN_RESIDENTIAL_CARE, 3, id="three: the management report"),
        pytest.param(5, 50, CareType.CLOSED_CARE, 3, id="five: still that level"),
        pytest.param(1, 14, CareType.CLOSED_CARE, None, id="one, closed, gap of 14 days: not yet"),
        pytest.param(1, 15, CareType.CLOSED_CARE, 1, id="one, closed, gap of 15 days: the manager"),
        pytest.param(0, 15, CareType.CLOSED_CARE, None, id="none missed"),
        pytest.param(1, None, CareType.CLOSED_CARE, None, id="never visited: the gap is unknown"),
    ],
)
def test_level_upward(missed: int, gap: int | None, care_type: CareType, level: int | None) -> None:
    assert level_upward(missed, gap, care_type, MISSED_POLICY) == level


WEEK = Period(june(8), june(14))
REFUSED = [AttemptReason.REFUSED]
MOST, LITTLE = Period(june(1), june(11)), Period(june(1), june(10))


@pytest.mark.parametrize(
    ("attempts", "cancelled", "absences", "closures", "reason"),
    [
        pytest.param([], [], [], [], None, id="unknown: for the coordinator"),
        pytest.param(REFUSED, [MissedReason.WEATHER], [], [], MissedReason.REFUSED, id="refused comes first"),
        pytest.param([AttemptReason.NOBODY_PRESENT], [], [], [], None, id="nobody home says not enough"),
        pytest.param([], [MissedReason.TRAVEL], [], [], MissedReason.TRAVEL, id="called off"),
        pytest.param([], [], [(AbsenceKind.ILL, MOST)], [], MissedReason.ADVISER_ILL, id="ill four of seven days"),
        pytest.param([], [], [(AbsenceKind.ILL, LITTLE)], [], None, id="ill three of seven days"),
        pytest.param([], [], [(AbsenceKind.LEAVE, WEEK)], [], MissedReason.ADVISER_LEAVE, id="on leave"),
        pytest.param([], [], [(AbsenceKind.TRAINING, WEEK)], [], None, id="training has no code of its own"),
        pytest.param([], [], [], [MOST], MissedReason.LOCATION_CLOSED, id="closed for most of it"),
    ],
)
def test_missed_reason(
    attempts: list[AttemptReason],
    cancelled: list[MissedReason],
    absences: list[tuple[AbsenceKind, Period]],
    closures: list[Period],
    reason: MissedReason | None,
) -> None:
    assert missed_reason(WEEK, attempts, cancelled, absences, closures) is reason


def test_debt_is_what_was_neither_done_nor_excused() -> None:
    assert GroupDebt("G1", due=10, done=6, excused=1).debt == 3
