"""`waakvlam report`: reports from the register."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from desk.options import AsOf, Json, instant, number, one_of
from desk.show import say, show_json

app = typer.Typer(name="report", help="Write reports.", no_args_is_help=True)


@app.callback()
def report() -> None:
    """Write reports."""


@app.command()
def make(
    kind: Annotated[str, typer.Argument(help="municipality or management.")],
    name: Annotated[str, typer.Argument(help="The municipality, by name or code.")] = "",
    year: Annotated[
        int | None,
        typer.Option(parser=number("--year", 1, 9999), metavar="YYYY", help="The year; this one when left out."),
    ] = None,
    profile: Annotated[str, typer.Option(help="strict, seed_2016 or rounded_5.")] = "strict",
    format_: Annotated[str, typer.Option("--format", help="html or json.")] = "html",
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the file goes.")] = Path("reports"),
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Write one report: the yearly tables of a municipality, or the page for managers."""
    from datetime import date

    from actions.reports import make_management_report, make_municipality_report, write_report
    from desk.opening import in_house
    from rules.calendar import local_date

    one_of(kind, ("municipality", "management"), "soort")
    form: Literal["html", "json"] = "json" if one_of(format_, ("html", "json"), "--format") == "json" else "html"
    now = instant(as_of)
    chosen = year or local_date(now).year
    with in_house() as (house, session):
        if kind == "municipality":
            made = make_municipality_report(session, house, name, chosen, profile, now)
        else:
            last = min(date(chosen, 12, 31), local_date(now))
            made = make_management_report(session, house, date(chosen, 1, 1), last, now)
    written = write_report(made, form, out)
    if json:
        show_json({"file": written})
    else:
        say(f"Geschreven: {written}")
