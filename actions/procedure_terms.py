"""The terms of formal procedures as deadlines: starting them, reminding the adviser, and what follows on silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType

from sqlalchemy.orm import Session

from actions.house import House
from actions.live_work import end_asked
from actions.notices import Fact, Recipient, enqueue
from actions.running_terms import explain_deadline, settle, start_deadline
from actions.signal_notices import due_fact
from actions.work import add_work
from rules.calendar import at_local, local_date
from rules.casework import ProcedureState
from rules.complaints import SOURCES, Clock, appeal_clock, decision_clock
from rules.errors import Phrase
from rules.ladder import DeadlineKind
from rules.policy_words import ComplaintStep, Regime
from rules.terms import Outcome
from rules.vocabulary import LegalEffect, Role
from store.casework import adviser_row, regulation_weeks
from store.deadlines import next_round, open_deadlines, running_term
from store.decrees import calendar_in_force
from store.events import Subject
from store.models import Client, ComplaintProcedure, Deadline, Issue, SupportAction, SupportCase, User

KINDS: Mapping[ComplaintStep, DeadlineKind] = MappingProxyType(
    {
        ComplaintStep.DECISION: DeadlineKind.COMPLAINT_DECISION,
        ComplaintStep.DECISION_WITH_COMMITTEE: DeadlineKind.COMPLAINT_DECISION,
        ComplaintStep.ADJOURNMENT: DeadlineKind.COMPLAINT_DECISION,
        ComplaintStep.PROVIDER_REACTION: DeadlineKind.COMPLAINT_REACTION,
        ComplaintStep.APPEAL: DeadlineKind.COMPLAINT_APPEAL,
    }
)
"""Which deadline each step of a procedure is: an adjournment is the next round of the decision."""

OWED = frozenset({DeadlineKind.COMPLAINT_DECISION, DeadlineKind.COMPLAINT_REACTION})
"""Terms that others have to keep: what passes unkept is asked after. A term to appeal is the client's own."""

APPEAL_ON_SILENCE = frozenset({Regime.JW_CLOSED_MEASURE})
"""Where the term to appeal runs from the last day to decide when nothing comes. Source: law (Jw 6.5.4 lid 3)."""

UNDECIDED = frozenset(
    {ProcedureState.FILED, ProcedureState.ACKNOWLEDGED, ProcedureState.ADJOURNED, ProcedureState.HEARING}
)
"""The states in which a decision is waited for."""

REGULATION = "regeling van de aanbieder (Jw 4.2.1)"


@dataclass(frozen=True, slots=True)
class ShownClock:
    """One term of a procedure for people: what, until when (None: it stands still), and what it rests on."""

    step: ComplaintStep
    due_on: date | None
    source: str
    legal_effect: LegalEffect
    settled: bool
    steps: tuple[Phrase, ...]


def procedure_subject(procedure: ComplaintProcedure) -> Subject:
    """Return how deadlines, notices and events name a procedure."""
    return Subject("procedure", procedure.id)


def start_clock(session: Session, house: House, procedure: ComplaintProcedure, clock: Clock, now: datetime) -> Deadline:
    """Let a term of a procedure run as a deadline, its next round."""
    subject, kind = procedure_subject(procedure), KINDS[clock.step]
    return start_deadline(
        session, house, subject, kind, clock.term, clock.legal_effect, at_local(clock.starts_on, time(12)), now,
        round=next_round(session, subject, kind),
    )  # fmt: skip


def start_clock_of_imported(session: Session, house: House, procedure: ComplaintProcedure, now: datetime) -> None:
    """Let the term to decide run for a procedure that a register brought in undecided."""
    if procedure.state not in UNDECIDED or procedure.agency_id is None:
        return
    day = procedure.received_on
    clock = decision_clock(
        procedure.regime, day, house.policy(day), calendar_in_force(session), with_committee=procedure.with_committee,
        regulation_weeks=regulation_weeks(session, procedure.agency_id, day),
    )  # fmt: skip
    start_clock(session, house, procedure, clock, now)


def end_clocks(
    session: Session,
    procedure: ComplaintProcedure,
    now: datetime,
    *kinds: DeadlineKind,
    met_on: date | None = None,
    by: User | None = None,
) -> None:
    """End the running terms of some kinds, of all kinds when none is named, because what they wait for came.

    With a term that somebody owed the client goes the work that its silence made; `by`: who recorded it.
    """
    met_at, subject = at_local(met_on, time(12)) if met_on else None, procedure_subject(procedure)
    ended = open_deadlines(session, subject, *kinds)
    for deadline in ended:
        settle(session, deadline, now, met_at=met_at)
    if any(deadline.kind in OWED for deadline in ended):
        end_asked(session, subject, now, "complaint_overdue", by=by)


def step_of(procedure: ComplaintProcedure, deadline: Deadline) -> ComplaintStep:
    """Return which step of the procedure a deadline is: every later round of the decision is an adjournment."""
    if deadline.kind == DeadlineKind.COMPLAINT_REACTION:
        return ComplaintStep.PROVIDER_REACTION
    if deadline.kind == DeadlineKind.COMPLAINT_APPEAL:
        return ComplaintStep.APPEAL
    if deadline.round > 1:
        return ComplaintStep.ADJOURNMENT
    with_committee = (procedure.regime, ComplaintStep.DECISION_WITH_COMMITTEE) in SOURCES and procedure.with_committee
    return ComplaintStep.DECISION_WITH_COMMITTEE if with_committee else ComplaintStep.DECISION


def source_of(procedure: ComplaintProcedure, step: ComplaintStep) -> str:
    """Return what a term rests on: the article, or the regulation of the provider."""
    if procedure.regime is Regime.JW_PROVIDER and step is ComplaintStep.DECISION:
        return REGULATION
    return SOURCES[procedure.regime, step]


def show_clock(session: Session, house: House, procedure: ComplaintProcedure, deadline: Deadline) -> ShownClock:
    """Return one term for people, with each step that led to its last day."""
    step, outcome = step_of(procedure, deadline), explain_deadline(session, house, deadline)
    return ShownClock(
        step,
        outcome.on if outcome else None,
        source_of(procedure, step),
        deadline.legal_effect,
        deadline.settled_at is not None,
        _lines(outcome),
    )


def _lines(outcome: Outcome | None) -> tuple[Phrase, ...]:
    steps = outcome.steps if outcome else ()
    return tuple(
        Phrase("{date}: {reason} ({source})", date=line.date, reason=line.reason, source=line.source) for line in steps
    )


def clock_of(session: Session, house: House, procedure: ComplaintProcedure, deadline: Deadline) -> Clock | None:
    """Return a running deadline as the rules know it; None while it stands still."""
    outcome, step = explain_deadline(session, house, deadline), step_of(procedure, deadline)
    if outcome is None:
        return None
    source = source_of(procedure, step)
    anchor = local_date(deadline.anchor_at)
    return Clock(step, anchor, outcome, deadline.legal_effect, source, running_term(deadline).term)


def remind_adviser(
    session: Session,
    procedure: ComplaintProcedure,
    deadline: Deadline,
    now: datetime,
    *,
    cause: str,
    late: Mapping[str, Fact],
) -> None:
    """Remind the client's adviser of a term of a procedure; the mail tells its reference only."""
    adviser_id = adviser_of(session, procedure, local_date(now))
    enqueue(
        session, template="complaint_clock", key=f"complaint_clock:{cause}:adviser:{adviser_id}",
        recipient=Recipient("adviser", adviser_id), subject=procedure_subject(procedure), now=now,
        facts={
            "reference": procedure.reference, "step": step_of(procedure, deadline).value,
            "due": due_fact(session, deadline), **late,
        },
        deadline_id=deadline.id,
    )  # fmt: skip


def term_passed(
    session: Session, house: House, procedure: ComplaintProcedure, deadline: Deadline, now: datetime, *, cause: str
) -> None:
    """Ask the adviser to act on silence; where the law says so, the term to appeal runs from the last day to decide."""
    add_work(
        session, key=f"complaint_overdue:{cause}", kind="complaint_overdue", subject=procedure_subject(procedure),
        role=Role.ADVISER, due_on=local_date(now), now=now,
        adviser_id=adviser_of(session, procedure, local_date(now)),
    )  # fmt: skip
    ended = clock_of(session, house, procedure, deadline)
    on_silence = procedure.regime in APPEAL_ON_SILENCE and deadline.kind == DeadlineKind.COMPLAINT_DECISION
    if ended is not None and on_silence:
        start_appeal(session, house, procedure, ended.due_on, now)


def start_appeal(
    session: Session, house: House, procedure: ComplaintProcedure, from_on: date, now: datetime
) -> Deadline | None:
    """Let the term to appeal run from a day; None where the regime knows no appeal."""
    clock = appeal_clock(
        procedure.regime, from_on, house.policy(from_on), calendar_in_force(session), filed_on=procedure.received_on
    )
    if clock is None:
        return None
    end_clocks(session, procedure, now, DeadlineKind.COMPLAINT_APPEAL)
    return start_clock(session, house, procedure, clock, now)


def appeal_ended(session: Session, procedure: ComplaintProcedure, deadline: Deadline, now: datetime) -> None:
    """End a term to appeal that passed unused; with a verdict that is the end of the procedure."""
    settle(session, deadline, now)
    if procedure.state is ProcedureState.VERDICT:
        procedure.state = ProcedureState.FINAL
        session.flush()


def adviser_of(session: Session, procedure: ComplaintProcedure, today: date) -> int:
    """Return who helps the client of a procedure: today's adviser, else who began the case."""
    action = session.get_one(SupportAction, procedure.action_id)
    case = session.get_one(SupportCase, action.support_case_id)
    client = session.get_one(Client, session.get_one(Issue, case.issue_id).client_id)
    row = adviser_row(session, client, today)
    return row.adviser_id if row else case.adviser_id
