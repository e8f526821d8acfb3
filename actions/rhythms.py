"""A group that is to be visited less often than the norm: agreed by one, accepted or refused by a manager.

Until a manager accepts it, the norm holds. Source: house policy (DOMAIN 3.1).
"""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from actions.visit_errors import (
    BelowNormNeedsManager,
    DecisionReasonMissing,
    NoRhythmWaits,
    NotBelowNorm,
    OwnRhythm,
    RhythmWaits,
)
from actions.visits import MAX_REASON, check_rhythm, is_below_norm, override_cadence
from actions.work import add_work, finish_work
from rules.calendar import local_date
from rules.vocabulary import Role
from store.events import Subject, record, user_actor
from store.models import Adviser, Group, RhythmProposal, User
from store.rhythms import waiting_rhythm
from store.work import open_work_on

WORK, REFUSED = "accept_rhythm", "rhythm_refused"
DECIDE_WITHIN = timedelta(days=7)
"""Within how long a manager decides, and before the rhythm would start. Source: house policy."""


def propose_rhythm(
    session: Session,
    house: House,
    group_id: int,
    *,
    every_days: int,
    reason: str,
    valid_from: date,
    valid_to: date,
    now: datetime,
    by: User,
) -> RhythmProposal:
    """Put a rhythm below the norm before a manager; the norm holds until one accepts it.

    Raises: as `check_rhythm`, CareTypeUnknown, NotBelowNorm, RhythmWaits.
    """
    check_rhythm(session, group_id, every_days, reason, valid_from, valid_to)
    if not is_below_norm(session, house, group_id, every_days, valid_from):
        raise NotBelowNorm
    session.get_one(Group, group_id, with_for_update=True)  # who proposes one at the same moment waits here
    if (waiting := waiting_rhythm(session, group_id)) is not None:
        raise RhythmWaits(waiting.valid_from, waiting.valid_to)
    proposal = RhythmProposal(
        group_id=group_id, valid_from=valid_from, valid_to=valid_to, every_days=every_days, reason=reason.strip(),
        proposed_by_id=by.id, proposed_at=now,
    )  # fmt: skip
    session.add(proposal)
    session.flush()
    _record(session, proposal, "rhythm_proposed", by, now)
    today = local_date(now)
    _ask(session, proposal, WORK, Role.MANAGER, max(today, min(today + DECIDE_WITHIN, valid_from)), now)
    return proposal


def accept_rhythm(session: Session, house: House, group_id: int, now: datetime, *, by: User) -> RhythmProposal:
    """Let the rhythm that waits hold; the group's windows follow at once.

    Raises: NoRhythmWaits, BelowNormNeedsManager, OwnRhythm, and as `override_cadence`.
    """
    proposal = _waiting(session, group_id, by)
    _decide(session, proposal, now, by, accepted=True)
    override_cadence(
        session, house, group_id, every_days=proposal.every_days, reason=proposal.reason, approver_id=by.id,
        valid_from=proposal.valid_from, valid_to=proposal.valid_to, now=now, actor=user_actor(by.id),
    )  # fmt: skip
    return proposal


def refuse_rhythm(session: Session, group_id: int, note: str, now: datetime, *, by: User) -> RhythmProposal:
    """Leave the group at its norm; the coordinators read why.

    Raises: NoRhythmWaits, BelowNormNeedsManager, OwnRhythm, DecisionReasonMissing.
    """
    proposal = _waiting(session, group_id, by)
    if not 0 < len(note.strip()) <= MAX_REASON:
        raise DecisionReasonMissing(MAX_REASON)
    proposal.note = note.strip()
    _decide(session, proposal, now, by, accepted=False)
    _ask(session, proposal, REFUSED, Role.COORDINATOR, local_date(now), now)
    return proposal


def _waiting(session: Session, group_id: int, by: User) -> RhythmProposal:
    if by.role is not Role.MANAGER or not by.active:
        raise BelowNormNeedsManager
    proposal = waiting_rhythm(session, group_id, lock=True)
    if proposal is None:
        raise NoRhythmWaits
    if proposal.proposed_by_id == by.id:
        raise OwnRhythm
    return proposal


def _decide(session: Session, proposal: RhythmProposal, now: datetime, by: User, *, accepted: bool) -> None:
    proposal.decided_by_id, proposal.decided_at, proposal.accepted = by.id, now, accepted
    session.flush()
    _record(session, proposal, "rhythm_accepted" if accepted else "rhythm_refused", by, now)
    for item in open_work_on(session, WORK, Subject("group", proposal.group_id)):
        finish_work(session, item, by_id=by.id, actor=user_actor(by.id), now=now)


def _ask(session: Session, proposal: RhythmProposal, kind: str, role: Role, due_on: date, now: datetime) -> None:
    owner = session.get(Adviser, session.get_one(Group, proposal.group_id).owner_id or 0)
    add_work(
        session, key=f"{kind}:{proposal.id}", kind=kind, subject=Subject("group", proposal.group_id), role=role,
        due_on=due_on, now=now, organisation_id=owner.organisation_id if owner else None,
    )  # fmt: skip


def _record(session: Session, proposal: RhythmProposal, what: str, by: User, now: datetime) -> None:
    record(
        session, Subject("group", proposal.group_id), what, at=now, actor=user_actor(by.id), proposal=proposal.id,
        every_days=proposal.every_days, since=proposal.valid_from, until=proposal.valid_to,
    )  # fmt: skip
