"""Rounds that can be changed one visit at a time, with every hard rule held: the exact core of all planning.

`Rounds.trial` says whether and at what price a visit fits in one day of one adviser; `insert` and `remove` change the
rounds. Whatever another engine proposes is built up here, so that nothing illegal can get into a plan.
The rules are H1-H8 and H11 of the exchange format; minutes are wall time.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from itertools import pairwise, permutations
from math import inf

from planner.model import PlannedVisit, Role, Status
from planner.rounds_world import HOME, Interval, Legs, Slot, World


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit in a round: when it may be (`intervals`) or must be (`pin`); a frozen one is never taken out."""

    window_id: int | None
    group_id: int
    location_id: int
    service: int
    intervals: tuple[Interval, ...]
    pin: int | None = None
    frozen: PlannedVisit | None = None


@dataclass(slots=True)
class Round:
    """One day of one adviser, in order; `starts` belong to `stops`, `travel` holds both home legs."""

    stops: tuple[Stop, ...] = ()
    starts: tuple[int, ...] = ()
    travel: int = 0
    evenings: int = 0

    @property
    def work(self) -> int:
        """Minutes of service and travel."""
        return self.travel + sum(stop.service for stop in self.stops)


@dataclass(frozen=True, slots=True)
class Trial:
    """A legal place for a visit: the round as it would become, and the minutes of travel it adds."""

    slot: Slot
    adviser_id: int
    day: int
    start: int
    added: int
    round: Round


@dataclass(slots=True)
class Rounds:
    """The rounds of a plan in the making."""

    world: World
    rounds: dict[tuple[int, int], Round] = field(default_factory=dict)
    where: dict[int, tuple[int, int]] = field(default_factory=dict)
    _group_days: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _week_work: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    _week_evenings: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    _substitutes: dict[int, dict[Interval, list[int]]] = field(default_factory=lambda: defaultdict(dict))
    _changes: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    _group_changes: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        """Take the frozen visits as they are, and the last visit of each group for its distance in days."""
        by_day: dict[tuple[int, int], list[PlannedVisit]] = defaultdict(list)
        for visit in self.world.problem.frozen:
            by_day[visit.adviser_id, self.world.number(visit.on)].append(visit)
        for (adviser_id, day), visits in by_day.items():
            self._freeze(adviser_id, day, sorted(visits, key=lambda visit: visit.start))
        for group in self.world.problem.groups:
            if group.last_visit_on is not None:
                self._add_day(group.group_id, self.world.number(group.last_visit_on))

    def trial(self, slot: Slot, adviser_id: int, day: int, start: int | None = None, most: float = inf) -> Trial | None:
        """Return the place in that day that adds least travel, or None when every place breaks a hard rule.

        With `start` the visit begins at exactly that minute and keeps it when others come in later. Places that add
        more than `most` minutes are not looked at.
        """
        if self.bars(slot, adviser_id, day):
            return None
        stop = self.stop(slot, day, start)
        return self._cheapest(slot, stop, adviser_id, day, most) if stop.intervals else None

    def bars(self, slot: Slot, adviser_id: int, day: int) -> bool:
        """Return whether something other than the hours and the room of the day forbids a visit."""
        world = self.world
        return (
            not slot.first <= day <= slot.last
            or world.hours(adviser_id, day) is None
            or not world.is_candidate(slot.group_id, adviser_id)
            or self.is_too_near(slot.group_id, day)
            or not world.is_certified(slot.group_id, adviser_id, day)
            or self.is_other_substitute(slot.group_id, adviser_id, day)
        )

    def can_reach(self, slot: Slot, adviser_id: int) -> bool:
        """Return whether an adviser may visit the group at all, and can drive there and back in a day."""
        if not self.world.is_candidate(slot.group_id, adviser_id):
            return False
        out, back = self.world.legs[adviser_id].from_home(slot.location_id)
        return out + back <= self.world.advisers[adviser_id].max_drive_min_per_day

    def has_room(self, slot: Slot, adviser_id: int, day: int) -> bool:
        """Return whether an adviser works that day, and day and week may hold one visit more: a quick first look."""
        if self.world.hours(adviser_id, day) is None:
            return False
        adviser, held = self.world.advisers[adviser_id], self.rounds.get((adviser_id, day))
        if held is not None and len(held.stops) >= adviser.max_visits_per_day:
            return False
        return self._week_work[adviser_id, self.world.week(day)] + slot.service <= adviser.field_min_per_week

    def is_too_near(self, group_id: int, day: int) -> bool:
        """Return whether another visit of the group lies on that day or fewer than the least days from it."""
        days = self._group_days.get(group_id)
        if not days:
            return False
        gap = max(1, self.world.groups[group_id].min_gap_days)
        place = bisect_left(days, day)
        before = place > 0 and day - days[place - 1] < gap
        return before or (place < len(days) and days[place] - day < gap)

    def far_enough(self, group_id: int, days: Sequence[int]) -> list[int]:
        """Return those of `days` (in order) that are not too near another visit of the group."""
        held = self._group_days.get(group_id)
        if not held or not days:
            return list(days)
        gap = max(1, self.world.groups[group_id].min_gap_days)
        first, last = bisect_left(held, days[0] - gap + 1), bisect_left(held, days[-1] + gap)
        near = held[first:last]
        return [day for day in days if all(abs(day - other) >= gap for other in near)] if near else list(days)

    def changes(self, slot: Slot, adviser_id: int) -> int:
        """Return a number that stays the same as long as nothing changed that decides whether a slot fits."""
        weeks = range(self.world.week(slot.first), self.world.week(slot.last) + 1)
        return self._group_changes[slot.group_id] + sum(self._changes[adviser_id, week] for week in weeks)

    def changes_of_all(self) -> tuple[dict[int, int], dict[int, int]]:
        """Return per adviser and per group how often their visits changed so far."""
        people: dict[int, int] = defaultdict(int)
        for (adviser_id, _), times in self._changes.items():
            people[adviser_id] += times
        return people, self._group_changes.copy()

    def open_slots(self) -> list[Slot]:
        """Return the windows that have no visit."""
        return [slot for slot in self.world.slots.values() if slot.window_id not in self.where]

    def days_of(self, group_id: int) -> Sequence[int]:
        """Return the days of all visits of a group, in order; a visit before the horizon has a negative one."""
        return self._group_days.get(group_id, ())

    def is_other_substitute(self, group_id: int, adviser_id: int, day: int) -> bool:
        """Return whether another substitute already stands in for the owner in the absence that holds that day."""
        if self.role(group_id, adviser_id) is not Role.SUBSTITUTE:
            return False
        absence = self.world.absence_of_owner(group_id, day)
        return absence is not None and any(
            other != adviser_id for other in self._substitutes[group_id].get(absence, ())
        )

    def substitutes_of(self, group_id: int) -> set[int]:
        """Return who stands in for the group somewhere in this plan."""
        return {who for chosen in self._substitutes[group_id].values() for who in chosen}

    def role(self, group_id: int, adviser_id: int) -> Role:
        """Return as whom an adviser would visit the group."""
        group = self.world.groups[group_id]
        if adviser_id == group.owner_id:
            return Role.OWNER
        return Role.DEPUTY if adviser_id == group.deputy_id else Role.SUBSTITUTE

    def insert(self, trial: Trial) -> None:
        """Put the visit of a trial into its round. The rounds must be as they were when it was tried."""
        self.world.legs[trial.adviser_id].learn((trial.slot.location_id,))
        self._replace(trial.adviser_id, trial.day, trial.round)
        self._note(trial.slot, trial.adviser_id, trial.day)

    def remove(self, window_id: int) -> None:
        """Take a visit out; the others of that day keep their order and start as early as they can."""
        adviser_id, day = self.where.pop(window_id)
        held = self.rounds[adviser_id, day]
        rest = tuple(stop for stop in held.stops if stop.window_id != window_id)
        slot = self.world.slots[window_id]
        self._group_days[slot.group_id].remove(day)
        self._group_changes[slot.group_id] += 1
        absence = self.world.absence_of_owner(slot.group_id, day)
        if absence is not None and self.role(slot.group_id, adviser_id) is Role.SUBSTITUTE:
            self._substitutes[slot.group_id][absence].remove(adviser_id)
        self._replace(adviser_id, day, self.timed(adviser_id, day, rest) or self._shortened(held, adviser_id, rest))

    def put_round(self, adviser_id: int, day: int, windows: Sequence[tuple[Slot, int | None]]) -> list[int]:
        """Fill a day in this order, each visit with its fixed start or None; return the windows that did not fit."""
        wanted = [(slot, start) for slot, start in windows if not self.bars(slot, adviser_id, day)]
        stops = tuple(self.stop(slot, day, start) for slot, start in wanted)
        self.world.legs[adviser_id].learn(slot.location_id for slot, _ in wanted)
        unique = len({slot.group_id for slot, _ in wanted}) == len(wanted)
        made = None if not unique or self.round_of(adviser_id, day).stops else self.timed(adviser_id, day, stops)
        if made is not None:
            self._replace(adviser_id, day, made)
            for slot, _ in wanted:
                self._note(slot, adviser_id, day)
        else:
            for slot, start in wanted:
                trial = self.trial(slot, adviser_id, day, start)
                if trial is not None:
                    self.insert(trial)
        return [slot.window_id for slot, _ in windows if slot.window_id not in self.where]

    def put_stops(self, adviser_id: int, day: int, made: Round, slots: Iterable[Slot]) -> None:
        """Let a day become a legal round that holds these slots beside the visits it had."""
        self._replace(adviser_id, day, made)
        for slot in slots:
            self._note(slot, adviser_id, day)

    def round_of(self, adviser_id: int, day: int) -> Round:
        """Return the round of a day; an empty one when there is none."""
        return self.rounds.get((adviser_id, day)) or Round()

    def shortest(self, adviser_id: int, day: int, stops: Sequence[Stop]) -> Round | None:
        """Return the legal round of these stops with the least travel, of all their orders; None when there is none."""
        self.legs(adviser_id, stops)
        orders = sorted(permutations(stops), key=lambda order: self.travel_of(adviser_id, order))
        return next((made for order in orders if (made := self.timed(adviser_id, day, order))), None)

    def route_day(self, adviser_id: int, day: int) -> Round:
        """Put the visits of one day in their shortest legal order, and return that round."""
        held = self.round_of(adviser_id, day)
        made = self.shortest(adviser_id, day, held.stops)
        if made is not None and made.travel < held.travel:
            self._replace(adviser_id, day, made)
        return self.round_of(adviser_id, day)

    def timed(self, adviser_id: int, day: int, stops: tuple[Stop, ...]) -> Round | None:
        """Return a round of these stops in this order at their earliest times, or None when a rule of the day breaks.

        Weekly limits are judged against the rest of the week as it is now.
        """
        if not stops:
            return Round()
        world, adviser = self.world, self.world.advisers[adviser_id]
        hours = world.hours(adviser_id, day)
        travel = self._travel(world.legs[adviser_id], stops)
        if hours is None or len(stops) > adviser.max_visits_per_day or travel > adviser.max_drive_min_per_day:
            return None
        starts = self._earliest(adviser_id, stops, hours)
        if starts is None:
            return None
        if self._span(adviser_id, stops, starts) > adviser.max_day_min:
            starts = self._pulled_together(adviser_id, stops, starts)
            if self._span(adviser_id, stops, starts) > adviser.max_day_min:
                return None
        evenings = sum(start >= world.rules.evening_starts for start in starts)
        made = Round(stops, tuple(starts), travel, evenings)
        return made if self._fits_day_and_week(adviser_id, day, made) else None

    def travel_of(self, adviser_id: int, stops: Sequence[Stop]) -> int:
        """Return the minutes of all legs of a round, from home to home."""
        return self._travel(self.legs(adviser_id, stops), stops)

    def legs(self, adviser_id: int, stops: Iterable[Stop]) -> Legs:
        """Return the legs of an adviser, with the places of these stops known."""
        legs = self.world.legs[adviser_id]
        if not all(legs.is_learned(stop.location_id) for stop in stops):
            legs.learn(stop.location_id for stop in stops)
        return legs

    def away(self, adviser_id: int, held: Round) -> Interval:
        """Return when the adviser leaves home for a round and is home again."""
        legs = self.legs(adviser_id, held.stops)
        first, last = (legs.place[held.stops[end].location_id] for end in (0, -1))
        back = held.starts[-1] + held.stops[-1].service + legs.minutes[last][HOME]
        return held.starts[0] - legs.minutes[HOME][first], back

    def week_work(self, adviser_id: int, week: int) -> int:
        """Return the minutes of service and travel of an adviser in a week."""
        return self._week_work[adviser_id, week]

    def week_evenings(self, adviser_id: int, week: int) -> int:
        """Return on how many days of a week an adviser has a visit in the evening."""
        return self._week_evenings[adviser_id, week]

    def within(self, world: World) -> "Rounds":
        """Return these rounds under another world, to try what-if: they share the visits, so change nothing in them."""
        other = copy(self)
        other.world = world
        return other

    def any_substitute(self) -> "Rounds":
        """Return these rounds as if nobody stood in for anyone yet, to try what-if: change nothing in them."""
        other = copy(self)
        other._substitutes = defaultdict(dict)  # noqa: SLF001 - of its own class
        return other

    def visits(self) -> Iterator[PlannedVisit]:
        """Yield all visits in order of day, adviser and round; frozen ones exactly as they came."""
        number = max((visit.visit_id for visit in self.world.problem.frozen), default=0)
        for (adviser_id, day), held in sorted(self.rounds.items(), key=lambda item: (item[0][1], item[0][0])):
            here = HOME
            legs = self.legs(adviser_id, held.stops)
            for seq, (stop, start) in enumerate(zip(held.stops, held.starts, strict=True), start=1):
                there = legs.place[stop.location_id]
                number += 1
                yield stop.frozen or PlannedVisit(
                    visit_id=number,
                    window_id=stop.window_id,
                    group_id=stop.group_id,
                    adviser_id=adviser_id,
                    role=self.role(stop.group_id, adviser_id),
                    on=self.world.date(day),
                    start=start,
                    end=start + stop.service,
                    seq=seq,
                    travel_min_before=legs.minutes[here][there],
                    status=Status.PLANNED,
                )
                here = there

    def stop(self, slot: Slot, day: int, start: int | None = None) -> Stop:
        """Return a visit for a slot on a day, with its fixed start or None."""
        intervals = self.world.open(slot.group_id, day)
        return Stop(slot.window_id, slot.group_id, slot.location_id, slot.service, intervals, start)

    @staticmethod
    def _travel(legs: Legs, stops: Sequence[Stop]) -> int:
        place, minutes = legs.place, legs.minutes
        total, here = 0, HOME
        for stop in stops:
            there = place[stop.location_id]
            total += minutes[here][there]
            here = there
        return total + minutes[here][HOME]

    def _cheapest(self, slot: Slot, stop: Stop, adviser_id: int, day: int, most: float) -> Trial | None:
        """Try the places of a round from the least to the most travel added; the first legal one is the cheapest."""
        held = self.round_of(adviser_id, day)
        adviser = self.world.advisers[adviser_id]
        week = self._week_work[adviser_id, self.world.week(day)]
        if len(held.stops) >= adviser.max_visits_per_day or week + stop.service > adviser.field_min_per_week:
            return None
        legs = self.world.legs[adviser_id]
        if stop.location_id not in legs.place:
            legs.learn((stop.location_id,))
        minutes, there = legs.minutes, legs.place[stop.location_id]
        places = [HOME, *(legs.place[other.location_id] for other in held.stops), HOME]
        prices = sorted(
            (minutes[before][there] + minutes[there][after] - (minutes[before][after] if held.stops else 0), position)
            for position, (before, after) in enumerate(pairwise(places))
        )
        most = min(most, adviser.max_drive_min_per_day - held.travel)
        for added, position in prices:
            if added > most:
                return None
            made = self.timed(adviser_id, day, (*held.stops[:position], stop, *held.stops[position:]))
            if made is not None:
                return Trial(slot, adviser_id, day, made.starts[position], added, made)
        return None

    def _earliest(self, adviser_id: int, stops: Sequence[Stop], hours: Interval) -> list[int] | None:
        legs = self.world.legs[adviser_id]
        place, minutes, between = legs.place, legs.minutes, self.world.rules.minutes_between
        starts: list[int] = []
        now, here = hours[0], HOME
        for stop in stops:
            there = place[stop.location_id]
            start = first_start(stop, now + minutes[here][there])
            if start is None:
                return None
            starts.append(start)
            now, here = start + stop.service + between, there
        home = now - between + minutes[here][HOME]
        return starts if home <= hours[1] else None

    def _span(self, adviser_id: int, stops: Sequence[Stop], starts: Sequence[int]) -> int:
        """Return the minutes from leaving home to being home again."""
        legs = self.world.legs[adviser_id]
        out = legs.minutes[HOME][legs.place[stops[0].location_id]]
        back = legs.minutes[legs.place[stops[-1].location_id]][HOME]
        return starts[-1] + stops[-1].service + back - starts[0] + out

    def _pulled_together(self, adviser_id: int, stops: Sequence[Stop], starts: Sequence[int]) -> list[int]:
        """Return later starts that leave less waiting; the last visit and the number of evening visits stay."""
        legs, rules = self.world.legs[adviser_id], self.world.rules
        later = list(starts)
        for number in range(len(stops) - 2, -1, -1):
            stop, following = stops[number], stops[number + 1]
            leg = legs.minutes[legs.place[stop.location_id]][legs.place[following.location_id]]
            latest = later[number + 1] - leg - rules.minutes_between - stop.service
            if starts[number] < rules.evening_starts:
                latest = min(latest, rules.evening_starts - 1)
            later[number] = max(starts[number], _last_start(stop, starts[number], latest))
        return later

    def _fits_day_and_week(self, adviser_id: int, day: int, made: Round) -> bool:
        world, adviser = self.world, self.world.advisers[adviser_id]
        key, held = (adviser_id, world.week(day)), self.round_of(adviser_id, day)
        if made.evenings > world.rules.evening_visits_per_day:
            return False
        more_evenings = (made.evenings > 0) - (held.evenings > 0)
        if more_evenings > 0 and self._week_evenings[key] + more_evenings > adviser.max_evenings_per_week:
            return False
        more = made.work - held.work
        return more <= 0 or self._week_work[key] + more <= adviser.field_min_per_week

    def _replace(self, adviser_id: int, day: int, made: Round) -> None:
        held, week = self.round_of(adviser_id, day), (adviser_id, self.world.week(day))
        self._changes[week] += 1
        self._week_work[week] += made.work - held.work
        self._week_evenings[week] += (made.evenings > 0) - (held.evenings > 0)
        if made.stops:
            self.rounds[adviser_id, day] = made
        else:
            self.rounds.pop((adviser_id, day), None)

    def _note(self, slot: Slot, adviser_id: int, day: int) -> None:
        self.where[slot.window_id] = (adviser_id, day)
        self._group_changes[slot.group_id] += 1
        self._add_day(slot.group_id, day)
        self._note_substitute(slot.group_id, adviser_id, day)

    def _note_substitute(self, group_id: int, adviser_id: int, day: int) -> None:
        absence = self.world.absence_of_owner(group_id, day)
        if absence is not None and self.role(group_id, adviser_id) is Role.SUBSTITUTE:
            self._substitutes[group_id].setdefault(absence, []).append(adviser_id)

    def _add_day(self, group_id: int, day: int) -> None:
        insort(self._group_days[group_id], day)

    def _freeze(self, adviser_id: int, day: int, visits: Sequence[PlannedVisit]) -> None:
        groups = self.world.groups
        stops = tuple(
            Stop(
                visit.window_id,
                visit.group_id,
                groups[visit.group_id].location_id,
                visit.end - visit.start,
                ((visit.start, visit.end),),
                visit.start,
                visit,
            )
            for visit in visits
        )
        starts = tuple(visit.start for visit in visits)
        evenings = sum(start >= self.world.rules.evening_starts for start in starts)
        self._replace(adviser_id, day, Round(stops, starts, self.travel_of(adviser_id, stops), evenings))
        for visit in visits:
            self._add_day(visit.group_id, day)
            self._note_substitute(visit.group_id, adviser_id, day)
            if visit.window_id is not None:
                self.where[visit.window_id] = (adviser_id, day)

    def _shortened(self, held: Round, adviser_id: int, rest: tuple[Stop, ...]) -> Round:
        """Return a round without one visit in which the others keep their times."""
        starts = tuple(start for stop, start in zip(held.stops, held.starts, strict=True) if stop in rest)
        evenings = sum(start >= self.world.rules.evening_starts for start in starts)
        return Round(rest, starts, self.travel_of(adviser_id, rest), evenings)


def first_start(stop: Stop, ready: int) -> int | None:
    """Return the earliest minute from `ready` on at which a visit may begin, or None when it would be too late."""
    if stop.pin is not None:
        fits = any(first <= stop.pin and stop.pin + stop.service <= last for first, last in stop.intervals)
        return stop.pin if fits and stop.pin >= ready else None
    for first, last in stop.intervals:
        start = max(first, ready)
        if start + stop.service <= last:
            return start
    return None


def _last_start(stop: Stop, start: int, latest: int) -> int:
    """Return the latest start up to `latest` in the same hours as `start`."""
    if stop.pin is not None:
        return stop.pin
    last = next(last for first, last in stop.intervals if first <= start and start + stop.service <= last)
    return min(latest, last - stop.service)
