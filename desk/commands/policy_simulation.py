"""`waakvlam policy simulate`: what another policy would have made of the signals of a period."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desk.options import Json, read_day
from desk.show import say, show_json, show_table

if TYPE_CHECKING:
    from actions.simulation import Difference, Simulation


def simulate(
    file: Annotated[Path, typer.Argument(help="A policy file, in the form of rules/policy.toml.")],
    from_: Annotated[str, typer.Option("--from", metavar="DAY", help="First day on which a signal was drafted.")],
    to: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day, up to which everything is replayed.")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="Let the values of this day hold all the time.")
    ] = None,
    json: Json = False,
) -> None:
    """Replay the signals of a period under FILE and compare mails, people and escalations. Nothing is sent or kept."""
    from actions.simulation import PeriodUpsideDown, held_throughout
    from actions.simulation import simulate as replay
    from desk.opening import opened_house
    from rules.policy import load_policy

    first, last = read_day(from_), read_day(to)
    if last < first:
        raise PeriodUpsideDown(first, last)
    book = load_policy(file)
    with opened_house() as house:
        result = replay(house, held_throughout(book, read_day(as_of)) if as_of else book, first, last)
    if json:
        show_json(_as_data(result))
        return
    for title, difference in _parts(result):
        kinds = sorted({*difference.actual, *difference.simulated})
        rows = [(kind, *_counts(difference, kind)) for kind in kinds]
        show_table(title, ("soort", "werkelijk", "nagespeeld", "verschil"), rows)
    say(f"{result.signals} signalen nagespeeld; {result.differences} verschillen.")
    if result.impossible:
        told = ", ".join(f"{what} ({number})" for what, number in sorted(result.impossible.items()))
        say(f"Onder dit beleid kon niet meer wat mensen toen deden: {told}.")
    if result.unknown:
        say(f"Niet nagespeeld, want onbekend: {', '.join(sorted(result.unknown))}.")


def _parts(result: "Simulation") -> tuple[tuple[str, "Difference"], ...]:
    return (
        ("Berichten", result.notices),
        ("Vragen aan mensen", result.people),
        ("Voorstellen om door te geven", result.escalations),
    )


def _counts(difference: "Difference", kind: str) -> tuple[int, int, str]:
    was, would_be = difference.actual.get(kind, 0), difference.simulated.get(kind, 0)
    return was, would_be, f"{would_be - was:+d}" if would_be != was else "0"


def _as_data(result: "Simulation") -> dict[str, object]:
    names = ("notices", "people", "escalations")
    parts = {
        name: {
            "actual": part.actual,
            "simulated": part.simulated,
            "only_actual": part.only_actual,
            "only_simulated": part.only_simulated,
        }
        for name, part in zip(names, (result.notices, result.people, result.escalations), strict=True)
    }
    return {
        "from": result.starts_on, "to": result.ends_on, "signals": result.signals, "differences": result.differences,
        **parts, "impossible": result.impossible, "unknown": result.unknown,
    }  # fmt: skip
