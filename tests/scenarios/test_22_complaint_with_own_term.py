"""Scenario 22: a provider whose regulation gives its committee 8 weeks; complaint received Thursday 2026-03-05."""

from datetime import date

from actions.house import House
from actions.procedures import Filing, clocks, receive_verdict, start_procedure
from rules.casework import ProcedureSubject, ProcedureVerdict
from rules.policy_words import ComplaintStep
from store.models import AgencyRegulation, ComplaintProcedure
from store.session import transaction
from tests.actions.case_world import CaseWorld
from tests.actions.signal_world import at


def filed(world: CaseWorld, day: date) -> ComplaintProcedure:
    world.session.add(AgencyRegulation(agency_id=world.agency.id, valid_from=date(2025, 1, 1), weeks=8))
    now = at(day, 10)
    action = world.formal(world.agency, now=now)
    filing = Filing(ProcedureSubject.CONDUCT, day)
    return start_procedure(world.session, world.house, action, world.agency, filing, now, by=world.by)


def test_22_the_regulation_of_the_provider_decides(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        procedure = filed(world, date(2026, 3, 5))
        [clock] = clocks(session, house, procedure, at(date(2026, 3, 5), 11), by=world.by)
        assert clock.due_on == date(2026, 4, 30)
        assert "regeling van de aanbieder" in clock.source
        assert "Awb" not in clock.source


def test_22_the_provider_reacts_within_a_month_that_ends_on_a_working_day(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        procedure = filed(world, date(2026, 1, 5))
        received = date(2026, 1, 31)
        receive_verdict(
            session, house, procedure, ProcedureVerdict.UPHELD, received, at(date(2026, 2, 2), 9), by=world.by
        )
        shown = clocks(session, house, procedure, at(date(2026, 2, 2), 9), by=world.by)
        assert [(clock.step, clock.due_on) for clock in shown if not clock.settled] == [
            (ComplaintStep.PROVIDER_REACTION, date(2026, 3, 2))
        ]
