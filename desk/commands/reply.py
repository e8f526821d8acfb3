"""`waakvlam reply`: what an agency does with its link. The page for agencies does the same.

A token is read from a file or standard input, never from an argument: those stand in histories.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from desk.options import AsOf, Json, instant, number, read_day
from desk.show import finished, show_facts, show_json

if TYPE_CHECKING:
    from actions.house import House

app = typer.Typer(name="reply", help="Answer a signal with a link, without an account.", no_args_is_help=True)

Link = Annotated[str, typer.Option("--link", metavar="FILE", help="File with the token of the link; - reads stdin.")]
Code = Annotated[str, typer.Option("--code", metavar="CODE", help="The code from the mail.")]
Day = Annotated[str | None, typer.Option("--promised-on", metavar="DAY", help="When it is done.")]


@dataclass(frozen=True, slots=True)
class Door:
    """Where somebody stands with a link."""

    house: "House"
    token: str
    now: datetime

    def contact(self, code: str) -> int:
        """Return who the right code was sent to; a wrong try is counted for good. Raises: LinkNotValid, CodeWrong."""
        from actions.reply_links import admit
        from rules.replies import CodeWrong
        from store.session import transaction

        with transaction(self.house.engine) as session:
            person = admit(session, self.house, self.token, code, self.now)
        if person is None:
            raise CodeWrong
        return person.id


@contextmanager
def _at_the_door(link: str, as_of: str | None) -> Iterator[Door]:
    from desk.opening import opened_house, require_simulated
    from desk.steps import read_text

    with opened_house() as house:
        require_simulated(house, as_of)
        yield Door(house, read_text(link).strip(), instant(as_of))


@app.command()
def view(link: Link, as_of: AsOf = None, json: Json = False) -> None:
    """Show which signal a link is for, until when, and to whom a code can be sent. Looking spends nothing."""
    from actions.reply_links import view_link
    from store.session import transaction

    with _at_the_door(link, as_of) as door, transaction(door.house.engine) as session:
        seen = view_link(session, door.house, door.token, door.now)
    if json:
        show_json(seen)
        return
    people = ", ".join(f"{contact} ({address})" for contact, address in seen.contacts)
    show_facts({"kenmerk": seen.reference, "uiterlijk": seen.due, "een code kan naar": people})


@app.command()
def code(
    link: Link,
    contact: Annotated[int, typer.Option("--contact", parser=number("--contact", 1, 2**63 - 1), metavar="ID")],
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Mail a code to a registered contact of the agency."""
    from actions.reply_links import send_code
    from store.session import transaction

    with _at_the_door(link, as_of) as door, transaction(door.house.engine) as session:
        send_code(session, door.house, door.token, contact, door.now)
    finished("De code komt per mail en geldt maar even.", json=json)


@app.command()
def more_time(
    link: Link,
    code: Code,
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="Until when time is asked.")],
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Ask for more time; the link stays as it is, and a person decides."""
    from actions.reply_links import ask_more_time
    from store.models import ContactPerson
    from store.session import transaction

    day = read_day(until)
    with _at_the_door(link, as_of) as door:
        contact = door.contact(code)
        with transaction(door.house.engine) as session:
            person = session.get_one(ContactPerson, contact)
            ask_more_time(session, door.house, door.token, person, day, door.now)
    finished("Uw vraag ligt bij de vertrouwenspersoon. Tot u iets hoort, blijft de termijn zoals hij is.", json=json)


@app.command()
def send(
    link: Link,
    code: Code,
    text: Annotated[str, typer.Option("--text", metavar="FILE", help="The file with the answer.")],
    kind: Annotated[str, typer.Option("--kind", metavar="WORD", help="stopped, planned or disagrees.")],
    promised_on: Day = None,
    file: Annotated[list[str] | None, typer.Option("--file", metavar="FILE", help="A file that comes with it.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Send the final answer: this spends the link."""
    from actions.reply_links import answer_by_link
    from desk.steps import read_file, read_text, word
    from rules.replies import ReplyKind
    from store.models import ContactPerson
    from store.session import transaction

    what, day, answer = word(ReplyKind, kind, "--kind"), read_day(promised_on) if promised_on else None, read_text(text)
    files = [read_file(name) for name in file or []]
    with _at_the_door(link, as_of) as door:
        contact = door.contact(code)
        with transaction(door.house.engine) as session:
            person = session.get_one(ContactPerson, contact)
            answer_by_link(
                session, door.house, door.token, person, answer, what, door.now, promised_on=day, files=files
            )
    finished("Ontvangen. U krijgt een bevestiging per mail.", json=json)
