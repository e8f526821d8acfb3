"""The door for registers: a folder of CSV files or one workbook, read whole with every flaw at once."""

from collections.abc import Iterable
from pathlib import Path

from channels.csv_files import ExportFolderInUse, read_csv, write_csv_folder
from channels.grid import COMMAND_LINE, WEB_UPLOAD, BadFile, Limits, Row, Sheet
from channels.xlsx import read_xlsx, write_xlsx
from rules.errors import Flaw, FlawedInput, Phrase

__all__ = [
    "COMMAND_LINE",
    "WEB_UPLOAD",
    "ExportFolderInUse",
    "Limits",
    "Row",
    "Sheet",
    "read_book",
    "write_csv_folder",
    "write_xlsx",
]


def read_book(path: Path, limits: Limits = COMMAND_LINE) -> tuple[Sheet, ...]:
    """Return the tables of a register: `path` is a folder of CSV files or one .xlsx workbook.

    Raises: FlawedInput with every flaw of every file.
    """
    sheets: list[Sheet] = []
    flaws: list[Flaw] = []
    for file in _files(path):
        try:
            found, wrong = _read_file(file, limits)
        except BadFile as error:
            flaws.append(error.flaw(file.name))
        else:
            sheets += found
            flaws += wrong
    if flaws:
        raise FlawedInput(flaws)
    return tuple(sheets)


def _read_file(file: Path, limits: Limits) -> tuple[Iterable[Sheet], Iterable[Flaw]]:
    if file.suffix.lower() == ".csv":
        sheet, flaws = read_csv(file, limits)
        return (sheet,), flaws
    return read_xlsx(file, limits)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = sorted(
            entry for entry in path.iterdir() if entry.suffix.lower() == ".csv" and entry.name[0] not in ".~"
        )
        if not files:
            raise _unreadable(path, Phrase("De map bevat geen CSV-bestanden. Kies de map van het register."))
        return files
    if not path.is_file():
        raise _unreadable(path, Phrase("Het bestand of de map bestaat niet. Controleer het pad."))
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        raise _unreadable(path, Phrase("Geef een map met CSV-bestanden of één Excel-werkmap (.xlsx)."))
    return [path]


def _unreadable(path: Path, said: Phrase) -> FlawedInput:
    return FlawedInput([Flaw(path.name, said)])
