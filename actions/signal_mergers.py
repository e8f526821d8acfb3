"""Which of two doubles may go into which: nothing that one of them reached may be lost."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.house import House
from actions.signal_moves import subject
from rules.calendar import Calendar, local_date
from rules.holidays import DAY
from rules.ladder import DeadlineKind
from rules.signal_errors import EarlierTermLost, FurtherSignalLost, NeitherCanMerge
from rules.vocabulary import SignalKind, SignalState
from store.deadlines import due_on, open_deadlines
from store.decrees import calendar_in_force
from store.models import Deadline, Escalation, Signal
from store.signal_details import doubles_of
from store.signals import escalation_of, reply_of

STANDS_STILL, NO_TERM = date.max - DAY, date.max
"""Where a term that stands still, and no term at all, lie among last days."""


def check_merger(session: Session, signal: Signal, into: Signal) -> None:
    """Allow only a merger that loses nothing of the double `signal`.

    Raises: FurtherSignalLost or EarlierTermLost where the other way round loses nothing, NeitherCanMerge.
    """
    further = _is_further(session, signal, into)
    if not further and not _is_earlier(session, signal, into):
        return
    if _is_further(session, into, signal):
        raise NeitherCanMerge(signal.reference, into.reference)
    raise (FurtherSignalLost if further else EarlierTermLost)(signal.reference, into.reference)


def _is_further(session: Session, signal: Signal, other: Signal) -> bool:
    """Whether a signal is further than the other in any way."""
    mine, its = _standing(session, signal), _standing(session, other)
    return any(one > two for one, two in zip(mine, its, strict=True))


def _is_earlier(session: Session, signal: Signal, other: Signal) -> bool:
    """Whether of two signals that stand alike the first has the earlier last day."""
    alike = _standing(session, signal) == _standing(session, other)
    return alike and _last_day(session, signal) < _last_day(session, other)


def _standing(session: Session, signal: Signal) -> tuple[int, ...]:
    """Return how far passing on is, whether it is acute, whether it was sent, and how many letters went round."""
    answered = reply_of(session, signal, signal.round) is not None or signal.state is SignalState.VERIFICATION
    return (
        _stage(escalation_of(session, signal)),
        signal.kind is SignalKind.ACUTE,
        signal.sent_at is not None,
        2 * signal.round + answered,
    )


def _stage(escalation: Escalation | None) -> int:
    if escalation is None or escalation.declined_at is not None:
        return 0
    return 1 + (escalation.approved_at is not None) + (escalation.told_at is not None)


def _last_day(session: Session, signal: Signal) -> date:
    calendar = calendar_in_force(session)
    kinds = (DeadlineKind.ANSWER, DeadlineKind.DIRECTOR_ANSWER)
    terms = open_deadlines(session, subject(signal), *kinds)
    return min((_ends_on(deadline, calendar) for deadline in terms), default=NO_TERM)


def _ends_on(deadline: Deadline, calendar: Calendar) -> date:
    end = due_on(deadline, calendar)
    return local_date(end) if isinstance(end, datetime) else end or STANDS_STILL


def possible_doubles(session: Session, house: House, signal: Signal, now: datetime) -> Sequence[Signal]:
    """Return the open signals that may be about the same: same location and measure, seen within the policy's days.

    They are offered to a person; nothing is merged by itself. Source: house policy (duplicates.within_days).
    """
    return doubles_of(session, signal, house.policy(local_date(now)).duplicates.within_days)
