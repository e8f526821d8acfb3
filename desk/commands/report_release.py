"""`waakvlam report release | list | verify`: which yearly reports left, and that they are still what left."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from desk.commands.signal_steps import By
from desk.options import AsOf, Json, instant, number, one_of
from desk.show import finished, say, show_json, show_table

if TYPE_CHECKING:
    from actions.house import House
    from store.models import User

FINDINGS = 1
KINDS = ("municipality", "agency", "national", "all")
Year = Annotated[int, typer.Option("--year", parser=number("--year", 1, 9999), metavar="YYYY", help="The year.")]


def release(
    kind: Annotated[str, typer.Argument(help="municipality, agency, national, or all that was not released yet.")],
    year: Year,
    by: By,
    name: Annotated[str, typer.Argument(help="The municipality or agency, by name or code.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="What a correction mends.")] = "",
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Release a yearly report for good: numbered, hashed, and told to whom it is about. A correction needs a reason."""
    from actions.publishing import release_one
    from rules.annual_reports import ReportKind

    one_of(kind, KINDS, "soort")
    with _releasing(by, as_of) as (house, user, now):
        if kind == "all":
            _release_all(house, user, year, now, reason, json=json)
            return
        row = release_one(house, ReportKind(kind), name, year, now, by=user, reason=reason)
    if json:
        show_json({"number": row.number, "version": row.version, "digest": row.digest})
    else:
        say(f"Vrijgegeven als {row.number} (versie {row.version}).")


@contextmanager
def _releasing(by: str, as_of: str | None) -> Iterator[tuple["House", "User", datetime]]:
    from desk.opening import opened_house, require_simulated, user_named
    from store.session import transaction

    with opened_house() as house:
        require_simulated(house, as_of)
        with transaction(house.engine) as session:
            user = user_named(session, by)
        yield house, user, instant(as_of)


def _release_all(house: "House", user: "User", year: int, now: datetime, reason: str, *, json: bool) -> None:
    from actions.publishing import release_year

    counts = release_year(
        house, year, now, by=user, reason=reason, tell=lambda done, of: say(f"{done} van {of} rapporten")
    )
    if json:
        show_json({"released": counts.made, "already": counts.skipped})
    else:
        say(f"{counts.made} rapporten vrijgegeven; {counts.skipped} waren dat al.")


def list_(
    year: Annotated[
        int | None,
        typer.Option("--year", parser=number("--year", 1, 9999), metavar="YYYY", help="Of one year; else all."),
    ] = None,
    json: Json = False,
) -> None:
    """List the reports that were released."""
    from actions.releases import released
    from desk.opening import in_house

    with in_house() as (_house, session):
        rows = list(released(session, year))
    if json:
        show_json(rows)
        return
    columns = ("nummer", "soort", "over", "jaar", "versie", "vrijgegeven")
    show_table(
        "Vrijgegeven rapporten",
        columns,
        [(row.number, row.kind, row.code, row.year, row.version, row.released_at) for row in rows],
    )


def verify(
    report: Annotated[str, typer.Argument(metavar="NUMBER", help="The number that report list shows.")],
    json: Json = False,
) -> None:
    """Check that a released report is what was released: its hash, the record of changes, and the version before."""
    from actions.release_check import verify
    from desk.opening import in_house

    with in_house() as (_house, session):
        found = verify(session, report)
    if json:
        show_json({"number": found.number, "digest": found.digest, "faults": list(found.faults)})
    for fault in () if json else found.faults:
        say(f"{found.number}: {fault}.")
    if found.faults:
        raise typer.Exit(FINDINGS)
    if not json:
        finished(f"{found.number} is wat is vrijgegeven ({found.digest[:16]}...).", json=False)


COMMANDS = (("release", release), ("list", list_), ("verify", verify))
