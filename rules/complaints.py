"""The clocks of formal procedures (klacht, bezwaar, tuchtrecht): which regime holds, and when each term ends.

Awb title 9.1 does not hold for complaints about providers and certified institutions (Jw 4.2.1 lid 8, 6.5.1 lid 8):
there the committee's own regulation does. So the regime follows from whom the complaint is against and what it is
about, never from "a complaint" alone. Source: law, except where a clock says otherwise (DOMAIN.md 2c).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

import pendulum

from rules.calendar import DUTCH_CALENDAR, Calendar, local_date
from rules.casework import ProcedureSubject
from rules.complaint_errors import (
    AdjournedTooLate,
    ConsentNeeded,
    Lapsed,
    NoProcedure,
    NotAdjournable,
    RegulationUnknown,
    RulesUnknown,
)
from rules.policy import Policy
from rules.policy_kinds import PolicyTerm
from rules.policy_values import SkjRules
from rules.policy_words import ComplaintStep, Regime
from rules.terms import Basis, Outcome, Term, explain
from rules.vocabulary import AgencyKind, LegalEffect, Unit

_CARE = frozenset({AgencyKind.PROVIDER, AgencyKind.CERTIFIED_INSTITUTION})
_BODIES = frozenset({AgencyKind.ACCESS_POINT, AgencyKind.CHILD_PROTECTION_BOARD, AgencyKind.SAFE_HOME})

REGIMES: Mapping[ProcedureSubject, Mapping[AgencyKind, Regime]] = MappingProxyType(
    {
        ProcedureSubject.CONDUCT: {
            **dict.fromkeys(_CARE, Regime.JW_PROVIDER),
            **dict.fromkeys(_BODIES, Regime.AWB_COMPLAINT),
        },
        ProcedureSubject.CLOSED_MEASURE: dict.fromkeys(_CARE, Regime.JW_CLOSED_MEASURE),
        ProcedureSubject.DECISION: {AgencyKind.ACCESS_POINT: Regime.AWB_OBJECTION},
        ProcedureSubject.PROFESSIONAL: dict.fromkeys(AgencyKind, Regime.DISCIPLINARY_SKJ),
    }
)
"""Which regime holds, by subject and by whom it is against. That the board and safe home are bodies of public law
(Awb 9) is our reading [OWN]; a safe home of another legal form has its own regulation."""

_S = ComplaintStep
SOURCES: Mapping[tuple[Regime, ComplaintStep], str] = MappingProxyType(
    {
        (Regime.JW_PROVIDER, _S.PROVIDER_REACTION): "Jeugdwet art. 4.2.1 lid 5",
        (Regime.JW_CLOSED_MEASURE, _S.DECISION): "Jeugdwet art. 6.5.1",
        (Regime.JW_CLOSED_MEASURE, _S.APPEAL): "Jeugdwet art. 6.5.4 lid 3 (RSJ)",
        (Regime.AWB_COMPLAINT, _S.DECISION): "Awb art. 9:11 lid 1",
        (Regime.AWB_COMPLAINT, _S.DECISION_WITH_COMMITTEE): "Awb art. 9:11 lid 1",
        (Regime.AWB_COMPLAINT, _S.ADJOURNMENT): "Awb art. 9:11 lid 2 en 3",
        (Regime.AWB_OBJECTION, _S.FILING): "Awb art. 6:7 en 6:8",
        (Regime.AWB_OBJECTION, _S.DECISION): "Awb art. 7:10 lid 1",
        (Regime.AWB_OBJECTION, _S.DECISION_WITH_COMMITTEE): "Awb art. 7:10 lid 1 en 7:13",
        (Regime.AWB_OBJECTION, _S.ADJOURNMENT): "Awb art. 7:10 lid 3 en 4",
        (Regime.AWB_OBJECTION, _S.APPEAL): "Awb art. 6:7",
        (Regime.DISCIPLINARY_SKJ, _S.DECISION): "tuchtreglement SKJ van de dag van indienen",
        (Regime.DISCIPLINARY_SKJ, _S.APPEAL): "tuchtreglement SKJ van de dag van indienen",
    }
)
"""What each term rests on, as its explanation cites it."""

_ADJOURNABLE = frozenset({Regime.AWB_COMPLAINT, Regime.AWB_OBJECTION})


@dataclass(frozen=True, slots=True)
class Clock:
    """One term of a procedure: `counted_on` is the day it was counted to, before weekends and holidays moved it.

    `warning` is for the adviser: a stricter reading, or what the clock rests on.
    """

    step: ComplaintStep
    starts_on: date
    outcome: Outcome
    legal_effect: LegalEffect
    source: str
    term: Term
    warning: str = ""

    @property
    def due_on(self) -> date:
        """The last day."""
        return self.outcome.on

    @property
    def counted_on(self) -> date:
        """The day the term was counted to, before it moved."""
        day = self.outcome.steps[0].date
        return local_date(day) if isinstance(day, datetime) else day


def regime_of(kind: AgencyKind, subject: ProcedureSubject) -> Regime:
    """Return the regime of a procedure against a body of `kind` about `subject`. Raises: NoProcedure. Source: law."""
    regime = REGIMES[subject].get(kind)
    if regime is None:
        raise NoProcedure(kind, subject)
    return regime


def decision_clock(
    regime: Regime,
    received_on: date,
    policy: Policy,
    calendar: Calendar = DUTCH_CALENDAR,
    *,
    with_committee: bool = False,
    regulation_weeks: int | None = None,
    objection_ends_on: date | None = None,
) -> Clock:
    """Return when a body must decide on what it received on `received_on`.

    A provider's committee: the weeks of its own regulation. An objection counts from the end of the objection term
    (`objection_ends_on`) when it was filed before. Raises: RegulationUnknown. Source: law; a regulation: agreement.
    """
    if regime is Regime.JW_PROVIDER:
        return _regulation(received_on, regulation_weeks, policy, calendar)
    if regime is Regime.DISCIPLINARY_SKJ:
        return _clock(regime, ComplaintStep.DECISION, received_on, _skj(received_on, policy).decision, calendar)
    terms = policy.complaint.regimes[regime]
    step = ComplaintStep.DECISION
    if with_committee and ComplaintStep.DECISION_WITH_COMMITTEE in terms:
        step = ComplaintStep.DECISION_WITH_COMMITTEE
    start = max(received_on, objection_ends_on) if objection_ends_on else received_on
    warning = ""
    if regime is Regime.JW_CLOSED_MEASURE:
        earlier = received_on + timedelta(weeks=terms[step].amount, days=-1)
        warning = f"'Vanaf de datum' is ook te lezen als: uiterlijk {earlier}."
    return _clock(regime, step, start, terms[step], calendar, warning)


def _regulation(received_on: date, weeks: int | None, policy: Policy, calendar: Calendar) -> Clock:
    if weeks is None:
        raise RegulationUnknown
    term = Term(weeks, Unit.WEEKS, Basis.POLICY)
    outcome = explain(received_on, term, calendar)
    if not policy.complaint.regulation_term_rolls:
        outcome = Outcome(outcome.steps[0].date, outcome.provisional, outcome.steps[:1])
    return Clock(
        ComplaintStep.DECISION, received_on, outcome, LegalEffect.AGREEMENT,
        "regeling van de aanbieder (Jw 4.2.1)", term,
        "De klachtenregeling van de aanbieder bepaalt deze termijn, niet de Awb.",
    )  # fmt: skip


def adjourned_clock(
    regime: Regime,
    before: Clock,
    told_on: date,
    policy: Policy,
    calendar: Calendar = DUTCH_CALENDAR,
    *,
    times_before: int = 0,
    consented: bool = False,
) -> Clock:
    """Return the term after the body adjourned in writing, counted from the unmoved end of the term before it.

    Another adjournment needs the complainant's written consent.
    Raises: NotAdjournable, ConsentNeeded, AdjournedTooLate. Source: law (Awb 9:11 lid 2 and 3, 7:10 lid 3 and 4).
    """
    if regime not in _ADJOURNABLE:
        raise NotAdjournable(regime)
    if times_before and not consented:
        raise ConsentNeeded
    if told_on > before.due_on:
        raise AdjournedTooLate(told_on, before.due_on)
    term = policy.complaint.regimes[regime][ComplaintStep.ADJOURNMENT]
    return _clock(regime, ComplaintStep.ADJOURNMENT, before.counted_on, term, calendar)


def reaction_clock(verdict_received_on: date, policy: Policy, calendar: Calendar = DUTCH_CALENDAR) -> Clock:
    """Return when a provider must say what it does with the verdict of its committee. Source: law (Jw 4.2.1 lid 5)."""
    term = policy.complaint.regimes[Regime.JW_PROVIDER][ComplaintStep.PROVIDER_REACTION]
    return _clock(Regime.JW_PROVIDER, ComplaintStep.PROVIDER_REACTION, verdict_received_on, term, calendar)


def appeal_clock(
    regime: Regime,
    from_on: date,
    policy: Policy,
    calendar: Calendar = DUTCH_CALENDAR,
    *,
    filed_on: date | None = None,
) -> Clock | None:
    """Return until when the client can appeal, from the verdict or, when the body stays silent, its last day.

    None where a regime knows no appeal. Disciplinary rules go by the day of filing.
    Source: law (Jw 6.5.4 lid 3, Awb 6:7); disciplinary law: agreement (SKJ).
    """
    if regime is Regime.DISCIPLINARY_SKJ:
        return _clock(regime, ComplaintStep.APPEAL, from_on, _skj(filed_on or from_on, policy).appeal, calendar)
    term = policy.complaint.regimes[regime].get(ComplaintStep.APPEAL)
    return _clock(regime, ComplaintStep.APPEAL, from_on, term, calendar) if term else None


def objection_clock(announced_on: date, policy: Policy, calendar: Calendar = DUTCH_CALENDAR) -> Clock:
    """Return until when a client can object to a decision announced on a day. Source: law (Awb 6:7 and 6:8)."""
    term = policy.complaint.regimes[Regime.AWB_OBJECTION][ComplaintStep.FILING]
    return _clock(Regime.AWB_OBJECTION, ComplaintStep.FILING, announced_on, term, calendar)


def check_lapse(conduct_on: date, filed_on: date, policy: Policy) -> None:
    """Refuse a disciplinary complaint about conduct of too long ago. Raises: Lapsed. Source: agreement (SKJ)."""
    years = _skj(filed_on, policy).lapse_years
    until = pendulum.date(conduct_on.year, conduct_on.month, conduct_on.day).add(years=years)
    if filed_on > until:
        raise Lapsed(until)


def _skj(filed_on: date, policy: Policy) -> SkjRules:
    rules = policy.skj_rules(filed_on)
    if rules is None:
        raise RulesUnknown(filed_on)
    return rules


def _clock(
    regime: Regime, step: ComplaintStep, start: date, term: PolicyTerm, calendar: Calendar, warning: str = ""
) -> Clock:
    source = SOURCES.get((regime, step), regime.dutch)
    return Clock(step, start, explain(start, term.term, calendar), term.legal_effect, source, term.term, warning)
