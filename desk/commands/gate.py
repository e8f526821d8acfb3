"""`waakvlam gate`: what in a text could tell who it is about."""

import json as notation
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from desk.options import Json
from desk.show import show_json
from rules.gate_findings import Finding

app = typer.Typer(name="gate", help="Look in texts for what could identify somebody.", no_args_is_help=True)


@app.callback()
def gate() -> None:
    """Look in texts for what could identify somebody."""


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="One object a line: id, text, known, allow.")],
    json: Json = False,
) -> None:
    """Print for each text where something identifying stands, of which kind and how heavy; never the text itself."""
    from rules.gate import check
    from rules.gate_file import read_cases

    answers: list[dict[str, Any]] = [
        {"id": case.id, "spans": [_shown(finding) for finding in check(case.text, case.known, case.allow)]}
        for case in read_cases(file.name, _content(file))
    ]
    if json:
        show_json(answers)
        return
    sys.stdout.write("".join(notation.dumps(answer) + "\n" for answer in answers))


def _content(file: Path) -> bytes:
    from rules.gate_file import no_such_file

    try:
        return file.read_bytes()
    except OSError as fault:
        raise no_such_file(file.name) from fault


def _shown(finding: Finding) -> dict[str, Any]:
    return {"start": finding.start, "end": finding.end, "type": finding.kind.value, "level": finding.level.value}
