"""Clients, what they came with, and how the first contact was handled. Names and texts are sealed at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.assignments import (
    ask_for_adviser,
    check_free,
    check_mine,
    client_subject,
    identity_place,
    record_conflict,
)
from actions.house import House
from channels.addresses import checked_address
from rules.calendar import local_date
from rules.casework import (
    BreakOffReason,
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
from rules.casework_checks import ClientEntry, IssueEntry, client_faults, issue_faults, refuse
from rules.casework_errors import AlreadyHandled, IssueOfAnother, NotAnAdviser, NotInTheFuture
from store.casework import client_place, free_code, residences
from store.crypto import Place
from store.events import Fact, Subject, record, user_actor
from store.models import (
    AccessLog,
    Adviser,
    Agency,
    Client,
    ClientAdviser,
    ClientContact,
    ClientResidence,
    Issue,
    Location,
    Municipality,
    User,
)


@dataclass(frozen=True, slots=True)
class NewClient:
    """Who came. `identity` is a name or address, sealed when it is saved; `reporting` is where the client stays.

    `email` (sealed too) is where the client wants to be asked afterwards how the help was.
    """

    kind: ClientKind
    gender: Gender = Gender.UNKNOWN
    parent_kind: ParentKind | None = None
    birth_year: int | None = None
    identity: str = ""
    email: str = ""
    reporting: Municipality | None = None
    legal: Municipality | None = None


@dataclass(frozen=True, slots=True)
class NewIssue:
    """What a client came with, in the client's own word for it."""

    kind: IssueKind
    category: IssueCategory
    channel: Channel
    raised_on: date
    transgressive_kind: TransgressiveKind | None = None
    restrictive_measure: bool = False
    agency: Agency | None = None
    location: Location | None = None
    text: str = ""


def open_client(
    session: Session,
    house: House,
    new: NewClient,
    now: datetime,
    *,
    by: User,
    first_contact_on: date | None = None,
    conflicts: Sequence[Client] = (),
) -> Client:
    """Open the file of a new client; the adviser who does so helps the client, unless there are `conflicts`.

    Then a coordinator is asked to choose somebody else. Raises: NotAnAdviser, NotInTheFuture, FlawedInput.
    """
    today = local_date(now)
    if by.adviser_id is None or not by.active:
        raise NotAnAdviser
    since = past(first_contact_on or today, today)
    refuse("cliënt", client_faults(ClientEntry(new.kind, new.parent_kind, since, new.birth_year)))
    client = Client(
        code=free_code(session, Client.code, "CL", now), kind=new.kind, parent_kind=new.parent_kind, gender=new.gender,
        birth_year=new.birth_year, first_contact_on=since,
    )  # fmt: skip
    if new.identity:
        client.identity_sealed = house.vault.seal(session, identity_place(client), new.identity)
    if new.email:
        place = client_place(client.code, "client", client.code, "email_sealed")
        client.email_sealed = house.vault.seal(session, place, checked_address(new.email))
    session.add(client)
    session.flush()
    session.add(
        ClientResidence(
            client_id=client.id, valid_from=since, reporting_id=new.reporting.id if new.reporting else None,
            legal_id=new.legal.id if new.legal else None,
        )
    )  # fmt: skip
    _record(session, client, "client_opened", now, by, kind=new.kind.value)
    for other in conflicts:
        record_conflict(session, other, client, now, by=by)
    if conflicts:
        ask_for_adviser(session, client, now)
    else:
        check_free(session, client, session.get_one(Adviser, by.adviser_id), today)
        session.add(ClientAdviser(client_id=client.id, valid_from=today, adviser_id=by.adviser_id))
    session.flush()
    return client


def move_client(
    session: Session,
    _house: House,
    client: Client,
    to: Municipality | None,
    on: date,
    now: datetime,
    *,
    by: User,
    legal: Municipality | None = None,
) -> None:
    """Record that a client lives elsewhere from a day on; the residence of the law stays unless `legal` is given.

    Source: F135, F136 (the new municipality counts). Raises: NotAnAdviser, ClientNotYours, FlawedInput,
    NotInTheFuture.
    """
    check_mine(session, client, by, now)
    past(on, local_date(now))
    refuse(
        client.code, client_faults(ClientEntry(client.kind, client.parent_kind, client.first_contact_on, moves=(on,)))
    )
    before = [row for row in residences(session, client) if row.valid_from <= on]
    legal_id = legal.id if legal else before[-1].legal_id if before else None
    row = session.get(ClientResidence, (client.id, on))
    if row is None:
        session.add(
            ClientResidence(client_id=client.id, valid_from=on, reporting_id=to.id if to else None, legal_id=legal_id)
        )
    else:
        row.reporting_id, row.legal_id = to.id if to else None, legal_id
    session.flush()
    _record(session, client, "client_moved", now, by, on=on, to=to.code if to else None)


def record_contact(
    session: Session,
    house: House,
    client: Client,
    kind: ContactKind,
    channel: Channel,
    on: date,
    now: datetime,
    *,
    by: User,
    issue: Issue | None = None,
    location: Location | None = None,
    note: str = "",
) -> ClientContact:
    """Record one contact with or for a client (table 3); `note` is sealed.

    Raises: NotAnAdviser, ClientNotYours, IssueOfAnother, NotInTheFuture.
    """
    adviser_id = check_mine(session, client, by, now)
    if issue is not None and issue.client_id != client.id:
        raise IssueOfAnother(issue.reference)
    contact = ClientContact(
        reference=free_code(session, ClientContact.reference, "CT", now), client_id=client.id,
        issue_id=issue.id if issue else None, adviser_id=adviser_id, on=past(on, local_date(now)), channel=channel,
        kind=kind, location_id=location.id if location else None,
    )  # fmt: skip
    if note:
        place = client_place(client.code, "client_contact", contact.reference, "note_sealed")
        contact.note_sealed = house.vault.seal(session, place, note)
    session.add(contact)
    session.flush()
    _record(session, client, "contact_recorded", now, by, on=on, kind=kind.value, channel=channel.value)
    return contact


def raise_issue(session: Session, house: House, client: Client, new: NewIssue, now: datetime, *, by: User) -> Issue:
    """Record a question, problem or complaint of a client. What the client calls it, it is (DOMAIN.md 1.5).

    Raises: NotAnAdviser, ClientNotYours, NotInTheFuture, FlawedInput.
    """
    check_mine(session, client, by, now)
    past(new.raised_on, local_date(now))
    entry = IssueEntry(new.kind, new.category, new.raised_on, client.first_contact_on, new.transgressive_kind)
    refuse(client.code, issue_faults(entry))
    issue = Issue(
        reference=free_code(session, Issue.reference, "VPK", now), client_id=client.id, kind=new.kind,
        category=new.category, transgressive_kind=new.transgressive_kind, restrictive_measure=new.restrictive_measure,
        agency_id=new.agency.id if new.agency else None, location_id=new.location.id if new.location else None,
        channel=new.channel, raised_on=new.raised_on,
    )  # fmt: skip
    if new.text:
        issue.text_sealed = house.vault.seal(session, _issue_place(client, issue), new.text)
    session.add(issue)
    session.flush()
    _record(session, client, "issue_raised", now, by, issue=issue.reference, kind=issue.kind.value)
    return issue


def handle_issue(
    session: Session,
    _house: House,
    issue: Issue,
    handling: FirstHandling,
    on: date,
    now: datetime,
    *,
    by: User,
    reason: BreakOffReason | None = None,
) -> None:
    """Record how the first contact about an issue ended (table 4); one broken off, or helped at once, has ended.

    A support case is begun with `start_case`. Raises: NotAnAdviser, ClientNotYours, AlreadyHandled, NotInTheFuture,
    FlawedInput.
    """
    client = client_of(session, issue)
    check_mine(session, client, by, now)
    if issue.handling is not FirstHandling.RUNNING:
        raise AlreadyHandled(issue.reference)
    past(on, local_date(now))
    entry = IssueEntry(
        issue.kind, issue.category, issue.raised_on, client.first_contact_on, issue.transgressive_kind, handling, on,
        reason,
    )  # fmt: skip
    refuse(issue.reference, issue_faults(entry))
    issue.handling, issue.handled_on, issue.break_off_reason = handling, on, reason
    if handling in (FirstHandling.INFORMATION_ADVICE, FirstHandling.BROKEN_OFF):
        issue.ended_on = on
    session.flush()
    _record(session, client, "issue_handled", now, by, issue=issue.reference, handling=handling.value)


def read_issue(session: Session, house: House, issue: Issue, now: datetime, *, by: User, purpose: str) -> str:
    """Return the text of an issue; who read it, when and what for (a code) stays on record.

    Raises: NotAnAdviser, ClientNotYours, TextDamaged.
    """
    client = client_of(session, issue)
    check_mine(session, client, by, now)
    session.add(AccessLog(at=now, actor=user_actor(by.id), subject=f"client:{client.code}", purpose=purpose))
    session.flush()
    if issue.text_sealed is None:
        return ""
    return house.vault.open(session, _issue_place(client, issue), issue.text_sealed)


def _issue_place(client: Client, issue: Issue) -> Place:
    return client_place(client.code, "issue", issue.reference, "text_sealed")


def client_of(session: Session, issue: Issue) -> Client:
    """Return whose issue it is."""
    return session.get_one(Client, issue.client_id)


def past(day: date, today: date) -> date:
    """Return a day that has been. Raises: NotInTheFuture."""
    if day > today:
        raise NotInTheFuture(day)
    return day


def _record(session: Session, client: Client, what: str, now: datetime, by: User, **facts: Fact | date) -> None:
    subject: Subject = client_subject(client)
    record(session, subject, what, at=now, actor=user_actor(by.id), client=client.code, **facts)
