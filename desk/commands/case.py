"""`waakvlam case`: clients, their contacts, questions, problems and complaints, and support.

A name or a text is shown by the commands `identity` and `text` alone, to the client's own adviser, and logged.
"""

from typing import Annotated

import typer

from desk.commands.signal_steps import By
from desk.options import AsOf, Json, number

app = typer.Typer(name="case", help="Clients, what they came with, and support.", no_args_is_help=True)
client = typer.Typer(name="client", help="Clients and who helps them.", no_args_is_help=True)
contact = typer.Typer(name="contact", help="Contacts with and for clients.", no_args_is_help=True)
issue = typer.Typer(name="issue", help="Questions, problems and complaints.", no_args_is_help=True)
action = typer.Typer(name="action", help="Actions in a support case.", no_args_is_help=True)
for group in (client, contact, issue, action):
    app.add_typer(group)

Code = Annotated[str, typer.Argument(metavar="CLIENT", help="The code that `case client open` gave.")]
Issue = Annotated[str, typer.Argument(metavar="ISSUE", help="The reference that `case issue raise` gave.")]
On = Annotated[str | None, typer.Option("--on", metavar="DAY", help="When; else today.")]
Channel = Annotated[str, typer.Option("--channel", metavar="WORD", help="phone, email, form, chat, group_visit, ...")]
Words = Annotated[str | None, typer.Option("--text", metavar="FILE", help="The file with the text; - reads the input.")]
Number = Annotated[
    int, typer.Argument(parser=number("ACTION", 1, 2**63 - 1), metavar="ACTION", help="The number of the action.")
]


@client.command("open")
def open_(
    by: By,
    kind: Annotated[str, typer.Option("--kind", metavar="WORD", help="youth, parent, foster_parent, ...")] = "youth",
    parent_kind: Annotated[str | None, typer.Option("--parent-kind", metavar="WORD", help="Of a parent.")] = None,
    gender: Annotated[str, typer.Option("--gender", metavar="WORD", help="As told.")] = "unknown",
    born: Annotated[int | None, typer.Option("--born", parser=number("--born", 1900, 2100), metavar="YEAR")] = None,
    lives_in: Annotated[str | None, typer.Option("--lives-in", metavar="CODE", help="Where the client stays.")] = None,
    legal: Annotated[str | None, typer.Option("--legal", metavar="CODE", help="The residence of the law.")] = None,
    against: Annotated[list[str] | None, typer.Option("--against", metavar="CLIENT", help="Other interests.")] = None,
    intake: Annotated[str | None, typer.Option("--intake", metavar="REF", help="Who was taken from the queue.")] = None,
    identity: Annotated[str | None, typer.Option("--identity", metavar="FILE", help="Who it is; - reads it.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Open the file of a new client, who is yours unless interests conflict."""
    from actions.casework import NewClient, open_client
    from actions.casework_views import client_named, coded_or_none
    from actions.intake import become_client, intake_named
    from desk.steps import acting, answer, read_text, word
    from rules.casework import ClientKind, Gender, ParentKind
    from store.models import Municipality

    with acting(by, as_of) as step:
        new = NewClient(
            word(ClientKind, kind, "--kind"), word(Gender, gender, "--gender"),
            word(ParentKind, parent_kind, "--parent-kind") if parent_kind else None, born,
            read_text(identity) if identity else "",
            reporting=coded_or_none(step.session, Municipality, lives_in),
            legal=coded_or_none(step.session, Municipality, legal),
        )  # fmt: skip
        others = [client_named(step.session, code) for code in against or ()]
        opened = open_client(step.session, step.house, new, step.now, by=step.user, conflicts=others)
        if intake:
            become_client(step.session, intake_named(step.session, intake), opened, step.now, by=step.user)
        told = {"client": opened.code}
    answer(told, json=json)


@client.command("list")
def list_(by: By, as_of: AsOf = None, json: Json = False) -> None:
    """List your own clients by code."""
    from actions.assignments import visible_clients
    from desk.show import show_json, show_table
    from desk.steps import acting
    from rules.calendar import local_date

    with acting(by, as_of) as step:
        mine = visible_clients(step.session, step.user, local_date(step.now))
        lines = [{"client": one.code, "kind": one.kind, "since": one.first_contact_on} for one in mine]
    if json:
        show_json(lines)
        return
    show_table("Cliënten", ("cliënt", "soort", "sinds"), [tuple(line.values()) for line in lines])


@client.command()
def offer(code: Code, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """List who may help a client: there today, and no conflict of interest."""
    from actions.assignments import candidates
    from actions.casework_views import client_named
    from desk.show import show_json, show_table
    from desk.steps import acting
    from rules.calendar import local_date

    with acting(by, as_of) as step:
        found = candidates(step.session, client_named(step.session, code), local_date(step.now))
        lines = [{"adviser": one.code, "name": one.name} for one in found]
    if json:
        show_json(lines)
        return
    show_table("Kan helpen", ("code", "naam"), [tuple(line.values()) for line in lines])


@client.command()
def assign(
    code: Code, adviser: Annotated[str, typer.Argument(metavar="ADVISER")], by: By, as_of: AsOf = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Let an adviser help a client from today on."""
    from actions.assignments import assign as do
    from actions.casework_views import client_named, coded
    from desk.steps import acting, answer
    from store.models import Adviser

    with acting(by, as_of) as step:
        do(
            step.session,
            client_named(step.session, code),
            coded(step.session, Adviser, adviser),
            step.now,
            by=step.user,
        )
    answer({"client": code, "adviser": adviser}, json=json)


@client.command()
def conflict(
    keeps: Code, other: Annotated[str, typer.Argument(metavar="OTHER")], by: By, as_of: AsOf = None, json: Json = False
) -> None:
    """Record that interests of two clients conflict; the first keeps the adviser, the other gets a new one."""
    from actions.assignments import record_conflict
    from actions.casework_views import client_named
    from desk.steps import acting, answer

    with acting(by, as_of) as step:
        one, two = client_named(step.session, keeps), client_named(step.session, other)
        record_conflict(step.session, one, two, step.now, by=step.user)
    answer({"client": keeps, "other": other}, json=json)


@client.command()
def move(
    code: Code,
    by: By,
    to: Annotated[str | None, typer.Option("--to", metavar="CODE", help="The municipality; unknown without.")] = None,
    on: On = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record that a client lives elsewhere."""
    from actions.casework import move_client
    from actions.casework_views import client_named, coded_or_none
    from desk.steps import acting, answer, day_or
    from rules.calendar import local_date
    from store.models import Municipality

    with acting(by, as_of) as step:
        day, place = day_or(on, local_date(step.now)), coded_or_none(step.session, Municipality, to)
        move_client(step.session, step.house, client_named(step.session, code), place, day, step.now, by=step.user)
    answer({"client": code, "to": to, "on": day}, json=json)


@contact.command("add")
def add_contact(
    code: Code,
    channel: Channel,
    by: By,
    kind: Annotated[
        str, typer.Option("--kind", metavar="WORD", help="introduction_talk or about_issue.")
    ] = "about_issue",
    about: Annotated[str | None, typer.Option("--issue", metavar="ISSUE", help="What it was about.")] = None,
    intake: Annotated[str | None, typer.Option("--intake", metavar="REF", help="Who was taken from the queue.")] = None,
    text: Words = None,
    on: On = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record a contact with or for a client; who was taken from the queue then turns out to be this client."""
    from actions.casework import record_contact
    from actions.casework_views import client_named, issue_named
    from actions.intake import become_client, intake_named
    from desk.steps import acting, answer, day_or, read_text, word
    from rules.calendar import local_date
    from rules.casework import Channel as Way
    from rules.casework import ContactKind

    with acting(by, as_of) as step:
        day, found = day_or(on, local_date(step.now)), client_named(step.session, code)
        record_contact(
            step.session, step.house, found, word(ContactKind, kind, "--kind"),
            word(Way, channel, "--channel"), day, step.now, by=step.user,
            issue=issue_named(step.session, about) if about else None, note=read_text(text) if text else "",
        )  # fmt: skip
        taken = intake_named(step.session, intake) if intake else None
        if taken is not None and taken.client_id != found.id:
            become_client(step.session, taken, found, step.now, by=step.user)
    answer({"client": code, "on": day}, json=json)


@issue.command("raise")
def raise_(
    code: Code,
    kind: Annotated[str, typer.Argument(metavar="WORD", help="question, problem or complaint: the client's word.")],
    category: Annotated[str, typer.Argument(metavar="CATEGORY", help="One of the categories of that kind.")],
    channel: Channel,
    by: By,
    agency: Annotated[str | None, typer.Option("--agency", metavar="CODE", help="The body it is about.")] = None,
    location: Annotated[str | None, typer.Option("--location", metavar="CODE", help="The location.")] = None,
    transgressive: Annotated[str | None, typer.Option("--transgressive", metavar="WORD", help="Of what kind.")] = None,
    restrictive: Annotated[bool, typer.Option("--restrictive", help="About a measure that restricts freedom.")] = False,
    text: Words = None,
    on: On = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record what a client came with."""
    from actions.casework import NewIssue, raise_issue
    from actions.casework_views import client_named, coded_or_none, told_issue
    from desk.steps import acting, answer, day_or, read_text, word
    from rules.calendar import local_date
    from rules.casework import Channel as Way
    from rules.casework import IssueCategory, IssueKind, TransgressiveKind
    from store.models import Agency, Location

    with acting(by, as_of) as step:
        new = NewIssue(
            word(IssueKind, kind, "WORD"), word(IssueCategory, category, "CATEGORY"), word(Way, channel, "--channel"),
            day_or(on, local_date(step.now)),
            word(TransgressiveKind, transgressive, "--transgressive") if transgressive else None, restrictive,
            coded_or_none(step.session, Agency, agency), coded_or_none(step.session, Location, location),
            read_text(text) if text else "",
        )  # fmt: skip
        raised = raise_issue(step.session, step.house, client_named(step.session, code), new, step.now, by=step.user)
        told = told_issue(step.session, raised, step.now, by=step.user)
    answer(told, json=json)


@issue.command()
def show(reference: Issue, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Show how an issue and its support case stand, and what to try next."""
    from actions.casework_views import issue_named, told_issue
    from desk.steps import acting, answer

    with acting(by, as_of) as step:
        told = told_issue(step.session, issue_named(step.session, reference), step.now, by=step.user)
    answer(told, json=json)


@issue.command()
def handle(
    reference: Issue,
    how: Annotated[str, typer.Argument(metavar="WORD", help="information_advice, broken_off or support_case.")],
    by: By,
    reason: Annotated[str | None, typer.Option("--reason", metavar="WORD", help="Why it was broken off.")] = None,
    on: On = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record how the first contact ended; support_case begins a support case."""
    from actions.casework import handle_issue
    from actions.casework_views import issue_named, told_issue
    from actions.support_cases import start_case
    from desk.steps import acting, answer, day_or, word
    from rules.calendar import local_date
    from rules.casework import BreakOffReason, FirstHandling

    way = word(FirstHandling, how, "WORD")
    with acting(by, as_of) as step:
        found, day = issue_named(step.session, reference), day_or(on, local_date(step.now))
        if way is FirstHandling.SUPPORT_CASE:
            start_case(step.session, step.house, found, day, step.now, by=step.user)
        else:
            why = word(BreakOffReason, reason, "--reason") if reason else None
            handle_issue(step.session, step.house, found, way, day, step.now, by=step.user, reason=why)
        told = told_issue(step.session, found, step.now, by=step.user)
    answer(told, json=json)


@issue.command()
def end(reference: Issue, by: By, on: On = None, as_of: AsOf = None, json: Json = False) -> None:
    """End the support case of an issue."""
    from actions.casework_views import case_about, issue_named, told_issue
    from actions.support_cases import end_case
    from desk.steps import acting, answer, day_or
    from rules.calendar import local_date

    with acting(by, as_of) as step:
        found, day = issue_named(step.session, reference), day_or(on, local_date(step.now))
        end_case(step.session, step.house, case_about(step.session, found), day, step.now, by=step.user)
        told = told_issue(step.session, found, step.now, by=step.user)
    answer(told, json=json)


@action.command("take")
def take_action(
    reference: Issue,
    kind: Annotated[str, typer.Argument(metavar="WORD", help="talk_employee, ..., complaints_committee, other.")],
    by: By,
    scientist: Annotated[bool, typer.Option("--scientist", help="With a behavioural scientist.")] = False,
    mediation: Annotated[bool, typer.Option("--mediation", help="It was mediation.")] = False,
    attended: Annotated[bool, typer.Option("--attended", help="You were there, at the client's request.")] = False,
    on: On = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record an action in the support case of an issue."""
    from actions.casework_views import case_about, issue_named, told_issue
    from actions.support_cases import NewAction
    from actions.support_cases import take_action as do
    from desk.steps import acting, answer, day_or, word
    from rules.calendar import local_date
    from rules.casework import ActionKind

    with acting(by, as_of) as step:
        found, day = issue_named(step.session, reference), day_or(on, local_date(step.now))
        new = NewAction(word(ActionKind, kind, "WORD"), day, scientist, mediation, attended)
        taken = do(step.session, step.house, case_about(step.session, found), new, step.now, by=step.user)
        told = {"action": taken.id, **told_issue(step.session, found, step.now, by=step.user)}
    answer(told, json=json)


@action.command("end")
def end_action(
    which: Number,
    outcome: Annotated[str, typer.Argument(metavar="WORD", help="resolved, partly_resolved, unresolved, ...")],
    by: By,
    on: On = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record the outcome of an action: the client judges, or the body in a formal procedure."""
    from actions.casework_views import action_numbered
    from actions.support_cases import end_action as do
    from desk.steps import acting, answer, day_or, word
    from rules.calendar import local_date
    from rules.casework import ActionOutcome

    ended = word(ActionOutcome, outcome, "WORD")
    with acting(by, as_of) as step:
        found, day = action_numbered(step.session, which), day_or(on, local_date(step.now))
        do(step.session, step.house, found, ended, day, step.now, by=step.user)
    answer({"action": which, "outcome": ended, "on": day}, json=json)


@issue.command("supporter")
def supporter(
    reference: Issue,
    kind: Annotated[str, typer.Argument(metavar="WORD", help="client_supporter or informal_supporter.")],
    by: By,
    refused_on: Annotated[str | None, typer.Option("--refused-on", metavar="DAY", help="The body refused.")] = None,
    ground: Annotated[str | None, typer.Option("--ground", metavar="WORD", help="On which of three grounds.")] = None,
    on: On = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record who else supports the client, or that a body refused an informal supporter."""
    from actions.casework_views import case_about, issue_named
    from actions.support_cases import add_supporter
    from desk.options import read_day
    from desk.steps import acting, answer, day_or, word
    from rules.calendar import local_date
    from rules.casework import RefusalGround, SupporterKind

    with acting(by, as_of) as step:
        case, day = case_about(step.session, issue_named(step.session, reference)), day_or(on, local_date(step.now))
        add_supporter(
            step.session, step.house, case, word(SupporterKind, kind, "WORD"), day, step.now, by=step.user,
            refused_on=read_day(refused_on) if refused_on else None,
            ground=word(RefusalGround, ground, "--ground") if ground else None,
        )  # fmt: skip
    answer({"issue": reference, "kind": kind, "ground": ground}, json=json)


@client.command()
def identity(code: Code, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Show who your own client is; that you looked stays on record."""
    from actions.assignments import read_identity
    from actions.casework_views import client_named
    from desk.steps import acting, answer

    with acting(by, as_of) as step:
        found = client_named(step.session, code)
        who = read_identity(step.session, step.house, found, step.now, by=step.user, purpose="command_line")
    answer({"client": code, "identity": who}, json=json)


@issue.command("text")
def text_of(reference: Issue, by: By, as_of: AsOf = None, json: Json = False) -> None:
    """Show what your own client came with; that you looked stays on record."""
    from actions.casework import read_issue
    from actions.casework_views import issue_named
    from desk.steps import acting, answer

    with acting(by, as_of) as step:
        found = issue_named(step.session, reference)
        told = read_issue(step.session, step.house, found, step.now, by=step.user, purpose="command_line")
    answer({"issue": reference, "text": told}, json=json)
