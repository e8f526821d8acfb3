"""Two signals about one thing become one, and nothing that either of them reached is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.escalations import approve, propose, tell_inspectorate
from actions.house import House
from actions.running_terms import suspend
from actions.signals import merge, receive_reply
from rules.signal_errors import EarlierTermLost, FurtherSignalLost, NeitherCanMerge
from rules.signals import EscalationReason
from rules.vocabulary import SignalKind, SignalState
from store.deadlines import open_deadlines
from store.events import Subject, breaks
from store.models import Event, Signal
from store.session import transaction
from store.signals import observations_of
from tests.actions.signal_world import SENT_AT, World

LATER = SENT_AT + timedelta(days=1)

Make = Callable[[World], Signal]


def draft(world: World) -> Signal:
    return world.draft()


def acute_draft(world: World) -> Signal:
    return world.draft(SignalKind.ACUTE)


def sent(world: World) -> Signal:
    return world.sent()


def sent_earlier(world: World) -> Signal:
    return world.sent(SENT_AT - timedelta(days=7))


def standing_still(world: World) -> Signal:
    signal = world.sent()
    for deadline in open_deadlines(world.session, Subject("signal", signal.id), "answer"):
        suspend(world.session, world.house, deadline, reason="delivery_failed", now=SENT_AT)
    return signal


def sent_acute(world: World) -> Signal:
    signal = world.draft(SignalKind.ACUTE)
    world.send_acute(signal, SENT_AT)
    return signal


def answered(world: World) -> Signal:
    signal = world.sent()
    receive_reply(world.session, world.house, signal, "Wij kijken ernaar.", LATER, LATER)
    return signal


def proposed(world: World, now_sent: Make = sent) -> Signal:
    signal = now_sent(world)
    propose(world.session, world.house, signal, EscalationReason.SAFETY, LATER, by=world.manager)
    return signal


def proposed_earlier(world: World) -> Signal:
    return proposed(world, sent_earlier)


def approved(world: World) -> Signal:
    signal = world.sent()
    escalation = propose(world.session, world.house, signal, EscalationReason.SAFETY, LATER, by=world.manager)
    approve(world.session, world.house, escalation, world.other_manager, LATER)
    return signal


def told(world: World) -> Signal:
    signal = world.sent()
    escalation = propose(world.session, world.house, signal, EscalationReason.SAFETY, LATER, by=world.manager)
    approve(world.session, world.house, escalation, world.other_manager, LATER)
    tell_inspectorate(world.session, world.house, escalation, LATER, LATER)
    return signal


@pytest.mark.parametrize(
    ("double", "into", "error"),
    [
        pytest.param(sent_earlier, sent, EarlierTermLost, id="the earlier term"),
        pytest.param(sent, standing_still, EarlierTermLost, id="a term that runs"),
        pytest.param(sent, draft, FurtherSignalLost, id="what was sent"),
        pytest.param(acute_draft, draft, FurtherSignalLost, id="what is acute"),
        pytest.param(answered, sent_earlier, FurtherSignalLost, id="an answer, though the other ends earlier"),
        pytest.param(proposed, sent_earlier, FurtherSignalLost, id="a proposal to pass on"),
        pytest.param(approved, proposed_earlier, FurtherSignalLost, id="an approval"),
        pytest.param(told, approved, FurtherSignalLost, id="what the inspectorate knows"),
        pytest.param(sent_acute, sent_earlier, FurtherSignalLost, id="an acute signal, though the other ends earlier"),
    ],
)
def test_a_merger_that_loses_something_goes_the_other_way_round(
    house: House, double: Make, into: Make, error: type[Exception]
) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        one, other = double(world), into(world)
        with pytest.raises(error, match=f"Voeg {other.reference} samen in {one.reference}"):
            merge(session, house, one, other, LATER, by=world.coordinator)
        assert one.merged_into_id is None
        merge(session, house, other, one, LATER, by=world.coordinator)
        assert (other.state, other.merged_into_id) == (SignalState.MERGED, one.id)


def test_an_acute_draft_and_a_sent_signal_stay_apart(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        acute, general = world.draft(SignalKind.ACUTE), world.sent()
        for one, other in ((acute, general), (general, acute)):
            with pytest.raises(NeitherCanMerge, match="Verstuur eerst het concept"):
                merge(session, house, one, other, LATER, by=world.coordinator)
        world.send_acute(acute, SENT_AT)
        merge(session, house, general, acute, LATER, by=world.coordinator)
        assert general.merged_into_id == acute.id


def test_each_observation_remembers_that_it_moved(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        double, kept = world.draft(), world.sent()
        [seen] = observations_of(session, double)
        merge(session, house, double, kept, LATER, by=world.coordinator)
        of_it = select(Event).where(Event.subject_kind == "observation", Event.subject_id == seen.id)
        moved = session.scalars(of_it.order_by(Event.seq.desc())).first()
        assert moved is not None
        assert (moved.what, moved.actor) == ("observation_moved", f"user:{world.coordinator.id}")
        assert moved.facts == {"reference": kept.reference}
        assert list(breaks(session)) == []
