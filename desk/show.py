"""How a command answers: a table for people or JSON alone on stdout; everything else goes to stderr."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime

from rich.console import Console
from rich.table import Table

from rules.calendar import to_local

UNBROKEN = 16
PIPED_WIDTH = 140


def to_stderr() -> Console:
    """Return the console for progress and complaints."""
    return Console(stderr=True)


def _console() -> Console:
    """Return the console for results: as wide as the terminal, and wide enough for a line where there is none."""
    return Console() if sys.stdout.isatty() else Console(width=PIPED_WIDTH)


def show_json(value: object) -> None:
    """Print one JSON document and nothing else."""
    sys.stdout.write(json.dumps(value, default=_plain, ensure_ascii=False, indent=2) + "\n")


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table for people; says so when there is nothing."""
    console = _console()
    if not rows:
        console.print(f"{title}: niets.")
        return
    table = Table(title=title, title_justify="left", header_style="bold", show_lines=False)
    cells = [[_cell(value) for value in row] for row in rows]
    for place, column in enumerate(columns):
        # Dates, numbers and codes are never broken; sentences and names may be.
        whole = all(" " not in row[place] and len(row[place]) <= UNBROKEN for row in cells)
        table.add_column(column, no_wrap=whole, overflow="fold")
    for row in cells:
        table.add_row(*row)
    console.print(table)


def show_facts(facts: dict[str, object]) -> None:
    """Print facts one below the other."""
    width = max(len(name) for name in facts)
    console = _console()
    for name, value in facts.items():
        console.print(f"{name:<{width}}  {_cell(value)}", highlight=False, markup=False)


def say(sentence: str) -> None:
    """Say something to the person that is not the result itself."""
    to_stderr().print(sentence, highlight=False, markup=False, soft_wrap=True)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return f"{to_local(value):%Y-%m-%d %H:%M}"
    return getattr(value, "dutch", None) or str(value)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def finished(sentence: str, *, json: bool) -> None:
    """Say that a step was done; as JSON for scripts."""
    if json:
        show_json({"done": True})
    else:
        say(sentence)
