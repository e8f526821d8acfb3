"""`waakvlam backup`: sealed copies of the database, put back and tried out."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desk.options import Json
from desk.show import say, show_facts, show_json

if TYPE_CHECKING:
    from actions.backups import Drill

app = typer.Typer(name="backup", help="Sealed copies of the database.", no_args_is_help=True)

FINDINGS = 1


@app.command()
def make(json: Json = False) -> None:
    """Make a backup, while everything runs on."""
    from actions.backups import make_backup
    from desk.opening import opened_house
    from store import clock

    with opened_house() as house:
        made = make_backup(house, clock.now())
    if json:
        show_json(made)
    else:
        show_facts({"bestand": made.file, "bytes": made.size, "rijen": made.rows})


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")],
    json: Json = False,
) -> None:
    """Put a backup back into an empty place. Nothing is sent from it until a person releases the outbox."""
    from actions.backups import restore_backup
    from store import clock
    from store.settings import load_settings

    _tell(restore_backup(load_settings(), file, clock.now()), json=json)
    say("Er gaat nog niets uit. Bekijk 'waakvlam outbox list' en geef vrij met 'waakvlam outbox release --all --by'.")


@app.command()
def drill(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="The backup; the newest, unless given.")] = None,
    json: Json = False,
) -> None:
    """Try a backup out in a place that disappears: does every row come back, is the record whole?"""
    from actions.backups import drill
    from desk.opening import opened_house

    with opened_house() as house:
        found = drill(house, file)
    _tell(found, json=json)
    if not found.sound:
        raise typer.Exit(FINDINGS)


def _tell(found: "Drill", *, json: bool) -> None:
    if json:
        show_json({**asdict(found), "sound": found.sound})
        return
    show_facts(
        {
            "bestand": found.file, "gemaakt": found.made_at, "rijen": found.rows,
            "verschillen": ", ".join(found.differing) or "geen", "breuken in het logboek": found.breaks,
        }
    )  # fmt: skip
