"""Signals as they are kept: where their texts lie, which are open, whom they go to."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from rules.signals import ENDED
from rules.vocabulary import CareType, ContactRole, Role, SignalState
from store.crypto import Place, Vault
from store.models import (
    Agency,
    AgencyName,
    ContactPerson,
    Escalation,
    Event,
    GateDecision,
    GroupCareType,
    Notice,
    Observation,
    Reply,
    Signal,
    User,
)
from store.together import once, remember


def signal_text_place(reference: str) -> Place:
    """Return where the text of a signal is sealed; its key is the signal's own."""
    return Place(subject=f"signal:{reference}", table="signal", row=reference, column="text_sealed")


def reply_text_place(reference: str, round_: int) -> Place:
    """Return where the answer to one round of a signal is sealed, under the signal's key."""
    return Place(subject=f"signal:{reference}", table="reply", row=f"{reference}:{round_}", column="text_sealed")


def observation_text_place(reference: str) -> Place:
    """Return where the text of an observation is sealed; it keeps its own key when signals merge."""
    return Place(subject=f"observation:{reference}", table="observation", row=reference, column="text_sealed")


def signal_text(session: Session, vault: Vault, signal: Signal) -> str:
    """Return the text of a signal. Whoever shows it to a person logs that elsewhere."""
    return vault.open(session, signal_text_place(signal.reference), signal.text_sealed)


def signal_by_reference(session: Session, reference: str) -> Signal | None:
    """Return the signal that people know by `reference`."""
    return session.scalars(select(Signal).where(Signal.reference == reference)).one_or_none()


def observation_by_reference(session: Session, reference: str) -> Observation | None:
    """Return the observation that people know by `reference`."""
    return session.scalars(select(Observation).where(Observation.reference == reference)).one_or_none()


def known_signal(session: Session, signal_id: int) -> Signal | None:
    """Return a signal, None when there is none; within a batch it is looked up once."""
    return once(session, ("signal", signal_id), lambda: session.get(Signal, signal_id))


def locked_signals(session: Session, signal_ids: Collection[int]) -> set[int]:
    """Lock some signals and read them as they are now, without waiting; return which of them no other holds."""
    free = select(Signal).where(Signal.id.in_(signal_ids)).with_for_update(skip_locked=True)
    held = session.scalars(free.execution_options(populate_existing=True)).all()
    return {remember(session, ("signal", signal.id), signal).id for signal in held}


def locked_signal(session: Session, signal_id: int, *, wait: bool = True) -> Signal | None:
    """Return a signal locked and as it is now; None when there is none, or (not `wait`) another holds it."""
    wanted = select(Signal).where(Signal.id == signal_id).with_for_update(skip_locked=not wait)
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def open_signals(
    session: Session, *, adviser_id: int | None = None, agency_id: int | None = None, location_id: int | None = None
) -> Sequence[Signal]:
    """Return the signals that are not closed, withdrawn or merged, oldest first, within the given bounds."""
    wanted = select(Signal).where(Signal.state.not_in(sorted(ENDED))).order_by(Signal.id)
    for column, value in (
        (Signal.adviser_id, adviser_id),
        (Signal.agency_id, agency_id),
        (Signal.location_id, location_id),
    ):
        wanted = wanted if value is None else wanted.where(column == value)
    return session.scalars(wanted).all()


def observations_of(session: Session, signal: Signal) -> Sequence[Observation]:
    """Return what a signal rests on."""
    return session.scalars(select(Observation).where(Observation.signal_id == signal.id).order_by(Observation.id)).all()


def reply_of(session: Session, signal: Signal, round_: int) -> Reply | None:
    """Return the answer to one round of a signal."""
    return session.scalars(select(Reply).where(Reply.signal_id == signal.id, Reply.round == round_)).one_or_none()


def escalation_of(session: Session, signal: Signal) -> Escalation | None:
    """Return the passing on of a signal to the inspectorate, whatever its stage."""
    return session.scalars(select(Escalation).where(Escalation.signal_id == signal.id)).one_or_none()


def delivered_escalations(session: Session, template: str) -> list[tuple[Escalation, datetime]]:
    """Return the approved escalations not yet counted as told, of which a mail by `template` was accepted, and when.

    A mail of before the approval was about an earlier decision, and does not count.
    """
    rows = session.execute(
        select(Escalation, func.min(Notice.finished_at))
        .join(Notice, Notice.signal_id == Escalation.signal_id)
        .where(Notice.template == template, Notice.state == "sent", Notice.created_at >= Escalation.approved_at)
        .where(Escalation.told_at.is_(None))
        .group_by(Escalation.id)
        .order_by(Escalation.id)
    )
    return [(escalation, at) for escalation, at in rows.tuples() if at]


def is_undeliverable(session: Session, signal: Signal, template: str, since: datetime | None = None) -> bool:
    """Return whether all mails about a signal by `template` were given up; `since` leaves out those written before."""
    wanted = select(Notice.state).where(Notice.signal_id == signal.id, Notice.template == template)
    found = set(session.scalars(wanted if since is None else wanted.where(Notice.created_at >= since)))
    return bool(found & {"dead", "in_doubt"}) and not found & {"sent", "queued"}


def redelivered_at(session: Session, signal: Signal) -> datetime | None:
    """Return when a signal was last brought over in another way than by its mails; None when it never was."""
    return session.scalar(
        select(func.max(Event.at)).where(
            Event.subject_kind == "signal", Event.subject_id == signal.id, Event.what == "signal_redeliver"
        )
    )


def agency_name(session: Session, agency_id: int, on: date) -> str:
    """Return what an agency was called on a day; before its first name, that first name."""
    names = session.scalars(
        select(AgencyName).where(AgencyName.agency_id == agency_id).order_by(AgencyName.valid_from)
    ).all()
    return next((row.name for row in reversed(names) if row.valid_from <= on), names[0].name if names else "")


def gate_decision(session: Session, signal: Signal, text_hash: str) -> GateDecision | None:
    """Return the decision that exactly this text may leave."""
    return session.scalars(
        select(GateDecision).where(GateDecision.signal_id == signal.id, GateDecision.text_hash == text_hash)
    ).one_or_none()


def unreviewed_decisions(session: Session, signal: Signal) -> Sequence[GateDecision]:
    """Return the decisions of a signal that a second person has still to read."""
    return session.scalars(
        select(GateDecision)
        .where(GateDecision.signal_id == signal.id, GateDecision.reviewer_id.is_(None))
        .order_by(GateDecision.id)
    ).all()


def reopened_at(session: Session, signal: Signal) -> datetime | None:
    """Return when a signal was last opened again."""
    happened = (Event.subject_kind == "signal", Event.subject_id == signal.id, Event.what == "signal_reopen")
    return session.scalar(select(func.max(Event.at)).where(*happened))


def proposed_from(session: Session, signal: Signal) -> SignalState | None:
    """Return the state in which passing a signal on was last proposed; None when that never changed its state."""
    happened = (Event.subject_kind == "signal", Event.subject_id == signal.id, Event.what == "signal_propose")
    facts = session.scalars(select(Event.facts).where(*happened).order_by(Event.seq.desc())).first()
    return SignalState(facts["before"]) if facts else None


def author_of(session: Session, signal: Signal) -> User | None:
    """Return the user who is the adviser of a signal."""
    return session.scalars(select(User).where(User.adviser_id == signal.adviser_id)).one_or_none()


def active_users(session: Session, *roles: Role) -> Sequence[User]:
    """Return the users who may work in one of `roles`, in a fixed order."""
    return session.scalars(select(User).where(User.role.in_(roles), User.active).order_by(User.id)).all()


def contacts(session: Session, role: ContactRole, on: date, agency_id: int | None = None) -> Sequence[ContactPerson]:
    """Return the contact persons in `role` on a day, of one agency (None: of nobody, such as the inspectorate)."""
    return session.scalars(
        select(ContactPerson)
        .where(
            ContactPerson.role == role,
            ContactPerson.agency_id.is_(None) if agency_id is None else ContactPerson.agency_id == agency_id,
            ContactPerson.active_from <= on,
            or_(ContactPerson.active_to.is_(None), ContactPerson.active_to >= on),
        )
        .order_by(ContactPerson.id)
    ).all()


def contact_by_code(session: Session, code: str) -> ContactPerson | None:
    """Return the contact person that the register knows by `code`."""
    return session.scalars(select(ContactPerson).where(ContactPerson.code == code)).one_or_none()


def agency_in_charge(session: Session, agency_id: int, on: date) -> int:
    """Return the agency that answers on a day for `agency_id`: itself, or the one it merged into."""
    seen = {agency_id}
    while True:
        agency = session.get(Agency, agency_id)
        if agency is None or agency.merged_into_id in (None, *seen) or (agency.merged_on and agency.merged_on > on):
            return agency_id
        agency_id = agency.merged_into_id or agency_id
        seen.add(agency_id)


def care_type_of_group(session: Session, group_id: int, on: date) -> CareType | None:
    """Return which care a group gave on a day."""
    return session.scalars(
        select(GroupCareType.care_type)
        .where(
            GroupCareType.group_id == group_id,
            GroupCareType.valid_from <= on,
            or_(GroupCareType.valid_to.is_(None), GroupCareType.valid_to >= on),
        )
        .order_by(GroupCareType.valid_from.desc())
    ).first()
