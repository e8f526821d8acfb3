"""Work is ended by the deed that it asks for, with who did it; a work list holds only what has to be done."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from actions.calamities import ask_provider, close_watch, provider_says, watch_incident
from actions.declining import decline
from actions.escalations import approve, close, confirm, told_by_phone
from actions.house import House
from actions.housekeeping import keep_house
from actions.live_work import end_stale_work
from actions.notices import release
from actions.signal_notices import ask
from actions.signals import (
    acknowledge,
    delivery_failed,
    judge_reply,
    merge,
    receive_reply,
    redeliver,
    reopen,
    review_sent,
    submit_signal,
    verify,
    withdraw,
)
from actions.work import add_work
from rules.calamity import CalamityAct, IncidentKind
from rules.signal_words import DeclineReason
from rules.vocabulary import Judgement, ReopenReason, Role, SignalKind, WithdrawReason
from rules.work_matters import OF_SIGNAL
from store.events import Subject, user_actor
from store.models import Event, Signal, WorkItem
from store.session import transaction
from tests.actions.signal_world import MONDAY, SENT_AT, World, escalations, notices

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = SENT_AT + DAY


@pytest.fixture
def world(each_house: House) -> Iterator[World]:
    """People and a group, on SQLite and on PostgreSQL."""
    with transaction(each_house.engine) as session:
        yield World(each_house, session)


def asked(world: World) -> set[str]:
    """Return what somebody still has to do."""
    return set(world.session.scalars(select(WorkItem.kind).where(WorkItem.done_at.is_(None))))


def done_by(world: World, kind: str) -> set[int | None]:
    """Return who finished work of a kind."""
    done = select(WorkItem.done_by_id).where(WorkItem.kind == kind, WorkItem.done_at.is_not(None))
    return set(world.session.scalars(done))


def answered(world: World, signal: Signal) -> None:
    receive_reply(world.session, world.house, signal, "Wij zien geen probleem.", LATER, LATER)


def undeliverable(world: World, signal: Signal) -> None:
    for notice in notices(world.session, "signal_to_provider"):
        notice.state, notice.next_at, notice.finished_at = "dead", None, LATER
    world.session.flush()
    delivery_failed(world.session, world.house, signal.id, LATER)


# --- one life ---------------------------------------------------------------------------------------------------


def test_a_general_signal_leaves_an_empty_list(world: World) -> None:
    session, house, signal = world.session, world.house, world.sent()
    assert asked(world) == set()
    assert done_by(world, "review_signal") == {world.jurist.id}

    answered(world, signal)
    assert asked(world) == {"judge_reply"}
    judge_reply(session, house, signal, Judgement.SUFFICIENT, world.writer, LATER)
    assert asked(world) == {"verify_signal"}
    assert done_by(world, "judge_reply") == {world.writer.id}
    verify(session, house, signal, LATER, clean=False, by=world.writer)
    assert asked(world) == {"decide_escalation"}

    escalation = escalations(session)[0]
    approve(session, house, escalation, world.manager, LATER)
    assert asked(world) == set()
    assert done_by(world, "decide_escalation") == {world.manager.id}
    told_by_phone(session, house, escalation, LATER, LATER, by=world.coordinator)
    confirm(session, house, escalation, LATER, by=world.coordinator)
    ask(session, "ask_inspectorate", signal, Role.JURIST, MONDAY, LATER)
    world.settled(signal, LATER)
    assert asked(world) == {"close_signal"}
    close(session, house, escalation, LATER, by=world.manager)
    assert asked(world) == set()


def test_the_record_tells_who_ended_it(world: World) -> None:
    signal = world.sent()
    told = select(Event.actor, Event.facts).where(Event.what == "work_done", Event.subject_id == signal.id)
    [(actor, facts)] = world.session.execute(told).tuples().all()
    item = world.session.scalars(select(WorkItem)).one()
    assert (actor, facts) == (user_actor(world.jurist.id), {"work": item.id})


def test_an_acute_signal_is_read_after_it_left_and_its_director_is_phoned(world: World) -> None:
    session, house, signal = world.session, world.house, world.draft(SignalKind.ACUTE)
    world.send_acute(signal, SENT_AT)
    assert asked(world) == {"review_signal", "phone_director", "decide_escalation"}

    acknowledge(session, house, signal, LATER)
    review_sent(session, house, signal, world.jurist, LATER)
    assert asked(world) == {"phone_director", "decide_escalation"}
    approve(session, house, escalations(session)[0], world.manager, LATER)
    assert asked(world) == {"phone_director"}
    answered(world, signal)
    judge_reply(session, house, signal, Judgement.SUFFICIENT, world.writer, LATER)
    assert asked(world) == {"phone_director", "verify_signal"}


# --- given, when, then ------------------------------------------------------------------------------------------


def _declined(world: World, signal: Signal) -> None:
    world.session.flush()
    decline(world.session, world.house, escalations(world.session)[0], world.manager, DeclineReason.IMPROVING, LATER)


def _withdrawn(world: World, signal: Signal) -> None:
    withdraw(world.session, world.house, signal, WithdrawReason.SOLVED_ON_THE_SPOT, LATER, by=world.jurist)


def _submitted(world: World, signal: Signal) -> None:
    submit_signal(world.session, world.house, signal, LATER)


def _answered(world: World, signal: Signal) -> None:
    answered(world, signal)


def _acknowledged(world: World, signal: Signal) -> None:
    acknowledge(world.session, world.house, signal, LATER)


def _phoned(world: World, signal: Signal) -> None:
    redeliver(world.session, world.house, signal, LATER, by=world.coordinator)


@pytest.mark.parametrize(
    ("kind", "drafted", "when", "then"),
    [
        pytest.param("finish_draft", True, _submitted, {"review_signal"}, id="a draft that is submitted"),
        pytest.param("finish_draft", True, _withdrawn, set(), id="a draft that is withdrawn"),
        pytest.param("more_time_asked", False, _answered, {"judge_reply"}, id="more time, and then the answer"),
        pytest.param("find_contact", False, _answered, {"judge_reply"}, id="somebody was there after all"),
        pytest.param("phone_agency", False, _answered, {"judge_reply"}, id="who answers has it"),
        pytest.param("phone_agency", False, _acknowledged, set(), id="who confirms has it"),
        pytest.param("phone_director", False, _answered, {"judge_reply", "phone_director"}, id="no phone call"),
        pytest.param("phone_director", False, _withdrawn, set(), id="nothing to phone about"),
        pytest.param("pass_on_evidence", False, _withdrawn, {"pass_on_evidence"}, id="a person says it"),
    ],
)
def test_a_deed_ends_what_it_was_asked_for(
    world: World, kind: str, drafted: bool, when: Callable[[World, Signal], None], then: set[str]
) -> None:
    signal = world.draft() if drafted else world.sent()
    ask(world.session, kind, signal, Role.COORDINATOR, MONDAY, SENT_AT)
    when(world, signal)
    assert asked(world) == then


def test_an_escalation_that_is_declined_asks_no_decision(world: World) -> None:
    signal = world.draft(SignalKind.ACUTE)
    world.send_acute(signal, SENT_AT)
    _declined(world, signal)
    assert asked(world) == {"escalation_declined", "phone_director", "review_signal"}


def test_a_double_takes_its_work_along(world: World) -> None:
    double, first = world.draft(), world.sent()
    submit_signal(world.session, world.house, double, SENT_AT)
    assert asked(world) == {"review_signal"}
    merge(world.session, world.house, double, first, LATER, by=world.coordinator)
    assert asked(world) == set()


def test_a_reopened_signal_is_verified_anew(world: World) -> None:
    session, house, signal = world.session, world.house, world.sent()
    answered(world, signal)
    judge_reply(session, house, signal, Judgement.SUFFICIENT, world.writer, LATER)
    verify(session, house, signal, LATER, clean=True, by=world.writer)
    assert asked(world) == set()
    reopen(session, house, signal, ReopenReason.RECURRENCE, LATER, by=world.jurist)
    assert asked(world) == {"verify_signal"}


def test_who_was_phoned_is_phoned_again_when_the_mail_fails_again(world: World) -> None:
    signal = world.sent()
    undeliverable(world, signal)
    assert asked(world) == {"phone_agency"}
    _phoned(world, signal)
    assert asked(world) == set()
    assert done_by(world, "phone_agency") == {world.coordinator.id}
    for notice in notices(world.session, "signal_to_provider"):
        notice.created_at = LATER + HOUR  # a letter of after the phone call fails as well
    world.session.flush()
    delivery_failed(world.session, world.house, signal.id, LATER + HOUR)
    assert asked(world) == {"phone_agency"}


def test_a_mail_that_arrives_yet_is_not_the_call_about_an_acute_signal(world: World) -> None:
    signal = world.draft(SignalKind.ACUTE)
    world.send_acute(signal, SENT_AT)
    undeliverable(world, signal)
    redeliver(world.session, world.house, signal, LATER)
    assert "phone_agency" in asked(world)


def test_a_second_notice_that_fails_is_phoned_too(world: World) -> None:
    session, house, signal = world.session, world.house, world.draft(SignalKind.ACUTE)
    world.send_acute(signal, SENT_AT)
    escalation = escalations(session)[0]
    approve(session, house, escalation, world.manager, SENT_AT)
    for notice in notices(session, "inspectorate_notice"):
        notice.state, notice.next_at, notice.finished_at = "dead", None, LATER
    session.flush()
    delivery_failed(session, house, signal.id, LATER)
    assert "phone_inspectorate" in asked(world)
    told_by_phone(session, house, escalation, LATER, LATER, by=world.coordinator)
    assert "phone_inspectorate" not in asked(world)


# --- calamities, notices, the house -----------------------------------------------------------------------------


def test_work_about_a_calamity_ends_with_each_step(world: World) -> None:
    session, house, signal = world.session, world.house, world.sent()
    watch = watch_incident(session, house, signal, IncidentKind.CALAMITY, MONDAY, SENT_AT, by=world.coordinator)
    add_work(
        session, key="calamity_ask_overdue:1", kind="calamity_ask_overdue", subject=Subject("calamity", watch.id),
        role=Role.MANAGER, due_on=MONDAY, now=SENT_AT,
    )  # fmt: skip
    ask_provider(session, house, watch, LATER, by=world.coordinator)
    assert asked(world) == set()
    assert done_by(world, "ask_about_calamity") == {world.coordinator.id}
    provider_says(session, house, watch, CalamityAct.DENY, LATER, LATER, by=world.coordinator)
    assert asked(world) == {"judge_denial"}
    close_watch(session, house, watch, LATER, by=world.jurist)
    assert asked(world) == set()


def test_a_notice_that_goes_again_is_not_asked_about(world: World) -> None:
    signal = world.sent()
    notice = notices(world.session, "signal_to_provider")[0]
    notice.state, notice.next_at, notice.finished_at = "dead", None, LATER
    other = f"notice:{notice.id}1:dead:x"
    for key in (f"notice:{notice.id}:dead:x", other):
        add_work(
            world.session, key=key, kind="notice_undelivered", subject=Subject("signal", signal.id),
            role=Role.COORDINATOR, due_on=MONDAY, now=LATER,
        )  # fmt: skip
    release(world.session, notice.id, actor=user_actor(world.coordinator.id), now=LATER)
    left = world.session.scalars(select(WorkItem.key).where(WorkItem.done_at.is_(None))).all()
    assert left == [other]


def test_an_old_list_is_healed_at_night(world: World) -> None:
    session, signal, running = world.session, world.sent(), world.sent()
    for one in (signal, running):
        answered(world, one)
    judge_reply(session, world.house, signal, Judgement.SUFFICIENT, world.writer, LATER)
    verify(session, world.house, signal, LATER, clean=True, by=world.writer)
    for kind in sorted(OF_SIGNAL):
        ask(session, kind, signal, Role.JURIST, MONDAY, SENT_AT, cause="old")
    session.execute(update(WorkItem).where(WorkItem.kind == "review_signal").values(done_at=None, done_by_id=None))
    ask(session, "pass_on_evidence", signal, Role.JURIST, MONDAY, SENT_AT)
    keep_house(session, MONDAY + 2 * DAY, LATER + DAY)
    about = WorkItem.subject_kind == "signal"
    left = select(WorkItem.kind, WorkItem.subject_id).where(WorkItem.done_at.is_(None), about)
    assert set(session.execute(left).tuples()) == {("judge_reply", running.id), ("pass_on_evidence", signal.id)}
    assert end_stale_work(session, LATER + DAY) == 0


def test_nothing_asked_leaves_nothing_to_end(world: World) -> None:
    assert end_stale_work(world.session, SENT_AT) == 0
