"""Yearly reports: what is shown of counts, the year before as it was published, and the parts of each report."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import reports
from rules.annual import calendar_year
from rules.annual_definitions import MEANING, definitions
from rules.annual_national import National, satisfaction, steady_share
from rules.annual_previous import Previous, beside, previous_of, topics_beside
from rules.annual_reports import NATION, ReportKind, Subject, agency_report, municipality_report, national_report
from rules.annual_showing import Chapter, Hiding
from rules.annual_tables import Count, CountRow, CountTable, Ranking, RankingTable
from rules.annual_texts import Voice
from rules.annual_work import Frame, agency_work, municipality_work, national_work
from rules.casework import CATEGORIES, IssueKind
from rules.disclosure import THRESHOLD
from rules.figures import AgencyFact, SignalFact, YearFacts
from rules.policy_words import ReportProfile
from rules.reports import Masked, Report, Row, Table, Topic, Why, as_data
from rules.vocabulary import AgencyKind

STRICT, OPEN, ROUNDED = ReportProfile.STRICT, ReportProfile.SEED_2016, ReportProfile.ROUNDED_5
SCOPE = "2026/res:GM1"


def count(value: int, people: int | None = None) -> Count:
    return Count(value, frozenset(range(value if people is None else people)))


TABLE = CountTable(
    "table_1a", "Cliënten", (("total", "Totaal"), ("new", "Nieuw")),
    (
        CountRow("youth", "Jeugdigen", (count(29), count(24))),
        CountRow("parent", "Ouders", (count(38), count(33))),
        CountRow("professional", "Hulpverleners", (count(12), count(1))),
        CountRow("foster_parent", "Pleegouders", (count(3), count(3))),
    ),
    CountRow("total", "Totaal", (count(82), count(61))),
)  # fmt: skip
FEW = frozenset({f"{SCOPE}/table_1a/foster_parent/total", f"{SCOPE}/table_1a/parent/total"})
TOPICS = RankingTable(
    "table_9a", "Top 3",
    (Ranking("Vragen", (CountRow("a", "Wetgeving", (count(9),)), CountRow("b", "Andere vragen", (count(9, 4),)))),),
    counted=False,
)  # fmt: skip


def chapter(hiding: Hiding, table: CountTable = TABLE) -> Chapter:
    return Chapter(SCOPE, {table.key: table}, {TOPICS.key: TOPICS}, hiding)


def test_hidden_cells_say_no_more_than_how_large_they_may_be() -> None:
    shown = chapter(Hiding(STRICT, 5, FEW)).table("table_1a")
    cells = {row.label: row.cells for row in shown.rows}
    assert cells["Pleegouders"] == (Masked("<5", Why.SMALL_COUNT), 3)
    assert cells["Ouders"] == (Masked("niet getoond", Why.PROTECTION), 33)
    assert shown.total == Row("Totaal", (82, 61))


def test_with_a_hidden_cell_the_order_does_not_tell_how_large_it_is() -> None:
    orders = [
        [row.label for row in chapter(hiding).table("table_1a").rows]
        for hiding in (Hiding(OPEN, 5), Hiding(STRICT, 5, FEW))
    ]
    assert orders[0] == ["Jeugdigen", "Ouders", "Hulpverleners", "Pleegouders"]
    assert orders[1] == ["Jeugdigen", "Ouders", "Pleegouders", "Hulpverleners"]


def test_the_open_profile_hides_nothing_and_the_rounded_one_rounds_all() -> None:
    assert chapter(Hiding(OPEN, 5, FEW)).table("table_1a").rows[3].cells == (3, 3)
    rounded = chapter(Hiding(ROUNDED, 5, rounded=True)).table("table_1a")
    assert [row.cells for row in rounded.rows] == [(30, 25), (40, 35), (5, 5), (10, 0)]
    assert "afgerond" in rounded.note


def test_the_ledger_holds_what_is_shown_of_each_cell() -> None:
    cells = chapter(Hiding(STRICT, 5, FEW)).cells()
    assert cells[f"{SCOPE}/table_1a/youth/total"] == "29"
    assert [name for name, shown in cells.items() if shown is None] == sorted(FEW, reverse=True)


@pytest.mark.parametrize(
    ("profile", "topics"),
    [
        pytest.param(OPEN, ["Wetgeving", "Andere vragen"], id="all, as in 2016"),
        pytest.param(STRICT, ["Wetgeving"], id="nine questions of four people stay out"),
    ],
)
def test_a_topic_needs_people(profile: ReportProfile, topics: list[str]) -> None:
    table = chapter(Hiding(profile, 5)).table("table_9a")
    assert table.rankings is not None
    assert [topic.label for topic in table.rankings[0].topics] == topics
    assert bool(list(table.suppressed())) is (len(topics) == 1)


BEFORE = Previous(2025, "jaar-0", {
    "table_a": {
        "columns": ["Totaal 2025"],
        "rows": [{"label": "Jeugdigen", "values": [4]}, {"label": "Volwassenen", "values": [{"shown": "<5"}]}],
        "total": {"label": "Totaal", "values": [9]},
    },
    "table_c1": {"rows": [{"label": "Wetgeving", "values": [7]}, {"label": "Privacy", "values": [6]}]},
    "table_c2": {"columns": [], "rankings": {"2025": [["Privacy", 8]], "2024": [["Dossier", 5]]}},
})  # fmt: skip
NATIONAL_A = Table(
    "table_a", "A", "A", ("Totaal", "Totaal nieuw"),
    (Row("Jeugdigen", (5, 3)), Row("Volwassenen", (6, 2))), Row("Totaal", (11, 5)),
)  # fmt: skip


def test_the_year_before_stands_beside_this_one_as_it_was_published() -> None:
    table = beside(NATIONAL_A, 2026, BEFORE)
    assert table.columns == ("Totaal 2026", "Totaal nieuw 2026", "Totaal 2025")
    assert [row.cells[-1] for row in table.all_rows] == [4, Masked("<5", Why.SMALL_COUNT), 9]
    assert table.note == ""


def test_a_published_total_that_is_no_sum_stays_and_is_pointed_out() -> None:
    tables = {"table_a": {"rows": [
        {"label": "Jeugdigen", "values": [4]}, {"label": "Volwassenen", "values": [4]},
    ], "total": {"label": "Totaal", "values": [5]}}}  # fmt: skip
    table = beside(NATIONAL_A, 2026, Previous(2025, "jaar-1", tables))
    assert table.total == Row("Totaal", (11, 5, 5))
    assert "2025" in table.note


def test_without_a_released_year_before_there_is_no_column_for_it() -> None:
    assert beside(NATIONAL_A, 2026, None).columns == ("Totaal 2026", "Totaal nieuw 2026")


def ranking(key: str, *topics: tuple[str, int]) -> Table:
    return Table(key, key, rankings=(reports.Ranking("2026", tuple(Topic(*topic) for topic in topics)),))


def test_the_same_topics_in_the_same_order_make_rows() -> None:
    table = topics_beside(ranking("table_c1", ("Wetgeving", 9), ("Privacy", 8)), 2026, BEFORE)
    assert table.rankings is None
    assert table.rows == (Row("Wetgeving", (9, 7)), Row("Privacy", (8, 6)))


def test_another_order_or_other_topics_stand_side_by_side() -> None:
    for key, topics in (("table_c1", (("Privacy", 8), ("Wetgeving", 7))), ("table_c2", (("Dossier", 9),))):
        table = topics_beside(ranking(key, *topics), 2026, BEFORE)
        assert table.rankings is not None
        assert [each.label for each in table.rankings] == ["2026", "2025"]


def frame(profile: ReportProfile = STRICT, made_on: date = date(2027, 1, 20)) -> Frame:
    return Frame(Voice(2026, "Vertrouwenswerk Voorbeeld", "088 000"), calendar_year(2026), made_on, profile, 5, 25)


def national(profile: ReportProfile = STRICT, previous: Previous | None = None) -> National:
    whole = Chapter("2026/nl", {}, {}, Hiding(profile, 5))
    grades = {"Jeugdigen": (Decimal("8.7"), 25), "Volwassenen": (Decimal("8.4"), 24)}
    return National(2026, whole, grades, previous)


def test_a_mean_grade_needs_twenty_five_answers_unless_all_is_printed() -> None:
    assert [row.cells[0] for row in satisfaction(national(), 25).rows] == [
        Decimal("8.7"), Masked("niet getoond", Why.SMALL_COUNT),
    ]  # fmt: skip
    assert [row.cells[0] for row in satisfaction(national(OPEN), 25).rows] == [Decimal("8.7"), Decimal("8.4")]


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_a_share_does_not_change_with_five_people_more_or_fewer(part: int, more: int) -> None:
    share = steady_share(part, part + more)
    if share is not None:
        near = range(max(0, part - THRESHOLD), min(part + more, part + THRESHOLD) + 1)
        assert {round(100 * each / (part + more)) for each in near} == {share}


def work(signals: int = 0) -> YearFacts:
    agency = AgencyFact(1, AgencyKind.PROVIDER, "De Voorbeeldhoeve")
    sent = (SignalFact(n, None, date(2026, 5, 1), agency, at_family_home=False) for n in range(signals))
    return YearFacts(signals=tuple(sent))


@pytest.mark.parametrize(
    ("profile", "signals", "shown"),
    [
        pytest.param(STRICT, 0, 0, id="none"),
        pytest.param(STRICT, 4, Masked("<5", Why.SMALL_COUNT), id="four are few"),
        pytest.param(STRICT, 5, 5, id="five are shown: the agency got them itself"),
        pytest.param(OPEN, 4, 4, id="as in 2016"),
        pytest.param(ROUNDED, 4, 5, id="rounded"),
    ],
)
def test_an_agency_sees_how_many_signals_it_got(profile: ReportProfile, signals: int, shown: object) -> None:
    table = agency_work(work(signals), frame(profile), AgencyKind.PROVIDER).signals
    assert [row.cells[0] for row in table.rows] == [shown]
    assert "op uw locaties" in table.title


def texts_of(report: Report) -> str:
    return " ".join(text for part in report.parts for text in part.paragraphs)


HERE = Subject(ReportKind.MUNICIPALITY, "GM1", "Waterrijk")


def town(residents: Chapter | None, made_on: date = date(2027, 1, 20)) -> Report:
    facts = municipality_work(work(), frame())
    notes = ("Wij spraken elkaar in maart.",)
    return municipality_report(frame(made_on=made_on), HERE, national(), residents, None, facts, notes)


def test_without_a_chapter_of_residents_there_is_text_only() -> None:
    report = town(None)
    assert report.tables == {}
    assert "geen tabellen" in texts_of(report)
    assert [part.notes for part in report.parts if part.notes] == [("Wij spraken elkaar in maart.",)]


def test_every_report_says_how_to_read_it_and_where_to_ask() -> None:
    agency = Subject(ReportKind.AGENCY, "A1", "De Voorbeeldhoeve")
    made = [
        town(chapter(Hiding(STRICT, 5))),
        agency_report(frame(), agency, None, agency_work(work(), frame(), AgencyKind.PROVIDER)),
        national_report(frame(), national(), national_work(work(), frame())),
    ]
    for report in made:
        said = texts_of(report)
        assert "geen oordeel over een instantie" in said
        assert "088 000" in said
        assert "methode jaar-1" in said
        assert [part.heading[:9] for part in report.sections[-2:]] == ["Bijlage 1", "Bijlage 2"]
        assert "voorlopige" not in said
    assert made[2].code == NATION.code


def test_a_year_that_still_runs_is_called_provisional() -> None:
    assert "voorlopige cijfers" in texts_of(town(None, made_on=date(2026, 12, 31)))


@pytest.mark.parametrize(
    ("before", "says"),
    [
        pytest.param(None, "geen landelijk rapport uitgebracht", id="nothing was released"),
        pytest.param("jaar-1", "zoals het is uitgebracht", id="the same method"),
        pytest.param("regio-1", "niet één op één te vergelijken", id="another method"),
    ],
)
def test_it_says_whether_years_can_be_compared(before: str | None, says: str) -> None:
    previous = previous_of({"year": 2025, "method": before, "tables": {}}) if before else None
    report = national_report(frame(), national(previous=previous), national_work(work(), frame()))
    assert says in texts_of(report)


def test_every_category_of_complaint_and_question_is_explained() -> None:
    appendix = definitions("Bijlage 1")
    explained = {term for part in appendix.whole for term, _ in part.terms}
    wanted = {word for kind in (IssueKind.COMPLAINT, IssueKind.QUESTION) for word in CATEGORIES[kind]}
    assert explained == {word.dutch for word in wanted}
    assert wanted == set(MEANING)
    problems = " ".join(text for part in appendix.whole for text in part.paragraphs)
    assert all(word.dutch.split(" ")[0].lower() in problems for word in CATEGORIES[IssueKind.PROBLEM])


def test_the_data_hold_every_part_and_no_name_of_a_cell() -> None:
    data = as_data(town(chapter(Hiding(STRICT, 5, FEW))))
    assert {"table": "table_1a", "row": "Pleegouders", "why": "small_count"} in data["suppressed"]
    assert [text["heading"] for text in data["texts"] if text.get("terms")] == ["Klachten", "Vragen"]
    assert SCOPE not in str(data)
