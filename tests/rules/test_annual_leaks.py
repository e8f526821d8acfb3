"""What a protected report gave away once: topics with counts or in order, agencies by name, the country's signals."""

from datetime import date

import pytest

from rules.annual import calendar_year
from rules.annual_national import National
from rules.annual_previous import previous_of, topics_beside
from rules.annual_reports import national_report
from rules.annual_showing import Chapter, Hiding
from rules.annual_tables import Count, CountRow, CountTable, Ranking, RankingTable
from rules.annual_texts import Voice
from rules.annual_work import Frame, named_in_8b, national_work
from rules.figures import AgencyFact, SignalFact, VisitFact, YearFacts
from rules.policy_words import ReportProfile
from rules.reports import Masked, Report, Table, Topic, Why, as_data
from rules.reports import Ranking as ShownRanking
from rules.vocabulary import AgencyKind

STRICT, SCOPE = ReportProfile.STRICT, "2026/bod:GM1"


def count(value: int) -> Count:
    return Count(value, frozenset(range(value)))


def frame(profile: ReportProfile = STRICT) -> Frame:
    voice = Voice(2026, "Vertrouwenswerk Voorbeeld", "088 000")
    return Frame(voice, calendar_year(2026), date(2027, 1, 20), profile, 5, 25)


CLIENTS = CountTable(
    "table_a", "Cliënten", (("total", "Totaal"),), (CountRow("youths", "Jeugdigen", (count(60),)),),
    CountRow("total", "Totaal", (count(60),)),
)  # fmt: skip


def topic(label: str, people: int) -> CountRow:
    return CountRow(label.casefold(), label, (count(people),))


def country(rankings: tuple[CountRow, ...], *, profile: ReportProfile = STRICT, is_text: bool = False) -> Report:
    top = RankingTable("table_c1", "Top 3", (Ranking("2026", rankings),), counted=True)
    hiding = Hiding(profile, 5, rounded=profile is ReportProfile.ROUNDED_5)
    tables = {} if is_text else {"table_a": CLIENTS}
    national = National(2026, Chapter("2026/nl", tables, {"table_c1": top}, hiding), {})
    return national_report(frame(profile), national, national_work(YearFacts(), frame(profile)))


def test_the_topics_of_the_country_have_no_count_to_subtract_from() -> None:
    """C1 counts 60 about the law, all municipalities that show theirs have 57: the hidden one has 3."""
    told = as_data(country((topic("Wetgeving", 60), topic("Dossier", 9), topic("Privacy", 4))))
    assert told["tables"]["table_c1"]["rankings"] == {"2026": ["Dossier", "Wetgeving"]}
    assert "rows" not in told["tables"]["table_c1"]


def test_a_country_that_is_text_names_no_topics() -> None:
    """The country was text, for it gave a municipality away, and C1 to F3 stood there all the same."""
    report = country((topic("Wetgeving", 60),), is_text=True)
    assert "table_c1" not in report.tables
    assert "Onderwerpen" not in " ".join(part.heading for part in report.parts)


def test_the_year_after_names_topics_that_have_no_count_beside_its_own() -> None:
    """A topic without a count, of a year ago, was read as a pair."""
    before = previous_of(as_data(country((topic("Wetgeving", 60),))))
    ranked = Table("table_c1", "C1", rankings=(ShownRanking("2027", (Topic("Wetgeving", 70),)),))
    beside = topics_beside(ranked, 2027, before)
    assert beside.rankings is not None
    assert [(each.label, each.topics) for each in beside.rankings] == [
        ("2027", (Topic("Wetgeving", 70),)), ("2026", (Topic("Wetgeving"),)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "printed"),
    [
        pytest.param(ReportProfile.SEED_2016, {"Wetgeving": [9], "Dossier": [8], "Privacy": [4]}, id="as in 2016"),
        pytest.param(ReportProfile.ROUNDED_5, {"Dossier": [10], "Wetgeving": [10]}, id="rounded, in a fixed order"),
    ],
)
def test_other_profiles_keep_their_counts(profile: ReportProfile, printed: dict[str, list[int]]) -> None:
    listed = (topic("Wetgeving", 9), topic("Dossier", 8), topic("Privacy", 4))
    rows = as_data(country(listed, profile=profile))["tables"]["table_c1"]["rows"]
    assert [(row["label"], row["values"]) for row in rows] == list(printed.items())


def top_three(*sizes: int) -> Table:
    topics = tuple(
        topic(label, size) for label, size in zip(("Wetgeving", "Andere vragen", "Dossier"), sizes, strict=True)
    )
    ranking = RankingTable("table_9a", "Top 3", (Ranking("Vragen", topics),), counted=False)
    return Chapter(SCOPE, {}, {"table_9a": ranking}, Hiding(STRICT, 5)).table("table_9a")


def test_the_order_of_topics_does_not_bound_a_hidden_figure() -> None:
    """Table 2a hid how many asked about the law, and 9a put it above the 9 about files: so 9 at least."""
    one, other = top_three(9, 8, 7), top_three(7, 8, 9)
    assert one == other
    assert one.rankings is not None
    assert [each.label for each in one.rankings[0].topics] == ["Dossier", "Wetgeving", "Andere vragen"]
    assert not one.in_order


def test_nothing_tells_whether_a_topic_was_left_out() -> None:
    """The note stood only where a topic of few people was left out: without it there were none."""
    with_few, without = top_three(9, 8, 4), top_three(9, 8, 7)
    assert with_few.note == without.note != ""
    assert list(with_few.suppressed()) == list(without.suppressed())


def test_8a_names_no_agency_for_clients_that_8b_does_not_show() -> None:
    """8a named an agency that nobody visited and that 8b hid or merged: a few clients came about it."""
    shown, hidden, merged = (AgencyFact(n, AgencyKind.PROVIDER, f"Aanbieder {n}") for n in (1, 2, 3))
    rows = tuple(
        CountRow(key, key, (count(people), count(0), count(people)))
        for key, people in (("1", 9), ("2", 3), ("rest", 7))
    )
    columns = (("youths", "Jeugdigen"), ("adults", "Volwassenen"), ("total", "Totaal"))
    hiding = Hiding(STRICT, 5, frozenset({f"{SCOPE}/table_8b/2/youths", f"{SCOPE}/table_8b/2/total"}))
    bodies = Chapter(SCOPE, {"table_8b": CountTable("table_8b", "8b", columns, rows)}, {}, hiding)
    everyone = {shown, hidden, merged}
    assert named_in_8b(everyone, bodies, STRICT) == {shown}
    assert named_in_8b(everyone, None, STRICT) == set()
    assert named_in_8b(everyone, None, ReportProfile.SEED_2016) == everyone


def signals(*sent: int) -> list[YearFacts]:
    """Return what was done in some municipalities: so many signals in each, over two agencies."""
    two = [AgencyFact(n, AgencyKind.PROVIDER, f"Aanbieder {n}") for n in (1, 2)]
    day = date(2026, 5, 4)
    seen = tuple(VisitFact(day, agency, at_family_home=False) for agency in two)
    return [
        YearFacts(seen, (), tuple(SignalFact(n, None, day, two[0], at_family_home=False) for n in range(number)))
        for number in sent
    ]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param((12, 9, 3), False, id="one is hidden: 24 less 12 and 9 is 3"),
        pytest.param((12, 9, 0), True, id="none is hidden"),
        pytest.param((12, 3, 2), True, id="two are hidden: 5 can be 4 and 1 as well"),
        pytest.param((12, 1, 1), False, id="two are hidden: 2 is one each"),
        pytest.param((12, 4, 4), False, id="two are hidden: 8 is four each"),
    ],
)
def test_the_country_less_its_municipalities_does_not_tell_a_hidden_number(
    sent: tuple[int, ...], *, shown: bool
) -> None:
    """The country's table 11 less all municipalities gave the one that was hidden."""
    places = signals(*sent)
    whole = YearFacts(places[0].visits, (), tuple(signal for place in places for signal in place.signals))
    cells = [row.cells[0] for row in national_work(whole, frame(), places).signals.rows]
    assert cells[1] == 0
    assert cells[0] == (sum(sent) if shown else Masked("niet getoond", Why.PROTECTION))
