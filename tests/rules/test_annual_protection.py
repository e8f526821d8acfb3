"""Disclosure control of a run: forms, masks, coarser tables, the ledger, and agencies beside municipalities."""

import itertools
from dataclasses import replace
from datetime import date

import pytest

from benchmarks.annual_scopes import scopes_of
from rules.annual import ClientFact, ContactFact, IssueFact, Records, Year, calendar_year, everybody
from rules.annual_coarser import REST, coarser
from rules.annual_protection import Outcome, Published, Run, RunProtection, Scope, ScopeKind, protect_run
from rules.annual_tables import Count, CountRow, CountTable
from rules.casework import ContactKind, IssueCategory, IssueKind
from rules.figures import AgencyFact
from rules.policy_words import ReportProfile
from rules.reports import Masked
from rules.vocabulary import AgencyKind
from tests.rules.annual_people import DAY, people, records_of, with_contacts

WHOLE_YEAR = calendar_year(2026)


def _scopes(records: Records) -> tuple[Scope, ...]:
    return scopes_of(everybody(records, WHOLE_YEAR), "2026")


def _count(first: int, size: int) -> Count:
    return Count(size, frozenset(range(first, first + size)))


def _table(*sizes: int) -> CountTable:
    starts = itertools.accumulate(sizes, initial=1)
    rows = tuple(CountRow(f"r{n}", f"Rij {n}", (_count(start, size),))
                 for n, (start, size) in enumerate(zip(starts, sizes, strict=False)))  # fmt: skip
    return CountTable(
        "table_6", "Proef", (("total", "Totaal"),), rows, CountRow("total", "Totaal", (_count(1, sum(sizes)),))
    )


@pytest.mark.parametrize(
    ("sizes", "printed"),
    [
        pytest.param((9, 7), {"r0": 9, "r1": 7}, id="nothing small: as it was"),
        pytest.param((9, 3, 2), {"r0": 9, REST: 5}, id="two small ones make five"),
        pytest.param((9, 3, 6), {"r0": 9, REST: 9}, id="one small one takes the next smallest with it"),
        pytest.param((9, 3), {}, id="nothing is left but the total"),
        pytest.param((9, 0, 4, 1), {"r0": 9, "r1": 0, REST: 5}, id="nobody is nobody's secret"),
    ],
)  # fmt: skip
def test_small_lines_come_together(sizes: tuple[int, ...], printed: dict[str, int]) -> None:
    found = coarser(_table(*sizes)).table
    assert {row.key: row.counts[0].value for row in found.rows} == printed
    assert found.total == _table(*sizes).total


@pytest.mark.parametrize(
    ("clients", "outcome"),
    [
        pytest.param(4, Outcome.TEXT, id="four clients: text"),
        pytest.param(5, Outcome.COARSENED, id="five: tables, coarse"),
        pytest.param(90, Outcome.FULL, id="ninety: tables in full"),
    ],
)
def test_the_form_follows_the_number_of_clients(clients: int, outcome: Outcome) -> None:
    protection = protect_run(Run(_scopes(records_of({"GM0001": clients, "GM0002": 60, None: 200}))))
    assert protection["2026/res:GM0001"].outcome is outcome


def test_a_masked_cell_says_how_large_it_may_be_and_not_why_it_is_masked() -> None:
    clients = people(1, 55, "GM0001") + people(101, 7, "GM0001", carried=2) + people(1001, 200, None, carried=90)
    one = protect_run(Run(_scopes(with_contacts(clients))))["2026/res:GM0001"]
    cells = [cell for table in one.tables for row in one.rows(table) for cell in row.cells]
    masked = [cell for cell in cells if isinstance(cell, Masked)]
    assert masked
    assert {cell.why for cell in masked} == {masked[0].why}
    assert {cell.shown for cell in masked} <= {"<5", "niet getoond"}


@pytest.mark.parametrize("profile", [ReportProfile.SEED_2016, ReportProfile.ROUNDED_5])
def test_other_profiles_hide_only_behind_the_threshold(profile: ReportProfile) -> None:
    protection = protect_run(Run(_scopes(records_of({"GM0001": 4, "GM0002": 33}))), profile)
    one = protection["2026/res:GM0002"]
    assert protection["2026/res:GM0001"].outcome is Outcome.TEXT
    assert one.cells["2026/res:GM0002/table_1a/total/total"] == ("33" if profile is ReportProfile.SEED_2016 else "35")
    assert not one.hidden
    assert protection.figures.attacked == 0


def _about(clients: list[ClientFact], agency: AgencyFact, place: str, location: int, first: int) -> list[IssueFact]:
    return [
        IssueFact(first + n, client, IssueKind.COMPLAINT, IssueCategory.TREATMENT, DAY,
                  agency=agency, municipality=place, location=location, location_name="Locatie")
        for n, client in enumerate(clients)
    ]  # fmt: skip


def _with_agencies() -> RunProtection:
    """Two agencies in one municipality with 3 and 9 clients, one of them with 12 more elsewhere."""
    clients = people(1, 60, "GM0001") + people(101, 60, "GM0002") + people(1001, 100, None)
    small, large = (AgencyFact(n, AgencyKind.PROVIDER, f"Aanbieder {n}") for n in (1, 2))
    issues = _about(clients[:3], small, "GM0001", 11, 1) + _about(clients[3:12], large, "GM0001", 21, 101)
    issues += _about(clients[60:72], small, "GM0002", 12, 201) + _about(clients[72:84], large, "GM0002", 22, 301)
    records = with_contacts(clients)
    return protect_run(Run(_scopes(replace(records, issues=tuple(issues)))))


def test_what_a_municipality_hides_no_agency_gives_away() -> None:
    protection = _with_agencies()
    hidden_line = "2026/bod:GM0001/table_8b/1/total"
    shown = {cell: text for one in protection.scopes.values() for cell, text in one.cells.items()}
    assert shown.get(hidden_line) is None
    agency = protection["2026/agency:1"].cells
    elsewhere = shown.get("2026/bod:GM0002/table_8b/1/total")
    assert elsewhere is None or agency.get("2026/agency:1/table_8c/total/total") is None
    assert (protection.figures.disclosed, protection.figures.weak) == (0, 0)


def test_a_cell_is_hidden_in_every_report_that_has_it() -> None:
    protection = _with_agencies()
    seen: dict[str, bool] = {}
    for one in protection.scopes.values():
        for cell, text in one.cells.items():
            assert seen.setdefault(cell, text is None) is (text is None)


def _ledger(protection: RunProtection) -> tuple[Published, ...]:
    pairs = (pair for one in protection.scopes.values() for pair in one.cells.items())
    return tuple(Published(cell, text is not None) for cell, text in pairs)


def test_a_correction_hides_at_least_as_much() -> None:
    clients = people(1, 55, "GM0001") + people(101, 7, "GM0001", carried=2) + people(1001, 200, None, carried=90)
    first = protect_run(Run(_scopes(with_contacts(clients))))
    corrected = [client for client in clients if client.id != 107]
    second = protect_run(Run(_scopes(with_contacts(corrected)), _ledger(first)))
    before = {cell for cell, text in first["2026/res:GM0001"].cells.items() if text is None}
    after = second["2026/res:GM0001"].cells
    assert before
    assert all(after[cell] is None for cell in before & after.keys())
    shown = {cell for cell, text in after.items() if text is not None}
    assert shown <= {cell for cell, text in first["2026/res:GM0001"].cells.items() if text is not None}


def test_text_stays_text() -> None:
    run = Run(_scopes(records_of({"GM0001": 60, "GM0002": 60, None: 90})), texts=frozenset({"2026/res:GM0001"}))
    protection = protect_run(run)
    assert protection["2026/res:GM0001"].outcome is Outcome.TEXT
    assert protection["2026/res:GM0002"].outcome is Outcome.FULL


QUARTERS = tuple(
    (f"2026Q{n}", Year(date(2026, 3 * n - 2, 1), date(2026, 3 * n, last)))
    for n, last in ((1, 31), (2, 30), (3, 30), (4, 31))
)


def _in_quarters(*counts: int) -> Records:
    """Clients of one municipality whose first and only contact, about the access, lay in a quarter."""
    access = AgencyFact(1, AgencyKind.ACCESS_POINT, "Toegang")
    issues: list[IssueFact] = []
    for (_, quarter), count in zip(QUARTERS, counts, strict=True):
        for client in people(len(issues) + 1, count, "GM0001"):
            there = replace(client, first_contact_on=quarter.first)
            issues.append(
                IssueFact(client.id, there, IssueKind.COMPLAINT, IssueCategory.TREATMENT, quarter.first,
                          ended_on=quarter.last, agency=access, municipality="GM0001", location=1)
            )  # fmt: skip
    contacts = tuple(ContactFact(issue.client, issue.raised_on, ContactKind.ABOUT_ISSUE) for issue in issues)
    return Records(tuple(issue.client for issue in issues), tuple(issues), contacts)


def _of_quarter(records: Records, name: str, quarter: Year) -> tuple[Scope, ...]:
    return scopes_of(everybody(records, quarter), name)


def test_of_a_quarter_nothing_is_shown_that_municipalities_add_up_to() -> None:
    run = Run(_of_quarter(_in_quarters(20, 30, 40, 3), *QUARTERS[1]))
    protection = protect_run(run)
    assert [table.key for table in protection["2026Q2/nl"].tables] == ["table_d", "table_e"]
    assert {one.outcome for name, one in protection.scopes.items() if name != "2026Q2/nl"} == {Outcome.TEXT}


def test_the_year_does_not_give_a_hidden_quarter_away() -> None:
    """Quarters of 20, 30 and 40 were shown, one of 3 was not: the year of 93 would give it away."""
    records = _in_quarters(20, 30, 40, 3)
    quarters = [
        scope for name, quarter in QUARTERS for scope in _of_quarter(records, name, quarter)
        if scope.kind is ScopeKind.NATION
    ]  # fmt: skip
    runs = [protect_run(Run((scope,))) for scope in quarters]
    ledger = tuple(one for run in runs for one in _ledger(run))
    nation = tuple(scope for scope in _scopes(records) if scope.kind is ScopeKind.NATION)
    cell = "/nl/table_e/complaint/total"
    assert runs[0]["2026Q1/nl"].cells[f"2026Q1{cell}"] == "20"
    assert runs[3]["2026Q4/nl"].cells.get(f"2026Q4{cell}") is None
    alone = protect_run(Run(nation))
    assert alone["2026/nl"].cells[f"2026{cell}"] == "93"
    beside = protect_run(Run(nation, ledger, tuple(quarters)))
    assert beside["2026/nl"].cells.get(f"2026{cell}") is None
