"""The reporting code: its order, what a skipped step needs, and when an acute signal may leave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import RuleError
from rules.reporting_code import (
    CodeDecision,
    CodeStep,
    DecisionMissing,
    EmergencyCall,
    SkipReason,
    StepOutOfOrder,
    StepTaken,
    TakenStep,
    check_step,
    is_ready,
    next_step,
)

ALL = list(CodeStep)


@pytest.mark.parametrize(
    ("taken", "step", "error"),
    [
        pytest.param([], TakenStep(CodeStep.MAP_SIGNALS), None, id="first step"),
        pytest.param([], TakenStep(CodeStep.CONSULT), StepOutOfOrder, id="second step first"),
        pytest.param(ALL[:2], TakenStep(CodeStep.TALK, SkipReason.SAFETY), None, id="talking skipped for safety"),
        pytest.param(ALL[:1], TakenStep(CodeStep.MAP_SIGNALS), StepTaken, id="the same step again"),
        pytest.param(ALL[:4], TakenStep(CodeStep.DECIDE), DecisionMissing, id="a last step that decides nothing"),
        pytest.param(
            ALL[:4], TakenStep(CodeStep.DECIDE, SkipReason.SAFETY, CodeDecision.HELP), DecisionMissing,
            id="a last step that is skipped",
        ),
        pytest.param(ALL[:4], TakenStep(CodeStep.DECIDE, decision=CodeDecision.REPORT), None, id="decided"),
        pytest.param(
            ALL[:1], TakenStep(CodeStep.CONSULT, decision=CodeDecision.HELP), DecisionMissing, id="decided too early"
        ),
    ],
)  # fmt: skip
def test_a_step_comes_in_its_turn(taken: list[CodeStep], step: TakenStep, error: type[RuleError] | None) -> None:
    if error is None:
        check_step(taken, step)
    else:
        with pytest.raises(error):
            check_step(taken, step)


@pytest.mark.parametrize(
    ("taken", "call", "all_steps", "ready"),
    [
        pytest.param(ALL, EmergencyCall.NOT_NEEDED, True, True, id="all steps and the check"),
        pytest.param(ALL, None, True, False, id="all steps without the check of 112"),
        pytest.param(ALL[:4], EmergencyCall.CALLED_112, True, False, id="nothing decided yet"),
        pytest.param(ALL[:1], EmergencyCall.CALLED_112, False, True, id="the first step, where the policy allows that"),
        pytest.param([], EmergencyCall.CALLED_112, False, False, id="no step at all"),
    ],
)
def test_an_acute_signal_leaves_after_the_code(
    taken: list[CodeStep], call: EmergencyCall | None, all_steps: bool, ready: bool
) -> None:
    assert is_ready(taken, call, all_steps=all_steps) is ready


@given(st.integers(0, len(ALL)))
def test_there_is_one_next_step_until_all_are_taken(count: int) -> None:
    assert next_step(ALL[:count]) == (ALL[count] if count < len(ALL) else None)
