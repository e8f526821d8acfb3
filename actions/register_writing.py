"""The second phase of an import: a plan without flaws becomes rows and events, in the caller's transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from actions.house import House
from actions.register_columns import Column, Kind, Table
from actions.register_entries import Entry, Shelves
from actions.register_plan import Change, Plan
from actions.register_sheets import BY_NAME, TABLES
from rules.record_words import CHANGED_COLUMN
from store.base import Base
from store.events import Subject, record
from store.models import ComplaintProcedure, Signal

REGISTER = Subject("register", 1)
FOLLOWED = ("signalen", "klachtprocedures")
"""The sheets whose new rows get running terms."""


@dataclass(slots=True)
class Writer:
    """Writes one plan; knows the id of every row that a code stands for."""

    session: Session
    house: House
    now: datetime
    actor: str
    ids: dict[str, dict[object, int]]

    def write(self, plan: Plan) -> tuple[list[Signal], list[ComplaintProcedure]]:
        """Write every change and its event; return the signals and formal procedures that are new."""
        for table in TABLES:
            changes = plan.changes[table.name]
            for wave in _waves(table, changes):
                self._add([change for change in wave if change.is_new])
                self._change([change for change in wave if not change.is_new])
            self._point_late(table, changes)
            for change in () if table.untold else changes:
                self._record(change)
        new = {name: [change.entry.row for change in plan.changes[name] if change.is_new] for name in FOLLOWED}
        return new["signalen"], new["klachtprocedures"]

    def _add(self, changes: list[Change]) -> None:
        for change in changes:
            row = change.entry.table.model(**self._fields(change.entry))
            change.entry.row = row
            self.session.add(row)
        self.session.flush()
        for change in changes:
            if len(change.entry.key) == 1:
                self.ids[change.entry.table.name][change.entry.key[0]] = change.entry.row.id

    def _change(self, changes: list[Change]) -> None:
        for change in changes:
            for column in _columns(change.entry, change.columns):
                if not column.late:
                    setattr(change.entry.row, column.field, self._stored(column, change.entry))
        self.session.flush()

    def _point_late(self, table: Table, changes: tuple[Change, ...]) -> None:
        for column in (column for column in table.kept if column.late):
            for change in changes:
                setattr(change.entry.row, column.field, self._stored(column, change.entry))
        self.session.flush()

    def _fields(self, entry: Entry) -> dict[str, Any]:
        kept = (column for column in entry.table.kept if not column.late)
        fields: dict[str, Any] = {column.field: self._stored(column, entry) for column in kept}
        if entry.table.mutual is not None:
            names = [entry.table.by_name[name].field for name in entry.table.mutual]
            fields |= zip(names, sorted(fields[name] for name in names), strict=True)
        return fields

    def _stored(self, column: Column, entry: Entry) -> object:
        """Return what the database keeps of a cell: the id behind a code, a text sealed, all else as it is."""
        value = entry.values.get(column.name)
        if value is None:
            return None
        if column.kind is Kind.REFERENCE:
            return self.ids[column.refers][value]
        if column.kind is Kind.SEALED and entry.table.place is not None:
            return self.house.vault.seal(self.session, entry.table.place(entry.values, column.field), str(value))
        return value

    def _record(self, change: Change) -> None:
        facts: dict[str, Any] = {"sheet": change.entry.table.name}
        facts |= {f"{CHANGED_COLUMN}{name.replace('-', '_')}": True for name in change.columns}
        if change.entry.values.get("verstreken_reden") is not None:
            facts["overdue_reason"] = str(change.entry.values["verstreken_reden"])
        what = "register_added" if change.is_new else "register_changed"
        subject = self._subject(change.entry.table, change.entry.row)
        record(self.session, subject, what, at=self.now, actor=self.actor, **facts)

    def _subject(self, table: Table, row: Base) -> Subject:
        """Return whose chain tells of a row: its own, or that of what it points to, and so on."""
        if not table.chain:
            return Subject(table.subject_kind, row.id)  # type: ignore[attr-defined]  # a row of its own has one
        column = table.by_name[table.chain]
        above = BY_NAME[column.refers]
        return self._subject(above, self.session.get_one(above.model, getattr(row, column.field)))


def ids_of(known: Shelves) -> dict[str, dict[object, int]]:
    """Return the id behind each code that is kept."""
    return {
        table.name: {key[0]: entry.row.id for key, entry in known[table.name].items()} if len(table.key) == 1 else {}
        for table in TABLES
    }


def _columns(entry: Entry, names: tuple[str, ...]) -> Iterator[Column]:
    return (entry.table.by_name[name] for name in names)


def _waves(table: Table, changes: tuple[Change, ...]) -> Iterator[list[Change]]:
    """Yield the changes in turns, so that a row comes after the row of its own sheet that it points to."""
    own = [column.name for column in table.kept if column.refers == table.name and not column.late]
    left = list(changes)
    while left:
        waiting = {change.entry.key[0] for change in left if change.is_new}
        ready = [c for c in left if not any(c.entry.values.get(name) in waiting for name in own)]
        yield ready
        left = [change for change in left if change not in ready]
