"""`waakvlam agency`: agencies that merge, split or get another name, their councils, and what was agreed with them."""

from typing import Annotated

import typer

from desk.commands.signal_steps import By
from desk.options import AsOf, Json, number

app = typer.Typer(name="agency", help="Mergers, splits and names of agencies, and relations.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(metavar="AGENCY", help="Its code.")]
Into = Annotated[str, typer.Option("--into", metavar="AGENCY", help="The code of the other agency.")]
From = Annotated[str, typer.Option("--from", metavar="DAY", help="The first day.")]


@app.command()
def merge(
    olds: Annotated[list[str], typer.Argument(metavar="AGENCY...", help="The codes of those that go up in it.")],
    into: Into,
    starts: From,
    by: By,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Let agencies go up in another from a day on; locations that look the same are proposed, never merged."""
    from actions.agency_mergers import merge_agencies
    from actions.casework_views import coded
    from desk.options import read_day
    from desk.steps import acting, answer
    from store.models import Agency

    day = read_day(starts)
    with acting(by, as_of) as step:
        gone, kept = [coded(step.session, Agency, code) for code in olds], coded(step.session, Agency, into)
        did = merge_agencies(step.session, step.house, gone, kept, day, step.now, by=step.user)
    told = {
        "into": into,
        "on": day,
        "groups": list(did.groups),
        "doubles": [list(pair) for pair in did.doubles],
        "open_signals": list(did.open_signals),
        "has_contact": did.has_contact,
    }
    answer(told, json=json)


@app.command()
def split(
    code: Code,
    into: Into,
    groups: Annotated[list[str], typer.Option("--group", metavar="CODE", help="A group that goes along.")],
    starts: From,
    by: By,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Give groups of an agency to another from a day on."""
    from actions.agency_mergers import split_agency
    from actions.casework_views import coded
    from desk.options import read_day
    from desk.steps import acting, answer
    from store.models import Agency, Group

    day = read_day(starts)
    with acting(by, as_of) as step:
        moved = [coded(step.session, Group, group) for group in groups]
        one, other = coded(step.session, Agency, code), coded(step.session, Agency, into)
        split_agency(step.session, step.house, one, other, moved, day, step.now, by=step.user)
    answer({"agency": code, "into": into, "on": day, "groups": groups}, json=json)


@app.command()
def rename(
    code: Code,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new name.")],
    starts: From,
    by: By,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Give an agency another name from a day on."""
    from actions.agency_mergers import rename_agency
    from actions.casework_views import coded
    from desk.options import read_day
    from desk.steps import acting, answer
    from store.models import Agency

    day = read_day(starts)
    with acting(by, as_of) as step:
        rename_agency(step.session, step.house, coded(step.session, Agency, code), name, day, step.now, by=step.user)
    answer({"agency": code, "name": name, "on": day}, json=json)


@app.command()
def council(
    code: Code,
    kind: Annotated[str, typer.Argument(metavar="WORD", help="client_council or youth_council.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    by: By,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record a council of clients of an agency."""
    from actions.casework_views import coded
    from actions.relations import add_council
    from desk.steps import acting, answer, word
    from rules.casework import CouncilKind
    from store.models import Agency

    with acting(by, as_of) as step:
        agency = coded(step.session, Agency, code)
        added = add_council(
            step.session, step.house, agency, word(CouncilKind, kind, "WORD"), name, step.now, by=step.user
        )
        told = {"council": added.code, "agency": code}
    answer(told, json=json)


@app.command()
def note(
    kind: Annotated[str, typer.Argument(metavar="WORD", help="talk, agreement, remark or outreach.")],
    text: Annotated[str, typer.Option("--text", metavar="FILE", help="The file with the text; - reads the input.")],
    by: By,
    agency: Annotated[str | None, typer.Option("--agency", metavar="CODE", help="With which agency.")] = None,
    municipality: Annotated[str | None, typer.Option("--municipality", metavar="CODE", help="With which one.")] = None,
    minutes: Annotated[
        int | None, typer.Option("--minutes", parser=number("--minutes", 1, 1440), metavar="N", help="It took.")
    ] = None,
    in_report: Annotated[bool, typer.Option("--in-report", help="Belongs in the yearly report.")] = False,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="When; else today.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Note what was discussed or agreed with an agency or municipality, or an outreach."""
    from actions.casework_views import coded_or_none
    from actions.relations import NewNote, note_relation
    from desk.steps import acting, answer, day_or, read_text, word
    from rules.calendar import local_date
    from rules.casework import RelationKind
    from store.models import Agency, Municipality

    with acting(by, as_of) as step:
        new = NewNote(
            word(RelationKind, kind, "WORD"), day_or(on, local_date(step.now)),
            coded_or_none(step.session, Municipality, municipality), coded_or_none(step.session, Agency, agency),
            minutes=minutes, in_report=in_report, text=read_text(text),
        )  # fmt: skip
        told = {"reference": note_relation(step.session, step.house, new, step.now, by=step.user).reference}
    answer(told, json=json)
