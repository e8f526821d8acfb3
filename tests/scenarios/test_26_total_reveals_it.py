"""Scenario 26. Three municipalities with 40, 35 and 4 clients, and a published total of 79."""

import pytest

from benchmarks.annual_scopes import scopes_of
from rules.annual import calendar_year, everybody
from rules.annual_protection import Outcome, Run, RunProtection, Scope, ScopeKind, protect_run
from tests.rules.annual_people import records_of

LARGE, MIDDLE, SMALL, ELSEWHERE = "GM0001", "GM0002", "GM0003", "GM0004"
TOTAL = "table_1a/total/total"


def _protected(counts: dict[str | None, int], region: frozenset[str] = frozenset()) -> RunProtection:
    scopes = scopes_of(everybody(records_of(counts), calendar_year(2026)), "2026")
    if region:
        nation = next(scope for scope in scopes if scope.kind is ScopeKind.NATION)
        members = frozenset(f"2026/res:{place}" for place in region)
        own = scopes_of(everybody(records_of({place: counts[place] for place in region}), calendar_year(2026)), "2026")
        tables = next(scope.tables for scope in own if scope.kind is ScopeKind.NATION)
        scopes = (*(scope for scope in scopes if scope is not nation),
                  Scope("2026/region:R1", ScopeKind.REGION, tables, members=members))  # fmt: skip
    return protect_run(Run(scopes))


def _shown(protection: RunProtection, place: str) -> str | None:
    return protection[f"2026/res:{place}"].cells.get(f"2026/res:{place}/{TOTAL}")


def test_a_second_municipality_stays_out_of_sight_so_that_four_cannot_be_computed() -> None:
    protection = _protected({LARGE: 40, MIDDLE: 35, SMALL: 4})
    assert protection["2026/res:GM0003"].outcome is Outcome.TEXT
    assert protection["2026/res:GM0002"].outcome is Outcome.TEXT
    assert protection["2026/nl"].cells["2026/nl/table_a/total/total"] == "79"
    assert _shown(protection, LARGE) == "40"


def test_the_same_for_a_region() -> None:
    counts: dict[str | None, int] = {LARGE: 40, MIDDLE: 35, SMALL: 4, ELSEWHERE: 60, None: 20}
    protection = _protected(counts, frozenset({LARGE, MIDDLE, SMALL}))
    assert _shown(protection, MIDDLE) is None
    assert _shown(protection, LARGE) == "40"
    assert _shown(protection, ELSEWHERE) == "60"
    assert protection["2026/region:R1"].cells["2026/region:R1/table_a/total/total"] == "79"


@pytest.mark.parametrize(
    ("unknown", "middle_is_shown"),
    [
        pytest.param(209, True, id="among 209 of unknown residence the four are hidden"),
        pytest.param(1, True, id="with one of unknown residence there are five, of two places"),
        pytest.param(0, False, id="with nobody of unknown residence they would stand alone"),
    ],
)
def test_national_minus_published_minus_unknown(unknown: int, middle_is_shown: bool) -> None:
    counts: dict[str | None, int] = {LARGE: 40, MIDDLE: 35, SMALL: 4}
    protection = _protected(counts | ({None: unknown} if unknown else {}))
    assert protection["2026/res:GM0003"].outcome is Outcome.TEXT
    assert (_shown(protection, MIDDLE) is not None) is middle_is_shown
    assert not any(cell.startswith("2026/res:unknown") for one in protection.scopes.values() for cell in one.cells)
