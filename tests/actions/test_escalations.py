"""Passing on to the inspectorate: proposed, approved by somebody else, told when the mail was accepted."""

from datetime import date, timedelta

import pytest

from actions.deadlines import run_sweep
from actions.escalations import approve, close, confirm, propose, tell_delivered, tell_inspectorate
from actions.house import House
from actions.signals import delivery_failed, receive_reply, send_acute, withdraw
from rules.errors import RuleError
from rules.signal_errors import NotProposed, NotYourRole, OwnProposal, SignalIsClosed
from rules.signals import EscalationReason
from rules.vocabulary import CareType, SignalKind, SignalState
from store.events import breaks
from store.models import GateDecision, Signal
from store.session import transaction
from tests.actions.signal_world import (
    SENT_AT,
    World,
    at,
    escalations,
    mark_sent,
    notices,
    open_kinds,
    state_of,
    works,
)

LATER = SENT_AT + timedelta(days=1)
TOLD_AT = LATER + timedelta(minutes=3)


def test_from_proposal_to_confirmation(each_house: House) -> None:
    house = each_house
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        escalation = propose(session, house, signal, EscalationReason.SAFETY, LATER, by=world.writer)
        assert state_of(signal) is SignalState.ESCALATION_PROPOSED
        asked = {notice.recipient_id for notice in notices(session, "escalation_proposed")}
        assert asked == {world.manager.id, world.other_manager.id}
        approve(session, house, escalation, world.manager, LATER)
        assert (signal.state, escalation.told_at) == (SignalState.ESCALATION_APPROVED, None)
        assert "escalate" not in open_kinds(session, signal)
        [letter] = notices(session, "inspectorate_notice")
        decision = session.query(GateDecision).where(GateDecision.text_hash == letter.text_hash).one()
        assert (decision.author_id, decision.reviewer_id) == (world.writer.id, world.manager.id)
        assert tell_delivered(session, house, LATER) == 0
        mark_sent(session, "inspectorate_notice", TOLD_AT)
        assert tell_delivered(session, house, TOLD_AT) == 1
        assert tell_delivered(session, house, TOLD_AT) == 0
        assert (signal.state, escalation.told_at) == (SignalState.ESCALATED, TOLD_AT)
        assert len(notices(session, "escalation_told_provider")) == 1
        assert len(notices(session, "escalation_told_adviser")) == 1
        confirm(session, house, escalation, TOLD_AT, by=world.coordinator)
        assert state_of(signal) is SignalState.CONFIRMED
        assert escalation.confirmed_at == TOLD_AT
        with pytest.raises(NotYourRole):
            close(session, house, escalation, TOLD_AT, by=world.coordinator)
        close(session, house, escalation, TOLD_AT, by=world.manager)
        assert state_of(signal) is SignalState.CLOSED
        assert open_kinds(session, signal) == set()
        assert list(breaks(session)) == []


@pytest.mark.parametrize(
    ("proposer", "approver", "error", "sentence"),
    [
        pytest.param("manager", "manager", OwnProposal, "U stelde zelf voor", id="who proposed"),
        pytest.param("writer", "coordinator", NotYourRole, "Vraag het aan: jurist of regiomanager", id="role"),
        pytest.param(None, "writer", NotYourRole, "Als vertrouwenspersoon mag u dit niet", id="author"),
    ],
)
def test_who_may_not_approve(
    house: House, proposer: str | None, approver: str, error: type[RuleError], sentence: str
) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        by = getattr(world, proposer) if proposer else None
        escalation = propose(session, house, signal, EscalationReason.SAFETY, LATER, by=by)
        with pytest.raises(error, match=sentence):
            approve(session, house, escalation, getattr(world, approver), LATER)
        assert state_of(signal) is SignalState.ESCALATION_PROPOSED
        assert notices(session, "inspectorate_notice") == []


def test_order_is_kept(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        escalation = propose(session, house, signal, EscalationReason.SAFETY, LATER)
        with pytest.raises(NotProposed, match="nog niet goedgekeurd"):
            tell_inspectorate(session, house, escalation, LATER, LATER)
        with pytest.raises(NotProposed, match="weet nog van niets"):
            confirm(session, house, escalation, LATER, by=world.manager)
        approve(session, house, escalation, world.jurist, LATER)
        with pytest.raises(NotProposed, match="al goedgekeurd"):
            approve(session, house, escalation, world.manager, LATER)


def test_a_closed_signal_is_reopened_first(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        escalation = propose(session, house, signal, EscalationReason.SAFETY, LATER)
        withdraw(session, house, signal, "mistake", LATER, by=world.jurist)
        with pytest.raises(SignalIsClosed, match="ingetrokken op 2026-03-17; heropen het eerst"):
            approve(session, house, escalation, world.manager, LATER)
        with pytest.raises(SignalIsClosed):
            propose(session, house, signal, EscalationReason.SAFETY, LATER)


def test_beside_the_agency_the_signal_keeps_its_own_way(each_house: House) -> None:
    house = each_house
    with transaction(house.engine) as session:
        world = World(house, session, CareType.CLOSED_CARE)
        signal = world.sent()
        [escalation] = escalations(session)
        approve(session, house, escalation, world.manager, SENT_AT)
        mark_sent(session, "inspectorate_notice", TOLD_AT)
    run_sweep(house, TOLD_AT)
    with transaction(house.engine) as session:
        signal = session.get_one(Signal, signal.id)
        [escalation] = escalations(session)
        assert (signal.state, escalation.told_at) == (SignalState.SENT, TOLD_AT)
        receive_reply(session, house, signal, "Wij stoppen.", TOLD_AT, TOLD_AT)
        assert state_of(signal) is SignalState.ANSWERED


def test_no_answer_joins_an_escalation_that_ran_beside_it(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session, CareType.CLOSED_CARE)
        signal_id = world.sent().id
        [escalation] = escalations(session)
        approve(session, house, escalation, world.manager, SENT_AT)
        mark_sent(session, "inspectorate_notice", TOLD_AT)
    for moment in (at(date(2026, 4, 17), 9), at(date(2026, 6, 1), 9)):
        run_sweep(house, moment)
    with transaction(house.engine) as session:
        assert session.get_one(Signal, signal_id).state is SignalState.ESCALATED
        assert len(escalations(session)) == 1
        assert len(notices(session, "inspectorate_notice")) == 1


def test_an_unanswered_acute_approval_climbs(house: House) -> None:
    now = at(date(2026, 4, 3), 17)
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft(SignalKind.ACUTE, now)
        send_acute(session, house, signal, now, reporting_code_checked=True)
        jurist = world.jurist.id
    for minutes, expected in ((29, False), (30, True)):
        run_sweep(house, now + timedelta(minutes=minutes))
        with transaction(house.engine) as session:
            asked = notices(session, "escalation_proposed")
            assert (jurist in {notice.recipient_id for notice in asked}) is expected
            assert all(notice.urgent for notice in asked)


def test_a_notice_that_bounces_is_not_told_and_is_phoned(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        escalation = propose(session, house, signal, EscalationReason.SAFETY, LATER)
        approve(session, house, escalation, world.manager, LATER)
        [letter] = notices(session, "inspectorate_notice")
        letter.state, letter.next_at = "dead", None
        for _ in range(2):
            delivery_failed(session, house, signal.id, LATER)
        assert works(session).count("phone_inspectorate") == 1
        assert (signal.state, tell_delivered(session, house, LATER)) == (SignalState.ESCALATION_APPROVED, 0)
        tell_inspectorate(session, house, escalation, TOLD_AT, TOLD_AT, by=world.coordinator)
        assert (signal.state, escalation.told_at) == (SignalState.ESCALATED, TOLD_AT)
