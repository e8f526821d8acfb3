"""What can be wrong with a command line, said in Dutch: what, and where to look."""

import re
from collections.abc import Callable
from typing import Any

from typer.exceptions import TyperException

Facts = dict[str, Any]
"""What a mistake of typer knows."""


def sentence(mistake: TyperException) -> str:
    """Return what to tell the person who typed it; empty when the help was shown already."""
    facts: Facts = vars(mistake)
    say = next((say for kind in type(mistake).__mro__ if (say := _SENTENCES.get(kind.__name__))), _other)
    told, command = say(facts), getattr(facts.get("ctx"), "command_path", "waakvlam")
    return f"{told} Zie '{command} --help'." if told else ""


def _unknown_option(facts: Facts) -> str:
    near = sorted(facts["possibilities"] or ())
    return f"Optie '{facts['option_name']}' bestaat niet." + (f" Bedoelt u {' of '.join(near)}?" if near else "")


def _missing(facts: Facts) -> str:
    return f"{_name(facts)} ontbreekt."


def _wrong_value(facts: Facts) -> str:
    return f"{_name(facts)} heeft een waarde die niet past."


def _without_value(facts: Facts) -> str:
    return f"Achter '{facts['option_name']}' hoort een waarde."


def _other(facts: Facts) -> str:
    if unknown := re.match(r"No such command '(.*?)'\.(?: Did you mean (.*)\?)?", facts["message"]):
        return f"Opdracht '{unknown[1]}' bestaat niet." + (f" Bedoelt u {unknown[2]}?" if unknown[2] else "")
    if extra := re.match(r"Got unexpected extra argument\S* \((.*)\)", facts["message"]):
        return f"Hier hoort niets achter: '{extra[1]}'."
    return "Deze opdracht is niet te lezen."


def _name(facts: Facts) -> str:
    """Return the name as it is typed: `--from`, or what the help calls an argument."""
    parameter = facts["param"]
    long = [option for option in parameter.opts if option.startswith("--")]
    return long[0] if long else str(parameter.metavar or parameter.name.upper())


_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "NoArgsIsHelpError": lambda _: "",
    "NoSuchOption": _unknown_option,
    "MissingParameter": _missing,
    "BadParameter": _wrong_value,
    "BadOptionUsage": _without_value,
}
"""By the name of the class: typer has these classes to itself."""
