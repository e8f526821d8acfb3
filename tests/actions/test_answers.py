"""Answers that come beside the inspectorate, agencies without a contact person, and reasons that are words of ours."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions.escalations import propose
from actions.house import House
from actions.signals import go_to_director, judge_reply, receive_reply, reopen, withdraw
from rules.signal_errors import NobodyAtAgency, NothingToJudge, NotYourRole
from rules.signals import EscalationReason
from rules.vocabulary import Judgement, SignalState, WithdrawReason
from store.models import ContactPerson, Event, Signal
from store.session import transaction
from tests.actions.signal_world import SENT_AT, World, notices, open_kinds, replies

LATER = SENT_AT + timedelta(days=1)
ANSWER = "Wij passen de huisregel aan."


def leave_without_contact(world: World) -> None:
    own = select(ContactPerson).where(ContactPerson.agency_id == world.region.agency.id)
    for contact in world.session.scalars(own):
        contact.active_to = date(2026, 3, 16)
    world.session.flush()


@pytest.mark.parametrize("judgement", Judgement)
def test_an_answer_beside_the_inspectorate_is_judged_without_a_step(house: House, judgement: Judgement) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        propose(session, house, signal, EscalationReason.SAFETY, LATER, by=world.manager)
        receive_reply(session, house, signal, ANSWER, LATER, LATER)
        with pytest.raises(NotYourRole):
            judge_reply(session, house, signal, judgement, world.coordinator, LATER)
        judge_reply(session, house, signal, judgement, world.writer, LATER)
        assert (signal.state, signal.round) == (SignalState.ESCALATION_PROPOSED, 1)
        assert open_kinds(session, signal) == {"escalate"}
        [reply] = replies(session)
        assert (reply.judgement, reply.judged_by_id) == (judgement, world.writer.id)
        with pytest.raises(NothingToJudge):
            judge_reply(session, house, signal, judgement, world.writer, LATER)


def test_nothing_is_returned_to_an_agency_that_nobody_reads_for(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        receive_reply(session, house, signal, ANSWER, LATER, LATER)
        leave_without_contact(world)
        with pytest.raises(NobodyAtAgency, match="Zoek eerst een contactpersoon"):
            judge_reply(
                session, house, signal, Judgement.PARTLY, world.writer, LATER, reasons="Kort.", second=world.jurist
            )
        assert (signal.state, signal.round, open_kinds(session, signal)) == (SignalState.ANSWERED, 1, set())
        assert (replies(session)[0].judgement, notices(session, "signal_returned")) == (None, [])


def test_no_term_of_the_director_starts_before_anyone_can_be_told(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.sent()
        leave_without_contact(world)
        with pytest.raises(NobodyAtAgency):
            go_to_director(session, house, signal, LATER, first_due="2026-04-07", late={})
        assert (signal.state, open_kinds(session, signal)) == (SignalState.SENT, {"acknowledge", "answer"})


def test_a_reason_is_a_word_of_ours_and_never_a_text(house: House) -> None:
    def reasons(signal: Signal) -> list[object]:
        ours = select(Event).where(Event.what.in_(("signal_withdraw", "signal_reopen")), Event.subject_id == signal.id)
        return [event.facts["reason"] for event in session.scalars(ours)]

    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft()
        with pytest.raises(ValueError, match="WithdrawReason"):
            withdraw(session, house, signal, "p.j@voorbeeld.example", LATER, by=world.jurist)  # type: ignore[arg-type]  # as a form might
        assert signal.state is SignalState.DRAFT
        withdraw(session, house, signal, WithdrawReason.UNFOUNDED, LATER, by=world.jurist)
        with pytest.raises(ValueError, match="ReopenReason"):
            reopen(session, house, signal, "p.j@voorbeeld.example", LATER, by=world.jurist)  # type: ignore[arg-type]  # likewise
        assert reasons(signal) == ["unfounded"]
