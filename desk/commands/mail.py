"""`waakvlam mail`: look at every mail before anybody gets it, and switch what a person gets."""

from pathlib import Path
from typing import Annotated

import typer

from desk.options import Json, one_of
from desk.show import say, show_facts, show_json
from rules.errors import RuleError

app = typer.Typer(name="mail", help="Look at mails, and switch what people get.", no_args_is_help=True)

LANGUAGES = ("nl", "en")


class PreviewUnclear(RuleError):
    """Neither one mail nor all of them was asked for, or all of them without a folder."""

    def __init__(self) -> None:
        super().__init__("Noem één bericht, of geef --all met --out MAP om ze allemaal te schrijven.")


class PersonUnclear(RuleError):
    """Not exactly one person was named."""

    def __init__(self) -> None:
        super().__init__("Noem precies één persoon: --adviser CODE, --contact CODE of --user LOGIN.")


class SwitchUnclear(RuleError):
    """A kind of mail without 'on' or 'off', or the reverse."""

    def __init__(self) -> None:
        super().__init__("Geef een soort bericht met 'on' of 'off', of geen van beide om te zien wat aan staat.")


@app.command()
def preview(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Which mail, such as signal_reminder.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="nl or en; all: both, unless given.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All mails, as HTML and text, in the folder --out.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE|DIR", help="Write here: .html for the page, else the text.")
    ] = None,
    json: Json = False,
) -> None:
    """Show a mail made of invented facts; it needs no database and sends nothing."""
    from rules.vocabulary import Language
    from templates.engine import mail_names
    from templates.previews import preview

    chosen = one_of(language, LANGUAGES, "--language") if language else None
    if every == (name is not None) or (every and out is None):
        raise PreviewUnclear
    if name is None:
        written = [
            file
            for tongue in ([chosen] if chosen else LANGUAGES)
            for one in mail_names()
            for file in _write(out or Path(), one, Language(tongue))
        ]
        show_json({"written": written}) if json else say(f"{len(written)} bestanden geschreven in {out}.")
        return
    mail = preview(name, Language(chosen or "nl"))
    if out is not None:
        out.write_text(mail.html if out.suffix == ".html" else f"{mail.subject}\n\n{mail.text}", encoding="utf-8")
    if json:
        show_json({"name": name, "subject": mail.subject, "text": mail.text, "html": mail.html})
    elif out is None:
        typer.echo(f"{mail.subject}\n\n{mail.text}")


def _write(folder: Path, name: str, language: str) -> list[str]:
    from rules.vocabulary import Language
    from templates.previews import preview

    mail = preview(name, Language(language))
    folder.mkdir(parents=True, exist_ok=True)
    page, text = folder / f"{name}.{language}.html", folder / f"{name}.{language}.txt"
    page.write_text(mail.html, encoding="utf-8")
    text.write_text(f"{mail.subject}\n\n{mail.text}", encoding="utf-8")
    return [page.name, text.name]


@app.command()
def switch(
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="Which kind, such as daily_digest.")] = None,
    state: Annotated[str | None, typer.Argument(metavar="on|off", help="On or off.")] = None,
    adviser: Annotated[str | None, typer.Option("--adviser", metavar="CODE", help="Whose mail: an adviser.")] = None,
    contact: Annotated[str | None, typer.Option("--contact", metavar="CODE", help="Or a contact person.")] = None,
    user: Annotated[str | None, typer.Option("--user", metavar="LOGIN", help="Or a user.")] = None,
    json: Json = False,
) -> None:
    """Show or change what one person gets by mail. What is a duty cannot be switched off."""
    from actions.switches import person_by_code, set_switch, switches_of
    from desk.opening import in_house
    from store import clock
    from store.events import SYSTEM

    named = [(what, code) for what, code in (("adviser", adviser), ("contact", contact), ("user", user)) if code]
    if len(named) != 1:
        raise PersonUnclear
    if (kind is None) != (state is None):
        raise SwitchUnclear
    with in_house() as (_house, session):
        person = person_by_code(session, *named[0])
        if kind is not None and state is not None:
            on = one_of(state, ("on", "off"), "on|off") == "on"
            set_switch(session, person, kind, on=on, now=clock.now(), actor=SYSTEM)
        now_on = switches_of(session, person)
    show_json(now_on) if json else show_facts({f"{one.dutch} ({one})": on for one, on in now_on.items()})
