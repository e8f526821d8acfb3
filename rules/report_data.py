"""A report read back from its data: what was released is stored so, and every form can be made from it again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from rules.reports import Bar, Cell, Masked, Ranking, Report, Row, Section, Table, Tone, Topic, Why

Data = Mapping[str, Any]


def released_from(data: Data, number: str, version: int) -> Report:
    """Return a report as it was released, with the number and version under which it was."""
    return replace(report_from(data), number=number, version=version)


def report_from(data: Data) -> Report:
    """Return the report that rules.reports.as_data made `data` of, without the names of its cells.

    Why a number is hidden is not in the data of a cell; a range is read as a small count.
    """
    layout = data["layout"]
    return Report(
        kind=data["kind"],
        name=data["name"],
        title=data["title"],
        author=data["author"],
        starts_on=date.fromisoformat(data["starts_on"]),
        ends_on=date.fromisoformat(data["ends_on"]),
        made_on=date.fromisoformat(data["made_on"]),
        profile=data["profile"],
        method=data["method"],
        sections=_sections(data, list(range(len(data["texts"]))), 1),
        highlights=tuple((each["label"], each["shown"]) for each in data["highlights"]),
        code=layout["code"],
    )


def _sections(data: Data, places: list[int], level: int) -> tuple[Section, ...]:
    """Return the sections that begin at a level among some texts, each with those that follow deeper."""
    levels = data["layout"]["levels"]
    starts = [n for n, place in enumerate(places) if levels[place] == level]
    ends = [*starts[1:], len(places)]
    return tuple(
        _section(data, places[start], _sections(data, places[start + 1 : end], level + 1))
        for start, end in zip(starts, ends, strict=False)
    )


def _section(data: Data, place: int, below: tuple[Section, ...]) -> Section:
    text = data["texts"][place]
    return Section(
        text["heading"],
        tuple(text["paragraphs"]),
        tuple(_table(data, key) for key in data["layout"]["tables_of"][place]),
        below,
        tuple(text.get("notes", ())),
        tuple((each["term"], each["means"]) for each in text.get("terms", ())),
        tuple((each["name"], each["shown"]) for each in text.get("facts", ())),
    )


def _table(data: Data, key: str) -> Table:
    table, look = data["tables"][key], data["layout"]["tables"][key]
    return Table(
        key=key,
        title=table["title"],
        number=look["number"],
        columns=tuple(table.get("columns", ())),
        rows=tuple(_row(row) for row in table.get("rows", ())),
        total=_row(table["total"]) if "total" in table else None,
        names=tuple(table["list"]) if "list" in table else None,
        rankings=_rankings(table["rankings"]) if "rankings" in table else None,
        left_out=Why(look["left_out"]) if look["left_out"] else None,
        note=table.get("note", ""),
        bars=tuple(Bar(column, Tone(tone)) for column, tone in look["bars"]),
        as_shares=look["as_shares"],
        in_order=look.get("in_order", True),
    )


def _rankings(rankings: Data) -> tuple[Ranking, ...]:
    return tuple(Ranking(label, tuple(map(_topic, topics))) for label, topics in rankings.items())


def _topic(topic: str | list[Any]) -> Topic:
    return Topic(topic) if isinstance(topic, str) else Topic(topic[0], topic[1])


def _row(row: Data) -> Row:
    return Row(row["label"], tuple(map(_cell, row["values"])))


def _cell(value: int | float | dict[str, str] | None) -> Cell:
    if isinstance(value, dict):
        return Masked(value["shown"], Why.SMALL_COUNT if value["shown"].startswith("<") else Why.PROTECTION)
    return Decimal(str(value)) if isinstance(value, float) else value
