"""The only reader of the clock. Everything else gets `now` as an argument."""

from datetime import UTC, date, datetime

from rules.calendar import local_date


def now() -> datetime:
    """Return this instant, aware and in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return today's civil day in Europe/Amsterdam."""
    return local_date(now())
