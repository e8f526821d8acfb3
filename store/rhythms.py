"""Rhythms below the norm that were put before a manager."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from store.groups import Ids
from store.models import CadenceOverride, RhythmProposal, User

WAITS = RhythmProposal.decided_at.is_(None) & RhythmProposal.note.is_(None)
"""Not decided about, and not taken back either."""


def waiting_rhythm(session: Session, group_id: int, *, lock: bool = False) -> RhythmProposal | None:
    """Return the rhythm of a group about which no manager decided yet; of several, the one that waits longest."""
    wanted = select(RhythmProposal).where(RhythmProposal.group_id == group_id, WAITS).order_by(RhythmProposal.id)
    return session.scalars(wanted.with_for_update() if lock else wanted).first()


def agreed_rhythms(session: Session, today: date, group_ids: Ids = None) -> Sequence[CadenceOverride]:
    """Return the rhythms of their own that groups (all, or those asked for) have on `today` or later."""
    wanted = select(CadenceOverride).where(CadenceOverride.valid_to >= today)
    wanted = wanted.order_by(CadenceOverride.group_id, CadenceOverride.valid_from)
    return session.scalars(wanted if group_ids is None else wanted.where(CadenceOverride.group_id.in_(group_ids))).all()


def told_rhythms(session: Session, group_id: int, today: date) -> list[tuple[RhythmProposal, str]]:
    """Return what waits for a manager, and what was refused of days to come, the newest first; with who proposed it."""
    wanted = (
        select(RhythmProposal, User.name)
        .join(User, User.id == RhythmProposal.proposed_by_id)
        .where(
            RhythmProposal.group_id == group_id,
            or_(
                WAITS,
                RhythmProposal.accepted.is_(False) & (RhythmProposal.valid_to >= today),
            ),
        )
        .order_by(RhythmProposal.id.desc())
    )
    return [(proposal, name) for proposal, name in session.execute(wanted)]
