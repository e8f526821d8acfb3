"""Every table of every place is what an independent tabulator (DuckDB) counts from the same rows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.annual_world import YEAR
from benchmarks.random_registers import random_register
from rules.annual import calendar_year

pytest.importorskip("duckdb", reason="skipped: needs duckdb")

from benchmarks.tabulator import as_cells, counted_by_duckdb, loaded, tabulated

A_YEAR = calendar_year(YEAR)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_our_tables_are_those_of_an_independent_tabulator(seed: int) -> None:
    records = random_register(seed)
    counts, tops = as_cells(tabulated(records, A_YEAR))
    assert (counts, tops) == counted_by_duckdb(loaded(records), A_YEAR)


def test_the_registers_hold_all_kinds_of_tables() -> None:
    cells = {cell for seed in range(4) for cell in as_cells(tabulated(random_register(seed), A_YEAR))[0]}
    named = ("1a", "1b", "2c", "2d", "3", "4", "5", "6", "8b", "a", "e")
    assert {table for _, table, _, _ in cells} >= {f"table_{name}" for name in named}
    assert {"unknown", "GM1", "GM3", "nl"} <= {place for place, *_ in cells}
