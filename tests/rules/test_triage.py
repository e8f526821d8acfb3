"""The legal triage: the table is complete, each row is reachable, and each leaf cites its article and what to ask."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import chain, combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.letters import setting_of
from rules.policy import load_policy
from rules.policy_words import CareSetting, RuleSet
from rules.triage import Advice, NoRulesForDay, first_row, judge
from rules.triage_conditions import MEASURES, Case
from rules.triage_table import TABLES, rights_of
from rules.triage_words import Ask, EvidenceKind, LegalGround, MeasureScope, Severity, Verdict
from rules.vocabulary import CareType, Measure

POLICY = load_policy().periods[-1][1]
DOCS = (Path(__file__).parents[2] / "docs" / "triage.md").read_text("utf-8")
NOW, THEN = date(2026, 5, 4), date(2023, 11, 10)
RULE_SETS = (
    (RuleSet.CLOSED_LEGAL_POSITION_2024, CareSetting.CLOSED, NOW),
    (RuleSet.CLOSED_CHAPTER_6_OLD, CareSetting.CLOSED, THEN),
    (RuleSet.OPEN_NO_OWN_GROUND, CareSetting.OPEN, NOW),
)
EVIDENCE = [frozenset(kinds) for kinds in chain.from_iterable(combinations(EvidenceKind, count) for count in range(6))]
AGE_BANDS = (None, 11, 12)
DURATION_BANDS = (None, 12, 24, 48, 72, 168, 169)
PLAN, COURT, COPY = EvidenceKind.CARE_PLAN, EvidenceKind.COURT_AUTHORISATION, EvidenceKind.DECISION_COPY
S2024, OLD, OPEN = (rule_set for rule_set, _, _ in RULE_SETS)


def case(**facts: Any) -> Case:
    """Return holding of a sixteen-year-old in closed care for one hour, without any ground; facts overrule."""
    base = Case(
        observed_on=NOW,
        setting=CareSetting.CLOSED,
        measure=Measure.HOLDING,
        scope=MeasureScope.INDIVIDUAL,
        ground=LegalGround.NONE,
        evidence=frozenset(),
        emergency=False,
        age=16,
        duration_hours=1,
    )
    return replace(base, **facts)


def every_case(setting: CareSetting, day: date) -> Iterator[Case]:
    """Yield every combination of the closed lists, with a value of every band of age and duration."""
    for facts in product(
        MEASURES, MeasureScope, LegalGround, EVIDENCE, (True, False), AGE_BANDS, DURATION_BANDS, (False,)
    ):
        yield Case(day, setting, *facts)


@cache
def found(rule_set: RuleSet) -> Counter[str]:
    """Count how many cases each row decides; a case that no row fits raises StopIteration."""
    [(setting, day)] = [(setting, day) for name, setting, day in RULE_SETS if name is rule_set]
    return Counter(first_row(rule_set, each).name for each in every_case(setting, day))


@pytest.mark.parametrize("rule_set", RuleSet)
def test_every_case_has_a_row_and_every_row_a_case(rule_set: RuleSet) -> None:
    counted = found(rule_set)
    lists = (MEASURES, MeasureScope, LegalGround, EVIDENCE, (True, False), AGE_BANDS, DURATION_BANDS)
    size = 1
    for each in lists:
        size *= len(list(each))
    assert counted.total() == size
    assert list(counted.keys() ^ {row.name for row in TABLES[rule_set]}) == []


@pytest.mark.parametrize("rule_set", RuleSet)
def test_rows_have_names_of_their_own_and_the_last_always_fits(rule_set: RuleSet) -> None:
    rows = TABLES[rule_set]
    assert len({row.name for row in rows}) == len(rows)
    assert [row.name for row in rows if not row.when] == [rows[-1].name]


ROWS = [pytest.param(name, row, id=f"{name.value}-{row.name}") for name in TABLES for row in TABLES[name]]


@pytest.mark.parametrize(("rule_set", "row"), ROWS)
def test_every_leaf_cites_a_source_and_asks_something(rule_set: RuleSet, row: Any) -> None:
    assert row.sources
    assert row.ask
    assert len(set(row.ask)) == len(row.ask)
    assert (row.severity is Severity.NONE) is (row.verdict is not Verdict.NO_GROUND)
    assert (Ask.PROPOSE_SIGNAL in row.ask) is (row.verdict is Verdict.NO_GROUND)


@pytest.mark.parametrize(("rule_set", "row"), ROWS)
def test_the_manual_tells_every_row_in_its_place(rule_set: RuleSet, row: Any) -> None:
    section = DOCS.partition(f"### `{rule_set.value}`")[2].partition("\n### ")[0].partition("\n## ")[0]
    told = re.findall(r"^\| \d+ \| `(\w+)` \| [^|]+ \| `(\w+)` \|", section, re.MULTILINE)
    assert told == [(each.name, each.verdict.value) for each in TABLES[rule_set]]


def test_no_ground_in_closed_care_since_2024_always_goes_to_the_inspectorate() -> None:
    rows = [row for row in TABLES[S2024] if row.verdict is Verdict.NO_GROUND]
    assert all(Ask.REPORT_TO_INSPECTORATE in row.ask and "Jeugdwet art. 6.6.1 lid 5" in row.sources for row in rows)
    others = [row for name in (OLD, OPEN) for row in TABLES[name]]
    assert not any(Ask.REPORT_TO_INSPECTORATE in row.ask for row in others)


CLOSED_CLAIM = {"ground": LegalGround.CLOSED_CARE_AUTHORISATION}
BOTH = {"evidence": frozenset({PLAN, COURT})}
LOCK_UP = {"measure": Measure.LOCK_UP}
EMERGENCY = {"emergency": True}
IN_OPEN = {"setting": CareSetting.OPEN}
BEFORE = {"observed_on": THEN}
GENERIC = {"scope": MeasureScope.GENERIC}


@pytest.mark.parametrize(
    ("given", "row", "severity"),
    [
        pytest.param(LOCK_UP | EMERGENCY | {"age": 11}, "lock_up_under_12", "acute", id="locked up at eleven"),
        pytest.param(LOCK_UP | EMERGENCY | {"age": None}, "lock_up_under_12", "acute", id="locked up, age unknown"),
        pytest.param(LOCK_UP | EMERGENCY | {"age": 12}, "lock_up_emergency", "none", id="locked up at twelve"),
        pytest.param(LOCK_UP | CLOSED_CLAIM | BOTH, "lock_up_without_emergency", "acute", id="lock-up from a plan"),
        pytest.param(LOCK_UP | EMERGENCY | {"duration_hours": 24}, "lock_up_emergency", "none", id="one day"),
        pytest.param(LOCK_UP | EMERGENCY | {"duration_hours": 24.5}, "lock_up_extended", "none", id="over one day"),
        pytest.param(LOCK_UP | EMERGENCY | {"duration_hours": None}, "lock_up_extended", "none", id="end unseen"),
        pytest.param(LOCK_UP | EMERGENCY | {"duration_hours": 48}, "lock_up_extended", "none", id="two days"),
        pytest.param(LOCK_UP | EMERGENCY | {"duration_hours": 49}, "lock_up_too_long", "acute", id="over two days"),
        pytest.param({"measure": Measure.FIXATION} | EMERGENCY, "not_listed", "acute", id="fixation is not listed"),
        pytest.param({"measure": Measure.HOUSE_RULE}, "not_listed", "general", id="a house rule is not listed"),
        pytest.param({"measure": Measure.CAMERA_SURVEILLANCE}, "none", "general", id="a camera is listed"),
        pytest.param(GENERIC | EMERGENCY | CLOSED_CLAIM | BOTH, "generic", "general", id="generic beats emergency"),
        pytest.param(EMERGENCY | {"duration_hours": 12}, "emergency", "none", id="twelve hours"),
        pytest.param(EMERGENCY | {"duration_hours": 13}, "emergency_needs_scientist", "none", id="over twelve hours"),
        pytest.param(EMERGENCY | {"duration_hours": None}, "emergency_needs_scientist", "none", id="no end seen"),
        pytest.param(EMERGENCY | {"duration_hours": 72}, "emergency_needs_scientist", "none", id="three days"),
        pytest.param(EMERGENCY | {"duration_hours": 73}, "emergency_too_long", "acute", id="over three days"),
        pytest.param(EMERGENCY | CLOSED_CLAIM | BOTH, "planned", "none", id="planned: no emergency needed"),
        pytest.param(CLOSED_CLAIM | BOTH | {"duration_hours": 200}, "planned", "none", id="the plan has its own term"),
        pytest.param(CLOSED_CLAIM, "authorisation_claimed", "none", id="claimed, nothing seen"),
        pytest.param(
            CLOSED_CLAIM | BOTH | {"measure": Measure.SECLUSION}, "seclusion_planned", "none", id="was it locked?"
        ),
        pytest.param({"ground": LegalGround.WZD}, "wzd_claimed", "none", id="Wzd in closed care"),
        pytest.param({}, "none", "general", id="nothing at all"),
        pytest.param({"duration_hours": None}, "none", "acute", id="nothing at all and still going"),
        pytest.param({"injury": True} | CLOSED_CLAIM | BOTH, "planned", "acute", id="injury is always acute"),
        pytest.param({"ground": LegalGround.EMERGENCY}, "none", "general", id="emergency said, none seen"),
        pytest.param(BEFORE | EMERGENCY | {"duration_hours": 168}, "emergency", "none", id="before 2024: seven days"),
        pytest.param(
            BEFORE | EMERGENCY | {"duration_hours": 169}, "emergency_too_long", "acute", id="before 2024: over seven"
        ),
        pytest.param(BEFORE | CLOSED_CLAIM | BOTH, "planned", "none", id="before 2024: authorised and planned"),
        pytest.param(BEFORE | LOCK_UP | CLOSED_CLAIM | BOTH, "planned", "none", id="before 2024: lock-up planned"),
        pytest.param(
            BEFORE | LOCK_UP | CLOSED_CLAIM | BOTH | {"age": 11}, "planned", "acute", id="before 2024: no age limit"
        ),
        pytest.param(BEFORE | {"measure": Measure.CAMERA_SURVEILLANCE}, "not_listed", "general", id="2023: a camera"),
        pytest.param(IN_OPEN | EMERGENCY, "emergency", "none", id="open: emergency"),
        pytest.param(IN_OPEN | EMERGENCY | LOCK_UP | {"age": 11}, "emergency", "acute", id="open: locked up at eleven"),
        pytest.param(
            IN_OPEN | EMERGENCY | LOCK_UP | {"duration_hours": 49}, "lock_up_too_long", "acute", id="open: lock-up"
        ),
        pytest.param(IN_OPEN | EMERGENCY | {"duration_hours": 73}, "emergency_too_long", "general", id="open: 73 h"),
        pytest.param(IN_OPEN | {"ground": LegalGround.WGBO}, "wgbo_claimed", "none", id="open: Wgbo"),
        pytest.param(IN_OPEN | CLOSED_CLAIM | BOTH, "none", "general", id="open: closed authorisation is no ground"),
        pytest.param(IN_OPEN | {"measure": Measure.HOUSE_RULE}, "pedagogical", "none", id="open: own rule"),
        pytest.param(IN_OPEN | {"measure": Measure.HOUSE_RULE} | GENERIC, "generic", "general", id="open: for all"),
        pytest.param(IN_OPEN | LOCK_UP, "none", "acute", id="open: lock-up without ground"),
        pytest.param(IN_OPEN | {"duration_hours": None}, "none", "general", id="open: still going is general"),
    ],
)
def test_rows(given: dict[str, Any], row: str, severity: str) -> None:
    advice = judge(case(**given), POLICY)
    assert (advice.row, advice.severity) == (row, severity)


@pytest.mark.parametrize(
    ("given", "asked", "not_asked"),
    [
        pytest.param(CLOSED_CLAIM | BOTH, Ask.DECISION_COPY, Ask.CARE_PLAN, id="planned: the decision on paper"),
        pytest.param(
            CLOSED_CLAIM | {"evidence": frozenset({PLAN, COURT, COPY})}, Ask.NO_UNLESS, Ask.DECISION_COPY, id="all seen"
        ),
        pytest.param(
            EMERGENCY | {"duration_hours": 13}, Ask.SCIENTIST_CONSENT, Ask.OVER_MAXIMUM, id="over twelve hours"
        ),
        pytest.param(EMERGENCY | {"duration_hours": 12}, Ask.ENDED_AT, Ask.SCIENTIST_CONSENT, id="twelve hours"),
        pytest.param(EMERGENCY | {"duration_hours": 73}, Ask.OVER_MAXIMUM, Ask.ENDED_AT, id="day four"),
        pytest.param(EMERGENCY | LOCK_UP | {"duration_hours": 30}, Ask.EXTENSION, Ask.AGE, id="second day of lock-up"),
        pytest.param(LOCK_UP | {"age": None}, Ask.AGE, Ask.ENDED_AT, id="age unknown"),
        pytest.param({"measure": Measure.SECLUSION}, Ask.LOCKED, Ask.AGE, id="seclusion: was it locked"),
        pytest.param(IN_OPEN | EMERGENCY, Ask.REPEAT_COUNT, Ask.PROPOSE_SIGNAL, id="open emergency"),
        pytest.param(IN_OPEN | {"ground": LegalGround.WVGGZ}, Ask.COURT_AUTHORISATION, Ask.STEP_PLAN, id="Wvggz"),
        pytest.param(IN_OPEN | {"ground": LegalGround.WZD}, Ask.STEP_PLAN, Ask.CONSENT, id="Wzd"),
        pytest.param(IN_OPEN | {"ground": LegalGround.WGBO}, Ask.CONSENT, Ask.STEP_PLAN, id="Wgbo"),
        pytest.param(
            IN_OPEN | {"measure": Measure.HOUSE_RULE}, Ask.HUMAN_REVIEW, Ask.PROPOSE_SIGNAL, id="pedagogical: a person"
        ),
    ],
)
def test_what_is_asked(given: dict[str, Any], asked: Ask, not_asked: Ask) -> None:
    advice = judge(case(**given), POLICY)
    assert asked in advice.ask
    assert not_asked not in advice.ask


@pytest.mark.parametrize(
    ("setting", "day", "rule_set"),
    [
        pytest.param(CareSetting.CLOSED, date(2023, 12, 31), OLD, id="last day of the old chapter"),
        pytest.param(CareSetting.CLOSED, date(2024, 1, 1), S2024, id="first day of the new one"),
        pytest.param(CareSetting.OPEN, date(2023, 12, 31), OPEN, id="open: one set of rules"),
        pytest.param(CareSetting.OPEN, date(2024, 1, 1), OPEN, id="open: the day after as well"),
    ],
)
def test_the_law_of_the_day(setting: CareSetting, day: date, rule_set: RuleSet) -> None:
    assert judge(case(setting=setting, observed_on=day), POLICY).rule_set is rule_set


def test_a_day_without_rules_is_refused() -> None:
    with pytest.raises(NoRulesForDay, match="2014-12-31 staan geen wettelijke regels"):
        judge(case(observed_on=date(2014, 12, 31)), POLICY)


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_without_ground_touches_rights(measure: Measure) -> None:
    advice = judge(case(setting=CareSetting.OPEN, scope=MeasureScope.GENERIC, measure=measure), POLICY)
    assert set(rights_of(measure)) <= set(advice.sources)
    assert "EVRM art. 8" in advice.sources


CASES = st.builds(
    Case,
    observed_on=st.dates(date(2015, 1, 1), date(2030, 12, 31)),
    setting=st.sampled_from([setting_of(care_type) for care_type in CareType]),
    measure=st.sampled_from(MEASURES),
    scope=st.sampled_from(MeasureScope),
    ground=st.sampled_from(LegalGround),
    evidence=st.frozensets(st.sampled_from(EvidenceKind)),
    emergency=st.booleans(),
    age=st.none() | st.integers(0, 22),
    duration_hours=st.none() | st.floats(0, 1000),
    injury=st.booleans(),
)


@given(CASES)
def test_advice_is_whole(seen: Case) -> None:
    advice = judge(seen, POLICY)
    assert set(advice.facts()) == {"verdict", "rule_set", "sources", "severity", "ask"}
    assert advice.sources
    assert all(ask.value not in seen.evidence for ask in advice.ask)
    if advice.verdict is Verdict.NO_GROUND:
        assert advice.severity is not Severity.NONE
        assert Ask.PROPOSE_SIGNAL in advice.ask
    if seen.injury:
        assert advice.severity is Severity.ACUTE


@given(CASES, st.sampled_from(EvidenceKind))
def test_more_evidence_never_makes_it_worse(seen: Case, kind: EvidenceKind) -> None:
    order = list(Severity)[::-1]

    def gravity(advice: Advice) -> int:
        return order.index(advice.severity)

    more = replace(seen, evidence=seen.evidence | {kind})
    before, after = judge(seen, POLICY), judge(more, POLICY)
    # An emergency outside the plan ends where the plan begins: the plan then needs its own ground.
    if not (seen.emergency and kind is PLAN):
        assert gravity(after) <= gravity(before)
