"""Filters that say facts in Dutch: days, instants, weeks, counts, lists and the words of the closed lists.

A fact comes as it is stored: a day as 2026-04-08, an instant with its zone, a week as 2026-W14, a word by its value.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from babel.dates import format_date, format_time
from babel.lists import format_list

from rules.calendar import to_local
from rules.vocabulary import CareType, Judgement, Measure, SignalKind, Word

LOCALE = "nl"

_WORDS: dict[str, type[Word]] = {
    "care_type": CareType,
    "judgement": Judgement,
    "measure": Measure,
    "signal_kind": SignalKind,
}


def dutch_date(value: str | date) -> str:
    """Return a day as 'woensdag 8 april 2026'; of an instant, its day in Amsterdam."""
    moment = _moment(value)
    day = to_local(moment).date() if isinstance(moment, datetime) else moment
    return format_date(day, "EEEE d MMMM y", locale=LOCALE)


def dutch_time(value: str | datetime) -> str:
    """Return the wall time of an instant in Amsterdam as '11.00 uur'. Raises: ValueError for a day."""
    return f"{format_time(to_local(_instant(value)).time(), 'HH.mm', locale=LOCALE)} uur"


def dutch_moment(value: str | date) -> str:
    """Return a day as `dutch_date` does, and an instant as 'woensdag 8 april 2026 om 11.00 uur'."""
    moment = _moment(value)
    return f"{dutch_date(moment)} om {dutch_time(moment)}" if isinstance(moment, datetime) else dutch_date(moment)


def dutch_day_and_time(value: str | datetime) -> str:
    """Return an instant in a week that needs no naming as 'vrijdag 10 april, 15.45 uur'."""
    moment = to_local(_instant(value))
    return f"{format_date(moment.date(), 'EEEE d MMMM', locale=LOCALE)}, {dutch_time(moment)}"


def dutch_week(value: str) -> str:
    """Return an ISO week such as 2026-W14 as 'week 14 van 2026'. Raises: ValueError for anything else."""
    year, week, _ = date.fromisoformat(f"{value}-1").isocalendar()
    return f"week {week} van {year}"


def counted(number: int, one: str, more: str) -> str:
    """Return '1 dag' or '3 dagen'."""
    return f"{number} {one if number == 1 else more}"


def listed(values: Sequence[str]) -> str:
    """Return 'a, b en c'."""
    return format_list(list(values), locale=LOCALE)


def _moment(value: str | date) -> date:
    """Return the day or aware instant that `value` is. Raises: ValueError if it is neither."""
    if not isinstance(value, str):
        return value
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)


def _instant(value: str | datetime) -> datetime:
    moment = _moment(value)
    if not isinstance(moment, datetime):
        raise ValueError("a day has no time")
    return moment


def _word(words: type[Word]) -> Callable[[str], str]:
    return lambda value: words(value).dutch


FILTERS: dict[str, Callable[..., str]] = {
    "dutch_date": dutch_date,
    "dutch_time": dutch_time,
    "dutch_moment": dutch_moment,
    "dutch_day_and_time": dutch_day_and_time,
    "dutch_week": dutch_week,
    "counted": counted,
    "listed": listed,
    **{name: _word(words) for name, words in _WORDS.items()},
}
