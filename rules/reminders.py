"""On which days somebody is reminded of a visit, or of a window that ends without one."""

from collections.abc import Iterable
from datetime import date

from rules.calendar import Calendar, Profile, add_working_days
from rules.holidays import DAY


def reminder_days(
    calendar: Calendar, visit_on: date, days_before: Iterable[int], profile: Profile = Profile.ATW_FULL
) -> frozenset[date]:
    """Return the working days on which the adviser is reminded of a visit: so many working days before it.

    A visit in a weekend or on a holiday counts back as any other: its last reminder comes on the last working day.
    Source: house policy (visits.reminders_before, DOMAIN 2a).
    """
    return frozenset(add_working_days(calendar, visit_on, -days, profile) for days in days_before)


def is_ending(
    calendar: Calendar, ends_on: date, today: date, last_days: int, profile: Profile = Profile.ATW_FULL
) -> bool:
    """Return whether `today` is in the last `last_days` working days of a window that ends on `ends_on`.

    Source: house policy (visits.window_reminder_last_days, DOMAIN 2a).
    """
    return add_working_days(calendar, ends_on + DAY, -last_days, profile) <= today <= ends_on
