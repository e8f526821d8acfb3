"""`waakvlam signal` and `waakvlam signals`: one signal, and the sweep over all terms."""

from typing import TYPE_CHECKING, Annotated

import typer

from desk.options import AsOf, Json, instant, ordered_plan
from desk.show import say, show_facts, show_json, show_table

if TYPE_CHECKING:
    from actions.signal_views import Chain

app = typer.Typer(name="signals", help="Follow every signal to its deadline.", no_args_is_help=True)
one = typer.Typer(name="signal", help="Look at one signal.", no_args_is_help=True)

FINDINGS = 1


@app.callback()
def signals() -> None:
    """Follow every signal to its deadline."""


@app.command()
def sweep(
    send: Annotated[bool, typer.Option("--send", help="Take the steps; without it they are only listed.")] = False,
    plan: Annotated[str | None, typer.Option("--plan", metavar="ID", help="Take exactly this listed plan.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """List the steps that are due; with --send --plan ID take exactly those. A stale plan is refused."""
    from actions.deadlines import run_sweep, sweep_plan
    from desk.opening import opened_house, require_simulated
    from store import clock
    from store.session import transaction

    ordered, now = ordered_plan(plan, "signals sweep", send=send), instant(as_of)
    with opened_house() as house:
        if ordered is not None:
            require_simulated(house, as_of)
            result = run_sweep(house, now, plan_id=ordered, pulse=clock.pulse())
            if json:
                show_json(result)
            else:
                show_table("Genomen stappen", ("stap", "aantal"), sorted(result.taken.items()))
            if result.failed:
                say(f"{result.failed} stappen konden niet; voor elk staat er werk klaar voor een coördinator.")
                raise typer.Exit(FINDINGS)
            return
        with transaction(house.engine) as session:
            planned = sweep_plan(session, house, now)
    if json:
        show_json({"plan": planned.id, "steps": planned.steps, "broken": planned.broken})
        return
    rows = [(f"{step.subject.kind} {step.subject.id}", step.step, step.due_at) for step in planned.steps]
    show_table("Stappen die nu aan de beurt zijn", ("onderwerp", "stap", "sinds"), rows)
    if planned.broken:
        numbers = ", ".join(map(str, planned.broken))
        say(f"Niet in dit plan, want onleesbaar: termijn {numbers}. De eerstvolgende ronde maakt er werk van.")
    if rows:
        say(f"Uitvoeren: waakvlam signals sweep --send --plan {planned.id}")


@one.command()
def show(reference: Annotated[str, typer.Argument(metavar="REF")], json: Json = False) -> None:
    """Show how a signal stands and what was done with it. Its text is not shown here."""
    from dataclasses import asdict

    from actions.signal_views import signal_view
    from desk.opening import in_house

    with in_house() as (_house, session):
        view = signal_view(session, reference)
    if json:
        show_json(view)
        return
    facts = asdict(view)
    events = facts.pop("events")
    words = ("kenmerk", "soort", "stand", "instantie", "onderwerp", "ronde", "verstuurd", "afgesloten")
    show_facts(dict(zip(words, facts.values(), strict=True)))
    show_table("Verloop", ("wanneer", "wat", "wie"), [tuple(event.values()) for event in events])


@one.command()
def explain(reference: Annotated[str, typer.Argument(metavar="REF")], json: Json = False) -> None:
    """Explain each date of a signal: the count, every day moved from, and what it rests on."""
    from actions.signal_views import explained_deadlines
    from desk.opening import in_house

    with in_house() as (_house, session):
        chains = explained_deadlines(session, reference)
    if json:
        show_json([_as_data(chain) for chain in chains])
        return
    for chain in chains:
        title = f"{chain.kind.dutch}, ronde {chain.round}: {chain.end or 'geschorst'} ({chain.legal_effect.dutch})"
        show_table(title, ("datum", "stap", "waarom", "bron"), [tuple(step.values()) for step in _steps(chain)])


def _as_data(chain: "Chain") -> dict[str, object]:
    """Return one chain with the keys of `term explain`, and what it is the term of."""
    about = {
        name: getattr(chain, name)
        for name in ("kind", "round", "legal_effect", "settled_at", "late_working_days", "end")
    }
    return about | {"provisional": bool(chain.outcome and chain.outcome.provisional), "steps": _steps(chain)}


def _steps(chain: "Chain") -> list[dict[str, str]]:
    from rules.calendar import show_moment

    steps = chain.outcome.steps if chain.outcome else ()
    return [
        {"date": show_moment(step.date), "rule": step.rule, "reason": step.reason, "source": step.source}
        for step in steps
    ]
