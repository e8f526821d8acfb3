"""The sieve: a bound that never says no to what a trial finds, and lets little else through."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.insertion import Rounds
from planner.model import Absence, Problem
from planner.places import all_places
from planner.rounds import in_order
from planner.rounds_placing import best_trial, place_each
from planner.rounds_sieve import Sieve
from planner.rounds_world import Slot, World
from planner.travel import EstimatedTravel
from tests.planner.worlds import DAY, MONDAY, region


def half_full(seed: int, share: float) -> tuple[Rounds, list[Slot], list[Slot]]:
    """Return rounds in which some windows have their visit, the windows that do, and those that do not yet."""
    away = (Absence(1, MONDAY + 7 * DAY, MONDAY + 13 * DAY), Absence(2, MONDAY + 3 * DAY, MONDAY + 4 * DAY))
    given_: Problem = replace(region(seed, groups=24), absences=away)
    tight = tuple(replace(who, contract_min_per_week=900, max_evenings_per_week=2) for who in given_.advisers)
    rounds = Rounds(World(in_order(replace(given_, advisers=tight)), EstimatedTravel()))
    chance, slots = np.random.default_rng(seed), rounds.open_slots()
    place_each(rounds, [slot for slot in slots if chance.random() < share], list(rounds.world.advisers))
    return rounds, [slot for slot in slots if slot.window_id in rounds.where], rounds.open_slots()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 500), share=st.sampled_from((0.2, 0.6, 0.9, 1.0)), removed=st.integers(0, 6))
def test_what_a_trial_finds_comes_through(seed: int, share: float, removed: int) -> None:
    rounds, placed, wanted = half_full(seed, share)
    for slot in placed[:removed]:
        rounds.remove(slot.window_id)
    slots = [*wanted, *placed[:removed]]
    sieve = Sieve(rounds, slots, EstimatedTravel())
    for adviser_id in rounds.world.advisers:
        through = set(sieve.through(adviser_id, range(len(slots))))
        found = {n for n, slot in enumerate(slots) if best_trial(rounds, slot, [adviser_id]) is not None}
        assert found <= through


def test_most_of_what_fits_nowhere_is_kept_back() -> None:
    rounds, _, wanted = half_full(3, 1.0)
    sieve = Sieve(rounds, wanted, EstimatedTravel())
    asked = [(slot, who) for slot in wanted for who in rounds.world.advisers]
    none = [(slot, who) for slot, who in asked if best_trial(rounds, slot, [who]) is None]
    let_through = {(wanted[n], who) for who in rounds.world.advisers for n in sieve.through(who, range(len(wanted)))}
    assert len(none) > 20
    assert len(let_through.intersection(none)) < len(none) / 4


@pytest.mark.parametrize("first", range(0, 100, 25))
def test_the_least_way_is_never_longer_than_the_way(first: int) -> None:
    """All over the country, water, one place twice and a few metres among it."""
    places = [(place.lat, place.lon) for place in all_places()]
    near = [(lat + 0.0002, lon + 0.0003) for lat, lon in places[first : first + 25]]
    some, others = [*places[first : first + 25], *near], [*places[first::40], *places[first : first + 25], *near]
    travel = EstimatedTravel()
    least = travel.least(some, others)
    assert (least <= travel.between(some, others).minutes).all()
    assert (least <= travel.between(others, some).minutes.T).all()
    assert (least == travel.between(some, others).minutes).mean() > 0.5
