"""`waakvlam policy`: the values in force and the check of a changed file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desk.commands.policy_simulation import simulate
from desk.options import Json
from desk.show import say, show_json, show_table

if TYPE_CHECKING:
    from rules.policy import Policy

app = typer.Typer(name="policy", help="Show, check and try the policy.", no_args_is_help=True)
app.command()(simulate)


@app.command()
def show(
    as_of: Annotated[str | None, typer.Option("--as-of", help="The values in force on this day.")] = None,
    sources: Annotated[bool, typer.Option("--sources", help="Show also the source and who decided.")] = False,
    json: Json = False,
) -> None:
    """List every value in force and what it rests on; with --sources also where it comes from."""
    from rules.calendar import parse_day
    from rules.policy import load_policy
    from store import clock
    from store.settings import load_settings

    day = parse_day(as_of) if as_of else clock.today()
    policy = load_policy(load_settings().policy_file).on(day)
    lines = [
        {"key": key, "value": _value_at(policy, key), **provenance.model_dump()}
        for key, provenance in policy.provenance.items()
    ]
    if json:
        show_json(lines)
        return
    columns = ("waarde", "is", "berust op", "bron", "geldt vanaf", "besloten door")
    shown = len(columns) if sources else columns.index("bron")
    show_table(f"Beleid op {day}", columns[:shown], [tuple(line.values())[:shown] for line in lines])


def _value_at(policy: "Policy", key: str) -> str:
    """Return the value under a dotted key such as `skj.rules[2].appeal`, in words."""
    value: Any = policy.model_dump(mode="json", exclude={"provenance"})
    for part in key.replace("[", ".").replace("]", "").split("."):
        value = value[int(part) - 1] if isinstance(value, list) else value[part]
    if isinstance(value, dict):
        return " ".join(str(value[name]) for name in ("amount", "unit") if name in value) or str(value)
    return str(value)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A policy file, in the form of rules/policy.toml.")], json: Json = False
) -> None:
    """Check a policy file; say every flaw with its line."""
    from rules.policy import load_policy
    from rules.policy_flaws import PolicyFlawed

    try:
        load_policy(file)
    except PolicyFlawed as flawed:
        if json:
            show_json({"flaws": flawed.flaws})
        raise
    if json:
        show_json({"flaws": []})
    else:
        say(f"{file.name} klopt.")
