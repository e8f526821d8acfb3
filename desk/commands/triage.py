"""`waakvlam triage`: what the law says of one measure; advice to a person, nothing is kept or sent."""

from pathlib import Path
from typing import Annotated

import typer

from desk.options import Json
from desk.show import say, show_facts, show_json, show_table
from rules.errors import RuleError

MAX_BYTES = 1_000_000


class FileNotUsable(RuleError):
    """The file cannot be opened, or it is far too large to describe one measure."""


def triage(
    file: Annotated[Path, typer.Argument(help="One measure as JSON; docs/triage.md says what stands in it.")],
    json: Json = False,
) -> None:
    """Judge one restrictive measure by the law of the day it was seen."""
    from rules.policy import load_policy
    from rules.triage import judge
    from rules.triage_file import read_case
    from store.settings import load_settings

    case = read_case(_content(file), file.name)
    _, policy = load_policy(load_settings().policy_file).periods[-1]
    advice = judge(case, policy)
    if json:
        show_json(advice.facts())
        return
    show_facts({"Oordeel": advice.verdict, "Regels": advice.rule_set, "Signaal": advice.severity})
    show_table("Bronnen", ("bron",), [(source,) for source in advice.sources])
    show_table("Vragen en stappen", ("wat",), [(ask.dutch,) for ask in advice.ask])
    say("Dit is een advies. Een mens beslist; er is niets verstuurd.")


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError:
        raise FileNotUsable(f"{file.name}: dit bestand is niet te lezen. Controleer de naam en de rechten.") from None
    if len(content) > MAX_BYTES:
        raise FileNotUsable(f"{file.name}: het bestand is te groot (max. 1 MB) voor één maatregel.")
    return content
