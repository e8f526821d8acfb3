"""The Dutch calendar: public holidays, working days, civil days and wall time in Europe/Amsterdam.

Source: Algemene termijnenwet (Atw) articles 1 and 3. What an office does on an equated day is house policy.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from rules.equated_days import EQUATED_DAYS, KNOWN_UNTIL
from rules.errors import Phrase, RuleError
from rules.holidays import DAY, Holiday, holidays_of
from rules.vocabulary import Word

ZONE = ZoneInfo("Europe/Amsterdam")
SATURDAY = 5


class Profile(Word):
    """Which days count as working days: with or without the equated days of Atw art. 3 lid 3."""

    ATW_FULL = "atw_full", "Algemene termijnenwet"
    OFFICE = "office", "kantoor"


class Occurrence(Word):
    """Which of the two is meant when a wall time comes twice, at the end of summer time."""

    FIRST = "first", "eerste"
    SECOND = "second", "tweede"


class DayDoesNotExist(RuleError):
    """A date that no calendar holds, such as 31-02-2026."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__("{text} bestaat niet.", text=text)


class AmbiguousDay(RuleError):
    """A date that can be read in more than one way, such as 03/04/26."""

    def __init__(self, text: str, suggestion: date) -> None:
        self.text, self.suggestion = text, suggestion
        super().__init__("datum dubbelzinnig; gebruik {suggestion}.", suggestion=suggestion)


class UnreadableDay(RuleError):
    """A text that is no date at all."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__("'{text}' is geen datum; gebruik de vorm 2026-04-03 of 03-04-2026.", text=text)


class UnreadableMoment(RuleError):
    """A text that is neither a day nor an instant."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            "'{text}' is geen tijdstip; gebruik de vorm 2026-04-03T17:00 of 2026-04-03T17:00+02:00.", text=text
        )


class TimeDoesNotExist(RuleError):
    """A wall time that the start of summer time skips."""

    def __init__(self, wall: datetime) -> None:
        self.wall = wall
        super().__init__("Dit tijdstip bestaat niet (zomertijd).")


class TimeOccursTwice(RuleError):
    """A wall time that comes twice at the end of summer time, given without a choice."""

    def __init__(self, wall: datetime) -> None:
        self.wall = wall
        super().__init__("Dit tijdstip komt twee keer voor; kies eerste of tweede.")


@dataclass(frozen=True, slots=True)
class EquatedDay:
    """A day equated with a public holiday (gelijkgestelde dag), and the decree that says so."""

    on: date
    source: str
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The holidays as known at one moment: computed ones of every year, and the equated days decreed so far.

    After `known_until` no decree was known when the data were made; `version` names exactly these data.
    """

    equated: tuple[EquatedDay, ...]
    known_until: date
    version: str
    _days: frozenset[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the equated days to look up: a term asks about each of its days."""
        object.__setattr__(self, "_days", frozenset(known.on for known in self.equated))

    def holiday(self, day: date) -> Holiday | None:
        """Return the public holiday or equated day that `day` is, or None. Source: Atw art. 3."""
        yearly = holidays_of(day.year).get(day)
        return yearly or next((_equated_holiday(known) for known in self.equated if known.on == day), None)

    def is_working_day(self, day: date, profile: Profile = Profile.ATW_FULL) -> bool:
        """Return whether `day` is no Saturday, Sunday or holiday; `office` works on equated days.

        Source: Atw art. 1 lid 1 and art. 3; the office profile is house policy.
        """
        if day.weekday() >= SATURDAY or day in holidays_of(day.year):
            return False
        return profile is Profile.OFFICE or day not in self._days

    def with_equated(self, day: date, source: str, decided_on: date | None = None) -> "Calendar":
        """Return this calendar with one more decreed day, under a new version; a day it knows changes nothing.

        `known_until` stays: one decreed day does not say that its whole year is known.
        """
        if day in self._days:
            return self
        return make_calendar((*self.equated, EquatedDay(day, source, decided_on)), self.known_until)

    def with_known_until(self, day: date) -> "Calendar":
        """Return this calendar for when all decrees up to and including `day` are loaded, under a new version."""
        return make_calendar(self.equated, day)


def _equated_holiday(known: EquatedDay) -> Holiday:
    return Holiday(Phrase("gelijkgestelde dag"), f"Atw art. 3 lid 3, {known.source}")


def make_calendar(equated: tuple[EquatedDay, ...], known_until: date) -> Calendar:
    """Return the calendar of these decreed days; its version follows from the days alone, not from their order."""
    ordered = tuple(sorted(equated, key=lambda known: known.on))
    content = " ".join(known.on.isoformat() for known in ordered)
    digest = hashlib.sha256(content.encode()).hexdigest()[:8]
    return Calendar(ordered, known_until, f"{known_until}-{digest}")


DUTCH_CALENDAR = make_calendar(tuple(EquatedDay(*row) for row in EQUATED_DAYS), KNOWN_UNTIL)


def add_working_days(calendar: Calendar, day: date, n: int, profile: Profile = Profile.ATW_FULL) -> date:
    """Return the `n`-th working day after `day` (before it when `n` is negative); `day` itself when `n` is 0.

    Source: house policy; the day after the event is day 1.
    """
    step = DAY if n > 0 else -DAY
    for _ in range(abs(n)):
        day += step
        while not calendar.is_working_day(day, profile):
            day += step
    return day


def next_working_day(calendar: Calendar, day: date, profile: Profile = Profile.ATW_FULL) -> date:
    """Return the first working day after `day`, never `day` itself."""
    return add_working_days(calendar, day, 1, profile)


def days_after(a: date, b: date) -> Iterator[date]:
    """Yield the calendar days after `a`, up to and including `b`; none when `b` is not later than `a`."""
    return (a + offset * DAY for offset in range(1, (b - a).days + 1))


def working_days_between(calendar: Calendar, a: date, b: date, profile: Profile = Profile.ATW_FULL) -> int:
    """Return how many days after `a`, up to and including `b`, are working days; 0 when `b` is not later."""
    return sum(calendar.is_working_day(day, profile) for day in days_after(a, b))


@lru_cache(maxsize=1024)
def local_date(instant: datetime) -> date:
    """Return the civil day in Europe/Amsterdam on which `instant` falls.

    Raises: ValueError for an instant without a time zone (a programming mistake).
    """
    return to_local(instant).date()


def to_local(instant: datetime) -> datetime:
    """Return `instant` as shown in Europe/Amsterdam. To show only: compare and count in UTC."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(ZONE)


def at_local(day: date, at: time, which: Occurrence | None = None) -> datetime:
    """Return the aware UTC instant of wall time `at` on `day` in Europe/Amsterdam.

    Raises: TimeDoesNotExist in the skipped hour; TimeOccursTwice in the doubled hour without a choice.
    """
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    first, second = (wall.replace(tzinfo=ZONE, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first > second:
        raise TimeDoesNotExist(wall)
    if first < second and which is None:
        raise TimeOccursTwice(wall)
    return second if which is Occurrence.SECOND else first


def end_of_day(day: date) -> datetime:
    """Return the aware UTC instant at which `day` is over in Europe/Amsterdam: the start of the next day."""
    return at_local(day + DAY, time.min)


def show_moment(moment: date | datetime) -> str:
    """Return a day as 2026-04-07, and an instant as 2026-04-04T17:00+02:00 in Europe/Amsterdam."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    local = to_local(moment)
    return local.isoformat(timespec="seconds" if local.second else "minutes")


_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_DUTCH = re.compile(r"(?P<day>[0-9]{1,2})-(?P<month>[0-9]{1,2})-(?P<year>[0-9]{4})")
_LOOSE = re.compile(r"(?P<day>[0-9]{1,2})[-/. ](?P<month>[0-9]{1,2})[-/. ](?P<year>[0-9]{4}|[0-9]{2})")


def parse_day(text: str) -> date:
    """Return the day that a person wrote as 2026-04-03, 03-04-2026 or 3-4-2026.

    Raises: DayDoesNotExist, AmbiguousDay (03/04/26), UnreadableDay.
    """
    text = text.strip()
    if certain := _ISO.fullmatch(text) or _DUTCH.fullmatch(text):
        return _day_of(certain, text)
    if loose := _LOOSE.fullmatch(text):
        raise AmbiguousDay(text, _day_of(loose, text))
    raise UnreadableDay(text)


def _day_of(match: re.Match[str], text: str) -> date:
    year = int(match["year"]) if len(match["year"]) == 4 else 2000 + int(match["year"])
    try:
        return date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        raise DayDoesNotExist(text) from None


def parse_moment(text: str) -> date | datetime:
    """Return the day, or the aware UTC instant (2026-04-03T17:00+02:00; without offset: Amsterdam wall time).

    Raises: what parse_day and at_local raise; UnreadableMoment.
    """
    day, has_time, _ = text.strip().partition("T")
    if not has_time:
        return parse_day(day)
    civil_day = parse_day(day)
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UnreadableMoment(text) from None
    return moment.astimezone(UTC) if moment.tzinfo else at_local(civil_day, moment.time())


def why_not_working(calendar: Calendar, day: date) -> Holiday:
    """Return why `day` is no working day: the holiday, or the Saturday or Sunday, with its source.

    Raises: ValueError when `day` is an ordinary working day.
    """
    if known := calendar.holiday(day):
        return known
    if day.weekday() < SATURDAY:
        raise ValueError(f"{day} is a working day")
    return Holiday(Phrase("zaterdag") if day.weekday() == SATURDAY else Phrase("zondag"), "Atw art. 1 lid 1")
