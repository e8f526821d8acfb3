"""Queries behind the pages of signals; each shows only what `store/scope.py` lets somebody see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, Select, String, case, cast, func, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

from rules.vocabulary import CareType
from store.crypto import Vault
from store.models import (
    Adviser,
    AgencyName,
    Attachment,
    Escalation,
    Group,
    GroupCareType,
    Location,
    Reply,
    Signal,
    User,
)
from store.scope import Viewer, condition, one_seen
from store.signals import reply_text_place

LAST = 10**9


class PlaceIn(FunctionElement[int]):
    """Where a piece stands in a text, from 1; 0 when it is not there. One fact, where a CASE would take hundreds."""

    inherit_cache = True
    name = "place_in"
    type = Integer()


@compiles(PlaceIn)
def _on_sqlite(element: PlaceIn, compiler: SQLCompiler, **options: object) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(PlaceIn, "postgresql")
def _on_postgresql(element: PlaceIn, compiler: SQLCompiler, **options: object) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


def signal_seen(session: Session, viewer: Viewer, reference: str) -> Signal:
    """Return the signal of this reference. Raises: NothingToSee."""
    return one_seen(session, Signal, viewer, Signal.reference == reference)


def rank_of(order: Sequence[int]) -> ColumnElement[int]:
    """Return what sorts signals as `order` does; what is not in it comes last."""
    if not order:
        return literal(LAST)
    text = f",{','.join(str(number) for number in order)},"
    place = PlaceIn(literal(text), literal(",").concat(cast(Signal.id, String)).concat(","))
    return func.coalesce(func.nullif(place, 0), LAST)


def searched_name() -> ColumnElement[str]:
    """Return by which name a group is found: a family home has only its code, as its name is that of a family."""
    homes = select(GroupCareType.group_id).where(GroupCareType.care_type == CareType.FAMILY_HOME)
    return case((Group.id.in_(homes), Group.code), else_=Group.name)


def listed_signals(viewer: Viewer) -> Select[tuple[Signal, str, str, str | None, str]]:
    """Select the signals that somebody sees, each with its agency, location, group code and adviser."""
    agency = (
        select(func.max(AgencyName.name))
        .where(AgencyName.agency_id == Signal.agency_id, AgencyName.valid_to.is_(None))
        .correlate(Signal)
        .scalar_subquery()
    )
    return (
        select(Signal, agency.label("agency"), Location.town, Group.code, Adviser.name)
        .join(Location, Location.id == Signal.location_id)
        .join(Adviser, Adviser.id == Signal.adviser_id)
        .outerjoin(Group, Group.id == Signal.group_id)
        .where(condition(Signal, viewer))
    )


def approvals_waiting(session: Session, viewer: Viewer) -> list[tuple[Signal, Escalation, str]]:
    """Return what waits for a decision on passing it on, the oldest first, with the adviser's name."""
    asked = (
        select(Signal, Escalation, Adviser.name)
        .join(Escalation, Escalation.signal_id == Signal.id)
        .join(Adviser, Adviser.id == Signal.adviser_id)
        .where(condition(Signal, viewer), Escalation.approved_at.is_(None), Escalation.declined_at.is_(None))
        .order_by(Escalation.proposed_at)
    )
    return list(session.execute(asked).tuples())


@dataclass(frozen=True, slots=True, repr=False)
class ReadReply:
    """An answer with its text; its repr shows nothing."""

    reply: Reply
    text: str
    files: int = 0


def read_replies(session: Session, vault: Vault, signal: Signal) -> list[ReadReply]:
    """Return the answers to a signal with their texts, the first round first; whoever shows them logs that."""
    files = select(func.count()).where(Attachment.reply_id == Reply.id).scalar_subquery()
    rows = session.execute(select(Reply, files).where(Reply.signal_id == signal.id).order_by(Reply.round))
    return [
        ReadReply(row, vault.open(session, reply_text_place(signal.reference, row.round), row.text_sealed), count)
        for row, count in rows.tuples()
    ]


def names_of(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """Return the names of users by their number."""
    return dict(session.execute(select(User.id, User.name).where(User.id.in_(numbers))).tuples().all())


def groups_to_write_about(session: Session, viewer: Viewer) -> list[tuple[str, str]]:
    """Return the groups that an adviser sees, by code, each with its location's town: what a signal can be about."""
    asked = (
        select(Group.code, Group.name, Location.town)
        .join(Location, Location.id == Group.location_id)
        .where(condition(Group, viewer))
        .order_by(Group.name)
    )
    return [(code, f"{name}, {town}") for code, name, town in session.execute(asked)]
