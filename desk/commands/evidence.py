"""`waakvlam signal pack`: the evidence of one signal as a PDF and a ZIP that stand on their own."""

from pathlib import Path
from typing import Annotated

import typer

from desk.options import Json
from desk.show import show_facts, show_json


def pack(
    reference: Annotated[str, typer.Argument(metavar="REF")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where to write the PDF and the ZIP.")],
    by: Annotated[str | None, typer.Option("--by", metavar="LOGIN", help="Who asks for it.")] = None,
    json: Json = False,
) -> None:
    """Write the evidence pack of a signal that goes to the inspectorate; the reading is logged."""
    from actions.evidence_pack import make_pack, write_pack
    from desk.opening import in_house, user_named
    from store import clock

    with in_house() as (house, session):
        user = user_named(session, by) if by else None
        written = write_pack(make_pack(session, house, reference, clock.now(), by=user), out)
    if json:
        show_json(written)
    else:
        show_facts({"dossier": written.pdf, "met bijlagen": written.zip, "manifest": written.manifest_hash})
