"""All rounds that one adviser could make in a day: small enough to name each, because a day holds few visits.

What is possible depends on the hours of the day, not on its date, so each kind of day is worked out once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from planner.insertion import Round, Rounds, Stop
from planner.rounds_world import Interval, Slot

MOST_STOPS = 4
MOST_TOURS = 6_000
"""Per kind of day; beyond it only rounds of fewer visits are named."""
Item = tuple[int, int | None]
"""A group, and the start that its visit keeps or None."""
Kind = tuple[Interval, tuple[tuple[Item, tuple[Interval, ...]], ...]]


@dataclass(frozen=True, slots=True)
class Freedom:
    """A visit that may move: to which days, and which fixed start it keeps (only on its weekday)."""

    slot: Slot
    first: int
    last: int
    pin: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A round on a day, as a candidate: the windows in order with their fixed starts, and what it takes."""

    day: int
    visits: tuple[tuple[int, int | None], ...]
    travel: int
    work: int
    has_evening: bool


class Tours:
    """Names the rounds of an adviser, day by day. `rounds` must be without visits."""

    def __init__(self, rounds: Rounds, adviser_id: int, moves: Sequence[Freedom]) -> None:
        self.rounds, self.adviser_id = rounds, adviser_id
        rounds.world.legs[adviser_id].learn(move.slot.location_id for move in moves)
        self.moves = moves
        self._known: dict[Kind, list[tuple[tuple[Item, ...], Round]]] = {}

    def columns(self, days: Iterable[int]) -> Iterator[Column]:
        """Yield every round of the movable visits on these days."""
        for day in days:
            able = self._able(day)
            for items, made in self._tours(day, sorted(able, key=_order)):
                for moves in product(*(able[item] for item in items)):
                    visits = tuple((move.slot.window_id, move.pin) for move in moves)
                    yield Column(day, visits, made.travel, made.work, made.evenings > 0)

    def _able(self, day: int) -> dict[Item, list[Freedom]]:
        found: dict[Item, list[Freedom]] = {}
        world = self.rounds.world
        for move in self.moves:
            slot = move.slot
            kept = move.pin is None or (slot.fixed is not None and world.weekday(day) == slot.fixed[0])
            if move.first <= day <= move.last and kept and not self.rounds.bars(slot, self.adviser_id, day):
                found.setdefault((slot.group_id, move.pin), []).append(move)
        return found

    def _tours(self, day: int, items: Sequence[Item]) -> list[tuple[tuple[Item, ...], Round]]:
        world = self.rounds.world
        hours = world.hours(self.adviser_id, day)
        if hours is None:
            return []
        kind = (hours, tuple((item, world.open(item[0], day)) for item in items))
        if kind not in self._known:
            self._known[kind] = self._named(day, kind[1])
        return self._known[kind]

    def _named(
        self, day: int, items: Sequence[tuple[Item, tuple[Interval, ...]]]
    ) -> list[tuple[tuple[Item, ...], Round]]:
        """Return all sets of items that make a legal round, each in its shortest order; sets grow from legal ones."""
        stops = {item: self._stop(item, intervals) for item, intervals in items if intervals}
        names = list(stops)
        level: dict[tuple[int, ...], Round] = {(): Round()}
        found: list[tuple[tuple[Item, ...], Round]] = []
        for _ in range(min(MOST_STOPS, self.rounds.world.advisers[self.adviser_id].max_visits_per_day)):
            longer: dict[tuple[int, ...], Round] = {}
            for chosen in level:
                for number in range(chosen[-1] + 1 if chosen else 0, len(names)):
                    made_of = (*chosen, number)
                    if _is_hopeless(level, made_of, names):
                        continue
                    best = self.rounds.shortest(self.adviser_id, day, [stops[names[place]] for place in made_of])
                    if best is not None:
                        longer[made_of] = best
            level = longer
            found += [(_in_round(made, names, made_of), made) for made_of, made in level.items()]
            if not level or len(found) > MOST_TOURS:
                break
        return found

    def _stop(self, item: Item, intervals: tuple[Interval, ...]) -> Stop:
        group = self.rounds.world.groups[item[0]]
        return Stop(None, group.group_id, group.location_id, group.service_min, intervals, item[1])


def _is_hopeless(level: Mapping[tuple[int, ...], Round], made_of: tuple[int, ...], names: Sequence[Item]) -> bool:
    """Return whether a group comes twice, or leaving one visit out gives a round that is not legal already."""
    if len({names[place][0] for place in made_of}) < len(made_of):
        return True
    return any((*made_of[:place], *made_of[place + 1 :]) not in level for place in range(len(made_of)))


def _in_round(made: Round, names: Sequence[Item], made_of: Sequence[int]) -> tuple[Item, ...]:
    by_group = {names[place][0]: names[place] for place in made_of}
    return tuple(by_group[stop.group_id] for stop in made.stops)


def _order(item: Item) -> tuple[int, int]:
    return (item[0], -1 if item[1] is None else item[1])
