"""Two people judge an answer, and a wish for more time is decided once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.house import House
from actions.judging import (
    JudgementWaits,
    NoJudgementWaits,
    OwnJudgement,
    agree_to_judgement,
    propose_judgement,
    read_judgement,
    send_judgement_back,
)
from actions.more_time import NoWishForTime, grant_more_time, pass_up_wish, refuse_more_time
from actions.signal_moves import subject
from actions.signals import receive_reply
from rules.calendar import local_date
from rules.signal_errors import ActNotPossible, NothingToJudge, NotYourRole, ReasonsMissing
from rules.term_errors import TermsNotYours
from rules.vocabulary import Judgement, SignalState
from store.events import record
from store.judging import more_time_wish
from store.models import ProposedJudgement, Signal, WorkItem
from store.session import transaction
from tests.actions.signal_world import SENT_AT, World, notices, state_of

LATER = SENT_AT + timedelta(days=1)
REASONS = "Er is geen afweging gemaakt."


@pytest.fixture
def world(each_house: House) -> Iterator[World]:
    """People and a group, on SQLite and on PostgreSQL."""
    with transaction(each_house.engine) as session:
        yield World(each_house, session)


def answered(world: World) -> Signal:
    signal = world.sent()
    receive_reply(world.session, world.house, signal, "Wij zien geen probleem.", SENT_AT, SENT_AT)
    return signal


def propose(world: World, signal: Signal, reasons: str = REASONS) -> ProposedJudgement:
    return propose_judgement(world.session, world.house, signal, Judgement.PARTLY, reasons, LATER, by=world.writer)


def open_kinds(world: World) -> list[str]:
    return list(world.session.scalars(select(WorkItem.kind).where(WorkItem.done_at.is_(None)).order_by(WorkItem.id)))


def test_only_another_person_lets_it_go(world: World) -> None:
    signal = answered(world)
    propose(world, signal)
    with pytest.raises(OwnJudgement):
        agree_to_judgement(world.session, world.house, signal, LATER, by=world.writer)
    with pytest.raises(NotYourRole):
        agree_to_judgement(world.session, world.house, signal, LATER, by=world.coordinator)
    assert notices(world.session, "signal_returned") == []
    agree_to_judgement(world.session, world.house, signal, LATER, by=world.jurist)
    assert (state_of(signal), signal.round) == (SignalState.RETURNED, 2)
    assert len(notices(world.session, "signal_returned")) == 1
    assert "read_judgement" not in open_kinds(world)
    with pytest.raises(ActNotPossible):
        agree_to_judgement(world.session, world.house, signal, LATER, by=world.jurist)


def test_sent_back_is_written_anew(world: World) -> None:
    signal = answered(world)
    propose(world, signal)
    with pytest.raises(JudgementWaits):
        propose(world, signal)
    with pytest.raises(ReasonsMissing):
        send_judgement_back(world.session, world.house, signal, " ", LATER, by=world.jurist)
    send_judgement_back(world.session, world.house, signal, "Noem een dag.", LATER, by=world.jurist)
    kept = read_judgement(world.session, world.house, signal)
    assert kept is not None
    assert (kept.waits, kept.reasons, kept.note) == (False, REASONS, "Noem een dag.")
    assert "judgement_returned" in open_kinds(world)
    with pytest.raises(NoJudgementWaits):
        agree_to_judgement(world.session, world.house, signal, LATER, by=world.jurist)
    propose(world, signal, "Uiterlijk vrijdag.")
    assert "judgement_returned" not in open_kinds(world)
    assert open_kinds(world).count("read_judgement") == 1


def test_there_must_be_an_answer_and_reasons(world: World) -> None:
    with pytest.raises(NothingToJudge):
        propose(world, world.sent())
    with pytest.raises(ReasonsMissing):
        propose(world, answered(world), "  ")


def wished(world: World) -> Signal:
    signal = world.sent()
    until = local_date(SENT_AT) + timedelta(days=30)
    record(world.session, subject(signal), "more_time_asked", at=SENT_AT, until=until.isoformat())
    return signal


def test_more_time_is_decided_once(world: World) -> None:
    signal = wished(world)
    assert more_time_wish(world.session, signal) == local_date(SENT_AT) + timedelta(days=30)
    with pytest.raises(TermsNotYours):
        grant_more_time(world.session, world.house, signal, 2, LATER, by=world.writer)
    pass_up_wish(world.session, world.house, signal, LATER, by=world.writer)
    assert "more_time_asked" in open_kinds(world)
    grant_more_time(world.session, world.house, signal, 2, LATER, by=world.coordinator)
    assert more_time_wish(world.session, signal) is None
    assert "more_time_asked" not in open_kinds(world)
    with pytest.raises(NoWishForTime):
        refuse_more_time(world.session, world.house, signal, LATER, by=world.coordinator)


def test_the_adviser_may_refuse(world: World) -> None:
    signal = wished(world)
    refuse_more_time(world.session, world.house, signal, LATER, by=world.writer)
    assert more_time_wish(world.session, signal) is None
