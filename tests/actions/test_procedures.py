"""Formal procedures: which clock runs, what ends it, whom it reminds, and what is refused."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from actions.deadlines import run_sweep
from actions.house import House
from actions.procedure_terms import procedure_subject, term_passed
from actions.procedures import (
    Filing,
    adjourn,
    appeal,
    clocks,
    finish,
    mark,
    provider_reacted,
    receive_verdict,
    repaired,
    rest_for_repair,
    start_procedure,
)
from rules.casework import ActionKind, ActionOutcome, ProcedureState, ProcedureSubject, ProcedureVerdict
from rules.casework_errors import (
    ClientNotYours,
    NotAtThisMoment,
    NotFormal,
    NotSuspendable,
    ProcedureThere,
    WrongAction,
)
from rules.complaint_errors import NoProcedure, NotAdjournable, RegulationUnknown
from rules.ladder import DeadlineKind
from rules.policy_words import ComplaintStep
from rules.vocabulary import Role
from store.casework import procedure_by_reference
from store.deadlines import open_deadlines
from store.models import AgencyRegulation, ComplaintProcedure, SupportAction, User, WorkItem
from store.session import transaction
from tests.actions.case_world import CaseWorld
from tests.actions.signal_world import at, notices, works

THURSDAY = date(2026, 3, 5)
FILED = at(THURSDAY, 10)
CONDUCT = Filing(ProcedureSubject.CONDUCT, THURSDAY)


def at_provider(world: CaseWorld, weeks: int = 8) -> ComplaintProcedure:
    """A complaint about conduct, at a provider with a regulation of its own."""
    world.session.add(AgencyRegulation(agency_id=world.agency.id, valid_from=date(2024, 1, 1), weeks=weeks))
    action = world.formal(world.agency, now=FILED)
    return start_procedure(world.session, world.house, action, world.agency, CONDUCT, FILED, by=world.by)


def closed(world: CaseWorld) -> ComplaintProcedure:
    """A complaint about a measure in closed care."""
    action = world.formal(world.agency, now=FILED)
    filing = Filing(ProcedureSubject.CLOSED_MEASURE, THURSDAY)
    return start_procedure(world.session, world.house, action, world.agency, filing, FILED, by=world.by)


def objection(world: CaseWorld) -> ComplaintProcedure:
    """An objection against a decision of the access point."""
    action = world.formal(world.access_point, ActionKind.OBJECTION_APPEAL, FILED)
    filing = Filing(ProcedureSubject.DECISION, THURSDAY)
    return start_procedure(world.session, world.house, action, world.access_point, filing, FILED, by=world.by)


def due(world: CaseWorld, procedure: ComplaintProcedure) -> dict[ComplaintStep, date | None]:
    """The terms that run."""
    shown = clocks(world.session, world.house, procedure, FILED, by=world.by)
    return {clock.step: clock.due_on for clock in shown if not clock.settled}


def test_a_verdict_ends_the_action_and_the_provider_must_react(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = CaseWorld(each_house, session)
        procedure = at_provider(world)
        assert due(world, procedure) == {ComplaintStep.DECISION: date(2026, 4, 30)}
        mark(session, each_house, procedure, ProcedureState.ACKNOWLEDGED, FILED, by=world.by)
        mark(session, each_house, procedure, ProcedureState.HEARING, FILED, by=world.by)
        heard = date(2026, 4, 20)
        receive_verdict(
            session, each_house, procedure, ProcedureVerdict.PARTLY_UPHELD, heard, at(heard, 12), by=world.by
        )
        assert session.get_one(SupportAction, procedure.action_id).outcome is ActionOutcome.PARTLY
        assert due(world, procedure) == {ComplaintStep.PROVIDER_REACTION: date(2026, 5, 20)}
        provider_reacted(session, each_house, procedure, date(2026, 5, 4), at(date(2026, 5, 4), 12), by=world.by)
        assert (procedure.state, due(world, procedure)) == (ProcedureState.RESPONDED, {})
        finish(session, each_house, procedure, at(date(2026, 5, 4), 13), by=world.by)
        with pytest.raises(NotAtThisMoment, match="afgerond"):
            finish(session, each_house, procedure, at(date(2026, 5, 4), 13), by=world.by)


def test_each_clock_explains_itself(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        [clock] = clocks(session, house, closed(world), FILED, by=world.by)
        assert clock.source == "Jeugdwet art. 6.5.1"
        assert clock.steps[0].startswith("2026-04-02: ")


def test_a_withdrawn_complaint_is_over(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        procedure = at_provider(world)
        receive_verdict(session, house, procedure, ProcedureVerdict.WITHDRAWN, THURSDAY, FILED, by=world.by)
        assert (procedure.state, due(world, procedure)) == (ProcedureState.FINAL, {})


def test_no_jurisdiction_counts_as_inadmissible_and_can_be_appealed(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        procedure = closed(world)
        receive_verdict(session, house, procedure, ProcedureVerdict.NO_JURISDICTION, THURSDAY, FILED, by=world.by)
        assert session.get_one(SupportAction, procedure.action_id).outcome is ActionOutcome.INADMISSIBLE
        assert due(world, procedure) == {ComplaintStep.APPEAL: date(2026, 4, 16)}
        appeal(session, house, procedure, date(2026, 4, 1), at(date(2026, 4, 1), 9), by=world.by)
        assert (procedure.state, due(world, procedure)) == (ProcedureState.APPEALED, {})


def test_the_term_stands_still_while_an_objection_is_repaired(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        procedure = objection(world)
        assert due(world, procedure) == {ComplaintStep.DECISION: date(2026, 4, 16)}
        rest_for_repair(session, house, procedure, at(date(2026, 3, 12), 9), by=world.by)
        assert due(world, procedure) == {ComplaintStep.DECISION: None}
        repaired(session, house, procedure, at(date(2026, 3, 19), 9), by=world.by)
        assert due(world, procedure) == {ComplaintStep.DECISION: date(2026, 4, 23)}


def test_elsewhere_nothing_stands_still_and_nothing_is_adjourned(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        procedure = at_provider(world)
        with pytest.raises(NotSuspendable):
            rest_for_repair(session, house, procedure, FILED, by=world.by)
        with pytest.raises(NotAdjournable):
            adjourn(session, house, procedure, THURSDAY, FILED, by=world.by)


def test_what_cannot_begin(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        action = world.formal(world.agency, now=FILED)
        case = world.case(world.issue(world.client(now=FILED), FILED), FILED)
        talk = world.action(case, ActionKind.TALK_BOARD, FILED)
        for wrong, agency, filing, refusal in (
            (talk, world.agency, CONDUCT, NotFormal),
            (action, world.agency, CONDUCT, RegulationUnknown),
            (action, world.agency, Filing(ProcedureSubject.DECISION, THURSDAY), WrongAction),
            (action, world.access_point, Filing(ProcedureSubject.CLOSED_MEASURE, THURSDAY), NoProcedure),
        ):
            with pytest.raises(refusal):
                start_procedure(session, house, wrong, agency, filing, FILED, by=world.by)
        with pytest.raises(ClientNotYours):
            start_procedure(session, house, action, world.access_point, CONDUCT, FILED, by=world.by_other)
        start_procedure(session, house, action, world.access_point, CONDUCT, FILED, by=world.by)
        with pytest.raises(ProcedureThere):
            start_procedure(session, house, action, world.access_point, CONDUCT, FILED, by=world.by)


def test_the_adviser_is_reminded_before_the_end_and_asked_after_it(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        adviser, reference = world.adviser.id, at_provider(world).reference
    for day in (date(2026, 4, 21), date(2026, 4, 22), date(2026, 4, 30)):
        run_sweep(house, at(day, 12))
    with transaction(house.engine) as session:
        mails = notices(session, "complaint_clock")
        assert mails[0].facts == {"reference": reference, "step": "decision", "due": "2026-04-30"}
        assert {mail.recipient_id for mail in mails} == {adviser}
        assert (len(mails), works(session)) == (2, [])
    run_sweep(house, at(date(2026, 5, 1), 12))
    with transaction(house.engine) as session:
        [item] = session.query(WorkItem).all()
        assert (item.kind, item.role, item.adviser_id) == ("complaint_overdue", Role.ADVISER, adviser)


LATE = at(date(2026, 5, 4), 12)


def verdict(world: CaseWorld, procedure: ComplaintProcedure) -> None:
    receive_verdict(world.session, world.house, procedure, ProcedureVerdict.UPHELD, LATE.date(), LATE, by=world.by)


def provider_is_silent(world: CaseWorld, procedure: ComplaintProcedure) -> None:
    """A verdict, and a term to react to it that passed; what was asked before it is answered."""
    verdict(world, procedure)
    [reaction] = open_deadlines(world.session, procedure_subject(procedure), DeadlineKind.COMPLAINT_REACTION)
    term_passed(world.session, world.house, procedure, reaction, LATE, cause="reaction")


@pytest.mark.parametrize(
    ("given", "when", "then"),
    [
        pytest.param(
            at_provider,
            lambda world, one: mark(world.session, world.house, one, ProcedureState.HEARING, LATE, by=world.by),
            ["complaint_overdue"], id="a hearing is no decision",
        ),
        pytest.param(at_provider, verdict, [], id="the committee decided"),
        pytest.param(
            at_provider, lambda world, one: finish(world.session, world.house, one, LATE, by=world.by), [],
            id="the procedure is over",
        ),
        pytest.param(
            closed, lambda world, one: appeal(world.session, world.house, one, LATE.date(), LATE, by=world.by), [],
            id="the client appealed against the silence",
        ),
        pytest.param(at_provider, provider_is_silent, ["complaint_overdue"], id="a verdict, and then silence again"),
    ],
)  # fmt: skip
def test_what_silence_asked_is_ended_by_what_came(
    each_house: House,
    given: Callable[[CaseWorld], ComplaintProcedure],
    when: Callable[[CaseWorld, ComplaintProcedure], None],
    then: list[str],
) -> None:
    """Given a term that passed in silence / when something is recorded / then what answers it ends the work."""
    with transaction(each_house.engine) as session:
        world = CaseWorld(each_house, session)
        reference, by = given(world).reference, world.by.id
    run_sweep(each_house, at(date(2026, 5, 2), 12))
    with transaction(each_house.engine) as session:
        world.session, world.by = session, session.get_one(User, by)
        assert works(session) == ["complaint_overdue"]
        procedure = procedure_by_reference(session, reference)
        assert procedure is not None
        when(world, procedure)
        left = session.scalars(select(WorkItem).where(WorkItem.done_at.is_(None)))
        done = session.scalars(select(WorkItem.done_by_id).where(WorkItem.done_at.is_not(None)))
        assert [item.kind for item in left] == then
        assert set(done) <= {by}
