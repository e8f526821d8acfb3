"""`waakvlam term`: how a term is counted."""

from typing import Annotated, Any

import typer

from desk.options import Json, number, one_of, read_moment
from desk.show import say, show_json, show_table

app = typer.Typer(name="term", help="Count a term and explain every step.", no_args_is_help=True)


@app.command()
def explain(
    start: Annotated[str, typer.Option(help="The event: 2026-02-20, or 2026-04-03T17:00+02:00 for hours.")],
    amount: Annotated[int, typer.Option(parser=number("--amount", 1, 9999), metavar="N", help="How many units.")],
    unit: Annotated[str, typer.Option(help="weeks, months, days, working_days or hours.")],
    basis: Annotated[str, typer.Option(help="statutory (in a law) or policy (our own).")],
    profile: Annotated[str, typer.Option(help="atw_full or office: whether equated days are free.")] = "atw_full",
    direction: Annotated[str, typer.Option(help="forward or back.")] = "forward",
    as_of: Annotated[str | None, typer.Option(help="Say also whether the term is over on this day.")] = None,
    json: Json = False,
) -> None:
    """Count a term and list each step with its legal source."""
    from rules.calendar import DUTCH_CALENDAR, Profile, parse_day, show_moment
    from rules.terms import Basis, Direction, Term, explain
    from rules.vocabulary import Unit

    term = Term(
        amount,
        Unit(one_of(unit, tuple(Unit), "--unit")),
        Basis(one_of(basis, tuple(Basis), "--basis")),
        Profile(one_of(profile, tuple(Profile), "--profile")),
        Direction(one_of(direction, tuple(Direction), "--direction")),
    )
    outcome = explain(read_moment(start), term, DUTCH_CALENDAR)
    steps: list[dict[str, Any]] = [
        {"date": show_moment(step.date), "rule": step.rule, "reason": step.reason, "source": step.source}
        for step in outcome.steps
    ]
    over = {} if as_of is None else {"overdue": parse_day(as_of) > outcome.on}
    if json:
        show_json({"end": show_moment(outcome.end), "provisional": outcome.provisional, "steps": steps} | over)
        return
    certainty = " (voorlopig: besluiten over gelijkgestelde dagen zijn nog niet bekend)" if outcome.provisional else ""
    show_table(
        f"Uiterlijk {show_moment(outcome.end)}{certainty}",
        ("datum", "stap", "waarom", "bron"),
        [tuple(step.values()) for step in steps],
    )
    if over:
        say("De termijn is verstreken." if over["overdue"] else "De termijn loopt nog.")
