"""The public holidays (algemeen erkende feestdagen) that follow from the law alone. Source: Atw art. 3 lid 1 and 2."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from rules.errors import Phrase

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday (feestdag): its name and the article that makes it one."""

    name: Phrase
    source: str


def easter_sunday(year: int) -> date:
    """Return Easter Sunday (eerste Paasdag) of `year`, by the anonymous Gregorian computus."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leap_years, year_rest = divmod(in_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def kings_day(year: int) -> date:
    """Return the day on which the King's birthday is kept: 27 April, or the 26th when that is a Sunday.

    Source: the practice since 2014 that Atw art. 3 lid 1 refers to; nothing moves when the 26th is a Saturday.
    """
    birthday = date(year, 4, 27)
    return birthday - DAY if birthday.isoweekday() == 7 else birthday


@lru_cache(maxsize=512)
def holidays_of(year: int) -> Mapping[date, Holiday]:
    """Return the holidays of `year` by day, without the decreed ones. Source: Atw art. 3 lid 1 and 2."""
    easter = easter_sunday(year)
    named = (
        (date(year, 1, 1), Phrase("Nieuwjaarsdag"), 1),
        (easter - 2 * DAY, Phrase("Goede Vrijdag"), 2),
        (easter + DAY, Phrase("Tweede Paasdag"), 1),
        (kings_day(year), Phrase("Koningsdag"), 1),
        (date(year, 5, 5), Phrase("Bevrijdingsdag"), 1),
        (easter + 39 * DAY, Phrase("Hemelvaartsdag"), 1),
        (easter + 50 * DAY, Phrase("Tweede Pinksterdag"), 1),
        (date(year, 12, 25), Phrase("Eerste Kerstdag"), 1),
        (date(year, 12, 26), Phrase("Tweede Kerstdag"), 1),
    )
    return MappingProxyType({day: Holiday(name, f"Atw art. 3 lid {paragraph}") for day, name, paragraph in named})
