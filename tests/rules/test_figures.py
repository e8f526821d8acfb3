"""Tables 8a, 10 and 11 from facts: who is named, what counts, what is hidden."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.figures import (
    AgencyFact,
    SessionFact,
    SignalFact,
    VisitFact,
    YearFacts,
    counted_signals,
    facts_between,
    signals_shown,
    table_8a,
    table_10,
    table_11,
)
from rules.policy_words import ReportProfile
from rules.reports import Masked, Why
from rules.vocabulary import AgencyKind, InfoSessionKind

DAY = date(2025, 6, 1)
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
HOEVE = AgencyFact(1, AgencyKind.PROVIDER, "De Voorbeeldhoeve")
ELAN = AgencyFact(2, AgencyKind.CERTIFIED_INSTITUTION, "Élan Jeugd")
FAMILY = AgencyFact(3, AgencyKind.PROVIDER, "Gezinshuis Verzonnen")
EAST = AgencyFact(4, AgencyKind.ACCESS_POINT, "Wijkteam Oost")
WEST = AgencyFact(5, AgencyKind.ACCESS_POINT, "Wijkteam West")
STRICT, PRINTED, ROUNDED = ReportProfile.STRICT, ReportProfile.SEED_2016, ReportProfile.ROUNDED_5


def visit(agency: AgencyFact | None, *, home: bool = False, on: date = DAY) -> VisitFact:
    return VisitFact(on, agency, home)


def session(agency: AgencyFact, kind: InfoSessionKind = InfoSessionKind.STAFF, on: date = DAY) -> SessionFact:
    return SessionFact(on, agency, at_family_home=False, kind=kind)


def signal(number: int, on: date | None = DAY, merged: int | None = None, agency: AgencyFact = HOEVE) -> SignalFact:
    return SignalFact(number, merged, on, agency, at_family_home=False)


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        pytest.param(YearFacts(), (), id="nothing done: nobody named"),
        pytest.param(YearFacts(visits=(visit(HOEVE), visit(HOEVE))), (HOEVE.name,), id="visited twice: named once"),
        pytest.param(YearFacts(visits=(visit(HOEVE),)), (HOEVE.name,), id="visited without any client: named (30)"),
        pytest.param(YearFacts(signals=(signal(1, agency=ELAN),)), (ELAN.name,), id="a signal alone is work"),
        pytest.param(
            YearFacts(sessions=(session(EAST), session(WEST))), ("Toegang Jeugdhulp",), id="access points are one line"
        ),
        pytest.param(
            YearFacts(visits=(visit(HOEVE), visit(ELAN), visit(AgencyFact(6, AgencyKind.SAFE_HOME, "fonds VT")))),
            (HOEVE.name, ELAN.name, "fonds VT"),
            id="alphabetical without regard to accents and case",
        ),
        pytest.param(YearFacts(visits=(visit(FAMILY, home=True),)), (), id="a family home is never named"),
        pytest.param(
            YearFacts(visits=(visit(HOEVE, home=True), visit(HOEVE))), (HOEVE.name,), id="also visited elsewhere: named"
        ),
        pytest.param(YearFacts(visits=(visit(None),)), (), id="a group without a provider names nobody"),
    ],
)
def test_table_8a(facts: YearFacts, names: tuple[str, ...]) -> None:
    assert table_8a(facts).names == names


def test_table_8a_says_that_a_family_home_was_left_out_but_not_which() -> None:
    table = table_8a(YearFacts(visits=(visit(FAMILY, home=True), visit(HOEVE))))
    assert list(table.suppressed()) == [{"table": "table_8a", "why": "family_home"}]
    assert FAMILY.name not in repr(table)


def test_table_10_keeps_kinds_without_any() -> None:
    table = table_10(
        YearFacts(
            visits=(visit(HOEVE), visit(FAMILY, home=True)), sessions=(session(EAST, InfoSessionKind.YOUTH_COUNCIL),)
        )
    )
    assert [row.cells for row in table.rows] == [(2,), (0,), (0,), (0,), (1,), (0,)]
    assert table.total is not None
    assert table.total.cells == (3,)


@given(st.lists(st.sampled_from(InfoSessionKind)), st.integers(0, 50))
def test_table_10_adds_up(kinds: list[InfoSessionKind], visits: int) -> None:
    table = table_10(YearFacts((visit(HOEVE),) * visits, tuple(session(HOEVE, kind) for kind in kinds)))
    cells = [cell for row in table.rows for cell in row.cells if isinstance(cell, int)]
    assert table.total is not None
    assert table.total.cells == (sum(cells),) == (visits + len(kinds),)


@pytest.mark.parametrize(
    ("signals", "counted"),
    [
        pytest.param([signal(1), signal(2)], {1, 2}, id="two signals are two"),
        pytest.param([signal(1, on=None)], set(), id="a draft does not count"),
        pytest.param([signal(1), signal(2, merged=1)], {1}, id="a duplicate counts once (13)"),
        pytest.param([signal(1, on=None), signal(2, merged=1)], {2}, id="merged into a draft: still one"),
        pytest.param([signal(1), signal(2, merged=1), signal(3, merged=2)], {1}, id="merged twice over: once"),
        pytest.param([signal(1), signal(2, merged=99), signal(3, merged=99)], {1, 2}, id="merged into one elsewhere"),
        pytest.param([signal(1, merged=2), signal(2, merged=1)], {1, 2}, id="a ring of mergers ends"),
    ],
)
def test_counted_signals(signals: list[SignalFact], counted: set[int]) -> None:
    assert {one.id for one in counted_signals(signals)} == counted


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        pytest.param(date(2024, 12, 31), False, id="the day before"),
        pytest.param(FIRST, True, id="the first day"),
        pytest.param(LAST, True, id="the last day"),
        pytest.param(date(2026, 1, 1), False, id="the day after"),
    ],
)
def test_facts_between(on: date, counts: bool) -> None:
    facts = facts_between(YearFacts((visit(HOEVE, on=on),), (session(HOEVE, on=on),), (signal(1, on),)), FIRST, LAST)
    assert (len(facts.visits), len(facts.sessions), len(facts.signals)) == (counts, counts, counts)


def test_a_duplicate_counts_in_the_year_of_the_first() -> None:
    signals = (signal(1, date(2024, 12, 31)), signal(2, date(2025, 1, 2), merged=1))
    assert facts_between(YearFacts(signals=signals), FIRST, LAST).signals == ()


@pytest.mark.parametrize(
    ("count", "bodies", "profile", "shown"),
    [
        pytest.param(0, 7, STRICT, 0, id="strict: nothing is no secret"),
        pytest.param(1, 7, STRICT, "<5", id="strict: one"),
        pytest.param(4, 7, STRICT, "<5", id="strict: four"),
        pytest.param(5, 7, STRICT, 5, id="strict: five"),
        pytest.param(0, 1, STRICT, 0, id="strict, one agency: nothing"),
        pytest.param(1, 1, STRICT, "<5", id="strict, one agency: one"),
        pytest.param(9, 1, STRICT, "niet getoond", id="strict, one agency: nine is not <5, and not shown"),
        pytest.param(4, 7, PRINTED, 4, id="as in 2016: printed"),
        pytest.param(1, 1, PRINTED, 1, id="as in 2016, one agency: printed"),
        pytest.param(2, 7, ROUNDED, 0, id="rounded down"),
        pytest.param(13, 7, ROUNDED, 15, id="rounded up"),
        pytest.param(2, 1, ROUNDED, "<5", id="rounded, one agency: hidden"),
    ],
)
def test_signals_shown(count: int, bodies: int, profile: ReportProfile, shown: int | str) -> None:
    cell = signals_shown(count, bodies, profile, threshold=5)
    assert (cell.shown if isinstance(cell, Masked) else cell) == shown


@given(st.integers(0, 40), st.integers(0, 5))
def test_strict_never_shows_a_small_count(count: int, bodies: int) -> None:
    cell = signals_shown(count, bodies, STRICT, threshold=5)
    assert isinstance(cell, Masked) or cell == 0 or (cell == count >= 5 and bodies > 1)


def test_table_11_parts_agencies_and_access_points() -> None:
    signals = (signal(1), signal(2, agency=ELAN), signal(3, agency=EAST))
    table = table_11(YearFacts(signals=signals), PRINTED, 5)
    assert [row.cells for row in table.rows] == [(2,), (1,)]
    assert table.total is None


def test_one_agency_in_view_hides_its_count_even_when_it_merged_on_the_way() -> None:
    before, after = HOEVE, AgencyFact(HOEVE.body, HOEVE.kind, "De Nieuwe Hoeve")
    signals = tuple(signal(number, agency=(before, after)[number % 2]) for number in range(8))
    (cell,) = table_11(YearFacts(signals=signals), STRICT, 5).rows[0].cells
    assert cell == Masked("niet getoond", Why.ONE_AGENCY)
