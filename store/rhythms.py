"""Rhythms below the norm that were put before a manager."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from store.models import RhythmProposal, User


def waiting_rhythm(session: Session, group_id: int, *, lock: bool = False) -> RhythmProposal | None:
    """Return the rhythm of a group about which no manager decided yet."""
    wanted = select(RhythmProposal).where(RhythmProposal.group_id == group_id, RhythmProposal.decided_at.is_(None))
    return session.scalars(wanted.with_for_update() if lock else wanted).first()


def told_rhythms(session: Session, group_id: int, today: date) -> list[tuple[RhythmProposal, str]]:
    """Return what waits for a manager, and what was refused of days to come, the newest first; with who proposed it."""
    wanted = (
        select(RhythmProposal, User.name)
        .join(User, User.id == RhythmProposal.proposed_by_id)
        .where(
            RhythmProposal.group_id == group_id,
            or_(
                RhythmProposal.decided_at.is_(None),
                RhythmProposal.accepted.is_(False) & (RhythmProposal.valid_to >= today),
            ),
        )
        .order_by(RhythmProposal.id.desc())
    )
    return [(proposal, name) for proposal, name in session.execute(wanted)]
