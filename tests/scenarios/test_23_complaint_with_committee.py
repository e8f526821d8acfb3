"""Scenario 23: a complaint (klaagschrift) at an access point with a committee, received Monday 2026-01-26."""

from datetime import date

import pytest

from actions.house import House
from actions.procedures import Filing, adjourn, clocks, start_procedure
from rules.casework import ProcedureState, ProcedureSubject
from rules.complaint_errors import ConsentNeeded
from rules.policy_words import ComplaintStep
from store.models import ComplaintProcedure
from store.session import transaction
from tests.actions.case_world import CaseWorld
from tests.actions.signal_world import at

RECEIVED = date(2026, 1, 26)
LETTER = date(2026, 3, 30)
SECOND = at(date(2026, 4, 28), 9)


def filed(world: CaseWorld) -> ComplaintProcedure:
    now = at(RECEIVED, 10)
    filing = Filing(ProcedureSubject.CONDUCT, RECEIVED, with_committee=True)
    action = world.formal(world.access_point, now=now)
    return start_procedure(world.session, world.house, action, world.access_point, filing, now, by=world.by)


def test_23_ten_weeks_roll_over_easter_and_the_adjournment_counts_from_before_that(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        procedure = filed(world)
        [clock] = clocks(session, house, procedure, at(RECEIVED, 11), by=world.by)
        assert (clock.step, clock.due_on) == (ComplaintStep.DECISION_WITH_COMMITTEE, date(2026, 4, 7))
        assert adjourn(session, house, procedure, LETTER, at(LETTER, 12), by=world.by) == date(2026, 5, 4)
        shown = clocks(session, house, procedure, at(LETTER, 12), by=world.by)
        assert [(clock.step, clock.due_on, clock.settled) for clock in shown] == [
            (ComplaintStep.DECISION_WITH_COMMITTEE, date(2026, 4, 7), True),
            (ComplaintStep.ADJOURNMENT, date(2026, 5, 4), False),
        ]
        assert procedure.state is ProcedureState.ADJOURNED
        assert (procedure.adjourned_on, procedure.adjournment_basis) == (LETTER, "Awb art. 9:11 lid 2 en 3")


def test_23_a_second_adjournment_needs_consent(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        procedure = filed(world)
        adjourn(session, house, procedure, LETTER, at(LETTER, 12), by=world.by)
        with pytest.raises(ConsentNeeded):
            adjourn(session, house, procedure, date(2026, 4, 28), SECOND, by=world.by)
        until = adjourn(session, house, procedure, date(2026, 4, 28), SECOND, by=world.by, consented=True)
        assert until == date(2026, 6, 1)
        assert procedure.consented
