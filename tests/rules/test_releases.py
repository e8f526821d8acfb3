"""What one release hides, no later one shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.releases import newly_shown, only_text_before, scope_of

NAMES = st.sampled_from([f"2025/{scope}/table_1a/{row}" for scope in ("nl", "res:GM1") for row in "abc"])
CELLS = st.dictionaries(NAMES, st.none() | st.integers(0, 99).map(str))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({"2025/nl/t/a": "7"}, {"2025/nl/t/a"}, id="shown now, hidden before"),
        pytest.param({"2025/nl/t/a": None}, set(), id="hidden again"),
        pytest.param({"2025/nl/t/b": "7"}, set(), id="another figure"),
        pytest.param({"2025/res:GM1/t/b": "7"}, {"2025/res:GM1/t/b"}, id="text only before"),
    ],
)
def test_newly_shown(cells: dict[str, str | None], expected: set[str]) -> None:
    assert newly_shown(cells, {"2025/nl/t/a"}, {"2025/res:GM1"}) == expected


@given(CELLS, CELLS)
def test_hiding_what_is_newly_shown_is_enough(before: dict[str, str | None], after: dict[str, str | None]) -> None:
    hidden = {cell for cell, shown in before.items() if shown is None}
    texts = only_text_before(before, after)
    mended = after | dict.fromkeys(newly_shown(after, hidden, texts))
    assert newly_shown(mended, hidden, texts) == frozenset()
    assert all(mended[cell] is None for cell in hidden & mended.keys())


@given(CELLS)
def test_the_same_again_shows_nothing_new(cells: dict[str, str | None]) -> None:
    hidden = {cell for cell, shown in cells.items() if shown is None}
    assert newly_shown(cells, hidden, only_text_before(cells, cells)) == frozenset()


def test_a_scope_is_a_period_and_a_population() -> None:
    assert scope_of("2025/res:GM1/table_1a/youth/new") == "2025/res:GM1"
