"""`waakvlam db`: the database of the installation."""

import typer

from desk.options import Json
from desk.show import say, show_json

app = typer.Typer(name="db", help="The database of this installation.", no_args_is_help=True)


@app.command()
def upgrade(json: Json = False) -> None:
    """Make the database, or bring it up to this program."""
    from desk.opening import built_house
    from store.migrate import head

    with built_house():
        pass  # building it brings it up to date
    if json:
        show_json({"version": head()})
    else:
        say(f"De database heeft versie {head()}.")
