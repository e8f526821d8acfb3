"""Facts in Dutch words."""

from datetime import UTC, date, datetime

import pytest

from templates.words import FILTERS

WINTER = datetime(2026, 1, 7, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("filter_name", "given", "then"),
    [
        pytest.param("dutch_date", ("2026-04-08",), "woensdag 8 april 2026", id="a stored day"),
        pytest.param("dutch_date", (date(2026, 4, 8),), "woensdag 8 april 2026", id="a day"),
        pytest.param("dutch_date", ("2026-04-08T22:30:00+00:00",), "donderdag 9 april 2026", id="the day in Amsterdam"),
        pytest.param("dutch_time", (WINTER,), "10.05 uur", id="winter time"),
        pytest.param("dutch_time", ("2026-04-08T09:00:00+00:00",), "11.00 uur", id="summer time"),
        pytest.param("dutch_moment", ("2026-04-08",), "woensdag 8 april 2026", id="a moment may be a day"),
        pytest.param("dutch_moment", (WINTER,), "woensdag 7 januari 2026 om 10.05 uur", id="or an instant"),
        pytest.param("dutch_day_and_time", (WINTER,), "woensdag 7 januari, 10.05 uur", id="within this week"),
        pytest.param("dutch_week", ("2026-W14",), "week 14 van 2026", id="a week"),
        pytest.param("dutch_week", ("2026-W53",), "week 53 van 2026", id="a long year"),
        pytest.param("counted", (1, "dag", "dagen"), "1 dag", id="one"),
        pytest.param("counted", (0, "dag", "dagen"), "0 dagen", id="none"),
        pytest.param("listed", (["a", "b", "c"],), "a, b en c", id="a list"),
        pytest.param("listed", (["a"],), "a", id="a list of one"),
        pytest.param("measure", ("room_search",), "kamercontrole", id="a word"),
        pytest.param("signal_kind", ("acute",), "acuut", id="another word"),
    ],
)
def test_filters(filter_name: str, given: tuple[object, ...], then: str) -> None:
    assert FILTERS[filter_name](*given) == then


@pytest.mark.parametrize(
    ("filter_name", "given"),
    [
        pytest.param("dutch_date", "8 april", id="no date"),
        pytest.param("dutch_date", "2026-02-30", id="no such day"),
        pytest.param("dutch_date", "2026-04-08T09:00:00", id="no zone"),
        pytest.param("dutch_time", "2026-04-08", id="a day has no time"),
        pytest.param("dutch_week", "2025-W53", id="no such week"),
        pytest.param("measure", "tickling", id="no such word"),
    ],
)
def test_filters_invent_nothing(filter_name: str, given: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        FILTERS[filter_name](given)
