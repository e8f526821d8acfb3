"""The scale of a chart is round, starts at 0 and holds every number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.scales import MOST_STEPS, scale, scale_to, stacked_scale


@pytest.mark.parametrize(
    ("largest", "steps"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (3, (0, 1, 2, 3)),
        (29, (0, 10, 20, 30)),
        (24, (0, 5, 10, 15, 20, 25)),
        (2.5, (0, 1, 2, 3)),
    ],
)
def test_a_scale_has_round_steps(largest: float, steps: tuple[int, ...]) -> None:
    assert scale_to(largest).steps == steps


@given(st.floats(0, 10_000_000))
def test_a_scale_holds_the_largest_number(largest: float) -> None:
    found = scale_to(largest)
    assert found.steps[0] == 0
    assert largest <= found.top
    assert 2 <= len(found.steps) <= MOST_STEPS + 1
    assert len({high - low for low, high in zip(found.steps, found.steps[1:], strict=False)}) == 1


def test_stacked_bars_need_room_for_their_sum() -> None:
    series = [{"numbers": [2, 9]}, {"numbers": [3, 9]}]
    assert (scale(series).top, stacked_scale(series).top) == (10, 20)
    assert scale([]).top == stacked_scale([]).top == 1
