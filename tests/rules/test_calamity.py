"""The watch over calamities and violence as a table."""

import pytest

from rules.calamity import NOBODY, TRANSITIONS, CalamityAct, CalamityState, WatchNotPossible, roles_of, state_after
from rules.vocabulary import Role


@pytest.mark.parametrize("state", CalamityState)
@pytest.mark.parametrize("act", CalamityAct)
def test_what_is_not_in_the_table_is_refused_with_a_sentence(state: CalamityState, act: CalamityAct) -> None:
    if (state, act) in TRANSITIONS:
        assert state_after("C-2026-0001", state, act) is not state
        assert roles_of(state, act)
    else:
        with pytest.raises(WatchNotPossible, match=r"kan dan niet\. Wat nu wel kan: "):
            state_after("C-2026-0001", state, act)
        assert roles_of(state, act) == NOBODY


def test_every_state_but_the_last_leads_to_the_end() -> None:
    ends = {CalamityState.CLOSED}
    while more := {state for (state, _), (to, _) in TRANSITIONS.items() if to in ends} - ends:
        ends |= more
    assert ends == set(CalamityState)


def test_a_coordinator_does_not_judge_what_a_provider_denies() -> None:
    assert Role.COORDINATOR not in roles_of(CalamityState.PROVIDER_DENIES, CalamityAct.CLOSE)
