"""The figures for managers: windows, gaps, debt, open signals, escalations."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.management_figures import (
    EscalationFact,
    GroupFact,
    OpenSignal,
    PeriodFacts,
    WindowFact,
    care_types_shown,
    debt_table,
    escalations_table,
    gaps_table,
    how_many,
    longest_gap,
    open_signals_table,
    owed,
    share_on_time,
    windows_table,
)
from rules.policy import load_policy
from rules.reports import Table
from rules.vocabulary import CareType, SignalKind, WindowState

TODAY = date(2026, 4, 8)
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
CLOSED, HOME, FARM = CareType.CLOSED_CARE, CareType.FAMILY_HOME, CareType.CARE_FARM
CADENCE = load_policy().on(TODAY).cadence
ACUTE, GENERAL = SignalKind.ACUTE, SignalKind.GENERAL
STATES = st.sampled_from(WindowState)


def windows(*states: WindowState, care_type: CareType = CLOSED) -> list[WindowFact]:
    return [WindowFact(number, care_type, state) for number, state in enumerate(states)]


def cells(table: Table) -> dict[str, tuple[Any, ...]]:
    rows = (*table.rows, *((table.total,) if table.total else ()))
    return {row.label: row.cells for row in rows}


def test_windows_per_care_type() -> None:
    facts = [*windows(*WindowState), *windows(WindowState.MISSED, care_type=HOME)]
    assert cells(windows_table(facts, (CLOSED, HOME))) == {
        "Gesloten jeugdhulp": (5, 1, 1, 1, 1, 1),
        "Gezinshuis": (1, 0, 0, 1, 0, 0),
        "Totaal": (6, 1, 1, 2, 1, 1),
    }


@given(st.lists(STATES))
def test_due_is_the_sum_of_what_became_of_it(states: list[WindowState]) -> None:
    for due, *parts in cells(windows_table(windows(*states), (CLOSED,))).values():
        assert due == sum(parts) == len(states)


@given(st.lists(STATES))
def test_debt_is_due_minus_done_minus_excused(states: list[WindowState]) -> None:
    _, on_time, late, _, waived, _ = cells(windows_table(windows(*states), (CLOSED,)))["Totaal"]
    debt, groups, refused = cells(debt_table(windows(*states), (), (CLOSED,)))["Totaal"]
    assert debt == groups == len(states) - on_time - late - waived
    assert refused == 0


def test_debt_counts_a_group_once_and_refusals_apart() -> None:
    facts = [WindowFact(1, CLOSED, WindowState.MISSED)] * 2
    assert cells(debt_table(facts, (HOME,), (CLOSED, HOME))) == {
        "Gesloten jeugdhulp": (2, 1, 0),
        "Gezinshuis": (0, 0, 1),
        "Totaal": (2, 1, 1),
    }


def test_alike_windows_count_as_many_as_they_are() -> None:
    apart = [WindowFact(1, CLOSED, state) for state in (WindowState.MISSED,) * 3 + (WindowState.SATISFIED,) * 2]
    together = [WindowFact(1, CLOSED, WindowState.MISSED, 3), WindowFact(1, CLOSED, WindowState.SATISFIED, 2)]
    assert windows_table(together, [CLOSED]) == windows_table(apart, [CLOSED])
    assert debt_table(together, [], [CLOSED]) == debt_table(apart, [], [CLOSED])
    assert share_on_time(together) == share_on_time(apart) == 40
    assert how_many(owed(together)) == how_many(owed(apart)) == 3


@pytest.mark.parametrize(
    ("states", "share"),
    [
        pytest.param((), None, id="no windows: no share"),
        pytest.param((WindowState.WAIVED,), None, id="only waived: no share"),
        pytest.param((WindowState.SATISFIED, WindowState.WAIVED), 100, id="a waived window asked nothing"),
        pytest.param(
            (WindowState.SATISFIED, WindowState.SATISFIED_LATE, WindowState.MISSED), 33, id="late is not in time"
        ),
    ],
)
def test_share_on_time(states: tuple[WindowState, ...], share: int | None) -> None:
    assert share_on_time(windows(*states)) == share


@pytest.mark.parametrize(
    ("since", "ended", "visited", "gap"),
    [
        pytest.param(date(2026, 1, 5), None, (), 85, id="never visited: since the first window"),
        pytest.param(date(2026, 1, 5), None, (date(2026, 1, 12), date(2026, 3, 30)), 77, id="between two visits"),
        pytest.param(date(2025, 1, 6), None, (date(2025, 1, 6), date(2025, 12, 30)), 91, id="older gaps do not count"),
        pytest.param(date(2025, 1, 6), None, (date(2025, 12, 1), date(2026, 1, 2)), 88, id="the last gap still runs"),
        pytest.param(date(2025, 1, 6), date(2026, 1, 31), (date(2026, 1, 2),), 361, id="ends where the group ends"),
        pytest.param(date(2025, 1, 6), date(2025, 12, 31), (), None, id="ended before the period"),
        pytest.param(date(2026, 4, 6), None, (), None, id="begins after the period"),
        pytest.param(date(2026, 1, 5), None, (date(2026, 4, 2),), 85, id="a visit after the period does not help"),
    ],
)
def test_longest_gap(since: date, ended: date | None, visited: tuple[date, ...], gap: int | None) -> None:
    assert longest_gap(GroupFact(CLOSED, since, ended, visited), FIRST, LAST) == gap


@given(st.lists(st.dates(FIRST, LAST), max_size=8), st.dates(FIRST, LAST))
def test_one_more_visit_never_makes_a_gap_longer(visited: list[date], more: date) -> None:
    before = longest_gap(GroupFact(CLOSED, FIRST, None, tuple(visited)), FIRST, LAST)
    after = longest_gap(GroupFact(CLOSED, FIRST, None, (*visited, more)), FIRST, LAST)
    assert before is not None
    assert after is not None
    assert after <= before


def test_gaps_stand_beside_the_limits_of_the_policy() -> None:
    groups = [GroupFact(CLOSED, date(2026, 3, 1), None, ()), GroupFact(CLOSED, date(2026, 3, 30), None, ())]
    assert cells(gaps_table(groups, CADENCE, (CLOSED, FARM), FIRST, LAST)) == {
        "Gesloten jeugdhulp": (30, 10, 14),
        "Zorgboerderij": (None, None, None),
    }


@pytest.mark.parametrize(
    ("days", "label"),
    [
        pytest.param(0, "0 tot en met 14 dagen", id="sent today"),
        pytest.param(14, "0 tot en met 14 dagen", id="last day of the first class"),
        pytest.param(15, "15 tot en met 30 dagen", id="first day of the second"),
        pytest.param(90, "61 tot en met 90 dagen", id="last day of the fourth"),
        pytest.param(91, "meer dan 90 dagen", id="oldest"),
        pytest.param(4000, "meer dan 90 dagen", id="very old"),
    ],
)
def test_open_signals_by_age(days: int, label: str) -> None:
    table = cells(open_signals_table([OpenSignal(ACUTE, TODAY - timedelta(days=days))], TODAY))
    assert table[label] == table["Totaal"] == (1, 0, 1)
    assert sum(row == (0, 0, 0) for row in table.values()) == 4


def test_escalations_by_stage_and_kind() -> None:
    facts = [
        EscalationFact(ACUTE, FIRST, FIRST, LAST, waits=False),
        EscalationFact(GENERAL, date(2025, 12, 31), FIRST, date(2026, 4, 1), waits=False),
        EscalationFact(GENERAL, date(2025, 12, 1), None, None, waits=True),
    ]
    assert cells(escalations_table(facts, FIRST, LAST)) == {
        "Voorgesteld": (1, 0, 1),
        "Goedgekeurd": (1, 1, 2),
        "Doorgegeven": (1, 0, 1),
        "Wacht nu op goedkeuring": (0, 1, 1),
    }


def test_care_types_without_a_norm_are_shown_only_when_there_is_something_to_say() -> None:
    nothing = PeriodFacts((), (), (), (), ())
    normed = [CLOSED, CareType.OPEN_RESIDENTIAL_CARE, CareType.INDEPENDENCE_TRAINING, HOME]
    assert care_types_shown(CADENCE, nothing) == normed
    assert care_types_shown(CADENCE, PeriodFacts((), (), (FARM,), (), ())) == [*normed, FARM]
