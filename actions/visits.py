"""What an adviser and a coordinator record about visits and windows."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.counting import count_made_visit
from actions.distance import keep_distance
from actions.house import House
from actions.live_work import end_visit_work
from actions.refusals import draft_refusal
from actions.renewal import follow_group
from actions.running_terms import settle, start_deadline
from actions.visit_changes import tell_changes
from actions.visit_errors import (
    ApproverUnknown,
    BelowNormNeedsManager,
    CareTypeUnknown,
    CountsImpossible,
    EndsBeforeStart,
    FrequencyOutOfBounds,
    NothingThere,
    OverrideOverlaps,
    PeriodReversed,
    ReasonMissing,
    VisitFromTheFuture,
    VisitIsPast,
    WindowNotMissed,
)
from actions.work import add_work, finish_work
from rules.cadence import care_type_on, norm_days
from rules.calendar import local_date
from rules.errors import Phrase
from rules.policy_kinds import MAX_FREQUENCY_DAYS, MIN_FREQUENCY_DAYS
from rules.vocabulary import AttemptReason, MissedReason, Role, VisitState, WindowState
from store.deadlines import deadline_of
from store.events import SYSTEM, Subject, record
from store.groups import group_facts
from store.models import CadenceOverride, Group, Signal, User, Visit, VisitWindow, WorkItem
from store.visits import PLANNED

VISIT_REPORT = "visit_report"
MAX_REASON = 500
APPROVERS = (Role.MANAGER, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Checklist:
    """What an adviser notes of a visit: counts and yes or no, never a name (DOMAIN 3.2)."""

    present: int
    spoken_to: int
    new_youths: int
    booklet_given: bool
    house_rules_seen: bool
    house_rules_changed: bool
    measures_seen: bool


def record_visit(
    session: Session,
    house: House,
    visit_id: int,
    checklist: Checklist,
    *,
    started_at: datetime,
    ended_at: datetime,
    now: datetime,
    actor: str,
) -> VisitWindow | None:
    """Record that a visit was made; return the window it satisfied, or None when it counts for none.

    Visits planned too soon after one that counts are moved. The report falls due by the policy's term.
    Raises: NothingThere, VisitIsPast (made or called off already),
    CountsImpossible, EndsBeforeStart, VisitFromTheFuture.
    """
    visit = _open_visit(session, visit_id)
    _check(checklist, started_at, ended_at, now)
    visit.state, visit.on = VisitState.DONE, local_date(started_at)
    visit.starts_at, visit.ends_at = started_at, ended_at
    for name, value in asdict(checklist).items():
        setattr(visit, name, value)
    session.flush()
    record(session, Subject("visit", visit.id), "done", at=now, actor=actor, on=visit.on)
    term = house.policy(visit.on).visits.report
    start_deadline(
        session, house, Subject("visit", visit.id), VISIT_REPORT, term.term, term.legal_effect, ended_at, now
    )
    group = group_facts(session, [visit.group_id])[visit.group_id]
    window = count_made_visit(session, house, visit, group, now=now, actor=actor)
    end_visit_work(session, local_date(now), now, group_id=visit.group_id, actor=actor)
    if window is not None:
        keep_distance(session, house, visit, group, now=now, actor=actor)
    return window


def report_visit(session: Session, _house: House, visit_id: int, *, now: datetime, actor: str) -> None:
    """Record that the report of a visit is there; its deadline ends. Raises: NothingThere, VisitIsPast."""
    visit = _visit(session, visit_id)
    if visit.state is not VisitState.DONE:
        raise VisitIsPast(visit.id, visit.state)
    visit.state, visit.reported_at = VisitState.REPORTED, now
    deadline = deadline_of(session, Subject("visit", visit.id), VISIT_REPORT, 1)
    if deadline is not None:
        settle(session, deadline, now, actor)
    record(session, Subject("visit", visit.id), "reported", at=now, actor=actor)


def attempt_visit(
    session: Session, house: House, visit_id: int, reason: AttemptReason, *, now: datetime, actor: str
) -> Signal | None:
    """Record that an adviser came in vain; the window stays as it is and the coordinator hears it today.

    Refused access breaks the law: it gives a draft signal, which the adviser finishes; return it. Nothing is sent.
    Raises: NothingThere, VisitIsPast. Source: DOMAIN 2a (an attempt never satisfies a window); law (Besluit Jeugdwet
    4.1.4, Jw 4.1.9).
    """
    visit = _open_visit(session, visit_id)
    visit.state, visit.attempt_reason = VisitState.ATTEMPTED, reason
    subject = Subject("visit", visit.id)
    record(session, subject, "attempted", at=now, actor=actor, reason=reason.value)
    add_work(
        session,
        key=f"visit_attempted:{visit.id}",
        kind="visit_attempted",
        subject=subject,
        role=Role.COORDINATOR,
        due_on=local_date(now),
        now=now,
        adviser_id=visit.adviser_id,
    )
    return draft_refusal(session, house, visit, now, actor) if reason is AttemptReason.REFUSED else None


def cancel_visit(
    session: Session, house: House, visit_id: int, reason: MissedReason, *, now: datetime, actor: str
) -> None:
    """Call off a planned visit and tell its adviser; its window is planned anew by the next run.

    Raises: NothingThere, VisitIsPast.
    """
    visit = _open_visit(session, visit_id)
    visit.state, visit.cancel_reason = VisitState.CANCELLED, reason
    session.flush()
    record(session, Subject("visit", visit.id), "cancelled", at=now, actor=actor, reason=reason.value)
    tell_changes(session, house, now, [visit.id])


def miss_window(
    session: Session, _house: House, window_id: int, reason: MissedReason, *, now: datetime, actor: str
) -> None:
    """Record why a window was missed, and finish the coordinator's task. Raises: NothingThere, WindowNotMissed."""
    window = session.get(VisitWindow, window_id)
    if window is None:
        raise NothingThere(Phrase("Bezoekvenster"), window_id)
    if window.state is not WindowState.MISSED:
        raise WindowNotMissed(window.starts_on, window.ends_on, window.state)
    window.missed_reason = reason
    record(session, Subject("window", window.id), "missed_reason", at=now, actor=actor, reason=reason.value)
    task = session.scalars(select(WorkItem).where(WorkItem.key == f"window_missed:{window.id}")).first()
    if task is not None:
        finish_work(session, task, by_id=_user_id(actor), actor=actor, now=now)


def override_cadence(
    session: Session,
    house: House,
    group_id: int,
    *,
    every_days: int,
    reason: str,
    approver_id: int,
    valid_from: date,
    valid_to: date,
    now: datetime,
    actor: str = SYSTEM,
) -> CadenceOverride:
    """Give a group another rhythm for a period: a visit in every `every_days` days; its windows follow at once.

    Raises: FrequencyOutOfBounds, ReasonMissing, PeriodReversed, OverrideOverlaps, CareTypeUnknown, NothingThere;
    ApproverUnknown, BelowNormNeedsManager (refused). Source: house policy (DOMAIN 3.1).
    """
    check_rhythm(session, group_id, every_days, reason, valid_from, valid_to)
    below_norm = is_below_norm(session, house, group_id, every_days, valid_from)
    _check_approver(session, approver_id, below_norm=below_norm)
    override = CadenceOverride(
        group_id=group_id,
        valid_from=valid_from,
        valid_to=valid_to,
        every_days=every_days,
        below_norm=below_norm,
        reason=reason.strip(),
        approved_by_id=approver_id,
    )
    session.add(override)
    session.flush()
    facts = {"every_days": every_days, "below_norm": below_norm, "approver": approver_id}
    subject = Subject("group", group_id)
    record(session, subject, "cadence_overridden", at=now, actor=actor, since=valid_from, until=valid_to, **facts)
    follow_group(session, house, group_id, now)
    return override


def _visit(session: Session, visit_id: int) -> Visit:
    """Return a visit locked and as it is now: two people may record the same one."""
    visit = session.get(Visit, visit_id, with_for_update=True)
    if visit is None:
        raise NothingThere(Phrase("Bezoek"), visit_id)
    return visit


def _open_visit(session: Session, visit_id: int) -> Visit:
    visit = _visit(session, visit_id)
    if visit.state not in PLANNED:
        raise VisitIsPast(visit.id, visit.state)
    return visit


def _check(checklist: Checklist, started_at: datetime, ended_at: datetime, now: datetime) -> None:
    if not 0 <= checklist.spoken_to <= checklist.present or checklist.new_youths < 0:
        raise CountsImpossible(checklist.present, checklist.spoken_to, checklist.new_youths)
    if ended_at <= started_at:
        raise EndsBeforeStart(started_at, ended_at)
    if ended_at > now:
        raise VisitFromTheFuture(ended_at, now)


def check_rhythm(
    session: Session, group_id: int, every_days: int, reason: str, valid_from: date, valid_to: date
) -> None:
    """Refuse a rhythm that cannot be kept.

    Raises: FrequencyOutOfBounds, ReasonMissing, PeriodReversed, NothingThere, OverrideOverlaps.
    """
    if not MIN_FREQUENCY_DAYS <= every_days <= MAX_FREQUENCY_DAYS:
        raise FrequencyOutOfBounds(every_days)
    if not 0 < len(reason.strip()) <= MAX_REASON:
        raise ReasonMissing(MAX_REASON)
    if valid_to < valid_from:
        raise PeriodReversed(valid_from, valid_to)
    if session.get(Group, group_id) is None:
        raise NothingThere(Phrase("Groep"), group_id)
    other = session.scalars(
        select(CadenceOverride)
        .where(CadenceOverride.group_id == group_id)
        .where(CadenceOverride.valid_from <= valid_to, CadenceOverride.valid_to >= valid_from)
    ).first()
    if other is not None:
        raise OverrideOverlaps(other.valid_from, other.valid_to)


def is_below_norm(session: Session, house: House, group_id: int, every_days: int, day: date) -> bool:
    """Return whether a visit in every `every_days` days is less than the norm of a group's care on `day`.

    Raises: CareTypeUnknown. Source: house policy (DOMAIN 3.1).
    """
    care_type = care_type_on(group_facts(session, [group_id])[group_id], day)
    if care_type is None:
        raise CareTypeUnknown(group_id, day)
    norm = norm_days(house.policy(day).cadence[care_type])
    return norm is not None and every_days > norm


def _check_approver(session: Session, approver_id: int, *, below_norm: bool) -> None:
    approver = session.get(User, approver_id)
    if approver is None or not approver.active or approver.role not in APPROVERS:
        raise ApproverUnknown
    if below_norm and approver.role is not Role.MANAGER:
        raise BelowNormNeedsManager


def _user_id(actor: str) -> int | None:
    kind, _, number = actor.partition(":")
    return int(number) if kind == "user" else None
