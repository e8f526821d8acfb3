"""The anonymisation gate as it is kept: names of a case, choices, and which names of the register may stay."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rules.gate_words import fold
from rules.vocabulary import CareType
from store.crypto import Place, Vault
from store.models import (
    AgencyName,
    DataKey,
    GateChoice,
    GateFinding,
    Group,
    GroupCareType,
    GroupProvider,
    KnownNames,
    Location,
    Organisation,
    Signal,
)


def known_names_place(reference: str) -> Place:
    """Return where the names of a case are sealed: under a key of their own, so that they can go while texts stay."""
    return Place(subject=f"known_names:{reference}", table="known_names", row=reference, column="names_sealed")


def reason_place(reference: str, version: int, mark: str) -> Place:
    """Return where the reason of a choice is sealed, under the signal's key."""
    row = f"{reference}:{version}:{mark}"
    return Place(subject=f"signal:{reference}", table="gate_choice", row=row, column="reason_sealed")


def known_names(session: Session, vault: Vault, signal: Signal) -> tuple[str, ...]:
    """Return the names of a case as they were typed; none when there are none, or the signal ended."""
    row = session.get(KnownNames, signal.id)
    return tuple(json.loads(vault.open(session, known_names_place(signal.reference), row.names_sealed))) if row else ()


def forget_known_names(session: Session, signal: Signal) -> bool:
    """Erase the names of a case, with the key they were sealed under; return whether there were any."""
    row = session.get(KnownNames, signal.id)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    session.execute(delete(DataKey).where(DataKey.subject == known_names_place(signal.reference).subject))
    return True


def mark_of(vault: Vault, signal: Signal, text: str) -> str:
    """Return a keyed hash of what was found: the same words give the same mark, and nobody can read them from it."""
    return hmac.new(vault.mac_key, f"gate|{signal.reference}|{fold(text)}".encode(), hashlib.sha256).hexdigest()


def choices_by_mark(session: Session, signal: Signal) -> Mapping[str, GateChoice]:
    """Return what people chose about the present text of a signal; of an earlier version nothing counts."""
    wanted = select(GateChoice).where(GateChoice.signal_id == signal.id, GateChoice.text_version == signal.text_version)
    return {choice.mark: choice for choice in session.scalars(wanted)}


def findings_of_decision(session: Session, decision_id: int) -> Sequence[GateFinding]:
    """Return the findings that a decision rests on, in order."""
    return session.scalars(
        select(GateFinding).where(GateFinding.decision_id == decision_id).order_by(GateFinding.id)
    ).all()


def register_names(session: Session) -> tuple[str, ...]:
    """Return the names that may stay in a text: agencies, locations, groups and our own organisations.

    Not those of what is, or ever was, a family home, nor of an agency that runs nothing else: such a name is a
    family's.
    Source: DOMAIN.md section 0 item 10 (house policy on AVG art. 5).
    """
    homes = select(GroupCareType.group_id).where(GroupCareType.care_type == CareType.FAMILY_HOME)
    elsewhere = select(GroupProvider.agency_id).where(GroupProvider.group_id.not_in(homes))
    families = select(GroupProvider.agency_id).where(
        GroupProvider.group_id.in_(homes), GroupProvider.agency_id.not_in(elsewhere)
    )
    at_homes = select(Group.location_id).where(Group.id.in_(homes))
    return (
        *session.scalars(select(AgencyName.name).where(AgencyName.agency_id.not_in(families))),
        *session.scalars(select(Organisation.name)),
        *session.scalars(select(Location.name).where(Location.id.not_in(at_homes))),
        *session.scalars(select(Group.name).where(Group.id.not_in(homes))),
    )
