"""Disclosure control: what is hidden stays hidden, against an attacker who was checked by counting all tables."""

import itertools
import random
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.disclosure import AtMost, Family, Figure, Sum, components, family_of, people_behind
from rules.disclosure_attack import attack
from rules.disclosure_protect import protect

Grid = list[list[int]]

HAARLEM_8B = [[2, 26], [4, 12], [11, 1], [11, 0], [0, 7], [9, 47]]
"""A table of bodies by youths and adults, as small and as lopsided as the published one."""


def table(grid: Grid, prefix: str = "", *, known: frozenset[str] = frozenset()) -> Family:
    """Return a table of rows and columns with all its totals, each client counted once."""
    columns = len(grid[0])
    full = [[*row, sum(row)] for row in grid]
    full.append([sum(column) for column in zip(*full, strict=True)])
    names = [[f"{prefix}{r}/{c}" for c in range(columns + 1)] for r in range(len(full))]
    figures = [
        Figure(names[r][c], value, value, known=names[r][c] in known, level=(r == len(grid)) + (c == columns))
        for r, row in enumerate(full)
        for c, value in enumerate(row)
    ]
    sums = [Sum(row[-1], tuple(row[:-1])) for row in names]
    sums += [Sum(column[-1], tuple(column[:-1])) for column in zip(*names, strict=True)]
    return family_of(figures, sums)


def possible(family: Family, hidden: frozenset[str], most: int = 13) -> Iterator[Mapping[str, int]]:
    """Count all tables that look the same, by brute force."""
    order = sorted(hidden)
    for values in itertools.product(range(most + 1), repeat=len(order)):
        shown = {cell: figure.value for cell, figure in family.figures.items()} | dict(zip(order, values, strict=True))
        if all(shown[each.total] == sum(shown[part] for part in each.parts) for each in family.sums) and all(
            shown[each.less] <= shown[each.more] for each in family.bounds
        ):
            yield shown


def test_hiding_only_the_small_cells_is_undone_by_subtraction() -> None:
    family = table(HAARLEM_8B)
    naive = attack(family, family.unsafe)
    assert len(family.unsafe) == 3
    assert naive.disclosed == family.unsafe


def test_a_protected_table_holds_and_hides_little() -> None:
    protection = protect(table(HAARLEM_8B))
    assert protection.holds
    assert protection.unsafe <= protection.hidden
    assert len(protection.hidden) <= 8
    assert "6/2" not in protection.hidden  # the grand total stays


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_the_attacker_finds_what_counting_all_tables_finds(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a repeatable table, no secret
    family = table([[chance.randint(0, 3) for _ in range(2)] for _ in range(2)])
    hidden = frozenset(chance.sample(sorted(family.figures), 3))
    found = attack(Family(_all_small(family), family.sums), hidden).intervals
    for cell in hidden & found.keys():
        values = [shown[cell] for shown in possible(family, hidden)]
        if found[cell].high is not None:
            assert (found[cell].low, found[cell].high) == (min(values), max(values))
        else:
            assert max(values) >= 9


def _all_small(family: Family) -> dict[str, Figure]:
    """Every cell as unsafe, so that the attacker goes after all of them."""
    return {cell: Figure(cell, figure.value, 1) for cell, figure in family.figures.items()}


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_no_random_table_gives_its_small_cells_away(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a repeatable table, no secret
    grid = [[chance.choice([0, 1, 2, 3, 7, 12, 30]) for _ in range(3)] for _ in range(3)]
    family = table(grid)
    protection = protect(family)
    if protection.holds:
        again = attack(family, protection.hidden)
        assert not again.disclosed
        assert not again.weak
    else:
        assert sum(map(sum, grid)) < 60  # only where there is hardly anything to hide behind


def test_total_minus_new_gives_nothing_away() -> None:
    """Total 7 and new 6 would show that exactly one client was known before."""
    figures = [Figure("total", 7, 7, level=1), Figure("new", 6, 6), Figure("carried", 1, 1)]
    family = family_of(figures, [Sum("total", ("new", "carried"))], [AtMost("new", "total")])
    assert attack(family, frozenset({"carried"})).disclosed == {"carried"}
    protection = protect(family)
    assert protection.holds
    assert protection.complementary


def test_quarters_and_year_are_protected_together() -> None:
    quarters = [Figure(f"q{n}", value, value) for n, value in enumerate((8, 9, 6, 2), start=1)]
    year = Figure("year", 25, 25, known=True, level=1)
    family = family_of([*quarters, year], [Sum("year", ("q1", "q2", "q3", "q4"))])
    protection = protect(family)
    assert protection.holds
    assert "year" not in protection.hidden
    assert len(protection.complementary) == 1


def test_what_was_shown_before_can_not_save_a_cell() -> None:
    figures = [Figure("a", 3, 3), Figure("b", 9, 9, known=True), Figure("t", 12, 12, known=True)]
    protection = protect(family_of(figures, [Sum("t", ("a", "b"))]))
    assert not protection.holds
    assert protection.attack.disclosed == {"a"}


def test_few_people_behind_many_complaints_are_unsafe_too() -> None:
    family = family_of([Figure("complaints", 47, 2), Figure("others", 60, 40), Figure("all", 107, 42, level=1)],
                       [Sum("all", ("complaints", "others"))])  # fmt: skip
    assert family.unsafe == {"complaints"}
    assert protect(family).hidden == {"complaints", "others"}
    assert people_behind([frozenset({1, 2}), frozenset({2})]) == 2


def test_a_family_knows_its_own_mistakes() -> None:
    with pytest.raises(ValueError, match="not the sum"):
        family_of([Figure("a", 1, 1), Figure("b", 2, 2), Figure("t", 4, 4)], [Sum("t", ("a", "b"))])
    with pytest.raises(ValueError, match="not there"):
        family_of([Figure("a", 1, 1)], [Sum("t", ("a",))])
    with pytest.raises(ValueError, match="counted as"):
        family_of([Figure("a", 1, 1), Figure("a", 2, 2)])


def test_parts_that_share_nothing_hidden_are_apart() -> None:
    both = [table([[3, 9], [8, 20]], "x"), table([[2, 7], [6, 11]], "y")]
    family = Family({**both[0].figures, **both[1].figures}, both[0].sums + both[1].sums)
    hidden = protect(family).hidden
    assert len(components(family, hidden)) == 2
