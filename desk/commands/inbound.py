"""`waakvlam mail bounce|inbox|show|handled`: mail that came back or came in."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from desk.options import Json, number
from desk.show import finished, show_facts, show_json, show_table

By = Annotated[str, typer.Option("--by", metavar="LOGIN", help="Who does this.")]
Number = Annotated[
    int, typer.Argument(parser=number("ID", 1, 2**63 - 1), metavar="ID", help="The number that mail inbox shows.")
]


def bounce(json: Json = False) -> None:
    """Take in one mail from standard input: a bounce, a report, or anything that came to our address."""
    from actions.inbound import receive
    from desk.opening import in_house
    from store import clock

    raw = sys.stdin.buffer.read()
    with in_house() as (house, session):
        took = receive(session, house, raw, clock.now())
    if json:
        show_json(took)
        return
    facts: dict[str, object] = {"soort": took.kind.dutch, "bericht": took.notice_id, "wacht op iemand": took.for_person}
    show_facts(facts | ({"al bekend": True} if took.known else {}))


def inbox(json: Json = False) -> None:
    """List the mails that wait for a person. Never shows an address or a text."""
    from actions.inbound import inbox
    from desk.opening import in_house

    with in_house() as (_house, session):
        lines = [
            {"id": x.id, "kind": x.kind, "received_at": x.received_at, "notice": x.notice_id} for x in inbox(session)
        ]
    if json:
        show_json(lines)
        return
    show_table("Binnengekomen", ("nummer", "soort", "op", "over bericht"), [tuple(line.values()) for line in lines])


def show(mail: Number, by: By, json: Json = False) -> None:
    """Print a mail as it came; who reads it is kept. Look at it as text: open nothing that is in it."""
    from actions.inbound import read_inbound
    from desk.opening import in_house, user_named
    from store import clock
    from store.events import user_actor

    with in_house() as (house, session):
        reader = user_named(session, by)
        raw = read_inbound(session, house, mail, actor=user_actor(reader.id), now=clock.now())
    # Shown on a terminal: what steers one must not pass.
    text = raw.decode("utf-8", "replace")
    shown = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")
    if json:
        show_json({"mail": mail, "text": shown})
    else:
        sys.stdout.write(shown)


def handled(mail: Number, by: By, json: Json = False) -> None:
    """Say that a mail was dealt with: it leaves the list."""
    from actions.inbound import handle_inbound
    from desk.opening import in_house, user_named
    from store import clock
    from store.events import user_actor

    with in_house() as (_house, session):
        handle_inbound(session, mail, actor=user_actor(user_named(session, by).id), now=clock.now())
    finished(f"Bericht {mail} is afgehandeld.", json=json)


COMMANDS: tuple[tuple[str, Callable[..., None]], ...] = (
    ("bounce", bounce),
    ("inbox", inbox),
    ("show", show),
    ("handled", handled),
)
