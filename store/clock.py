"""The only reader of the clock. Everything else gets `now` as an argument."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from rules.calendar import local_date
from rules.clock import Pulse

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def now() -> datetime:
    """Return this instant, aware and in UTC."""
    return datetime.now(UTC)


def running_from(moment: datetime) -> Callable[[], datetime]:
    """Return a clock that shows `moment` now, and runs on from there: for a demo, whose year lies in the past."""
    behind = now() - moment
    return lambda: now() - behind


def today() -> date:
    """Return today's civil day in Europe/Amsterdam."""
    return local_date(now())


def pulse() -> Pulse:
    """Return how long this machine has run, sleep included; an empty pulse where it does not tell (not Linux)."""
    if not BOOT_ID.exists() or not hasattr(time, "CLOCK_BOOTTIME"):
        return Pulse()
    return Pulse(BOOT_ID.read_text().strip(), int(time.clock_gettime(time.CLOCK_BOOTTIME)))
