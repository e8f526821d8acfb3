"""`waakvlam doctor`: is everything well that must go on by itself?"""

from typing import TYPE_CHECKING

import typer

from desk.options import Json
from desk.show import say, show_json, show_table

if TYPE_CHECKING:
    from actions.doctor import Check

FINDINGS = 1


def doctor(json: Json = False) -> None:
    """Look at every part of the house; exit 1 when one of them needs somebody."""
    from actions.doctor import examine
    from desk.opening import in_house
    from store import clock

    with in_house() as (house, session):
        checks = examine(session, house, clock.now())
    if json:
        show_json({check.part.value: _as_data(check) for check in checks})
    else:
        rows = [(check.part.dutch, "in orde" if check.well else "vraagt aandacht", _when(check)) for check in checks]
        show_table("Hoe het staat", ("onderdeel", "staat", "laatst, tot en met, of aantal"), rows)
        say("Alles is in orde." if all(check.well for check in checks) else "Wat te doen staat in docs/operations.md.")
    if not all(check.well for check in checks):
        raise typer.Exit(FINDINGS)


def _as_data(check: "Check") -> dict[str, object]:
    return {
        "well": check.well,
        "at": check.at.isoformat() if check.at else None,
        "until": check.until.isoformat() if check.until else None,
        "number": check.number,
    }


def _when(check: "Check") -> str:
    """Return what is known of a part: when it last was done, until when it lasts, or how many there are."""
    told = check.at or check.until or check.number
    return "-" if told is None else f"{told:%Y-%m-%d}" if check.at or check.until else str(told)
