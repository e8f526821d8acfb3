"""`waakvlam db`, and `waakvlam serve`: the installation itself."""

from typing import Annotated

import typer

from desk.show import say

app = typer.Typer(name="db", help="The database of this installation.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Make the database, or bring it up to this program."""
    from actions.house import build_house
    from store import clock
    from store.migrate import head
    from store.settings import load_settings

    build_house(load_settings(), clock.now()).engine.dispose()
    say(f"De database heeft versie {head()}.")


def serve(
    port: Annotated[int | None, typer.Option(help="Port of the embedded Prefect server, when 4210 is taken.")] = None,
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
