"""`waakvlam plan`: the visit rounds."""

from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desk.options import AsOf, Json, instant, number, one_of, read_day
from desk.show import say, show_json, show_table
from rules.errors import RuleError

if TYPE_CHECKING:
    from actions.absences import Forecast
    from actions.plan_previews import VisitChange

app = typer.Typer(name="plan", help="Plan visits and look at the rounds.", no_args_is_help=True)

FINDINGS = 1
MOST_BYTES = 2_000_000
FromDay = Annotated[date, typer.Option("--from", parser=read_day, metavar="YYYY-MM-DD", help="The first day.")]
Weeks = Annotated[int, typer.Option(parser=number("--weeks", 1, 53), metavar="N", help="How many weeks, 1-53.")]

Mode = Annotated[str, typer.Option("--mode", metavar="WORD", help="fast (seconds) or quality (minutes, less travel).")]
Seed = Annotated[int, typer.Option(parser=number("--seed", 0, 2**31), metavar="S", help="The seed of chance.")]


@app.command()
def make(
    from_: FromDay,
    weeks: Weeks = 13,
    mode: Mode = "fast",
    seed: Seed = 0,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Open the windows of a period and plan every one that has no visit yet; what was planned stays.

    With --mode quality visits far ahead may move to save travel; that takes minutes.
    """
    from actions.plan_words import REASONS
    from actions.planning import open_windows, plan_rounds
    from actions.window_placing import Way
    from desk.opening import in_house
    from store.events import SYSTEM

    way = Way(one_of(mode, ("fast", "quality"), "--mode"), seed)
    now = instant(as_of)
    with in_house() as (house, session):
        open_windows(session, house, from_ + timedelta(weeks=weeks), now)
        report = plan_rounds(session, house, starts_on=from_, weeks=weeks, now=now, actor=SYSTEM, way=way)
    if json:
        show_json(report)
    else:
        rows = [
            (x.group_code, x.starts_on, x.ends_on, REASONS[x.reason], x.relaxation.sentence if x.relaxation else "")
            for x in report.unplaced
        ]
        show_table("Niet te plannen", ("groep", "van", "tot en met", "reden", "wat zou helpen"), rows)
        for warning in report.warnings:
            say(f"Let op: {warning}")
        say(f"{report.placed} bezoeken gepland, {report.kept} bleven staan, {len(report.unplaced)} niet te plannen.")
    if report.unplaced:
        raise typer.Exit(FINDINGS)


@app.command()
def show(
    from_: FromDay,
    weeks: Weeks = 1,
    json: Json = False,
) -> None:
    """List the visits of a period, by day and adviser."""
    from actions.planning import plan_lines
    from desk.opening import in_house

    with in_house() as (_house, session):
        lines = plan_lines(session, from_, from_ + timedelta(weeks=weeks, days=-1))
    if json:
        show_json(lines)
        return
    columns = ("dag", "vertrouwenspersoon", "tijd", "reis (min)", "groep", "plaats", "zorgvorm", "stand")
    rounds = sorted(lines, key=lambda x: (x.on, x.adviser_code, x.starts))
    rows = [
        (
            x.on, x.adviser_name, f"{x.starts:%H:%M}-{x.ends:%H:%M}", x.travel_min, x.group_name, x.town, x.care_type,
            x.state,
        )
        for x in rounds
    ]  # fmt: skip
    show_table(f"Rondes vanaf {from_}", columns, rows)


@app.command("what-if")
def what_if(
    absent: Annotated[str, typer.Option("--absent", metavar="CODE", help="The adviser who is away.")],
    from_: FromDay,
    to: Annotated[date, typer.Option("--to", parser=read_day, metavar="YYYY-MM-DD", help="The last day away.")],
    accept: Annotated[bool, typer.Option("--accept", help="Keep it: record the absence and mend the plan.")] = False,
    by: Annotated[
        str | None, typer.Option("--by", metavar="LOGIN", help="Who accepts; else nobody gets access.")
    ] = None,
    kind: Annotated[str, typer.Option("--kind", metavar="WORD", help="ill, leave or training.")] = "ill",
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show what an absence does to the plan, smallest change first; nothing is stored until --accept.

    Exit 1 when a window would be left without a visit.
    """
    from actions.absences import Away, adviser_named, foresee
    from actions.absences import accept as keep
    from desk.opening import in_house, user_named
    from desk.steps import word
    from rules.vocabulary import AbsenceKind

    now, why = instant(as_of), word(AbsenceKind, kind, "--kind")
    with in_house() as (house, session):
        away = Away(adviser_named(session, absent), from_, to, why)
        user = user_named(session, by) if by else None
        told = keep(session, house, away, now, user) if accept else foresee(session, house, away, now)
    if json:
        show_json(told)
    else:
        _show_forecast(told)
    if told.uncovered:
        raise typer.Exit(FINDINGS)


@app.command()
def back(
    adviser: Annotated[str, typer.Option("--adviser", metavar="CODE", help="The adviser who is back early.")],
    on: Annotated[date, typer.Option("--on", parser=read_day, metavar="YYYY-MM-DD", help="The first day at work.")],
    accept: Annotated[bool, typer.Option("--accept", help="Keep it: end the absence and mend the plan.")] = False,
    by: Annotated[str | None, typer.Option("--by", metavar="LOGIN", help="Who accepts; needed with --accept.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show what it does that somebody is back early: later windows go back; nothing is stored until --accept.

    Exit 1 when a window would be left without a visit.
    """
    from actions.absences import adviser_named
    from actions.plan_returns import Return, accept_return, foresee_return
    from desk.opening import in_house, user_named

    if accept and by is None:
        raise AcceptorMissing
    now = instant(as_of)
    with in_house() as (house, session):
        who = Return(adviser_named(session, adviser), on)
        if accept and by is not None:
            told = accept_return(session, house, who, now, user_named(session, by))
        else:
            told = foresee_return(session, house, who, now)
    if json:
        show_json({"adviser": adviser, "on": on, "accepted": accept, **asdict(told)})
    else:
        changes = [_change_row(row) for row in told.changes]
        show_table(f"Wat verandert als {adviser} terug is", CHANGE_COLUMNS, changes)
        say("Vastgelegd." if accept else "Er is niets vastgelegd. Neem dit aan met --accept --by LOGIN.")
    if told.uncovered:
        raise typer.Exit(FINDINGS)


def _change_row(row: "VisitChange") -> tuple[object, ...]:
    before, after = row.before, row.after
    if after is None:
        return (row.group_code, before.on, before.start, "vervalt", "", "")
    return (row.group_code, before.on, before.start, after.on, after.start, after.adviser_code)


class AcceptorMissing(RuleError):
    """A change of the plan is accepted by nobody."""

    def __init__(self) -> None:
        super().__init__("Geef met --by aan wie dit aanneemt: de login van een coördinator of regiomanager.")


CHANGE_COLUMNS = ("groep", "was op", "om", "wordt", "om", "door")


def _show_forecast(told: "Forecast") -> None:
    from actions.plan_words import REASONS

    changes = [_change_row(row) for row in told.changes]
    show_table(f"Wat verandert als {told.absent} weg is", CHANGE_COLUMNS, changes)
    risks = [
        (x.group_code, x.starts_on, x.ends_on, REASONS[x.reason], x.relaxation.sentence if x.relaxation else "")
        for x in told.uncovered
    ]
    show_table("Blijft zonder bezoek", ("groep", "van", "tot en met", "reden", "wat zou helpen"), risks)
    load = [(x.adviser_code, x.visits, x.minutes) for x in told.load]
    show_table("Extra werk", ("vertrouwenspersoon", "bezoeken", "minuten"), load)
    if told.accepted:
        say(f"Vastgelegd: {told.visits} bezoeken gewijzigd, {told.access} keer toegang gegeven.")
    else:
        say("Er is niets vastgelegd. Neem dit aan met --accept --by LOGIN.")


@app.command()
def late(as_of: AsOf = None, json: Json = False) -> None:
    """List the windows that ended without a visit and can still be caught up; exit 1 when there are any."""
    from actions.planning import late_windows
    from desk.opening import in_house
    from rules.calendar import local_date

    today = local_date(instant(as_of))
    with in_house() as (_house, session):
        lines = late_windows(session, today)
    if json:
        show_json(lines)
    else:
        columns = ("groep", "zorgvorm", "van", "tot en met", "inhalen tot en met", "reden")
        rows = [(x.group_code, x.care_type, x.starts_on, x.ends_on, x.late_until, x.missed_reason) for x in lines]
        show_table("Gemiste bezoeken die nog in te halen zijn", columns, rows)
    if lines:
        raise typer.Exit(FINDINGS)


@app.command()
def debt(as_of: AsOf = None, json: Json = False) -> None:
    """List per group how many visits it still has to get: due - done - excused."""
    from actions.planning import debt as debts
    from desk.opening import in_house
    from rules.calendar import local_date

    today = local_date(instant(as_of))
    with in_house() as (_house, session):
        lines = debts(session, today)
    if json:
        show_json(lines)
        return
    columns = ("groep", "verschuldigd", "gedaan", "vervallen", "tegoed")
    show_table("Tegoed per groep", columns, [(x.group_code, x.due, x.done, x.excused, x.debt) for x in lines])


class InstanceNotUsable(RuleError):
    """The file with a routing problem cannot be opened, or it is far too large to be one."""


@app.command()
def pvrp(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A periodic routing problem in the public text format.")],
    seconds: Annotated[
        int, typer.Option(parser=number("--seconds", 1, 86_400), metavar="N", help="How long to search, on one core.")
    ] = 60,
    seed: Annotated[int, typer.Option(parser=number("--seed", 0, 2**31), metavar="S", help="The seed of chance.")] = 1,
    json: Json = False,
) -> None:
    """Solve a public periodic routing problem, to hold the planner against a known table; exit 1 without a plan."""
    from planner.pvrp.reading import read_instance
    from planner.pvrp.solve import solve_pvrp

    instance = read_instance(_instance_text(file), file.name)
    for id_ in instance.left_out:
        say(f"Klant {id_} is overgeslagen: die staat op de plaats van het depot en vult een heel voertuig.")
    found = solve_pvrp(instance, seconds=seconds, seed=seed)
    if json:
        show_json({"cost": found.cost, "seconds": round(found.seconds, 3), "routes": found.routes})
    else:
        rows = [(route.day, route.vehicle, " ".join(map(str, route.customers))) for route in found.routes]
        show_table("Routes", ("dag", "voertuig", "klanten"), rows)
    if found.cost is None:
        say(f"In {found.seconds:.0f} seconden is geen plan gevonden dat alle grenzen bewaart. Geef het meer tijd.")
        raise typer.Exit(FINDINGS)
    say(f"Afstand {found.cost:.2f}, {len(found.routes)} routes, in {found.seconds:.1f} seconden.")


def _instance_text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError:
        raise InstanceNotUsable(
            f"{file.name}: dit bestand is niet te lezen. Controleer de naam en de rechten."
        ) from None
    if len(content) > MOST_BYTES:
        raise InstanceNotUsable(f"{file.name}: het bestand is te groot (max. 2 MB) voor een routeprobleem.")
    return content.decode("utf-8", errors="replace")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go; made when it is not there.")],
    from_: Annotated[
        date | None,
        typer.Option("--from", parser=read_day, metavar="YYYY-MM-DD", help="The first day; else the last plan's."),
    ] = None,
    weeks: Weeks = 13,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Write a plan and all it was made from as CSV files, for the checker and for other tools."""
    from actions.plan_export import export_plan
    from desk.opening import in_house
    from rules.cadence import Period
    from store.events import SYSTEM

    horizon = None if from_ is None else Period(from_, from_ + timedelta(weeks=weeks, days=-1))
    with in_house() as (house, session):
        written = export_plan(session, house, folder, horizon=horizon, now=instant(as_of), actor=SYSTEM)
    if json:
        show_json(written)
        return
    show_table(f"Geschreven naar {folder.name}", ("bestand", "rijen"), list(written.rows.items()))
    for warning in written.warnings:
        say(f"Let op: {warning.message}")
    say(f"Het plan van {written.starts_on} tot en met {written.ends_on}. Controleer het met 'waakvlam plan verify'.")


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that plan export wrote.")],
    json: Json = False,
) -> None:
    """Check an exported plan, apart from the planner: every hard rule, every reason; exit 1 when one is broken."""
    from channels.plan_folder import read_plan_folder
    from planner.verify import verify as judge
    from planner.verify_figures import shown

    verdict = judge(*read_plan_folder(folder))
    if json:
        show_json(verdict)
    else:
        rows = [
            (found.code, " ".join(f"{name} {value}" for name, value in found.ids.items()), found.message)
            for found in verdict.findings
        ]
        show_table("Wat niet klopt", ("regel", "waar", "wat"), rows)
        show_table("Kengetallen", ("naam", "waarde"), list(shown(verdict.figures).items()))
    if verdict.findings:
        raise typer.Exit(FINDINGS)
