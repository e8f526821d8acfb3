"""The on-call rota (piket): who approves at night and in weekends, in which order, and where nobody is on call.

Source: house policy throughout (DOMAIN.md 2b; ARCHITECTURE.md section 2).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rules.errors import RuleError
from rules.vocabulary import Word


class SwapReason(Word):
    """Why somebody else is on call than the rota said."""

    ILL = "ill", "ziek"
    AWAY = "away", "verlof of afwezig"
    EXCHANGED = "exchanged", "onderling geruild"
    INVOLVED = "involved", "te nauw betrokken"
    OTHER = "other", "anders"


@dataclass(frozen=True, slots=True)
class Duty:
    """One person on call, from an instant up to another; rank 1 is asked first."""

    user_id: int
    rank: int
    starts_at: datetime
    ends_at: datetime


class DutyReversed(RuleError):
    """A duty that ends before it starts."""

    def __init__(self) -> None:
        super().__init__("De piketdienst eindigt niet na het begin. Pas een van de tijden aan.")


class DutyOverlaps(RuleError):
    """Two people at the same place in the order."""

    def __init__(self, rank: int) -> None:
        self.rank = rank
        super().__init__(
            "Op plaats {rank} staat in deze tijd al iemand. Kies een andere plaats of andere tijden.", rank=rank
        )


class DutyOver(RuleError):
    """Somebody else for a duty that has ended, or for which they were on call already."""

    def __init__(self) -> None:
        super().__init__(
            "Deze piketdienst is voorbij, of deze persoon had hem al. Kies een ander, of een andere dienst."
        )


class NotForDuty(RuleError):
    """Somebody who may not approve, on call to approve."""

    def __init__(self) -> None:
        super().__init__("Piket is voor een actieve regiomanager of jurist: alleen die mogen doorgeven goedkeuren.")


def on_call_at(duties: Iterable[Duty], moment: datetime, rank: int) -> tuple[int, ...]:
    """Return who is on call at `moment` at one place in the order; a duty does not hold at its end any more."""
    return tuple(duty.user_id for duty in duties if duty.rank == rank and duty.starts_at <= moment < duty.ends_at)


def holes(duties: Iterable[Duty], since: datetime, until: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """Return from when to when nobody is first on call between `since` and `until`, in order of time.

    Units: instants; `until` itself need not be covered.
    """
    found, covered = [], since
    for duty in sorted((duty for duty in duties if duty.rank == 1), key=lambda duty: duty.starts_at):
        if covered < min(duty.starts_at, until):
            found.append((covered, min(duty.starts_at, until)))
        covered = max(covered, duty.ends_at)
    return (*found, (covered, until)) if covered < until else tuple(found)


def first_hole(duties: Iterable[Duty], since: datetime, until: datetime) -> datetime | None:
    """Return the first moment between `since` and `until` at which nobody is first on call; None when all is covered.

    Units: instants; `until` itself need not be covered.
    """
    return next((starts_at for starts_at, _ in holes(duties, since, until)), None)
