"""The rota: who is on call at a moment, and the first hole in it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.on_call import Duty, first_hole, holes, on_call_at

START = datetime(2026, 4, 3, 16, tzinfo=UTC)


def hours(first: int, last: int, user: int = 1, rank: int = 1) -> Duty:
    return Duty(user, rank, START + timedelta(hours=first), START + timedelta(hours=last))


@pytest.mark.parametrize(
    ("hour", "rank", "people"),
    [
        pytest.param(0, 1, (1,), id="at the start"),
        pytest.param(11, 1, (1,), id="in the last hour"),
        pytest.param(12, 1, (2,), id="the next takes over at once"),
        pytest.param(3, 2, (3,), id="second on call"),
        pytest.param(12, 2, (), id="nobody second"),
    ],
)
def test_who_is_on_call(hour: int, rank: int, people: tuple[int, ...]) -> None:
    rota = [hours(0, 12), hours(12, 24, user=2), hours(0, 12, user=3, rank=2)]
    assert on_call_at(rota, START + timedelta(hours=hour), rank) == people


@pytest.mark.parametrize(
    ("rota", "hole"),
    [
        pytest.param([hours(0, 24)], None, id="covered"),
        pytest.param([hours(0, 12), hours(12, 24)], None, id="one after the other"),
        pytest.param([hours(0, 10), hours(12, 24)], 10, id="a gap of two hours"),
        pytest.param([hours(0, 23)], 23, id="ends an hour early"),
        pytest.param([hours(0, 24, rank=2)], 0, id="only somebody second"),
        pytest.param([], 0, id="nobody at all"),
        pytest.param([hours(-5, 20), hours(3, 8), hours(19, 30)], None, id="overlapping"),
    ],
)
def test_the_first_hole(rota: list[Duty], hole: int | None) -> None:
    found = first_hole(rota, START, START + timedelta(hours=24))
    assert found == (None if hole is None else START + timedelta(hours=hole))


@given(st.lists(st.tuples(st.integers(-5, 30), st.integers(1, 20))))
def test_at_a_hole_nobody_is_first_on_call(spans: list[tuple[int, int]]) -> None:
    rota = [hours(first, first + length) for first, length in spans]
    hole = first_hole(rota, START, START + timedelta(hours=24))
    if hole is not None:
        assert on_call_at(rota, hole, 1) == ()
    else:
        assert all(on_call_at(rota, START + timedelta(hours=hour), 1) for hour in range(24))


@given(st.lists(st.tuples(st.integers(-5, 30), st.integers(1, 20))))
def test_the_holes_are_just_the_hours_with_nobody_first(spans: list[tuple[int, int]]) -> None:
    rota = [hours(first, first + length) for first, length in spans]
    found = holes(rota, START, START + timedelta(hours=24))
    for hour in range(24):
        moment = START + timedelta(hours=hour)
        assert any(since <= moment < until for since, until in found) == (on_call_at(rota, moment, 1) == ())
