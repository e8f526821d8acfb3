"""`waakvlam register`: the register in and out, as a folder of CSV files or one workbook."""

from pathlib import Path
from typing import Annotated

import typer

from desk.options import Json
from desk.show import say, show_json, show_table

app = typer.Typer(name="register", help="Bring the register in and out.", no_args_is_help=True)


@app.command()
def template(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write the empty files.")], json: Json = False
) -> None:
    """Write empty files with all columns, as CSV and as one workbook."""
    from actions.register import write_template

    write_template(folder)
    if json:
        show_json({"folder": folder})
        return
    say(f"Lege bestanden staan in {folder}. Wat in welke kolom hoort, staat in docs/register.md.")


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="A folder of CSV files or one .xlsx workbook.")],
    validate_only: Annotated[bool, typer.Option("--validate-only", help="Check all, save nothing.")] = False,
    json: Json = False,
) -> None:
    """Check everything, then save everything or nothing."""
    from actions.register import import_register
    from desk.opening import built_house
    from store import clock
    from store.events import SYSTEM
    from store.session import transaction

    with built_house() as house, transaction(house.engine) as session:
        counts = import_register(session, house, path, now=clock.now(), actor=SYSTEM, validate_only=validate_only)
    if json:
        show_json(counts)
        return
    rows = [(name, sheet.added, sheet.changed, sheet.unchanged) for name, sheet in counts.sheets.items()]
    show_table("Register", ("blad", "nieuw", "gewijzigd", "ongewijzigd"), rows)
    for warning in counts.warnings:
        say(f"Let op: {warning}")
    say("Alles is opgeslagen." if counts.saved else "Alles klopt; er is niets opgeslagen.")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write the files.")], json: Json = False
) -> None:
    """Write the register as CSV files and one workbook. The export holds signal texts: keep it safe."""
    from actions.register import export_register
    from desk.opening import in_house
    from store import clock
    from store.events import SYSTEM

    with in_house() as (house, session):
        rows = export_register(session, house, folder, now=clock.now(), actor=SYSTEM)
    if json:
        show_json({"folder": folder, "rows": rows})
        return
    say(f"Het register staat in {folder}. Het bevat vertrouwelijke teksten: bewaar het veilig en wis het na gebruik.")
