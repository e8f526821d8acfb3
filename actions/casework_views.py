"""Finding casework by what people know it by, and telling how it stands; never a name or a text."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from actions.assignments import check_mine
from actions.casework import client_of
from actions.support_cases import suggestion
from rules.casework_errors import (
    ActionUnknown,
    CaseUnknown,
    ClientUnknown,
    CodeUnknown,
    IssueUnknown,
    ProcedureUnknown,
)
from rules.errors import Phrase
from store.casework import actions_of, case_of, client_by_code, issue_by_reference, procedure_by_reference
from store.models import (
    Adviser,
    Agency,
    Client,
    ComplaintProcedure,
    Group,
    Issue,
    Location,
    Municipality,
    SupportAction,
    SupportCase,
    User,
)

Coded = TypeVar("Coded", Adviser, Agency, Group, Location, Municipality)

_CODED: Mapping[type, tuple[Phrase, InstrumentedAttribute[str]]] = {
    Adviser: (Phrase("Vertrouwenspersoon"), Adviser.code),
    Agency: (Phrase("Instantie"), Agency.code),
    Group: (Phrase("Groep"), Group.code),
    Location: (Phrase("Locatie"), Location.code),
    Municipality: (Phrase("Gemeente"), Municipality.code),
}


def coded(session: Session, kind: type[Coded], code: str) -> Coded:
    """Return what the register knows by a code. Raises: CodeUnknown."""
    what, column = _CODED[kind]
    found = session.scalars(select(kind).where(column == code)).one_or_none()
    if found is None:
        raise CodeUnknown(what, code)
    return found


def coded_or_none(session: Session, kind: type[Coded], code: str | None) -> Coded | None:
    """Return what the register knows by a code; None without one. Raises: CodeUnknown."""
    return coded(session, kind, code) if code is not None else None


def client_named(session: Session, code: str) -> Client:
    """Return a client. Raises: ClientUnknown."""
    client = client_by_code(session, code)
    if client is None:
        raise ClientUnknown(code)
    return client


def issue_named(session: Session, reference: str) -> Issue:
    """Return an issue. Raises: IssueUnknown."""
    issue = issue_by_reference(session, reference)
    if issue is None:
        raise IssueUnknown(reference)
    return issue


def case_about(session: Session, issue: Issue) -> SupportCase:
    """Return the support case of an issue. Raises: CaseUnknown."""
    case = case_of(session, issue)
    if case is None:
        raise CaseUnknown(issue.reference)
    return case


def action_numbered(session: Session, number: int) -> SupportAction:
    """Return an action. Raises: ActionUnknown."""
    action = session.get(SupportAction, number)
    if action is None:
        raise ActionUnknown(number)
    return action


def procedure_named(session: Session, reference: str) -> ComplaintProcedure:
    """Return a formal procedure. Raises: ProcedureUnknown."""
    procedure = procedure_by_reference(session, reference)
    if procedure is None:
        raise ProcedureUnknown(reference)
    return procedure


def told_issue(session: Session, issue: Issue, now: datetime, *, by: User) -> dict[str, object]:
    """Return how an issue and its case stand, for the client's own adviser. Raises: NotAnAdviser, ClientNotYours."""
    client = client_of(session, issue)
    check_mine(session, client, by, now)
    case = case_of(session, issue)
    taken = actions_of(session, case) if case else ()
    return {
        "issue": issue.reference,
        "client": client.code,
        "kind": issue.kind,
        "category": issue.category,
        "handling": issue.handling,
        "ended_on": issue.ended_on,
        "case": case.reference if case else None,
        "actions": [{"action": one.id, "kind": one.kind, "outcome": one.outcome} for one in taken],
        "suggested": list(suggestion(session, case)) if case and case.ended_on is None else [],
    }
