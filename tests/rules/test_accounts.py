"""Rules of signing in: delays, sessions that end, passwords that are weak."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.accounts import LONGEST_DELAY, delay_after, is_fresh, is_over, is_weak

NOW = datetime(2026, 4, 8, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (2, 0), (3, 1), (4, 2), (5, 4), (8, 32), (9, 60), (1000, 60)]
)
def test_delay_grows_to_a_minute(failures: int, seconds: int) -> None:
    assert delay_after(failures) == timedelta(seconds=seconds)


@given(st.integers(min_value=0, max_value=10**9))
def test_delay_never_locks(failures: int) -> None:
    assert delay_after(failures) <= delay_after(failures + 1) <= LONGEST_DELAY


@pytest.mark.parametrize(
    ("created", "seen", "over"),
    [
        pytest.param(timedelta(0), timedelta(minutes=30), False, id="idle: last second"),
        pytest.param(timedelta(0), timedelta(minutes=30, seconds=1), True, id="idle: over"),
        pytest.param(timedelta(hours=8), timedelta(0), False, id="age: last second"),
        pytest.param(timedelta(hours=8, seconds=1), timedelta(0), True, id="age: over"),
    ],
)
def test_sessions_end(created: timedelta, seen: timedelta, over: bool) -> None:
    ends = {"idle": timedelta(minutes=30), "longest": timedelta(hours=8)}
    assert is_over(NOW, created_at=NOW - created, seen_at=NOW - seen, **ends) is over


@pytest.mark.parametrize(
    ("ago", "fresh"),
    [
        (timedelta(0), True),
        (timedelta(minutes=5), True),
        (timedelta(minutes=5, seconds=1), False),
        (-timedelta(1), False),
    ],
    ids=["now", "last second", "too long ago", "in the future"],
)
def test_freshness(ago: timedelta, fresh: bool) -> None:
    assert is_fresh(NOW, NOW - ago) is fresh


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        ("vier losse woorden samen", False),
        ("k7#Qz!pW92mX", False),
        ("x4h2q-8mkbz-rt5wn-c3vyd", False),
        ("te kort", True),
        ("x" * 201, True),
        ("aaaaaaaaaaaaaaaa", True),
        ("abababababababab", True),
        ("123456789012", True),
        ("wachtwoord2026", True),
        ("Welkom01Welkom01", True),
        ("qwertyuiop1234", True),
        ("NoorVoorbeeld1", True),
    ],
)
def test_weak_passwords(password: str, weak: bool) -> None:
    assert is_weak(password, "noor", "Noor", "Voorbeeld") is weak
