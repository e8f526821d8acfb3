"""Counting how things go: weeks, debt, the ninetieth percentile, and what may be told of clients."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.casework import ClientKind
from rules.overview import (
    CaughtUp,
    WindowCount,
    acute_table,
    advisers_table,
    by_week,
    clients_table,
    debt_on,
    mondays,
    nearest_rank,
)
from rules.reports import Masked
from rules.vocabulary import CareType, WindowState

MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 3, 8)
CLOSED, OPEN = CareType.CLOSED_CARE, CareType.OPEN_RESIDENTIAL_CARE
SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def windows(state: WindowState, count: int, ends_on: date = SUNDAY, kind: CareType = CLOSED) -> WindowCount:
    return WindowCount(ends_on, kind, state, count)


@pytest.mark.parametrize(
    ("today", "last"),
    [
        pytest.param(date(2026, 3, 8), date(2026, 2, 23), id="on Sunday the week still runs"),
        pytest.param(date(2026, 3, 9), date(2026, 3, 2), id="on Monday it is over"),
    ],
)
def test_only_whole_weeks_are_shown(today: date, last: date) -> None:
    assert mondays(today)[-1] == last
    assert len(mondays(today)) == 12


def test_a_window_counts_in_the_week_in_which_it_ends() -> None:
    found = by_week(
        [
            windows(WindowState.SATISFIED, 3),
            windows(WindowState.MISSED, 1),
            windows(WindowState.SATISFIED, 9, SUNDAY + timedelta(days=1)),
        ],
        [MONDAY],
    )
    assert (found[0].of(WindowState.SATISFIED), found[0].of(WindowState.MISSED)) == (3, 1)


def test_what_was_waived_asks_no_visit() -> None:
    week = by_week(
        [windows(WindowState.SATISFIED, 2), windows(WindowState.WAIVED, 5), windows(WindowState.MISSED, 1)], [MONDAY]
    )[0]
    assert week.share(CLOSED) == 66
    assert week.share(OPEN) is None


@pytest.mark.parametrize(
    ("day", "owed"),
    [
        pytest.param(SUNDAY, 2, id="at the end of the window both are owed"),
        pytest.param(SUNDAY + timedelta(days=2), 2, id="the day before the late visit too"),
        pytest.param(SUNDAY + timedelta(days=3), 1, id="on the day of the late visit one is left"),
        pytest.param(SUNDAY + timedelta(days=90), 1, id="within the quarter it still counts"),
        pytest.param(SUNDAY + timedelta(days=91), 0, id="after it no more"),
    ],
)
def test_debt(day: date, owed: int) -> None:
    late = [CaughtUp(SUNDAY, SUNDAY + timedelta(days=3))]
    assert debt_on([windows(WindowState.MISSED, 1), windows(WindowState.SATISFIED, 4)], late, day) == owed


@pytest.mark.parametrize(
    ("values", "rank"),
    [
        pytest.param([], None, id="of none there is none"),
        pytest.param([7.0], 7.0, id="of one it is that one"),
        pytest.param([float(n) for n in range(1, 11)], 9.0, id="of ten the ninth"),
        pytest.param([float(n) for n in range(1, 12)], 10.0, id="of eleven the tenth"),
    ],
)
def test_nine_of_ten(values: list[float], rank: float | None) -> None:
    assert nearest_rank(values, 90) == rank


@given(st.lists(st.floats(0, 1000), min_size=1))
def test_at_least_nine_of_ten_are_within_it(values: list[float]) -> None:
    rank = nearest_rank(values, 90)
    assert rank is not None
    assert sum(value <= rank for value in values) >= 0.9 * len(values)


def test_acute_answers_count_elapsed_hours_and_leave_the_unanswered_out() -> None:
    table = acute_table([(SENT, SENT + timedelta(hours=10, minutes=1)), (SENT, None)])
    assert table.rows[0].cells == (2, 1, 11, 11, 11)


def test_advisers_per_group() -> None:
    assert advisers_table({CLOSED: [1, 2, 2]}).rows[0].cells[0] == 3
    assert str(advisers_table({CLOSED: [1, 2, 2]}).rows[0].cells[1]) == "1.7"


@given(st.dictionaries(st.sampled_from(list(ClientKind)), st.integers(0, 30)), st.integers(2, 10))
def test_no_small_number_of_clients_is_ever_told(clients: dict[ClientKind, int], threshold: int) -> None:
    table = clients_table(clients, threshold)
    cells = [row.cells[0] for row in table.rows]
    assert table.total is None
    assert all(isinstance(cell, Masked) or cell == 0 or (isinstance(cell, int) and cell >= threshold) for cell in cells)
    assert sum(isinstance(cell, Masked) for cell in cells) == sum(0 < count < threshold for count in clients.values())
