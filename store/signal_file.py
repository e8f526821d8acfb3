"""What a page about one signal needs, in few statements: the signal with all that stands beside it, and its record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from store.models import (
    Agency,
    AgencyName,
    ContactPerson,
    Escalation,
    Event,
    GateDecision,
    Group,
    Municipality,
    Observation,
    Signal,
    SignalRecipient,
    User,
    Visit,
)
from store.scope import NothingToSee, Viewer, condition, readable_text

MANY = 40
"""How many people a search for recipients shows at most."""


@dataclass(frozen=True, slots=True)
class SignalFile:
    """One signal: how passing it on stands, who has a hand in it, and whether its text is for this reader.

    `author_id` is None where nobody knows who wrote it; then nobody can be the second person.
    """

    signal: Signal
    escalation: Escalation | None
    agency: str
    readable: bool
    unread: bool
    author_id: int | None

    def is_second(self, user: User) -> bool:
        """Return whether a user has no hand in the signal: wrote neither it nor its present text, nor owns it."""
        writers = {self.author_id, self.signal.text_by_id}
        return self.author_id is not None and user.id not in writers and user.adviser_id != self.signal.adviser_id


def signal_file(session: Session, viewer: Viewer, reference: str) -> SignalFile:
    """Return a signal that somebody sees, in one statement. Raises: NothingToSee."""
    named = select(AgencyName.name).where(AgencyName.agency_id == Signal.agency_id).correlate(Signal)
    agency = func.coalesce(
        named.where(AgencyName.valid_from <= Signal.observed_on)
        .order_by(AgencyName.valid_from.desc()).limit(1).scalar_subquery(),
        named.order_by(AgencyName.valid_from).limit(1).scalar_subquery(),
        "",
    )  # fmt: skip
    own = select(func.max(User.id)).where(User.adviser_id == Signal.adviser_id).correlate(Signal).scalar_subquery()
    unread = exists().where(GateDecision.signal_id == Signal.id, GateDecision.reviewer_id.is_(None))
    asked = (
        select(Signal, Escalation, agency, readable_text(viewer), unread, func.coalesce(Signal.written_by_id, own))
        .outerjoin(Escalation, Escalation.signal_id == Signal.id)
        .where(condition(Signal, viewer), Signal.reference == reference)
    )
    found = session.execute(asked).one_or_none()
    if found is None:
        raise NothingToSee
    row, escalation, name, readable, waits, author_id = found
    return SignalFile(row, escalation, name, bool(readable), bool(waits), author_id)


def record_of(session: Session, signal: Signal) -> list[tuple[datetime, str, dict[str, object], str]]:
    """Return what happened to a signal: when, what, its facts, and the name of who did it (nothing for the system).

    What was put on people's lists is left out: that is no step of the signal.
    """
    asked = (
        select(Event.at, Event.what, Event.facts, func.coalesce(User.name, ""))
        .outerjoin(User, Event.actor == literal("user:").concat(cast(User.id, String)))
        .where(Event.subject_kind == "signal", Event.subject_id == signal.id)
        .where(Event.what.not_in(("work_added", "work_done")))
        .order_by(Event.seq)
    )
    return list(session.execute(asked).tuples())


def visit_to_write_about(session: Session, viewer: Viewer, number: int) -> tuple[str, date] | None:
    """Return the group's code and the day of a visit that somebody sees, to begin a signal from; None without."""
    asked = (
        select(Group.code, Visit.on).join(Group, Group.id == Visit.group_id)
        .where(condition(Visit, viewer), condition(Group, viewer), Visit.id == number)
    )  # fmt: skip
    return session.execute(asked).tuples().one_or_none()


def observation_to_write_about(session: Session, viewer: Viewer, reference: str) -> tuple[Observation, str] | None:
    """Return an observation of this adviser that no signal rests on yet, with its group's code; None without."""
    asked = (
        select(Observation, Group.code).join(Group, Group.id == Observation.group_id)
        .where(Observation.reference == reference, Observation.signal_id.is_(None))
        .where(Observation.adviser_id == viewer.user.adviser_id, condition(Group, viewer))
    )  # fmt: skip
    return session.execute(asked).tuples().one_or_none()


def possible_recipients(
    session: Session, signal: Signal, wanted: str, on: date
) -> Sequence[tuple[ContactPerson, str, bool]]:
    """Return people of municipalities and other agencies: each with where they work and whether they were chosen.

    Those who were chosen come first; `wanted` is looked for in names, places and codes.
    """
    agency = (
        select(func.max(AgencyName.name))
        .where(AgencyName.agency_id == ContactPerson.agency_id, AgencyName.valid_to.is_(None))
        .correlate(ContactPerson).scalar_subquery()
    )  # fmt: skip
    where = func.coalesce(Municipality.name, agency, "")
    chosen = SignalRecipient.chosen_at.is_not(None)
    in_charge = select(Agency.merged_into_id).where(Agency.id == signal.agency_id, Agency.merged_on <= on)
    elsewhere = and_(
        ContactPerson.agency_id != signal.agency_id,
        or_(~in_charge.exists(), ContactPerson.agency_id.not_in(in_charge)),
    )
    asked = (
        select(ContactPerson, where, chosen)
        .outerjoin(Municipality, Municipality.id == ContactPerson.municipality_id)
        .outerjoin(
            SignalRecipient,
            and_(SignalRecipient.contact_id == ContactPerson.id, SignalRecipient.signal_id == signal.id),
        )
        .where(or_(ContactPerson.municipality_id.is_not(None), elsewhere))
        .where(ContactPerson.active_from <= on, or_(ContactPerson.active_to.is_(None), ContactPerson.active_to >= on))
        .where(or_(chosen, *(column.icontains(wanted, autoescape=True) for column in (where, ContactPerson.name))))
        .order_by(chosen.desc(), where, ContactPerson.name)
        .limit(MANY)
    )
    return [(person, place, bool(is_chosen)) for person, place, is_chosen in session.execute(asked)]
