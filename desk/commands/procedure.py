"""`waakvlam case procedure` and `case intake`: formal procedures with their clocks, and the queue."""

from typing import TYPE_CHECKING, Annotated

import typer

from desk.commands.case import Channel, Number, On, Words
from desk.commands.signal_steps import By
from desk.options import AsOf, Json

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desk.steps import Step
    from store.models import ComplaintProcedure

    Do = Callable[[Step, ComplaintProcedure, date], object]

app = typer.Typer(name="procedure", help="Formal procedures and their clocks.", no_args_is_help=True)
intake = typer.Typer(name="intake", help="Who waits to be answered, children and youths first.", no_args_is_help=True)

Reference = Annotated[str, typer.Argument(metavar="K-REF", help="The reference that `case procedure file` gave.")]


@app.command()
def file(
    which: Number,
    agency: Annotated[str, typer.Argument(metavar="AGENCY", help="The code of the body it is against.")],
    subject: Annotated[str, typer.Argument(metavar="WORD", help="conduct, closed_measure, decision, professional.")],
    by: By,
    committee: Annotated[bool, typer.Option("--committee", help="A committee advises the body.")] = False,
    conduct_on: Annotated[str | None, typer.Option("--conduct-on", metavar="DAY", help="Of a professional.")] = None,
    objection_ends_on: Annotated[
        str | None, typer.Option("--objection-ends-on", metavar="DAY", help="Last day of the term to object.")
    ] = None,
    on: On = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Begin a formal procedure of an action, received by the body on a day."""
    from actions.casework_views import action_numbered, coded
    from actions.procedures import Filing, start_procedure
    from desk.options import read_day
    from desk.steps import acting, answer, day_or, word
    from rules.calendar import local_date
    from rules.casework import ProcedureSubject
    from store.models import Agency

    with acting(by, as_of) as step:
        filing = Filing(
            word(ProcedureSubject, subject, "WORD"), day_or(on, local_date(step.now)), committee,
            read_day(objection_ends_on) if objection_ends_on else None, read_day(conduct_on) if conduct_on else None,
        )  # fmt: skip
        against, found = coded(step.session, Agency, agency), action_numbered(step.session, which)
        begun = start_procedure(step.session, step.house, found, against, filing, step.now, by=step.user)
        told = _told(step, begun)
    answer(told, json=json)


@app.command()
def show(reference: Reference, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Show every term of a procedure, and how its last day was found."""
    _step(reference, by, None, as_of, lambda _step, _procedure, _day: None, json=json)


@app.command()
def note(
    reference: Reference,
    what: Annotated[str, typer.Argument(metavar="WORD", help="acknowledged or hearing.")],
    by: By,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Note that receipt was confirmed, or that there was a hearing."""
    from actions.procedures import mark
    from desk.steps import word
    from rules.casework import ProcedureState

    state = word(ProcedureState, what, "WORD")

    def noted(step: "Step", found: "ComplaintProcedure", _day: "date") -> None:
        mark(step.session, step.house, found, state, step.now, by=step.user)

    _step(reference, by, None, as_of, noted, json=json)


@app.command()
def adjourn(
    reference: Reference,
    by: By,
    consented: Annotated[bool, typer.Option("--consented", help="The client agreed in writing.")] = False,
    on: On = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record that the body adjourned in a letter of a day."""
    from actions.procedures import adjourn as do

    def adjourned(step: "Step", found: "ComplaintProcedure", day: "date") -> None:
        do(step.session, step.house, found, day, step.now, by=step.user, consented=consented)

    _step(reference, by, on, as_of, adjourned, json=json)


@app.command()
def rest(reference: Reference, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Let the term stand still while the client repairs an objection."""
    from actions.procedures import rest_for_repair as do

    _step(reference, by, None, as_of, lambda s, it, _day: do(s.session, s.house, it, s.now, by=s.user), json=json)


@app.command()
def repaired(reference: Reference, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Let the term run on: the objection was repaired."""
    from actions.procedures import repaired as do

    _step(reference, by, None, as_of, lambda s, it, _day: do(s.session, s.house, it, s.now, by=s.user), json=json)


@app.command()
def verdict(
    reference: Reference,
    what: Annotated[str, typer.Argument(metavar="WORD", help="upheld, partly_upheld, dismissed, withdrawn, ...")],
    by: By,
    reports: Annotated[bool, typer.Option("--reports", help="The committee tells the inspectorate itself.")] = False,
    on: On = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record the verdict, received on a day."""
    from actions.procedures import receive_verdict
    from desk.steps import word
    from rules.casework import ProcedureVerdict

    said = word(ProcedureVerdict, what, "WORD")

    def received(step: "Step", found: "ComplaintProcedure", day: "date") -> None:
        receive_verdict(
            step.session, step.house, found, said, day, step.now, by=step.user, reports_to_inspectorate=reports
        )

    _step(reference, by, on, as_of, received, json=json)


@app.command()
def reaction(reference: Reference, by: By, on: On = None, as_of: AsOf = None, json: Json = False) -> None:
    """Record that the provider said what it does with the verdict."""
    from actions.procedures import provider_reacted as do

    _step(reference, by, on, as_of, lambda s, it, day: do(s.session, s.house, it, day, s.now, by=s.user), json=json)


@app.command()
def appeal(reference: Reference, by: By, on: On = None, as_of: AsOf = None, json: Json = False) -> None:
    """Record that the client appealed."""
    from actions.procedures import appeal as do

    _step(reference, by, on, as_of, lambda s, it, day: do(s.session, s.house, it, day, s.now, by=s.user), json=json)


@app.command()
def finish(reference: Reference, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """End a procedure and all its terms."""
    from actions.procedures import finish as do

    _step(reference, by, None, as_of, lambda s, it, _day: do(s.session, s.house, it, s.now, by=s.user), json=json)


def _step(reference: str, by: str, on: str | None, as_of: str | None, do: "Do", *, json: bool) -> None:
    from actions.casework_views import procedure_named
    from desk.steps import acting, answer, day_or
    from rules.calendar import local_date

    with acting(by, as_of) as step:
        found = procedure_named(step.session, reference)
        do(step, found, day_or(on, local_date(step.now)))
        told = _told(step, found)
    answer(told, json=json)


def _told(step: "Step", found: "ComplaintProcedure") -> dict[str, object]:
    from actions.procedures import clocks

    return {
        "reference": found.reference,
        "state": found.state,
        "regime": found.regime,
        "verdict": found.verdict,
        "clocks": [
            {
                "step": clock.step,
                "due_on": clock.due_on,
                "source": clock.source,
                "legal_effect": clock.legal_effect,
                "settled": clock.settled,
                "steps": list(clock.steps),
            }
            for clock in clocks(step.session, step.house, found, step.now, by=step.user)
        ],
    }


@intake.command("add")
def add(
    channel: Channel,
    by: By,
    youth: Annotated[bool, typer.Option("--youth/--adult", help="Youths are answered first.")] = False,
    text: Words = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Put somebody who came in in the queue."""
    from actions.intake import arrive
    from desk.steps import acting, answer, read_text, word
    from rules.casework import Channel as Way

    with acting(by, as_of) as step:
        came = arrive(
            step.session, step.house, word(Way, channel, "--channel"), step.now, step.now, is_youth=youth, by=step.user,
            note=read_text(text) if text else "",
        )  # fmt: skip
        told = {"reference": came.reference}
    answer(told, json=json)


@intake.command("list")
def list_(by: By, as_of: AsOf = None, json: Json = False) -> None:
    """List who waits: children and youths first, then who waits longest."""
    from actions.intake import queue
    from desk.show import show_json, show_table
    from desk.steps import acting

    with acting(by, as_of) as step:
        lines = [
            {"reference": one.reference, "channel": one.channel, "youth": one.is_youth, "since": one.arrived_at}
            for one in queue(step.session)
        ]
    if json:
        show_json(lines)
        return
    show_table("Wacht", ("kenmerk", "kanaal", "jeugdige", "sinds"), [tuple(line.values()) for line in lines])


@intake.command()
def take(
    by: By,
    reference: Annotated[str | None, typer.Argument(metavar="REF", help="Else who is first.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Take somebody from the queue to answer; no adult while a youth waits."""
    from actions.intake import read_note
    from actions.intake import take as do
    from desk.steps import acting, answer

    with acting(by, as_of) as step:
        taken = do(step.session, reference, step.now, by=step.user)
        note = read_note(step.session, step.house, taken, step.now, by=step.user)
        told = {"reference": taken.reference, "note": note}
    answer(told, json=json)
