"""The attacker: what somebody can work out who knows the rules of the tables and every figure that is shown.

The least and the greatest value that a hidden cell can have is what the attacker knows (rules/disclosure_tables.py).
"""

from dataclasses import dataclass, field

from rules.disclosure import Family, components
from rules.disclosure_tables import NO_RANGES, Interval, Polytope, Ranges


@dataclass(frozen=True, slots=True)
class Attack:
    """What an attack on a family found: of each unsafe cell the interval, and which are not protected."""

    intervals: dict[str, Interval] = field(default_factory=dict)
    disclosed: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()

    @property
    def holds(self) -> bool:
        """Whether nothing was worked out."""
        return not self.disclosed and not self.weak


def attack(family: Family, hidden: frozenset[str], ranges: Ranges = NO_RANGES, *, exact: bool = True) -> Attack:
    """Attack every unsafe cell of a family of which `hidden` is not shown, and `ranges` only rounded.

    Hidden cells below five are shown as "<5": the attacker knows they lie from zero to four, and that the other hidden
    ones do not. An exact find with that knowledge counts as disclosed; whether a cell is wide enough is judged without
    it. Unless `exact`, a cell that is seen to be protected is not asked further: its interval is at least that wide.
    """
    intervals: dict[str, Interval] = {}
    disclosed, weak = set(family.unsafe - hidden - ranges.keys()), set()
    for part in components(family, hidden | ranges.keys()):
        asked = sorted(part.unsafe & (hidden | ranges.keys()))
        if not asked:
            continue
        here = {cell: limits for cell, limits in ranges.items() if cell in part.figures and cell not in hidden}
        plain = Polytope(part, hidden & part.figures.keys(), here)
        found = plain.intervals(asked) if exact else plain.seen_intervals(asked)
        fixed = Polytope(part, plain.hidden, here, knowing=True).fixed(asked)
        intervals |= found
        disclosed |= fixed | {cell for cell, interval in found.items() if interval.is_exact}
        weak |= {cell for cell, interval in found.items() if not interval.protects} - disclosed
    return Attack(intervals, frozenset(disclosed), frozenset(weak))


def stands(family: Family, hidden: frozenset[str], ranges: Ranges = NO_RANGES) -> bool:
    """Return whether a family holds, as `attack` judges it; in the time it takes to find a cell that does not."""
    unseen = hidden | ranges.keys()
    if family.unsafe - unseen:
        return False
    for part in components(family, unseen):
        asked = sorted(part.unsafe & unseen)
        if not asked:
            continue
        inside = hidden.intersection(part.figures)
        here = {cell: limits for cell, limits in ranges.items() if cell in part.figures and cell not in hidden}
        plain, knowing = Polytope(part, inside, here), Polytope(part, inside, here, knowing=True)
        plain.spread(asked, fixed=False)
        knowing.spread(asked, fixed=True)
        if not all(plain.far_enough(cell).protects and not knowing.is_fixed(cell) for cell in asked):
            return False
    return True
