"""docs/register.md lists every sheet and every column as the program knows them."""

from pathlib import Path

import pytest

from actions.register import explain_column
from actions.register_columns import Table
from actions.register_sheets import TABLES

MANUAL = Path(__file__).parents[2] / "docs" / "register.md"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_manual_lists_each_column(table: Table) -> None:
    _, heading, rest = MANUAL.read_text("utf-8").partition(f"\n### {table.name}\n")
    assert heading
    told = [line for line in rest.partition("\n### ")[0].splitlines() if line.startswith("| `")]
    lines = [explain_column(table, column) for column in table.columns]
    assert told == [
        f"| `{line['kolom']}` | {line['verplicht']} | {line['inhoud']} | {line['uitleg']} |" for line in lines
    ]
