"""Scenario 24: a complaint about closed care (Jw 6.5.1) received Monday 2026-06-01, and no decision."""

from datetime import date

from actions.deadlines import run_sweep
from actions.house import House
from actions.procedures import Filing, clocks, start_procedure
from rules.casework import ProcedureSubject
from rules.policy_words import ComplaintStep
from store.casework import procedure_by_reference
from store.models import User
from store.session import transaction
from tests.actions.case_world import CaseWorld
from tests.actions.signal_world import at, works

RECEIVED = date(2026, 6, 1)


def test_24_silence_opens_the_term_to_appeal(house: House) -> None:
    now = at(RECEIVED, 10)
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        action = world.formal(world.agency, now=now)
        filing = Filing(ProcedureSubject.CLOSED_MEASURE, RECEIVED)
        reference = start_procedure(session, house, action, world.agency, filing, now, by=world.by).reference
        by = world.by.id

    def running(day: date) -> dict[ComplaintStep, date | None]:
        with transaction(house.engine) as session:
            procedure = procedure_by_reference(session, reference)
            assert procedure is not None
            shown = clocks(session, house, procedure, at(day, 12), by=session.get_one(User, by))
            return {clock.step: clock.due_on for clock in shown if not clock.settled}

    run_sweep(house, at(date(2026, 6, 29), 12))
    assert running(date(2026, 6, 29)) == {ComplaintStep.DECISION: date(2026, 6, 29)}
    run_sweep(house, at(date(2026, 6, 30), 8))
    assert running(date(2026, 6, 30)) == {
        ComplaintStep.DECISION: date(2026, 6, 29),
        ComplaintStep.APPEAL: date(2026, 8, 10),
    }
    with transaction(house.engine) as session:
        assert works(session) == ["complaint_overdue"]
    run_sweep(house, at(date(2026, 8, 10), 12))
    assert ComplaintStep.APPEAL in running(date(2026, 8, 10))
    run_sweep(house, at(date(2026, 8, 11), 8))
    assert ComplaintStep.APPEAL not in running(date(2026, 8, 11))
