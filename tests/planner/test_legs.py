"""The legs of an adviser: however they are learned, the minutes are the same, and nothing unknown passes for known."""

from itertools import permutations

import pytest

from planner.rounds_world import HOME, LONGEST_LEG, Legs
from planner.travel import EstimatedTravel

HOME_POINT = (52.37, 4.90)
POINTS = {1: (52.38, 4.64), 2: (52.16, 4.49), 3: (52.09, 5.12), 4: (51.92, 4.48), 5: (52.96, 4.76)}


@pytest.fixture
def legs() -> Legs:
    return Legs(EstimatedTravel(), HOME_POINT, POINTS)


def minutes_of(legs: Legs) -> dict[tuple[int, int], int]:
    place = {0: HOME, **legs.place}
    return {(a, b): legs.minutes[place[a]][place[b]] for a, b in permutations(place, 2)}


def test_what_is_learned_loosely_is_known_to_what_is_learned(legs: Legs) -> None:
    legs.learn([1])
    legs.learn_loosely([2, 3])
    known = minutes_of(legs)
    whole = Legs(EstimatedTravel(), HOME_POINT, POINTS)
    whole.learn([1, 2, 3])
    among = {(2, 3), (3, 2)}
    assert {pair: known[pair] for pair in known.keys() - among} == {
        pair: minutes for pair, minutes in minutes_of(whole).items() if pair not in among
    }
    assert {known[pair] for pair in among} == {LONGEST_LEG}
    assert [legs.is_learned(location) for location in (1, 2, 4)] == [True, False, False]


@pytest.mark.parametrize("order", list(permutations([2, 3, 4]))[:4])
def test_learned_for_good_it_is_as_if_asked_at_once(legs: Legs, order: tuple[int, ...]) -> None:
    legs.learn([1])
    legs.learn_loosely([2, 3])
    legs.learn_loosely([4])
    for location in order:
        legs.learn([location])
    legs.learn([5])
    whole = Legs(EstimatedTravel(), HOME_POINT, POINTS)
    whole.learn(POINTS)
    assert minutes_of(legs) == minutes_of(whole)
