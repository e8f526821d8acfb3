"""`waakvlam work`: what a person is asked now, and what they do with it."""

from typing import Annotated

import typer

from desk.options import AsOf, Json, number, read_day
from desk.show import finished, show_json, show_table

app = typer.Typer(name="work", help="The work list of a person.", no_args_is_help=True)

By = Annotated[str, typer.Option("--by", metavar="LOGIN", help="Whose list it is.")]
Number = Annotated[
    int, typer.Argument(parser=number("WORK", 1, 2**63 - 1), metavar="WORK", help="The number that work list shows.")
]


@app.command("list")
def list_(
    by: By,
    resting: Annotated[bool, typer.Option("--resting", help="Also what rests for some days.")] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """List what a person is asked: acute first, then what is due first, each with its reason and next action."""
    from actions.worklist import work_list
    from desk.opening import in_house, user_named
    from desk.options import instant
    from rules.calendar import local_date

    today = local_date(instant(as_of))
    with in_house() as (_house, session):
        lines = work_list(session, user_named(session, by), today, with_snoozed=resting)
    if json:
        show_json(lines)
        return
    columns = ("nummer", "waarover", "waarom", "wat nu", "uiterlijk", "te laat", "op uw lijst omdat")
    rows = [
        (x.number, x.code, x.reason, x.action, x.due_on, f"{x.late} dagen" if x.late else "", x.origin.dutch)
        for x in lines
    ]
    show_table("Werk", columns, rows)


@app.command()
def take(work: Number, by: By, json: Json = False) -> None:
    """Say that you take up a piece of work."""
    from actions.worklist import acknowledge
    from desk.opening import in_house, user_named
    from store import clock

    with in_house() as (_house, session):
        acknowledge(session, work, user_named(session, by), clock.now())
    finished("Genoteerd: u pakt dit op.", json=json)


@app.command()
def rest(
    work: Number,
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="The day it comes back, at most its last day.")],
    reason: Annotated[str, typer.Option("--reason", metavar="WORD", help="Why: one of the listed words.")],
    by: By,
    json: Json = False,
) -> None:
    """Let a piece of work rest, never past its last day."""
    from actions.worklist import snooze
    from desk.opening import in_house, user_named
    from desk.options import one_of
    from rules.worklist import SnoozeReason
    from store import clock

    why, day = SnoozeReason(one_of(reason, tuple(SnoozeReason), "--reason")), read_day(until)
    with in_house() as (_house, session):
        snooze(session, work, user_named(session, by), day, why, clock.now())
    finished(f"Dit komt op {day} terug op uw lijst.", json=json)


@app.command()
def hand(
    work: Number,
    to: Annotated[str, typer.Option("--to", metavar="LOGIN", help="The colleague who takes it over.")],
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="The last day of that colleague's access.")],
    by: By,
    json: Json = False,
) -> None:
    """Hand a piece of work to a colleague, with access until a day."""
    from actions.worklist import hand_over
    from desk.opening import in_house, user_named
    from store import clock

    day = read_day(until)
    with in_house() as (house, session):
        hand_over(session, house, work, user_named(session, by), user_named(session, to), day, clock.now())
    finished(f"Overgedragen, met toegang tot en met {day}.", json=json)


@app.command()
def done(work: Number, by: By, json: Json = False) -> None:
    """Say that a piece of work is done."""
    from actions.worklist import complete
    from desk.opening import in_house, user_named
    from store import clock

    with in_house() as (_house, session):
        complete(session, work, user_named(session, by), clock.now())
    finished("Klaar: dit staat niet meer op uw lijst.", json=json)
