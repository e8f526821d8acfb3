"""Dice without memory: every question has its own throw, so the same seed gives the same year in any order."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dice:
    """Throws by seed and question. For invented lives only: nothing secret may follow from them."""

    seed: int

    def share(self, *question: object) -> float:
        """Return a number from 0 up to (not including) 1."""
        asked = "|".join(str(part) for part in (self.seed, *question))
        return int.from_bytes(hashlib.sha256(asked.encode()).digest()[:6]) / 2**48

    def happens(self, chance: float, *question: object) -> bool:
        """Return True in `chance` (0 to 1) of all questions."""
        return self.share(*question) < chance

    def between(self, low: int, high: int, *question: object) -> int:
        """Return a whole number from `low` up to and including `high`."""
        return low + int(self.share(*question) * (high - low + 1))

    def pick(self, choices: Sequence[T], *question: object) -> T:
        """Return one of `choices`, each as likely."""
        return choices[int(self.share(*question) * len(choices))]

    def weigh(self, choices: Mapping[T, int], *question: object) -> T:
        """Return one of `choices`, as likely as its weight says."""
        bounds = list(accumulate(choices.values()))
        throw = self.share(*question) * bounds[-1]
        return next(choice for choice, bound in zip(choices, bounds, strict=True) if throw < bound)
