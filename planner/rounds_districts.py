"""The country cut into districts: advisers of one organisation who live near each other, with the groups they own.

A district is planned whole, in a process of its own: first by the owners, then by their deputies and substitutes. What
its own people cannot visit is for the neighbours, afterwards. How the country is cut depends on the problem alone.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, radians

from planner.insertion import Rounds
from planner.model import Adviser, Problem
from planner.rounds_owner import Planned, days_of, plan_owner
from planner.rounds_pieces import Index
from planner.rounds_rescue import rescue
from planner.rounds_world import World
from planner.travel import MatrixProvider

MOST_ADVISERS = 26
"""How many advisers a district has at most: enough to find a substitute, few enough to share the work out."""


@dataclass(frozen=True, slots=True)
class District:
    """The problem of some advisers; the groups in `shared` have a deputy elsewhere, so they wait for the neighbours."""

    advisers: tuple[int, ...]
    problem: Problem
    shared: frozenset[int]


@dataclass(frozen=True, slots=True)
class Done:
    """The rounds of a district, and the windows that fit nowhere in them."""

    planned: list[Planned]
    left: list[int]


def districts(rounds: Rounds) -> list[District]:
    """Return the districts with windows to plan, the largest first, so that the processes end together."""
    problem = rounds.world.problem
    by_owner: dict[int | None, list[int]] = defaultdict(list)
    for slot in rounds.open_slots():
        by_owner[rounds.world.groups[slot.group_id].owner_id].append(slot.window_id)
    by_house: dict[int, list[Adviser]] = defaultdict(list)
    for adviser in problem.advisers:
        by_house[adviser.organisation_id].append(adviser)
    index = Index(problem)
    found = [
        _district(index, near, sorted(window for who in near for window in by_owner[who]))
        for _, people in sorted(by_house.items())
        for near in _near_each_other(people)
    ]
    wanted = [district for district in found if district.problem.windows]
    return sorted(wanted, key=lambda district: (-len(district.problem.windows), district.advisers))


def plan_district(district: District, provider: MatrixProvider) -> Done:
    """Return the rounds of the advisers of a district. What stays out is for the neighbours."""
    rounds = Rounds(World(district.problem, provider))
    rounds.world.learn_portfolio()
    for adviser_id in district.advisers:
        plan_owner(rounds, adviser_id)
    left = rescue(rounds, [slot for slot in rounds.open_slots() if slot.group_id not in district.shared])
    planned = [Planned(adviser_id, days_of(rounds, adviser_id)) for adviser_id in district.advisers]
    return Done(planned, sorted(slot.window_id for slot in left))


def _district(index: Index, advisers: tuple[int, ...], windows: Sequence[int]) -> District:
    problem = index.cut(advisers, windows)
    shared = {group.group_id for group in problem.groups if group.deputy_id not in (None, *advisers)}
    groups = tuple(replace(group, deputy_id=None) if group.group_id in shared else group for group in problem.groups)
    return District(advisers, replace(problem, groups=groups), frozenset(shared))


def _near_each_other(people: Sequence[Adviser]) -> list[tuple[int, ...]]:
    """Return people in halves of halves, cut across the longer side of where they live, until each part is small."""
    if len(people) <= MOST_ADVISERS:
        return [tuple(sorted(who.adviser_id for who in people))]
    lats, lons = ([who.home_lat for who in people], [who.home_lon for who in people])
    is_wide = (max(lons) - min(lons)) * cos(radians(lats[0])) > max(lats) - min(lats)
    along = sorted(people, key=lambda who: (who.home_lon if is_wide else who.home_lat, who.adviser_id))
    half = len(along) // 2
    return [*_near_each_other(along[:half]), *_near_each_other(along[half:])]
