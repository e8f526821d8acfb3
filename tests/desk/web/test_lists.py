"""Lists: filters, sorting and pages stand in the address; the workbook holds the same rows."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Select, select

from desk.web.all_pages import PAGES
from desk.web.desk import Desk
from desk.web.lists import Column, Filter, ListOf, by_day, by_text, by_word, list_pages
from rules.vocabulary import OrganisationKind, Role
from store.models import Event, Organisation
from store.session import reading, transaction
from tests.desk.web.visiting import Desks, Visitor

EVERY = 120
ROLES = frozenset({Role.COORDINATOR})


def _rows(_desk: Desk) -> Select[Any]:
    return select(Organisation.code, Organisation.name, Organisation.kind, Organisation.id)


def _first_letter(_desk: Desk) -> Sequence[tuple[str, str]]:
    return [("A", "A"), ("B", "B")]


PEOPLE = ListOf(
    "people",
    "Organisaties",
    _rows,
    columns=(
        Column("name", "Naam", lambda row: row.name, Organisation.name, link=lambda desk, row: f"/o/{row.code}"),
        Column("kind", "Soort", lambda row: row.kind, Organisation.kind, kind="word", tone=lambda _: "now"),
        Column("number", "Nummer", lambda row: row.id, Organisation.id, kind="number"),
        Column("note", "Niets", lambda row: None),
    ),
    order="name",
    filters=(
        by_text((Organisation.name, Organisation.code)),
        by_word(Organisation.kind, OrganisationKind, "kind", "Soort"),
        by_day(lambda day: Organisation.id <= day.day, "until", "Tot"),
        Filter("letter", "Letter", lambda _, chosen: Organisation.name.startswith(chosen), choices=_first_letter),
    ),
    tie=(Organisation.id,),
)


@pytest.fixture
def visitor(desks: Desks) -> Visitor:
    with transaction(desks.house.engine) as session:
        for number in range(1, EVERY + 1):
            kind = OrganisationKind.PRINCIPAL if number % 10 == 0 else OrganisationKind.SUBCONTRACTOR
            session.add(Organisation(code=f"O{number:03}", name=f"{'AB'[number % 2]} 100% {number:03}", kind=kind))
    desks.pages = (*PAGES, *list_pages("/organisaties", PEOPLE, ROLES))
    return desks.sign_in(Role.COORDINATOR)


def shown(text: str) -> int:
    return text.count('<th scope="row">')


@pytest.mark.parametrize(
    ("asked", "rows", "total"),
    [
        pytest.param("", 50, "120", id="everything, the first page"),
        pytest.param("page=3", 20, "120", id="the last page"),
        pytest.param("page=99", 20, "120", id="a page beyond the last"),
        pytest.param("page=x&sort=geheim&until=morgen&kind=onzin", 50, "120", id="what means nothing is passed over"),
        pytest.param("kind=principal", 12, "12", id="a word"),
        pytest.param("zoek=o00", 9, "9", id="a part of a text, whatever its capitals"),
        pytest.param("zoek=100%25", 50, "120", id="a percent sign is itself"),
        pytest.param("zoek=%25", 50, "120", id="and no joker"),
        pytest.param("zoek=_", 0, None, id="nor is an underscore"),
        pytest.param("until=2026-04-05", 5, "5", id="a day"),
        pytest.param("letter=A&kind=principal", 12, "12", id="two together"),
    ],
)
def test_what_is_chosen_stands_in_the_address(visitor: Visitor, asked: str, rows: int, total: str | None) -> None:
    text = visitor.get(f"/organisaties?{asked}").text
    assert shown(text) == rows
    assert (f"van {total}" in text) if total else ("Er is niets dat hierbij past." in text)


def test_sorting_keeps_the_filter_and_turns(visitor: Visitor) -> None:
    up = visitor.get("/organisaties?kind=principal&sort=number").text
    assert 'aria-sort="ascending"' in up
    assert '/organisaties?kind=principal&amp;sort=-number"' in up
    down = visitor.get("/organisaties?kind=principal&sort=-number").text
    assert up.index("A 100% 010") < up.index("A 100% 120")
    assert down.index("A 100% 120") < down.index("A 100% 010")


def test_pages_lead_to_each_other(visitor: Visitor) -> None:
    text = visitor.get("/organisaties?sort=-name&page=2").text
    assert 'rel="prev" href="/organisaties?sort=-name"' in text
    assert 'rel="next" href="/organisaties?sort=-name&amp;page=3"' in text


def test_the_workbook_holds_all_rows_as_they_were_filtered(visitor: Visitor) -> None:
    answer = visitor.get("/organisaties.xlsx?kind=principal&sort=-number")
    assert answer.headers["content-disposition"] == 'attachment; filename="organisaties-2026-04-08.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Naam", "Soort", "Nummer", "Niets")
    assert rows[1][:2] == ("A 100% 120", "landelijke organisatie")
    assert len(rows) == 1 + 12


@pytest.mark.parametrize(
    ("asked", "filters", "rows"),
    [
        pytest.param("", "", EVERY, id="everything"),
        pytest.param("?zoek=100%25&kind=principal&sort=-number&onzin=1", "zoek+kind", 12, id="filters by their key"),
    ],
)
def test_that_a_workbook_left_stands_in_the_record(
    desks: Desks, visitor: Visitor, asked: str, filters: str, rows: int
) -> None:
    visitor.get(f"/organisaties.xlsx{asked}")
    visitor.get("/organisaties")
    with reading(desks.house.engine) as session:
        left = session.execute(select(Event.actor, Event.facts).where(Event.what == "list_exported")).tuples().all()
    assert visitor.user is not None
    assert list(left) == [(f"user:{visitor.user.id}", {"list": "people", "filters": filters, "rows": rows})]


def test_every_workbook_of_a_list_can_write_the_record() -> None:
    books = [page for page in PAGES if page.name.endswith("_xlsx")]
    assert len(books) > 5
    assert [page.name for page in books if not page.writes] == []


def test_a_workbook_asks_the_password_again(desks: Desks, visitor: Visitor) -> None:
    desks.moment.now = desks.moment.now.replace(minute=10)
    answer = visitor.get("/organisaties.xlsx")
    assert answer.status_code == 303
    assert "organisaties.xlsx" in answer.headers["location"]
    assert visitor.get("/organisaties").status_code == 200
