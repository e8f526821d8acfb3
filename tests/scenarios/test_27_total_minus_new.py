"""Scenario 27. Total 7 and new 6 would show that exactly one client was known before."""

import pytest

from benchmarks.annual_scopes import scopes_of
from rules.annual import calendar_year, everybody
from rules.annual_protection import Outcome, Run, ScopeProtection, protect_run
from rules.casework import ClientKind
from rules.policy_words import ReportProfile
from tests.rules.annual_people import people, with_contacts

PLACE = "2026/res:GM0001"


def _protected(parents: int, carried: int, youths: int, profile: ReportProfile) -> ScopeProtection:
    clients = people(1, parents, "GM0001", carried=carried)
    clients += people(1001, youths, "GM0001", kind=ClientKind.YOUTH, carried=youths // 4)
    clients += people(2001, 200, None, carried=60)
    scopes = scopes_of(everybody(with_contacts(clients), calendar_year(2026)), "2026")
    return protect_run(Run(scopes), profile)[PLACE]


def _both_shown(one: ScopeProtection, row: str) -> bool:
    shown = [one.cells.get(f"{PLACE}/table_1a/{row}/{column}") for column in ("total", "new")]
    return None not in shown


@pytest.mark.parametrize(
    ("carried", "both"),
    [
        pytest.param(1, False, id="seven of whom six new: one of the two is hidden"),
        pytest.param(0, True, id="seven of whom seven new: nobody is behind the difference"),
    ],
)
def test_a_line_in_a_full_report(carried: int, both: bool) -> None:
    one = _protected(parents=7, carried=carried, youths=80, profile=ReportProfile.STRICT)
    assert one.outcome is Outcome.FULL
    assert _both_shown(one, "parent") is both


def test_a_municipality_with_seven_clients() -> None:
    one = _protected(parents=7, carried=1, youths=0, profile=ReportProfile.STRICT)
    assert one.cells[f"{PLACE}/table_1a/total/total"] == "7"
    assert not _both_shown(one, "total")


def test_as_in_2016_both_are_printed() -> None:
    one = _protected(parents=7, carried=1, youths=80, profile=ReportProfile.SEED_2016)
    assert _both_shown(one, "parent")
