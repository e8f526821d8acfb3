"""`waakvlam calendar`: the personal calendar feed of an adviser."""

from pathlib import Path
from typing import Annotated

import typer

from desk.options import AsOf, Json, instant
from desk.show import say, show_json
from rules.errors import RuleError

app = typer.Typer(name="calendar", help="Calendars that advisers subscribe to.", no_args_is_help=True)


class FeedUnclear(RuleError):
    """A new link and taking it back were asked for at once."""

    def __init__(self) -> None:
        super().__init__("Kies --new of --revoke, niet allebei.")


@app.callback()
def calendar() -> None:
    """Calendars that advisers subscribe to."""


@app.command()
def feed(
    adviser: Annotated[str, typer.Option("--adviser", metavar="CODE", help="Whose calendar.")],
    new: Annotated[bool, typer.Option("--new", help="Make a new secret token; an earlier one works no more.")] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="Take the token back: the feed works no more.")] = False,
    show_place: Annotated[
        bool, typer.Option("--show-place", help="With --new: tell towns too, never that of a family home.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the calendar file here.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Write the calendar of an adviser as its subscribers get it, or make or take back its secret token."""
    from actions.feeds import feed_of, new_feed, revoke_feed
    from actions.switches import person_by_code
    from desk.opening import in_house
    from store.events import SYSTEM

    if new and revoke:
        raise FeedUnclear
    now = instant(as_of)
    with in_house() as (house, session):
        person = person_by_code(session, "adviser", adviser)
        if revoke:
            done = revoke_feed(session, person.id, now=now, actor=SYSTEM)
            show_json({"revoked": done}) if json else say(
                "Ingetrokken." if done else "Er was geen werkende agenda-link."
            )
            return
        if new:
            token = new_feed(session, person.id, show_place=show_place, now=now, actor=SYSTEM)
            show_json({"token": token}) if json else say("Bewaar deze code; zij wordt maar één keer getoond.")
            if not json:
                typer.echo(token)
            return
        content = feed_of(session, house, person.id, adviser, now)
    if out is not None:
        out.write_bytes(content)
    if json:
        show_json({"calendar": content.decode()})
    elif out is None:
        typer.echo(content.decode(), nl=False)
