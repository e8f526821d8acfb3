"""Queries about clients, what they came with and who helps them. No name and no text is read here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from rules.calendar import local_date
from rules.casework import ActionOutcome
from store.counters import next_number
from store.crypto import Place
from store.models import (
    Adviser,
    AgencyRegulation,
    Client,
    ClientAdviser,
    ClientConflict,
    ClientResidence,
    ComplaintProcedure,
    Event,
    Intake,
    Issue,
    SupportAction,
    SupportCase,
)


def client_place(code: str, table: str, row: str, column: str) -> Place:
    """Return where a text about a client lies: under the client's own key, so that erasing it erases all of them."""
    return Place(subject=f"client:{code}", table=table, row=row, column=column)


def intake_place(reference: str) -> Place:
    """Return where the note about somebody in the queue lies: under a key of its own."""
    return Place(subject=f"intake:{reference}", table="intake", row=reference, column="note_sealed")


def relation_place(reference: str) -> Place:
    """Return where the text of a relation note lies: under a key of its own."""
    return Place(subject=f"relation:{reference}", table="relation_note", row=reference, column="text_sealed")


def free_code(session: Session, column: InstrumentedAttribute[str], letters: str, now: datetime) -> str:
    """Return the next reference of this year that `column` does not hold, such as `VPK-2026-0001`."""
    series = f"{letters}-{local_date(now).year}"
    while True:
        code = f"{series}-{next_number(session, series):04d}"
        if session.scalars(select(column).where(column == code)).first() is None:
            return code


def client_by_code(session: Session, code: str) -> Client | None:
    """Return the client that people know by `code`."""
    return session.scalars(select(Client).where(Client.code == code)).one_or_none()


def issue_by_reference(session: Session, reference: str) -> Issue | None:
    """Return an issue."""
    return session.scalars(select(Issue).where(Issue.reference == reference)).one_or_none()


def intake_by_reference(session: Session, reference: str) -> Intake | None:
    """Return somebody in the queue, locked and as it is now."""
    wanted = select(Intake).where(Intake.reference == reference).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def procedure_by_reference(session: Session, reference: str) -> ComplaintProcedure | None:
    """Return a formal procedure, locked and as it is now."""
    wanted = select(ComplaintProcedure).where(ComplaintProcedure.reference == reference)
    return session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).one_or_none()


def procedure_of(session: Session, action: SupportAction) -> ComplaintProcedure | None:
    """Return the formal procedure of an action."""
    return session.scalars(select(ComplaintProcedure).where(ComplaintProcedure.action_id == action.id)).one_or_none()


def case_of(session: Session, issue: Issue) -> SupportCase | None:
    """Return the support case of an issue."""
    return session.scalars(select(SupportCase).where(SupportCase.issue_id == issue.id)).one_or_none()


def actions_of(session: Session, case: SupportCase) -> Sequence[SupportAction]:
    """Return the actions of a support case, in the order in which they were recorded."""
    wanted = select(SupportAction).where(SupportAction.support_case_id == case.id)
    return session.scalars(wanted.order_by(SupportAction.id)).all()


def running_actions(session: Session, case: SupportCase) -> int:
    """Return how many actions of a case have no outcome yet."""
    return sum(action.outcome is ActionOutcome.RUNNING for action in actions_of(session, case))


def residences(session: Session, client: Client) -> Sequence[ClientResidence]:
    """Return where a client counted, from the first on."""
    wanted = select(ClientResidence).where(ClientResidence.client_id == client.id)
    return session.scalars(wanted.order_by(ClientResidence.valid_from)).all()


def adviser_row(session: Session, client: Client, on: date) -> ClientAdviser | None:
    """Return who helps a client on a day."""
    return session.scalars(_helping(on).where(ClientAdviser.client_id == client.id)).one_or_none()


def clients_of(session: Session, adviser_id: int, on: date) -> Sequence[Client]:
    """Return the clients whom an adviser helps on a day."""
    mine = [row.client_id for row in session.scalars(_helping(on).where(ClientAdviser.adviser_id == adviser_id))]
    return session.scalars(select(Client).where(Client.id.in_(mine)).order_by(Client.code)).all()


def load(session: Session, on: date) -> Counter[int]:
    """Return how many clients each adviser helps on a day."""
    helping = _helping(on).subquery()
    counted = select(helping.c.adviser_id, func.count()).group_by(helping.c.adviser_id)
    return Counter(dict(session.execute(counted).tuples().all()))


def rivals(session: Session, client: Client) -> set[int]:
    """Return the clients whose interests conflict with those of `client`."""
    wanted = select(ClientConflict).where(
        or_(ClientConflict.client_id == client.id, ClientConflict.other_id == client.id)
    )
    return {row.client_id + row.other_id - client.id for row in session.scalars(wanted)}


def helped_ever(session: Session, client_ids: Iterable[int]) -> set[int]:
    """Return the advisers who ever helped one of some clients: they know that file, if only for an hour of one day."""
    clients = list(client_ids)
    if not clients:
        return set()
    helped = select(ClientAdviser.adviser_id).where(ClientAdviser.client_id.in_(clients))
    wanted = select(Adviser.id).where(or_(Adviser.id.in_(helped), Adviser.code.in_(_took_on(session, clients))))
    return set(session.scalars(wanted))


def _took_on(session: Session, clients: Sequence[int]) -> set[str]:
    """Return by code who got a file, or gave it away: of a handover on the same day no row of days is left."""
    told = select(Event.facts).where(
        Event.subject_kind == "client", Event.subject_id.in_(clients), Event.what == "client_assigned"
    )
    return {facts[fact] for facts in session.scalars(told) for fact in ("adviser", "before") if facts.get(fact)}


def waiting(session: Session) -> Sequence[Intake]:
    """Return who waits to be answered: youths first (F042), then who waits longest."""
    wanted = select(Intake).where(Intake.taken_at.is_(None))
    return session.scalars(wanted.order_by(Intake.is_youth.desc(), Intake.arrived_at, Intake.id)).all()


def regulation_weeks(session: Session, agency_id: int, on: date) -> int | None:
    """Return how many weeks an agency's own regulation gave its committee on a day; None where nobody knows."""
    wanted = select(AgencyRegulation.weeks).where(
        AgencyRegulation.agency_id == agency_id, AgencyRegulation.valid_from <= on
    )
    return session.scalars(wanted.order_by(AgencyRegulation.valid_from.desc())).first()


def _helping(on: date) -> Select[tuple[ClientAdviser]]:
    return select(ClientAdviser).where(
        ClientAdviser.valid_from <= on, or_(ClientAdviser.valid_to.is_(None), ClientAdviser.valid_to >= on)
    )
