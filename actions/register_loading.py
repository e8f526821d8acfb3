"""The register as the database holds it, in the same form as a file's."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.register_columns import Column, Kind, Table
from actions.register_entries import Entry, Shelf, Shelves
from actions.register_sheets import TABLES, VISITS
from store.base import Base
from store.crypto import Place

TextOf = Callable[[Place, bytes], object]


def load_register(session: Session, text_of: TextOf) -> Shelves:
    """Return every row of the register by sheet and key; `text_of` opens (or leaves shut) a sealed text."""
    rows = {table.name: _rows(session, table) for table in TABLES}
    codes = {table.name: _codes(table, rows[table.name]) for table in TABLES}
    return {table.name: _shelf(table, rows[table.name], codes, text_of) for table in TABLES}


def _rows(session: Session, table: Table) -> list[Any]:
    asked = select(table.model)
    if table is VISITS:
        asked = asked.where(table.model.__table__.c.state.in_(table.by_name["toestand"].words))
    return list(session.scalars(asked))


def _codes(table: Table, rows: list[Any]) -> dict[int, str]:
    """Return how rows are referred to, by id; tables that nothing refers to have none."""
    if len(table.key) > 1:
        return {}
    field = table.by_name[table.key[0]].field
    return {row.id: getattr(row, field) for row in rows}


def _shelf(table: Table, rows: list[Any], codes: dict[str, dict[int, str]], text_of: TextOf) -> Shelf:
    entries = (_entry(table, row, codes, text_of) for row in rows)
    return {entry.key: entry for entry in entries}


def _entry(table: Table, row: Base, codes: dict[str, dict[int, str]], text_of: TextOf) -> Entry:
    entry = Entry(table, {column.name: _value(column, row, codes) for column in table.kept}, row=row)
    for column in table.kept:
        sealed = entry.values[column.name]
        if column.kind is Kind.SEALED and table.place is not None and isinstance(sealed, bytes):
            entry.values[column.name] = text_of(table.place(entry.values, column.field), sealed)
    entry.put_in_order()
    return entry


def _value(column: Column, row: Base, codes: dict[str, dict[int, str]]) -> object:
    value = getattr(row, column.field)
    if column.kind is Kind.REFERENCE and value is not None:
        return codes[column.refers][value]
    return value
