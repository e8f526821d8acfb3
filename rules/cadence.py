"""Visiting windows (bezoekvensters): when each group has to be visited once, from its dated care types.

Windows are fixed: a late visit moves nothing. The four frequencies are an agreement (IGJ & AKJ, May 2022); all else
here (first visit, tolerances, what a change does to a running window) is house policy, DOMAIN 3.1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from rules.calendar import Calendar
from rules.policy import Policy, PolicyBook
from rules.policy_cadence import CadencePolicy, EveryDays, OnDemand, Quarterly, Weekly
from rules.policy_words import HolidayRule
from rules.terms import Term, explain
from rules.vocabulary import CareType, WaiverReason

DAY = timedelta(days=1)
WEEK = 7
LONGEST_QUARTER = 92
FOREVER = date.max - timedelta(days=LONGEST_QUARTER)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `starts_on` up to and including `ends_on`."""

    starts_on: date
    ends_on: date

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.ends_on - self.starts_on).days + 1


@dataclass(frozen=True, slots=True)
class DatedCareType:
    """The care a group gives from a day on; without `valid_to` it still does."""

    care_type: CareType
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class DatedOverride:
    """Another rhythm for one group in a period: a visit in every `every_days` days."""

    every_days: int
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What the windows of a group follow from. `residents` 0 asks no visits; None means unknown."""

    anchor_on: date
    opened_on: date
    care_types: tuple[DatedCareType, ...]
    ended_on: date | None = None
    overrides: tuple[DatedOverride, ...] = ()
    closures: tuple[Period, ...] = ()
    residents: int | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The obligation to visit once from `starts_on` to `ends_on`; until `late_until` a visit counts as late."""

    care_type: CareType
    starts_on: date
    ends_on: date
    late_until: date
    waiver: WaiverReason | None = None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days in which care type and override stay the same."""

    care_type: CareType
    override: DatedOverride | None
    starts_on: date
    ends_on: date
    is_opening: bool = False


@dataclass(frozen=True, slots=True)
class _Tile:
    stretch: _Stretch
    starts_on: date
    ends_on: date
    waiver: WaiverReason | None = None


def windows(
    group: GroupFacts, policies: PolicyBook, calendar: Calendar, until: date, since: date
) -> tuple[Window, ...]:
    """Return the windows of `group` that end on or after `since` and start on or before `until`, in order.

    No two overlap. They follow each other without a gap, but for the days after a first window that the term of the
    first visit cut short. A care type without a norm has none, unless the group has a rhythm of its own.
    Raises: TermBeyondCalendar. Source: agreement for the frequencies, house policy for the rest.
    """
    tiles = _tiles(group, policies, calendar, until, since)
    return tuple(_window(group, tile, policies, calendar) for tile in tiles if tile.ends_on >= since)


def care_type_on(group: GroupFacts, day: date) -> CareType | None:
    """Return the care that `group` gives on `day`, or None."""
    known = [dated for dated in group.care_types if _holds(dated.valid_from, dated.valid_to, day)]
    return max(known, key=lambda dated: dated.valid_from).care_type if known else None


def norm_days(cadence: CadencePolicy) -> int | None:
    """Return the longest number of days in which the norm asks one visit; None without a norm."""
    match cadence:
        case Weekly():
            return WEEK
        case EveryDays():
            return cadence.every_days
        case Quarterly():
            return LONGEST_QUARTER
        case OnDemand():
            return None


def below_norm_from(
    group: GroupFacts, rhythm: DatedOverride, policies: PolicyBook, since: date, *, accepted: bool
) -> date | None:
    """Return the first day from `since` on which a rhythm of `group` lies below a norm that nobody accepted, or None.

    `accepted`: a manager accepted it below the norm of its first day; a stricter norm of later was not accepted.
    Source: house policy (DOMAIN 3.1).
    """
    known = _norm_on(group, rhythm.valid_from, policies) if accepted else None
    first, changes = max(since, rhythm.valid_from), {day for day, _ in policies.periods}
    for dated in group.care_types:
        changes |= {dated.valid_from} if dated.valid_to is None else {dated.valid_from, dated.valid_to + DAY}
    for day in sorted({first} | {day for day in changes if first < day}):
        norm = _norm_on(group, day, policies) if day <= rhythm.valid_to else None
        if norm is not None and norm < rhythm.every_days and (known is None or norm < known):
            return day
    return None


def min_gap_days(group: GroupFacts, care_type: CareType, day: date, policy: Policy) -> int:
    """Return how many days must lie between two visits that count, for `group` on `day`.

    A rhythm of its own asks at most half of its length, so that a higher frequency can be met. Source: house policy.
    """
    cadence, override = policy.cadence[care_type], _override_on(group, day)
    gaps = [] if isinstance(cadence, OnDemand) else [cadence.min_gap_days]
    if override is not None:
        gaps.append(max(1, override.every_days // 2))
    return min(gaps, default=1)


def _norm_on(group: GroupFacts, day: date, policies: PolicyBook) -> int | None:
    care_type = care_type_on(group, day)
    return norm_days(_policy(policies, day).cadence[care_type]) if care_type else None


def _window(group: GroupFacts, tile: _Tile, policies: PolicyBook, calendar: Calendar) -> Window:
    cadence = _policy(policies, tile.starts_on).cadence[tile.stretch.care_type]
    return Window(
        care_type=tile.stretch.care_type,
        starts_on=tile.starts_on,
        ends_on=tile.ends_on,
        late_until=_late_until(tile, cadence, calendar),
        waiver=tile.waiver or _waiver(group, tile, cadence),
    )


def _late_until(tile: _Tile, cadence: CadencePolicy, calendar: Calendar) -> date:
    if isinstance(cadence, OnDemand):
        return tile.ends_on
    late = _term_end(tile.ends_on, cadence.late_tolerance.term, calendar)
    # A tolerance made for a slow norm must not swallow the windows of a faster rhythm of its own.
    return min(late, tile.ends_on + tile.stretch.override.every_days * DAY) if tile.stretch.override else late


@lru_cache(maxsize=8192)
def _term_end(day: date, term: Term, calendar: Calendar) -> date:
    return explain(day, term, calendar).on


def _waiver(group: GroupFacts, tile: _Tile, cadence: CadencePolicy) -> WaiverReason | None:
    if group.residents == 0:
        return WaiverReason.NO_RESIDENTS
    still_due = not isinstance(cadence, OnDemand) and cadence.holiday_rule is HolidayRule.STILL_DUE
    if not still_due and is_closed_throughout(group.closures, tile.starts_on, tile.ends_on):
        return WaiverReason.CLOSED
    return None


def is_closed_throughout(closures: tuple[Period, ...], starts_on: date, ends_on: date) -> bool:
    """Return whether closures, also several together, cover every day from `starts_on` to `ends_on`."""
    day = starts_on
    for closure in sorted(closures, key=lambda closure: closure.starts_on):
        if closure.starts_on <= day <= closure.ends_on:
            day = closure.ends_on + DAY
    return day > ends_on


def _tiles(group: GroupFacts, policies: PolicyBook, calendar: Calendar, until: date, since: date) -> Iterator[_Tile]:
    stretches = _stretches(group)
    carried: date | None = None
    for stretch, following in zip(stretches, (*stretches[1:], None), strict=True):
        start, carried = carried or stretch.starts_on, None
        while start <= min(stretch.ends_on, until):
            period = _period(group, stretch, start, policies)
            if period is None:
                break
            end = _first_visit_end(stretch, start, period.ends_on, policies, calendar)
            if period.ends_on > stretch.ends_on and end >= stretch.ends_on:
                tile = _cut(stretch, following, start, period, policies)
                if tile is None:
                    carried = start
                else:
                    yield tile
                break
            yield _Tile(stretch, start, end)
            start = _next_start(group, stretch, period, policies, since)


def _period(group: GroupFacts, stretch: _Stretch, start: date, policies: PolicyBook) -> Period | None:
    """Return the window that starts at `start`: to the end of its natural period, or of the next when too short."""
    inside = max(start, stretch.starts_on)
    natural = _natural(group, stretch, inside, policies)
    if natural is None:
        return None
    if _is_short((natural.ends_on - start).days + 1, natural.days, policies, inside):
        following = _natural(group, stretch, natural.ends_on + DAY, policies)
        return Period(start, following.ends_on if following else natural.ends_on)
    return Period(start, natural.ends_on)


def _first_visit_end(stretch: _Stretch, start: date, end: date, policies: PolicyBook, calendar: Calendar) -> date:
    cadence = _policy(policies, start).cadence[stretch.care_type]
    if not stretch.is_opening or start != stretch.starts_on or stretch.override or isinstance(cadence, OnDemand):
        return end
    return min(end, _term_end(start, cadence.first_visit.term, calendar))


def _cut(
    stretch: _Stretch, following: _Stretch | None, start: date, period: Period, policies: PolicyBook
) -> _Tile | None:
    """Return the last window of a stretch that ends inside it; None when it joins the first window of the next."""
    tile = _Tile(stretch, start, stretch.ends_on)
    if not _is_short((stretch.ends_on - start).days + 1, period.days, policies, stretch.ends_on):
        return tile
    if following is None or following.starts_on != stretch.ends_on + DAY:
        return _Tile(stretch, start, stretch.ends_on, WaiverReason.GROUP_ENDED)
    if following.care_type is not stretch.care_type:
        return _Tile(stretch, start, stretch.ends_on, WaiverReason.CARE_TYPE_CHANGE)
    return None


def _next_start(group: GroupFacts, stretch: _Stretch, period: Period, policies: PolicyBook, since: date) -> date:
    """Return the start of the next window; windows that end before `since` are passed over where the rhythm stays."""
    start = period.ends_on + DAY
    wanted = min(since, stretch.ends_on)
    if wanted <= start:
        return start
    here, there = (_policy(policies, day).cadence[stretch.care_type] for day in (start, wanted))
    natural = _natural(group, stretch, wanted, policies)
    return max(start, natural.starts_on) if natural and here == there else start


def _natural(group: GroupFacts, stretch: _Stretch, day: date, policies: PolicyBook) -> Period | None:
    if stretch.override:
        return _every(stretch.override.every_days, stretch.override.valid_from, day)
    cadence = _policy(policies, day).cadence[stretch.care_type]
    match cadence:
        case Weekly():
            return _every(WEEK, day - day.weekday() * DAY, day)
        case EveryDays():
            return _every(cadence.every_days, _anchor(group, stretch), day)
        case Quarterly():
            return _quarter(day)
        case OnDemand():
            return None


def _every(days: int, anchor: date, day: date) -> Period:
    start = anchor + (day - anchor).days // days * days * DAY
    return Period(start, start + (days - 1) * DAY)


def _quarter(day: date) -> Period:
    first_month = (day.month - 1) // 3 * 3 + 1
    past = date(day.year + first_month // 10, (first_month + 2) % 12 + 1, 1)
    return Period(date(day.year, first_month, 1), past - DAY)


def _anchor(group: GroupFacts, stretch: _Stretch) -> date:
    """Return the day fortnights are counted from: the group's own, or the change that came after it."""
    changed_on = max(dated.valid_from for dated in group.care_types if dated.valid_from <= stretch.starts_on)
    first_on = min(dated.valid_from for dated in group.care_types)
    return group.anchor_on if changed_on == first_on or group.anchor_on >= changed_on else changed_on


def _is_short(days: int, whole: int, policies: PolicyBook, on: date) -> bool:
    return days * 100 < whole * _policy(policies, on).visits.change_keeps_window_percent


def _stretches(group: GroupFacts) -> list[_Stretch]:
    last = group.ended_on or FOREVER
    found: list[_Stretch] = []
    for start, past in pairwise(_boundaries(group, last)):
        care_type = care_type_on(group, start)
        if care_type is None:
            continue
        override, end = _override_on(group, start), past - DAY
        before = found[-1] if found else None
        if before and (before.care_type, before.override, before.ends_on) == (care_type, override, start - DAY):
            found[-1] = _Stretch(care_type, override, before.starts_on, end, before.is_opening)
        else:
            found.append(_Stretch(care_type, override, start, end, is_opening=not found))
    return found


def _boundaries(group: GroupFacts, last: date) -> list[date]:
    """Return the days on which something may change, from the opening to the day after `last`."""
    days = {group.opened_on, last + DAY}
    for dated in group.care_types:
        days |= {dated.valid_from, (dated.valid_to or last) + DAY}
    for override in group.overrides:
        days |= {override.valid_from, override.valid_to + DAY}
    return sorted(day for day in days if group.opened_on <= day <= last + DAY)


def _override_on(group: GroupFacts, day: date) -> DatedOverride | None:
    return next((known for known in group.overrides if _holds(known.valid_from, known.valid_to, day)), None)


def _holds(valid_from: date, valid_to: date | None, day: date) -> bool:
    return valid_from <= day and (valid_to is None or day <= valid_to)


def _policy(policies: PolicyBook, day: date) -> Policy:
    """Return the policy of `day`; groups older than the policy follow its first version."""
    return policies.on(max(day, policies.starts_on))
