"""`waakvlam user`: who may sign in at the desk, with which password, role and second factor."""

from typing import Annotated

import typer

from desk.options import AsOf, Json, WrongChoice, instant
from desk.show import finished, say, show_json, show_table
from rules.vocabulary import Role

app = typer.Typer(name="user", help="Who may sign in at the desk.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(metavar="LOGIN", help="The name somebody signs in with.")]


@app.command("list")
def list_users(json: Json = False) -> None:
    """List the users: role, whether active, and how they sign in."""
    from desk.opening import in_house
    from store.accounts import account_of, all_users

    with in_house() as (_house, session):
        rows = []
        for user in all_users(session):
            own = account_of(session, user.id)
            app_set = own is not None and own.totp_confirmed_at is not None
            rows.append((user.login, user.name, user.role, user.active, own is not None, app_set))
    if json:
        columns = ("login", "name", "role", "active", "password", "second_factor")
        show_json([dict(zip(columns, (*row[:2], row[2].value, *row[3:]), strict=True)) for row in rows])
    else:
        show_table("Gebruikers", ("inlognaam", "naam", "rol", "actief", "wachtwoord", "app"), rows)


@app.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="The name others see.")],
    email: Annotated[str, typer.Option("--email", metavar="ADDRESS", help="Where mail goes.")],
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="One role; advisers come with the register.")],
    organisation: Annotated[str, typer.Option("--organisation", metavar="CODE", help="Whose groups it concerns.")] = "",
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Add a user with a first password, told once; it must be changed at the first sign-in."""
    from sqlalchemy import select

    from actions.accounts import add_user, set_password
    from actions.passwords import new_password
    from channels.addresses import checked_address
    from desk.opening import in_house
    from store.events import SYSTEM
    from store.models import Organisation

    now, wanted, password = instant(as_of), read_role(role), new_password()
    address = checked_address(email)
    with in_house() as (_house, session):
        employer = session.scalars(select(Organisation).where(Organisation.code == organisation)).one_or_none()
        if organisation and employer is None:
            raise WrongChoice(f"--organisation: '{organisation}' staat niet in het register, blad 'organisaties'.")
        user = add_user(session, login, name, address, wanted, now, actor=SYSTEM, organisation=employer)
        set_password(session, user, password, now, actor=SYSTEM, must_change=True)
    _tell_password(login, password, json=json)


@app.command()
def password(login: Login, as_of: AsOf = None, json: Json = False) -> None:
    """Give a user a new first password, told once; all their sessions end."""
    from actions.accounts import set_password
    from actions.passwords import new_password
    from desk.opening import in_house, user_named
    from store.events import SYSTEM

    now, made = instant(as_of), new_password()
    with in_house() as (_house, session):
        set_password(session, user_named(session, login), made, now, actor=SYSTEM, must_change=True)
    _tell_password(login, made, json=json)


@app.command()
def totp(login: Login, as_of: AsOf = None, json: Json = False) -> None:
    """Forget the app of a user (lost phone): a new one is set at the next sign-in; all their sessions end."""
    from actions.accounts import drop_app
    from desk.opening import in_house, user_named
    from store.events import SYSTEM

    with in_house() as (_house, session):
        drop_app(session, user_named(session, login), instant(as_of), actor=SYSTEM)
    finished("De app is ingetrokken; bij het volgende aanmelden stelt deze gebruiker een nieuwe in.", json=json)


@app.command()
def roles(
    login: Login,
    role: Annotated[str, typer.Option("--set", metavar="ROLE", help="Give this role; all their sessions end.")] = "",
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show the role of a user, or give another one."""
    from actions.accounts import change_role
    from desk.opening import in_house, user_named

    with in_house() as (_house, session):
        user = user_named(session, login)
        if role:
            change_role(session, user, read_role(role), instant(as_of), by=None)
        has = user.role
    if json:
        show_json({"login": login, "role": has.value})
    else:
        say(f"{login}: {has.dutch}.")


@app.command("end-sessions")
def end_sessions(login: Login, as_of: AsOf = None, json: Json = False) -> None:
    """Sign a user out everywhere."""
    from actions.web_sessions import sign_out_everywhere
    from desk.opening import in_house, user_named
    from store.events import SYSTEM

    with in_house() as (_house, session):
        ended = sign_out_everywhere(session, user_named(session, login), instant(as_of), actor=SYSTEM)
    if json:
        show_json({"ended": ended})
    else:
        say(f"{ended} sessie(s) beëindigd.")


def read_role(word: str) -> Role:
    """Return the role that is called `word`, in English or Dutch. Raises: WrongChoice."""
    try:
        return Role.from_dutch(word)
    except KeyError:
        choices = ", ".join(role.value for role in Role)
        raise WrongChoice(f"Rol '{word}' is onbekend. Kies uit: {choices}.") from None


def _tell_password(login: str, password: str, *, json: bool) -> None:
    if json:
        show_json({"login": login, "password": password})
    else:
        say("Geef dit wachtwoord persoonlijk door; het wordt één keer getoond en moet meteen worden gewijzigd.")
        typer.echo(password)
