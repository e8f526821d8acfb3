"""The decision table of the legal triage: per set of rules the rows in order, of which the first that fits decides.

Source: DOMAIN.md 2f. Closed care is law (Jeugdwet chapter 6, as it was and as it is since 2024); open care is the
agreement of IGJ and AKJ (May 2022); what is marked [OWN] in docs/triage.md is house policy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rules.policy_words import RuleSet
from rules.triage_conditions import (
    AUTHORISED,
    CLAIMS_CLOSED_CARE,
    EMERGENCY,
    GENERIC,
    GRAVE_MEASURE,
    IN_PLAN,
    INJURY,
    LISTED_BEFORE_2024,
    LISTED_SINCE_2024,
    LOCK_UP,
    PEDAGOGICAL_RULE,
    SECLUSION,
    STILL_GOING,
    UNDER_12,
    Case,
    Condition,
    claims,
    maybe_over,
    one_of,
    over,
)
from rules.triage_words import Ask, LegalGround, Severity, Verdict
from rules.vocabulary import Measure

V = Verdict
A = Ask

AGREEMENT = "IGJ en AKJ, mei 2022"
NO_LAW = "Jeugdwet: buiten hoofdstuk 6 geen grondslag"
HOUSE_POLICY = "huisregel: wat in gesloten jeugdhulp te lang is, is het in open jeugdhulp zeker"
WVGGZ, WZD, WGBO = "Wvggz art. 3:1 (zorgmachtiging)", "Wzd art. 2 en 10 (stappenplan)", "BW art. 7:450 (Wgbo)"


def jw(*articles: str) -> tuple[str, ...]:
    """Return the articles of the Jeugdwet as they are cited."""
    return tuple(f"Jeugdwet art. {article}" for article in articles)


def old(*articles: str) -> tuple[str, ...]:
    """Return articles of the Jeugdwet as they were before 2024."""
    return tuple(f"Jeugdwet art. {article} (tot 2024)" for article in articles)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: when all its conditions hold, and no earlier row fits, its verdict is the advice."""

    name: str
    when: tuple[Condition, ...]
    verdict: Verdict
    sources: tuple[str, ...]
    ask: tuple[Ask, ...] = ()
    severity: Severity = Severity.NONE
    """The least severe that it can be; ACUTE_ALWAYS and ACUTE_WITHOUT_GROUND can make it worse."""

    def fits(self, case: Case) -> bool:
        """Return whether all conditions hold."""
        return all(condition.holds(case) for condition in self.when)


def _no(name: str, when: tuple[Condition, ...], sources: tuple[str, ...], *ask: Ask, acute: bool = False) -> Row:
    severity = Severity.ACUTE if acute else Severity.GENERAL
    return Row(name, when, V.NO_GROUND, sources, (A.PROPOSE_SIGNAL, *ask), severity)


def _claims(extra: tuple[Ask, ...], *sources: str) -> tuple[Row, ...]:
    """Return a row for each ground outside the chapter on closed care; such a claim is still to be shown."""
    grounds = ((LegalGround.WVGGZ, WVGGZ, A.COURT_AUTHORISATION), (LegalGround.WZD, WZD, A.STEP_PLAN),
               (LegalGround.WGBO, WGBO, A.CONSENT))  # fmt: skip
    return tuple(
        Row(f"{ground.value}_claimed", (claims(ground),), V.GROUND_CLAIMED, (source, *sources), (ask, *extra))
        for ground, source, ask in grounds
    )


TEMPORARY = (A.ENDED_AT, A.REPEAT_COUNT)
AGREED = (A.SCIENTIST_CONSENT, *TEMPORARY)
UNPLANNED = (EMERGENCY, ~IN_PLAN)
PLANNED = (CLAIMS_CLOSED_CARE, AUTHORISED, IN_PLAN)
SHOWN = (A.COURT_AUTHORISATION, A.CARE_PLAN, A.DECISION_COPY, A.NO_UNLESS)
AT_ONCE = A.REPORT_TO_INSPECTORATE
DUTY = jw("6.6.1 lid 5")

_SINCE_2024 = (
    _no("lock_up_under_12", (LOCK_UP, UNDER_12), jw("6.3.2.2 lid 2") + DUTY, AT_ONCE, A.AGE),
    _no("not_listed", (~one_of(LISTED_SINCE_2024, "staat in art. 6.3.2.1-6.3.2.5"),), jw("6.3.1.1 lid 3") + DUTY,
        AT_ONCE),
    _no("generic", (GENERIC,), jw("6.3.1.2 lid 1", "6.3.1.2 lid 2") + DUTY, AT_ONCE),
    _no("lock_up_without_emergency", (LOCK_UP, ~EMERGENCY), jw("6.3.2.2 lid 2") + DUTY, AT_ONCE),
    _no("lock_up_too_long", (LOCK_UP, over(48)), jw("6.3.2.2 lid 3") + DUTY, AT_ONCE, A.OVER_MAXIMUM),
    Row("lock_up_extended", (LOCK_UP, maybe_over(24)), V.EMERGENCY_POSSIBLE,
        jw("6.3.2.2 lid 2", "6.3.2.2 lid 3", "6.3.2.2 lid 4"), (A.EXTENSION, *AGREED)),
    Row("lock_up_emergency", (LOCK_UP,), V.EMERGENCY_POSSIBLE,
        jw("6.3.2.2 lid 2", "6.3.2.2 lid 3", "6.3.2.2 lid 4"), AGREED),
    _no("emergency_too_long", (*UNPLANNED, over(72)), jw("6.3.1.2 lid 4", "6.3.1.2 lid 6") + DUTY, AT_ONCE,
        A.OVER_MAXIMUM, A.CARE_PLAN, acute=True),
    Row("emergency_needs_scientist", (*UNPLANNED, maybe_over(12)), V.EMERGENCY_POSSIBLE,
        jw("6.3.1.2 lid 3", "6.3.1.2 lid 4", "6.3.1.2 lid 5"), AGREED),
    Row("emergency", UNPLANNED, V.EMERGENCY_POSSIBLE, jw("6.3.1.2 lid 3", "6.3.1.2 lid 4"), TEMPORARY),
    Row("seclusion_planned", (SECLUSION, *PLANNED), V.GROUND_CLAIMED, jw("6.3.2.2 lid 1", "6.3.2.2 lid 2"), SHOWN),
    Row("planned", PLANNED, V.GROUND_PRESENT, jw("6.3.1.1 lid 1", "6.3.1.2 lid 1", "6.3.1.2 lid 2", "6.3.1.4"), SHOWN),
    Row("authorisation_claimed", (CLAIMS_CLOSED_CARE,), V.GROUND_CLAIMED, jw("6.3.1.1 lid 1", "6.3.1.2 lid 2"), SHOWN),
    *_claims((A.CARE_PLAN, A.HUMAN_REVIEW), *jw("6.3.1.1 lid 3", "6.3.1.2 lid 2")),
    _no("none", (), jw("6.3.1.1 lid 1", "6.3.1.2 lid 2") + DUTY, AT_ONCE),
)  # fmt: skip

_BEFORE_2024 = (
    _no("not_listed", (~one_of(LISTED_BEFORE_2024, "staat in art. 6.3.1-6.3.4 (tot 2024)"),),
        old("6.3.1 lid 2", "6.3.3", "6.3.4")),
    _no("generic", (GENERIC,), old("6.3.6 lid 1")),
    _no("emergency_too_long", (*UNPLANNED, over(168)), old("6.3.7"), A.OVER_MAXIMUM, A.CARE_PLAN, acute=True),
    Row("emergency", UNPLANNED, V.EMERGENCY_POSSIBLE, old("6.3.7"), AGREED),
    Row("planned", PLANNED, V.GROUND_PRESENT, old("6.3.1 lid 1", "6.3.6 lid 1"), SHOWN),
    Row("authorisation_claimed", (CLAIMS_CLOSED_CARE,), V.GROUND_CLAIMED, old("6.3.1 lid 1", "6.3.6 lid 1"), SHOWN),
    *_claims((A.CARE_PLAN, A.HUMAN_REVIEW), *old("6.3.6 lid 1")),
    _no("none", (), old("6.3.6 lid 1")),
)  # fmt: skip

_OPEN = (
    _no("generic", (GENERIC,), (NO_LAW, AGREEMENT)),
    _no("lock_up_too_long", (LOCK_UP, EMERGENCY, over(48)), (NO_LAW, AGREEMENT, HOUSE_POLICY), A.OVER_MAXIMUM),
    _no("emergency_too_long", (EMERGENCY, over(72)), (NO_LAW, AGREEMENT, HOUSE_POLICY), A.OVER_MAXIMUM),
    Row("emergency", (EMERGENCY,), V.EMERGENCY_POSSIBLE, (AGREEMENT,), TEMPORARY),
    *_claims((A.NO_UNLESS,), AGREEMENT),
    Row("pedagogical", (PEDAGOGICAL_RULE,), V.PEDAGOGICAL_POSSIBLE, (AGREEMENT,), (A.HUMAN_REVIEW, A.WEIGHING,
        A.CARE_PLAN)),
    _no("none", (), (NO_LAW, AGREEMENT)),
)  # fmt: skip

TABLES: Mapping[RuleSet, tuple[Row, ...]] = MappingProxyType(
    {
        RuleSet.CLOSED_LEGAL_POSITION_2024: _SINCE_2024,
        RuleSet.CLOSED_CHAPTER_6_OLD: _BEFORE_2024,
        RuleSet.OPEN_NO_OWN_GROUND: _OPEN,
    }
)
"""Per set of rules, in the order of DOMAIN 2f: exclusions, generic, emergency, claimed ground, pedagogical, none."""

ACUTE_ALWAYS: tuple[tuple[Condition, ...], ...] = ((INJURY,), (LOCK_UP, UNDER_12))
ACUTE_WITHOUT_GROUND: tuple[tuple[Condition, ...], ...] = ((GRAVE_MEASURE,), (STILL_GOING,))
"""What makes a case acute whatever the row, and what does so when there is no ground. Source: house policy."""

_LIBERTY = ("EVRM art. 5", "EVRM art. 8", "IVRK art. 3", "IVRK art. 37", "Grondwet art. 15")
_BODY = (*_LIBERTY, "IVRK art. 19")
_PRIVACY = ("EVRM art. 8", "IVRK art. 3")
_BODILY = frozenset({Measure.HOLDING, Measure.FIXATION, Measure.LOCK_UP})
_LIMITING = frozenset({Measure.SECLUSION, Measure.ROOM_CONFINEMENT, Measure.MOVEMENT_RESTRICTION, Measure.DOOR_ALARM})


def rights_of(measure: Measure) -> tuple[str, ...]:
    """Return the fundamental rights that a measure without ground touches. Source: agreement (IGJ & AKJ, May 2022)."""
    if measure in _BODILY:
        return _BODY
    return _LIBERTY if measure in _LIMITING else _PRIVACY
