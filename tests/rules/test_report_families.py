"""Random families of reports, read by an attacker who shares no code with what protects them."""

from collections.abc import Callable
from functools import partial

import pytest

from benchmarks.disclosure_attacker import Equation, judge, violated
from benchmarks.report_families import FamilyOfReports, by_simple_rule, random_family

SEEDS = range(7009, 7021)
"""Twelve, five of them with quarters; benchmarks/bench_disclosure.py takes a thousand larger ones."""


FALSE_END = 66
"""A larger family, of which HiGHS (scipy 1.17) with presolve says that a cell has an end where it has none."""


@pytest.mark.parametrize(
    "made",
    [*(partial(random_family, seed, most=24) for seed in SEEDS), partial(random_family, FALSE_END)],
    ids=[*map(str, SEEDS), "where-the-solver-errs"],
)
def test_nothing_is_worked_out_of_all_reports_together(made: Callable[[], FamilyOfReports]) -> None:
    family = made()
    found = judge(family.truth, family.shown, family.equations, family.small)
    assert found.asked > 0
    assert found.inferred == ()
    assert found.under_protected == ()


@pytest.mark.parametrize("seed", [7001, 7014, 7020])
def test_the_attacker_undoes_the_simple_rule(seed: int) -> None:
    """Cells of one to four people masked and nothing else: the same attacker works many of them out."""
    simple = by_simple_rule(random_family(seed, most=24))
    found = judge(simple.truth, simple.shown, simple.equations, simple.small)
    assert len(found.inferred) >= 10


@pytest.mark.parametrize(
    ("truth", "shown"),
    [
        pytest.param({"total": 9, "a": 4, "b": 4}, {"total": "9"}, id="the parts are not the total"),
        pytest.param({"total": 8, "a": 8}, {"total": "8"}, id="a part was never counted"),
        pytest.param({"total": 8, "a": 4, "b": 4}, {"total": "9"}, id="something else is printed"),
        pytest.param({"total": 8, "a": 4, "b": 4}, {"a": "niet getoond"}, id="the wrong mask"),
        pytest.param({"total": 8, "a": 4, "b": 4}, {"total": "~15"}, id="rounded to something else"),
    ],
)
def test_the_attacker_refuses_what_is_not_true(truth: dict[str, int], shown: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="is not"):
        judge(truth, shown, (Equation((("total", -1), ("a", 1), ("b", 1))),), ["a"])


def test_an_inequality_may_have_room() -> None:
    less = Equation((("a", 1), ("b", -1)), exact=False)
    assert violated({"a": 3, "b": 4}, (less,)) == []
    assert len(violated({"a": 5, "b": 4}, (less,))) == 1


def test_the_attacker_reads_masks_and_rounding() -> None:
    total = (Equation((("total", -1), ("a", 1), ("b", 1))),)
    truth = {"total": 8, "a": 4, "b": 4}
    assert judge(truth, {"total": "8", "a": "<5", "b": "<5"}, total, ["a"]).inferred == ("a",)
    assert judge(truth, {"total": "8"}, total, ["a"]).inferred == ()
    assert judge(truth, {"total": "~10", "a": "<5", "b": "<5"}, total, ["a"]).inferred == ("a",)
    assert judge({"total": 9, "a": 4, "b": 5}, {"total": "9"}, total, ["a"]).under_protected == ()
    assert judge({"total": 4, "a": 1, "b": 3}, {"total": "4"}, total, ["a"]).under_protected == ("a",)
