"""`waakvlam calamity`: did the provider report what it has to report?"""

from typing import TYPE_CHECKING, Annotated

import typer

from desk.commands.signal_steps import By, Reference
from desk.options import AsOf, Json

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk.steps import Step
    from store.models import CalamityWatch

    Do = Callable[[Step, CalamityWatch], None]

app = typer.Typer(name="calamity", help="Watch calamities and violence.", no_args_is_help=True)

Watch = Annotated[str, typer.Argument(metavar="C-REF", help="The reference that `calamity watch` gave.")]


@app.command()
def watch(
    reference: Reference,
    by: By,
    kind: Annotated[str, typer.Option("--kind", metavar="WORD", help="calamity or violence.")] = "calamity",
    seen_on: Annotated[str | None, typer.Option("--seen-on", metavar="DAY", help="Else today.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Begin to watch an incident of a signal; the provider has to be asked within a working day."""
    from actions.calamities import watch_incident
    from desk.steps import acting, answer, day_or, word
    from rules.calamity import IncidentKind
    from rules.calendar import local_date

    incident = word(IncidentKind, kind, "--kind")
    with acting(by, as_of) as step:
        day = day_or(seen_on, local_date(step.now))
        watched = watch_incident(
            step.session, step.house, step.signal(reference), incident, day, step.now, by=step.user
        )
        told = _told(step, watched)
    answer(told, json=json)


@app.command()
def ask(reference: Watch, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Ask the provider whether it reported."""
    from actions.calamities import ask_provider

    def do(step: "Step", watched: "CalamityWatch") -> None:
        ask_provider(step.session, step.house, watched, step.now, by=step.user)

    _step(reference, by, as_of, do, json=json)


@app.command()
def says(
    reference: Watch,
    what: Annotated[str, typer.Argument(metavar="WORD", help="investigate, deny, report or send_report.")],
    by: By,
    at: Annotated[str | None, typer.Option("--at", metavar="DAY|INSTANT", help="When; else now.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record what the provider says or proves."""
    from actions.calamities import provider_says
    from desk.options import one_of
    from rules.calamity import CalamityAct

    act = CalamityAct(one_of(what, ("investigate", "deny", "report", "send_report"), "WORD"))

    def do(step: "Step", watched: "CalamityWatch") -> None:
        provider_says(step.session, step.house, watched, act, step.at(at), step.now, by=step.user)

    _step(reference, by, as_of, do, json=json)


@app.command()
def propose(reference: Watch, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Propose to tell the inspectorate, because no report is known."""
    from actions.calamities import propose_unreported

    def do(step: "Step", watched: "CalamityWatch") -> None:
        propose_unreported(step.session, step.house, watched, step.now, step.user)

    _step(reference, by, as_of, do, json=json)


@app.command()
def close(reference: Watch, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """End the watch over an incident."""
    from actions.calamities import close_watch

    def do(step: "Step", watched: "CalamityWatch") -> None:
        close_watch(step.session, step.house, watched, step.now, by=step.user)

    _step(reference, by, as_of, do, json=json)


def _step(reference: str, by: str, as_of: str | None, do: "Do", *, json: bool) -> None:
    from desk.steps import acting, answer
    from rules.calamity import WatchUnknown
    from store.inspectorate import watch_by_reference

    with acting(by, as_of) as step:
        watched = watch_by_reference(step.session, reference)
        if watched is None:
            raise WatchUnknown(reference)
        do(step, watched)
        told = _told(step, watched)
    answer(told, json=json)


def _told(step: "Step", watched: "CalamityWatch") -> dict[str, object]:
    from actions.calamities import signal_of, watch_subject
    from store.deadlines import due_on, open_deadlines
    from store.decrees import calendar_in_force

    step.session.flush()
    signal, calendar = signal_of(step.session, watched), calendar_in_force(step.session)
    running = open_deadlines(step.session, watch_subject(watched))
    return {
        "reference": watched.reference,
        "state": watched.state,
        "signal": signal.reference,
        "signal_state": signal.state,
        "due": {row.kind: due_on(row, calendar) for row in running},
    }
