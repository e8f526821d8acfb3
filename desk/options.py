"""Options that many commands share, and how their words are read."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated

import typer

from rules.errors import RuleError

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON alone on stdout.")]


class WrongChoice(RuleError):
    """An option got a word that is not on its list."""


class WrongNumber(RuleError):
    """An option got what is no whole number, or one out of bounds."""


class LookFirst(RuleError):
    """Somebody asks to send what nobody looked at, or shows a plan without saying that it may be sent."""

    def __init__(self, command: str) -> None:
        super().__init__(
            "Versturen kan alleen met --send en --plan samen. Voer eerst 'waakvlam {command}' uit, bekijk wat er zou"
            " gebeuren, en geef dan het nummer dat erbij staat.",
            command=command,
        )


class ArgumentUnkeepable(RuleError):
    """A word of a command that holds a sign which no database keeps; `place` counts from 1."""

    def __init__(self, place: int) -> None:
        super().__init__(
            "Woord {place} na 'waakvlam' bevat een teken dat niet toegestaan is: een nulteken, of tekens die geen UTF-8"
            " zijn. Typ het opnieuw; staat het in de naam van een bestand, geef dat dan een andere naam.",
            place=place,
        )


def check_arguments(arguments: Sequence[str]) -> None:
    """Refuse a command with a sign that no database keeps. Raises: ArgumentUnkeepable."""
    from rules.texts import is_keepable

    for place, text in enumerate(arguments, start=1):
        if not is_keepable(text):
            raise ArgumentUnkeepable(place)


def read_day(text: str) -> date:
    """Read a day such as 2026-04-03; the error is a Dutch sentence."""
    from rules.calendar import parse_day

    return parse_day(text)


def read_moment(text: str) -> date | datetime:
    """Read a day, or an instant such as 2026-04-03T17:00+02:00."""
    from rules.calendar import parse_moment

    return parse_moment(text)


AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DAY|INSTANT", help="Judge as of this day (08:00) or instant instead of now."),
]


def instant(as_of: str | None) -> datetime:
    """Return the instant to work at: now, the given instant, or the given day at eight in the morning."""
    from datetime import time

    from rules.calendar import at_local
    from store import clock

    if as_of is None:
        return clock.now()
    moment = read_moment(as_of)
    return moment if isinstance(moment, datetime) else at_local(moment, time(8))


def number(option: str, least: int, most: int) -> Callable[[str], int]:
    """Return what reads the whole number of an option; the error is a Dutch sentence."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise WrongNumber(f"{option}: '{text}' past niet. Geef een geheel getal van {least} tot en met {most}.")
        return value

    return read


def ordered_plan(plan: str | None, command: str, *, send: bool) -> str | None:
    """Return the plan that may be sent, or None when the person only looks.

    Raises: LookFirst when only one of --send and --plan was given.
    """
    if send != (plan is not None):
        raise LookFirst(command)
    return plan


def one_of(word: str, choices: tuple[str, ...], option: str) -> str:
    """Return `word` when it is one of `choices`; refuse it in Dutch otherwise."""
    if word not in choices:
        raise WrongChoice(f"{option}: '{word}' is onbekend. Kies uit: {', '.join(choices)}.")
    return word
