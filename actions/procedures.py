"""Formal procedures of clients (klacht, bezwaar, tuchtrecht): the adviser guards how they are handled (F032).

Which clock runs follows from whom the complaint is against and what it is about (rules/complaints.py).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.assignments import check_mine
from actions.casework import past
from actions.house import House
from actions.procedure_terms import (
    UNDECIDED,
    ShownClock,
    clock_of,
    end_clocks,
    procedure_subject,
    show_clock,
    start_appeal,
    start_clock,
)
from actions.running_terms import resume, suspend
from actions.support_cases import client_of_action, end_action
from rules.calendar import local_date
from rules.casework import (
    FORMAL,
    OUTCOME_OF,
    ActionKind,
    ActionOutcome,
    ProcedureState,
    ProcedureSubject,
    ProcedureVerdict,
)
from rules.casework_checks import later, refuse
from rules.casework_errors import (
    AlreadyEnded,
    NotAtThisMoment,
    NotFormal,
    NothingSuspended,
    NotSuspendable,
    ProcedureThere,
    WrongAction,
)
from rules.complaints import adjourned_clock, check_lapse, decision_clock, reaction_clock, regime_of
from rules.errors import Phrase
from rules.ladder import DeadlineKind
from rules.policy_words import Regime
from store.casework import free_code, procedure_of, regulation_weeks
from store.deadlines import open_deadlines
from store.decrees import calendar_in_force
from store.events import Fact, record, user_actor
from store.models import Agency, ComplaintProcedure, Deadline, SupportAction, User

ACTION_OF: Mapping[ProcedureSubject, ActionKind] = MappingProxyType(
    {
        ProcedureSubject.CONDUCT: ActionKind.COMPLAINTS_COMMITTEE,
        ProcedureSubject.CLOSED_MEASURE: ActionKind.COMPLAINTS_COMMITTEE,
        ProcedureSubject.DECISION: ActionKind.OBJECTION_APPEAL,
        ProcedureSubject.PROFESSIONAL: ActionKind.DISCIPLINARY_LAW,
    }
)
"""In which row of table 6 a procedure counts."""

_S = ProcedureState
MARKS: Mapping[ProcedureState, frozenset[ProcedureState]] = MappingProxyType(
    {_S.ACKNOWLEDGED: frozenset({_S.FILED}), _S.HEARING: UNDECIDED - {_S.HEARING}}
)
"""What can be noted without a clock, and when."""

REPAIRABLE = frozenset({Regime.AWB_OBJECTION})
"""Where the term stands still while the client repairs what is missing. Source: law (Awb 7:10 lid 2)."""

WITHOUT_SEQUEL = frozenset({ProcedureVerdict.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Filing:
    """A procedure to begin. `objection_ends_on`: the end of the term to object, when it was filed before that day.

    `conduct_on`: when the professional did what a disciplinary complaint is about; it lapses.
    """

    subject: ProcedureSubject
    received_on: date
    with_committee: bool = False
    objection_ends_on: date | None = None
    conduct_on: date | None = None


def start_procedure(
    session: Session, house: House, action: SupportAction, agency: Agency, filing: Filing, now: datetime, *, by: User
) -> ComplaintProcedure:
    """Begin a formal procedure of an action, with the clock of its regime.

    Raises: NotAnAdviser, ClientNotYours, NotFormal, AlreadyEnded, ProcedureThere, WrongAction, NoProcedure, Lapsed,
    RegulationUnknown, RulesUnknown, NotInTheFuture.
    """
    check_mine(session, client_of_action(session, action), by, now)
    _check_action(session, action, filing)
    day = past(filing.received_on, local_date(now))
    regime, policy = regime_of(agency.kind, filing.subject), house.policy(day)
    if filing.conduct_on is not None:
        check_lapse(filing.conduct_on, day, policy)
    clock = decision_clock(
        regime, day, policy, calendar_in_force(session), with_committee=filing.with_committee,
        regulation_weeks=regulation_weeks(session, agency.id, day), objection_ends_on=filing.objection_ends_on,
    )  # fmt: skip
    procedure = ComplaintProcedure(
        reference=free_code(session, ComplaintProcedure.reference, "K", now), action_id=action.id, regime=regime,
        subject=filing.subject, agency_id=agency.id, with_committee=filing.with_committee, received_on=day,
    )  # fmt: skip
    session.add(procedure)
    session.flush()
    start_clock(session, house, procedure, clock, now)
    _record(session, procedure, "procedure_filed", now, by, regime=regime.value, on=day)
    return procedure


def _check_action(session: Session, action: SupportAction, filing: Filing) -> None:
    if action.kind not in FORMAL:
        raise NotFormal(action.kind)
    if action.outcome is not ActionOutcome.RUNNING:
        raise AlreadyEnded(Phrase("Actie {number}", number=action.id))
    if procedure_of(session, action) is not None:
        raise ProcedureThere(action.id)
    if action.kind is not ACTION_OF[filing.subject]:
        raise WrongAction(filing.subject, ACTION_OF[filing.subject])


def mark(
    session: Session, _house: House, procedure: ComplaintProcedure, state: ProcedureState, now: datetime, *, by: User
) -> None:
    """Note that receipt was confirmed, or that there was a hearing. Raises: as `adjourn`."""
    _check(session, procedure, by, now, MARKS.get(state, frozenset()))
    procedure.state = state
    session.flush()
    _record(session, procedure, f"procedure_{state.value}", now, by)


def adjourn(
    session: Session,
    house: House,
    procedure: ComplaintProcedure,
    told_on: date,
    now: datetime,
    *,
    by: User,
    consented: bool = False,
) -> date:
    """Record that the body adjourned in a letter of `told_on`; return the new last day.

    The term before stays on record as it was. Raises: NotAnAdviser, ClientNotYours, NotAtThisMoment,
    NothingSuspended, NotAdjournable, ConsentNeeded, AdjournedTooLate, NotInTheFuture.
    """
    _check(session, procedure, by, now, UNDECIDED)
    past(told_on, local_date(now))
    deadline = _deciding(session, procedure)
    before = clock_of(session, house, procedure, deadline)
    if before is None:
        raise NothingSuspended(procedure.reference)
    clock = adjourned_clock(
        procedure.regime, before, told_on, house.policy(procedure.received_on), calendar_in_force(session),
        times_before=deadline.round - 1, consented=consented,
    )  # fmt: skip
    end_clocks(session, procedure, now, DeadlineKind.COMPLAINT_DECISION, met_on=told_on, by=by)
    start_clock(session, house, procedure, clock, now)
    procedure.state, procedure.adjourned_on = ProcedureState.ADJOURNED, told_on
    procedure.adjournment_basis, procedure.consented = clock.source, consented
    session.flush()
    _record(
        session, procedure, "procedure_adjourned", now, by, letter=told_on, before=before.due_on, until=clock.due_on,
        consented=consented,
    )  # fmt: skip
    return clock.due_on


def rest_for_repair(session: Session, house: House, procedure: ComplaintProcedure, now: datetime, *, by: User) -> None:
    """Let the term to decide stand still while the client repairs what is missing.

    Raises: NotAnAdviser, ClientNotYours, NotAtThisMoment, NotSuspendable, NothingSuspended, AlreadySuspended.
    """
    deadline = _repairable(session, procedure, by, now)
    suspend(session, house, deadline, reason="repair", now=now, actor=user_actor(by.id))


def repaired(session: Session, house: House, procedure: ComplaintProcedure, now: datetime, *, by: User) -> None:
    """Let what remained of the term run on, because it was repaired. Raises: as `rest_for_repair`, NotSuspended."""
    deadline = _repairable(session, procedure, by, now)
    resume(session, house, deadline, reason="repaired", now=now, actor=user_actor(by.id))


def _repairable(session: Session, procedure: ComplaintProcedure, by: User, now: datetime) -> Deadline:
    _check(session, procedure, by, now, UNDECIDED)
    if procedure.regime not in REPAIRABLE:
        raise NotSuspendable(procedure.regime)
    return _deciding(session, procedure)


def receive_verdict(
    session: Session,
    house: House,
    procedure: ComplaintProcedure,
    verdict: ProcedureVerdict,
    on: date,
    now: datetime,
    *,
    by: User,
    reports_to_inspectorate: bool = False,
) -> None:
    """Record the verdict and end the action with it (F086); a provider must react, or the term to appeal runs.

    `reports_to_inspectorate`: the committee tells the inspectorate itself (Jw 4.2.2), so that we do not as well.
    Raises: NotAnAdviser, ClientNotYours, NotAtThisMoment, NotInTheFuture, FlawedInput.
    """
    _check(session, procedure, by, now, UNDECIDED)
    past(on, local_date(now))
    refuse(procedure.reference, later("uitspraak_op", on, procedure.received_on))
    end_clocks(
        session, procedure, now, DeadlineKind.COMPLAINT_DECISION, DeadlineKind.COMPLAINT_APPEAL, met_on=on, by=by
    )
    procedure.verdict, procedure.verdict_on, procedure.state = verdict, on, ProcedureState.VERDICT
    procedure.reports_to_inspectorate = reports_to_inspectorate
    action = session.get_one(SupportAction, procedure.action_id)
    if action.outcome is ActionOutcome.RUNNING:
        end_action(session, house, action, OUTCOME_OF[verdict], on, now, by=by)
    if verdict in WITHOUT_SEQUEL or not _sequel(session, house, procedure, on, now):
        procedure.state = ProcedureState.FINAL
    session.flush()
    _record(session, procedure, "procedure_verdict", now, by, verdict=verdict.value, on=on)


def _sequel(session: Session, house: House, procedure: ComplaintProcedure, on: date, now: datetime) -> bool:
    """Start what follows on a verdict; return whether anything does."""
    if procedure.regime is Regime.JW_PROVIDER:
        start_clock(session, house, procedure, reaction_clock(on, house.policy(on), calendar_in_force(session)), now)
        return True
    return start_appeal(session, house, procedure, on, now) is not None


def provider_reacted(
    session: Session, _house: House, procedure: ComplaintProcedure, on: date, now: datetime, *, by: User
) -> None:
    """Record that the provider said what it does with the verdict (Jw 4.2.1 lid 5). Raises: as `receive_verdict`."""
    _check(session, procedure, by, now, {ProcedureState.VERDICT})
    if not open_deadlines(session, procedure_subject(procedure), DeadlineKind.COMPLAINT_REACTION):
        raise NotAtThisMoment(procedure.reference, procedure.state)
    past(on, local_date(now))
    refuse(procedure.reference, later("reactie_op", on, procedure.verdict_on or procedure.received_on))
    end_clocks(session, procedure, now, DeadlineKind.COMPLAINT_REACTION, met_on=on, by=by)
    procedure.state = ProcedureState.RESPONDED
    session.flush()
    _record(session, procedure, "procedure_responded", now, by, on=on)


def appeal(
    session: Session, _house: House, procedure: ComplaintProcedure, on: date, now: datetime, *, by: User
) -> None:
    """Record that the client appealed, against a verdict or, where the law allows it, against silence.

    Raises: as `receive_verdict`.
    """
    _check(session, procedure, by, now, UNDECIDED | {ProcedureState.VERDICT})
    if not open_deadlines(session, procedure_subject(procedure), DeadlineKind.COMPLAINT_APPEAL):
        raise NotAtThisMoment(procedure.reference, procedure.state)
    past(on, local_date(now))
    end_clocks(session, procedure, now, met_on=on, by=by)
    procedure.state = ProcedureState.APPEALED
    session.flush()
    _record(session, procedure, "procedure_appealed", now, by, on=on)


def finish(session: Session, _house: House, procedure: ComplaintProcedure, now: datetime, *, by: User) -> None:
    """End a procedure and all its terms. Raises: NotAnAdviser, ClientNotYours, NotAtThisMoment."""
    _check(session, procedure, by, now, frozenset(ProcedureState) - {ProcedureState.FINAL})
    end_clocks(session, procedure, now, by=by)
    procedure.state = ProcedureState.FINAL
    session.flush()
    _record(session, procedure, "procedure_final", now, by)


def clocks(
    session: Session, house: House, procedure: ComplaintProcedure, now: datetime, *, by: User
) -> Sequence[ShownClock]:
    """Return every term that ran or runs, in order, each with its source. Raises: NotAnAdviser, ClientNotYours."""
    _check_mine(session, procedure, by, now)
    subject = procedure_subject(procedure)
    wanted = select(Deadline).where(Deadline.subject_kind == subject.kind, Deadline.subject_id == subject.id)
    rows = session.scalars(wanted.order_by(Deadline.id))
    return [show_clock(session, house, procedure, row) for row in rows]


def _check(
    session: Session, procedure: ComplaintProcedure, by: User, now: datetime, states: Collection[ProcedureState],
) -> None:  # fmt: skip
    _check_mine(session, procedure, by, now)
    if procedure.state not in states:
        raise NotAtThisMoment(procedure.reference, procedure.state)


def _check_mine(session: Session, procedure: ComplaintProcedure, by: User, now: datetime) -> None:
    check_mine(session, client_of_action(session, session.get_one(SupportAction, procedure.action_id)), by, now)


def _deciding(session: Session, procedure: ComplaintProcedure) -> Deadline:
    running = open_deadlines(session, procedure_subject(procedure), DeadlineKind.COMPLAINT_DECISION)
    if not running:
        raise NothingSuspended(procedure.reference)
    return running[-1]


def _record(
    session: Session, procedure: ComplaintProcedure, what: str, now: datetime, by: User, **facts: Fact | date
) -> None:
    record(
        session, procedure_subject(procedure), what, at=now, actor=user_actor(by.id), reference=procedure.reference,
        **facts,
    )  # fmt: skip
