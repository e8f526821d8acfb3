"""Queries about what follows at the inspectorate, what visits look at, incidents, and who is on call."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from rules.calamity import OPEN as OPEN_WATCH
from rules.on_call import Duty
from rules.signals import ENDED
from rules.vocabulary import VisitState
from store.models import (
    CalamityWatch,
    Escalation,
    InspectorateCase,
    ObserveFinding,
    ObservePoint,
    OnCallDuty,
    Signal,
    TakenMeasure,
    User,
    Visit,
)

VISITED = (VisitState.DONE, VisitState.REPORTED)


def case_of(session: Session, signal: Signal) -> InspectorateCase | None:
    """Return how a signal stands at the inspectorate; None when it was never told there."""
    return session.scalars(select(InspectorateCase).where(InspectorateCase.signal_id == signal.id)).one_or_none()


def passing_on(session: Session, signal: Signal) -> tuple[Escalation | None, InspectorateCase | None]:
    """Return the passing on of a signal, whatever its stage, and how it stands there."""
    asked = (
        select(Escalation, InspectorateCase)
        .outerjoin(InspectorateCase, InspectorateCase.signal_id == Escalation.signal_id)
        .where(Escalation.signal_id == signal.id)
    )
    found = session.execute(asked).one_or_none()
    return (found[0], found[1]) if found else (None, None)


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


def findings_of(session: Session, point: ObservePoint) -> list[tuple[date, bool]]:
    """Return what visits saw since a point is looked at: the day, and whether it was still there; newest first."""
    asked = (
        select(Visit.on, ObserveFinding.seen)
        .join(Visit, Visit.id == ObserveFinding.visit_id)
        .where(ObserveFinding.point_id == point.id, ObserveFinding.found_at >= point.opened_at)
        .order_by(Visit.on.desc(), Visit.id.desc())
    )
    return list(session.execute(asked).tuples())


def visits_since(session: Session, point: ObservePoint, since: date) -> list[tuple[int, date, bool | None]]:
    """Return the visits made to the group of a point since a day, the newest first: number, day, what was seen.

    None where nobody said it yet.
    """
    told = and_(
        ObserveFinding.visit_id == Visit.id,
        ObserveFinding.point_id == point.id,
        ObserveFinding.found_at >= point.opened_at,
    )
    asked = (
        select(Visit.id, Visit.on, ObserveFinding.seen)
        .outerjoin(ObserveFinding, told)
        .where(Visit.group_id == point.group_id, Visit.state.in_(VISITED), Visit.on >= since)
        .order_by(Visit.on.desc(), Visit.id.desc())
    )
    return list(session.execute(asked).tuples())


def clean_visits(session: Session, signal: Signal) -> int:
    """Return how many of the last visits in a row did not show what a signal is about, since it is looked at."""
    point = point_of(session, signal)
    return clean_in_a_row(findings_of(session, point)) if point else 0


def clean_in_a_row(findings: Sequence[tuple[date, bool]]) -> int:
    """Return how many of the newest findings in a row were clean."""
    return next((n for n, (_, was_seen) in enumerate(findings) if was_seen), len(findings))


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


def duty_rows(session: Session, since: datetime, until: datetime) -> list[tuple[OnCallDuty, User]]:
    """Return the duties between two instants with who has them, in order of time and rank; inactive people too."""
    rows = session.execute(
        select(OnCallDuty, User)
        .join(User, User.id == OnCallDuty.user_id)
        .where(OnCallDuty.starts_at < until, OnCallDuty.ends_at > since)
        .order_by(OnCallDuty.starts_at, OnCallDuty.rank, OnCallDuty.id)
    )
    return list(rows.tuples())


def locked_duty(session: Session, number: int) -> OnCallDuty | None:
    """Return a duty, locked and as it is now; None when there is none."""
    wanted = select(OnCallDuty).where(OnCallDuty.id == number).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
