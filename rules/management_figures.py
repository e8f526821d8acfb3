"""The figures that managers ask for: windows met, gaps, debt, open signals, escalations."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rules.overview import share_in_time
from rules.policy_cadence import CadencePolicy, Rhythm
from rules.reports import Bar, Cell, Row, Table, Tone
from rules.visits import UNSATISFIED
from rules.vocabulary import CareType, SignalKind, WindowState

METHOD = "management-1"
AGES: tuple[tuple[str, int], ...] = (
    ("0 tot en met 14 dagen", 14),
    ("15 tot en met 30 dagen", 30),
    ("31 tot en met 60 dagen", 60),
    ("61 tot en met 90 dagen", 90),
    ("meer dan 90 dagen", 100_000),
)
"""Classes of age with their last day."""

STATES: dict[WindowState, tuple[str, Tone]] = {
    WindowState.SATISFIED: ("Op tijd", Tone.GOOD),
    WindowState.SATISFIED_LATE: ("Te laat", Tone.LATE),
    WindowState.MISSED: ("Gemist", Tone.BAD),
    WindowState.WAIVED: ("Vervallen", Tone.EXCUSED),
    WindowState.OPEN: ("Nog open", Tone.OPEN),
}
BY_KIND = ("Acuut", "Algemeen", "Totaal")


@dataclass(frozen=True, slots=True)
class WindowFact:
    """Visit windows of one group that ended in the period and stand alike: one, or as many as `number` says."""

    group_id: int
    care_type: CareType
    state: WindowState
    number: int = 1


@dataclass(frozen=True, slots=True)
class GroupFact:
    """A group with visit windows: since when, until when, and the days it was visited."""

    care_type: CareType
    since: date
    ended_on: date | None
    visited: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class OpenSignal:
    """A signal that is not closed yet."""

    kind: SignalKind
    sent_on: date


@dataclass(frozen=True, slots=True)
class EscalationFact:
    """The passing on of a signal to the inspectorate, with the days of its stages."""

    kind: SignalKind
    proposed_on: date
    approved_on: date | None
    told_on: date | None
    waits: bool


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """Everything managers ask about one period."""

    windows: tuple[WindowFact, ...]
    groups: tuple[GroupFact, ...]
    refused: tuple[CareType, ...]
    signals: tuple[OpenSignal, ...]
    escalations: tuple[EscalationFact, ...]


def care_types_shown(cadence: Mapping[CareType, CadencePolicy], facts: PeriodFacts) -> list[CareType]:
    """Return the care types with a norm, and others that have windows or refusals all the same."""
    seen = {window.care_type for window in facts.windows} | set(facts.refused)
    return [kind for kind in CareType if isinstance(cadence[kind], Rhythm) or kind in seen]


def windows_table(windows: Sequence[WindowFact], care_types: Iterable[CareType]) -> Table:
    """Return per care type what became of the windows that ended: due = the sum of the states behind it."""
    by_type = {kind: _by_state(one for one in windows if one.care_type is kind) for kind in care_types}

    def row(label: str, states: Counter[WindowState]) -> Row:
        return Row(label, (states.total(), *(states[state] for state in STATES)))

    return Table(
        key="windows",
        title="Bezoekvensters per zorgvorm",
        columns=("Verschuldigd", *(label for label, _ in STATES.values())),
        rows=tuple(row(kind.label, states) for kind, states in by_type.items()),
        total=row("Totaal", _by_state(windows)),
        note="Een venster telt in de periode waarin het eindigt. Te laat: ingehaald binnen de speling. Nog open:"
        " voorbij, maar nog niet beoordeeld.",
        bars=tuple(Bar(place, tone) for place, (_, tone) in enumerate(STATES.values(), 1)),
        as_shares=True,
    )


def share_on_time(windows: Sequence[WindowFact]) -> int | None:
    """Return which percentage of the windows that asked a visit got it in time; None when none did."""
    return share_in_time(_by_state(windows))


def _by_state(windows: Iterable[WindowFact]) -> Counter[WindowState]:
    states = Counter[WindowState]()
    for one in windows:
        states[one.state] += one.number
    return states


def longest_gap(group: GroupFact, first: date, last: date) -> int | None:
    """Return the most days without a visit that ended, or still ran, from `first` to `last`; None before the start.

    Units: calendar days. Until the first visit the gap counts from the group's first window.
    """
    end = min(last, group.ended_on or last)
    if end < max(group.since, first):
        return None
    visits = sorted(day for day in set(group.visited) if day <= end)
    start = [] if visits and visits[0] <= group.since else [group.since]
    return max(((b - a).days for a, b in pairwise([*start, *visits, end]) if b >= first), default=0)


def gaps_table(
    groups: Sequence[GroupFact], cadence: Mapping[CareType, CadencePolicy], care_types: Iterable[CareType],
    first: date, last: date,
) -> Table:  # fmt: skip
    """Return per care type the longest gap of any group, beside the limits of the policy."""

    def row(kind: CareType) -> Row:
        gaps = [longest_gap(group, first, last) for group in groups if group.care_type is kind]
        rhythm = cadence[kind]
        limits: tuple[Cell, Cell] = (None, None)
        if isinstance(rhythm, Rhythm):
            limits = (rhythm.max_gap_amber_days, rhythm.max_gap_red_days)
        return Row(kind.label, (max((gap for gap in gaps if gap is not None), default=None), *limits))

    return Table(
        key="gaps",
        title="Langste tijd zonder bezoek, in dagen",
        columns=("Langste gat", "Oranje boven", "Rood boven"),
        rows=tuple(row(kind) for kind in care_types),
        note="Het langste gat van één groep dat in de periode eindigde of nog loopt.",
    )


def owed(windows: Iterable[WindowFact]) -> list[WindowFact]:
    """Return the windows that are schedule debt: they ended, got no visit and were not excused."""
    return [one for one in windows if one.state in UNSATISFIED]


def how_many(windows: Iterable[WindowFact]) -> int:
    """Return how many windows some facts are about."""
    return sum(one.number for one in windows)


def debt_table(windows: Sequence[WindowFact], refused: Sequence[CareType], care_types: Iterable[CareType]) -> Table:
    """Return per care type the visits still owed (due - done - excused), by how many groups, and refusals."""
    behind = owed(windows)

    def row(label: str, mine: Sequence[WindowFact], refusals: int) -> Row:
        return Row(label, (how_many(mine), len({one.group_id for one in mine}), refusals))

    return Table(
        key="debt",
        title="Achterstand en geweigerde bezoeken",
        columns=("Bezoeken achter", "Groepen met achterstand", "Toegang geweigerd"),
        rows=tuple(
            row(kind.label, [one for one in behind if one.care_type is kind], refused.count(kind))
            for kind in care_types
        ),
        total=row("Totaal", behind, len(refused)),
        note="Achterstand: vensters die in de periode eindigden, min wat is bezocht, min wat verviel.",
    )


def open_signals_table(signals: Sequence[OpenSignal], today: date) -> Table:
    """Return how long the signals that are open have been open on `today`, in days since they were sent."""
    counts = Counter((_age(signal, today), signal.kind) for signal in signals)
    return Table(
        key="open_signals",
        title="Open signalen naar ouderdom",
        columns=BY_KIND,
        rows=tuple(
            _kinds_row(label, counts[label, SignalKind.ACUTE], counts[label, SignalKind.GENERAL]) for label, _ in AGES
        ),
        total=_kinds_row("Totaal", *(sum(one.kind is kind for one in signals) for kind in SignalKind)),
        note="Dagen sinds de verzending.",
        bars=(Bar(0, Tone.BAD), Bar(1, Tone.GOOD)),
    )


def _age(signal: OpenSignal, today: date) -> str:
    days = (today - signal.sent_on).days
    return next(label for label, last in AGES if days <= last)


def _kinds_row(label: str, acute: int, general: int) -> Row:
    return Row(label, (acute, general, acute + general))


def escalations_table(escalations: Sequence[EscalationFact], first: date, last: date) -> Table:
    """Return how many signals were proposed, approved and told to the inspectorate, and how many wait for approval."""

    def row(label: str, chosen: Iterable[EscalationFact]) -> Row:
        kinds = Counter(one.kind for one in chosen)
        return _kinds_row(label, kinds[SignalKind.ACUTE], kinds[SignalKind.GENERAL])

    def within(day: date | None) -> bool:
        return day is not None and first <= day <= last

    return Table(
        key="escalations",
        title="Doorgeven aan de inspectie",
        columns=BY_KIND,
        rows=(
            row("Voorgesteld", (one for one in escalations if within(one.proposed_on))),
            row("Goedgekeurd", (one for one in escalations if within(one.approved_on))),
            row("Doorgegeven", (one for one in escalations if within(one.told_on))),
            row("Wacht nu op goedkeuring", (one for one in escalations if one.waits)),
        ),
    )
