"""Options that many commands share, and how their words are read."""

from datetime import date, datetime
from typing import Annotated

import typer

from rules.errors import RuleError

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON alone on stdout.")]


class WrongChoice(RuleError):
    """An option got a word that is not on its list."""


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


def one_of(word: str, choices: tuple[str, ...], option: str) -> str:
    """Return `word` when it is one of `choices`; refuse it in Dutch otherwise."""
    if word not in choices:
        raise WrongChoice(f"{option}: '{word}' is onbekend. Kies uit: {', '.join(choices)}.")
    return word
