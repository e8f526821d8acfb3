"""Whether a clock can be believed. A wrong one would take every step of a ladder at once, or none.

Time itself cannot be asked, only its witnesses: the newest event, the clock of the database where that is another
one, and how long the machine has run since the last round, which no setting of its clock changes.
Source: house policy (TRUST.md section 5).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.errors import Refused
from rules.vocabulary import Word

SLACK = timedelta(minutes=5)
"""How far the clocks of two machines may differ without a doubt."""

LARGEST_JUMP = timedelta(hours=1)

LONGEST_DOWNTIME = timedelta(days=35)
"""After a restart nothing tells a jump from a standstill: a longer gap than this is asked about, a shorter one not."""


class Doubt(Word):
    """What makes a clock doubtful."""

    BEHIND_RECORD = "behind_record", "de klok staat vóór de laatste regel van het logboek"
    DATABASE_DIFFERS = "database_differs", "de klok verschilt meer dan een uur van die van de database"
    JUMPED = "jumped", "de klok versprong meer dan een uur terwijl de machine doorliep"
    LONG_GAP = "long_gap", "de klok staat meer dan 35 dagen na de laatste ronde"


@dataclass(frozen=True, slots=True)
class Pulse:
    """How many seconds a machine has run since its start, and the name of that start; empty: it cannot tell."""

    boot: str = ""
    uptime: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """A moment at which a round was made, with the pulse of then."""

    at: datetime
    pulse: Pulse


class ClockDoubtful(Refused):
    """The clock says something that cannot be believed, so nothing that depends on it is done."""

    def __init__(self, doubt: Doubt, now: datetime) -> None:
        self.doubt = doubt
        super().__init__(
            "De termijnen zijn niet gevolgd: {doubt}. Volgens deze machine is het {now:%Y-%m-%d %H:%M} UTC. Zet"
            " de klok goed, of zeg met 'waakvlam signals clock-accept' dat hij klopt.",
            doubt=doubt,
            now=now,
        )


def doubt_about(
    now: datetime,
    pulse: Pulse,
    *,
    newest_event_at: datetime | None,
    last: Seen | None,
    database_now: datetime | None,
) -> Doubt | None:
    """Return why `now` cannot be believed, or None when it can.

    `newest_event_at` is the latest moment of the record. `database_now` is None where the database has no clock of
    its own; one that agrees proves nothing of a long gap, as it may be the same machine's. A standstill of the program
    is no jump: the machine's own count went on, or it was restarted within `LONGEST_DOWNTIME`.
    Source: house policy.
    """
    if newest_event_at is not None and newest_event_at - now > SLACK:
        return Doubt.BEHIND_RECORD
    if database_now is not None and abs(now - database_now) > LARGEST_JUMP:
        return Doubt.DATABASE_DIFFERS
    if last is None:
        return None
    if pulse.boot and pulse.boot == last.pulse.boot:
        ran = timedelta(seconds=pulse.uptime - last.pulse.uptime)
        return Doubt.JUMPED if abs(now - last.at - ran) > LARGEST_JUMP else None
    return Doubt.LONG_GAP if now - last.at > LONGEST_DOWNTIME else None
