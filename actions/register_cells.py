"""One cell of the register: from what a person wrote to a value, and back."""

import difflib
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from typing import cast

from actions.register_columns import Column, Kind, folded
from channels.addresses import checked_address
from rules.calendar import at_local, parse_day, parse_moment, to_local
from rules.errors import Phrase, RuleError
from rules.policy_words import Weekday
from rules.texts import clean_text
from rules.vocabulary import Word

WEEKDAYS = tuple(day.dutch for day in Weekday)
NOON = time(12)
_CODE = re.compile(r"[\w.:+/@-]+")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?::(\d{2}))?")
_YES_NO = {"ja": True, "nee": False}


class BadValue(RuleError):
    """A cell that means nothing in its column; `str(error)` says what is expected."""


def did_you_mean(word: str, known: Iterable[str]) -> Phrase:
    """Return " Bedoelt u '...'?" for the known word nearest to `word`, or nothing when none is near."""
    by_fold = {folded(candidate): candidate for candidate in known}
    near = difflib.get_close_matches(folded(word), by_fold, n=1)
    return Phrase(" Bedoelt u '{near}'?", near=by_fold[near[0]]) if near else Phrase("")


def read_cell(column: Column, text: str) -> object:
    """Return the value that `text` stands for; a time on a day stays a time until its day is known.

    Raises: BadValue, or the errors of dates and addresses, each with a Dutch sentence.
    """
    return _READERS[column.kind](column, text)


def show_cell(column: Column, value: object) -> str:
    """Return the text that reads back as `value`."""
    return "" if value is None else _SHOWERS[column.kind](column, value)


def _read_text(_column: Column, text: str) -> str:
    return text


def _read_code(column: Column, text: str) -> str:
    if not _CODE.fullmatch(text):
        raise BadValue(
            "{column} '{text}' is geen code; gebruik letters, cijfers en . : + / @ -, zonder spaties.",
            column=column.name,
            text=text,
        )
    return text


def _read_word(column: Column, text: str) -> Word:
    word = column.word(text)
    if word is None:
        usual = tuple(option.dutch for option in column.words)
        near = did_you_mean(text, [said for said, _ in column.said()])
        raise BadValue(
            "{column} '{text}' is onbekend.{near} Kies uit: {usual}.",
            column=column.name,
            text=text,
            near=near,
            usual=usual,
        )
    return word


def _read_day(_column: Column, text: str) -> date:
    return parse_day(text)


def _read_time(_column: Column, text: str) -> time:
    found = _TIME.fullmatch(text)
    hour, minute, second = (int(part or 0) for part in found.groups()) if found else (24, 0, 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        raise BadValue("'{text}' is geen tijd; gebruik de vorm 15:30.", text=text) from None


def _read_moment(_column: Column, text: str) -> datetime:
    day, _, clock = text.replace("T", " ").partition(" ")
    iso = parse_day(day).isoformat()
    moment = parse_moment(f"{iso}T{clock.strip()}" if clock else iso)
    return moment if isinstance(moment, datetime) else at_local(moment, NOON)


def _read_weekday(_column: Column, text: str) -> int:
    if (day := folded(text)) in WEEKDAYS:
        return WEEKDAYS.index(day)
    near = did_you_mean(text, WEEKDAYS)
    raise BadValue("'{text}' is geen weekdag.{near} Kies uit: {usual}.", text=text, near=near, usual=WEEKDAYS)


def _read_yes_no(_column: Column, text: str) -> bool:
    if (answer := _YES_NO.get(folded(text))) is not None:
        return answer
    raise BadValue("'{text}' is geen ja of nee.", text=text)


def _read_integer(column: Column, text: str) -> int:
    if not re.fullmatch(r"-?\d{1,20}", text):
        raise BadValue("'{text}' is geen geheel getal.", text=text)
    return int(_in_range(column, int(text)))


def _read_number(column: Column, text: str) -> float:
    if not re.fullmatch(r"-?\d{1,20}([.,]\d{1,20})?", text):
        raise BadValue("'{text}' is geen getal.", text=text)
    return _in_range(column, float(text.replace(",", ".")))


def _in_range(column: Column, number: float) -> float:
    if not column.low <= number <= column.high:
        name = column.name.replace("_", " ").capitalize()
        raise BadValue(
            "{name} moet tussen {low} en {high} zijn.", name=name, low=f"{column.low:g}", high=f"{column.high:g}"
        )
    return number


def _read_email(_column: Column, text: str) -> str:
    return checked_address(text)


def _read_sealed(_column: Column, text: str) -> str:
    return clean_text(text)


def _show_text(_column: Column, value: object) -> str:
    return str(value)


def _show_word(column: Column, value: object) -> str:
    word = column.word(str(value))
    return word.dutch if word is not None else str(value)


def _show_day(_column: Column, value: object) -> str:
    return cast("date", value).isoformat()


def _show_time(_column: Column, value: object) -> str:
    return cast("time", value).isoformat("auto" if cast("time", value).second else "minutes")


def _show_time_on_day(column: Column, value: object) -> str:
    return _show_time(column, to_local(cast("datetime", value)).time())


def _show_moment(_column: Column, value: object) -> str:
    """Return the shortest form that loses nothing: wall time, or with seconds and offset where these matter."""
    local = to_local(cast("datetime", value))
    short = local.strftime("%Y-%m-%d %H:%M")
    try:
        is_whole = parse_moment(short.replace(" ", "T")) == value
    except RuleError:
        is_whole = False
    return short if is_whole else local.isoformat()


def _show_weekday(_column: Column, value: object) -> str:
    return WEEKDAYS[cast("int", value)]


def _show_yes_no(_column: Column, value: object) -> str:
    return "ja" if value else "nee"


def _show_number(_column: Column, value: object) -> str:
    return repr(value).removesuffix(".0")


_READERS: dict[Kind, Callable[[Column, str], object]] = {
    Kind.TEXT: _read_text,
    Kind.CODE: _read_code,
    Kind.REFERENCE: _read_text,
    Kind.WORD: _read_word,
    Kind.DAY: _read_day,
    Kind.TIME: _read_time,
    Kind.TIME_ON_DAY: _read_time,
    Kind.MOMENT: _read_moment,
    Kind.WEEKDAY: _read_weekday,
    Kind.YES_NO: _read_yes_no,
    Kind.INTEGER: _read_integer,
    Kind.NUMBER: _read_number,
    Kind.EMAIL: _read_email,
    Kind.SEALED: _read_sealed,
}

_SHOWERS: dict[Kind, Callable[[Column, object], str]] = {
    Kind.TEXT: _show_text,
    Kind.CODE: _show_text,
    Kind.REFERENCE: _show_text,
    Kind.WORD: _show_word,
    Kind.DAY: _show_day,
    Kind.TIME: _show_time,
    Kind.TIME_ON_DAY: _show_time_on_day,
    Kind.MOMENT: _show_moment,
    Kind.WEEKDAY: _show_weekday,
    Kind.YES_NO: _show_yes_no,
    Kind.INTEGER: _show_text,
    Kind.NUMBER: _show_number,
    Kind.EMAIL: _show_text,
    Kind.SEALED: _show_text,
}


def in_utc(day: date, clock: time) -> datetime:
    """Return the instant of a wall time in Amsterdam. Raises: TimeDoesNotExist, TimeOccursTwice."""
    return at_local(day, clock).astimezone(UTC)
