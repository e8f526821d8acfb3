"""The register: its template, its import (all or nothing) and its export. The formats are in docs/register.md."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from sqlalchemy.orm import Session

from actions.house import House
from actions.procedure_terms import start_clock_of_imported
from actions.register_cells import show_cell
from actions.register_columns import Column, Table
from actions.register_entries import Shelves
from actions.register_loading import load_register
from actions.register_parse import GUIDE, parse_sheets
from actions.register_plan import Plan, make_plan
from actions.register_row_rules import is_overdue
from actions.register_sheets import TABLES
from actions.register_writing import REGISTER, Writer, ids_of
from actions.signals import start_deadlines_of_imported
from channels.grid import clean_text
from channels.sheets import Row, Sheet, read_book, write_csv_folder, write_xlsx
from rules.errors import Flaw, FlawedInput
from rules.vocabulary import OverdueReason
from store.crypto import Place
from store.decrees import calendar_in_force
from store.events import SYSTEM, record
from store.models import AccessLog

WORKBOOK = "register.xlsx"
FIRST_ROW = 2
"""The row under the header, as a spreadsheet counts."""


@dataclass(frozen=True, slots=True)
class SheetCounts:
    """What an import did, or would do, with one sheet."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import did, or would do when it was only validated; `warnings` are worth a look but stop nothing."""

    sheets: dict[str, SheetCounts]
    saved: bool
    warnings: tuple[Flaw, ...]

    @property
    def added(self) -> int:
        """How many rows are new."""
        return sum(sheet.added for sheet in self.sheets.values())

    @property
    def changed(self) -> int:
        """How many rows were known and differ."""
        return sum(sheet.changed for sheet in self.sheets.values())


def template_sheets() -> tuple[Sheet, ...]:
    """Return the empty sheets of a register, and one that explains them (import passes over it)."""
    return (*(_sheet(table, ()) for table in TABLES), _guide())


def write_template(folder: Path) -> None:
    """Write the empty register: a CSV file per sheet, and the workbook beside them.

    Raises: ExportFolderInUse if the folder holds other files.
    """
    _write(folder, template_sheets())


def validate_register(
    session: Session, house: House, sheets: tuple[Sheet, ...], *, now: datetime, actor: str = SYSTEM
) -> Plan:
    """Return what these sheets would change, after judging all of them together and against what is kept.

    Rows that the sheets do not hold are left alone. Raises: FlawedInput with every flaw of every sheet.
    """
    plan, _ = _judged(session, house, sheets, now, actor)
    return plan


def import_register(
    session: Session, house: House, path: Path, *, now: datetime, actor: str, validate_only: bool = False
) -> ImportCounts:
    """Import a folder of CSV files or a workbook: all of it, or nothing with every flaw told.

    Open signals and formal procedures that are new get their running terms. Visit windows are not made here.
    Raises: FlawedInput with every flaw.
    """
    plan, known = _judged(session, house, read_book(path), now, actor)
    counts = _counted(plan, saved=not validate_only)
    if not validate_only:
        signals, procedures = Writer(session, house, now, actor, ids_of(known)).write(plan)
        for signal in signals:
            start_deadlines_of_imported(session, house, signal, now)
        for procedure in procedures:
            start_clock_of_imported(session, house, procedure, now)
        if counts.added or counts.changed:
            record(
                session, REGISTER, "register_imported", at=now, actor=actor, added=counts.added, changed=counts.changed
            )
    return counts


def export_register(session: Session, house: House, folder: Path, *, now: datetime, actor: str) -> dict[str, int]:
    """Write the whole register to `folder` as CSV files and as register.xlsx; return the number of rows per sheet.

    Every sealed text is opened; each reading is logged with purpose "export". Only past visits are written.
    Raises: ExportFolderInUse if the folder holds other files.
    """
    known = load_register(session, lambda place, text: _read_text(session, house, place, text, now, actor, "export"))
    _confirm_overdue(session, house, known, now)
    sheets = tuple(_sheet(table, _rows(table, known)) for table in TABLES)
    _write(folder, sheets)
    return {sheet.name: len(sheet.rows) for sheet in sheets}


PLANNING_SHEETS = (
    "organisaties", "gemeenten", "instanties", "instantienamen", "vertrouwenspersonen", "werkdagen", "afwezigheid",
    "belangen", "certificaten", "contactpersonen", "locaties", "groepen", "groep_zorgvormen", "groep_aanbieders",
    "groep_tijden", "sluitingen", "bezoeken", "voorlichtingen",
)  # fmt: skip
"""The sheets that a coordinator works with: no signals, no clients, and no users, whose roles others decide on."""


def planning_sheets(session: Session | None = None) -> tuple[Sheet, ...]:
    """Return the sheets of the planning as they are kept, or empty ones with their guide; no sealed text is opened."""
    tables = [table for table in TABLES if table.name in PLANNING_SHEETS]
    if session is None:
        return (*(_sheet(table, ()) for table in tables), _guide())
    known = load_register(session, lambda _place, _text: None)
    return tuple(_sheet(table, _rows(table, known)) for table in tables)


def _judged(
    session: Session, house: House, sheets: tuple[Sheet, ...], now: datetime, actor: str
) -> tuple[Plan, Shelves]:
    parsed = parse_sheets(sheets)
    compared = {(entry.table.model.__tablename__, str(entry.key[0])) for entry in parsed.entries}

    def text_of(place: Place, text: bytes) -> object:
        if (place.table, place.row) not in compared:
            return None
        # The text is compared, never shown; that too is a reading. A cell cannot hold the space around it.
        return clean_text(_read_text(session, house, place, text, now, actor, "import"))

    known = load_register(session, text_of)
    plan, flaws = make_plan(session, house, parsed, known, now)
    if flaws:
        raise FlawedInput(sorted(flaws, key=_place))
    return plan, known


def _read_text(
    session: Session, house: House, place: Place, text: bytes, now: datetime, actor: str, purpose: str
) -> str:
    session.add(AccessLog(at=now, actor=actor, subject=place.subject, purpose=purpose))
    return house.vault.open(session, place, text)


def _place(flaw: Flaw) -> tuple[str, int, str]:
    return flaw.file, flaw.row or 0, flaw.column or ""


def _counted(plan: Plan, *, saved: bool) -> ImportCounts:
    sheets = {
        name: SheetCounts(
            added=sum(change.is_new for change in plan.changes[name]),
            changed=sum(not change.is_new for change in plan.changes[name]),
            unchanged=unchanged,
        )
        for name, unchanged in plan.unchanged.items()
    }
    return ImportCounts(sheets, saved, plan.warnings)


def _confirm_overdue(session: Session, house: House, known: Shelves, now: datetime) -> None:
    """Say of signals whose term has passed that they were taken over, so that an export can be imported."""
    calendar = calendar_in_force(session)
    for entry in known["signalen"].values():
        overdue = is_overdue(entry, house.policies, calendar, now)
        entry.values["verstreken_reden"] = OverdueReason.TAKEN_OVER if overdue else None


def _rows(table: Table, known: Shelves) -> Iterator[dict[str, str]]:
    shown = (
        {column.name: show_cell(column, entry.values.get(column.name)) for column in table.columns}
        for entry in known[table.name].values()
    )
    return iter(sorted(shown, key=lambda cells: [cells[name] for name in table.key]))


def _sheet(table: Table, rows: Sequence[dict[str, str]] | Iterator[dict[str, str]]) -> Sheet:
    numbered = tuple(Row(number, cells) for number, cells in zip(count(FIRST_ROW), rows))
    return Sheet(table.name, f"{table.name}.csv", tuple(column.name for column in table.columns), numbered)


def _guide() -> Sheet:
    lines = [(table, column) for table in TABLES for column in table.columns]
    rows = tuple(Row(number, explain_column(*line)) for number, line in enumerate(lines, FIRST_ROW))
    return Sheet(GUIDE, f"{GUIDE}.csv", tuple(rows[0].cells), rows)


def explain_column(table: Table, column: Column) -> dict[str, str]:
    """Return what the template and the manual say of one column."""
    kind = f"code uit {column.refers}" if column.refers else column.kind.value
    kind = f"{', '.join(word.dutch for word in column.words)}" if column.words else kind
    needed = "sleutel" if column.name in table.key else "ja" if column.required else "nee"
    return {"blad": table.name, "kolom": column.name, "verplicht": needed, "inhoud": kind, "uitleg": column.about}


def _write(folder: Path, sheets: tuple[Sheet, ...]) -> None:
    (folder / WORKBOOK).unlink(missing_ok=True)  # our own workbook of an earlier time
    write_csv_folder(folder, sheets)
    write_xlsx(folder / WORKBOOK, sheets)
