"""A folder of CSV files, in and out.

A cell that a spreadsheet would run as a formula is written with an apostrophe before it (`'=1+1`), and reading takes
exactly that apostrophe off again, so that what is exported comes back the same. A cell that itself begins with
apostrophes and such a sign gets one more. Plain numbers and telephone numbers (`-5`, `+31 20 1234567`) stay as is.
"""

import csv
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from channels.grid import NO_FORMULAS, BadCell, BadFile, Limits, Sheet, assemble, clean_text
from rules.errors import Flaw, Phrase, RuleError

_MARKED = re.compile(r"'+[=+\-@\t\r]")
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_HARMLESS = re.compile(r"[+-][0-9][0-9 ]*([.,][0-9]+)?")


class ExportFolderInUse(RuleError):
    """The folder to export to holds other files than CSV."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "De map '{name}' bevat andere bestanden en wordt niet overschreven. Kies een nieuwe of lege map.",
            name=folder.name,
        )


def read_csv(path: Path, limits: Limits) -> tuple[Sheet, tuple[Flaw, ...]]:
    """Return the table in one CSV file (`;` or `,`, UTF-8) and the flaws in its cells.

    Raises: BadFile if nothing can be made of the file.
    """
    text = _decoded(path, limits)
    sheet, flaws = assemble(path.stem, path.name, _records(text, limits), _cell_text)
    if sheet is None:
        raise BadFile(Phrase("Het bestand is leeg."))
    return sheet, flaws


def write_csv_folder(folder: Path, sheets: Sequence[Sheet], delimiter: str = ";") -> None:
    """Write one CSV file per table, UTF-8 with a BOM so that Excel opens it; only the owner may read it.

    The folder appears (or is replaced) as a whole, never half.
    Raises: ExportFolderInUse if the folder holds anything but CSV files.
    """
    if folder.is_file() or (folder.is_dir() and any(entry.suffix.lower() != ".csv" for entry in folder.iterdir())):
        raise ExportFolderInUse(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))  # mkdtemp gives 0700
    try:
        for sheet in sheets:
            _write_csv(fresh / f"{sheet.name}.csv", sheet, delimiter)
        _put_in_place(fresh, folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _decoded(path: Path, limits: Limits) -> str:
    if path.stat().st_size > limits.max_bytes:
        raise BadFile(limits.refusal)
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadFile(Phrase("Het bestand is UTF-16; UTF-8 verwacht."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = Phrase("teken dat geen UTF-8 is. Sla op als 'CSV UTF-8'.")
        raise BadFile(said, _first_undecoded_row(data, limits)) from None
    if not text.strip():
        raise BadFile(Phrase("Het bestand is leeg."))
    return text


def _first_undecoded_row(data: bytes, limits: Limits) -> int:
    """Return the spreadsheet's number of the first row that is not UTF-8."""
    text = data.decode("utf-8-sig", errors="surrogateescape")
    return next(n for n, cells in _records(text, limits) if any(re.search("[\udc80-\udcff]", cell) for cell in cells))


def _records(text: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if number > limits.max_rows + 1:  # the header is no row
                raise BadFile(limits.refusal)
            yield number, cells
    except csv.Error:
        raise BadFile(
            Phrase(
                "vanaf deze rij kloppen de aanhalingstekens niet, of een cel is te lang. Sla het opnieuw op als CSV."
            ),
            number + 1,
        ) from None


def _delimiter(text: str) -> str:
    """Return the sign that separates the columns of the first filled line; quoted names may hold the other sign."""
    header = re.sub(r'"[^"]*"', "", text.lstrip()).partition("\n")[0]
    sign = max(";,", key=header.count)
    if sign not in header:
        raise BadFile(Phrase("Kolommen niet gevonden; gebruik ';' of ',' als scheidingsteken."))
    return sign


def _cell_text(raw: str) -> str:
    text = clean_text(raw)
    if text.startswith("="):
        raise BadCell(NO_FORMULAS)
    return text[1:] if _MARKED.match(text) else text


def _safe(text: str) -> str:
    """Return the cell as it is written: marked if a spreadsheet might run it."""
    return f"'{text}" if _DANGEROUS.match(text) and not _HARMLESS.fullmatch(text) else text


def _write_csv(path: Path, sheet: Sheet, delimiter: str) -> None:
    path.touch(mode=0o600, exist_ok=False)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow([_safe(column) for column in sheet.columns])
        writer.writerows([_safe(row.cells.get(column, "")) for column in sheet.columns] for row in sheet.rows)
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(fresh: Path, folder: Path) -> None:
    """Rename `fresh` to `folder`; an earlier export steps aside first: a filled folder cannot be replaced at once."""
    if not folder.exists():
        fresh.rename(folder)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    folder.rename(aside)
    fresh.rename(folder)
    shutil.rmtree(aside)
