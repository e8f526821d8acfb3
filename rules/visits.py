"""How visits are counted: which window a visit satisfies, what is missed, and what is owed (DOMAIN 3.1-3.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rules.cadence import Period
from rules.policy_cadence import MissedPolicy
from rules.vocabulary import AbsenceKind, AttemptReason, CareType, MissedReason, WindowState

UNSATISFIED = frozenset({WindowState.OPEN, WindowState.MISSED})
SATISFIED = frozenset({WindowState.SATISFIED, WindowState.SATISFIED_LATE})
ABSENCE_REASONS = {AbsenceKind.ILL: MissedReason.ADVISER_ILL, AbsenceKind.LEAVE: MissedReason.ADVISER_LEAVE}


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """A window as far as counting asks."""

    id: int
    starts_on: date
    ends_on: date
    late_until: date
    state: WindowState


@dataclass(frozen=True, slots=True)
class Match:
    """What a visit counts for: the window it satisfies and how, or nothing (`extra`: beside the rhythm)."""

    window_id: int | None = None
    state: WindowState | None = None
    extra: bool = False


@dataclass(frozen=True, slots=True)
class GroupDebt:
    """How many windows of a group ended, were met, and were excused; what is left is owed."""

    group_code: str
    due: int
    done: int
    excused: int

    @property
    def debt(self) -> int:
        """Windows that asked a visit and got none."""
        return self.due - self.done - self.excused


def match(
    on: date, windows: Iterable[WindowFacts], counted: Iterable[date], min_gap: int, planned_for: int | None = None
) -> Match:
    """Return what a visit on day `on` counts for.

    The window it was planned for comes first, then the oldest that is still unsatisfied and in reach: a late visit
    counts for the window that ended, not for the one it fell in. A visit fewer than `min_gap` days from one in
    `counted` (the days of visits that count already) is extra. A visit satisfies at most one window.
    Source: house policy (DOMAIN 3.1).
    """
    reach = [window for window in windows if window.starts_on <= on <= window.late_until]
    if any(abs((on - other).days) < min_gap for other in counted):
        return Match(extra=True)
    wanted = [window for window in reach if window.state in UNSATISFIED]
    if not wanted:
        return Match(extra=any(window.state in SATISFIED and on <= window.ends_on for window in reach))
    window = min(wanted, key=lambda window: (window.id != planned_for, window.starts_on))
    return Match(window.id, WindowState.SATISFIED if on <= window.ends_on else WindowState.SATISFIED_LATE)


def missed_in_row(states: Sequence[WindowState]) -> int:
    """Return how many windows in a row were missed up to now; `states` runs from old to new, waived ones aside."""
    asked = [state for state in states if state not in (WindowState.WAIVED, WindowState.OPEN)]
    met = [place for place, state in enumerate(asked) if state is not WindowState.MISSED]
    return len(asked) - 1 - met[-1] if met else len(asked)


def level_upward(missed: int, gap_days: int | None, care_type: CareType, policy: MissedPolicy) -> int | None:
    """Return how high missed windows are told: the number of windows that set the level, or None.

    `gap_days`: days since the last visit that counts, None when there never was one. In closed care one missed
    window is enough when the gap is longer than the policy allows. Source: house policy (DOMAIN 3.3).
    """
    if missed >= policy.management_report_after:
        return policy.management_report_after
    if missed >= policy.manager_after:
        return policy.manager_after
    too_long = gap_days is not None and gap_days > policy.closed_care_gap_days
    return 1 if missed == 1 and care_type is CareType.CLOSED_CARE and too_long else None


def missed_reason(
    window: Period,
    attempts: Iterable[AttemptReason],
    cancelled: Iterable[MissedReason],
    absences: Iterable[tuple[AbsenceKind, Period]],
    closures: Iterable[Period],
) -> MissedReason | None:
    """Return why a window was missed as far as the register knows; None is for the coordinator to fill in.

    Refused at the door comes first, then the reason of a cancelled visit, then an absence of the adviser or a
    closure that took at least half of the window. Source: house policy.
    """
    if AttemptReason.REFUSED in attempts:
        return MissedReason.REFUSED
    if reason := next(iter(cancelled), None):
        return reason
    away = (ABSENCE_REASONS.get(kind) for kind, period in absences if _takes_half(period, window))
    if reason := next((reason for reason in away if reason), None):
        return reason
    return MissedReason.LOCATION_CLOSED if any(_takes_half(closure, window) for closure in closures) else None


def _takes_half(period: Period, window: Period) -> bool:
    shared = min(period.ends_on, window.ends_on) - max(period.starts_on, window.starts_on)
    return (shared.days + 1) * 2 >= window.days
