"""Holidays, working days, wall time and days as people write them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import (
    DUTCH_CALENDAR,
    AmbiguousDay,
    DayDoesNotExist,
    Occurrence,
    Profile,
    TimeDoesNotExist,
    TimeOccursTwice,
    UnreadableDay,
    UnreadableMoment,
    add_working_days,
    at_local,
    end_of_day,
    local_date,
    next_working_day,
    parse_day,
    parse_moment,
    show_moment,
    why_not_working,
    working_days_between,
)
from rules.errors import RuleError
from rules.holidays import easter_sunday

DAYS = st.dates(min_value=date(2017, 1, 1), max_value=date(2060, 12, 31))
PROFILES = st.sampled_from(Profile)


@pytest.mark.parametrize(
    "easter",
    [
        pytest.param(date(1818, 3, 22), id="the earliest there is"),
        pytest.param(date(1943, 4, 25), id="the latest there is"),
        pytest.param(date(1954, 4, 18), id="exception of Gauss 1954"),
        pytest.param(date(1981, 4, 19), id="exception of Gauss 1981"),
        pytest.param(date(2000, 4, 23), id="leap century"),
        pytest.param(date(2024, 3, 31), id="2024"),
        pytest.param(date(2025, 4, 20), id="2025"),
        pytest.param(date(2026, 4, 5), id="2026"),
        pytest.param(date(2029, 4, 1), id="2029"),
        pytest.param(date(2038, 4, 25), id="2038"),
    ],
)
def test_easter(easter: date) -> None:
    assert easter_sunday(easter.year) == easter


@pytest.mark.parametrize(
    ("day", "name", "source"),
    [
        pytest.param(date(2026, 1, 1), "Nieuwjaarsdag", "Atw art. 3 lid 1", id="New Year"),
        pytest.param(date(2026, 4, 3), "Goede Vrijdag", "Atw art. 3 lid 2", id="Goede Vrijdag, by lid 2"),
        pytest.param(date(2029, 3, 30), "Goede Vrijdag", "Atw art. 3 lid 2", id="Goede Vrijdag every year"),
        pytest.param(date(2026, 4, 6), "Tweede Paasdag", "Atw art. 3 lid 1", id="Tweede Paasdag"),
        pytest.param(date(2026, 4, 27), "Koningsdag", "Atw art. 3 lid 1", id="Koningsdag on its day"),
        pytest.param(date(2025, 4, 26), "Koningsdag", "Atw art. 3 lid 1", id="Koningsdag on Saturday 26 April 2025"),
        pytest.param(date(2031, 4, 26), "Koningsdag", "Atw art. 3 lid 1", id="Koningsdag on Saturday 26 April 2031"),
        pytest.param(date(2026, 5, 5), "Bevrijdingsdag", "Atw art. 3 lid 1", id="5 May, also outside the fifth years"),
        pytest.param(date(2026, 5, 14), "Hemelvaartsdag", "Atw art. 3 lid 1", id="Hemelvaart"),
        pytest.param(date(2026, 5, 25), "Tweede Pinksterdag", "Atw art. 3 lid 1", id="Tweede Pinksterdag"),
        pytest.param(date(2026, 12, 25), "Eerste Kerstdag", "Atw art. 3 lid 1", id="Eerste Kerstdag"),
        pytest.param(date(2026, 12, 26), "Tweede Kerstdag", "Atw art. 3 lid 1", id="Tweede Kerstdag"),
    ],
)
def test_holiday(day: date, name: str, source: str) -> None:
    holiday = DUTCH_CALENDAR.holiday(day)
    assert holiday is not None
    assert (holiday.name, holiday.source) == (name, source)
    assert not DUTCH_CALENDAR.is_working_day(day, Profile.OFFICE)


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2025, 4, 28), id="the Monday after a Koningsdag on Saturday"),
        pytest.param(date(2031, 4, 28), id="the Monday after a Koningsdag on Saturday 2031"),
        pytest.param(date(2027, 12, 27), id="no day in lieu of Christmas on a weekend"),
        pytest.param(date(2026, 2, 16), id="carnival is local"),
        pytest.param(date(2029, 5, 11), id="a Friday that no decree names yet"),
    ],
)
def test_ordinary_working_day(day: date) -> None:
    assert DUTCH_CALENDAR.holiday(day) is None
    assert DUTCH_CALENDAR.is_working_day(day)
    with pytest.raises(ValueError, match="is a working day"):
        why_not_working(DUTCH_CALENDAR, day)


def test_equated_day_counts_for_terms_and_not_for_the_office() -> None:
    day = date(2026, 5, 15)
    holiday = DUTCH_CALENDAR.holiday(day)
    assert holiday is not None
    assert holiday.source.startswith("Atw art. 3 lid 3, ")
    assert not DUTCH_CALENDAR.is_working_day(day, Profile.ATW_FULL)
    assert DUTCH_CALENDAR.is_working_day(day, Profile.OFFICE)


def test_every_equated_day_lies_on_a_weekday_within_the_horizon_with_its_decree() -> None:
    assert len(DUTCH_CALENDAR.equated) == 17
    for known in DUTCH_CALENDAR.equated:
        assert known.on.isoweekday() < 6
        assert known.on <= DUTCH_CALENDAR.known_until
        assert known.source


def test_decree_loaded_later_makes_a_new_version() -> None:
    decreed, other = date(2029, 5, 11), date(2030, 12, 27)
    later = DUTCH_CALENDAR.with_equated(decreed, "Besluit gelijkstelling 2029-2031")
    assert not later.is_working_day(decreed)
    assert later.version != DUTCH_CALENDAR.version
    assert later.with_equated(decreed, "nog eens") is later
    assert later.known_until == DUTCH_CALENDAR.known_until
    assert later.with_equated(other, "b").version == (
        DUTCH_CALENDAR.with_equated(other, "b").with_equated(decreed, "a").version
    )
    assert later.with_known_until(date(2031, 12, 31)).version != later.version


@pytest.mark.parametrize(
    ("day", "n", "profile", "then"),
    [
        pytest.param(date(2026, 4, 2), 3, Profile.ATW_FULL, date(2026, 4, 9), id="over Easter"),
        pytest.param(date(2026, 5, 13), 1, Profile.ATW_FULL, date(2026, 5, 18), id="over an equated day"),
        pytest.param(date(2026, 5, 13), 1, Profile.OFFICE, date(2026, 5, 15), id="the office works on it"),
        pytest.param(date(2026, 4, 7), -1, Profile.ATW_FULL, date(2026, 4, 2), id="back over Easter"),
        pytest.param(
            date(2026, 4, 4), 0, Profile.ATW_FULL, date(2026, 4, 4), id="none: the day itself, also a Saturday"
        ),
    ],
)
def test_add_working_days(day: date, n: int, profile: Profile, then: date) -> None:
    assert add_working_days(DUTCH_CALENDAR, day, n, profile) == then


def test_next_working_day_is_never_the_day_itself() -> None:
    assert next_working_day(DUTCH_CALENDAR, date(2026, 6, 3)) == date(2026, 6, 4)
    assert next_working_day(DUTCH_CALENDAR, date(2026, 6, 5)) == date(2026, 6, 8)


def test_working_days_between_leaves_out_the_first_day_and_takes_in_the_last() -> None:
    assert working_days_between(DUTCH_CALENDAR, date(2026, 6, 1), date(2026, 6, 3)) == 2
    assert working_days_between(DUTCH_CALENDAR, date(2026, 6, 3), date(2026, 6, 1)) == 0


@given(day=DAYS, n=st.integers(0, 60), profile=PROFILES)
def test_counting_and_adding_working_days_agree(day: date, n: int, profile: Profile) -> None:
    end = add_working_days(DUTCH_CALENDAR, day, n, profile)
    assert working_days_between(DUTCH_CALENDAR, day, end, profile) == n


@given(day=DAYS, n=st.integers(1, 60), profile=PROFILES)
def test_counting_back_undoes_counting_forward(day: date, n: int, profile: Profile) -> None:
    start = next_working_day(DUTCH_CALENDAR, day, profile)
    there = add_working_days(DUTCH_CALENDAR, start, n, profile)
    assert add_working_days(DUTCH_CALENDAR, there, -n, profile) == start


@pytest.mark.parametrize(
    ("day", "at", "then"),
    [
        pytest.param(date(2026, 1, 15), time(9, 0), datetime(2026, 1, 15, 8, 0, tzinfo=UTC), id="winter"),
        pytest.param(date(2026, 7, 15), time(9, 0), datetime(2026, 7, 15, 7, 0, tzinfo=UTC), id="summer"),
        pytest.param(date(2026, 3, 29), time(3, 0), datetime(2026, 3, 29, 1, 0, tzinfo=UTC), id="just after the gap"),
    ],
)
def test_at_local(day: date, at: time, then: datetime) -> None:
    assert at_local(day, at) == then
    assert at_local(day, at, Occurrence.SECOND) == then


def test_vector_41_a_slot_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TimeDoesNotExist, match=r"^Dit tijdstip bestaat niet \(zomertijd\)\.$"):
        at_local(date(2026, 3, 29), time(2, 30))


def test_vector_41_a_slot_that_comes_twice_asks_for_a_choice() -> None:
    day, at = date(2026, 10, 25), time(2, 30)
    with pytest.raises(TimeOccursTwice, match=r"^Dit tijdstip komt twee keer voor; kies eerste of tweede\.$"):
        at_local(day, at)
    assert at_local(day, at, Occurrence.FIRST) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert at_local(day, at, Occurrence.SECOND) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@given(day=DAYS)
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    over = end_of_day(day)
    assert over.tzinfo is UTC
    assert local_date(over) == day + timedelta(days=1)
    assert local_date(over - timedelta(microseconds=1)) == day


def test_a_day_of_23_and_of_25_hours() -> None:
    assert end_of_day(date(2026, 3, 29)) - end_of_day(date(2026, 3, 28)) == timedelta(hours=23)
    assert end_of_day(date(2026, 10, 25)) - end_of_day(date(2026, 10, 24)) == timedelta(hours=25)


def test_local_date_takes_the_dutch_day_and_wants_a_zone() -> None:
    assert local_date(datetime(2026, 6, 1, 22, 30, tzinfo=UTC)) == date(2026, 6, 2)
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2026, 6, 1, 22, 30))  # noqa: DTZ001 - the mistake under test


@pytest.mark.parametrize("text", ["2026-04-03", "03-04-2026", "3-4-2026", " 2026-04-03 "])
def test_parse_day(text: str) -> None:
    assert parse_day(text) == date(2026, 4, 3)


@pytest.mark.parametrize(
    ("text", "error", "sentence"),
    [
        pytest.param("31-02-2026", DayDoesNotExist, "31-02-2026 bestaat niet.", id="bad input 9"),
        pytest.param("2026-02-31", DayDoesNotExist, "2026-02-31 bestaat niet.", id="31 February in ISO"),
        pytest.param("2027-02-29", DayDoesNotExist, "2027-02-29 bestaat niet.", id="no leap year"),
        pytest.param("0000-01-01", DayDoesNotExist, "0000-01-01 bestaat niet.", id="year nought"),
        pytest.param("31/02/26", DayDoesNotExist, "31/02/26 bestaat niet.", id="loose and impossible"),
        pytest.param("03/04/26", AmbiguousDay, "datum dubbelzinnig; gebruik 2026-04-03.", id="bad input 10"),
        pytest.param("03-04-26", AmbiguousDay, "datum dubbelzinnig; gebruik 2026-04-03.", id="two-digit year"),
        pytest.param("3/4/2026", AmbiguousDay, "datum dubbelzinnig; gebruik 2026-04-03.", id="slashes"),
        pytest.param(
            "morgen", UnreadableDay, "'morgen' is geen datum; gebruik de vorm 2026-04-03 of 03-04-2026.", id="a word"
        ),
        pytest.param("", UnreadableDay, "'' is geen datum; gebruik de vorm 2026-04-03 of 03-04-2026.", id="nothing"),
        pytest.param(
            "٢٠٢٦-٠٤-٠٣",
            UnreadableDay,
            "'٢٠٢٦-٠٤-٠٣' is geen datum; gebruik de vorm 2026-04-03 of 03-04-2026.",
            id="digits of another script",
        ),
    ],
)
def test_parse_day_refuses(text: str, error: type[RuleError], sentence: str) -> None:
    with pytest.raises(error) as raised:
        parse_day(text)
    assert str(raised.value) == sentence


@given(day=st.dates(min_value=date(1000, 1, 1)))
def test_a_day_as_written_is_read_back(day: date) -> None:
    assert parse_day(day.isoformat()) == parse_day(f"{day:%d-%m-%Y}") == day


@pytest.mark.parametrize(
    ("text", "then", "shown"),
    [
        pytest.param("2026-04-03", date(2026, 4, 3), "2026-04-03", id="a day"),
        pytest.param(
            "2026-04-03T17:00+02:00",
            datetime(2026, 4, 3, 15, 0, tzinfo=UTC),
            "2026-04-03T17:00+02:00",
            id="an instant",
        ),
        pytest.param(
            "2026-01-15T09:00:30",
            datetime(2026, 1, 15, 8, 0, 30, tzinfo=UTC),
            "2026-01-15T09:00:30+01:00",
            id="wall time with seconds",
        ),
    ],
)
def test_parse_and_show_moment(text: str, then: date | datetime, shown: str) -> None:
    assert parse_moment(text) == then
    assert show_moment(then) == shown


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param("2026-03-29T02:30", TimeDoesNotExist, id="skipped hour"),
        pytest.param("2026-10-25T02:30", TimeOccursTwice, id="doubled hour"),
        pytest.param("2026-04-03T25:00", UnreadableMoment, id="25 o'clock"),
        pytest.param("2026-02-31T10:00", DayDoesNotExist, id="no such day"),
    ],
)
def test_parse_moment_refuses(text: str, error: type[RuleError]) -> None:
    with pytest.raises(error):
        parse_moment(text)
