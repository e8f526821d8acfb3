"""The validator of reports: what does not agree is found, and nothing else."""

from typing import Any

import pytest

from rules.report_checks import inconsistencies


def table(columns: list[str], rows: dict[str, list[Any]], total: list[Any] | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {
        "columns": columns,
        "rows": [{"label": label, "values": values} for label, values in rows.items()],
    }
    return made if total is None else made | {"total": {"label": "Totaal", "values": total}}


TOTAL_NEW = ["Totaal", "Nieuw"]
HIDDEN = {"shown": "<5"}


@pytest.mark.parametrize(
    ("given", "then"),
    [
        pytest.param({"table_b": table(["Totaal 2016"], {"a": [2], "b": [3]}, [5])}, [], id="a total that adds up"),
        pytest.param(
            {"table_b": table(["Totaal 2016"], {"a": [2], "b": [3]}, [6])}, ["table_b"], id="one that does not"
        ),
        pytest.param({"table_b": table(["T"], {"a": [HIDDEN], "b": [3]}, [6])}, [], id="with a hidden cell: unknown"),
        pytest.param({"table_b": table(["T"], {"a": [None], "b": [3]}, [6])}, [], id="with a cell that is not there"),
        pytest.param({"table_1a": table(TOTAL_NEW, {"a": [2, 3]}, [2, 3])}, ["table_1a"] * 2, id="more new than total"),
        pytest.param(
            {"table_6": table(["x", "y", "T"], {"a": [1, 2, 4]})}, ["table_6"], id="a line that does not add up"
        ),
        pytest.param({"table_2d": table(["T", "C"], {"a": [1, 2]})}, [], id="a line that needs not"),
        pytest.param(
            {
                "table_1a": table(TOTAL_NEW, {"Ouders": [5, 4]}, [5, 4]),
                "table_1b": table(TOTAL_NEW, {"a": [4, 4]}, [4, 4]),
            },
            ["table_1b"],
            id="parents of 1b and of 1a",
        ),
        pytest.param(
            {
                "table_1a": table(TOTAL_NEW, {"a": [5, 4]}, [5, 4]),
                "table_1c": table(TOTAL_NEW, {"a": [5, 3]}, [5, 3]),
            },
            ["table_1c"],
            id="clients of 1c and of 1a",
        ),
        pytest.param(
            {
                **{f"table_2{each}": table(TOTAL_NEW, {"x": [1, 1]}, [1, 1]) for each in "abc"},
                "table_4": table(["Totaal"], {"x": [2]}),
            },
            ["table_4"],
            id="table 4 holds the totals of 2a to 2c",
        ),
        pytest.param(
            {"table_2a": table(TOTAL_NEW, {"x": [2, 1]}, [2, 1]), "table_2d": table(["T", "C"], {"q": [2, 1]})},
            ["table_2d"],
            id="table 2d repeats what is new",
        ),
        pytest.param(
            {"table_1a": table(TOTAL_NEW, {"x": [1, 1]}, [1, 1]), "table_2d": table(["T", "C"], {"q": [2, 2]})},
            ["table_2d"],
            id="more clients raised something than there are",
        ),
        pytest.param(
            {"table_5": table(["1", "2"], {"q": [1, 1]}), "table_6": table(["x", "T"], {"a": [2, 2]}, [2, 2])},
            ["table_6"],
            id="fewer actions than the finished cases had",
        ),
        pytest.param({"table_8a": {"list": ["De Voorbeeldhoeve"]}, "table_9a": {"rankings": {}}}, [], id="no numbers"),
    ],
)
def test_what_does_not_agree_is_found(given: dict[str, Any], then: list[str]) -> None:
    assert [found.table for found in inconsistencies(given)] == then


def test_rounded_figures_need_not_add_up() -> None:
    given = {"table_b": table(["T"], {"a": [5], "b": [5]}, [5])}
    assert inconsistencies(given)
    assert inconsistencies(given, "rounded_5") == []


def test_it_is_said_with_table_column_and_both_numbers() -> None:
    given = {"table_a": table(["Totaal 2016", "Totaal 2015"], {"a": [1, 3], "b": [1, 4]}, [2, 8])}
    assert [each.said for each in inconsistencies(given)] == [
        "tabel A, kolom 'Totaal 2015': het totaal is 8, de rijen zijn samen 7."
    ]
