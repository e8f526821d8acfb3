"""Quiet hours: when what is not urgent waits until people work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from itertools import count

from rules.calendar import Calendar, at_local, to_local
from rules.holidays import DAY


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From when until when nothing leaves (wall time in Amsterdam, over midnight when `starts` is later than `ends`).

    Equal times mean that no hour is quiet. `free_days`: whether weekends and holidays are quiet as a whole.
    """

    starts: time
    ends: time
    free_days: bool


def may_send_from(now: datetime, quiet: QuietHours, calendar: Calendar) -> datetime:
    """Return `now` where it is not quiet, or else the first instant (UTC) after it that is not.

    Source: house policy (mail.quiet_from, mail.quiet_until, mail.quiet_weekends_and_holidays); free days are those of
    the Algemene termijnenwet.
    """
    if not _is_quiet(now, quiet, calendar):
        return now
    return next(moment for moment in _openings(now, quiet) if not _is_quiet(moment, quiet, calendar))


def _openings(now: datetime, quiet: QuietHours) -> Iterator[datetime]:
    """Yield, from `now` on, each moment at which quiet can end: a midnight, or the end of the quiet hours."""
    first = to_local(now).date()
    moments = (at_local(first + n * DAY, at) for n in count() for at in sorted({time.min, quiet.ends}))
    return (moment for moment in moments if moment >= now)


def _is_quiet(moment: datetime, quiet: QuietHours, calendar: Calendar) -> bool:
    local = to_local(moment)
    if quiet.free_days and not calendar.is_working_day(local.date()):
        return True
    if quiet.starts <= quiet.ends:
        return quiet.starts <= local.time() < quiet.ends
    return local.time() >= quiet.starts or local.time() < quiet.ends
