"""The scale of a chart: round steps from 0 up to just above the largest number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

Series = Sequence[Mapping[str, Sequence[float]]]
MOST_STEPS = 5
ROUND = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the lines of a chart lie, and the number at its top."""

    steps: tuple[int, ...]

    @property
    def top(self) -> int:
        """Return the highest line."""
        return self.steps[-1]


def scale_to(largest: float) -> Scale:
    """Return a scale in whole numbers with at most five steps above 0, the last of them not below `largest`."""
    if largest <= 1:
        return Scale((0, 1))
    power = 10 ** max(0, floor(log10(largest / MOST_STEPS)))
    step = next(power * factor for factor in ROUND if power * factor * MOST_STEPS >= largest)
    return Scale(tuple(range(0, ceil(largest / step) * step + 1, step)))


def scale(series: Series) -> Scale:
    """Return the scale for lines beside each other."""
    return scale_to(max((number for one in series for number in one["numbers"]), default=0))


def stacked_scale(series: Series) -> Scale:
    """Return the scale for bars on top of each other."""
    return scale_to(max((sum(numbers) for numbers in zip(*(one["numbers"] for one in series), strict=True)), default=0))
