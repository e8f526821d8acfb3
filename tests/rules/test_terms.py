"""When terms end and why: the 43 vectors, the explanation, suspension, extension, and what always holds."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.calendar import DUTCH_CALENDAR, Profile, parse_moment, show_moment, working_days_between
from rules.errors import RuleError
from rules.term_errors import (
    AlreadySuspended,
    CountsBack,
    ExtensionTooLong,
    ExtensionWithoutReason,
    HoursNeedInstant,
    NoExtensionLeft,
    NotSuspended,
    OfficeProfileInLaw,
    SuspendedBeforeStart,
    TermAlreadyOver,
    TermBeyondCalendar,
    TermOutOfBounds,
)
from rules.terms import (
    ROLLS_UP_TO,
    Basis,
    Direction,
    RunningTerm,
    Term,
    begin,
    due,
    due_of,
    explain,
    explain_running,
    extend,
    replay,
    resume,
    suspend,
)
from rules.vocabulary import Unit

VECTORS = list(csv.DictReader((Path(__file__).parent / "vectors.csv").read_text(encoding="utf-8").splitlines()))
SIX_WEEKS = Term(6, Unit.WEEKS, Basis.STATUTORY)
TEN_WORKING_DAYS = Term(10, Unit.WORKING_DAYS, Basis.POLICY)
FOUR_HOURS = Term(4, Unit.HOURS, Basis.POLICY)
LATER = DUTCH_CALENDAR.with_equated(date(2029, 5, 11), "Besluit gelijkstelling 2029-2031")

DAYS = st.dates(min_value=date(2017, 1, 1), max_value=date(2035, 12, 31))
INSTANTS = st.datetimes(datetime(2017, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bare bounds
CALENDAR_UNITS = st.sampled_from([Unit.DAYS, Unit.WEEKS, Unit.MONTHS])
DAY_UNITS = st.sampled_from([unit for unit in Unit if unit is not Unit.HOURS])


def term_of(row: dict[str, str]) -> Term:
    return Term(
        int(row["amount"]),
        Unit.from_dutch(row["unit"]),
        Basis.from_dutch(row["basis"]),
        Profile.from_dutch(row["profile"]),
        Direction.from_dutch(row["direction"]),
    )


def test_all_vectors_are_here() -> None:
    assert len(VECTORS) == 43


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['id']}: {row['why']}") for row in VECTORS])
def test_vector(row: dict[str, str]) -> None:
    outcome = explain(parse_moment(row["start"]), term_of(row))
    assert show_moment(outcome.end) == row["end"]
    assert outcome.provisional is (row["provisional"] == "yes")
    assert replay(outcome.steps) == outcome.end


def test_explanation_names_each_day_moved_from_with_its_source() -> None:
    outcome = explain(date(2026, 2, 20), SIX_WEEKS)
    assert outcome.on == date(2026, 4, 7)
    assert [(step.date, step.rule, step.reason, step.source) for step in outcome.steps] == [
        (date(2026, 4, 3), "count", "6 weken na 2026-02-20", "wet"),
        (date(2026, 4, 3), "atw_art1", "Goede Vrijdag", "Atw art. 3 lid 2"),
        (date(2026, 4, 4), "atw_art1", "zaterdag", "Atw art. 1 lid 1"),
        (date(2026, 4, 5), "atw_art1", "zondag", "Atw art. 1 lid 1"),
        (date(2026, 4, 6), "atw_art1", "Tweede Paasdag", "Atw art. 3 lid 1"),
    ]


def test_explanation_of_article_2_passes_over_a_holiday() -> None:
    outcome = explain(date(2026, 5, 1), Term(3, Unit.DAYS, Basis.STATUTORY))
    assert outcome.on == date(2026, 5, 6)
    assert [(step.date, step.rule, step.reason, step.source) for step in outcome.steps] == [
        (date(2026, 5, 4), "count", "3 dagen na 2026-05-01", "wet"),
        (date(2026, 5, 4), "atw_art2", "de termijn telt pas 1 werkdag", "Atw art. 2"),
        (date(2026, 5, 5), "atw_art2", "Bevrijdingsdag", "Atw art. 2"),
    ]


def test_house_policy_rolls_alike_and_says_that_it_is_no_law() -> None:
    outcome = explain(date(2026, 2, 20), replace(SIX_WEEKS, basis=Basis.POLICY))
    assert outcome.on == date(2026, 4, 7)
    assert [step.source for step in outcome.steps[:2]] == ["huisregel", "huisregel, naar Atw art. 3 lid 2"]


def test_office_policy_does_not_roll_off_an_equated_day() -> None:
    term = Term(6, Unit.WEEKS, Basis.POLICY, Profile.OFFICE)
    assert due(date(2026, 4, 2), term) == date(2026, 5, 15)


@pytest.mark.parametrize(
    ("start", "term", "reason", "source"),
    [
        pytest.param(
            date(2026, 5, 13),
            Term(1, Unit.WORKING_DAYS, Basis.POLICY),
            "1 werkdag na 2026-05-13; Hemelvaartsdag (2026-05-14) telt niet mee; "
            "gelijkgestelde dag (2026-05-15) telt niet mee",
            "huisregel",
            id="working days: holidays passed over are named",
        ),
        pytest.param(
            date(2026, 9, 26),
            Term(13, Unit.WEEKS, Basis.STATUTORY),
            "13 weken na 2026-09-26",
            "wet, niet verlengd (Atw art. 4)",
            id="too long to roll",
        ),
        pytest.param(
            date(2026, 4, 27),
            Term(10, Unit.DAYS, Basis.STATUTORY, direction=Direction.BACK),
            "10 dagen vóór 2026-04-27",
            "wet, niet verlengd (Atw art. 1 lid 2)",
            id="counted back",
        ),
        pytest.param(
            datetime(2026, 4, 3, 15, 0, tzinfo=UTC),
            Term(1, Unit.HOURS, Basis.POLICY),
            "1 uur na 2026-04-03T17:00+02:00",
            "huisregel, niet verlengd (Atw art. 4)",
            id="hours",
        ),
    ],
)
def test_one_row_where_nothing_moves(start: date, term: Term, reason: str, source: str) -> None:
    (count,) = explain(start, term).steps
    assert (count.rule, count.reason, count.source) == ("count", reason, source)


@pytest.mark.parametrize(
    ("start", "term", "then"),
    [
        pytest.param(
            date(2026, 4, 9),
            Term(3, Unit.WORKING_DAYS, Basis.POLICY, direction=Direction.BACK),
            date(2026, 4, 2),
            id="working days back over Easter",
        ),
        pytest.param(
            date(2026, 3, 31),
            Term(1, Unit.MONTHS, Basis.STATUTORY, direction=Direction.BACK),
            date(2026, 2, 28),
            id="a month back is clipped, and stays on Saturday",
        ),
        pytest.param(
            datetime(2026, 4, 3, 15, 0, tzinfo=UTC),
            Term(24, Unit.HOURS, Basis.POLICY, direction=Direction.BACK),
            datetime(2026, 4, 2, 15, 0, tzinfo=UTC),
            id="hours back",
        ),
        pytest.param(date(2025, 11, 30), Term(3, Unit.MONTHS, Basis.STATUTORY), date(2026, 3, 2), id="month end"),
        pytest.param(
            datetime(2026, 2, 19, 23, 30, tzinfo=UTC), SIX_WEEKS, date(2026, 4, 7), id="an instant counts by its day"
        ),
    ],
)
def test_due(start: date, term: Term, then: date) -> None:
    assert due(start, term) == then


def test_scenario_36_a_decree_loaded_later_moves_the_open_statutory_term() -> None:
    start = date(2029, 3, 29)
    before, after = explain(start, SIX_WEEKS), explain(start, SIX_WEEKS, LATER)
    assert (before.end, after.end) == (date(2029, 5, 11), date(2029, 5, 14))
    assert before.provisional
    assert after.steps[2].source == "Atw art. 3 lid 3, Besluit gelijkstelling 2029-2031"
    assert due(start, Term(6, Unit.WEEKS, Basis.POLICY, Profile.OFFICE), LATER) == date(2029, 5, 11)


def test_a_known_horizon_that_grows_settles_a_provisional_date() -> None:
    settled = explain(date(2029, 3, 29), SIX_WEEKS, LATER.with_known_until(date(2031, 12, 31)))
    assert (settled.end, settled.provisional) == (date(2029, 5, 14), False)


@pytest.mark.parametrize(
    ("term", "start", "provisional"),
    [
        pytest.param(SIX_WEEKS, date(2028, 11, 17), False, id="ends on the last known working day"),
        pytest.param(SIX_WEEKS, date(2028, 11, 18), True, id="ends on Saturday, rolls over the horizon"),
        pytest.param(Term(13, Unit.WEEKS, Basis.STATUTORY), date(2029, 1, 1), False, id="never rolls: certain"),
        pytest.param(TEN_WORKING_DAYS, date(2029, 1, 1), True, id="working days ask the calendar"),
        pytest.param(replace(TEN_WORKING_DAYS, profile=Profile.OFFICE), date(2029, 1, 1), False, id="office: certain"),
        pytest.param(replace(TEN_WORKING_DAYS, direction=Direction.BACK), date(2029, 1, 2), True, id="asks 1 Jan"),
        pytest.param(replace(TEN_WORKING_DAYS, direction=Direction.BACK), date(2029, 1, 1), False, id="from 1 Jan"),
        pytest.param(FOUR_HOURS, datetime(2030, 1, 1, tzinfo=UTC), False, id="hours: certain"),
    ],
)
def test_provisional(term: Term, start: date, provisional: bool) -> None:
    assert explain(start, term).provisional is provisional


@pytest.mark.parametrize("amount", [0, -1, 100_001, 10**9])
def test_a_term_of_nothing_or_of_ages_is_refused(amount: int) -> None:
    with pytest.raises(TermOutOfBounds, match=f"Een termijn van {amount} kan niet"):
        Term(amount, Unit.DAYS, Basis.POLICY)


def test_the_law_knows_no_office_profile() -> None:
    with pytest.raises(OfficeProfileInLaw):
        Term(1, Unit.DAYS, Basis.STATUTORY, Profile.OFFICE)


@pytest.mark.parametrize("start", [date(2026, 4, 3), datetime(2026, 4, 3, 17, 0)])  # noqa: DTZ001 - under test
def test_hours_need_an_instant(start: date) -> None:
    with pytest.raises(HoursNeedInstant, match="Een termijn in uren begint op een tijdstip"):
        explain(start, FOUR_HOURS)


@pytest.mark.parametrize(
    ("start", "term"),
    [
        pytest.param(date(9999, 12, 30), Term(3, Unit.MONTHS, Basis.STATUTORY), id="months"),
        pytest.param(date(9999, 12, 30), Term(3, Unit.DAYS, Basis.STATUTORY), id="days"),
        pytest.param(date(9999, 12, 30), TEN_WORKING_DAYS, id="working days"),
        pytest.param(date(1, 1, 2), Term(3, Unit.WEEKS, Basis.STATUTORY, direction=Direction.BACK), id="back"),
        pytest.param(datetime(9999, 12, 31, 22, 0, tzinfo=UTC), FOUR_HOURS, id="hours"),
    ],
)
def test_a_term_beyond_the_calendar_is_refused(start: date, term: Term) -> None:
    with pytest.raises(TermBeyondCalendar):
        explain(start, term)


def test_replay_refuses_an_explanation_with_a_gap_or_a_working_day() -> None:
    steps = explain(date(2026, 2, 20), SIX_WEEKS).steps
    with pytest.raises(ValueError, match="does not hold at 2026-04-05"):
        replay((*steps[:2], *steps[3:]))
    equated = explain(date(2029, 3, 29), SIX_WEEKS, LATER).steps
    assert replay(equated, LATER) == date(2029, 5, 14)
    with pytest.raises(ValueError, match="does not hold at 2029-05-11"):
        replay(equated, DUTCH_CALENDAR)


# --- suspension and extension -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "anchor", "stop", "go", "then"),
    [
        pytest.param(SIX_WEEKS, date(2026, 6, 1), date(2026, 6, 11), date(2026, 6, 18), date(2026, 7, 20), id="weeks"),
        pytest.param(
            Term(1, Unit.MONTHS, Basis.STATUTORY),
            date(2026, 2, 2),
            date(2026, 2, 12),
            date(2026, 3, 5),
            date(2026, 3, 23),
            id="a month from 2 February is 28 days: 18 remain",
        ),
        pytest.param(
            TEN_WORKING_DAYS,
            date(2026, 6, 1),
            date(2026, 6, 5),
            date(2026, 6, 15),
            date(2026, 6, 23),
            id="working days: 6 remain",
        ),
        pytest.param(
            FOUR_HOURS,
            datetime(2026, 6, 1, 8, 0, tzinfo=UTC),
            datetime(2026, 6, 1, 9, 30, tzinfo=UTC),
            datetime(2026, 6, 2, 8, 0, tzinfo=UTC),
            datetime(2026, 6, 2, 10, 30, tzinfo=UTC),
            id="hours: two and a half remain",
        ),
        pytest.param(
            TEN_WORKING_DAYS,
            date(2026, 6, 1),
            date(2026, 6, 15),
            date(2026, 6, 20),
            date(2026, 6, 22),
            id="stopped on its last day, resumed on a Saturday: the next working day",
        ),
    ],
)
def test_a_suspended_term_keeps_its_remainder(term: Term, anchor: date, stop: date, go: date, then: date) -> None:
    suspended = suspend(begin(term, anchor), stop)
    assert due_of(suspended) is None
    assert explain_running(suspended) is None
    assert due_of(resume(suspended, go)) == then


def test_a_resumed_term_says_so() -> None:
    outcome = explain_running(resume(suspend(begin(SIX_WEEKS, date(2026, 6, 1)), date(2026, 6, 11)), date(2026, 6, 18)))
    assert outcome is not None
    assert outcome.steps[0].reason == "rest van 6 weken na hervatting op 2026-06-18"


def test_suspension_refuses_what_cannot_be() -> None:
    running = begin(SIX_WEEKS, date(2026, 6, 1))
    suspended = suspend(running, date(2026, 6, 11))
    with pytest.raises(AlreadySuspended):
        suspend(suspended, date(2026, 6, 12))
    with pytest.raises(NotSuspended):
        resume(running, date(2026, 6, 12))
    with pytest.raises(SuspendedBeforeStart, match="loopt pas sinds 2026-06-01"):
        suspend(running, date(2026, 5, 31))
    assert suspend(running, date(2026, 7, 13)).consumed == 42
    with pytest.raises(TermAlreadyOver, match="eindigde op 2026-07-13"):
        suspend(running, date(2026, 7, 14))


def test_extension_makes_the_term_longer_within_its_bound() -> None:
    running = begin(SIX_WEEKS, date(2026, 6, 1))
    longer = extend(running, by=3, bound=4, reason="deskundige nodig")
    assert due_of(longer) == date(2026, 8, 3)
    assert due_of(extend(longer, by=1, bound=4, reason="vakantie")) == date(2026, 8, 10)
    assert due_of(running) == date(2026, 7, 13)


def test_extension_of_a_suspended_term_enlarges_the_remainder() -> None:
    suspended = suspend(begin(SIX_WEEKS, date(2026, 6, 1)), date(2026, 6, 11))
    longer = extend(suspended, by=1, bound=1, reason="deskundige nodig")
    assert due_of(longer) is None
    assert due_of(resume(longer, date(2026, 6, 18))) == date(2026, 7, 27)


def test_an_extended_term_rolls_as_the_term_of_the_law_does() -> None:
    ten_weeks = begin(Term(10, Unit.WEEKS, Basis.STATUTORY), date(2026, 9, 19))
    assert due_of(extend(ten_weeks, by=4, bound=4, reason="deskundige nodig")) == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("extended_by", "by", "bound", "reason", "error"),
    [
        pytest.param(0, 5, 4, "reden", ExtensionTooLong, id="over the bound"),
        pytest.param(2, 3, 4, "reden", ExtensionTooLong, id="over the bound together with an earlier one"),
        pytest.param(0, 0, 4, "reden", ExtensionTooLong, id="by nothing"),
        pytest.param(0, -1, 4, "reden", ExtensionTooLong, id="by less than nothing"),
        pytest.param(4, 1, 4, "reden", NoExtensionLeft, id="nothing left"),
        pytest.param(0, 1, 0, "reden", NoExtensionLeft, id="may not be extended"),
        pytest.param(0, 1, 4, "  ", ExtensionWithoutReason, id="no reason"),
    ],
)
def test_extension_refuses(extended_by: int, by: int, bound: int, reason: str, error: type[RuleError]) -> None:
    running = replace(begin(SIX_WEEKS, date(2026, 6, 1)), extended_by=extended_by)
    with pytest.raises(error):
        extend(running, by, bound, reason)


def test_a_term_counted_back_is_neither_suspended_nor_extended() -> None:
    running = begin(replace(SIX_WEEKS, direction=Direction.BACK), date(2026, 6, 1))
    with pytest.raises(CountsBack):
        suspend(running, date(2026, 6, 1))
    with pytest.raises(CountsBack):
        extend(running, 1, 4, "reden")


def test_a_budget_below_zero_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="count from zero"):
        RunningTerm(SIX_WEEKS, date(2026, 6, 1), None, consumed=-1)


# --- what always holds ------------------------------------------------------------------------------------------


@given(start=DAYS, later=st.integers(0, 30), amount=st.integers(1, 100), unit=DAY_UNITS, basis=st.sampled_from(Basis))
def test_starting_later_never_ends_earlier(start: date, later: int, amount: int, unit: Unit, basis: Basis) -> None:
    term = Term(amount, unit, basis)
    assert explain(start, term).on <= explain(start + timedelta(days=later), term).on


@given(start=DAYS, unit=CALENDAR_UNITS, data=st.data())
def test_a_longer_term_that_rolls_never_ends_earlier(start: date, unit: Unit, data: st.DataObject) -> None:
    short, long = sorted(data.draw(st.tuples(*[st.integers(1, ROLLS_UP_TO[unit])] * 2)))
    assert explain(start, Term(short, unit, Basis.STATUTORY)).on <= explain(start, Term(long, unit, Basis.STATUTORY)).on


@given(start=DAYS, unit=CALENDAR_UNITS, data=st.data(), profile=st.sampled_from(Profile))
def test_a_rolled_end_is_a_working_day_and_does_not_move_again(
    start: date, unit: Unit, data: st.DataObject, profile: Profile
) -> None:
    term = Term(data.draw(st.integers(1, ROLLS_UP_TO[unit])), unit, Basis.POLICY, profile)
    end = explain(start, term).on
    assert DUTCH_CALENDAR.is_working_day(end, profile)
    one_day = Term(1, Unit.DAYS, Basis.POLICY, profile)
    assert due(end - timedelta(days=1), one_day) == end
    if term.wants_two_working_days:
        assert working_days_between(DUTCH_CALENDAR, start, end, profile) >= 2


@given(
    start=DAYS,
    amount=st.integers(1, 120),
    unit=DAY_UNITS,
    direction=st.sampled_from(Direction),
    profile=st.sampled_from(Profile),
)
def test_an_explanation_replays_to_the_same_day(
    start: date, amount: int, unit: Unit, direction: Direction, profile: Profile
) -> None:
    outcome = explain(start, Term(amount, unit, Basis.POLICY, profile, direction))
    assert replay(outcome.steps) == outcome.end
    assert [step.rule for step in outcome.steps].count("count") == 1


@given(start=INSTANTS, amount=st.integers(1, 1000))
def test_hours_are_elapsed_hours(start: datetime, amount: int) -> None:
    end = due(start, Term(amount, Unit.HOURS, Basis.POLICY))
    assert isinstance(end, datetime)
    assert end - start == timedelta(hours=amount)


@given(anchor=DAYS, amount=st.integers(1, 60), unit=DAY_UNITS, ran=st.integers(0, 90))
def test_stopping_and_going_on_the_same_day_changes_nothing(anchor: date, amount: int, unit: Unit, ran: int) -> None:
    running = begin(Term(amount, unit, Basis.STATUTORY), anchor)
    end, stop = due_of(running), anchor + timedelta(days=ran)
    assume(end is not None and stop <= end)
    assert due_of(resume(suspend(running, stop), stop)) == end


@given(anchor=DAYS, amount=st.integers(1, 90), ran=st.integers(0, 90), pauses=st.lists(st.integers(0, 40), max_size=4))
def test_however_often_a_term_stands_still_its_budget_is_kept(
    anchor: date, amount: int, ran: int, pauses: list[int]
) -> None:
    """A term too long to roll, so that its end shows the budget to the day."""
    running = begin(Term(amount + 90, Unit.DAYS, Basis.STATUTORY), anchor)
    day, step = anchor, ran // (len(pauses) + 1)
    for pause in pauses:
        day += timedelta(days=step)
        running = suspend(running, day)
        day += timedelta(days=pause)
        running = resume(running, day)
    assert due_of(running) == anchor + timedelta(days=amount + 90 + sum(pauses))


@given(anchor=INSTANTS, amount=st.integers(1, 100), ran=st.integers(0, 3600), pause=st.integers(0, 10**6))
def test_hours_that_stand_still_end_later_by_the_pause(anchor: datetime, amount: int, ran: int, pause: int) -> None:
    stop = anchor + timedelta(seconds=ran)
    go = stop + timedelta(seconds=pause)
    running = resume(suspend(begin(Term(amount, Unit.HOURS, Basis.POLICY), anchor), stop), go)
    assert due_of(running) == anchor + timedelta(hours=amount, seconds=pause)
