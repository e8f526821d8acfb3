"""School holidays (schoolvakanties): hints for the planner. They never change whether a visit is due.

The dates stand in school_holidays.csv with their source; autumn and spring are advice, schools deviate.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date
from importlib import resources

from rules.errors import Flaw, FlawedInput
from rules.vocabulary import SchoolRegion, Word

FILE_NAME = "school_holidays.csv"
_COLUMNS = ("school_year", "holiday", "region", "first_day", "last_day", "kind", "source")


class SchoolHolidayName(Word):
    """Which holiday of the school year."""

    AUTUMN = "autumn", "herfstvakantie"
    CHRISTMAS = "christmas", "kerstvakantie"
    SPRING = "spring", "voorjaarsvakantie"
    MAY = "may", "meivakantie"
    MAY_ADVICE = "may_advice", "meivakantie (adviesweek)"
    SUMMER = "summer", "zomervakantie"


class HolidayKind(Word):
    """Whether schools must follow the dates."""

    FIXED = "fixed", "vast"
    ADVICE = "advice", "advies"


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """One holiday of one region, both days included, and where the dates come from."""

    name: SchoolHolidayName
    region: SchoolRegion
    first_day: date
    last_day: date
    kind: HolidayKind
    source: str


@dataclass(frozen=True, slots=True)
class SchoolHolidays:
    """All known school holidays; after `known_until` nothing is known and a plan has to warn."""

    holidays: tuple[SchoolHoliday, ...]

    @property
    def known_until(self) -> date:
        """The last day of the last known holiday."""
        return max(holiday.last_day for holiday in self.holidays)

    def on(self, day: date, region: SchoolRegion) -> SchoolHoliday | None:
        """Return the school holiday that `day` falls in for `region`, or None. Source: the ministry's table."""
        found = (h for h in self.holidays if h.region is region and h.first_day <= day <= h.last_day)
        return next(found, None)


def load_school_holidays() -> SchoolHolidays:
    """Return the school holidays that come with the program."""
    return parse_school_holidays(resources.files("rules").joinpath(FILE_NAME).read_text("utf-8"), FILE_NAME)


def parse_school_holidays(text: str, file_name: str) -> SchoolHolidays:
    """Return the school holidays in `text` (CSV with semicolons).

    Raises: FlawedInput with every flaw: file, row, column and what is allowed.
    """
    reader = csv.DictReader(io.StringIO(text), delimiter=";", restval="")
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        raise FlawedInput([Flaw(file_name, f"de kolommen moeten zijn: {'; '.join(_COLUMNS)}.", row=1)])
    holidays: list[SchoolHoliday] = []
    flaws: list[Flaw] = []
    for number, row in enumerate(reader, start=2):
        problems = [Flaw(file_name, said, number, column) for column, said in _problems(row)]
        flaws += problems
        if not problems:
            holidays.append(_holiday(row))
    if flaws or not holidays:
        raise FlawedInput(flaws or [Flaw(file_name, "Het bestand is leeg.")])
    return SchoolHolidays(tuple(holidays))


def _holiday(row: dict[str, str]) -> SchoolHoliday:
    return SchoolHoliday(
        name=SchoolHolidayName.from_dutch(row["holiday"]),
        region=SchoolRegion.from_dutch(row["region"]),
        first_day=date.fromisoformat(row["first_day"]),
        last_day=date.fromisoformat(row["last_day"]),
        kind=HolidayKind.from_dutch(row["kind"]),
        source=row["source"],
    )


def _problems(row: dict[str, str]) -> list[tuple[str, str]]:
    """Return what is wrong in one row: the column and the sentence."""
    found = [
        (column, f"'{row[column]}' is onbekend. Kies uit: {', '.join(words)}.")
        for column, words in (("holiday", SchoolHolidayName), ("region", SchoolRegion), ("kind", HolidayKind))
        if row[column] not in {*words}
    ]
    days = [column for column in ("first_day", "last_day") if not _is_day(row[column])]
    found += [(column, f"'{row[column]}' is geen datum. Gebruik 2026-04-03.") for column in days]
    if not days and row["first_day"] > row["last_day"]:
        found.append(("last_day", "Einddatum ligt voor begindatum."))
    if not row["source"].strip():
        found.append(("source", "de bron ontbreekt."))
    return found


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
