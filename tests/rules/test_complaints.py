"""The clocks of procedures: the regime follows from whom and what, and each date from its source."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import DUTCH_CALENDAR
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
from rules.complaints import (
    adjourned_clock,
    appeal_clock,
    check_lapse,
    decision_clock,
    objection_clock,
    reaction_clock,
    regime_of,
)
from rules.policy import load_policy
from rules.policy_words import ComplaintStep, Regime
from rules.vocabulary import AgencyKind, LegalEffect

POLICY = load_policy().on(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("kind", "subject", "regime"),
    [
        (AgencyKind.PROVIDER, ProcedureSubject.CONDUCT, Regime.JW_PROVIDER),
        (AgencyKind.CERTIFIED_INSTITUTION, ProcedureSubject.CONDUCT, Regime.JW_PROVIDER),
        (AgencyKind.ACCESS_POINT, ProcedureSubject.CONDUCT, Regime.AWB_COMPLAINT),
        (AgencyKind.PROVIDER, ProcedureSubject.CLOSED_MEASURE, Regime.JW_CLOSED_MEASURE),
        (AgencyKind.ACCESS_POINT, ProcedureSubject.DECISION, Regime.AWB_OBJECTION),
        (AgencyKind.SAFE_HOME, ProcedureSubject.PROFESSIONAL, Regime.DISCIPLINARY_SKJ),
    ],
)
def test_whom_and_what_decide_the_regime(kind: AgencyKind, subject: ProcedureSubject, regime: Regime) -> None:
    assert regime_of(kind, subject) is regime


def test_some_procedures_do_not_exist() -> None:
    with pytest.raises(NoProcedure, match="beslissing in gesloten jeugdhulp"):
        regime_of(AgencyKind.ACCESS_POINT, ProcedureSubject.CLOSED_MEASURE)


def test_a_providers_own_regulation_decides_its_term() -> None:
    clock = decision_clock(Regime.JW_PROVIDER, date(2026, 3, 5), POLICY, regulation_weeks=8)
    assert (clock.due_on, clock.legal_effect) == (date(2026, 4, 30), LegalEffect.AGREEMENT)
    assert "regeling van de aanbieder" in clock.source
    with pytest.raises(RegulationUnknown):
        decision_clock(Regime.JW_PROVIDER, date(2026, 3, 5), POLICY)


def test_the_providers_reaction_rolls_off_the_weekend() -> None:
    assert reaction_clock(date(2026, 1, 31), POLICY).due_on == date(2026, 3, 2)


def test_an_adjournment_counts_from_the_unmoved_end() -> None:
    first = decision_clock(Regime.AWB_COMPLAINT, date(2026, 1, 26), POLICY, with_committee=True)
    assert (first.counted_on, first.due_on) == (date(2026, 4, 6), date(2026, 4, 7))
    second = adjourned_clock(Regime.AWB_COMPLAINT, first, date(2026, 4, 1), POLICY)
    assert (second.step, second.due_on) == (ComplaintStep.ADJOURNMENT, date(2026, 5, 4))
    with pytest.raises(ConsentNeeded):
        adjourned_clock(Regime.AWB_COMPLAINT, second, date(2026, 5, 1), POLICY, times_before=1)
    third = adjourned_clock(Regime.AWB_COMPLAINT, second, date(2026, 5, 1), POLICY, times_before=1, consented=True)
    assert third.due_on == date(2026, 6, 1)


def test_an_adjournment_must_be_possible_and_in_time() -> None:
    closed = decision_clock(Regime.JW_CLOSED_MEASURE, date(2026, 6, 1), POLICY)
    with pytest.raises(NotAdjournable):
        adjourned_clock(Regime.JW_CLOSED_MEASURE, closed, date(2026, 6, 2), POLICY)
    first = decision_clock(Regime.AWB_COMPLAINT, date(2026, 1, 26), POLICY)
    with pytest.raises(AdjournedTooLate):
        adjourned_clock(Regime.AWB_COMPLAINT, first, first.due_on + timedelta(days=1), POLICY)


def test_appeal_runs_from_the_last_day_when_the_committee_stays_silent() -> None:
    silent = decision_clock(Regime.JW_CLOSED_MEASURE, date(2026, 6, 1), POLICY)
    assert silent.due_on == date(2026, 6, 29)
    assert "2026-06-28" in silent.warning
    appeal = appeal_clock(Regime.JW_CLOSED_MEASURE, silent.due_on, POLICY)
    assert appeal is not None
    assert appeal.due_on == date(2026, 8, 10)
    assert appeal_clock(Regime.AWB_COMPLAINT, silent.due_on, POLICY) is None


def test_an_objection_is_decided_from_the_end_of_the_objection_term() -> None:
    filing = objection_clock(date(2026, 9, 1), POLICY)
    assert filing.due_on == date(2026, 10, 13)
    early = decision_clock(Regime.AWB_OBJECTION, date(2026, 9, 10), POLICY, objection_ends_on=filing.due_on)
    assert early.due_on == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("filed_on", "due_on"),
    [
        pytest.param(date(2019, 3, 1), date(2019, 6, 3), id="eight weeks, rolled over Easter to the working day"),
        pytest.param(date(2019, 3, 8), date(2019, 5, 20), id="six weeks from version 1.3 on"),
    ],
)
def test_disciplinary_rules_go_by_the_day_of_filing(filed_on: date, due_on: date) -> None:
    appeal = appeal_clock(Regime.DISCIPLINARY_SKJ, date(2019, 4, 8), POLICY, filed_on=filed_on)
    assert appeal is not None
    assert appeal.due_on == due_on


def test_disciplinary_conduct_lapses() -> None:
    check_lapse(date(2023, 6, 1), date(2026, 6, 1), POLICY)
    with pytest.raises(Lapsed, match="2026-06-01"):
        check_lapse(date(2023, 6, 1), date(2026, 6, 2), POLICY)
    with pytest.raises(RulesUnknown, match="2014-12-31"):
        check_lapse(date(2014, 1, 1), date(2014, 12, 31), POLICY)


@given(st.dates(date(2023, 1, 1), date(2028, 6, 1)), st.sampled_from([True, False]))
def test_a_clock_ends_on_a_working_day_not_before_it_was_counted(received_on: date, committee: bool) -> None:
    clock = decision_clock(Regime.AWB_COMPLAINT, received_on, POLICY, with_committee=committee)
    assert DUTCH_CALENDAR.is_working_day(clock.due_on)
    assert clock.counted_on == received_on + timedelta(weeks=10 if committee else 6)
    assert clock.due_on >= clock.counted_on
