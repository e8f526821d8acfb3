"""Queries that yield what yearly reports count about clients; the counting is done in rules/annual_tables.py.

No name or text is read: only kinds, days and numbers.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.annual import ActionFact, CaseFact, ClientFact, ContactFact, IssueFact, Records, SurveyFact
from store.figures import Agencies
from store.models import (
    Agency,
    Client,
    ClientContact,
    ClientResidence,
    Issue,
    Location,
    Municipality,
    SupportAction,
    SupportCase,
    Survey,
)


def annual_records(session: Session, last: date) -> Records:
    """Return all that was recorded up to `last`, of every year: what was carried over counts too."""
    clients = _clients(session, last)
    issues = _issues(session, clients, last)
    return Records(
        tuple(clients.values()),
        tuple(issues.values()),
        tuple(_contacts(session, clients, last)),
        tuple(_cases(session, issues, last)),
        tuple(_surveys(session, last)),
    )


def _clients(session: Session, last: date) -> dict[int, ClientFact]:
    homes: dict[int, list[tuple[date, str | None]]] = defaultdict(list)
    asked = (
        select(ClientResidence.client_id, ClientResidence.valid_from, Municipality.code)
        .outerjoin(Municipality, Municipality.id == ClientResidence.reporting_id)
        .order_by(ClientResidence.client_id, ClientResidence.valid_from)
    )
    for client_id, since, code in session.execute(asked):
        homes[client_id].append((since, code))
    columns = select(Client.id, Client.kind, Client.parent_kind, Client.gender, Client.first_contact_on)
    found = columns.where(Client.first_contact_on <= last).order_by(Client.id)
    return {
        number: ClientFact(number, kind, parent, gender, since, tuple(homes[number]))
        for number, kind, parent, gender, since in session.execute(found)
    }


def _issues(session: Session, clients: Mapping[int, ClientFact], last: date) -> dict[int, IssueFact]:
    """Return the issues; one about a body without a location of its own counts at the body's main location."""
    agencies, main = Agencies(session, last), _main_places(session)
    asked = (
        select(
            Issue.id, Issue.client_id, Issue.kind, Issue.category, Issue.raised_on, Issue.handling, Issue.handled_on,
            Issue.ended_on, Issue.agency_id, Municipality.code,
        )
        .outerjoin(Location, Location.id == Issue.location_id)
        .outerjoin(Municipality, Municipality.id == Location.municipality_id)
        .where(Issue.raised_on <= last)
        .order_by(Issue.id)
    )  # fmt: skip
    found = {}
    for number, client, kind, category, raised, handling, handled, ended, agency, code in session.execute(asked):
        if client in clients:
            body = agencies.on(agency, raised) if agency is not None else None
            place = code or (main.get(agency) if agency is not None else None)
            found[number] = IssueFact(
                number, clients[client], kind, category, raised, handling, handled, ended, body, place
            )
    return found


def _main_places(session: Session) -> dict[int, str]:
    """Return in which municipality the main location of each agency stands."""
    asked = (
        select(Agency.id, Municipality.code)
        .join(Location, Location.id == Agency.main_location_id)
        .join(Municipality, Municipality.id == Location.municipality_id)
    )
    return dict(session.execute(asked).tuples().all())


def _contacts(session: Session, clients: Mapping[int, ClientFact], last: date) -> list[ContactFact]:
    asked = select(ClientContact.client_id, ClientContact.on, ClientContact.kind).where(ClientContact.on <= last)
    found = session.execute(asked.order_by(ClientContact.id))
    return [ContactFact(clients[client], on, kind) for client, on, kind in found if client in clients]


def _cases(session: Session, issues: Mapping[int, IssueFact], last: date) -> list[CaseFact]:
    actions: dict[int, list[ActionFact]] = defaultdict(list)
    asked = select(
        SupportAction.support_case_id, SupportAction.kind, SupportAction.started_on, SupportAction.ended_on,
        SupportAction.outcome,
    ).where(SupportAction.started_on <= last)  # fmt: skip
    for case, kind, started, ended, outcome in session.execute(asked.order_by(SupportAction.id)):
        actions[case].append(ActionFact(kind, started, ended, outcome))
    cases = select(SupportCase.id, SupportCase.issue_id, SupportCase.ended_on).where(SupportCase.opened_on <= last)
    found = session.execute(cases.order_by(SupportCase.id))
    return [CaseFact(issues[issue], ended, tuple(actions[number])) for number, issue, ended in found if issue in issues]


def _surveys(session: Session, last: date) -> list[SurveyFact]:
    asked = select(Survey.is_youth, Survey.answered_on, Survey.grade).where(Survey.answered_on <= last)
    return [
        SurveyFact(youth, on, grade)
        for youth, on, grade in session.execute(asked.order_by(Survey.id))
        if on is not None and grade is not None
    ]
