"""`waakvlam report`: reports from the register."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from desk.options import AsOf, Json, instant, number, one_of
from desk.show import say, show_json

app = typer.Typer(name="report", help="Write reports.", no_args_is_help=True)


@app.callback()
def report() -> None:
    """Write reports."""


@app.command()
def make(
    kind: Annotated[str, typer.Argument(help="municipality, agency, national or management.")],
    name: Annotated[str, typer.Argument(help="The municipality or agency, by name or code.")] = "",
    year: Annotated[
        int | None,
        typer.Option(parser=number("--year", 1, 9999), metavar="YYYY", help="The year; this one when left out."),
    ] = None,
    profile: Annotated[str, typer.Option(help="strict, seed_2016 or rounded_5.")] = "strict",
    format_: Annotated[str, typer.Option("--format", help="json, html, pdf, docx or xlsx.")] = "html",
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the file goes.")] = Path("reports"),
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Write one report: the yearly tables of a municipality, an agency or the country, or the page for managers."""
    from actions.reports import FORMS, make_annual_report, make_management_report, write_report
    from desk.opening import in_house
    from rules.annual_reports import ReportKind
    from rules.calendar import local_date
    from rules.report_checks import inconsistencies
    from rules.reports import as_data

    one_of(kind, (*ReportKind, "management"), "soort")
    form = FORMS[one_of(format_, tuple(FORMS), "--format")]
    now = instant(as_of)
    chosen = year or local_date(now).year
    with in_house() as (house, session):
        if kind == "management":
            last = min(date(chosen, 12, 31), local_date(now))
            made = make_management_report(session, house, date(chosen, 1, 1), last, now)
        else:
            made = make_annual_report(session, house, ReportKind(kind), name, chosen, profile, now)
    written = write_report(made, form, out)
    doubts = inconsistencies(as_data(made)["tables"], made.profile)
    for doubt in doubts:
        say(f"Let op, {doubt.said}")
    if json:
        show_json({"file": written, "inconsistencies": [doubt.said for doubt in doubts]})
    else:
        say(f"Geschreven: {written}")


@app.command()
def write(
    number_: Annotated[str, typer.Argument(metavar="NUMBER", help="The number under which it was released.")],
    format_: Annotated[str, typer.Option("--format", help="json, html, pdf, docx or xlsx.")] = "pdf",
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the file goes.")] = Path("reports"),
    json: Json = False,
) -> None:
    """Write a released report again, as it was released, in any form."""
    from actions.reports import FORMS, released_report, write_report
    from desk.opening import in_house

    form = FORMS[one_of(format_, tuple(FORMS), "--format")]
    with in_house() as (_, session):
        made = released_report(session, number_)
    written = write_report(made, form, out)
    if json:
        show_json({"file": written})
    else:
        say(f"Geschreven: {written}")
