"""What each ladder step does: one function an act, in one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.orm import Session

from actions.calamities import propose_unreported, remind_provider, signal_of, watch_subject
from actions.escalations import ask_approvers, ask_on_call, propose
from actions.house import House
from actions.inspectorate import enquire_later
from actions.notices import Fact, Recipient, enqueue, group_label
from actions.procedure_terms import appeal_ended, remind_adviser, term_passed
from actions.running_terms import settle
from actions.signal_letters import late_facts
from actions.signal_notices import agency_contacts, as_contacts, as_users, ask, due_fact, second_persons, tell
from actions.signal_replies import go_to_director
from actions.work import add_work
from rules.calendar import local_date
from rules.ladder import DeadlineKind, LadderStep, StepAct, climbs_in
from rules.signals import WITH_AGENCY, WITH_INSPECTORATE, EscalationReason
from rules.vocabulary import ContactRole, Role
from store.deadlines import subject_of
from store.inspectorate import case_of
from store.models import CalamityWatch, ComplaintProcedure, Deadline, Group, Signal, Visit
from store.signals import active_users, contacts, known_signal
from store.work import has_open_work


@dataclass(frozen=True, slots=True)
class Turn:
    """One claimed step, with all that is needed to take it."""

    session: Session
    house: House
    deadline: Deadline
    step: LadderStep
    now: datetime

    @property
    def signal(self) -> Signal:
        """The signal whose deadline this is."""
        signal = known_signal(self.session, self.deadline.subject_id)
        if signal is None:
            raise LookupError("a deadline without its signal")
        return signal

    @property
    def cause(self) -> str:
        """What makes this step's notices unique: the deadline, the step and the version of its due date."""
        return f"{self.deadline.id}:{self.step.name}:{self.deadline.due_version}"

    @property
    def due(self) -> str:
        """When the deadline is due, as facts hold it."""
        return due_fact(self.session, self.deadline)

    @property
    def late(self) -> dict[str, Fact]:
        """What the notice says when the step comes on a later day than it should."""
        return late_facts(self.step.at, self.now)

    @property
    def watch(self) -> CalamityWatch:
        """The watch over an incident whose deadline this is."""
        return self.session.get_one(CalamityWatch, self.deadline.subject_id)

    @property
    def procedure(self) -> ComplaintProcedure:
        """The formal procedure of a client whose deadline this is."""
        return self.session.get_one(ComplaintProcedure, self.deadline.subject_id)

    def watch_work(self, kind: str, role: Role) -> None:
        """Ask a person to do something about an incident today."""
        adviser_id = signal_of(self.session, self.watch).adviser_id if role is Role.ADVISER else None
        add_work(
            self.session, key=f"{kind}:{self.cause}", kind=kind, subject=watch_subject(self.watch), role=role,
            due_on=local_date(self.now), now=self.now, adviser_id=adviser_id,
        )  # fmt: skip

    def work(self, kind: str, role: Role) -> None:
        """Ask a person to do something about it today."""
        ask(self.session, kind, self.signal, role, local_date(self.now), self.now, cause=self.cause)


def _remind_reviewers(turn: Turn) -> None:
    people = second_persons(turn.session, turn.signal)
    tell(
        turn.session, "signal_review", turn.signal, people, turn.now, cause=turn.cause, deadline_id=turn.deadline.id,
        facts={"kind": turn.signal.kind.value, "due": turn.due, **turn.late},
    )  # fmt: skip
    turn.work("review_overdue", Role.MANAGER)


def _to_agency(template: str) -> Callable[[Turn], None]:
    def act(turn: Turn) -> None:
        signal, roles = turn.signal, _ADDRESSED[DeadlineKind(turn.deadline.kind)]
        sent_on = local_date(signal.sent_at or turn.now).isoformat()
        people = as_contacts(agency_contacts(turn.session, signal, turn.now, *roles))
        told = tell(
            turn.session, template, signal, people, turn.now, cause=turn.cause, deadline_id=turn.deadline.id,
            facts={"kind": signal.kind.value, "sent_on": sent_on, "due": turn.due, **turn.late},
        )  # fmt: skip
        if not told:
            turn.work("find_contact", Role.COORDINATOR)

    return act


_ADDRESSED: Mapping[DeadlineKind, tuple[ContactRole, ContactRole]] = MappingProxyType(
    {
        DeadlineKind.ANSWER: (ContactRole.SIGNALS, ContactRole.DIRECTOR),
        DeadlineKind.DIRECTOR_ANSWER: (ContactRole.DIRECTOR, ContactRole.SIGNALS),
    }
)


def must_wait(turn: Turn) -> bool:
    """Return whether a step would tell nobody, so that it has to wait; a coordinator is asked for a contact.

    The step stays due: a later sweep takes it once there is a contact.
    """
    if turn.step.act is not StepAct.GO_TO_DIRECTOR or turn.signal.state not in WITH_AGENCY:
        return False
    if agency_contacts(turn.session, turn.signal, turn.now, ContactRole.DIRECTOR, ContactRole.SIGNALS):
        return False
    if not has_open_work(turn.session, "find_contact", subject_of(turn.deadline)):
        cause = f"{turn.cause}:{local_date(turn.now)}"
        ask(turn.session, "find_contact", turn.signal, Role.COORDINATOR, local_date(turn.now), turn.now, cause=cause)
    return True


def _go_to_director(turn: Turn) -> None:
    if turn.signal.state in WITH_INSPECTORATE:  # somebody passed it on before the agency's term was over
        settle(turn.session, turn.deadline, turn.now)
        return
    go_to_director(turn.session, turn.house, turn.signal, turn.now, first_due=turn.due, late=turn.late)


def _propose_escalation(turn: Turn) -> None:
    settle(turn.session, turn.deadline, turn.now)
    if turn.signal.state not in WITH_INSPECTORATE:
        propose(turn.session, turn.house, turn.signal, EscalationReason.NO_ANSWER, turn.now)


def _climb(turn: Turn) -> None:
    """Ask the next on call; where nobody is, everybody who may approve."""
    rank = climbs_in(turn.step.name) + 1 if turn.step.act is StepAct.CLIMB_APPROVERS else 0
    if rank and ask_on_call(turn.session, turn.signal, turn.now, turn.due, rank, cause=turn.cause, late=turn.late):
        return
    ask_approvers(
        turn.session, turn.signal, turn.now, turn.due, (Role.MANAGER, Role.JURIST), cause=turn.cause, late=turn.late
    )


def _approval_overdue(turn: Turn) -> None:
    _climb(turn)
    turn.work("approval_overdue", Role.MANAGER)


def _visit_report_overdue(turn: Turn) -> None:
    visit = turn.session.get_one(Visit, turn.deadline.subject_id)
    group = turn.session.get_one(Group, visit.group_id)
    enqueue(
        turn.session,
        template="visit_report_overdue",
        key=f"visit_report_overdue:{turn.cause}:adviser:{visit.adviser_id}",
        recipient=Recipient("adviser", visit.adviser_id),
        subject=subject_of(turn.deadline),
        facts={
            "group": group_label(turn.session, group),
            "visited_on": visit.on.isoformat(),
            "due": turn.due,
            **turn.late,
        },
        now=turn.now,
        deadline_id=turn.deadline.id,
    )


def _phone_inspectorate(turn: Turn) -> None:
    if not has_open_work(turn.session, "phone_inspectorate", subject_of(turn.deadline)):
        turn.work("phone_inspectorate", Role.COORDINATOR)


def _ask_inspectorate(turn: Turn) -> None:
    """Ask the inspectorate how it stands, and ask again later: it owes us no answer."""
    session, signal, now = turn.session, turn.signal, turn.now
    turn.work("ask_inspectorate", Role.JURIST)
    if turn.deadline.kind == DeadlineKind.ENQUIRE:
        settle(session, turn.deadline, now)
    else:
        people = [*as_users(active_users(session, Role.JURIST)), Recipient("adviser", signal.adviser_id)]
        facts: dict[str, Fact] = {"kind": signal.kind.value, "due": turn.due, **turn.late}
        tell(session, f"{turn.deadline.kind}_overdue", signal, people, now, cause=turn.cause, facts=facts)
    case, again = case_of(session, signal), enquire_later(session, turn.house, signal, now, now)
    if case is not None:
        inspectors = as_contacts(contacts(session, ContactRole.INSPECTORATE, local_date(now)))
        facts = {"told_at": case.told_at.isoformat(), "due": due_fact(session, again)}
        tell(session, "inspectorate_enquiry", signal, inspectors, now, cause=turn.cause, facts=facts)


def _calamity_unreported(turn: Turn) -> None:
    propose_unreported(turn.session, turn.house, turn.watch, turn.now, None)


def _complaint_remind(turn: Turn) -> None:
    remind_adviser(turn.session, turn.procedure, turn.deadline, turn.now, cause=turn.cause, late=turn.late)


def _complaint_overdue(turn: Turn) -> None:
    term_passed(turn.session, turn.house, turn.procedure, turn.deadline, turn.now, cause=turn.cause)


ACTS: Mapping[StepAct, Callable[[Turn], None]] = MappingProxyType(
    {
        StepAct.REMIND_REVIEWERS: _remind_reviewers,
        StepAct.CALL_AGENCY: lambda turn: turn.work("phone_agency", Role.COORDINATOR),
        StepAct.REMIND: _to_agency("signal_reminder"),
        StepAct.SAY_OVERDUE: _to_agency("signal_overdue"),
        StepAct.GO_TO_DIRECTOR: _go_to_director,
        StepAct.PROPOSE_ESCALATION: _propose_escalation,
        StepAct.CLIMB_APPROVERS: _climb,
        StepAct.APPROVAL_OVERDUE: _approval_overdue,
        StepAct.VERIFY_OVERDUE: lambda turn: turn.work("verify_overdue", Role.COORDINATOR),
        StepAct.VISIT_REPORT_OVERDUE: _visit_report_overdue,
        StepAct.PHONE_INSPECTORATE: _phone_inspectorate,
        StepAct.ASK_INSPECTORATE: _ask_inspectorate,
        StepAct.MEASURE_ENDED: lambda turn: turn.work("measure_ended", Role.JURIST),
        StepAct.CODE_OVERDUE: lambda turn: turn.work("code_overdue", Role.ADVISER),
        StepAct.CALAMITY_ASK_OVERDUE: lambda turn: turn.watch_work("calamity_ask_overdue", Role.MANAGER),
        StepAct.CALAMITY_REMIND: lambda turn: remind_provider(
            turn.session, turn.watch, turn.deadline, turn.now, turn.cause
        ),
        StepAct.CALAMITY_UNREPORTED: _calamity_unreported,
        StepAct.CALAMITY_REPORT_OVERDUE: lambda turn: turn.watch_work("calamity_report_overdue", Role.JURIST),
        StepAct.COMPLAINT_REMIND: _complaint_remind,
        StepAct.COMPLAINT_OVERDUE: _complaint_overdue,
        StepAct.COMPLAINT_APPEAL_ENDED: lambda turn: appeal_ended(
            turn.session, turn.procedure, turn.deadline, turn.now
        ),
        StepAct.CHECK_PROMISE: lambda turn: turn.work("check_promise", Role.ADVISER),
    }
)
"""Every act of a ladder; a test holds it complete."""
