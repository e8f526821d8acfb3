"""`waakvlam outbox`: what waits to be sent, and sending it."""

from typing import TYPE_CHECKING, Annotated

import typer

from desk.options import AsOf, Json, instant, number, ordered_plan
from desk.show import say, show_facts, show_json, show_table
from rules.errors import RuleError

if TYPE_CHECKING:
    from actions.outbox import OutboxLine

app = typer.Typer(name="outbox", help="Look at the outbox and deliver it.", no_args_is_help=True)

FINDINGS = 1


@app.command("list")
def list_(json: Json = False) -> None:
    """List the notices that were not finished, and how many were. Never shows an address or a text."""
    from actions.outbox import outbox_lines
    from desk.opening import in_house

    with in_house() as (_house, session):
        lines = outbox_lines(session)
    if json:
        show_json(lines)
        return
    columns = ("nummer", "bericht", "aan", "stand", "sinds", "volgende poging", "pogingen", "fout")
    rows = [
        (x.id, x.template, x.recipient, _stand(x), x.created_at, x.next_at, x.attempts, x.last_error) for x in lines
    ]
    show_table("Postvak uit", columns, rows)


@app.command()
def deliver(
    send: Annotated[bool, typer.Option("--send", help="Deliver; without it the notices are only listed.")] = False,
    plan: Annotated[str | None, typer.Option("--plan", metavar="ID", help="Deliver exactly this listed plan.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """List what would be delivered now; with --send --plan ID deliver exactly that. A stale plan is refused."""
    import asyncio

    from actions.delivery import deliver
    from actions.outbox import delivery_plan, outbox_lines
    from desk.opening import opened_house, require_simulated
    from store.notices import quarantined_since
    from store.session import transaction

    ordered, now = ordered_plan(plan, "outbox deliver", send=send), instant(as_of)
    with opened_house() as house:
        if ordered is not None:
            require_simulated(house, as_of)
            counts = asyncio.run(deliver(house, now, plan_id=ordered))
            show_json(counts) if json else show_facts(_in_dutch(counts))
            if counts.dead or counts.in_doubt:
                raise typer.Exit(FINDINGS)
            return
        with transaction(house.engine) as session:
            plan_id, lines = delivery_plan(session, house, now)
            waiting = sum(line.state == "queued" for line in outbox_lines(session)) - len(lines)
            held = quarantined_since(session)
    if json:
        show_json({"plan": plan_id, "notices": lines, "waiting": waiting, "held_since": held})
        return
    if held is not None:
        say(
            "Deze database is teruggezet uit een back-up en verstuurt niets. Bekijk 'waakvlam outbox list' en geef vrij"
        )
        say("met 'waakvlam outbox release --all --by LOGIN'.")
        return
    show_table("Nu te versturen", ("nummer", "bericht", "aan"), [(x.id, x.template, x.recipient) for x in lines])
    if lines:
        say(f"Versturen: waakvlam outbox deliver --send --plan {plan_id}")
    if waiting:
        say(f"Nog niet aan de beurt: {waiting}. In stille uren, weekend en feestdagen vertrekt alleen wat spoed heeft.")


class ReleaseUnclear(RuleError):
    """Not exactly one of a notice and --all was given, or nobody who releases all."""

    def __init__(self) -> None:
        super().__init__(
            "Geef het nummer van één bericht, of --all met --by LOGIN om na een teruggezette back-up alles vrij te"
            " geven."
        )


@app.command()
def release(
    notice: Annotated[
        int | None,
        typer.Argument(parser=number("ID", 1, 2**63 - 1), metavar="ID", help="The number that outbox list shows."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Let a database that was put back from a backup send again.")
    ] = False,
    by: Annotated[str | None, typer.Option("--by", metavar="LOGIN", help="Who decides so.")] = None,
    json: Json = False,
) -> None:
    """Send a notice again that was given up or is in doubt, or let a restored outbox go: you decide that it must."""
    from actions.notices import release
    from actions.outbox import release_quarantine
    from desk.opening import in_house, user_named
    from store import clock
    from store.events import SYSTEM, user_actor

    if everything == (notice is not None) or (everything and by is None):
        raise ReleaseUnclear
    with in_house() as (_house, session):
        actor = user_actor(user_named(session, by).id) if by else SYSTEM
        if notice is None:
            waiting = release_quarantine(session, actor=actor, now=clock.now())
        else:
            release(session, notice, actor=actor, now=clock.now())
    if notice is None:
        show_json({"waiting": waiting}) if json else say(f"Het postvak uit is vrijgegeven; er wachten {waiting}.")
        return
    if json:
        show_json({"notice": notice, "state": "queued"})
    else:
        say(f"Bericht {notice} gaat bij de volgende verzending mee.")


def _stand(line: "OutboxLine") -> str:
    """Return how a notice stands, in Dutch; what was tried and did not leave is told as such."""
    if line.state == "queued":
        return "niet verzonden" if line.attempts else "wacht"
    return {"dead": "mislukt", "in_doubt": "onzeker"}[line.state]


def _in_dutch(counts: object) -> dict[str, object]:
    words = {
        "sent": "verstuurd",
        "settled": "intussen afgehandeld, niet verstuurd",
        "retried": "wordt opnieuw geprobeerd",
        "dead": "mislukt",
        "in_doubt": "onzeker",
    }
    return {dutch: getattr(counts, name) for name, dutch in words.items()}
