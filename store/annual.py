"""Queries that yield what yearly reports count about clients; the counting is done in rules/annual_tables.py.

No name or text is read: only kinds, days and numbers.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.annual import ActionFact, CaseFact, ClientFact, ContactFact, IssueFact, Records, SurveyFact
from rules.vocabulary import CareType
from store.figures import Agencies
from store.models import (
    Agency,
    Client,
    ClientContact,
    ClientResidence,
    Group,
    GroupCareType,
    Issue,
    Location,
    Municipality,
    PublishedCell,
    ReleasedReport,
    SupportAction,
    SupportCase,
    SurveyGrade,
)

WHOLE_YEAR = "year"
"""The part of a year that a yearly report is about."""


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
    agencies, main, homes = Agencies(session, last), _main_places(session), _family_homes(session)
    asked = (
        select(
            Issue.id, Issue.client_id, Issue.kind, Issue.category, Issue.raised_on, Issue.handling, Issue.handled_on,
            Issue.ended_on, Issue.agency_id, Municipality.code, Location.id, Location.name,
        )
        .outerjoin(Location, Location.id == Issue.location_id)
        .outerjoin(Municipality, Municipality.id == Location.municipality_id)
        .where(Issue.raised_on <= last)
        .order_by(Issue.id)
    )  # fmt: skip
    found = {}
    for (
        number, client, kind, category, raised, handling, handled, ended, agency, code, location, name,
    ) in session.execute(asked):  # fmt: skip
        if client in clients:
            body = agencies.on(agency, raised) if agency is not None else None
            place = code or (main.get(agency) if agency is not None else None)
            found[number] = IssueFact(
                number, clients[client], kind, category, raised, handling, handled, ended, body, place, location, name,
                location in homes,
            )  # fmt: skip
    return found


def _family_homes(session: Session) -> set[int]:
    """Return the locations where every group is or was a family home."""
    asked = select(Group.location_id, GroupCareType.care_type).join(GroupCareType, GroupCareType.group_id == Group.id)
    found: dict[int, set[CareType]] = defaultdict(set)
    for location, care_type in session.execute(asked):
        found[location].add(care_type)
    return {location for location, care_types in found.items() if care_types == {CareType.FAMILY_HOME}}


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
    asked = select(SurveyGrade.is_youth, SurveyGrade.quarter, SurveyGrade.grade).where(SurveyGrade.quarter <= last)
    return [SurveyFact(*row) for row in session.execute(asked.order_by(SurveyGrade.id)).tuples()]


def has_casework(session: Session, first: date, last: date) -> bool:
    """Return whether any client had contact or raised anything from `first` to `last`."""
    found = (
        select(ClientContact.id).where(ClientContact.on.between(first, last)),
        select(Issue.id).where(Issue.raised_on.between(first, last)),
    )
    return any(session.scalars(asked.limit(1)).first() is not None for asked in found)


def last_released(session: Session, kind: str, year: int) -> ReleasedReport | None:
    """Return the newest version of a yearly report of one kind that was released over a year."""
    asked = (
        select(ReleasedReport)
        .where(ReleasedReport.kind == kind, ReleasedReport.year == year, ReleasedReport.part == WHOLE_YEAR)
        .order_by(ReleasedReport.version.desc())
    )
    return session.scalars(asked.limit(1)).first()


def published_cells(session: Session) -> list[tuple[str, bool]]:
    """Return every figure that was ever published or hidden in a released report: its name, and whether it is shown.

    A figure that any report shows is known, whatever a later version hides.
    """
    shown: dict[str, bool] = {}
    for cell, value in session.execute(select(PublishedCell.cell, PublishedCell.shown)):
        shown[cell] = shown.get(cell, False) or value is not None
    return sorted(shown.items())


def silent_subjects(session: Session, year: int) -> set[str]:
    """Return the codes of municipalities whose released report over a year was text only."""
    with_cells = select(PublishedCell.report_id).where(PublishedCell.cell.like(f"{year}/res:%"))
    asked = select(ReleasedReport.subject_code).where(
        ReleasedReport.kind == "municipality", ReleasedReport.year == year, ReleasedReport.id.not_in(with_cells)
    )
    return set(session.scalars(asked))
