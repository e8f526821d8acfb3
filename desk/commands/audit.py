"""`waakvlam audit`: is the record still what was written?"""

from pathlib import Path
from typing import Annotated

import typer

from desk.options import Json
from desk.show import say, show_json, show_table

app = typer.Typer(name="audit", help="Check the record of changes.", no_args_is_help=True)

FINDINGS = 1


@app.callback()
def audit() -> None:
    """Check the record of changes."""


@app.command()
def verify(
    pack: Annotated[Path | None, typer.Option("--pack", metavar="FILE", help="Check this evidence pack.")] = None,
    anchor: Annotated[
        str | None, typer.Option("--anchor", metavar="HASH", help="An anchor that was kept elsewhere must be there.")
    ] = None,
    json: Json = False,
) -> None:
    """Recompute every chain and every anchor; exit 1 when something was changed, removed or cut off."""
    if pack is not None:
        _verify_pack(pack, json=json)
        return
    from desk.opening import in_house
    from store.events import breaks, has_anchor

    with in_house() as (_house, session):
        found = list(breaks(session))
        lost = anchor is not None and not has_anchor(session, anchor)
    if json:
        show_json({"intact": not found and not lost, "breaks": found, "anchor_lost": lost})
    elif found:
        rows = [(one.about or "Anker", one.seq, one.what.dutch) for one in found]
        show_table("Het logboek is aangetast", ("waarover", "volgnummer", "wat"), rows)
    elif not lost:
        say("Het logboek is ongeschonden.")
    if lost:
        say("Het opgegeven anker staat niet in het logboek: het einde ervan is afgeknipt, of het is een ander logboek.")
    if found or lost:
        raise typer.Exit(FINDINGS)


def _verify_pack(path: Path, *, json: bool) -> None:
    """Check a pack by itself, and against the record of this installation where there is one."""
    from actions.evidence_check import pack_flaws, read_pack, record_flaws
    from desk.opening import in_house
    from rules.errors import RuleError

    read = read_pack(path)
    flaws, compared = list(pack_flaws(read)), True
    try:
        with in_house() as (_house, session):
            flaws += record_flaws(session, read)
    except RuleError:
        compared = False
    if json:
        show_json({"intact": not flaws, "compared": compared, "manifest": read.manifest_hash, "flaws": flaws})
    elif flaws:
        show_table(f"{path.name} is aangetast", ("bestand", "wat"), [(flaw.file, flaw.what) for flaw in flaws])
    else:
        say(f"{path.name} is ongeschonden. Manifest: {read.manifest_hash}")
    if not compared:
        say("Er is hier geen logboek om mee te vergelijken: alleen het dossier zelf is nagerekend.")
    if flaws:
        raise typer.Exit(FINDINGS)
