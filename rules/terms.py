"""Terms (termijnen): when they end, why, and what suspension and extension do to them.

Counting (law and house policy alike): the day of the event is day 0; weeks end on the same weekday, months on the
same day number or the last day of the month; hours are elapsed hours. Law: Algemene termijnenwet (Atw) articles 1-4.
Terms of house policy in days, weeks and months roll as the law's do (our choice, DOMAIN 2g); hours never roll.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pendulum

from rules.calendar import (
    DUTCH_CALENDAR,
    Calendar,
    Profile,
    add_working_days,
    days_after,
    local_date,
    show_moment,
    why_not_working,
    working_days_between,
)
from rules.errors import Phrase
from rules.holidays import DAY
from rules.term_errors import (
    AlreadySuspended,
    CountsBack,
    ExtensionTooLong,
    ExtensionWithoutReason,
    HoursNeedInstant,
    NoExtensionLeft,
    NotSuspended,
    OfficeProfileInLaw,
    SuspendedBeforeStart,
    TermAlreadyOver,
    TermBeyondCalendar,
    TermOutOfBounds,
)
from rules.vocabulary import Unit, Word

MAX_AMOUNT = 100_000
SECONDS_PER_HOUR = 3600

ROLLS_UP_TO = {Unit.DAYS: 90, Unit.WEEKS: 12, Unit.MONTHS: 3, Unit.WORKING_DAYS: MAX_AMOUNT}
"""The longest forward term of each unit that Atw art. 1 and 2 extend (art. 4); a unit not named never rolls."""

TWO_WORKING_DAYS_FROM = {Unit.DAYS: 3, Unit.WEEKS: 1, Unit.MONTHS: 1, Unit.WORKING_DAYS: 3}
"""From how much on a term lasts three days or more, and so must hold two working days (Atw art. 2)."""

_ONE = {
    Unit.HOURS: Phrase("uur"),
    Unit.DAYS: Phrase("dag"),
    Unit.WORKING_DAYS: Phrase("werkdag"),
    Unit.WEEKS: Phrase("week"),
    Unit.MONTHS: Phrase("maand"),
}


class Basis(Word):
    """What a term rests on: a law, or our own policy and agreements."""

    STATUTORY = "statutory", "wet"
    POLICY = "policy", "huisregel"


class Direction(Word):
    """Whether a term is counted forward from its event, or back from a day to come."""

    FORWARD = "forward", "vooruit"
    BACK = "back", "terug"


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time with legal meaning. Raises: TermOutOfBounds, OfficeProfileInLaw."""

    amount: int
    unit: Unit
    basis: Basis
    profile: Profile = Profile.ATW_FULL
    direction: Direction = Direction.FORWARD

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= MAX_AMOUNT:
            raise TermOutOfBounds(self.amount, MAX_AMOUNT)
        if self.basis is Basis.STATUTORY and self.profile is Profile.OFFICE:
            raise OfficeProfileInLaw

    @property
    def is_back(self) -> bool:
        """Whether the term is counted back."""
        return self.direction is Direction.BACK

    @property
    def rolls(self) -> bool:
        """Whether the end moves off weekends and holidays. Source: Atw art. 1 lid 2 (not back) and art. 4."""
        return not self.is_back and self.amount <= ROLLS_UP_TO.get(self.unit, 0)

    @property
    def wants_two_working_days(self) -> bool:
        """Whether the term must hold two working days. Source: Atw art. 2 (three days or more)."""
        return self.rolls and self.amount >= TWO_WORKING_DAYS_FROM[self.unit]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation: the day that was counted, or a day that the end moved away from."""

    date: date | datetime
    rule: str
    reason: Phrase
    source: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """When a term ends and why. An instant (UTC) for hours, else the day at whose end it falls.

    `provisional`: it rests on days after the last known decree on equated days, and may still move.
    """

    end: date | datetime
    provisional: bool
    steps: tuple[Step, ...]

    @property
    def on(self) -> date:
        """The day on which the term ends, in Europe/Amsterdam."""
        return _civil_day(self.end)


@dataclass(frozen=True, slots=True)
class RunningTerm:
    """A term at work: where it began, since when it runs (None: suspended), and how much of it is used up.

    `consumed` is what ran before `running_since`: seconds for hours, working days for working days, and calendar
    days for days, weeks and months (the budget of a month is its days from `anchor`). `extended_by` is in the unit
    of the term. Atw art. 4 looks at the term as the law gives it, without extensions; art. 2 counts from `anchor`.
    """

    term: Term
    anchor: date | datetime
    running_since: date | datetime | None
    consumed: int = 0
    extended_by: int = 0

    def __post_init__(self) -> None:
        if self.consumed < 0 or self.extended_by < 0:
            raise ValueError("consumed and extended_by count from zero")


def begin(term: Term, anchor: date | datetime) -> RunningTerm:
    """Return `term` running from its event at `anchor`."""
    return RunningTerm(term, anchor, running_since=anchor)


def explain(start: date | datetime, term: Term, calendar: Calendar = DUTCH_CALENDAR) -> Outcome:
    """Return when `term`, counted from `start`, ends, with each step that led there and its source.

    One step `count`, then one for each day moved away from (`atw_art1`, `atw_art2`). A term in days takes the
    Amsterdam day of an instant.
    Raises: HoursNeedInstant, TermBeyondCalendar. Source: law (Atw) or house policy, as each step says.
    """
    return _explain(RunningTerm(term, start, start), start, calendar)


def due(start: date | datetime, term: Term, calendar: Calendar = DUTCH_CALENDAR) -> date | datetime:
    """Return when `term`, counted from `start`, ends: a day, or a UTC instant for hours. Raises: as explain."""
    return explain(start, term, calendar).end


def explain_running(running: RunningTerm, calendar: Calendar = DUTCH_CALENDAR) -> Outcome | None:
    """Return when a running term ends and why; None while it is suspended: then nothing is due at all."""
    return None if running.running_since is None else _explain(running, running.running_since, calendar)


def due_of(running: RunningTerm, calendar: Calendar = DUTCH_CALENDAR) -> date | datetime | None:
    """Return when a running term ends; None while it is suspended. Raises: as explain."""
    since = running.running_since
    if since is None:
        return None
    if running.term.unit is Unit.HOURS:
        return _explain(running, since, calendar).end
    try:
        counted, moves = _end_in_days(running, _civil_day(since), calendar)
    except OverflowError as error:
        raise TermBeyondCalendar from error
    return counted + len(moves) * DAY


def late_working_days(ends: date | datetime, met_at: datetime, calendar: Calendar, profile: Profile) -> int:
    """Return how many working days after its end a term was met; 0 when in time, at least 1 when late.

    Source: house policy (a day counts until 23:59:59 in Amsterdam).
    """
    day = _civil_day(ends)
    is_late = met_at > ends if isinstance(ends, datetime) else local_date(met_at) > ends
    return max(1, working_days_between(calendar, day, local_date(met_at), profile)) if is_late else 0


def replay(steps: Sequence[Step], calendar: Calendar = DUTCH_CALENDAR) -> date | datetime:
    """Return the end that an explanation leads to: the day counted, then one day on for each day moved from.

    Raises: ValueError when the steps do not follow each other, or move from a working day without Atw art. 2.
    """
    counted, *moves = steps
    day = counted.date
    for move in moves:
        if move.date != day or (move.rule == "atw_art1" and calendar.is_working_day(move.date)):
            raise ValueError(f"the explanation does not hold at {move.date}")
        day += DAY
    return day


def suspend(running: RunningTerm, on: date | datetime, calendar: Calendar = DUTCH_CALENDAR) -> RunningTerm:
    """Return the term standing still from the end of day `on` (hours: from that instant); the remainder is kept.

    Raises: AlreadySuspended, SuspendedBeforeStart, TermAlreadyOver, CountsBack.
    Source: house policy: the day of suspension is used up, the day of resumption counts as day 0.
    """
    if running.term.is_back:
        raise CountsBack
    if running.running_since is None:
        raise AlreadySuspended
    since, until = _point(running.running_since, running.term), _point(on, running.term)
    end = _explain(running, since, calendar).end
    if until < since:
        raise SuspendedBeforeStart(_civil_day(until), _civil_day(since))
    if until > end:
        raise TermAlreadyOver(_civil_day(until), _civil_day(end))
    used = running.consumed + _used(since, until, running.term, calendar)
    return replace(running, running_since=None, consumed=min(used, _budget(running)))


def resume(running: RunningTerm, on: date | datetime) -> RunningTerm:
    """Return the term running again; what remained is counted from `on` as day 0. Raises: NotSuspended."""
    if running.running_since is not None:
        raise NotSuspended
    return replace(running, running_since=on)


def extend(running: RunningTerm, by: int, bound: int, reason: str) -> RunningTerm:
    """Return the term made longer by `by` of its own units; all extensions together stay within `bound`.

    The reason belongs in the event of the change; here it only has to be there.
    Raises: ExtensionWithoutReason, NoExtensionLeft, ExtensionTooLong, CountsBack.
    """
    if running.term.is_back:
        raise CountsBack
    if not reason.strip():
        raise ExtensionWithoutReason
    left = bound - running.extended_by
    if left < 1:
        raise NoExtensionLeft
    if not 1 <= by <= left:
        raise ExtensionTooLong(by, left, running.term.unit)
    return replace(running, extended_by=running.extended_by + by)


def _explain(running: RunningTerm, since: date | datetime, calendar: Calendar) -> Outcome:
    try:
        if running.term.unit is Unit.HOURS:
            return _explain_hours(running, _instant(since))
        return _explain_days(running, _civil_day(since), calendar)
    except OverflowError as error:
        raise TermBeyondCalendar from error


def _explain_hours(running: RunningTerm, since: datetime) -> Outcome:
    left = timedelta(seconds=_budget(running) - running.consumed)
    end = since - left if running.term.is_back else since + left
    source = Phrase("{basis}, niet verlengd (Atw art. {article})", basis=running.term.basis, article="4")
    return Outcome(end, provisional=False, steps=(Step(end, "count", _counted(running, since), source),))


def _explain_days(running: RunningTerm, since: date, calendar: Calendar) -> Outcome:
    term, (counted, moves) = running.term, _end_in_days(running, since, calendar)
    reason = _with_skipped(_counted(running, since), since, counted, term, calendar)
    end = counted + len(moves) * DAY
    return Outcome(
        end, _is_provisional(since, end, term, calendar), (Step(counted, "count", reason, _count_source(term)), *moves)
    )


def _end_in_days(running: RunningTerm, since: date, calendar: Calendar) -> tuple[date, tuple[Step, ...]]:
    """Return the day that a term counts to, and the days it moves away from."""
    term, left = running.term, _budget(running) - running.consumed
    counted = _count(since, -left if term.is_back else left, term, calendar)
    moves = tuple(_moves(_civil_day(running.anchor), counted, term, calendar)) if term.rolls else ()
    return counted, moves


def _count(since: date, n: int, term: Term, calendar: Calendar) -> date:
    if term.unit is Unit.WORKING_DAYS:
        return add_working_days(calendar, since, n, term.profile)
    return since + n * DAY


def _moves(first: date, counted: date, term: Term, calendar: Calendar) -> Iterator[Step]:
    day = counted
    while not calendar.is_working_day(day, term.profile):
        why = why_not_working(calendar, day)
        yield Step(day, "atw_art1", why.name, _after(term.basis, why.source))
        day += DAY
    if not term.wants_two_working_days:
        return
    for moved_from in days_after(day - DAY, add_working_days(calendar, first, 2, term.profile) - DAY):
        ordinary = calendar.is_working_day(moved_from, term.profile)
        reason = Phrase("de termijn telt pas 1 werkdag") if ordinary else why_not_working(calendar, moved_from).name
        yield Step(moved_from, "atw_art2", reason, _after(term.basis, "Atw art. 2"))


def _after(basis: Basis, law: str) -> str:
    return law if basis is Basis.STATUTORY else Phrase("huisregel, naar {law}", law=law)


def _is_provisional(since: date, end: date, term: Term, calendar: Calendar) -> bool:
    asks_calendar = term.unit is Unit.WORKING_DAYS or term.rolls
    last_asked = since - DAY if term.is_back else end
    return asks_calendar and term.profile is Profile.ATW_FULL and last_asked > calendar.known_until


def _counted(running: RunningTerm, since: date | datetime) -> Phrase:
    term = running.term
    amount = term.amount + running.extended_by
    facts = {"amount": amount, "unit": _ONE[term.unit] if amount == 1 else term.unit, "moment": show_moment(since)}
    if since != _point(running.anchor, term):
        return Phrase("rest van {amount} {unit} na hervatting op {moment}", **facts)
    return Phrase("{amount} {unit} vóór {moment}" if term.is_back else "{amount} {unit} na {moment}", **facts)


def _with_skipped(said: Phrase, since: date, counted: date, term: Term, calendar: Calendar) -> Phrase:
    """Add the holidays on weekdays that a term in working days passed over; weekends go without saying."""
    if term.unit is not Unit.WORKING_DAYS:
        return said
    for day in days_after(*sorted((since, counted))):
        if day.isoweekday() < 6 and not calendar.is_working_day(day, term.profile):
            name = why_not_working(calendar, day).name
            said = Phrase("{before}; {name} ({day}) telt niet mee", before=said, name=name, day=day)
    return said


def _count_source(term: Term) -> str:
    if term.rolls or term.unit is Unit.WORKING_DAYS:
        return Phrase("{basis}", basis=term.basis)
    article = "1 lid 2" if term.is_back else "4"
    return Phrase("{basis}, niet verlengd (Atw art. {article})", basis=term.basis, article=article)


def _budget(running: RunningTerm) -> int:
    """Return the whole length: seconds for hours, working days, or calendar days for all else."""
    amount = running.term.amount + running.extended_by
    match running.term.unit:
        case Unit.HOURS:
            return amount * SECONDS_PER_HOUR
        case Unit.WORKING_DAYS:
            return amount
        case unit:
            anchor = _civil_day(running.anchor)
            return abs((_shift(anchor, -amount if running.term.is_back else amount, unit) - anchor).days)


def _shift(day: date, amount: int, unit: Unit) -> date:
    try:
        moved = pendulum.date(day.year, day.month, day.day).add(**{unit.value: amount})
    except ValueError as error:  # pendulum's word for a year that does not exist
        raise OverflowError(str(error)) from error
    return date(moved.year, moved.month, moved.day)


def _used(since: date | datetime, until: date | datetime, term: Term, calendar: Calendar) -> int:
    if term.unit is Unit.HOURS:
        return int((_instant(until) - _instant(since)).total_seconds())
    if term.unit is Unit.WORKING_DAYS:
        return working_days_between(calendar, _civil_day(since), _civil_day(until), term.profile)
    return (_civil_day(until) - _civil_day(since)).days


def _point(moment: date | datetime, term: Term) -> date | datetime:
    return _instant(moment) if term.unit is Unit.HOURS else _civil_day(moment)


def _civil_day(moment: date | datetime) -> date:
    return local_date(moment) if isinstance(moment, datetime) else moment


def _instant(moment: date | datetime) -> datetime:
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise HoursNeedInstant
    return moment.astimezone(UTC)
