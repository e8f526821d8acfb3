"""The tables that look like the true one: what breaks a rule is none of them, and looking nearby changes no verdict."""

import random

import numpy as np
import pytest

from rules.disclosure import Family, Figure, Sum, components, family_of
from rules.disclosure_attack import attack
from rules.disclosure_tables import MANY, NO_RANGES, Polytope

ROW = family_of(
    [Figure("a", 2, 2), Figure("b", 9, 9), Figure("all", 11, 11, level=1)], [Sum("all", ("a", "b"))],
)  # fmt: skip


@pytest.mark.parametrize(
    ("found", "seen"),
    [
        pytest.param([7, 4], (2, 7), id="a-table-that-keeps-the-sum"),
        pytest.param([7, 9], (2, 2), id="a-table-that-breaks-the-sum"),
        pytest.param([-1, 12], (2, 2), id="a-table-below-nothing"),
    ],
)
def test_only_a_table_that_keeps_every_rule_frees_a_cell(found: list[int], seen: tuple[int, int]) -> None:
    tables = Polytope(ROW, frozenset({"a", "b"}), NO_RANGES)
    tables.remember(np.array(found, dtype=float))
    assert (tables.least[0], tables.most[0]) == seen


@pytest.mark.parametrize("seed", [1, 2])
def test_looking_nearby_judges_as_asking_everything_does(seed: int) -> None:
    family, hidden = a_chain(random.Random(seed))  # noqa: S311 - repeatable tables, no secret
    assert any(len(hidden.intersection(part.figures)) >= MANY for part in components(family, hidden))
    near, whole = attack(family, hidden, exact=False), attack(family, hidden)
    assert (near.disclosed, near.weak) == (whole.disclosed, whole.weak)
    assert whole.disclosed | whole.weak
    assert len(whole.disclosed | whole.weak) < len(family.unsafe)


def a_chain(chance: random.Random) -> tuple[Family, frozenset[str]]:
    """Return many lines of a few counts whose hidden totals hang together, and what is hidden: not always enough."""
    figures: list[Figure] = []
    sums: list[Sum] = []
    hidden: set[str] = set()
    for n in range(90):
        counts = [chance.choice((1, 2, 3, 8, 12)) for _ in range(3)]
        parts = tuple(f"{n}/{m}" for m in range(3))
        figures += [Figure(name, count, count) for name, count in zip(parts, counts, strict=True)]
        figures.append(Figure(f"{n}/all", sum(counts), sum(counts), level=1))
        sums.append(Sum(f"{n}/all", parts))
        hidden |= {name for name, count in zip(parts, counts, strict=True) if count < 5 or chance.random() < 0.4}
        hidden |= {f"{n}/all"} if chance.random() < 0.9 else set()
    totals = tuple(f"{n}/all" for n in range(90))
    grand = sum(figure.value for figure in figures if figure.cell in totals)
    figures.append(Figure("grand", grand, grand, level=2))
    return family_of(figures, [*sums, Sum("grand", totals)]), frozenset(hidden)
