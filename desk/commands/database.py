"""`waakvlam db`, and `waakvlam serve`: the installation itself."""

from typing import Annotated

import typer

from desk.options import Json, number
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


def serve(
    port: Annotated[
        int | None,
        typer.Option(
            parser=number("--port", 1, 65535),
            metavar="N",
            help="Port of the embedded Prefect server, not 4210.",
        ),
    ] = None,
) -> None:
    """Serve all flows on their schedules, until Ctrl-C."""
    import os
    import sys

    from desk.opening import opened_house

    with opened_house():
        pass  # refuse to start on a wrong configuration, in words
    command = [sys.executable, "-m", "deployments.serve", *([f"--port={port}"] if port else [])]
    # Become the supervisor, so that Ctrl-C and a stop by the system reach it and nobody else.
    os.execv(command[0], command)  # noqa: S606 - our own command line
