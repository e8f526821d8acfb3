"""Taking a contact in one short form: who it was, how, and what it was about, for a new client or a known one."""

from starlette.responses import Response

from actions.casework import NewClient, NewIssue, handle_issue, open_client, raise_issue, record_contact
from actions.casework_views import coded
from actions.intake import become_client
from actions.support_cases import start_case
from desk.web.desk import Desk
from desk.web.numbers import number_in
from desk.web.table import Menu, Page
from desk.web.typed import Typed, at_fields
from rules.casework import (
    CATEGORIES,
    Channel,
    ClientKind,
    ContactKind,
    FirstHandling,
    Gender,
    IssueCategory,
    IssueKind,
    ParentKind,
    TransgressiveKind,
)
from rules.errors import Phrase
from rules.vocabulary import Role
from store.adviser_day import own_visit
from store.case_pages import agencies, client_seen, clients_seen, municipalities, own_locations
from store.models import Agency, Client, Intake, Issue, Location, Municipality
from store.scope import Viewer, one_seen
from templates.desk_page import word_in

ADVISER = frozenset({Role.ADVISER})
HANDLINGS = (FirstHandling.RUNNING, FirstHandling.INFORMATION_ADVICE, FirstHandling.SUPPORT_CASE)
FIELDS = {
    "oudersoort": "parent_kind", "geboortejaar": "birth_year", "categorie": "category", "datum": "on",
    "grensoverschrijdend": "transgressive_kind", "afgehandeld_op": "handling",
}  # fmt: skip
"""At which field of the form a contradiction is told."""


def contact_new(desk: Desk) -> Response:
    """Show the form, for a known client when the address names one; who was taken from the queue fills it in."""
    viewer = _viewer(desk)
    code, intake = _asked(desk, "client"), _taken(desk)
    client = client_seen(desk.session, viewer, code) if code else None
    number = number_in(_asked(desk, "visit"))
    visit = own_visit(desk.session, viewer, number) if number is not None else None
    trail = [(desk.say("Cliënten"), desk.address("my_clients"))]
    if client is not None:
        trail.append((client.code, desk.address("client", code=client.code)))
    return desk.page(
        "desk/cases/contact.html", trail=trail, client=client, intake=intake, visit=visit,
        channel=intake.channel if intake else Channel.GROUP_VISIT if visit else Channel.PHONE,
        youth=intake is None or intake.is_youth,
        channels=Channel, contact_kinds=ContactKind, client_kinds=ClientKind, parent_kinds=ParentKind, genders=Gender,
        issue_kinds=IssueKind, transgressive=TransgressiveKind, handlings=HANDLINGS, categories=_categories(desk),
        municipalities=municipalities(desk.session, desk.today), agencies=agencies(desk.session, desk.today),
        locations=own_locations(desk.session, viewer),
        others=[] if client else list(desk.session.scalars(clients_seen(viewer).with_only_columns(Client.code))),
    )  # fmt: skip


def contact_take(desk: Desk) -> Response:
    """Record the contact; open the file of a new client and what it is about, when these were filled in."""
    typed = Typed.at(desk)
    code, intake = _asked(desk, "client"), _taken(desk)
    channel, on, note = typed.word("channel", Channel), typed.day("on", desk.today), typed.text("note")
    new, issue = None if code else _new_client(desk, typed), _new_issue(desk, typed, channel)
    kind = typed.word("contact_kind", ContactKind) if issue is None else ContactKind.ABOUT_ISSUE
    handling = typed.word("handling", FirstHandling) if issue else FirstHandling.RUNNING
    rivals = [client_seen(desk.session, _viewer(desk), rival)] if (rival := typed.text("conflict")) and new else []
    typed.check()
    with at_fields(FIELDS, "category"):
        if new is None:
            client = client_seen(desk.session, _viewer(desk), code)
            if intake is not None and intake.client_id != client.id:
                become_client(desk.session, intake, client, desk.now, by=desk.user)
        else:
            client = open_client(
                desk.session, desk.house, new, desk.now, by=desk.user, first_contact_on=on, conflicts=rivals
            )
            if intake is not None:
                become_client(desk.session, intake, client, desk.now, by=desk.user)
            if rivals:
                return _for_another(desk, client)
        raised = raise_issue(desk.session, desk.house, client, issue, desk.now, by=desk.user) if issue else None
        place = coded(desk.session, Location, where) if (where := typed.text("location")) else None
        record_contact(
            desk.session, desk.house, client, kind, channel, on, desk.now, by=desk.user, issue=raised, location=place,
            note=note,
        )  # fmt: skip
        _handle(desk, raised, handling)
    if raised is not None:
        said = desk.say("Het contact en %(ref)s zijn vastgelegd.", ref=raised.reference)
        return desk.redirect("issue", code=client.code, reference=raised.reference, message=said)
    return desk.redirect("client", code=client.code, message=desk.say("Het contact is vastgelegd."))


def _for_another(desk: Desk, client: Client) -> Response:
    said = desk.say(
        "Dossier %(code)s is geopend voor een collega: de belangen zijn tegenstrijdig. De coördinator kiest wie helpt;"
        " u ziet dit dossier niet.",
        code=client.code,
    )
    return desk.redirect("my_clients", message=said)


def _handle(desk: Desk, issue: Issue | None, handling: FirstHandling) -> None:
    if issue is None or handling is FirstHandling.RUNNING:
        return
    if handling is FirstHandling.SUPPORT_CASE:
        start_case(desk.session, desk.house, issue, issue.raised_on, desk.now, by=desk.user)
    else:
        handle_issue(desk.session, desk.house, issue, handling, issue.raised_on, desk.now, by=desk.user)


def _new_client(desk: Desk, typed: Typed) -> NewClient:
    code = typed.text("municipality")
    return NewClient(
        typed.word("client_kind", ClientKind),
        typed.word_or_none("gender", Gender) or Gender.UNKNOWN,
        typed.word_or_none("parent_kind", ParentKind),
        typed.number_or_none("birth_year", 1900, 2100),
        typed.text("identity", 500),
        typed.text("email", 254),
        coded(desk.session, Municipality, code) if code else None,
    )


def _new_issue(desk: Desk, typed: Typed, channel: Channel) -> NewIssue | None:
    kind = typed.word_or_none("issue_kind", IssueKind)
    if kind is None:
        if typed.text("category") or typed.text("text"):
            typed.errors["issue_kind"].append(Phrase("Kies hoe de cliënt het noemt, of laat dit deel leeg."))
        return None
    agency, location = typed.text("agency"), typed.text("location")
    return NewIssue(
        kind, typed.word("category", IssueCategory), channel, typed.day("on", desk.today),
        typed.word_or_none("transgressive_kind", TransgressiveKind), typed.yes("restrictive_measure"),
        coded(desk.session, Agency, agency) if agency else None,
        coded(desk.session, Location, location) if location else None, typed.text("text"),
    )  # fmt: skip


def _categories(desk: Desk) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (word_in(desk.language, kind), [(one.value, word_in(desk.language, one)) for one in members])
        for kind, members in CATEGORIES.items()
    ]


def _taken(desk: Desk) -> Intake | None:
    """Return whom I took from the queue, when the form is about somebody of it."""
    reference = _asked(desk, "intake")
    if not reference:
        return None
    mine = (Intake.reference == reference, Intake.taken_by_id == desk.user.adviser_id)
    return one_seen(desk.session, Intake, _viewer(desk), *mine)


def _asked(desk: Desk, name: str) -> str:
    given = desk.form.get(name) or desk.query.get(name, "")
    return given if isinstance(given, str) else ""


def _viewer(desk: Desk) -> Viewer:
    return Viewer(desk.user, desk.now)


PAGES = (
    Page("/contact", "contact_new", contact_new, ADVISER, menu=Menu("Contact", 15)),
    Page("/contact", "contact_take", contact_take, ADVISER, method="POST", shows="contact_new"),
)
