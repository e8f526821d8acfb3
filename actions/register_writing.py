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
from store.events import Subject, record
from store.models import Signal
from store.signals import signal_text_place

REGISTER = Subject("register", 1)


@dataclass(slots=True)
class Writer:
    """Writes one plan; knows the id of every row that a code stands for."""

    session: Session
    house: House
    now: datetime
    actor: str
    ids: dict[str, dict[object, int]]

    def write(self, plan: Plan) -> list[Signal]:
        """Write every change and its event; return the signals that are new."""
        for table in TABLES:
            changes = plan.changes[table.name]
            for wave in _waves(table, changes):
                self._add([change for change in wave if change.is_new])
                self._change([change for change in wave if not change.is_new])
            self._point_late(table, changes)
            for change in changes:
                self._record(change)
        return [change.entry.row for change in plan.changes["signalen"] if change.is_new]

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
        return {column.field: self._stored(column, entry) for column in entry.table.kept if not column.late}

    def _stored(self, column: Column, entry: Entry) -> object:
        """Return what the database keeps of a cell: the id behind a code, a text sealed, all else as it is."""
        value = entry.values.get(column.name)
        if value is None:
            return None
        if column.kind is Kind.REFERENCE:
            return self.ids[column.refers][value]
        if column.kind is Kind.SEALED:
            return self.house.vault.seal(self.session, signal_text_place(str(entry.values["referentie"])), str(value))
        return value

    def _record(self, change: Change) -> None:
        facts: dict[str, Any] = {"sheet": change.entry.table.name}
        facts |= {f"changed_{name.replace('-', '_')}": True for name in change.columns}
        if change.entry.values.get("verstreken_reden") is not None:
            facts["overdue_reason"] = str(change.entry.values["verstreken_reden"])
        what = "register_added" if change.is_new else "register_changed"
        record(self.session, self._subject(change.entry), what, at=self.now, actor=self.actor, **facts)

    def _subject(self, entry: Entry) -> Subject:
        if not entry.table.chain:
            return Subject(entry.table.subject_kind, entry.row.id)
        column = entry.table.by_name[entry.table.chain]
        kind = BY_NAME[column.refers].subject_kind
        return Subject(kind, self.ids[column.refers][entry.values[column.name]])


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
