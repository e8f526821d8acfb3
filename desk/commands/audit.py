"""`waakvlam audit`: is the record still what was written?"""

import typer

from desk.options import Json
from desk.show import say, show_json, show_table

app = typer.Typer(name="audit", help="Check the record of changes.", no_args_is_help=True)

FINDINGS = 1


@app.callback()
def audit() -> None:
    """Check the record of changes."""


@app.command()
def verify(json: Json = False) -> None:
    """Recompute every chain and every anchor; exit 1 when something was changed, removed or cut off."""
    from desk.opening import in_house
    from store.events import breaks

    with in_house() as (_house, session):
        found = list(breaks(session))
    if json:
        show_json({"intact": not found, "breaks": found})
    elif found:
        rows = [
            (b.subject.kind if b.subject else "anker", b.subject.id if b.subject else "-", b.seq, b.what) for b in found
        ]
        show_table("Het logboek is aangetast", ("onderwerp", "volgnummer", "wat"), rows)
    else:
        say("Het logboek is ongeschonden.")
    if found:
        raise typer.Exit(FINDINGS)
