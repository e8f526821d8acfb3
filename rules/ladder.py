"""Ladders (escalatieladders): what happens when before and after a deadline, as data from the policy.

A deadline in days falls at the end of its day: an overdue step comes on the next working day, when the quiet hours
end. Reminders before it count back in working days. Deadlines in hours, and their steps, are exact instants.
Source: house policy throughout; the order agency, director, inspectorate is agreement (DOMAIN.md 2b).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from rules.calendar import Calendar, Profile, add_working_days, at_local, end_of_day, local_date
from rules.policy import Policy
from rules.policy_values import LadderPolicy
from rules.vocabulary import SignalKind, Unit, Word


class DeadlineKind(Word):
    """What a deadline is for."""

    REVIEW = "review", "lezen door een tweede persoon"
    ACKNOWLEDGE = "acknowledge", "ontvangst bevestigen"
    ANSWER = "answer", "inhoudelijk antwoord"
    DIRECTOR_ANSWER = "director_answer", "antwoord van de directie"
    ESCALATE = "escalate", "besluit over doorgeven"
    VERIFY = "verify", "nagaan op locatie"
    VISIT_REPORT = "visit_report", "bezoekverslag"
    PROMISE = "promise", "toezegging van de instantie"
    TELL = "tell", "melding aangekomen bij de inspectie"
    IMPROVEMENT_PLAN = "improvement_plan", "verbeterplan bij de inspectie"
    RESULT_REPORT = "result_report", "resultaatsverslag bij de inspectie"
    MEASURE_ENDS = "measure_ends", "einde van een maatregel van de inspectie"
    ENQUIRE = "enquire", "navraag bij de inspectie"
    CODE_CONSULT = "code_consult", "meldcode: overleg"
    CODE_DECIDE = "code_decide", "meldcode: beslissing"
    CALAMITY_ASK = "calamity_ask", "aanbieder vragen naar de melding"
    CALAMITY_PROOF = "calamity_proof", "bewijs van de melding"
    CALAMITY_DOUBT = "calamity_doubt", "eigen onderzoek van de aanbieder"
    CALAMITY_REPORT = "calamity_report", "onderzoeksverslag van de aanbieder"
    COMPLAINT_DECISION = "complaint_decision", "beslissing in een klachtprocedure"
    COMPLAINT_REACTION = "complaint_reaction", "reactie van de aanbieder op een uitspraak"
    COMPLAINT_APPEAL = "complaint_appeal", "beroep in een klachtprocedure"


class StepAct(Word):
    """What a step does when its moment has come."""

    REMIND_REVIEWERS = "remind_reviewers", "tweede persoon herinneren"
    CALL_AGENCY = "call_agency", "instantie bellen"
    REMIND = "remind", "herinneren"
    SAY_OVERDUE = "say_overdue", "melden dat de termijn voorbij is"
    GO_TO_DIRECTOR = "go_to_director", "naar de directie"
    PROPOSE_ESCALATION = "propose_escalation", "doorgeven voorstellen"
    CLIMB_APPROVERS = "climb_approvers", "volgende goedkeurders vragen"
    APPROVAL_OVERDUE = "approval_overdue", "goedkeuring blijft uit"
    VERIFY_OVERDUE = "verify_overdue", "nagaan blijft uit"
    VISIT_REPORT_OVERDUE = "visit_report_overdue", "bezoekverslag blijft uit"
    CHECK_PROMISE = "check_promise", "toezegging nagaan"
    PHONE_INSPECTORATE = "phone_inspectorate", "het meldpunt bellen"
    ASK_INSPECTORATE = "ask_inspectorate", "navraag doen bij de inspectie"
    MEASURE_ENDED = "measure_ended", "maatregel van de inspectie loopt af"
    CODE_OVERDUE = "code_overdue", "meldcode blijft liggen"
    CALAMITY_ASK_OVERDUE = "calamity_ask_overdue", "aanbieder is nog niet gevraagd"
    CALAMITY_REMIND = "calamity_remind", "herinneren aan de melding"
    CALAMITY_UNREPORTED = "calamity_unreported", "zonder melding: doorgeven voorstellen"
    CALAMITY_REPORT_OVERDUE = "calamity_report_overdue", "onderzoeksverslag blijft uit"
    COMPLAINT_REMIND = "complaint_remind", "herinneren aan een klachtprocedure"
    COMPLAINT_OVERDUE = "complaint_overdue", "klachtprocedure blijft liggen"
    COMPLAINT_APPEAL_ENDED = "complaint_appeal_ended", "beroep kan niet meer"


ESCALATIONS = frozenset({StepAct.PROPOSE_ESCALATION, StepAct.CALAMITY_UNREPORTED})
"""The steps that the brake holds when there are too many at once."""


class Overdue:
    """The moment from which a deadline is overdue: the next working day, or the instant itself."""


class WorkingDays(int):
    """Working days from the due day (negative: before it), when the quiet hours end."""


@dataclass(frozen=True, slots=True)
class FromStart:
    """Elapsed time from the start of the term."""

    elapsed: timedelta


When = WorkingDays | timedelta | FromStart | Overdue
"""When a rung lies; a bare timedelta is elapsed time from the due moment."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of a ladder before it has a date; `name` is unique within the ladder."""

    name: str
    act: StepAct
    when: When


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One step of one deadline: what it does, from which instant (UTC) on."""

    name: str
    act: StepAct
    at: datetime


def _once(act: StepAct) -> Rung:
    return Rung(act.value, act, Overdue())


def _offset(n: int, unit: Unit) -> When:
    return timedelta(hours=n) if unit is Unit.HOURS else WorkingDays(n)


def _reminders(ladder: LadderPolicy) -> Iterator[Rung]:
    for n in sorted(n for n in ladder.reminders if n <= 0):
        yield Rung(f"remind_{-n}_before", StepAct.REMIND, _offset(n, ladder.reminder_unit))


def _answer_ladder(ladder: LadderPolicy) -> Iterator[Rung]:
    yield from _reminders(ladder)
    after = sorted(n for n in ladder.reminders if n > 0)
    for n in after:
        yield Rung(f"say_overdue_{n}_after", StepAct.SAY_OVERDUE, _offset(n, ladder.reminder_unit))
    last = max(after, default=0) + ladder.director_after
    yield Rung("go_to_director", StepAct.GO_TO_DIRECTOR, _offset(last, ladder.reminder_unit))


def _approval_ladder(policy: Policy, kind: SignalKind) -> Iterator[Rung]:
    if kind is SignalKind.ACUTE:
        minutes = timedelta(minutes=policy.approval.acute_approver_minutes)
        for n in range(1, policy.approval.climbs + 1):
            yield Rung(climb_name(n), StepAct.CLIMB_APPROVERS, FromStart(n * minutes))
    yield _once(StepAct.APPROVAL_OVERDUE)


def climb_name(n: int) -> str:
    """Return the name of the nth climb to other approvers, 1 being the first."""
    return "climb_approvers" if n == 1 else f"climb_approvers_{n}"


def climbs_in(step_name: str) -> int:
    """Return which climb a step is, 1 being the first."""
    last = step_name.rpartition("_")[2]
    return int(last) if last.isdecimal() else 1


def _doubt_ladder(policy: Policy) -> Iterator[Rung]:
    for n in sorted(policy.leidraad.reminders):
        yield Rung(f"calamity_remind_{-n}_before", StepAct.CALAMITY_REMIND, WorkingDays(n))
    yield _once(StepAct.CALAMITY_UNREPORTED)


def _complaint_ladder(policy: Policy, last: StepAct) -> Iterator[Rung]:
    for n in sorted(policy.complaint.reminders):
        yield Rung(f"complaint_remind_{-n}_before", StepAct.COMPLAINT_REMIND, WorkingDays(n))
    yield _once(last)


LADDERS: Mapping[DeadlineKind, Callable[[Policy, SignalKind], tuple[Rung, ...]]] = MappingProxyType({
    DeadlineKind.REVIEW: lambda _policy, _kind: (_once(StepAct.REMIND_REVIEWERS),),
    DeadlineKind.ACKNOWLEDGE: lambda _policy, _kind: (_once(StepAct.CALL_AGENCY),),
    DeadlineKind.ANSWER: lambda policy, kind: tuple(_answer_ladder(policy.signal[kind])),
    DeadlineKind.DIRECTOR_ANSWER: lambda policy, kind: (
        *_reminders(policy.signal[kind]), _once(StepAct.PROPOSE_ESCALATION),
    ),
    DeadlineKind.ESCALATE: lambda policy, kind: tuple(_approval_ladder(policy, kind)),
    DeadlineKind.VERIFY: lambda _policy, _kind: (_once(StepAct.VERIFY_OVERDUE),),
    DeadlineKind.VISIT_REPORT: lambda _policy, _kind: (_once(StepAct.VISIT_REPORT_OVERDUE),),
    DeadlineKind.PROMISE: lambda _policy, _kind: (_once(StepAct.CHECK_PROMISE),),
    DeadlineKind.TELL: lambda _policy, _kind: (_once(StepAct.PHONE_INSPECTORATE),),
    DeadlineKind.IMPROVEMENT_PLAN: lambda _policy, _kind: (_once(StepAct.ASK_INSPECTORATE),),
    DeadlineKind.RESULT_REPORT: lambda _policy, _kind: (_once(StepAct.ASK_INSPECTORATE),),
    DeadlineKind.ENQUIRE: lambda _policy, _kind: (_once(StepAct.ASK_INSPECTORATE),),
    DeadlineKind.MEASURE_ENDS: lambda _policy, _kind: (_once(StepAct.MEASURE_ENDED),),
    DeadlineKind.CODE_CONSULT: lambda _policy, _kind: (_once(StepAct.CODE_OVERDUE),),
    DeadlineKind.CODE_DECIDE: lambda _policy, _kind: (_once(StepAct.CODE_OVERDUE),),
    DeadlineKind.CALAMITY_ASK: lambda _policy, _kind: (_once(StepAct.CALAMITY_ASK_OVERDUE),),
    DeadlineKind.CALAMITY_PROOF: lambda _policy, _kind: (_once(StepAct.CALAMITY_UNREPORTED),),
    DeadlineKind.CALAMITY_DOUBT: lambda policy, _kind: tuple(_doubt_ladder(policy)),
    DeadlineKind.CALAMITY_REPORT: lambda _policy, _kind: (_once(StepAct.CALAMITY_REPORT_OVERDUE),),
    DeadlineKind.COMPLAINT_DECISION: lambda policy, _kind: tuple(_complaint_ladder(policy, StepAct.COMPLAINT_OVERDUE)),
    DeadlineKind.COMPLAINT_REACTION: lambda policy, _kind: tuple(_complaint_ladder(policy, StepAct.COMPLAINT_OVERDUE)),
    DeadlineKind.COMPLAINT_APPEAL: lambda policy, _kind: tuple(
        _complaint_ladder(policy, StepAct.COMPLAINT_APPEAL_ENDED)
    ),
})  # fmt: skip
"""The ladder of each kind of deadline; the terms and offsets come from the policy of the day it started."""

FROM_START = frozenset({DeadlineKind.ESCALATE})
"""The ladders with a rung that is counted from the very moment of the start; of all others only the day matters."""


def steps(
    kind: DeadlineKind,
    due: date | datetime,
    policy: Policy,
    calendar: Calendar,
    *,
    started_at: datetime,
    signal_kind: SignalKind = SignalKind.GENERAL,
    profile: Profile = Profile.ATW_FULL,
) -> tuple[LadderStep, ...]:
    """Return the steps of a deadline in the order of their moments; what would lie before its start is left out.

    Units: instants in UTC; a step in days comes when the quiet hours end. Source: house policy.
    """
    ladder = _Ladder(due, calendar, profile, started_at, policy)
    rungs = LADDERS[kind](policy, signal_kind)
    dated = [LadderStep(rung.name, rung.act, ladder.moment(rung.when)) for rung in rungs]
    return tuple(sorted((step for step in dated if step.at > started_at), key=lambda step: step.at))


@dataclass(frozen=True, slots=True)
class _Ladder:
    due: date | datetime
    calendar: Calendar
    profile: Profile
    started_at: datetime
    policy: Policy

    def moment(self, when: When) -> datetime:
        match when:
            case FromStart(elapsed):
                return self.started_at + elapsed
            case WorkingDays():
                return self._morning(when)
            case timedelta():
                return (self.due if isinstance(self.due, datetime) else end_of_day(self.due)) + when
            case Overdue():
                return self.due if isinstance(self.due, datetime) else self._morning(WorkingDays(1))

    def _morning(self, n: WorkingDays) -> datetime:
        day = local_date(self.due) if isinstance(self.due, datetime) else self.due
        return at_local(add_working_days(self.calendar, day, n, self.profile), self.policy.mail.quiet_until)
