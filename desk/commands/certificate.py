"""`waakvlam certificate`: to whom mail leaves encrypted."""

from pathlib import Path
from typing import Annotated

import typer

from desk.options import Json
from desk.show import finished, say, show_facts, show_json, show_table
from rules.errors import RuleError

app = typer.Typer(name="certificate", help="Certificates to which mail is encrypted.", no_args_is_help=True)

By = Annotated[str, typer.Option("--by", metavar="LOGIN", help="Who does this.")]
Contact = Annotated[str, typer.Argument(metavar="CONTACT", help="Code of the contact person.")]


class FileUnreadable(RuleError):
    """A file that is not there."""

    def __init__(self, name: str) -> None:
        super().__init__("Het bestand {name} is niet te lezen. Controleer de naam en de rechten.", name=name)


@app.command()
def pin(
    contact: Contact,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The certificate, as PEM or DER.")],
    by: By,
    json: Json = False,
) -> None:
    """Encrypt all mail to a contact person from now on. Compare the fingerprint with them by phone."""
    from actions.certificates import pin_certificate
    from desk.opening import in_house, user_named
    from store import clock
    from store.events import user_actor

    try:
        content = file.read_bytes()
    except OSError:
        raise FileUnreadable(file.name) from None
    with in_house() as (_house, session):
        who = user_actor(user_named(session, by).id)
        pinned = pin_certificate(session, contact, content, actor=who, now=clock.now())
    if json:
        show_json(pinned)
        return
    show_facts({"vingerafdruk": pinned.fingerprint, "geldig tot": pinned.valid_until})
    say("Vergelijk de vingerafdruk telefonisch met de ontvanger. Klopt hij niet: waakvlam certificate revoke.")


@app.command("list")
def list_(json: Json = False) -> None:
    """List the certificates in force."""
    from actions.certificates import pinned_certificates
    from desk.opening import in_house

    with in_house() as (_house, session):
        lines = pinned_certificates(session)
    if json:
        show_json(lines)
        return
    rows = [(x.contact, x.valid_until, x.fingerprint[:16], x.pinned_at, x.pinned_by) for x in lines]
    show_table("Certificaten", ("contactpersoon", "geldig tot", "vingerafdruk", "vastgelegd", "door"), rows)


@app.command()
def revoke(contact: Contact, by: By, json: Json = False) -> None:
    """Encrypt mail to a contact person no more: it leaves as to all others, and no file goes with it."""
    from actions.certificates import revoke_certificate
    from desk.opening import in_house, user_named
    from store import clock
    from store.events import user_actor

    with in_house() as (_house, session):
        revoke_certificate(session, contact, actor=user_actor(user_named(session, by).id), now=clock.now())
    finished(f"Het certificaat van {contact} telt niet meer.", json=json)
