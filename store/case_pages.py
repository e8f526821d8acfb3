"""Queries behind the pages of casework; each shows only what `store/scope.py` lets somebody see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from store.models import (
    Adviser,
    Agency,
    AgencyName,
    Client,
    ClientContact,
    ClientResidence,
    ComplaintProcedure,
    Council,
    Group,
    Issue,
    Location,
    Municipality,
    RelationNote,
    SupportAction,
    SupportCase,
    Supporter,
    Survey,
    WorkItem,
)
from store.scope import NothingToSee, Viewer, condition, one_seen

Choice = tuple[str, str]
MOST_CONTACTS = 30


@dataclass(frozen=True, slots=True)
class IssueLine:
    """An issue with its support case, the name of the body it is about, and the survey that followed."""

    issue: Issue
    client: Client
    case: SupportCase | None
    agency: str | None
    survey: Survey | None

    @property
    def is_open(self) -> bool:
        """Return whether something is still to be done about it."""
        return self.issue.ended_on is None


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action of a case, with the formal procedure that it is, if it is one."""

    action: SupportAction
    procedure: ComplaintProcedure | None


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """A formal procedure with all it belongs to."""

    procedure: ComplaintProcedure
    action: SupportAction
    issue: Issue
    client: Client
    agency: str | None


def clients_seen(viewer: Viewer) -> Select[tuple[Client, int]]:
    """Select the clients that somebody sees, each with how many of its issues are open."""
    opened = (
        select(func.count(Issue.id))
        .where(Issue.client_id == Client.id, Issue.ended_on.is_(None))
        .correlate(Client)
        .scalar_subquery()
    )
    return select(Client, opened.label("opened")).where(condition(Client, viewer))


def client_seen(session: Session, viewer: Viewer, code: str) -> Client:
    """Return a client. Raises: NothingToSee for one that is somebody else's, or of nobody."""
    return one_seen(session, Client, viewer, Client.code == code)


def issues_of(session: Session, client: Client, on: date) -> list[IssueLine]:
    """Return what a client came with, the newest first."""
    asked = _issues(on).where(Issue.client_id == client.id).order_by(Issue.raised_on.desc(), Issue.id.desc())
    return [IssueLine(*row) for row in session.execute(asked)]


def issue_seen(session: Session, viewer: Viewer, code: str, reference: str) -> IssueLine:
    """Return an issue of a client that somebody sees. Raises: NothingToSee."""
    asked = _issues(viewer.today).where(Client.code == code, Issue.reference == reference, condition(Client, viewer))
    row = session.execute(asked).one_or_none()
    if row is None:
        raise NothingToSee
    return IssueLine(*row)


def _issues(on: date) -> Select[tuple[Issue, Client, SupportCase, str, Survey]]:
    return (
        select(Issue, Client, SupportCase, AgencyName.name, Survey)
        .join(Client, Client.id == Issue.client_id)
        .outerjoin(SupportCase, SupportCase.issue_id == Issue.id)
        .outerjoin(AgencyName, and_(AgencyName.agency_id == Issue.agency_id, _holds(AgencyName, on)))
        .outerjoin(Survey, Survey.support_case_id == SupportCase.id)
    )


def action_lines(session: Session, case: SupportCase) -> list[ActionLine]:
    """Return what was done in a case, in order."""
    asked = (
        select(SupportAction, ComplaintProcedure)
        .outerjoin(ComplaintProcedure, ComplaintProcedure.action_id == SupportAction.id)
        .where(SupportAction.support_case_id == case.id)
        .order_by(SupportAction.id)
    )
    return [ActionLine(*row) for row in session.execute(asked)]


def supporters_of(session: Session, case: SupportCase) -> Sequence[Supporter]:
    """Return who else supports a client in a case."""
    return session.scalars(select(Supporter).where(Supporter.support_case_id == case.id).order_by(Supporter.id)).all()


def contacts_of(session: Session, client: Client) -> list[tuple[ClientContact, str, str | None]]:
    """Return the last contacts with or for a client, each with who had it and which issue it was about."""
    asked = (
        select(ClientContact, Adviser.name, Issue.reference)
        .join(Adviser, Adviser.id == ClientContact.adviser_id)
        .outerjoin(Issue, Issue.id == ClientContact.issue_id)
        .where(ClientContact.client_id == client.id)
        .order_by(ClientContact.on.desc(), ClientContact.id.desc())
    )
    return list(session.execute(asked.limit(MOST_CONTACTS)).tuples())


def homes_of(session: Session, client: Client) -> list[tuple[ClientResidence, str | None, str | None]]:
    """Return where a client counts and where the law says the client lives, from the first day on."""
    stays, legal = aliased(Municipality), aliased(Municipality)
    asked = (
        select(ClientResidence, stays.name, legal.name)
        .outerjoin(stays, stays.id == ClientResidence.reporting_id)
        .outerjoin(legal, legal.id == ClientResidence.legal_id)
        .where(ClientResidence.client_id == client.id)
        .order_by(ClientResidence.valid_from)
    )
    return list(session.execute(asked).tuples())


def procedure_seen(session: Session, viewer: Viewer, reference: str) -> ProcedureLine:
    """Return a formal procedure of a client that somebody sees. Raises: NothingToSee."""
    name = and_(AgencyName.agency_id == ComplaintProcedure.agency_id, _holds(AgencyName, viewer.today))
    asked = (
        select(ComplaintProcedure, SupportAction, Issue, Client, AgencyName.name)
        .join(SupportAction, SupportAction.id == ComplaintProcedure.action_id)
        .join(SupportCase, SupportCase.id == SupportAction.support_case_id)
        .join(Issue, Issue.id == SupportCase.issue_id)
        .join(Client, Client.id == Issue.client_id)
        .outerjoin(AgencyName, name)
        .where(ComplaintProcedure.reference == reference, condition(Client, viewer))
    )
    row = session.execute(asked).one_or_none()
    if row is None:
        raise NothingToSee
    return ProcedureLine(*row)


def unassigned(session: Session) -> list[tuple[WorkItem, Client]]:
    """Return the clients for whom a coordinator has to choose an adviser, the oldest first: by code, nothing else."""
    asked = (
        select(WorkItem, Client)
        .join(Client, Client.id == WorkItem.subject_id)
        .where(WorkItem.kind == "assign_adviser", WorkItem.subject_kind == "client", WorkItem.done_at.is_(None))
        .order_by(WorkItem.due_on, WorkItem.id)
    )
    return list(session.execute(asked).tuples())


def municipalities(session: Session, on: date) -> list[Choice]:
    """Return the municipalities of a day, by name."""
    asked = select(Municipality.code, Municipality.name).where(_holds(Municipality, on)).order_by(Municipality.name)
    return list(session.execute(asked).tuples())


def agencies(session: Session, on: date) -> list[Choice]:
    """Return the bodies of a day that did not merge away, by name."""
    asked = (
        select(Agency.code, AgencyName.name)
        .join(AgencyName, and_(AgencyName.agency_id == Agency.id, _holds(AgencyName, on)))
        .where(or_(Agency.merged_on.is_(None), Agency.merged_on > on))
        .order_by(AgencyName.name, Agency.code)
    )
    return list(session.execute(asked).tuples())


def own_locations(session: Session, viewer: Viewer) -> list[Choice]:
    """Return the locations of the groups that somebody sees, by town."""
    asked = (
        select(Location.code, Location.town, Location.name)
        .where(Location.id.in_(select(Group.location_id).where(condition(Group, viewer))))
        .order_by(Location.town, Location.name)
    )
    return [(code, f"{town}, {name}") for code, town, name in session.execute(asked)]


def councils(session: Session, on: date) -> list[tuple[Council, str | None]]:
    """Return the councils of clients, with the agency of each."""
    name = and_(AgencyName.agency_id == Council.agency_id, _holds(AgencyName, on))
    asked = select(Council, AgencyName.name).outerjoin(AgencyName, name).order_by(AgencyName.name, Council.name)
    return list(session.execute(asked).tuples())


def relation_notes(viewer: Viewer) -> Select[tuple[RelationNote, str, str, str, str]]:
    """Select the notes on working with municipalities and agencies that somebody sees, with whom, and by whom."""
    on = viewer.today
    return (
        select(RelationNote, Municipality.name, AgencyName.name, Council.name, Adviser.name)
        .outerjoin(Municipality, Municipality.id == RelationNote.municipality_id)
        .outerjoin(AgencyName, and_(AgencyName.agency_id == RelationNote.agency_id, _holds(AgencyName, on)))
        .outerjoin(Council, Council.id == RelationNote.council_id)
        .outerjoin(Adviser, Adviser.id == RelationNote.adviser_id)
        .where(condition(RelationNote, viewer))
    )


def _holds(table: type[AgencyName] | type[Municipality], on: date) -> ColumnElement[bool]:
    return and_(table.valid_from <= on, or_(table.valid_to.is_(None), table.valid_to >= on))
