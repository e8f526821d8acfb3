"""`waakvlam plan`: the visit rounds."""

from datetime import date, timedelta
from typing import Annotated

import typer

from desk.options import AsOf, Json, instant, number, read_day
from desk.show import say, show_json, show_table

app = typer.Typer(name="plan", help="Plan visits and look at the rounds.", no_args_is_help=True)

FINDINGS = 1
FromDay = Annotated[date, typer.Option("--from", parser=read_day, metavar="YYYY-MM-DD", help="The first day.")]
Weeks = Annotated[int, typer.Option(parser=number("--weeks", 1, 53), metavar="N", help="How many weeks, 1-53.")]


@app.command()
def make(
    from_: FromDay,
    weeks: Weeks = 13,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Open the windows of a period and plan every one that has no visit yet; what was planned stays."""
    from actions.planning import open_windows, plan_rounds
    from desk.opening import in_house
    from store.events import SYSTEM

    now = instant(as_of)
    with in_house() as (house, session):
        open_windows(session, house, from_ + timedelta(weeks=weeks), now)
        report = plan_rounds(session, house, starts_on=from_, weeks=weeks, now=now, actor=SYSTEM)
    if json:
        show_json(report)
    else:
        rows = [(x.group_code, x.starts_on, x.ends_on, x.reason) for x in report.unplaced]
        show_table("Niet te plannen", ("groep", "van", "tot en met", "reden"), rows)
        say(f"{report.placed} bezoeken gepland, {report.kept} bleven staan, {len(report.unplaced)} niet te plannen.")
    if report.unplaced:
        raise typer.Exit(FINDINGS)


@app.command()
def show(
    from_: FromDay,
    weeks: Weeks = 1,
    json: Json = False,
) -> None:
    """List the visits of a period, by day and adviser."""
    from actions.planning import plan_lines
    from desk.opening import in_house

    with in_house() as (_house, session):
        lines = plan_lines(session, from_, from_ + timedelta(weeks=weeks, days=-1))
    if json:
        show_json(lines)
        return
    columns = ("dag", "tijd", "vertrouwenspersoon", "groep", "plaats", "zorgvorm", "stand")
    rows = [(x.on, f"{x.starts:%H:%M}", x.adviser_name, x.group_name, x.town, x.care_type, x.state) for x in lines]
    show_table(f"Bezoeken vanaf {from_}", columns, rows)


@app.command()
def late(as_of: AsOf = None, json: Json = False) -> None:
    """List the windows that ended without a visit and can still be caught up; exit 1 when there are any."""
    from actions.planning import late_windows
    from desk.opening import in_house
    from rules.calendar import local_date

    today = local_date(instant(as_of))
    with in_house() as (_house, session):
        lines = late_windows(session, today)
    if json:
        show_json(lines)
    else:
        columns = ("groep", "zorgvorm", "van", "tot en met", "inhalen tot en met", "reden")
        rows = [(x.group_code, x.care_type, x.starts_on, x.ends_on, x.late_until, x.missed_reason) for x in lines]
        show_table("Gemiste bezoeken die nog in te halen zijn", columns, rows)
    if lines:
        raise typer.Exit(FINDINGS)


@app.command()
def debt(as_of: AsOf = None, json: Json = False) -> None:
    """List per group how many visits it still has to get: due - done - excused."""
    from actions.planning import debt as debts
    from desk.opening import in_house
    from rules.calendar import local_date

    today = local_date(instant(as_of))
    with in_house() as (_house, session):
        lines = debts(session, today)
    if json:
        show_json(lines)
        return
    columns = ("groep", "verschuldigd", "gedaan", "vervallen", "tegoed")
    show_table("Tegoed per groep", columns, [(x.group_code, x.due, x.done, x.excused, x.debt) for x in lines])
