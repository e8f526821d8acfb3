"""`waakvlam serve`: the desk, and the flows on their schedules."""

from typing import Annotated

import typer

from desk.options import number, one_of


def serve(
    host: Annotated[str, typer.Option("--host", help="Address of the desk; another than this machine needs TLS.")] = (
        "127.0.0.1"
    ),
    port: Annotated[
        int | None, typer.Option(parser=number("--port", 1, 65535), metavar="N", help="Port of the desk, not 8210.")
    ] = None,
    prefect_port: Annotated[
        int | None,
        typer.Option(
            parser=number("--prefect-port", 1, 65535), metavar="N", help="Port of the embedded Prefect, not 4210."
        ),
    ] = None,
    only: Annotated[str, typer.Option("--only", metavar="desk|flows", help="Only the desk, or only the flows.")] = "",
) -> None:
    """Serve the desk, and all flows on their schedules, until Ctrl-C."""
    import os
    import sys

    from desk.opening import opened_house
    from desk.web.serving import PORT, check_host

    if only:
        one_of(only, ("desk", "flows"), "--only")
    with opened_house() as house:  # refuse to start on a wrong configuration, in words
        check_host(house.settings, host)
    desk_port = port or PORT
    if only == "desk":
        command = ["desk.web.serving", f"--host={host}", f"--port={desk_port}"]
    else:
        command = ["deployments.serve", *([f"--port={prefect_port}"] if prefect_port else [])]
        command += [] if only else [f"--desk-host={host}", f"--desk-port={desk_port}"]
    # Become the supervisor, so that Ctrl-C and a stop by the system reach it and nobody else.
    os.execv(sys.executable, [sys.executable, "-m", *command])  # noqa: S606 - our own command line
