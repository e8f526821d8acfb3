"""The life of a signal: what is in the table works, and everything else is refused in Dutch."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import RuleError
from rules.signal_errors import ActNotPossible, NotYourRole, SignalIsClosed
from rules.signals import (
    ENDED,
    TRANSITIONS,
    EscalationReason,
    SignalAct,
    at_once_reason,
    legal_effect_of,
    possible_acts,
    state_after,
)
from rules.vocabulary import CareType, LegalEffect, Role, SignalKind, SignalState

EVERY_PAIR = [(state, act) for state in SignalState for act in SignalAct]
REFUSED = [pair for pair in EVERY_PAIR if pair not in TRANSITIONS]


@pytest.mark.parametrize(("state", "act"), REFUSED, ids=[f"{state}-{act}" for state, act in REFUSED])
def test_what_is_not_in_the_table_is_refused(state: SignalState, act: SignalAct) -> None:
    with pytest.raises(RuleError) as refusal:
        state_after("S-2026-0001", state, act)
    sentence = str(refusal.value)
    assert sentence.startswith("Signaal S-2026-0001 ")
    assert sentence.endswith(".")
    assert state.dutch in sentence


@pytest.mark.parametrize(("state", "act"), list(TRANSITIONS))
def test_roles_outside_the_row_are_refused(state: SignalState, act: SignalAct) -> None:
    roles = TRANSITIONS[state, act].roles
    for role in Role:
        if role in roles:
            assert state_after("S-1", state, act, role) is TRANSITIONS[state, act].to
        else:
            with pytest.raises(NotYourRole, match=act.dutch):
                state_after("S-1", state, act, role)


def test_a_closed_signal_says_when_it_was_closed_and_what_to_do() -> None:
    with pytest.raises(SignalIsClosed, match="afgesloten op 2026-05-01; heropen het eerst"):
        state_after("S-1", SignalState.CLOSED, SignalAct.PROPOSE, closed_on=date(2026, 5, 1))


def test_a_refusal_names_what_can_be_done() -> None:
    with pytest.raises(ActNotPossible, match="Wat nu wel kan: doorgeven"):
        state_after("S-1", SignalState.VERIFICATION, SignalAct.SEND)


def test_every_state_is_reached_and_only_a_merger_is_final() -> None:
    reached = {transition.to for transition in TRANSITIONS.values()}
    assert reached == set(SignalState)
    assert [state for state in SignalState if not possible_acts(state)] == [SignalState.MERGED]


@given(st.lists(st.sampled_from(SignalAct), max_size=30))
def test_no_way_leads_to_the_inspectorate_without_an_approval(acts: list[SignalAct]) -> None:
    state, done = SignalState.DRAFT, []
    for act in acts:
        if (state, act) in TRANSITIONS:
            state = state_after("S-1", state, act)
            done.append(act)
    if state in (SignalState.ESCALATED, SignalState.CONFIRMED):
        assert SignalAct.APPROVE_ESCALATION in done
    if state not in {SignalState.DRAFT, *ENDED}:
        assert SignalAct.APPROVE in done or SignalAct.SEND_ACUTE in done


CLOSED, OPEN = CareType.CLOSED_CARE, CareType.OPEN_RESIDENTIAL_CARE


@pytest.mark.parametrize(
    ("kind", "care_type", "law", "then"),
    [
        pytest.param(SignalKind.GENERAL, CLOSED, True, EscalationReason.CLOSED_CARE_DUTY, id="closed care: duty"),
        pytest.param(SignalKind.GENERAL, CLOSED, False, None, id="closed care before 2024: waits"),
        pytest.param(SignalKind.ACUTE, CLOSED, True, EscalationReason.CLOSED_CARE_DUTY, id="the law goes first"),
        pytest.param(SignalKind.ACUTE, OPEN, True, EscalationReason.ACUTE, id="acute in open care"),
        pytest.param(SignalKind.GENERAL, OPEN, True, None, id="general in open care: agency first"),
        pytest.param(SignalKind.GENERAL, None, True, None, id="no group: agency first"),
    ],
)
def test_at_once(kind: SignalKind, care_type: CareType | None, law: bool, then: EscalationReason | None) -> None:
    assert at_once_reason(kind, care_type, acute_in_parallel=True, closed_care_at_once=law) is then


def test_only_the_duty_of_closed_care_is_law() -> None:
    by_law = [reason for reason in EscalationReason if legal_effect_of(reason) is LegalEffect.LAW]
    assert by_law == [EscalationReason.CLOSED_CARE_DUTY]
