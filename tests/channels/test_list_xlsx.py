"""A list as a workbook: numbers and days as such, and text that never becomes a formula."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from channels.list_xlsx import Cell, Sheetful, list_as_xlsx

NOW = datetime(2026, 4, 8, 8, 0, tzinfo=UTC)
at = datetime.fromisoformat
"""Excel knows no zones: what comes back has none."""


def read_back(*rows: tuple[Cell, ...], name: str = "Bezoeken") -> list[tuple[object, str]]:
    made = list_as_xlsx(Sheetful(name, [f"kolom {place}" for place in range(len(rows[0]))], rows), NOW)
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    assert sheet is not None
    return [(cell.value, cell.data_type) for row in sheet.iter_rows(min_row=2) for cell in row]


@pytest.mark.parametrize(
    ("given", "then"),
    [
        pytest.param(12, (12, "n"), id="number"),
        pytest.param(Decimal("1.5"), (1.5, "n"), id="decimal"),
        pytest.param(True, ("ja", "s"), id="yes"),
        pytest.param(date(2026, 3, 29), (at("2026-03-29"), "d"), id="day"),
        pytest.param(at("2026-07-01T09:00+00:00"), (at("2026-07-01T11:00"), "d"), id="moment, in Amsterdam"),
        pytest.param("De Brug 3", ("De Brug 3", "s"), id="text"),
        *(
            pytest.param(text, (text, "s"), id=f"text that looks like a formula: {text[:4]}")
            for text in (
                "=1+1",
                '=HYPERLINK("http://elders.example")',
                "@SUM(A1)",
                "+31 20",
                "-5",
                "\t=1",
                "http://elders.example",
            )
        ),
    ],
)
def test_what_a_cell_becomes(given: Cell, then: tuple[object, str]) -> None:
    assert read_back((given,)) == [then]


@pytest.mark.parametrize("name", ["", "[]:*?/\\", "Een heel lange naam voor een blad van Excel", "Signalen: alle"])
def test_every_name_makes_a_sheet(name: str) -> None:
    assert read_back(("x",), name=name) == [("x", "s")]


def test_nothing_is_an_empty_cell() -> None:
    assert read_back((None, "x")) == [(None, "n"), ("x", "s")]


def test_the_same_list_gives_the_same_bytes() -> None:
    sheetful = Sheetful("Bezoeken", ["a"], [("x" * 40_000,)])
    assert list_as_xlsx(sheetful, NOW) == list_as_xlsx(sheetful, NOW)
