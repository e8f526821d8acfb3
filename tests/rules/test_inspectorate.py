"""What the inspectorate may say next, and what it takes to close."""

from datetime import date

import pytest

from rules.inspectorate import (
    CLEAN_VISITS,
    NEXT,
    SETTLED,
    FollowUpNotPossible,
    InspectorateMeasure,
    InspectorateState,
    NotYetSettled,
    check_settled,
    next_state,
    rule_of,
)
from rules.vocabulary import Role

S = InspectorateState


def test_every_state_leads_somewhere_and_can_be_reached() -> None:
    assert set(NEXT) == set(S)
    assert all(NEXT.values())
    assert set().union(*NEXT.values()) == set(S) - {S.AWAITING_FEEDBACK}


@pytest.mark.parametrize(
    ("state", "to", "may"),
    [
        pytest.param(S.AWAITING_FEEDBACK, S.REGISTERED, True, id="registered first"),
        pytest.param(S.PLAN_REQUESTED, S.PLAN_RECEIVED, True, id="a plan that was asked"),
        pytest.param(S.REGISTERED, S.PLAN_RECEIVED, False, id="a plan nobody asked for"),
        pytest.param(S.IMPROVEMENT_PERIOD, S.SUPERVISION_VISIT, True, id="a visit instead of a report"),
        pytest.param(S.NO_FURTHER_ACTION, S.INQUIRY, True, id="it may come back on what it ended"),
        pytest.param(S.NO_FURTHER_ACTION, S.NO_FURTHER_ACTION, False, id="ended twice"),
    ],
)
def test_what_it_may_say_next(state: S, to: S, may: bool) -> None:
    if may:
        assert next_state("S-2026-0001", state, to) is to
    else:
        with pytest.raises(FollowUpNotPossible, match="Wel kan: "):
            next_state("S-2026-0001", state, to)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("role", [Role.MANAGER, Role.JURIST])
@pytest.mark.parametrize("clean", [0, CLEAN_VISITS - 1, CLEAN_VISITS])
def test_closing_needs_a_message_or_clean_visits_and_a_jurist(state: S, role: Role, clean: int) -> None:
    if state in SETTLED or (role is Role.JURIST and clean == CLEAN_VISITS):
        check_settled("S-2026-0001", state, clean, role)
    else:
        with pytest.raises(NotYetSettled, match="bezoeken op rij"):
            check_settled("S-2026-0001", state, clean, role)


@pytest.mark.parametrize("measure", InspectorateMeasure)
def test_every_measure_has_a_dated_row(measure: InspectorateMeasure) -> None:
    row = rule_of(measure, date(2026, 1, 1))
    assert row is not None
    assert row.source
    assert rule_of(measure, date(2014, 12, 31)) is None
