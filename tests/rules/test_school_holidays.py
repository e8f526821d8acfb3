"""School holidays: the shipped table, and what is refused."""

from datetime import date

import pytest

from rules.errors import FlawedInput
from rules.school_holidays import SchoolHolidayName, load_school_holidays, parse_school_holidays
from rules.vocabulary import SchoolRegion

KNOWN = load_school_holidays()
HEAD = "school_year;holiday;region;first_day;last_day;kind;source\n"


@pytest.mark.parametrize(
    ("day", "region", "then"),
    [
        pytest.param(date(2026, 2, 13), SchoolRegion.SOUTH, None, id="Friday before"),
        pytest.param(date(2026, 2, 14), SchoolRegion.SOUTH, SchoolHolidayName.SPRING, id="first Saturday"),
        pytest.param(date(2026, 2, 14), SchoolRegion.NORTH, None, id="another region"),
        pytest.param(date(2026, 2, 22), SchoolRegion.SOUTH, SchoolHolidayName.SPRING, id="last Sunday"),
        pytest.param(date(2026, 2, 23), SchoolRegion.SOUTH, None, id="Monday after"),
        pytest.param(date(2029, 1, 7), SchoolRegion.MIDDLE, SchoolHolidayName.CHRISTMAS, id="across the new year"),
    ],
)
def test_school_holiday_of_a_day(day: date, region: SchoolRegion, then: SchoolHolidayName | None) -> None:
    found = KNOWN.on(day, region)
    assert (found.name if found else None) is then


def test_the_table_says_until_when_it_knows() -> None:
    assert KNOWN.known_until == date(2029, 9, 2)


def test_every_holiday_runs_from_saturday_to_sunday_and_has_a_source() -> None:
    assert {(h.first_day.weekday(), h.last_day.weekday()) for h in KNOWN.holidays} == {(5, 6)}
    assert all(h.source for h in KNOWN.holidays)


def test_all_flaws_are_reported_with_row_and_column() -> None:
    rows = "x;herfst;north;2026-10-10;2026-10-18;fixed;a\nx;autumn;north;31-10-2026;2026-10-18;fixed;\n"
    rows += "x;autumn;north;2026-10-18;2026-10-10;fixed;a\n"
    with pytest.raises(FlawedInput) as caught:
        parse_school_holidays(HEAD + rows, "v.csv")
    unknown, *others = str(caught.value).splitlines()
    assert unknown.startswith("v.csv, rij 2, kolom 'holiday': 'herfst' is onbekend. Kies uit: autumn, christmas, ")
    assert others == [
        "v.csv, rij 3, kolom 'first_day': '31-10-2026' is geen datum. Gebruik 2026-04-03.",
        "v.csv, rij 3, kolom 'source': de bron ontbreekt.",
        "v.csv, rij 4, kolom 'last_day': Einddatum ligt voor begindatum.",
    ]


@pytest.mark.parametrize(("text", "said"), [("a;b\n", "rij 1: de kolommen moeten zijn"), (HEAD, "Het bestand is leeg")])
def test_a_table_of_another_shape_is_refused(text: str, said: str) -> None:
    with pytest.raises(FlawedInput, match=said):
        parse_school_holidays(text, "v.csv")
