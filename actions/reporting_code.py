"""The reporting code (meldcode) of a signal: who took which step when, and what was decided. Never what was said."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from actions.house import House
from actions.live_work import end_work
from actions.running_terms import settle, start_deadline
from actions.signal_moves import check, move, refresh, subject
from rules.calendar import local_date
from rules.errors import RuleError
from rules.ladder import DeadlineKind
from rules.reporting_code import TERM_OF, CodeStep, EmergencyCall, TakenStep, check_step, is_ready
from rules.signal_errors import ReportingCodeUnchecked
from rules.signals import SignalAct
from rules.vocabulary import SignalKind
from store.deadlines import open_deadlines
from store.models import ReportingCode, ReportingCodeStep, Signal, User
from store.signal_details import code_of, code_steps


class CodeNotStarted(RuleError):
    """A step of the reporting code before the check of 112 and Veilig Thuis."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "De meldcode bij signaal {reference} is nog niet begonnen: leg eerst vast of 112 of Veilig Thuis is "
            "gebeld.",
            reference=reference,
        )


class CodeStarted(RuleError):
    """The check of 112 and Veilig Thuis a second time."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Bij signaal {reference} is al vastgelegd of 112 of Veilig Thuis is gebeld.", reference=reference
        )


def start_code(
    session: Session, house: House, signal: Signal, call: EmergencyCall, now: datetime, *, by: User
) -> ReportingCode:
    """Start the reporting code with the check of 112 and Veilig Thuis; of a general signal its terms start too.

    Those of an acute one need none: it does not leave before its steps are there.
    Raises: CodeStarted, SignalIsClosed, NotYourRole, NotYourSignal, UserInactive. Source: house policy (DOMAIN.md 2e).
    """
    refresh(session, signal)
    check(signal, SignalAct.CHECK_CODE, by, now)
    if code_of(session, signal) is not None:
        raise CodeStarted(signal.reference)
    code = ReportingCode(signal_id=signal.id, started_at=now, emergency_call=call, checked_by_id=by.id)
    session.add(code)
    move(session, signal, SignalAct.CHECK_CODE, now, by=by, call=call.value)
    policy = house.policy(local_date(now)).reporting_code
    if signal.kind is SignalKind.GENERAL or not policy.all_steps_same_day_if_acute:
        for kind, term in ((DeadlineKind.CODE_CONSULT, policy.consult), (DeadlineKind.CODE_DECIDE, policy.decide)):
            start_deadline(session, house, subject(signal), kind, term.term, term.legal_effect, now, now)
    return code


def take_code_step(
    session: Session, _house: House, signal: Signal, step: TakenStep, now: datetime, *, by: User
) -> ReportingCodeStep:
    """Record the next step of the reporting code, done or skipped with a reason.

    Raises: CodeNotStarted, StepTaken, StepOutOfOrder, DecisionMissing, SignalIsClosed, NotYourRole, NotYourSignal,
    UserInactive.
    """
    refresh(session, signal)
    check(signal, SignalAct.CHECK_CODE, by, now)
    if code_of(session, signal) is None:
        raise CodeNotStarted(signal.reference)
    check_step(_taken(code_steps(session, signal)), step)
    row = ReportingCodeStep(
        signal_id=signal.id, step=step.step, taken_at=now, taken_by_id=by.id, skipped=step.skipped,
        decision=step.decision,
    )  # fmt: skip
    session.add(row)
    move(session, signal, SignalAct.CHECK_CODE, now, by=by, step=step.step.value, skipped=step.skipped is not None)
    if step.step in TERM_OF:
        for deadline in open_deadlines(session, subject(signal), TERM_OF[step.step]):
            settle(session, deadline, now)
        end_work(session, signal, now, by=by)
    return row


def require_code(session: Session, house: House, signal: Signal, now: datetime) -> None:
    """Let an acute signal leave only after the reporting code was gone through. Raises: ReportingCodeUnchecked."""
    code = code_of(session, signal)
    all_steps = house.policy(local_date(now)).reporting_code.all_steps_same_day_if_acute
    taken = _taken(code_steps(session, signal))
    if not is_ready(taken, code.emergency_call if code else None, all_steps=all_steps):
        raise ReportingCodeUnchecked(signal.reference)


def _taken(rows: Sequence[ReportingCodeStep]) -> list[CodeStep]:
    return [row.step for row in rows]
