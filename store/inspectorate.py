"""Queries about what follows at the inspectorate, what visits look at, incidents, and who is on call."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.calamity import OPEN as OPEN_WATCH
from rules.on_call import Duty
from rules.signals import ENDED
from store.models import (
    CalamityWatch,
    InspectorateCase,
    ObserveFinding,
    ObservePoint,
    OnCallDuty,
    Signal,
    TakenMeasure,
    User,
    Visit,
)


def case_of(session: Session, signal: Signal) -> InspectorateCase | None:
    """Return how a signal stands at the inspectorate; None when it was never told there."""
    return session.scalars(select(InspectorateCase).where(InspectorateCase.signal_id == signal.id)).one_or_none()


def measures_of(session: Session, case: InspectorateCase) -> Sequence[TakenMeasure]:
    """Return the heavier measures of a case, in the order in which they were told."""
    return session.scalars(select(TakenMeasure).where(TakenMeasure.case_id == case.id).order_by(TakenMeasure.id)).all()


def point_of(session: Session, signal: Signal) -> ObservePoint | None:
    """Return what visits look at because of a signal."""
    return session.scalars(select(ObservePoint).where(ObservePoint.signal_id == signal.id)).one_or_none()


def open_points(session: Session, group_ids: Collection[int]) -> list[tuple[ObservePoint, str]]:
    """Return what visits to some groups have to look at now, each with the reference of its signal."""
    rows = session.execute(
        select(ObservePoint, Signal.reference)
        .join(Signal, Signal.id == ObservePoint.signal_id)
        .where(ObservePoint.group_id.in_(group_ids), Signal.state.not_in(sorted(ENDED)))
        .order_by(ObservePoint.id)
    )
    return list(rows.tuples())


def clean_visits(session: Session, signal: Signal) -> int:
    """Return how many of the last visits in a row did not show what a signal is about, since it is looked at."""
    point = point_of(session, signal)
    if point is None:
        return 0
    seen = session.scalars(
        select(ObserveFinding.seen)
        .join(Visit, Visit.id == ObserveFinding.visit_id)
        .where(ObserveFinding.point_id == point.id, ObserveFinding.found_at >= point.opened_at)
        .order_by(Visit.on.desc(), Visit.id.desc())
    ).all()
    return next((n for n, was_seen in enumerate(seen) if was_seen), len(seen))


def watches_of(session: Session, signal: Signal) -> Sequence[CalamityWatch]:
    """Return the incidents that are watched because of a signal, oldest first."""
    wanted = select(CalamityWatch).where(CalamityWatch.signal_id == signal.id)
    return session.scalars(wanted.order_by(CalamityWatch.id)).all()


def open_watch(session: Session, signal: Signal) -> CalamityWatch | None:
    """Return the first incident of a signal that is still watched."""
    return next((watch for watch in watches_of(session, signal) if watch.state in OPEN_WATCH), None)


def locked_watch(session: Session, watch_id: int) -> CalamityWatch:
    """Return a watch, locked and as it is now."""
    wanted = select(CalamityWatch).where(CalamityWatch.id == watch_id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one()


def watch_by_reference(session: Session, reference: str) -> CalamityWatch | None:
    """Return the watch that people know by `reference`."""
    return session.scalars(select(CalamityWatch).where(CalamityWatch.reference == reference)).one_or_none()


def duties(session: Session, since: datetime, until: datetime) -> list[Duty]:
    """Return who of the active users is on call between two instants, in order of time and rank."""
    rows = session.scalars(
        select(OnCallDuty)
        .join(User, User.id == OnCallDuty.user_id)
        .where(OnCallDuty.starts_at < until, OnCallDuty.ends_at > since, User.active)
        .order_by(OnCallDuty.starts_at, OnCallDuty.rank, OnCallDuty.id)
    )
    return [Duty(row.user_id, row.rank, row.starts_at, row.ends_at) for row in rows]
