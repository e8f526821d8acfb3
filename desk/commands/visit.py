"""`waakvlam visit`: what happened at the door."""

from typing import Annotated

import typer

from desk.commands.signal_steps import By
from desk.options import AsOf, Json, number

app = typer.Typer(name="visit", help="Record what happened at a visit.", no_args_is_help=True)


@app.callback()
def visit() -> None:
    """Record what happened at a visit."""


@app.command()
def attempt(
    visit: Annotated[int, typer.Argument(parser=number("VISIT", 1, 2**63 - 1), metavar="VISIT")],
    reason: Annotated[str, typer.Option("--reason", metavar="WORD", help="refused, nobody_present, ...")],
    by: By,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record that an adviser came in vain; refused access gives a draft signal. Nothing is sent."""
    from actions.visits import attempt_visit
    from desk.steps import acting, answer, word
    from rules.vocabulary import AttemptReason
    from store.events import user_actor

    why = word(AttemptReason, reason, "--reason")
    with acting(by, as_of) as step:
        signal = attempt_visit(step.session, step.house, visit, why, now=step.now, actor=user_actor(step.user.id))
        told = {"visit": visit, "reason": why, "signal": signal.reference if signal else None}
    answer(told, json=json)
