"""`waakvlam demo`: the main job on invented data."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from desk.options import Json
from desk.show import show_json


def demo(
    dir_: Annotated[
        Path | None,
        typer.Option("--dir", metavar="DIR", help="Where all of it goes; the home folder's demo if left out."),
    ] = None,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="End without serving the desk. Without a terminal it always ends.")
    ] = False,
    json: Json = False,
) -> None:
    """Play a year of an invented region: visits, signals, deadlines, mails and reports, in a folder of its own."""
    from time import perf_counter

    from desk.demo.play import play
    from desk.demo.summary import lines, told
    from store.settings import load_settings

    started = perf_counter()
    folder = dir_ if dir_ is not None else load_settings().home / "demo"
    with told() as tell:
        played = play(folder, tell)
    seconds = perf_counter() - started
    if json:
        reports = [path.name for path in played.reports]
        packs = [path.name for path in played.packs]
        extra = {
            "dir": str(folder),
            "seconds": round(seconds, 1),
            "flows": played.flows,
            "reports": reports,
            "packs": packs,
        }
        show_json(played.figures.as_data() | extra)
        return
    typer.echo("\n".join(lines(played.figures, folder, len(played.reports), seconds)))
    if not no_serve and sys.stdout.isatty():
        _serve_desk(folder)


def _serve_desk(folder: Path) -> None:
    """Become the desk of the demo, until Ctrl-C. Whatever installation the environment names stays out of it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WAAKVLAM_")}
    command = [sys.executable, "-m", "desk.web.serving"]
    os.execve(sys.executable, command, kept | {"WAAKVLAM_HOME": str(folder)})  # noqa: S606 - our own command line
