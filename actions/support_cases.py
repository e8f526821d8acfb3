"""Support cases (ondersteuningstrajecten): their actions, outcomes, other supporters, and when they end."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.assignments import check_mine, client_subject
from actions.casework import client_of, handle_issue, past
from actions.house import House
from rules.calendar import local_date
from rules.casework import ActionKind, ActionOutcome, FirstHandling, RefusalGround, SupporterKind
from rules.casework_checks import (
    ActionEntry,
    CaseEntry,
    action_faults,
    case_faults,
    refusal_faults,
    refuse,
    suggested,
)
from rules.casework_errors import ActionsRunning, AlreadyEnded, CaseThere
from rules.errors import Phrase
from store.casework import actions_of, case_of, free_code, running_actions
from store.events import Fact, record, user_actor
from store.models import Client, Issue, SupportAction, SupportCase, Supporter, User


@dataclass(frozen=True, slots=True)
class NewAction:
    """What is done in a case. `attended`: the adviser was present, at the client's request."""

    kind: ActionKind
    started_on: date
    behavioural_scientist: bool = False
    mediation: bool = False
    attended: bool = False


def start_case(session: Session, house: House, issue: Issue, on: date, now: datetime, *, by: User) -> SupportCase:
    """Begin a support case for an issue; with it the first contact is handled, if it still ran.

    Raises: NotAnAdviser, ClientNotYours, CaseThere, AlreadyHandled, NotInTheFuture, FlawedInput.
    """
    client = client_of(session, issue)
    adviser_id = check_mine(session, client, by, now)
    if case_of(session, issue) is not None:
        raise CaseThere(issue.reference)
    past(on, local_date(now))
    refuse(issue.reference, case_faults(CaseEntry(issue.raised_on, on)))
    if issue.handling is not FirstHandling.SUPPORT_CASE:
        handle_issue(session, house, issue, FirstHandling.SUPPORT_CASE, on, now, by=by)
    case = SupportCase(
        reference=free_code(session, SupportCase.reference, "T", now), issue_id=issue.id, adviser_id=adviser_id,
        opened_on=on,
    )  # fmt: skip
    session.add(case)
    session.flush()
    _record(session, client, "case_started", now, by, case=case.reference, issue=issue.reference)
    return case


def end_case(session: Session, _house: House, case: SupportCase, on: date, now: datetime, *, by: User) -> None:
    """End a support case: it is solved, or the client stops (F016). The issue ends with it; a survey may follow.

    Raises: NotAnAdviser, ClientNotYours, AlreadyEnded, ActionsRunning, NotInTheFuture, FlawedInput.
    """
    issue, client = _of(session, case)
    check_mine(session, client, by, now)
    _check_running(case)
    past(on, local_date(now))
    if running := running_actions(session, case):
        raise ActionsRunning(case.reference, running)
    last = max((action.ended_on or action.started_on for action in actions_of(session, case)), default=case.opened_on)
    refuse(case.reference, case_faults(CaseEntry(issue.raised_on, last, on)))
    case.ended_on = issue.ended_on = on
    session.flush()
    _record(session, client, "case_ended", now, by, case=case.reference, on=on)


def take_action(
    session: Session, _house: House, case: SupportCase, new: NewAction, now: datetime, *, by: User
) -> SupportAction:
    """Record an action in a running case (table 6).

    Raises: NotAnAdviser, ClientNotYours, AlreadyEnded, NotInTheFuture, FlawedInput.
    """
    issue, client = _of(session, case)
    check_mine(session, client, by, now)
    _check_running(case)
    past(new.started_on, local_date(now))
    action = SupportAction(
        reference=free_code(session, SupportAction.reference, "AC", now), support_case_id=case.id, kind=new.kind,
        started_on=new.started_on, behavioural_scientist=new.behavioural_scientist,
        mediation=new.mediation, attended=new.attended,
    )  # fmt: skip
    refuse(case.reference, action_faults(_entry(case, issue, action, None, ActionOutcome.RUNNING)))
    session.add(action)
    session.flush()
    _record(session, client, "action_taken", now, by, case=case.reference, action=action.id, kind=new.kind.value)
    return action


def end_action(
    session: Session, _house: House, action: SupportAction, outcome: ActionOutcome, on: date, now: datetime, *, by: User
) -> None:
    """Record the outcome of an action: the client judges it, or the body in a formal procedure (F086).

    Raises: NotAnAdviser, ClientNotYours, AlreadyEnded, NotInTheFuture, FlawedInput.
    """
    case = session.get_one(SupportCase, action.support_case_id)
    issue, client = _of(session, case)
    check_mine(session, client, by, now)
    if action.outcome is not ActionOutcome.RUNNING:
        raise AlreadyEnded(Phrase("Actie {number}", number=action.id))
    past(on, local_date(now))
    refuse(case.reference, action_faults(_entry(case, issue, action, on, outcome)))
    action.outcome, action.ended_on = outcome, on
    session.flush()
    _record(session, client, "action_ended", now, by, case=case.reference, action=action.id, outcome=outcome.value)


def suggestion(session: Session, case: SupportCase) -> tuple[ActionKind, ...]:
    """Return what to try next in a case: the lowest level that was not tried (F013)."""
    return suggested(action.kind for action in actions_of(session, case))


def add_supporter(
    session: Session,
    _house: House,
    case: SupportCase,
    kind: SupporterKind,
    since: date,
    now: datetime,
    *,
    by: User,
    refused_on: date | None = None,
    ground: RefusalGround | None = None,
) -> Supporter:
    """Record who else supports the client (F018), or that a body refused an informal supporter and why (F019).

    Raises: NotAnAdviser, ClientNotYours, FlawedInput.
    """
    _issue, client = _of(session, case)
    check_mine(session, client, by, now)
    refuse(case.reference, refusal_faults(kind, ground, since, refused_on))
    supporter = Supporter(
        reference=free_code(session, Supporter.reference, "OS", now), support_case_id=case.id, kind=kind, since=since,
        refused_on=refused_on, refusal_ground=ground,
    )  # fmt: skip
    session.add(supporter)
    session.flush()
    _record(
        session, client, "supporter_added", now, by, case=case.reference, kind=kind.value,
        ground=ground.value if ground else None,
    )  # fmt: skip
    return supporter


def client_of_action(session: Session, action: SupportAction) -> Client:
    """Return in whose case an action is taken."""
    return _of(session, session.get_one(SupportCase, action.support_case_id))[1]


def _entry(
    case: SupportCase, issue: Issue, action: SupportAction, on: date | None, outcome: ActionOutcome
) -> ActionEntry:
    return ActionEntry(
        action.kind, action.started_on, case.opened_on, case.ended_on, on, outcome, action.behavioural_scientist,
        action.mediation, action.attended, issue.kind,
    )  # fmt: skip


def _of(session: Session, case: SupportCase) -> tuple[Issue, Client]:
    issue = session.get_one(Issue, case.issue_id)
    return issue, client_of(session, issue)


def _check_running(case: SupportCase) -> None:
    if case.ended_on is not None:
        raise AlreadyEnded(Phrase("Traject {reference}", reference=case.reference))


def _record(session: Session, client: Client, what: str, now: datetime, by: User, **facts: Fact | date) -> None:
    record(session, client_subject(client), what, at=now, actor=user_actor(by.id), client=client.code, **facts)
