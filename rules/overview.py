"""How things go, week by week: what managers see first. Counts only; who is behind them stands nowhere here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import ceil

from rules.casework import ClientKind
from rules.reports import Cell, Masked, Row, Table, Why
from rules.vocabulary import CareType, WindowState

METHOD = "overview-1"
WEEKS = 12
"""How many weeks the trends show."""
DEBT_DAYS = 91
"""How long a visit that was not made counts as a debt in the trend: a quarter of a year. Source: house policy."""
NOT_MADE = frozenset({WindowState.MISSED, WindowState.OPEN})
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WindowCount:
    """How many windows of one care type that ended on one day stand in one state."""

    ends_on: date
    care_type: CareType
    state: WindowState
    count: int


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """A window that was met too late: when it ended, and the day of the visit."""

    ends_on: date
    visited_on: date


@dataclass(frozen=True, slots=True)
class Week:
    """One week of windows: its Monday, and how many ended in each state by care type."""

    monday: date
    states: dict[CareType, Counter[WindowState]]

    def of(self, *states: WindowState) -> int:
        """Return how many windows stand in one of these states."""
        return sum(counter[state] for counter in self.states.values() for state in states)

    def share(self, care_type: CareType) -> int | None:
        """Return which percentage of the windows of a care type was met in time; None when none asked a visit."""
        return share_in_time(self.states.get(care_type, Counter()))


def share_in_time(states: Counter[WindowState]) -> int | None:
    """Return which percentage of windows that asked a visit got it in time, rounded down; None when none did."""
    asked = states.total() - states[WindowState.WAIVED]
    return 100 * states[WindowState.SATISFIED] // asked if asked else None


def mondays(today: date, count: int = WEEKS) -> list[date]:
    """Return the Mondays of the last weeks that are over, the oldest first."""
    this = today - timedelta(days=today.weekday())
    return [this - timedelta(weeks=number) for number in range(count, 0, -1)]


def by_week(windows: Iterable[WindowCount], days: Sequence[date]) -> list[Week]:
    """Return the windows by the week in which they ended, for the weeks that begin on `days`."""
    weeks = {monday: Week(monday, {}) for monday in days}
    for one in windows:
        week = weeks.get(one.ends_on - timedelta(days=one.ends_on.weekday()))
        if week is not None:
            week.states.setdefault(one.care_type, Counter())[one.state] += one.count
    return list(weeks.values())


def debt_on(windows: Iterable[WindowCount], late: Iterable[CaughtUp], day: date) -> int:
    """Return how many visits were owed at the end of `day`: not made then, of windows of the quarter before it."""
    since = day - timedelta(days=DEBT_DAYS)
    never = sum(one.count for one in windows if one.state in NOT_MADE and since < one.ends_on <= day)
    return never + sum(since < one.ends_on <= day < one.visited_on for one in late)


def nearest_rank(values: Sequence[float], percent: int) -> float | None:
    """Return the smallest value that at least `percent` of the values do not exceed; None of none (nearest rank)."""
    ordered = sorted(values)
    return ordered[ceil(percent * len(ordered) / 100) - 1] if ordered else None


def answer_hours(answered: Iterable[tuple[datetime, datetime | None]]) -> list[float]:
    """Return how many hours each first answer took, of pairs of sending and answering; unanswered ones are passed."""
    return [(reply - sent) / HOUR for sent, reply in answered if reply is not None]


def acute_table(answered: Sequence[tuple[datetime, datetime | None]]) -> Table:
    """Return how fast acute signals were answered, in elapsed hours; of none a dash."""
    hours = answer_hours(answered)
    cells: tuple[Cell, ...] = (
        len(answered), len(hours), _whole(nearest_rank(hours, 50)), _whole(nearest_rank(hours, 90)),
        _whole(max(hours, default=None)),
    )  # fmt: skip
    return Table(
        key="acute_answers",
        title="Antwoord op acute signalen, in uren",
        columns=("Verstuurd", "Beantwoord", "Mediaan", "Negen van de tien binnen", "Langst"),
        rows=(Row("Acute signalen", cells),),
        note="Verstreken uren tussen verzending en het eerste antwoord. Negen van de tien: het negentigste percentiel"
        " (dichtstbijzijnde rang).",
    )


def _whole(hours: float | None) -> int | None:
    return None if hours is None else ceil(hours)


def advisers_table(groups: Mapping[CareType, Sequence[int]]) -> Table:
    """Return per care type how many advisers came in each visited group; `groups`: that number for each group."""

    def row(kind: CareType, numbers: Sequence[int]) -> Row:
        mean = Decimal(sum(numbers)) / len(numbers)
        return Row(kind.label, (len(numbers), round(mean, 1), max(numbers)))

    return Table(
        key="advisers",
        title="Vertrouwenspersonen per groep",
        columns=("Bezochte groepen", "Gemiddeld", "Meeste"),
        rows=tuple(row(kind, groups[kind]) for kind in CareType if groups.get(kind)),
        note="Hoeveel verschillende vertrouwenspersonen een groep in de periode bezochten.",
    )


def clients_table(clients: Mapping[ClientKind, int], threshold: int) -> Table:
    """Return how many clients came with something new, by kind; one to `threshold` - 1 are not told.

    There is no total: it would give one hidden number away. Source: house policy (DOMAIN.md 6.1 item 6).
    """

    def cell(count: int) -> Cell:
        return Masked(f"<{threshold}", Why.SMALL_COUNT) if 0 < count < threshold else count

    return Table(
        key="clients",
        title="Cliënten met een vraag, probleem of klacht",
        columns=("Cliënten",),
        rows=tuple(Row(kind.label, (cell(clients.get(kind, 0)),)) for kind in ClientKind),
        note="Elke cliënt telt één keer. Een klein aantal staat er niet: dan staat er waar het onder ligt.",
    )
