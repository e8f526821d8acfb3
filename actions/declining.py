"""Declining to pass a signal on to the inspectorate: by an approver, with a reason, and never where the law asks it."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.escalations import check_decider
from actions.house import House
from actions.live_work import end_work
from actions.signal_moves import move, refresh, settle_all, subject
from actions.signal_notices import ask
from actions.signal_replies import start_verification
from rules.calendar import local_date
from rules.ladder import DeadlineKind
from rules.signal_errors import DutyByLaw
from rules.signal_words import DeclineReason
from rules.signals import WITH_AGENCY, SignalAct, may_decline
from rules.vocabulary import Role, SignalState
from store.deadlines import due_in_force, open_deadlines
from store.events import record, user_actor
from store.models import Escalation, Signal, User
from store.signals import proposed_from


def decline(
    session: Session, house: House, escalation: Escalation, approver: User, reason: DeclineReason, now: datetime
) -> None:
    """Decide that a signal does not go to the inspectorate; it is verified at the next visits instead.

    Beside the agency's track that track just goes on; where the agency's term still runs, it goes back to it. It can
    be proposed again.
    Raises: DutyByLaw where the law makes telling our task; ValueError for a reason that is no word of ours;
    NotYourRole, UserInactive, OwnProposal, OwnSignal, AuthorUnknown, SignalIsClosed, NotProposed.
    """
    signal = session.get_one(Signal, escalation.signal_id)
    refresh(session, signal)
    check_decider(session, signal, escalation, approver, SignalAct.DECLINE_ESCALATION)
    if not may_decline(escalation.legal_effect):
        raise DutyByLaw(signal.reference)
    escalation.declined_at, escalation.declined_by_id = now, approver.id
    escalation.decline_reason = DeclineReason(reason)
    settle_all(session, signal, now, DeadlineKind.ESCALATE)
    end_work(session, signal, now, by=approver)
    record(session, subject(signal), "escalation_declined", at=now, actor=user_actor(approver.id), reason=reason.value)
    ask(session, "escalation_declined", signal, Role.ADVISER, local_date(now), now, cause=f"{now:%Y%m%dT%H%M%S}")
    if signal.state is SignalState.ESCALATION_PROPOSED:
        back_to = _agency_track(session, signal, now)
        move(session, signal, SignalAct.DECLINE_ESCALATION, now, by=approver, back_to=back_to)
        if back_to is None:
            start_verification(session, house, signal, now)


def _agency_track(session: Session, signal: Signal, now: datetime) -> SignalState | None:
    """Return the state with the agency that a signal was in, while its term to answer is not over; else None."""
    before = proposed_from(session, signal)
    terms = open_deadlines(session, subject(signal), DeadlineKind.ANSWER, DeadlineKind.DIRECTOR_ANSWER)
    still_runs = any(_is_running(due_in_force(session, deadline), now) for deadline in terms)
    return before if before in WITH_AGENCY | {SignalState.RETURNED} and still_runs else None


def _is_running(due: date | datetime | None, now: datetime) -> bool:
    """Whether a term, which stands still when `due` is None, is not over: its steps then still come."""
    if due is None or isinstance(due, datetime):
        return due is None or now < due
    return local_date(now) <= due
