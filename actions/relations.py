"""Working with municipalities, agencies and councils: talks, agreements, remarks and outreach (F020, F021, F044)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.casework import past
from actions.house import House
from rules.calendar import local_date
from rules.casework import CouncilKind, RelationKind
from rules.casework_errors import NotForRelations, WithWhom
from rules.vocabulary import Role
from store.casework import free_code, relation_place
from store.events import Subject, record, user_actor
from store.evidence import log_reading
from store.models import Adviser, Agency, Council, Municipality, RelationNote, User
from store.scope import NothingToSee, Viewer, may_see

MAY = frozenset({Role.ADVISER, Role.COORDINATOR, Role.MANAGER})


@dataclass(frozen=True, slots=True)
class NewNote:
    """What was discussed or agreed, and with whom; `minutes` is the adviser's time. `in_report`: the yearly narrative.

    Source: F020 (report section 3.1), F044 (going to bodies takes the adviser's time).
    """

    kind: RelationKind
    on: date
    municipality: Municipality | None = None
    agency: Agency | None = None
    council: Council | None = None
    minutes: int | None = None
    in_report: bool = False
    text: str = ""


def add_council(
    session: Session, _house: House, agency: Agency, kind: CouncilKind, name: str, now: datetime, *, by: User
) -> Council:
    """Record a council of clients of an agency; it stands for collective interests (F021). Raises: NotForRelations."""
    _check(by)
    council = Council(code=free_code(session, Council.code, "R", now), agency_id=agency.id, kind=kind, name=name)
    session.add(council)
    session.flush()
    record(
        session, Subject("council", council.id), "council_added", at=now, actor=user_actor(by.id), code=council.code,
        agency=agency.code,
    )  # fmt: skip
    return council


def note_relation(session: Session, house: House, new: NewNote, now: datetime, *, by: User) -> RelationNote:
    """Record what was done with a municipality, agency or council; its text is sealed.

    It belongs to the organisation of who writes it.

    Raises: NotForRelations, WithWhom, NotInTheFuture.
    """
    _check(by)
    if new.municipality is None and new.agency is None and new.council is None:
        raise WithWhom
    note = RelationNote(
        reference=free_code(session, RelationNote.reference, "REL", now), kind=new.kind,
        on=past(new.on, local_date(now)), organisation_id=_home(session, by), adviser_id=by.adviser_id,
        municipality_id=new.municipality.id if new.municipality else None,
        agency_id=new.agency.id if new.agency else None, council_id=new.council.id if new.council else None,
        minutes=new.minutes, in_report=new.in_report,
    )  # fmt: skip
    if new.text:
        note.text_sealed = house.vault.seal(session, relation_place(note.reference), new.text)
    session.add(note)
    session.flush()
    record(
        session, Subject("relation", note.id), "relation_noted", at=now, actor=user_actor(by.id),
        reference=note.reference, kind=note.kind.value,
    )  # fmt: skip
    return note


def _home(session: Session, by: User) -> int | None:
    """Return for whom somebody works: an adviser where their own row says, another where the user's row does."""
    if by.adviser_id is not None:
        return session.get_one(Adviser, by.adviser_id).organisation_id
    return by.organisation_id


def read_note(session: Session, house: House, note: RelationNote, now: datetime, *, by: User) -> str:
    """Return the text of a note to who may see it; that it was read is logged.

    Raises: NotForRelations, NothingToSee, TextDamaged.
    """
    _check(by)
    if not may_see(session, Viewer(by, now), note):
        raise NothingToSee
    log_reading(session, f"relation:{note.reference}", actor=user_actor(by.id), purpose="relation", at=now)
    place = relation_place(note.reference)
    return house.vault.open(session, place, note.text_sealed) if note.text_sealed else ""


def notes_in_report(session: Session, house: House, municipality_ids: Collection[int], year: int) -> tuple[str, ...]:
    """Return what stands out in working with a municipality in a year, as written: section 3.1 of its report (F020)."""
    asked = (
        select(RelationNote)
        .where(RelationNote.in_report, RelationNote.municipality_id.in_(municipality_ids))
        .where(RelationNote.on.between(date(year, 1, 1), date(year, 12, 31)), RelationNote.text_sealed.is_not(None))
        .order_by(RelationNote.on, RelationNote.id)
    )
    found = [(relation_place(note.reference), note.text_sealed) for note in session.scalars(asked)]
    return tuple(house.vault.open(session, place, sealed) for place, sealed in found if sealed)


def _check(by: User) -> None:
    if not by.active or by.role not in MAY:
        raise NotForRelations
