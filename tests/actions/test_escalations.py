"""Passing on to the inspectorate: proposed, approved by somebody else, told when the mail was accepted."""

from contextlib import nullcontext
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from actions.calamities import propose_unreported, watch_incident
from actions.deadlines import run_sweep
from actions.declining import decline
from actions.escalations import approve, close, confirm, propose, tell_delivered, tell_inspectorate
from actions.house import House
from actions.inspectorate import Message, hear
from actions.signal_moves import settle_all
from actions.signals import (
    approve_and_send,
    delivery_failed,
    judge_reply,
    receive_reply,
    reopen,
    review_sent,
    verify,
    withdraw,
)
from rules.calamity import IncidentKind
from rules.errors import RuleError
from rules.inspectorate import InspectorateMeasure, InspectorateState, MeasureNeedsTerm, NotYetSettled
from rules.signal_errors import (
    InspectorateUndecided,
    InspectorateUntold,
    NotProposed,
    NotYourRole,
    OwnProposal,
    OwnSignal,
    ReviewAwaited,
    SignalIsClosed,
    ToldAtWrongTime,
    UserInactive,
)
from rules.signal_words import DeclineReason
from rules.signals import EscalationReason
from rules.vocabulary import CareType, Judgement, ReopenReason, Role, SignalKind, SignalState, WithdrawReason
from store.events import breaks, user_actor
from store.models import GateDecision, Signal
from store.session import transaction
from tests.actions.signal_world import (
    SENT_AT,
    World,
    at,
    due_of_kind,
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
        with pytest.raises(NotYetSettled, match="geen afrondend bericht van de inspectie"):
            close(session, house, escalation, TOLD_AT, by=world.manager)
        world.settled(signal, TOLD_AT)
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
        decline(session, house, escalation, world.manager, DeclineReason.IMPROVING, LATER)
        withdraw(session, house, signal, WithdrawReason.MISTAKE, LATER, by=world.jurist)
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
        world.send_acute(signal, now)
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


def test_who_joins_a_proposal_of_the_system_does_not_approve_it(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = _acute(world)
        escalation = propose(session, house, signal, EscalationReason.SAFETY, LATER, by=world.manager)
        assert (escalation.reason, escalation.proposed_by_id) == ("acute", world.manager.id)
        with pytest.raises(OwnProposal):
            approve(session, house, escalation, world.manager, LATER)
        approve(session, house, escalation, world.other_manager, LATER)
        assert state_of(signal) is SignalState.ESCALATION_APPROVED


def test_who_wrote_the_signal_does_not_approve_passing_it_on(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft(actor=user_actor(world.jurist.id))
        approve_and_send(session, house, signal, world.manager, SENT_AT)
        escalation = propose(session, house, signal, EscalationReason.SAFETY, LATER)
        with pytest.raises(OwnSignal):
            approve(session, house, escalation, world.jurist, LATER)


def test_a_manager_who_has_left_approves_nothing(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        escalation = propose(session, house, world.sent(), EscalationReason.SAFETY, LATER)
        world.manager.active = False
        with pytest.raises(UserInactive):
            approve(session, house, escalation, world.manager, LATER)


def _acute(world: World) -> Signal:
    signal = world.draft(SignalKind.ACUTE)
    world.send_acute(signal, SENT_AT)
    return signal


@pytest.mark.parametrize(
    ("told_at", "is_possible"),
    [
        pytest.param(LATER - timedelta(minutes=1), False, id="before the approval"),
        pytest.param(LATER, True, id="at the approval"),
        pytest.param(TOLD_AT, True, id="now"),
        pytest.param(TOLD_AT + timedelta(minutes=1), False, id="in the future"),
    ],
)
def test_somebody_told_at_a_possible_time(house: House, told_at: datetime, is_possible: bool) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        _acute(world)
        [escalation] = escalations(session)
        approve(session, house, escalation, world.manager, LATER)
        with nullcontext() if is_possible else pytest.raises(ToldAtWrongTime, match="Kies een tijdstip na"):
            tell_inspectorate(session, house, escalation, told_at, TOLD_AT, by=world.coordinator)
        assert escalation.told_at == (told_at if is_possible else None)


def test_beside_the_agency_only_followers_tell_and_confirm(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        _acute(world)
        [escalation] = escalations(session)
        approve(session, house, escalation, world.manager, LATER)
        contact = world.region.add_user(Role.PROVIDER_CONTACT, agency_id=world.region.agency.id)
        with pytest.raises(NotYourRole):
            tell_inspectorate(session, house, escalation, LATER, LATER, by=contact)
        tell_inspectorate(session, house, escalation, LATER, LATER, by=world.coordinator)
        with pytest.raises(NotYourRole):
            confirm(session, house, escalation, LATER, by=contact)
        assert escalation.confirmed_at is None


def _verified(world: World, signal: Signal) -> None:
    receive_reply(world.session, world.house, signal, "Wij stoppen.", LATER, LATER)
    judge_reply(world.session, world.house, signal, Judgement.SUFFICIENT, world.writer, LATER)
    verify(world.session, world.house, signal, LATER, clean=True, by=world.writer)


def test_an_acute_signal_closes_only_when_its_inspectorate_track_is_done(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = _acute(world)
        [escalation] = escalations(session)
        with pytest.raises(InspectorateUndecided, match="Vraag een regiomanager of jurist"):
            _verified(world, signal)
        assert open_kinds(session, signal) == {"review", "escalate", "verify"}
        approve(session, house, escalation, world.manager, LATER)
        with pytest.raises(ReviewAwaited, match="nog niet door een tweede persoon"):
            verify(session, house, signal, LATER, clean=True, by=world.writer)
        review_sent(session, house, signal, world.jurist, LATER)
        with pytest.raises(InspectorateUntold, match="de inspectie weet het nog niet"):
            verify(session, house, signal, LATER, clean=True, by=world.writer)
        tell_inspectorate(session, house, escalation, LATER, LATER, by=world.coordinator)
        world.settled(signal, LATER)
        verify(session, house, signal, LATER, clean=True, by=world.writer)
        assert state_of(signal) is SignalState.CLOSED


def test_what_the_inspectorate_took_over_closes_after_the_second_person_read_it(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = _acute(world)
        escalation = propose(session, house, signal, EscalationReason.SAFETY, LATER)
        approve(session, house, escalation, world.manager, LATER)
        tell_inspectorate(session, house, escalation, LATER, LATER)
        confirm(session, house, escalation, LATER, by=world.coordinator)
        with pytest.raises(ReviewAwaited):
            close(session, house, escalation, LATER, by=world.manager)
        review_sent(session, house, signal, world.jurist, LATER)
        world.settled(signal, LATER)
        close(session, house, escalation, LATER, by=world.manager)
        assert state_of(signal) is SignalState.CLOSED


def test_a_proposal_that_nobody_decides_on_any_more_is_put_before_them_again(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session, CareType.CLOSED_CARE)
        signal = world.sent()
        settle_all(session, signal, SENT_AT, "escalate")
        asked, work = len(notices(session, "escalation_proposed")), works(session).count("decide_escalation")
        propose(session, house, signal, EscalationReason.NOT_IMPROVED, LATER, by=world.writer)
        assert state_of(signal) is SignalState.ESCALATION_PROPOSED
        assert "escalate" in open_kinds(session, signal)
        assert len(notices(session, "escalation_proposed")) == 2 * asked
        assert works(session).count("decide_escalation") == 2 * work


def test_what_was_told_before_a_reopening_is_decided_and_told_again(each_house: House) -> None:
    house, again = each_house, LATER + timedelta(days=300)
    with transaction(house.engine) as session:
        world = World(house, session, CareType.CLOSED_CARE)
        signal = world.sent()
        [escalation] = escalations(session)
        approve(session, house, escalation, world.manager, SENT_AT)
        mark_sent(session, "inspectorate_notice", LATER)
        assert tell_delivered(session, house, LATER) == 1
        world.settled(signal, LATER)
        _verified(world, signal)
        reopen(session, house, signal, ReopenReason.RECURRENCE, again, by=world.jurist)
        verify(session, house, signal, again, clean=False, by=world.writer)
        assert state_of(signal) is SignalState.ESCALATION_PROPOSED
        assert (open_kinds(session, signal), signal.round) == ({"escalate"}, 1)
        assert (escalation.reason, escalation.approved_at, escalation.told_at) == ("not_improved", None, None)
        approve(session, house, escalation, world.manager, again)
        assert tell_delivered(session, house, again) == 0
        first, second = notices(session, "inspectorate_notice")
        assert (first.state, second.state) == ("sent", "queued")
        second.state, second.next_at = "dead", None
        delivery_failed(session, house, signal.id, again)
        assert "phone_inspectorate" in works(session)
        tell_inspectorate(session, house, escalation, again, again, by=world.coordinator)
        assert state_of(signal) is SignalState.ESCALATED
        assert len(notices(session, "escalation_told_provider")) == 2
        assert list(breaks(session)) == []


def test_an_unreported_calamity_reaches_the_inspectorate_beside_an_approval(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = _acute(world)
        watch = watch_incident(
            session, house, signal, IncidentKind.VIOLENCE, SENT_AT.date(), SENT_AT, by=world.writer
        )  # fmt: skip
        [escalation] = escalations(session)
        approve(session, house, escalation, world.manager, LATER)
        propose_unreported(session, house, watch, LATER, world.jurist)
        assert (escalation.approved_at, works(session).count("pass_on_evidence")) == (LATER, 1)


def test_what_is_proposed_beside_the_agency_after_a_reopening_is_decided_again(house: House) -> None:
    again = LATER + timedelta(days=30)
    with transaction(house.engine) as session:
        world = World(house, session, CareType.CLOSED_CARE)
        signal = world.sent()
        [escalation] = escalations(session)
        approve(session, house, escalation, world.manager, LATER)
        tell_inspectorate(session, house, escalation, LATER, LATER, by=world.coordinator)
        world.settled(signal, LATER)
        _verified(world, signal)
        reopen(session, house, signal, ReopenReason.RECURRENCE, again, by=world.jurist)
        propose(session, house, signal, EscalationReason.CALAMITY_UNREPORTED, again, parallel=True)
        assert (escalation.approved_at, state_of(signal)) == (None, SignalState.VERIFICATION)
        assert "escalate" in open_kinds(session, signal)


def test_what_was_sent_is_not_withdrawn_while_the_inspectorate_waits(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        escalation = propose(session, house, signal, EscalationReason.SAFETY, LATER, by=world.writer)
        for error in (InspectorateUndecided, InspectorateUntold):
            with pytest.raises(error):
                withdraw(session, house, signal, WithdrawReason.MISTAKE, LATER, by=world.writer)
            if escalation.approved_at is None:
                approve(session, house, escalation, world.manager, LATER)
        tell_inspectorate(session, house, escalation, LATER, LATER, by=world.coordinator)
        withdraw(session, house, signal, WithdrawReason.MISTAKE, LATER, by=world.writer)
        assert state_of(signal) is SignalState.WITHDRAWN


@pytest.mark.parametrize(
    ("days", "state"),
    [
        pytest.param(1, SignalState.SENT, id="the term runs"),
        pytest.param(60, SignalState.VERIFICATION, id="the term is over"),
    ],
)
def test_a_declined_proposal_leaves_the_agency_its_term(house: House, days: int, state: SignalState) -> None:
    when = SENT_AT + timedelta(days=days)
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        escalation = propose(session, house, signal, EscalationReason.SAFETY, LATER, by=world.writer)
        decline(session, house, escalation, world.manager, DeclineReason.IMPROVING, when)
        assert (state_of(signal), "answer" in open_kinds(session, signal)) == (state, True)


def test_a_measure_holds_until_its_own_end(house: House) -> None:
    ends = date(2026, 4, 30)
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        escalation = propose(session, house, signal, EscalationReason.SAFETY, LATER, by=world.writer)
        approve(session, house, escalation, world.manager, LATER)
        tell_inspectorate(session, house, escalation, LATER, LATER, by=world.coordinator)

        def says(state: InspectorateState, **more: Any) -> None:
            hear(session, house, signal, Message(state, **more), LATER, LATER, by=world.coordinator)

        directive = InspectorateMeasure.DIRECTIVE
        with pytest.raises(MeasureNeedsTerm, match="na de dag van het bericht"):
            says(InspectorateState.MEASURE, measure=directive, until=LATER.date())
        says(InspectorateState.MEASURE, measure=directive, until=ends)
        assert due_of_kind(session, signal, "measure_ends") == ends
        says(InspectorateState.SUPERVISION_VISIT)
        assert {"measure_ends", "enquire"} <= open_kinds(session, signal)
        says(InspectorateState.IMPROVED)
        assert "measure_ends" not in open_kinds(session, signal)
