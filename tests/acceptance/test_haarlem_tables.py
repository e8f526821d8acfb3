"""Scenario 31, the counting: tables A to F3 and 1a to 9b of the report about 2016, to the digit."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rules.annual import Population, Records, bodies, calendar_year, everybody, residents
from rules.annual_tables import (
    CountTable,
    RankingTable,
    grades,
    national_clients,
    national_issues,
    national_topics,
    table_1a,
    table_1b,
    table_1c,
    table_2,
    table_2d,
    table_3,
    table_4,
    table_5,
    table_6,
    table_8b,
    table_9,
)
from rules.casework import IssueKind
from tests.acceptance.haarlem_microdata import HAARLEM, make_records

FIGURES = Path(__file__).parents[2].parent / "shared" / "data" / "haarlem_2016" / "figures.json"
YEAR = calendar_year(2016)

pytestmark = pytest.mark.skipif(not FIGURES.exists(), reason="the published figures lie beside the project")


@pytest.fixture(scope="module")
def records() -> Records:
    return make_records()


@pytest.fixture(scope="module")
def published() -> Mapping[str, Any]:
    tables: Mapping[str, Any] = json.loads(FIGURES.read_text("utf-8"))["tables"]
    return tables


@pytest.fixture(scope="module")
def counted(records: Records) -> Mapping[str, CountTable | RankingTable]:
    whole = everybody(records, YEAR)
    part_1, part_2 = residents(whole)[HAARLEM], bodies(whole)[HAARLEM]
    access = whole.about_access
    tables: list[CountTable | RankingTable] = [
        national_clients(whole), national_issues(whole), national_clients(access, access=True),
        national_issues(access, access=True), *(national_topics(whole, kind, "2016") for kind in IssueKind),
        *(national_topics(access, kind, "2016", access=True) for kind in IssueKind), *_part_1(part_1),
        table_8b(part_2), table_9(part_2, youths=True), table_9(part_2, youths=False),
    ]  # fmt: skip
    return {table.key: table for table in tables}


def _part_1(part: Population) -> list[CountTable]:
    twos = [table_2(part, kind) for kind in IssueKind]
    return [table_1a(part), table_1b(part), table_1c(part), *twos, table_2d(part), table_3(part), table_4(part),
            table_5(part), table_6(part)]  # fmt: skip


COUNTED = ("1a", "1b", "1c", "2a", "2b", "2c", "2d", "3", "4", "5", "6", "8b")


@pytest.mark.parametrize("number", COUNTED)
def test_a_municipality_to_the_digit(number: str, counted: Mapping[str, Any], published: Mapping[str, Any]) -> None:
    ours, theirs = counted[f"table_{number}"], published[f"table_{number}"]
    assert ours.title == theirs["title"]
    assert [header for _, header in ours.columns] == theirs["columns"]
    assert [(row.label, [count.value for count in row.counts]) for row in ours.rows] == [
        (row["label"], row["values"]) for row in theirs["rows"]
    ]
    total = [count.value for count in ours.total.counts] if ours.total else None
    assert total == (theirs["total"]["values"] if "total" in theirs else None)


@pytest.mark.parametrize("letter", ["a", "b", "d", "e"])
def test_the_country_to_the_digit(letter: str, counted: Mapping[str, Any], published: Mapping[str, Any]) -> None:
    ours, theirs = counted[f"table_{letter}"], published[f"table_{letter}"]
    width = len(ours.columns)
    assert ours.title == theirs["title"]
    rows = [(row.label, [count.value for count in row.counts]) for row in (*ours.rows, ours.total)]
    assert rows == [(row["label"], row["values"][:width]) for row in (*theirs["rows"], theirs["total"])]


@pytest.mark.parametrize("number", ["c1", "c2", "c3", "f1", "f2", "f3"])
def test_the_topics_of_the_country(number: str, counted: Mapping[str, Any], published: Mapping[str, Any]) -> None:
    ours, theirs = counted[f"table_{number}"], published[f"table_{number}"]
    if "rows" in theirs:
        expected = [(row["label"], row["values"][0]) for row in theirs["rows"]]
    else:
        expected = [tuple(pair) for pair in theirs["rankings"]["2016"]]
    assert ours.title == theirs["title"]
    assert [(row.label, row.counts[0].value) for row in ours.rankings[0].topics] == expected


@pytest.mark.parametrize("number", ["9a", "9b"])
def test_the_topics_of_youths_and_adults(number: str, counted: Mapping[str, Any], published: Mapping[str, Any]) -> None:
    ours, theirs = counted[f"table_{number}"], published[f"table_{number}"]
    assert ours.title == theirs["title"]
    assert {each.label: [row.label for row in each.topics] for each in ours.rankings} == theirs["rankings"]


def test_the_grades_of_the_country(records: Records, published: Mapping[str, Any]) -> None:
    ours = {age: float(grade) for age, (grade, _) in grades(records.surveys, YEAR).items()}
    assert ours == {row["label"]: row["values"][0] for row in published["table_7"]["rows"]}
