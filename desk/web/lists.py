"""Lists: one definition of columns and filters gives the page, its sorting and pages, and the workbook.

Everything that was chosen stands in the address, so that a list can be shared, kept as a bookmark and saved as a view.
What stands in the address and means nothing is passed over: an old bookmark still opens.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, literal, or_, select
from starlette.responses import Response

from channels.list_xlsx import Cell, Sheetful, list_as_xlsx
from desk.web.desk import Desk
from desk.web.numbers import number_in
from desk.web.table import Content, Menu, Page, Roles
from rules.vocabulary import Word
from store.events import Subject, record
from store.models import SavedView
from store.saved_views import may_share, views_of
from templates.desk_page import later, told_in, word_in

Kind = Literal["text", "number", "day", "moment", "deadline", "word", "said", "facts"]
Facts = tuple[tuple[Word | str, Word | str], ...]
PER_PAGE = 50
MOST_ROWS = 20_000
"""What one workbook holds at most."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` in the address, its Dutch label, the value of a row, and what to sort by.

    Of kind `said` the value is a sentence or word of our own, which is said in the reader's language; of kind `facts`
    it is pairs of a name and a value, each said so. `link` gives the address
    behind the value; `tone` the tone of the badge of a word; `settled` whether a deadline no
    longer counts.
    """

    key: str
    label: str
    value: Callable[[Any], Cell | Word | Facts]
    sort: SQLColumnExpression[Any] | None = None
    kind: Kind = "text"
    link: Callable[[Desk, Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    settled: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: `where` gives the condition for what was chosen, or None when that means nothing.

    `choices` are pairs of value and label in the reader's language; a search or a day has none.
    """

    key: str
    label: str
    where: Callable[[Desk, str], ColumnElement[bool] | None]
    kind: Literal["choice", "search", "date"] = "choice"
    choices: Callable[[Desk], Sequence[tuple[str, str]]] | None = None


@dataclass(frozen=True, slots=True)
class ListOf:
    """What a list consists of. `rows` gives only what this person may see (store/scope.py); `order` is a column."""

    name: str
    title: str
    rows: Callable[[Desk], Select[Any]]
    columns: Sequence[Column]
    order: str
    filters: Sequence[Filter] = ()
    tie: Sequence[SQLColumnExpression[Any]] = ()
    """What decides between rows that sort alike: a list must not shuffle from page to page."""
    nothing: str = later("Er is niets dat hierbij past.")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it is shown: this page of it, and what was chosen."""

    of: ListOf
    rows: Sequence[Any]
    total: int
    page: int
    chosen: Mapping[str, str]
    sorted_by: str
    address: Callable[..., str] = field(repr=False)
    views: Sequence[SavedView] = ()
    shares: bool = False
    """Whether views may be shared with colleagues."""

    @property
    def query(self) -> str:
        """Return what of the address makes this list what it is; empty for the list as it comes."""
        order = {"sort": self.sorted_by} if self.sorted_by != self.of.order else {}
        return urlencode({**self.chosen, **order})

    def view_link(self, view: SavedView) -> str:
        """Return the address of a view that was kept."""
        return _with_query(self.address(self.of.name), view.query)

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, -(-self.total // PER_PAGE))

    @property
    def first(self) -> int:
        """Return the number of the first row on this page."""
        return (self.page - 1) * PER_PAGE + 1

    def sort_link(self, column: Column) -> str:
        """Return the address of the same list by this column; the other way round when it is already."""
        turned = f"-{column.key}" if self.sorted_by == column.key else column.key
        return self.address(self.of.name, **self.chosen, sort=turned)

    def direction(self, column: Column) -> str:
        """Return how the column is sorted, as aria-sort has it; empty when it is not."""
        return {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sorted_by, "")

    def page_link(self, page: int) -> str:
        """Return the address of another page of the same list."""
        return self.address(self.of.name, **self.chosen, sort=self.sorted_by, page=page if page > 1 else None)

    @property
    def xlsx_link(self) -> str:
        """Return the address of the whole list as a workbook."""
        return self.address(f"{self.of.name}_xlsx", **self.chosen, sort=self.sorted_by)


def list_pages(
    path: str,
    listed: ListOf,
    roles: Roles,
    *,
    template: str = "desk/list.html",
    menu: Menu | None = None,
    reads: Content | None = None,
) -> tuple[Page, Page]:
    """Return the rows of a list: its page, and its workbook, for which the password is asked again."""

    def show(desk: Desk) -> Response:
        return desk.page(template, listing=listing(desk, listed))

    def export(desk: Desk) -> Response:
        return workbook(desk, listed)

    return (
        Page(path, listed.name, show, roles, reads=reads, menu=menu),
        Page(f"{path}.xlsx", f"{listed.name}_xlsx", export, roles, reads=reads or Content.LIST, reauth=True),
    )


def listing(desk: Desk, listed: ListOf) -> Listing:
    """Return the page of a list that the address asks for."""
    chosen, wanted = _chosen(desk, listed)
    total = desk.session.scalar(_count_of(wanted)) or 0
    page = min(_number(desk.query.get("page")), max(1, -(-total // PER_PAGE)))
    order = _order(desk, listed)
    rows = desk.session.execute(_sorted(wanted, listed, order).limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    keeps = desk.address.knows(f"{listed.name}_xlsx") and desk.address.knows("save_view")
    views = views_of(desk.session, desk.user, listed.name) if keeps else ()
    return Listing(listed, rows, total, page, chosen, order, desk.address, views, keeps and may_share(desk.user))


def view_address(desk: Desk, view: SavedView) -> str:
    """Return the address of a list as it was kept."""
    return _with_query(desk.address(view.list_name), view.query)


def _with_query(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def workbook(desk: Desk, listed: ListOf) -> Response:
    """Return the whole list, as it was filtered and sorted, as an Excel workbook; that it left stands in the record.

    The page of it must have `reads`. Of the filters only the keys are recorded: what was sought can be a name.
    """
    chosen, wanted = _chosen(desk, listed)
    rows = desk.session.execute(_sorted(wanted, listed, _order(desk, listed)).limit(MOST_ROWS)).all()
    export_left(desk, listed.name, "+".join(chosen), len(rows))
    heads = [desk.say(column.label) for column in listed.columns]
    cells = [[_cell(desk, column, column.value(row)) for column in listed.columns] for row in rows]
    name = re.sub(r"[^a-z0-9]+", "-", desk.say(listed.title).lower()).strip("-")
    return Response(
        list_as_xlsx(Sheetful(desk.say(listed.title), heads, cells), desk.now),
        media_type=XLSX,
        headers={"content-disposition": f'attachment; filename="{name}-{desk.today.isoformat()}.xlsx"'},
    )


def export_left(desk: Desk, name: str, filters: str, rows: int) -> None:
    """Record that a list left the house: who took it, which, by which filters, and how many rows."""
    taker = Subject("user", desk.user.id)
    record(desk.session, taker, "list_exported", at=desk.now, actor=desk.actor, list=name, filters=filters, rows=rows)


def by_word(column: SQLColumnExpression[Any], words: type[Word], key: str, label: str) -> Filter:
    """Return the filter on a closed list."""

    def where(_desk: Desk, chosen: str) -> ColumnElement[bool] | None:
        return column == words(chosen) if chosen in [word.value for word in words] else None

    return Filter(
        key, label, where, choices=lambda desk: [(word.value, word_in(desk.language, word)) for word in words]
    )


def by_text(columns: Sequence[SQLColumnExpression[Any]], key: str = "zoek", label: str = later("Zoeken")) -> Filter:
    """Return the filter on a part of a text, in any of `columns`; capitals do not matter."""

    def where(_desk: Desk, chosen: str) -> ColumnElement[bool] | None:
        return or_(*(column.icontains(chosen, autoescape=True) for column in columns))

    return Filter(key, label, where, kind="search")


def by_day(condition: Callable[[date], ColumnElement[bool]], key: str, label: str) -> Filter:
    """Return the filter on a day, such as 'from' or 'up to'."""

    def where(_desk: Desk, chosen: str) -> ColumnElement[bool] | None:
        try:
            return condition(date.fromisoformat(chosen))
        except ValueError:
            return None

    return Filter(key, label, where, kind="date")


def _chosen(desk: Desk, listed: ListOf) -> tuple[dict[str, str], Select[Any]]:
    chosen: dict[str, str] = {}
    wanted = listed.rows(desk)
    for one in listed.filters:
        given = desk.query.get(one.key, "").strip()
        condition = one.where(desk, given) if given else None
        if condition is not None:
            chosen[one.key] = given
            wanted = wanted.where(condition)
    return chosen, wanted


def _count_of(wanted: Select[Any]) -> Select[tuple[int]]:
    """Return the select of how many rows there are, without reckoning any of their columns."""
    bare = wanted.order_by(None).with_only_columns(literal(1).label("row"), maintain_column_froms=True)
    return select(func.count()).select_from(bare.subquery())


def _order(desk: Desk, listed: ListOf) -> str:
    asked = desk.query.get("sort", "")
    known = {column.key for column in listed.columns if column.sort is not None}
    return asked if asked.removeprefix("-") in known else listed.order


def _sorted(wanted: Select[Any], listed: ListOf, order: str) -> Select[Any]:
    sort = next(column.sort for column in listed.columns if column.key == order.removeprefix("-"))
    if sort is None:
        raise ValueError(f"the list {listed.name} cannot be sorted by {order}")
    return wanted.order_by(None).order_by(sort.desc() if order.startswith("-") else sort.asc(), *listed.tie)


def _number(text: str | None) -> int:
    return max(1, number_in(text or "") or 1)


def _cell(desk: Desk, column: Column, value: Cell | Word | Facts) -> Cell:
    if isinstance(value, tuple):
        return "; ".join(f"{told_in(desk.language, name)}: {told_in(desk.language, fact)}" for name, fact in value)
    said = isinstance(value, Word) or column.kind == "said"
    return told_in(desk.language, value) if said and isinstance(value, str) else value
