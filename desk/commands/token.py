"""`waakvlam token`: by what other systems read from the API."""

from typing import Annotated

import typer

from desk.options import AsOf, Json, WrongChoice, instant, read_day
from desk.show import finished, say, show_json, show_table
from rules.api import ApiScope

app = typer.Typer(name="token", help="Tokens by which other systems read from the API.", no_args_is_help=True)


@app.command()
def make(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which system it is for.")],
    user: Annotated[str, typer.Option("--user", metavar="LOGIN", help="With whose eyes it reads.")],
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="The last day that it works.")],
    scope: Annotated[list[str], typer.Option("--scope", metavar="SCOPE", help="What it may read; may be repeated.")],
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Make a token. It is told once; only its hash is kept."""
    from actions.connections import make_token
    from desk.opening import in_house, user_named

    now, scopes, last = instant(as_of), {read_scope(word) for word in scope}, read_day(until)
    with in_house() as (_house, session):
        made = make_token(session, name, user_named(session, user), scopes, last, now, by=None)
        number, token = made.row.id, made.token
    if json:
        show_json({"id": number, "token": token, "ends_on": last})
    else:
        say("Bewaar deze sleutel bij het andere systeem; hij wordt één keer getoond.")
        typer.echo(token)


@app.command("list")
def list_tokens(json: Json = False) -> None:
    """List the tokens that were not revoked."""
    from desk.opening import in_house
    from store.connections import tokens

    with in_house() as (_house, session):
        rows = [
            (row.id, row.name, login, " ".join(row.scopes), row.ends_on, row.used_at) for row, login in tokens(session)
        ]
    if json:
        columns = ("id", "name", "user", "scopes", "ends_on", "used_at")
        show_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        show_table("Sleutels", ("nr", "naam", "leest als", "mag", "tot en met", "laatst gebruikt"), rows)


@app.command()
def revoke(
    number: Annotated[int, typer.Argument(metavar="ID", help="Its number in the list.")],
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Let a token work no more, from now on."""
    from actions.connections import revoke_token
    from desk.opening import in_house

    with in_house() as (_house, session):
        revoke_token(session, number, instant(as_of), by=None)
    finished(f"Sleutel {number} werkt niet meer.", json=json)


def read_scope(word: str) -> ApiScope:
    """Return the scope that is called `word`. Raises: WrongChoice."""
    try:
        return ApiScope(word)
    except ValueError:
        choices = ", ".join(scope.value for scope in ApiScope)
        raise WrongChoice(f"--scope: '{word}' is onbekend. Kies uit: {choices}.") from None
