"""The door for an exported plan: a folder of CSV files and params.json, in and out."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from channels.csv_files import read_csv, write_csv_folder
from channels.grid import BadFile, Limits, Row, Sheet
from rules.errors import Flaw, FlawedInput, Phrase

PARAMS = "params.json"
LIMITS = Limits(2_000_000_000, 5_000_000, Phrase("exporteer een kortere periode"))
FIRST_ROW = 2
Files = dict[str, list[tuple[int, Mapping[str, str]]]]


class Columned(Protocol):
    """Rows of text under named columns."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """The cells of each row, in the order of the columns."""


def write_plan_folder(folder: Path, tables: Mapping[str, Columned], params: Mapping[str, Any]) -> None:
    """Write one CSV file per table (UTF-8, comma) and params.json; an earlier export is replaced as a whole.

    Raises: ExportFolderInUse if the folder holds other files.
    """
    (folder / PARAMS).unlink(missing_ok=True)  # of an earlier export
    sheets = [
        Sheet(
            name,
            f"{name}.csv",
            table.columns,
            tuple(
                Row(number, dict(zip(table.columns, cells, strict=True)))
                for number, cells in enumerate(table.rows, FIRST_ROW)
            ),
        )
        for name, table in tables.items()
    ]
    write_csv_folder(folder, sheets, delimiter=",")
    path = folder / PARAMS
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(json.dumps(params, ensure_ascii=False, indent=1), "utf-8")


def read_plan_folder(folder: Path) -> tuple[Files, dict[str, Any]]:
    """Return the rows of every CSV file by its name without .csv, and what params.json says.

    Raises: FlawedInput with every flaw of every file.
    """
    if not folder.is_dir():
        raise FlawedInput([Flaw(folder.name, "Deze map bestaat niet. Geef de map van 'waakvlam plan export'.")])
    flaws: list[Flaw] = []
    files: Files = {}
    for path in sorted(folder.glob("*.csv")):
        try:
            sheet, wrong = read_csv(path, LIMITS)
        except BadFile as error:
            flaws.append(error.flaw(path.name))
        else:
            files[path.stem] = [(row.number, row.cells) for row in sheet.rows]
            flaws += wrong
    params = _params(folder / PARAMS, flaws)
    if flaws:
        raise FlawedInput(flaws)
    return files, params


def _params(path: Path, flaws: list[Flaw]) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text("utf-8"))
    except OSError:
        flaws.append(Flaw(path.name, "ontbreekt of is niet te lezen."))
    except ValueError as error:
        flaws.append(Flaw(path.name, f"is geen JSON: {error}."))
    else:
        if isinstance(said, dict):
            return said
        flaws.append(Flaw(path.name, "hoort een object met instellingen te zijn."))
    return {}
