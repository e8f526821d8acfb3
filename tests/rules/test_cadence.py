"""Windows: fixed, without overlap or gap, dated by care type."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.cadence import (
    DatedCareType,
    DatedOverride,
    GroupFacts,
    Period,
    Window,
    below_norm_from,
    care_type_on,
    is_closed_throughout,
    min_gap_days,
    norm_days,
    windows,
)
from rules.calendar import DUTCH_CALENDAR
from rules.policy import load_policy
from rules.vocabulary import CareType, WaiverReason

POLICIES = load_policy()
LONG_AGO = date(2019, 1, 7)
ANCHOR = date(2026, 1, 5)
DAY = timedelta(days=1)
NORMED = (
    CareType.CLOSED_CARE,
    CareType.OPEN_RESIDENTIAL_CARE,
    CareType.INDEPENDENCE_TRAINING,
    CareType.FAMILY_HOME,
)


def group(care_type: CareType, opened_on: date = LONG_AGO, **facts: object) -> GroupFacts:
    plain = GroupFacts(anchor_on=ANCHOR, opened_on=opened_on, care_types=(DatedCareType(care_type, opened_on),))
    return replace(plain, **facts)  # type: ignore[arg-type]  # dataclasses.replace takes what the class takes


def of(facts: GroupFacts, since: date, until: date) -> tuple[Window, ...]:
    return windows(facts, POLICIES, DUTCH_CALENDAR, until, since)


def spans(found: tuple[Window, ...]) -> list[tuple[date, date]]:
    return [(window.starts_on, window.ends_on) for window in found]


@pytest.mark.parametrize(
    ("care_type", "count"),
    [
        pytest.param(CareType.CLOSED_CARE, 53, id="closed care: 53 ISO weeks in 2026"),
        pytest.param(CareType.FAMILY_HOME, 4, id="family home: four quarters"),
        pytest.param(CareType.OPEN_RESIDENTIAL_CARE, 26, id="open care: 26 fortnights from 5 January"),
        pytest.param(CareType.INDEPENDENCE_TRAINING, 7, id="independence training: seven times eight weeks"),
        pytest.param(CareType.FOSTER_FAMILY, 0, id="no norm: no windows"),
    ],
)
def test_windows_that_start_in_iso_year_2026(care_type: CareType, count: int) -> None:
    found = of(group(care_type), date(2025, 12, 1), date(2027, 2, 1))
    in_year = [w for w in found if date(2025, 12, 29) <= w.starts_on <= date(2026, 12, 31)]
    assert len(in_year) == count


@pytest.mark.parametrize(
    ("care_type", "since", "first"),
    [
        (CareType.CLOSED_CARE, date(2026, 3, 18), (date(2026, 3, 16), date(2026, 3, 22), date(2026, 3, 25))),
        (CareType.OPEN_RESIDENTIAL_CARE, date(2026, 3, 18), (date(2026, 3, 16), date(2026, 3, 29), date(2026, 4, 7))),
        (CareType.INDEPENDENCE_TRAINING, date(2026, 3, 18), (date(2026, 3, 2), date(2026, 4, 26), date(2026, 5, 12))),
        (CareType.FAMILY_HOME, date(2026, 12, 31), (date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 29))),
    ],
    ids=lambda value: value.value if isinstance(value, CareType) else "",
)
def test_the_window_of_a_day_and_its_tolerance(care_type: CareType, since: date, first: tuple[date, ...]) -> None:
    window = of(group(care_type), since, since)[0]
    assert (window.starts_on, window.ends_on, window.late_until) == first


@pytest.mark.parametrize(
    ("care_type", "opened_on", "expected"),
    [
        pytest.param(
            CareType.CLOSED_CARE, date(2026, 3, 16), [(date(2026, 3, 16), date(2026, 3, 22))], id="opened on a Monday"
        ),
        pytest.param(
            CareType.CLOSED_CARE, date(2026, 3, 20), [(date(2026, 3, 20), date(2026, 3, 27)),
                                                      (date(2026, 3, 30), date(2026, 4, 5))],
            id="opened on a Friday: within five working days, then by week",
        ),
        pytest.param(
            CareType.FAMILY_HOME, date(2026, 4, 1), [(date(2026, 4, 1), date(2026, 5, 1)),
                                                     (date(2026, 7, 1), date(2026, 9, 30))],
            id="family home: within 30 days, then by quarter",
        ),
    ],
)  # fmt: skip
def test_the_first_window_follows_the_term_of_the_first_visit(
    care_type: CareType, opened_on: date, expected: list[tuple[date, date]]
) -> None:
    found = spans(of(group(care_type, opened_on), opened_on, opened_on + 120 * DAY))
    assert found[: len(expected)] == expected


@pytest.mark.parametrize(
    ("changed_on", "last"),
    [
        pytest.param(date(2026, 9, 1), (date(2026, 8, 31), WaiverReason.CARE_TYPE_CHANGE), id="one of seven: waived"),
        pytest.param(date(2026, 9, 3), (date(2026, 8, 31), WaiverReason.CARE_TYPE_CHANGE), id="three of seven: waived"),
        pytest.param(date(2026, 9, 4), (date(2026, 8, 31), None), id="four of seven: keeps the old norm"),
        pytest.param(date(2026, 9, 7), (date(2026, 8, 31), None), id="a whole week: nothing to cut"),
    ],
)
def test_a_change_of_care_type_ends_the_running_window(
    changed_on: date, last: tuple[date, WaiverReason | None]
) -> None:
    types = (
        DatedCareType(CareType.CLOSED_CARE, LONG_AGO, changed_on - DAY),
        DatedCareType(CareType.OPEN_RESIDENTIAL_CARE, changed_on),
    )
    found = of(group(CareType.CLOSED_CARE, care_types=types), date(2026, 8, 24), date(2026, 9, 20))
    old = [window for window in found if window.care_type is CareType.CLOSED_CARE][-1]
    new = next(window for window in found if window.care_type is CareType.OPEN_RESIDENTIAL_CARE)
    assert (old.starts_on, old.waiver) == last
    assert old.ends_on == changed_on - DAY
    assert (new.starts_on, new.ends_on) == (changed_on, changed_on + 13 * DAY)


@pytest.mark.parametrize(
    ("care_type", "closures", "waiver"),
    [
        pytest.param(CareType.OPEN_RESIDENTIAL_CARE, [(2, 15)], WaiverReason.CLOSED, id="the whole window: waived"),
        pytest.param(CareType.OPEN_RESIDENTIAL_CARE, [(2, 14)], None, id="all but one day: still due"),
        pytest.param(
            CareType.OPEN_RESIDENTIAL_CARE, [(1, 8), (9, 20)], WaiverReason.CLOSED, id="two closures together: waived"
        ),
        pytest.param(CareType.CLOSED_CARE, [(1, 31)], None, id="closed care never closes: still due"),
    ],
)
def test_closures(care_type: CareType, closures: list[tuple[int, int]], waiver: WaiverReason | None) -> None:
    """March 2026; the open window runs from the 2nd to the 15th."""
    closed = tuple(Period(date(2026, 3, first), date(2026, 3, last)) for first, last in closures)
    assert of(group(care_type, closures=closed), date(2026, 3, 4), date(2026, 3, 4))[0].waiver is waiver


@pytest.mark.parametrize(("residents", "waiver"), [(0, WaiverReason.NO_RESIDENTS), (1, None), (None, None)])
def test_nobody_lives_there(residents: int | None, waiver: WaiverReason | None) -> None:
    assert of(group(CareType.CLOSED_CARE, residents=residents), ANCHOR, ANCHOR)[0].waiver is waiver


def test_a_group_that_ends_early_in_its_window_owes_no_visit() -> None:
    ended = of(group(CareType.CLOSED_CARE, ended_on=date(2026, 3, 17)), date(2026, 3, 9), date(2026, 4, 1))
    assert [(window.ends_on, window.waiver) for window in ended] == [
        (date(2026, 3, 15), None),
        (date(2026, 3, 17), WaiverReason.GROUP_ENDED),
    ]


def test_a_rhythm_of_its_own_holds_in_its_period() -> None:
    override = DatedOverride(7, date(2026, 3, 2), date(2026, 3, 29))
    found = of(group(CareType.OPEN_RESIDENTIAL_CARE, overrides=(override,)), date(2026, 2, 16), date(2026, 4, 12))
    weekly = [(date(2026, 3, day), date(2026, 3, day + 6)) for day in (2, 9, 16, 23)]
    assert spans(found) == [(date(2026, 2, 16), date(2026, 3, 1)), *weekly, (date(2026, 3, 30), date(2026, 4, 12))]


def test_a_rhythm_that_starts_early_in_a_window_takes_it_over() -> None:
    override = DatedOverride(7, date(2026, 3, 4), date(2026, 3, 31))
    found = spans(of(group(CareType.OPEN_RESIDENTIAL_CARE, overrides=(override,)), date(2026, 3, 2), date(2026, 3, 20)))
    assert found[:2] == [(date(2026, 3, 2), date(2026, 3, 10)), (date(2026, 3, 11), date(2026, 3, 17))]


def test_a_rhythm_of_its_own_gives_windows_where_there_is_no_norm() -> None:
    override = DatedOverride(30, date(2026, 3, 1), date(2026, 4, 29))
    found = of(group(CareType.CARE_FARM, overrides=(override,)), date(2026, 2, 1), date(2026, 12, 31))
    assert spans(found) == [(date(2026, 3, 1), date(2026, 3, 30)), (date(2026, 3, 31), date(2026, 4, 29))]


CHANGED = date(2026, 5, 4)
FIRST_DAY, LAST_DAY = date(2026, 3, 2), date(2026, 8, 30)


@pytest.mark.parametrize(
    ("every_days", "since", "accepted", "then"),
    [
        pytest.param(14, FIRST_DAY, False, CHANGED, id="within the norm until it becomes stricter"),
        pytest.param(7, FIRST_DAY, False, None, id="within both"),
        pytest.param(15, FIRST_DAY, False, FIRST_DAY, id="below the first already"),
        pytest.param(15, FIRST_DAY, True, CHANGED, id="accepted below the first only"),
        pytest.param(14, date(2026, 6, 1), False, date(2026, 6, 1), id="only from the day asked for"),
        pytest.param(14, LAST_DAY, False, LAST_DAY, id="on its last day"),
        pytest.param(14, LAST_DAY + DAY, False, None, id="day after: over"),
    ],
)
def test_where_a_rhythm_falls_below_a_norm_that_nobody_accepted(
    every_days: int, since: date, accepted: bool, then: date | None
) -> None:
    """A group of open care (every 14 days) gives closed care (every week) from CHANGED on."""
    types = (
        DatedCareType(CareType.OPEN_RESIDENTIAL_CARE, LONG_AGO, CHANGED - DAY),
        DatedCareType(CareType.CLOSED_CARE, CHANGED),
    )
    rhythm = DatedOverride(every_days, FIRST_DAY, LAST_DAY)
    facts = group(CareType.OPEN_RESIDENTIAL_CARE, care_types=types, overrides=(rhythm,))
    assert below_norm_from(facts, rhythm, POLICIES, since, accepted=accepted) == then


@pytest.mark.parametrize(("every_days", "gap"), [(None, 7), (7, 3), (1, 1), (60, 7)])
def test_the_gap_between_visits_that_count(every_days: int | None, gap: int) -> None:
    overrides = (DatedOverride(every_days, ANCHOR, date(2026, 12, 31)),) if every_days else ()
    facts = group(CareType.OPEN_RESIDENTIAL_CARE, overrides=overrides)
    assert min_gap_days(facts, CareType.OPEN_RESIDENTIAL_CARE, ANCHOR, POLICIES.on(ANCHOR)) == gap


def test_closures_leave_no_day_between() -> None:
    first, second = Period(date(2026, 3, 1), date(2026, 3, 4)), Period(date(2026, 3, 6), date(2026, 3, 9))
    assert not is_closed_throughout((second, first), date(2026, 3, 1), date(2026, 3, 9))


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@st.composite
def any_group(draw: st.DrawFn) -> GroupFacts:
    changes = sorted(draw(st.sets(DAYS, max_size=3)))
    starts = [LONG_AGO, *changes]
    ends = [day - DAY for day in changes] + [None]
    types = tuple(
        DatedCareType(draw(st.sampled_from(NORMED)), start, end) for start, end in zip(starts, ends, strict=True)
    )
    overrides: tuple[DatedOverride, ...] = ()
    if draw(st.booleans()):
        first = draw(DAYS)
        overrides = (DatedOverride(draw(st.integers(1, 60)), first, first + draw(st.integers(0, 200)) * DAY),)
    return GroupFacts(draw(DAYS), LONG_AGO, types, overrides=overrides)


def is_below(facts: GroupFacts, rhythm: DatedOverride, day: date) -> bool:
    care_type = care_type_on(facts, day)
    norm = norm_days(POLICIES.on(max(day, POLICIES.starts_on)).cadence[care_type]) if care_type else None
    return norm is not None and rhythm.every_days > norm


@given(any_group().filter(lambda facts: bool(facts.overrides)), DAYS)
def test_a_rhythm_falls_below_the_norm_on_the_first_day_that_it_does(facts: GroupFacts, since: date) -> None:
    (rhythm,) = facts.overrides
    first = max(since, rhythm.valid_from)
    days = [first + step * DAY for step in range((rhythm.valid_to - first).days + 1)]
    expected = next((day for day in days if is_below(facts, rhythm, day)), None)
    assert below_norm_from(facts, rhythm, POLICIES, since, accepted=False) == expected


@given(any_group(), DAYS, st.integers(0, 400))
def test_windows_never_overlap_and_none_is_skipped(facts: GroupFacts, since: date, length: int) -> None:
    found = of(facts, since, since + length * DAY)
    assert found[0].starts_on <= since <= found[0].ends_on
    assert found[-1].ends_on >= since + length * DAY
    assert all(after.starts_on == before.ends_on + DAY for before, after in pairwise(found))
    assert all(window.starts_on <= window.ends_on <= window.late_until for window in found)


@given(any_group(), DAYS, st.integers(1, 300))
def test_looking_later_gives_the_same_windows(facts: GroupFacts, since: date, later: int) -> None:
    """A window is what it is, whenever one looks: nothing drifts."""
    until = since + 400 * DAY
    whole = of(facts, since, until)
    assert of(facts, since + later * DAY, until) == tuple(w for w in whole if w.ends_on >= since + later * DAY)
