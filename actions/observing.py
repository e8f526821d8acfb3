"""What visits to a group look at because of a signal, and what they found."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.house import House
from actions.signal_moves import check, move, refresh, subject
from rules.calendar import local_date
from rules.errors import RuleError
from rules.policy_values import LadderPolicy
from rules.signals import SignalAct
from rules.vocabulary import VisitState
from store.events import record
from store.inspectorate import clean_visits, point_of
from store.models import ObserveFinding, ObservePoint, Signal, User, Visit
from store.visits import windows_from

MADE = frozenset({VisitState.DONE, VisitState.REPORTED})


class FindingNotPossible(RuleError):
    """A finding of a visit that was not made, or to another group, or about a signal that asks for none."""

    def __init__(self, reference: str, visit_id: int) -> None:
        self.reference, self.visit_id = reference, visit_id
        super().__init__(
            "Bij bezoek {visit_id} hoort geen bevinding over signaal {reference}: het bezoek is niet uitgevoerd, was "
            "aan een andere groep of van vóór het aandachtspunt, of er wordt niets nagegaan. Controleer het nummer.",
            visit_id=visit_id,
            reference=reference,
        )


class FindingThere(RuleError):
    """A second finding of the same visit."""

    def __init__(self, reference: str, visit_id: int) -> None:
        super().__init__(
            "Bij bezoek {visit_id} staat al wat er over signaal {reference} gezien is.",
            visit_id=visit_id,
            reference=reference,
        )


def look_out(session: Session, signal: Signal, now: datetime) -> ObservePoint | None:
    """Put what a signal is about on the checklist of every visit to its group, from now on; None without a group.

    Asked again it begins anew: findings of before count no more. Source: house policy (DOMAIN.md 2b, scenario 32).
    """
    if signal.group_id is None:
        return None
    point = point_of(session, signal)
    if point is None:
        point = ObservePoint(signal_id=signal.id, group_id=signal.group_id, measure=signal.measure, opened_at=now)
        session.add(point)
        session.flush()
    point.opened_at = now
    record(session, subject(signal), "look_out", at=now, group=signal.group_id, measure=signal.measure.value)
    return point


def days_to_verify(session: Session, signal: Signal, ladder: LadderPolicy, today: date) -> int:
    """Return within how many days the location must be seen again: the group's next windows, and a bound.

    Units: calendar days from `today`. Source: house policy (verify_windows and verify_days; DOMAIN.md 2b).
    """
    opened = windows_from(session, today, [signal.group_id]).get(signal.group_id, []) if signal.group_id else []
    ahead = [window.ends_on for window in opened if window.starts_on > today]
    if len(ahead) < ladder.verify_windows:
        return ladder.verify_days
    return min(ladder.verify_days, (ahead[ladder.verify_windows - 1] - today).days)


def record_finding(
    session: Session, _house: House, signal: Signal, visit_id: int, *, seen: bool, now: datetime, by: User
) -> int:
    """Record whether a visit still saw what a signal is about; return how many clean visits in a row there are now.

    Raises: FindingNotPossible, FindingThere, ActNotPossible, NotYourRole, NotYourSignal, UserInactive.
    """
    refresh(session, signal)
    check(signal, SignalAct.OBSERVE, by, now)
    point, visit = point_of(session, signal), session.get(Visit, visit_id)
    if point is None or visit is None or not _fits(point, visit):
        raise FindingNotPossible(signal.reference, visit_id)
    if session.get(ObserveFinding, (point.id, visit_id)) is not None:
        raise FindingThere(signal.reference, visit_id)
    session.add(ObserveFinding(point_id=point.id, visit_id=visit_id, seen=seen, found_at=now, found_by_id=by.id))
    move(session, signal, SignalAct.OBSERVE, now, by=by, visit=visit_id, seen=seen)
    return clean_visits(session, signal)


def _fits(point: ObservePoint, visit: Visit) -> bool:
    return visit.state in MADE and visit.group_id == point.group_id and visit.on >= local_date(point.opened_at)
