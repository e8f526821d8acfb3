"""Filters that say facts: days, instants, weeks, counts, lists and the words of the closed lists.

A fact comes as it is stored: a day as 2026-04-08, an instant with its zone, a week as 2026-W14, a word by its value.
Reports are Dutch and use `dutch_date` and its kin; mails use `day` and its kin, in the reader's language.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from babel.dates import format_date, format_time
from babel.lists import format_list

from rules.calendar import to_local
from rules.health import HealthWorry
from rules.mail_kinds import PublishedReport
from rules.policy_words import ComplaintStep
from rules.replies import TimeDecision
from rules.vocabulary import CareType, Judgement, Language, Measure, MissedReason, SignalKind, Word
from templates.english import english_name

LOCALE = "nl"
LOCALES = {Language.NL: LOCALE, Language.EN: "en_GB"}

_WORDS: dict[str, type[Word]] = {
    "care_type": CareType,
    "complaint_step": ComplaintStep,
    "judgement": Judgement,
    "measure": Measure,
    "missed_reason": MissedReason,
    "published_report": PublishedReport,
    "signal_kind": SignalKind,
    "time_decision": TimeDecision,
    "worry": HealthWorry,
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


def _english_word(words: type[Word]) -> Callable[[str], str]:
    """Return what says a word by its English name."""
    return lambda value: english_name(words(value))


def _english_date(value: str | date) -> str:
    moment = _moment(value)
    day = to_local(moment).date() if isinstance(moment, datetime) else moment
    return format_date(day, "EEEE d MMMM y", locale=LOCALES[Language.EN])


def _english_time(value: str | datetime) -> str:
    return format_time(to_local(_instant(value)).time(), "HH:mm", locale=LOCALES[Language.EN])


def _english_moment(value: str | date) -> str:
    moment = _moment(value)
    said = _english_date(moment)
    return f"{said} at {_english_time(moment)}" if isinstance(moment, datetime) else said


def _english_day_and_time(value: str | datetime) -> str:
    moment = to_local(_instant(value))
    return f"{format_date(moment.date(), 'EEEE d MMMM', locale=LOCALES[Language.EN])}, {_english_time(moment)}"


def _english_week(value: str) -> str:
    year, week, _ = date.fromisoformat(f"{value}-1").isocalendar()
    return f"week {week} of {year}"


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

MAIL_FILTERS: dict[Language, dict[str, Callable[..., str]]] = {
    Language.NL: {
        "day": dutch_date,
        "time": dutch_time,
        "moment": dutch_moment,
        "day_and_time": dutch_day_and_time,
        "week": dutch_week,
        **{name: _word(words) for name, words in _WORDS.items()},
    },
    Language.EN: {
        "day": _english_date,
        "time": _english_time,
        "moment": _english_moment,
        "day_and_time": _english_day_and_time,
        "week": _english_week,
        **{name: _english_word(words) for name, words in _WORDS.items()},
    },
}
"""What mails say facts with, by the reader's language: the same names in each."""
