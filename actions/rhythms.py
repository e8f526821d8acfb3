"""A group that is to be visited less often than the norm: agreed by one, accepted or refused by a manager.

Until a manager accepts it, the norm holds. A rhythm that falls below the norm later, because other care or another
norm begins, ends there and is put before a manager in the same way. Source: house policy (DOMAIN 3.1).
"""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from actions.renewal import follow_group
from actions.visit_errors import (
    BelowNormNeedsManager,
    DecisionReasonMissing,
    NoRhythmWaits,
    NotBelowNorm,
    NotYourRhythm,
    OwnRhythm,
    RhythmWaits,
    WithdrawalReasonMissing,
)
from actions.visits import MAX_REASON, check_rhythm, is_below_norm, override_cadence
from actions.work import add_work, finish_work
from rules.cadence import DatedOverride, below_norm_from
from rules.calendar import local_date
from rules.vocabulary import Role
from store.events import SYSTEM, Subject, record, user_actor
from store.groups import Ids, group_facts
from store.models import Adviser, CadenceOverride, Group, RhythmProposal, User
from store.rhythms import agreed_rhythms, waiting_rhythm
from store.work import open_work_on

WORK, REFUSED = "accept_rhythm", "rhythm_refused"
DAY = timedelta(days=1)
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
    _record(session, proposal, "rhythm_proposed", user_actor(by.id), now)
    _ask_manager(session, proposal, now)
    return proposal


def put_before_manager(session: Session, house: House, now: datetime, group_ids: Ids = None) -> list[RhythmProposal]:
    """End each rhythm where it falls below a norm that nobody accepted, and ask a manager; return what is asked.

    For all groups, or those asked for: after other care was recorded, and daily for a norm of the policy that begins.
    The windows follow at once. A second time finds nothing left.
    """
    today = local_date(now)
    rhythms = agreed_rhythms(session, today, group_ids)
    facts, asked = group_facts(session, {row.group_id for row in rhythms}), list[RhythmProposal]()
    for row in rhythms:
        dated = DatedOverride(row.every_days, row.valid_from, row.valid_to)
        since = below_norm_from(facts[row.group_id], dated, house.policies, today, accepted=row.below_norm)
        if since is not None:
            asked.append(_ended(session, row, since, now))
    for number in {one.group_id for one in asked}:
        follow_group(session, house, number, now)
    return asked


def _ended(session: Session, row: CadenceOverride, since: date, now: datetime) -> RhythmProposal:
    """End an agreed rhythm before `since`; what was left of it waits for a manager, in the name of who agreed it."""
    proposal = RhythmProposal(
        group_id=row.group_id, valid_from=since, valid_to=row.valid_to, every_days=row.every_days, reason=row.reason,
        proposed_by_id=row.approved_by_id, proposed_at=now,
    )  # fmt: skip
    if since > row.valid_from:
        row.valid_to = since - DAY
    else:
        session.delete(row)
    session.add(proposal)
    session.flush()
    _record(session, proposal, "rhythm_below_norm", SYSTEM, now)
    _ask_manager(session, proposal, now)
    return proposal


def accept_rhythm(
    session: Session, house: House, group_id: int, now: datetime, *, by: User, read: int | None = None
) -> RhythmProposal:
    """Let the rhythm that waits hold; the group's windows follow at once. `read`: the proposal that was read.

    Raises: NoRhythmWaits, BelowNormNeedsManager, OwnRhythm, and as `override_cadence`.
    """
    proposal = _to_decide(session, group_id, by, read)
    _decide(session, proposal, now, by, accepted=True)
    override_cadence(
        session, house, group_id, every_days=proposal.every_days, reason=proposal.reason, approver_id=by.id,
        valid_from=proposal.valid_from, valid_to=proposal.valid_to, now=now, actor=user_actor(by.id),
    )  # fmt: skip
    return proposal


def refuse_rhythm(
    session: Session, group_id: int, note: str, now: datetime, *, by: User, read: int | None = None
) -> RhythmProposal:
    """Leave the group at its norm; the coordinators read why. `read`: the proposal that was read.

    Raises: NoRhythmWaits, BelowNormNeedsManager, OwnRhythm, DecisionReasonMissing.
    """
    proposal = _to_decide(session, group_id, by, read)
    if not 0 < len(note.strip()) <= MAX_REASON:
        raise DecisionReasonMissing(MAX_REASON)
    proposal.note = note.strip()
    _decide(session, proposal, now, by, accepted=False)
    _ask(session, proposal, REFUSED, Role.COORDINATOR, local_date(now), now)
    return proposal


def withdraw_rhythm(
    session: Session, group_id: int, note: str, now: datetime, *, by: User, read: int | None = None
) -> RhythmProposal:
    """Take back what one proposed oneself, with the reason: the norm holds, and anybody may propose a rhythm anew.

    So nothing waits for ever where who proposed it has become the only manager. `read`: the proposal that was read.
    Raises: NoRhythmWaits, NotYourRhythm, WithdrawalReasonMissing.
    """
    proposal = _waiting(session, group_id, read)
    if proposal.proposed_by_id != by.id:
        raise NotYourRhythm
    if not 0 < len(note.strip()) <= MAX_REASON:
        raise WithdrawalReasonMissing(MAX_REASON)
    proposal.note = note.strip()
    session.flush()
    _record(session, proposal, "rhythm_withdrawn", user_actor(by.id), now)
    _finish_asking(session, proposal, by, now)
    return proposal


def _waiting(session: Session, group_id: int, read: int | None) -> RhythmProposal:
    proposal = waiting_rhythm(session, group_id, lock=True)
    if proposal is None or read not in (None, proposal.id):
        raise NoRhythmWaits
    return proposal


def _to_decide(session: Session, group_id: int, by: User, read: int | None) -> RhythmProposal:
    if by.role is not Role.MANAGER or not by.active:
        raise BelowNormNeedsManager
    proposal = _waiting(session, group_id, read)
    if proposal.proposed_by_id == by.id:
        raise OwnRhythm
    return proposal


def _decide(session: Session, proposal: RhythmProposal, now: datetime, by: User, *, accepted: bool) -> None:
    proposal.decided_by_id, proposal.decided_at, proposal.accepted = by.id, now, accepted
    session.flush()
    _record(session, proposal, "rhythm_accepted" if accepted else "rhythm_refused", user_actor(by.id), now)
    _finish_asking(session, proposal, by, now)


def _finish_asking(session: Session, proposal: RhythmProposal, by: User, now: datetime) -> None:
    for item in open_work_on(session, Subject("group", proposal.group_id), WORK):
        if item.key == f"{WORK}:{proposal.id}":  # another rhythm of the group may wait as well
            finish_work(session, item, by_id=by.id, actor=user_actor(by.id), now=now)


def _ask_manager(session: Session, proposal: RhythmProposal, now: datetime) -> None:
    today = local_date(now)
    due_on = max(today, min(today + DECIDE_WITHIN, proposal.valid_from))
    _ask(session, proposal, WORK, Role.MANAGER, due_on, now)


def _ask(session: Session, proposal: RhythmProposal, kind: str, role: Role, due_on: date, now: datetime) -> None:
    owner = session.get(Adviser, session.get_one(Group, proposal.group_id).owner_id or 0)
    add_work(
        session, key=f"{kind}:{proposal.id}", kind=kind, subject=Subject("group", proposal.group_id), role=role,
        due_on=due_on, now=now, organisation_id=owner.organisation_id if owner else None,
    )  # fmt: skip


def _record(session: Session, proposal: RhythmProposal, what: str, actor: str, now: datetime) -> None:
    record(
        session, Subject("group", proposal.group_id), what, at=now, actor=actor, proposal=proposal.id,
        every_days=proposal.every_days, since=proposal.valid_from, until=proposal.valid_to,
    )  # fmt: skip
