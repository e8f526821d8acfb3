"""`waakvlam on-call`: who is on call to approve, and where nobody is."""

from typing import Annotated

import typer

from desk.commands.signal_steps import By
from desk.options import AsOf, Json, instant, number, read_moment
from desk.show import finished, say, show_json, show_table
from rules.errors import RuleError

app = typer.Typer(name="on-call", help="The on-call rota (piket).", no_args_is_help=True)

FINDINGS = 1


class InstantNeeded(RuleError):
    """A day where a moment is needed."""

    def __init__(self, option: str) -> None:
        super().__init__("{option}: geef een tijdstip, bijvoorbeeld 2026-04-03T17:00+02:00.", option=option)


@app.command()
def add(
    who: Annotated[str, typer.Option("--who", metavar="LOGIN", help="The manager or jurist.")],
    since: Annotated[str, typer.Option("--from", metavar="INSTANT")],
    until: Annotated[str, typer.Option("--to", metavar="INSTANT")],
    by: By,
    rank: Annotated[int, typer.Option("--rank", parser=number("--rank", 1, 9), metavar="N", help="1 is first.")] = 1,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Put somebody on call from an instant up to another."""
    from datetime import datetime

    from actions.on_call import put_on_call
    from desk.opening import user_named
    from desk.steps import acting

    starts, ends = read_moment(since), read_moment(until)
    if not isinstance(starts, datetime):
        raise InstantNeeded("--from")
    if not isinstance(ends, datetime):
        raise InstantNeeded("--to")
    with acting(by, as_of) as step:
        put_on_call(step.session, step.house, user_named(step.session, who), rank, starts, ends, step.now, by=step.user)
    finished("Vastgelegd op de piketlijst.", json=json)


@app.command()
def show(
    days: Annotated[int, typer.Option("--days", parser=number("--days", 1, 366), metavar="N")] = 14,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show who is on call in the days ahead; exit 1 when somewhere nobody is first on call."""
    from datetime import timedelta

    from actions.on_call import rota
    from desk.opening import in_house
    from store.models import User

    now = instant(as_of)
    with in_house() as (_house, session):
        found, hole = rota(session, now, now + timedelta(days=days))
        rows = [(duty.starts_at, duty.ends_at, duty.rank, session.get_one(User, duty.user_id).login) for duty in found]
    if json:
        columns = ("from", "to", "rank", "login")
        show_json({"hole": hole, "duties": [dict(zip(columns, row, strict=True)) for row in rows]})
    else:
        show_table("Piket", ("van", "tot", "plaats", "wie"), rows)
        if hole is not None:
            from rules.calendar import show_moment

            say(f"Vanaf {show_moment(hole)} heeft niemand als eerste piket.")
    if hole is not None:
        raise typer.Exit(FINDINGS)
