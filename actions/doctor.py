"""Is the house well? One line for each thing that must go on by itself, with what to do when it does not."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions.backups import backups
from actions.house import House, is_simulated
from channels.smime import SigningFlawed, load_signer
from rules.calendar import local_date
from rules.health import HousePart
from store.decrees import calendar_in_force
from store.health import first_pin_end, installation, last_done, outbox_counts

SWEEP_LATE, MAIL_LATE = timedelta(minutes=15), timedelta(days=7)
DAILY_LATE, WEEKLY_LATE = timedelta(hours=36), timedelta(days=10)
CERTIFICATE_NOTICE = timedelta(days=30)
CALENDAR_NOTICE = timedelta(days=400)
LEAST_FREE = 1_000_000_000
"""Bytes that must be free where the house lives. Source: house policy."""


@dataclass(frozen=True, slots=True)
class Check:
    """How one part of the house is: `well`, since or until when, a number, and the code of a fault, if any."""

    part: HousePart
    well: bool
    at: datetime | None = None
    until: date | None = None
    number: int | None = None


def examine(session: Session, house: House, now: datetime) -> list[Check]:
    """Return how every part of the house is. In a simulated database nothing has to go on by itself."""
    return [*_done(session, now, ever=is_simulated(session)), *_mail(session), *_ends(session, house, now)]


def _done(session: Session, now: datetime, *, ever: bool) -> Iterator[Check]:
    """Yield whether what must go on by itself did so lately; `ever`: whether once is enough."""
    last = last_done(session)
    for part, moment, late in (
        (HousePart.SWEEP, last.sweep, SWEEP_LATE),
        (HousePart.MAIL, last.mail, MAIL_LATE),
        (HousePart.ANCHOR, last.anchor, DAILY_LATE),
        (HousePart.BACKUP, last.backup, DAILY_LATE),
        (HousePart.PLAN, last.plan, WEEKLY_LATE),
    ):
        yield Check(part, ever or (moment is not None and now - moment <= late), moment)


def _mail(session: Session) -> Iterator[Check]:
    counts, here = outbox_counts(session), installation(session)
    stuck = counts.get("dead", 0) + counts.get("in_doubt", 0)
    yield Check(HousePart.OUTBOX, not stuck and here.mail_away_at is None, here.mail_away_at, number=stuck)
    yield Check(HousePart.QUARANTINE, here.quarantined_at is None, here.quarantined_at)


def _ends(session: Session, house: House, now: datetime) -> Iterator[Check]:
    usable, own = _own_certificate(house)
    first = min((end for end in (first_pin_end(session), own) if end is not None), default=None)
    lasts = first is None or first - now > CERTIFICATE_NOTICE
    yield Check(HousePart.CERTIFICATES, usable and lasts, until=local_date(first) if first else None)
    known = calendar_in_force(session).known_until
    yield Check(HousePart.HOLIDAYS, known - local_date(now) > CALENDAR_NOTICE, until=known)
    free = shutil.disk_usage(house.settings.home).free
    yield Check(HousePart.DISK, free >= LEAST_FREE, number=free // 1_000_000_000)


def _own_certificate(house: House) -> tuple[bool, datetime | None]:
    """Return whether our own certificate for letters can be used, and when it ends; we need not have one."""
    settings = house.settings
    if settings.smime_certificate is None or settings.smime_key is None:
        return True, None
    try:
        return True, load_signer(settings.smime_certificate, settings.smime_key).certificate.not_valid_after_utc
    except SigningFlawed:
        return False, None


def number_of_backups(house: House) -> int:
    """Return how many backups there are."""
    return len(backups(house.settings))
