"""What a protected report shows of counts: rounded ones, and the national part without its column of what is new."""

from rules.annual_coarser import coarser
from rules.annual_national import National, national_sections
from rules.annual_previous import Previous
from rules.annual_showing import Chapter, Hiding
from rules.annual_tables import Count, CountRow, CountTable
from rules.policy_words import ReportProfile
from rules.reports import Masked, Why

STRICT, SCOPE = ReportProfile.STRICT, "2026/res:GM1"


def count(value: int) -> Count:
    return Count(value, frozenset(range(value)))


def table(key: str, rows: tuple[tuple[str, int], ...]) -> CountTable:
    counted = tuple(CountRow(name, name.capitalize(), (count(value), count(value // 2))) for name, value in rows)
    whole = sum(value for _, value in rows)
    total = CountRow("total", "Totaal", (count(whole), count(whole // 2)))
    return CountTable(key, "Cliënten", (("total", "Totaal"), ("new", "Nieuw")), counted, total)


CLIENTS = table("table_1a", (("youth", 8), ("foster_parent", 7), ("parent", 6), ("other", 3)))


def test_a_hidden_cell_stays_hidden_where_the_others_are_rounded() -> None:
    hidden = frozenset({f"{SCOPE}/table_1a/other/total"})
    chapter = Chapter(SCOPE, {"table_1a": CLIENTS}, {}, Hiding(STRICT, 5, hidden, rounded=True))
    shown = {row.label: row.cells[0] for row in chapter.table("table_1a").rows}
    assert shown["Other"] == Masked("<5", Why.SMALL_COUNT)
    assert shown["Youth"] == 10
    assert chapter.cells()[f"{SCOPE}/table_1a/other/total"] is None


def test_the_order_of_rounded_lines_does_not_tell_which_is_larger() -> None:
    chapter = Chapter(SCOPE, {"table_1a": CLIENTS}, {}, Hiding(STRICT, 5, frozenset(), rounded=True))
    labels = [row.label for row in chapter.table("table_1a").rows]
    assert labels == ["Youth", "Parent", "Other", "Foster_parent"]


BEFORE = Previous(2025, "jaar-1", {
    "table_a": {"columns": ["Totaal 2025"], "rows": [], "total": {"label": "Totaal", "values": [40]}},
})  # fmt: skip


def said(previous: Previous | None, *, coarse: bool) -> str:
    counted = table("table_a", (("youths", 60), ("adults", 20)))
    if coarse:
        counted = coarser(counted).table
    national = National(2026, Chapter("2026/nl", {"table_a": counted}, {}, Hiding(STRICT, 5)), {}, previous)
    return " ".join(text for part in national_sections(national, "2") for text in part.paragraphs)


def test_without_the_column_of_what_is_new_nobody_is_said_to_be_carried_over() -> None:
    assert "al vóór" in said(BEFORE, coarse=False)
    for previous in (None, BEFORE):
        told = said(previous, coarse=True)
        assert "Met 80 unieke cliënten" in told
        assert "al vóór" not in told


def test_growth_is_told_of_coarser_figures_too() -> None:
    assert "een stijging van 100%" in said(BEFORE, coarse=True)
