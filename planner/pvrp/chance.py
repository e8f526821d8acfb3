"""Chance for compiled loops: a small generator (xorshift64*) whose state is an array, so that a seed repeats a run."""

import numpy as np
from numpy.typing import NDArray

from planner.pvrp.compiled import inner

Chance = NDArray[np.uint64]
FIRST, SECOND, THIRD = np.uint64(12), np.uint64(25), np.uint64(27)
SCRAMBLE, TOP = np.uint64(0x2545F4914F6CDD1D), np.uint64(11)
UNIT = 1.0 / (1 << 53)


def chance_of(seed: int) -> Chance:
    """Return the state for a seed."""
    return np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1)


@inner
def draw(chance: Chance) -> float:
    """Return a number from 0 up to 1."""
    state = chance[0]
    state ^= state >> FIRST
    state ^= state << SECOND
    state ^= state >> THIRD
    chance[0] = state
    return float((state * SCRAMBLE) >> TOP) * UNIT


@inner
def draw_int(chance: Chance, below: int) -> int:
    """Return a whole number from 0 up to `below`."""
    return int(draw(chance) * below)
