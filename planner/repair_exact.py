"""Lost visits that can be placed after all when others of the same repair give way: an exact choice of all at once.

Placed one after the other, a visit may take the only room of another. Visits that share no week of an adviser and no
group cannot do that; those that hang together with a lost one are chosen together, as a small integer programme. Its
columns are what some of them make of one day of one adviser, with every hard rule of that day held. All else stays.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from planner.insertion import Round, Rounds, Trial
from planner.model import Role
from planner.rounds_placing import visiting_days
from planner.rounds_world import Interval, Slot

MOST_SETS = 3_000
"""How many sets of visits on one day are looked at; beyond these only single ones. One takes half a millisecond."""
MOST_NODES = 2_000
HALF = 0.5
FIRST_OF_ALL = 1
"""The priority that no number of others outweighs: closed care. Source: house policy (DOMAIN 3.5)."""
LOST, LOST_FIRST = 10_000.0, 400_000.0
"""What a lost visit costs, and one of closed care: more than anything that a `Cost` adds up to."""

Cost = Callable[[Trial], float]
Place = Callable[[Slot, int, int], Trial | None]
Loss = tuple[int, int]
Row = tuple[dict[int, float], float]
"""Weights of columns, and the most that they may add up to."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What some slots, in order, would make of one day of one adviser."""

    slots: tuple[Slot, ...]
    adviser_id: int
    day: int
    round: Round


def loss(slots: Iterable[Slot]) -> Loss:
    """Return what it is to lose these slots: how many of closed care, and how many of all."""
    kinds = Counter(slot.priority == FIRST_OF_ALL for slot in slots)
    return kinds[True], kinds.total()


def singles(rounds: Rounds, slots: Iterable[Slot], near: Mapping[int, Sequence[int]], place: Place) -> list[Choice]:
    """Return every place of each slot alone in the rounds as they are: where `place` puts it, and the shortest way."""
    found: list[Choice] = []
    for slot in slots:
        days = visiting_days(rounds, slot)
        for adviser_id in near[slot.group_id]:
            for day in days if rounds.can_reach(slot, adviser_id) else ():
                if rounds.has_room(slot, adviser_id, day):
                    trials = place(slot, adviser_id, day), rounds.trial(slot, adviser_id, day)
                    made = {trial.start: Choice((slot,), adviser_id, day, trial.round) for trial in trials if trial}
                    found += made.values()
    return found


def tangled(rounds: Rounds, lost: Iterable[Slot], choices: Iterable[Choice]) -> list[Slot]:
    """Return the slots that hang together with the lost ones: by a week of an adviser or by their group.

    A slot that alone could have some week of an adviser, and is alone of its group, is in nobody's way.
    """
    users: dict[tuple[int, ...], set[Slot]] = defaultdict(set)
    for choice in choices:
        for slot in choice.slots:
            users[(slot.group_id,)].add(slot)
            users[choice.adviser_id, rounds.world.week(choice.day)].add(slot)
    keys: dict[Slot, list[tuple[int, ...]]] = defaultdict(list)
    for key, slots in users.items():
        for slot in slots:
            keys[slot].append(key)
    found: set[Slot] = set()
    ahead = list(lost)
    while ahead:
        slot = ahead.pop()
        if slot not in found and not _is_free(slot, keys[slot], users):
            found.add(slot)
            ahead += [other for key in keys[slot] for other in users[key]]
    return sorted(found, key=lambda slot: slot.window_id)


def _is_free(slot: Slot, keys: Iterable[tuple[int, ...]], users: Mapping[tuple[int, ...], set[Slot]]) -> bool:
    alone = [key for key in keys if len(users[key]) == 1]
    return (slot.group_id,) in alone and len(alone) > 1


def together(rounds: Rounds, alone: Sequence[Choice], most_looks: float = MOST_SETS) -> list[Choice]:
    """Return what two and more slots can make of one day, in its shortest legal order, within so many looks."""
    by_day: dict[tuple[int, int], dict[Slot, Choice]] = defaultdict(dict)
    for choice in alone:
        by_day[choice.adviser_id, choice.day][choice.slots[0]] = choice
    found: list[Choice] = []
    looks = 0
    for (adviser_id, day), own in sorted(by_day.items(), key=lambda item: (len(item[1]), item[0])):
        held = rounds.round_of(adviser_id, day).stops
        most = rounds.world.advisers[adviser_id].max_visits_per_day - len(held)
        stops = {slot: rounds.stop(slot, day) for slot in own}
        ahead: list[tuple[Slot, ...]] = [(slot,) for slot in own]
        while ahead and looks < most_looks:
            slots = ahead.pop()
            later = list(own)[list(own).index(slots[-1]) + 1 :] if len(slots) < most else []
            for slot in later:
                if slot.group_id in {other.group_id for other in slots}:
                    continue
                looks += 1
                more = (*slots, slot)
                made = rounds.shortest(adviser_id, day, (*held, *(stops[one] for one in more)))
                if made is not None:
                    found.append(Choice(more, adviser_id, day, made))
                    ahead.append(more)
    return found


def place_best(rounds: Rounds, choices: Sequence[Choice], cost: Cost) -> None:
    """Place as many of the slots in `choices` as can be, none of which has a visit; closed care first, then by cost."""
    rows = [
        *_once(choices), *_work_rows(rounds, choices), *_evening_rows(rounds, choices), *_group_rows(rounds, choices)
    ]  # fmt: skip
    for choice in _solve(choices, rows, [_cost_of(rounds, choice, cost) for choice in choices])[0]:
        rounds.put_stops(choice.adviser_id, choice.day, choice.round, choice.slots)


def most_placed(rounds: Rounds, choices: Sequence[Choice]) -> int:
    """Return a number that no plan for these slots exceeds, beside all visits that have a place.

    It holds when `choices` are all there are, with `together` unlimited. It takes the shortest order of each day, and
    lets the evenings of a week be, as another order might have fewer.
    """
    rows = [*_once(choices), *_work_rows(rounds, choices), *_group_rows(rounds, choices)]
    return int(1e-6 - _solve(choices, rows, [-float(len(choice.slots)) for choice in choices])[1])


def _cost_of(rounds: Rounds, choice: Choice, cost: Cost) -> float:
    added, total = choice.round.travel - rounds.round_of(choice.adviser_id, choice.day).travel, 0.0
    start = dict(zip((stop.window_id for stop in choice.round.stops), choice.round.starts, strict=True))
    for slot in choice.slots:
        trial = Trial(slot, choice.adviser_id, choice.day, start[slot.window_id], added, choice.round)
        total += cost(trial) - (LOST_FIRST if slot.priority == FIRST_OF_ALL else LOST)
        added = 0
    return total


def _solve(choices: Sequence[Choice], rows: Sequence[Row], costs: Sequence[float]) -> tuple[list[Choice], float]:
    """Return the choices with the least cost in all, and a bound below it; limited by nodes, so always the same."""
    cells = [(number, column, weight) for number, (row, _) in enumerate(rows) for column, weight in row.items()]
    if not cells:
        return [], 0.0
    at, columns, weights = zip(*cells, strict=True)
    table = coo_array((weights, (at, columns)), shape=(len(rows), len(choices))).tocsr()
    found: Any = milp(
        np.array(costs),
        constraints=LinearConstraint(table, -np.inf, np.array([most for _, most in rows])),
        integrality=np.ones(len(choices), dtype=np.int64),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0, "node_limit": MOST_NODES},
    )
    taken = [] if found.x is None else [choice for choice, share in zip(choices, found.x, strict=True) if share > HALF]
    return taken, float(found.mip_dual_bound)


def _once(choices: Sequence[Choice]) -> Iterator[Row]:
    """Yield that a slot is placed once, and that a day of an adviser becomes one thing."""
    of: dict[object, dict[int, float]] = defaultdict(dict)
    for column, choice in enumerate(choices):
        of[choice.adviser_id, choice.day][column] = 1.0
        for slot in choice.slots:
            of[slot.window_id][column] = 1.0
    yield from ((row, 1.0) for row in of.values())


def _work_rows(rounds: Rounds, choices: Sequence[Choice]) -> Iterator[Row]:
    """Yield that a week holds no more work than it may."""
    for (adviser_id, week), columns in _by_week(rounds, choices).items():
        row = {column: float(made.round.work - held.work) for column, made, held in columns}
        most = rounds.world.advisers[adviser_id].field_min_per_week - rounds.week_work(adviser_id, week)
        yield row, max(most, 0)


def _evening_rows(rounds: Rounds, choices: Sequence[Choice]) -> Iterator[Row]:
    """Yield that a week holds no more evenings than it may."""
    for (adviser_id, week), columns in _by_week(rounds, choices).items():
        row = {column: float((made.round.evenings > 0) - (held.evenings > 0)) for column, made, held in columns}
        most = rounds.world.advisers[adviser_id].max_evenings_per_week - rounds.week_evenings(adviser_id, week)
        yield row, max(most, 0)


def _by_week(
    rounds: Rounds, choices: Sequence[Choice]
) -> Mapping[tuple[int, int], Sequence[tuple[int, Choice, Round]]]:
    """Return the columns of each week of each adviser, with the round that is there now."""
    found: dict[tuple[int, int], list[tuple[int, Choice, Round]]] = defaultdict(list)
    for column, choice in enumerate(choices):
        held = rounds.round_of(choice.adviser_id, choice.day)
        found[choice.adviser_id, rounds.world.week(choice.day)].append((column, choice, held))
    return found


def _group_rows(rounds: Rounds, choices: Sequence[Choice]) -> Iterator[Row]:
    """Yield that visits of one group lie far enough apart, and that one substitute stands in throughout an absence."""
    columns: dict[int, dict[Slot, list[int]]] = defaultdict(lambda: defaultdict(list))
    for column, choice in enumerate(choices):
        for slot in choice.slots:
            columns[slot.group_id][slot].append(column)
    for group_id, own in columns.items():
        gap = max(1, rounds.world.groups[group_id].min_gap_days)
        for one, other in combinations(own, 2):
            for day in sorted({choices[column].day for column in own[one]}):
                row = {column: 1.0 for column in own[one] if choices[column].day == day}
                near = {column: 1.0 for column in own[other] if abs(choices[column].day - day) < gap}
                if near:
                    yield row | near, 1.0
            yield from _one_substitute(rounds, group_id, choices, own[one], own[other])


def _one_substitute(
    rounds: Rounds, group_id: int, choices: Sequence[Choice], one: Sequence[int], other: Sequence[int]
) -> Iterator[Row]:
    def stand_ins(columns: Sequence[int]) -> dict[tuple[Interval, int], list[int]]:
        found: dict[tuple[Interval, int], list[int]] = defaultdict(list)
        for column in columns:
            choice = choices[column]
            absence = rounds.world.absence_of_owner(group_id, choice.day)
            if absence is not None and rounds.role(group_id, choice.adviser_id) is Role.SUBSTITUTE:
                found[absence, choice.adviser_id].append(column)
        return found

    ours, theirs = stand_ins(one), stand_ins(other)
    for (absence, who), mine in ours.items():
        rival = [column for (when, they), own in theirs.items() if when == absence and they != who for column in own]
        if rival:
            yield dict.fromkeys((*mine, *rival), 1.0), 1.0
