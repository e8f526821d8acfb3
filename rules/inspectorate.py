"""What the inspectorate does with what it was told, mirrored and never steered.

The inspectorate owes us no answer: while it says nothing we ask. Source: IGJ & AKJ, May 2022 (plan, period, result
report or visit, heavier measures); measures: law (Jeugdwet chapter 9). DOMAIN.md 2b.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from rules.errors import Phrase, RuleError
from rules.vocabulary import Role, Word


class InspectorateState(Word):
    """How a matter stands at the inspectorate, as far as we know."""

    AWAITING_FEEDBACK = "awaiting_feedback", "wacht op bericht van de inspectie"
    REGISTERED = "registered", "geregistreerd door de inspectie"
    NO_FURTHER_ACTION = "no_further_action", "de inspectie doet verder niets"
    INQUIRY = "inquiry", "de inspectie doet navraag"
    PLAN_REQUESTED = "plan_requested", "verbeterplan gevraagd"
    PLAN_RECEIVED = "plan_received", "verbeterplan ontvangen"
    IMPROVEMENT_PERIOD = "improvement_period", "verbeterperiode"
    RESULT_REPORT = "result_report", "resultaatsverslag ontvangen"
    SUPERVISION_VISIT = "supervision_visit", "toezichtsbezoek afgelegd"
    MEASURE = "measure", "zwaardere maatregel"
    IMPROVED = "improved", "verbeterd, zegt de inspectie"


class InspectorateMeasure(Word):
    """A heavier measure of the inspectorate or the minister (Jeugdwet chapter 9)."""

    WARNING = "warning", "waarschuwing"
    INTENSIFIED_SUPERVISION = "intensified_supervision", "verscherpt toezicht"
    DIRECTIVE = "directive", "aanwijzing"
    ORDER = "order", "bevel"
    PENALTY_ORDER = "penalty_order", "last onder dwangsom"
    ENFORCEMENT = "enforcement", "last onder bestuursdwang"
    FINE = "fine", "bestuurlijke boete"


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """What the law says of a measure from a day on: its source, and whether its term is fixed or told each time."""

    measure: InspectorateMeasure
    source: str
    valid_from: date
    fixed_term: bool = False
    own_term: bool = False


_JW = date(2015, 1, 1)
MEASURE_RULES: tuple[MeasureRule, ...] = (
    MeasureRule(InspectorateMeasure.WARNING, "werkwijze inspectie (geen wettelijke termijn)", _JW),
    MeasureRule(InspectorateMeasure.INTENSIFIED_SUPERVISION, "werkwijze inspectie (termijn per geval)", _JW,
                own_term=True),
    MeasureRule(InspectorateMeasure.DIRECTIVE, "Jeugdwet art. 9.3 lid 3 (noemt zelf een termijn)", _JW, own_term=True),
    MeasureRule(InspectorateMeasure.ORDER, "Jeugdwet art. 9.3 lid 4 en 5 (7 dagen, meteen nakomen)", _JW,
                fixed_term=True),
    MeasureRule(InspectorateMeasure.PENALTY_ORDER, "Jeugdwet art. 9.5 lid 2", _JW, own_term=True),
    MeasureRule(InspectorateMeasure.ENFORCEMENT, "Jeugdwet art. 9.5 lid 1", _JW, own_term=True),
    MeasureRule(InspectorateMeasure.FINE, "Jeugdwet art. 9.6 lid 3 tot en met 5", _JW),
)  # fmt: skip
"""Dated rows of law; the days themselves stand in the policy (igj.order_valid)."""

S = InspectorateState
_ANY = frozenset({S.INQUIRY, S.PLAN_REQUESTED, S.SUPERVISION_VISIT, S.MEASURE, S.NO_FURTHER_ACTION, S.IMPROVED})
NEXT: Mapping[InspectorateState, frozenset[InspectorateState]] = MappingProxyType({
    S.AWAITING_FEEDBACK: _ANY | {S.REGISTERED},
    S.REGISTERED: _ANY,
    S.INQUIRY: _ANY - {S.INQUIRY},
    S.PLAN_REQUESTED: _ANY - {S.INQUIRY, S.PLAN_REQUESTED} | {S.PLAN_RECEIVED},
    S.PLAN_RECEIVED: _ANY - {S.INQUIRY} | {S.IMPROVEMENT_PERIOD},
    S.IMPROVEMENT_PERIOD: _ANY - {S.INQUIRY} | {S.RESULT_REPORT},
    S.RESULT_REPORT: _ANY - {S.INQUIRY} | {S.IMPROVEMENT_PERIOD},
    S.SUPERVISION_VISIT: _ANY - {S.INQUIRY} | {S.IMPROVEMENT_PERIOD},
    S.MEASURE: _ANY - {S.INQUIRY} | {S.IMPROVEMENT_PERIOD},
    S.NO_FURTHER_ACTION: frozenset({S.INQUIRY, S.PLAN_REQUESTED}),
    S.IMPROVED: frozenset({S.INQUIRY, S.PLAN_REQUESTED, S.MEASURE}),
})  # fmt: skip
"""What the inspectorate may tell us next; it may also come back on what it ended."""

SETTLED = frozenset({S.NO_FURTHER_ACTION, S.IMPROVED})
"""The messages after which a signal may close."""
CLEAN_VISITS = 2
"""So many visits in a row without the measure stand in for a message, when a jurist agrees (scenario 32)."""


class FollowUpNotPossible(RuleError):
    """A message of the inspectorate that does not follow on what it said before."""

    def __init__(self, reference: str, state: InspectorateState, to: InspectorateState) -> None:
        self.reference, self.state, self.to = reference, state, to
        choices = tuple(other for other in InspectorateState if other in NEXT[state])
        super().__init__(
            "Signaal {reference}: bij de inspectie staat het op '{state}'; daarna past niet '{to}'. "
            "Wel kan: {choices}.",
            reference=reference,
            state=state,
            to=to,
            choices=choices,
        )


class NotAtInspectorate(RuleError):
    """A message about a signal that the inspectorate was not told of."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "Signaal {reference} is niet doorgegeven aan de inspectie; er is daar niets te volgen. "
            "Leg eerst vast dat het is doorgegeven.",
            reference=reference,
        )


class PeriodOutOfBounds(RuleError):
    """An improvement period shorter or longer than the policy knows."""

    def __init__(self, months: int, least: int, most: int) -> None:
        super().__init__(
            "Een verbeterperiode duurt {least} tot en met {most} maanden, geen {months}. Controleer dit.",
            least=least,
            most=most,
            months=months,
        )


class MeasureNeedsTerm(RuleError):
    """A measure without its name, or with a term it does not have, or without the one it names itself."""

    def __init__(self, needed: Phrase) -> None:
        super().__init__("Een zwaardere maatregel vastleggen: {needed}", needed=needed)


class NotYetSettled(RuleError):
    """A signal at the inspectorate that would close without a word of it, and without clean visits and a jurist."""

    def __init__(self, reference: str, clean: int) -> None:
        self.reference, self.clean = reference, clean
        super().__init__(
            "Signaal {reference} kan nog niet dicht: er is geen afrondend bericht van de inspectie. Zonder dat "
            "bericht zijn {needed} bezoeken op rij nodig waarbij het niet meer gezien is (nu {clean}), en sluit "
            "een jurist het af.",
            reference=reference,
            needed=CLEAN_VISITS,
            clean=clean,
        )


def next_state(reference: str, state: InspectorateState, to: InspectorateState) -> InspectorateState:
    """Return `to` when the inspectorate may say so now. Raises: FollowUpNotPossible."""
    if to not in NEXT[state]:
        raise FollowUpNotPossible(reference, state, to)
    return to


def check_settled(reference: str, state: InspectorateState, clean_visits: int, role: Role) -> None:
    """Allow closing on a message of the inspectorate, or on clean visits when a jurist closes.

    `clean_visits` is how many of the last visits in a row did not show the measure. Raises: NotYetSettled.
    Source: house policy (DOMAIN.md scenario 32).
    """
    if state in SETTLED or (clean_visits >= CLEAN_VISITS and role is Role.JURIST):
        return
    raise NotYetSettled(reference, clean_visits)


def rule_of(measure: InspectorateMeasure, on: date) -> MeasureRule | None:
    """Return the row of law of a measure on a day; None before the first."""
    rows = [row for row in MEASURE_RULES if row.measure is measure and row.valid_from <= on]
    return max(rows, key=lambda row: row.valid_from, default=None)
