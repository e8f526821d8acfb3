"""Deadlines and the sweep: each step once, in order, also after downtime, twice at once, or behind the brake."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from psycopg.errors import DeadlockDetected
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from actions import deadlines
from actions.deadlines import (
    BATCH,
    TRIES,
    StalePlan,
    due_deadlines,
    explain_deadline,
    extend,
    resume,
    run_sweep,
    settle,
    start_deadline,
    suspend,
    sweep_plan,
    take_step,
)
from actions.escalations import propose
from actions.house import House
from actions.ladder_steps import ACTS, Turn
from actions.signals import approve_and_send, draft_signal, receive_reply, withdraw
from benchmarks.bench_signals import NOW, check_once, fill
from rules.calendar import local_date
from rules.ladder import StepAct
from rules.signals import EscalationReason
from rules.term_errors import TermSettled
from rules.terms import Basis, Term
from rules.vocabulary import LegalEffect, Role, SignalState, Unit, WithdrawReason
from store.deadlines import open_deadlines
from store.events import Subject, breaks
from store.models import ContactPerson, Deadline, Group, Signal, StepClaim, Visit, WorkItem
from store.session import transaction
from store.signals import active_users, escalation_of
from tests.actions.signal_world import SENT_AT, TEXT, World, at, due_of_kind, escalations, notices, open_kinds, works

OVERDUE = at(date(2026, 4, 9), 8)
AFTER_THIRTY_DAYS = at(date(2026, 4, 17), 9)
MANY = 2 * BATCH
ANSWER_STEPS = ["remind_5_before", "remind_1_before", "say_overdue_1_after", "go_to_director"]


def send(house: House, count: int = 1) -> list[int]:
    with transaction(house.engine) as session:
        world = World(house, session)
        return [world.sent().id for _ in range(count)]


def answer_deadline(house: House, signal_id: int) -> int:
    with transaction(house.engine) as session:
        [deadline] = open_deadlines(session, Subject("signal", signal_id), "answer")
        return deadline.id


def claims(house: House) -> list[tuple[str, datetime]]:
    with transaction(house.engine) as session:
        found = session.scalars(select(StepClaim).order_by(StepClaim.id))
        return [(claim.step, claim.was_due_at) for claim in found]


def test_every_act_of_a_ladder_can_be_taken() -> None:
    assert set(ACTS) == set(StepAct)


def test_the_second_sweep_does_nothing(each_house: House) -> None:
    send(each_house, 3)
    first = run_sweep(each_house, OVERDUE)
    assert first.taken == {"call_agency": 3, "remind": 6, "say_overdue": 3}
    assert run_sweep(each_house, OVERDUE).taken == {}
    with transaction(each_house.engine) as session:
        assert due_deadlines(session, OVERDUE) == []
        assert len(notices(session, "signal_overdue")) == 3
        assert list(breaks(session)) == []


def test_steps_of_downtime_come_in_order_once_and_say_that_they_are_late(each_house: House) -> None:
    [signal_id] = send(each_house)
    run_sweep(each_house, AFTER_THIRTY_DAYS)
    run_sweep(each_house, AFTER_THIRTY_DAYS)
    taken = [(step, at_) for step, at_ in claims(each_house) if step in ANSWER_STEPS]
    assert [step for step, _ in taken] == ANSWER_STEPS
    assert taken == sorted(taken, key=lambda claim: claim[1])
    with transaction(each_house.engine) as session:
        late = [(notice.template, notice.facts["late_days"], notice.facts["was_due_on"])
                for notice in notices(session) if "late_days" in notice.facts]  # fmt: skip
        assert late == [
            ("signal_reminder", 18, "2026-03-30"),
            ("signal_reminder", 10, "2026-04-07"),
            ("signal_overdue", 8, "2026-04-09"),
            ("signal_director", 1, "2026-04-16"),
        ]
        signal = session.get_one(Signal, signal_id)
        assert (signal.state, signal.round) == (SignalState.RETURNED, 2)
        assert due_of_kind(session, signal, "director_answer") == date(2026, 5, 4)  # from when the director hears of it


def test_without_any_answer_it_is_proposed_after_the_director_term(house: House) -> None:
    [signal_id] = send(house)
    day = SENT_AT
    while day < at(date(2026, 6, 1), 8):
        day += timedelta(days=1)
        run_sweep(house, day)
    with transaction(house.engine) as session:
        signal = session.get_one(Signal, signal_id)
        assert signal.state is SignalState.ESCALATION_PROPOSED
        [escalation] = escalations(session)
        assert (escalation.reason, local_date(escalation.proposed_at)) == ("no_answer", date(2026, 5, 4))
        assert len(notices(session, "signal_director")) == 1
        assert notices(session, "inspectorate_notice") == []
        assert open_kinds(session, signal) == {"escalate"}


def test_two_sweeps_that_saw_the_same_rows_take_each_step_once(each_house: House) -> None:
    send(each_house, 4)
    with transaction(each_house.engine) as session:
        first = due_deadlines(session, OVERDUE)
    with transaction(each_house.engine) as session:
        second = due_deadlines(session, OVERDUE)
    assert first == second
    for one, other in zip(first, reversed(second), strict=True):
        for deadline_id in (one, other):
            with transaction(each_house.engine) as session:
                take_step(session, each_house, deadline_id, OVERDUE)
    run_sweep(each_house, OVERDUE)
    assert sorted(step for step, _ in claims(each_house)) == sorted(
        4 * ["call_agency", "remind_5_before", "remind_1_before", "say_overdue_1_after"]
    )


def test_two_sweeps_at_once_take_each_step_once(each_house: House) -> None:
    send(each_house, 6)
    start, results = threading.Barrier(2), []

    def sweep() -> None:
        start.wait()
        results.append(run_sweep(each_house, OVERDUE))

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rest = run_sweep(each_house, OVERDUE)  # what one sweep skipped because the other held it
    assert sum(sum(result.taken.values()) for result in (*results, rest)) == 24
    assert len(claims_with_deadline(each_house)) == len(set(claims_with_deadline(each_house))) == 24
    with transaction(each_house.engine) as session:
        assert len(notices(session, "signal_overdue")) == 6


def test_an_answer_just_before_the_sweep_stops_the_steps(house: House) -> None:
    [signal_id] = send(house)
    with transaction(house.engine) as session:
        due = due_deadlines(session, OVERDUE)
        receive_reply(session, house, session.get_one(Signal, signal_id), "Ja.", OVERDUE, OVERDUE)
    for deadline_id in due:
        with transaction(house.engine) as session:
            assert take_step(session, house, deadline_id, OVERDUE) is None


def test_a_suspended_deadline_has_no_step_and_resumes_with_what_was_left(each_house: House) -> None:
    [signal_id] = send(each_house)
    number = answer_deadline(each_house, signal_id)
    with transaction(each_house.engine) as session:
        deadline = session.get_one(Deadline, number)
        suspend(session, each_house, deadline, reason="asked_by_agency", now=at(date(2026, 3, 20), 9))
        assert (deadline.next_step_at, deadline.due_version) == (None, 2)
        assert explain_deadline(session, each_house, deadline) is None
    run_sweep(each_house, AFTER_THIRTY_DAYS)
    assert [step for step, _ in claims(each_house) if step in ANSWER_STEPS] == []
    with transaction(each_house.engine) as session:
        deadline = session.get_one(Deadline, number)
        resume(session, each_house, deadline, reason="agency_ready", now=AFTER_THIRTY_DAYS)
        outcome = explain_deadline(session, each_house, deadline)
        assert outcome is not None
        assert outcome.end == date(2026, 5, 6)  # 4 of 15 working days were used up
        assert deadline.next_step_at == at(date(2026, 4, 28), 8)


def test_an_extension_reminds_anew_of_the_new_date_only(house: House) -> None:
    [signal_id] = send(house)
    number, now = answer_deadline(house, signal_id), at(date(2026, 4, 7), 9)
    run_sweep(house, now)
    with transaction(house.engine) as session:
        extend(session, house, session.get_one(Deadline, number), 5, bound=5, reason="agreed", now=now)
    run_sweep(house, now)
    run_sweep(house, at(date(2026, 4, 15), 9))
    with transaction(house.engine) as session:
        assert [notice.facts["due"] for notice in notices(session, "signal_reminder")] == [
            "2026-04-08", "2026-04-08", "2026-04-15", "2026-04-15",
        ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda s, h, d: suspend(s, h, d, reason="asked_by_agency", now=OVERDUE), id="suspend"),
        pytest.param(lambda s, h, d: resume(s, h, d, reason="agency_ready", now=OVERDUE), id="resume"),
        pytest.param(lambda s, h, d: extend(s, h, d, 5, bound=5, reason="agreed", now=OVERDUE), id="extend"),
    ],
)
def test_a_settled_deadline_does_not_move(house: House, change: Callable[[Session, House, Deadline], None]) -> None:
    number = answer_deadline(house, send(house)[0])
    with transaction(house.engine) as session:
        deadline = session.get_one(Deadline, number)
        settle(session, deadline, SENT_AT)
        with pytest.raises(TermSettled, match="al afgehandeld"):
            change(session, house, deadline)
        assert (deadline.due_version, deadline.next_step_at) == (1, None)


def test_after_a_standstill_no_reminder_says_falsely_that_it_is_late(house: House) -> None:
    number = answer_deadline(house, send(house)[0])
    run_sweep(house, at(date(2026, 3, 31), 12))
    with transaction(house.engine) as session:
        deadline = session.get_one(Deadline, number)
        suspend(session, house, deadline, reason="asked_by_agency", now=at(date(2026, 4, 2), 12))
        resume(session, house, deadline, reason="agency_ready", now=at(date(2026, 5, 1), 12))
    run_sweep(house, at(date(2026, 5, 1), 13))
    with transaction(house.engine) as session:
        assert len(notices(session, "signal_reminder")) == 1  # that of March; the next comes before the new last day
    run_sweep(house, at(date(2026, 5, 4), 9))
    with transaction(house.engine) as session:
        assert [notice.facts.get("late_days") for notice in notices(session, "signal_reminder")] == [1, None]


def without_contacts(house: House, signal_id: int, last: date | None) -> None:
    """Let every contact person of the agency be there until `last`."""
    with transaction(house.engine) as session:
        agency_id = session.get_one(Signal, signal_id).agency_id
        for contact in session.scalars(select(ContactPerson).where(ContactPerson.agency_id == agency_id)):
            contact.active_to = last


def test_the_director_step_waits_until_somebody_can_be_told(house: House) -> None:
    [signal_id] = send(house)
    without_contacts(house, signal_id, date(2026, 3, 17))
    for moment in (AFTER_THIRTY_DAYS, AFTER_THIRTY_DAYS + timedelta(days=1)):
        run_sweep(house, moment)
        with transaction(house.engine) as session:
            signal = session.get_one(Signal, signal_id)
            assert (signal.state, signal.round, open_kinds(session, signal)) == (
                SignalState.SENT, 1, {"acknowledge", "answer"},
            )  # fmt: skip
    without_contacts(house, signal_id, None)
    found = AFTER_THIRTY_DAYS + timedelta(days=3)
    assert run_sweep(house, found).taken == {"go_to_director": 1}
    with transaction(house.engine) as session:
        signal = session.get_one(Signal, signal_id)
        assert (signal.state, len(notices(session, "signal_director"))) == (SignalState.RETURNED, 1)


def test_while_the_director_step_waits_somebody_always_has_to_find_a_contact(house: House) -> None:
    [signal_id] = send(house)
    without_contacts(house, signal_id, date(2026, 3, 17))
    run_sweep(house, AFTER_THIRTY_DAYS)
    with transaction(house.engine) as session:
        for item in session.scalars(select(WorkItem).where(WorkItem.kind == "find_contact")):
            item.done_at = AFTER_THIRTY_DAYS  # though nobody was found
    for days in (1, 2):
        run_sweep(house, AFTER_THIRTY_DAYS + timedelta(days=days))
    with transaction(house.engine) as session:
        open_ones = select(WorkItem).where(WorkItem.kind == "find_contact", WorkItem.done_at.is_(None))
        assert len(session.scalars(open_ones).all()) == 1


@pytest.mark.parametrize("returned", [False, True], ids=["sent", "returned"])
def test_a_sweep_leaves_alone_what_a_person_passed_on(house: House, returned: bool) -> None:
    [signal_id] = send(house)
    proposed_at = AFTER_THIRTY_DAYS if returned else SENT_AT
    if returned:
        run_sweep(house, AFTER_THIRTY_DAYS)
    with transaction(house.engine) as session:
        manager = active_users(session, Role.MANAGER)[0]
        propose(session, house, session.get_one(Signal, signal_id), EscalationReason.SAFETY, proposed_at, by=manager)
    for days in (30, 31):
        assert run_sweep(house, AFTER_THIRTY_DAYS + timedelta(days=days)).failed == 0
    with transaction(house.engine) as session:
        signal = session.get_one(Signal, signal_id)
        assert (signal.state, len(escalations(session))) == (SignalState.ESCALATION_PROPOSED, 1)
        assert open_kinds(session, signal) <= {"escalate", "acknowledge"}
        assert "step_refused" not in works(session)


def test_a_plan_passes_over_a_broken_row_and_says_so(house: House) -> None:
    bad, good = send(house, 2)
    number = answer_deadline(house, bad)
    with transaction(house.engine) as session:
        session.get_one(Deadline, number).kind = "nonsense"
    with transaction(house.engine) as session:
        plan = sweep_plan(session, house, OVERDUE)
    assert plan.broken == (number,)
    assert good in {step.subject.id for step in plan.steps}
    result = run_sweep(house, OVERDUE, plan_id=plan.id)
    assert (result.failed, result.taken["say_overdue"]) == (1, 1)
    with transaction(house.engine) as session:
        assert works(session).count("step_refused") == 1


def test_settling_twice_changes_nothing(house: House) -> None:
    [signal_id] = send(house)
    number = answer_deadline(house, signal_id)
    with transaction(house.engine) as session:
        deadline = session.get_one(Deadline, number)
        for moment in (SENT_AT, OVERDUE):
            settle(session, deadline, moment)
        assert deadline.settled_at == SENT_AT


def test_an_unknown_kind_has_no_ladder(house: House) -> None:
    term = Term(1, Unit.DAYS, Basis.POLICY)
    with transaction(house.engine) as session, pytest.raises(ValueError, match="nonsense"):
        start_deadline(session, house, Subject("signal", 1), "nonsense", term, LegalEffect.LAW, SENT_AT, SENT_AT)


def to_the_edge(house: House, count: int) -> datetime:
    """Bring `count` signals to the moment in which escalation is due; return that moment."""
    send(house, count)
    run_sweep(house, AFTER_THIRTY_DAYS)
    return at(date(2026, 5, 6), 8)  # the term ends on 4 May; the 5th is a holiday


@pytest.mark.parametrize(("count", "braked"), [(10, False), (11, True)], ids=["just allowed", "one too many"])
def test_the_brake(house: House, count: int, braked: bool) -> None:
    now = to_the_edge(house, count)
    for _ in range(2):
        assert run_sweep(house, now).braked is braked
    with transaction(house.engine) as session:
        assert len(escalations(session)) == (0 if braked else count)
        assert works(session).count("brake_pulled") == int(braked)
        pulled = notices(session, "brake_pulled")
        assert [notice.facts["wanted"] for notice in pulled] == [count, count] * braked
        assert len(notices(session, "signal_reminder")) == count * 4  # the rest went on


def test_the_brake_tells_again_the_next_day(house: House) -> None:
    now = to_the_edge(house, 11)
    for moment in (now, now + timedelta(hours=2), now + timedelta(days=1)):
        run_sweep(house, moment)
    with transaction(house.engine) as session:
        assert works(session).count("brake_pulled") == 2


def test_a_person_who_looked_lifts_the_brake_for_exactly_that_plan(each_house: House) -> None:
    house = each_house
    now = to_the_edge(house, 11)
    run_sweep(house, now)
    with transaction(house.engine) as session:
        plan = sweep_plan(session, house, now)
        assert plan == sweep_plan(session, house, now)
    assert [step.step for step in plan.steps] == ["propose_escalation"] * 11
    with transaction(house.engine) as session:
        signal = session.get_one(Signal, plan.steps[0].subject.id)
        receive_reply(session, house, signal, "Toch nog.", now, now)
    with pytest.raises(StalePlan, match="is verouderd"):
        run_sweep(house, now, plan_id=plan.id)
    with transaction(house.engine) as session:
        assert escalations(session) == []
        plan = sweep_plan(session, house, now)
    assert run_sweep(house, now, plan_id=plan.id).taken == {"propose_escalation": 10}
    with pytest.raises(StalePlan):
        run_sweep(house, now, plan_id=plan.id)


def test_a_plan_lists_all_steps_of_downtime(house: House) -> None:
    send(house)
    with transaction(house.engine) as session:
        plan = sweep_plan(session, house, AFTER_THIRTY_DAYS)
    assert sorted(step.step for step in plan.steps) == sorted(["call_agency", *ANSWER_STEPS])
    assert run_sweep(house, AFTER_THIRTY_DAYS, plan_id=plan.id).taken == {
        "call_agency": 1, "remind": 2, "say_overdue": 1, "go_to_director": 1,
    }  # fmt: skip


def test_one_bad_row_stops_no_other(house: House) -> None:
    bad, good = send(house, 2)
    with transaction(house.engine) as session:
        session.get_one(Signal, bad).state = SignalState.VERIFICATION  # no step to the director from here
    result = run_sweep(house, AFTER_THIRTY_DAYS)
    assert result.failed == 1
    with transaction(house.engine) as session:
        assert session.get_one(Signal, good).state is SignalState.RETURNED
        assert works(session).count("step_refused") == 1
    run_sweep(house, AFTER_THIRTY_DAYS)
    with transaction(house.engine) as session:
        assert works(session).count("step_refused") == 1


def test_a_step_that_goes_on_failing_is_told_and_stops_no_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, _good = send(house, 2)
    tries: list[int] = []
    remind = ACTS[StepAct.REMIND]

    def fail(turn: Turn) -> None:
        if turn.deadline.subject_id == bad:
            tries.append(turn.deadline.id)
            raise IntegrityError("", None, ValueError())
        remind(turn)

    monkeypatch.setattr(deadlines, "ACTS", {**ACTS, StepAct.REMIND: fail})
    result = run_sweep(house, OVERDUE)
    assert (result.failed, result.taken["remind"]) == (1, 2)
    assert len(tries) >= TRIES
    with transaction(house.engine) as session:
        assert works(session).count("step_refused") == 1


@pytest.mark.parametrize("times", [1, TRIES - 1, TRIES], ids=["once", "as often as it is tried anew", "more often"])
def test_a_deadlock_ends_no_sweep(house: House, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    send(house, 2)
    left, remind = [None] * times, ACTS[StepAct.REMIND]

    def collide(turn: Turn) -> None:
        if left:
            left.pop()
            raise OperationalError("", None, DeadlockDetected())
        remind(turn)

    monkeypatch.setattr(deadlines, "ACTS", {**ACTS, StepAct.REMIND: collide})
    result = run_sweep(house, OVERDUE)
    assert (result.failed, result.taken["remind"]) == (0, 4)


def test_a_database_that_is_gone_ends_the_sweep(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_turn: Turn) -> None:
        raise OperationalError("", None, ConnectionError())

    send(house)
    monkeypatch.setattr(deadlines, "ACTS", {**ACTS, StepAct.REMIND: gone})
    with pytest.raises(OperationalError):
        run_sweep(house, OVERDUE)


def test_small_batches_reach_everything(house: House) -> None:
    send(house, 5)
    assert run_sweep(house, OVERDUE, batch=1).taken == {"call_agency": 5, "remind": 10, "say_overdue": 5}


def test_a_visit_report_that_is_late_is_asked_for(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        group: Group = world.group
        visit = Visit(
            group_id=group.id, adviser_id=world.adviser.id, on=date(2026, 3, 16),
            starts_at=SENT_AT, ends_at=SENT_AT + timedelta(hours=1),
        )  # fmt: skip
        session.add(visit)
        session.flush()
        term = house.policy(date(2026, 3, 16)).visits.report
        subject = Subject("visit", visit.id)
        start_deadline(session, house, subject, "visit_report", term.term, term.legal_effect, SENT_AT, SENT_AT)
    run_sweep(house, at(date(2026, 3, 19), 8))
    with transaction(house.engine) as session:
        [asked] = notices(session, "visit_report_overdue")
        assert asked.facts == {"group": group.name, "visited_on": "2026-03-16", "due": "2026-03-18"}


class Life(RuleBasedStateMachine):
    """One signal; sweeps at moments that only grow, and answers in between."""

    house: House
    first_id: int

    def __init__(self) -> None:
        super().__init__()
        self.now = SENT_AT
        with transaction(self.house.engine) as session:
            first = session.get_one(Signal, self.first_id)
            signal = draft_signal(
                session, self.house, kind=first.kind, measure=first.measure, cause=first.cause,
                agency_id=first.agency_id, location_id=first.location_id, group_id=first.group_id,
                adviser_id=first.adviser_id, observed_on=first.observed_on, text=TEXT, now=self.now, actor="system",
            )  # fmt: skip
            approve_and_send(session, self.house, signal, active_users(session, Role.JURIST)[0], self.now)
            self.signal_id = signal.id

    @rule(days=st.integers(0, 20), hours=st.integers(0, 23))
    def sweep(self, days: int, hours: int) -> None:
        self.now += timedelta(days=days, hours=hours)
        run_sweep(self.house, self.now)
        assert run_sweep(self.house, self.now).taken == {}

    @precondition(lambda self: self.state in (SignalState.SENT, SignalState.RETURNED))
    @rule()
    def answer(self) -> None:
        with transaction(self.house.engine) as session:
            receive_reply(session, self.house, session.get_one(Signal, self.signal_id), "Ja.", self.now, self.now)

    @property
    def state(self) -> SignalState:
        with transaction(self.house.engine) as session:
            return session.get_one(Signal, self.signal_id).state

    @invariant()
    def the_agency_is_timed_exactly_while_we_wait_for_it(self) -> None:
        with transaction(self.house.engine) as session:
            signal = session.get_one(Signal, self.signal_id)
            timed = open_kinds(session, signal) & {"answer", "director_answer"}
            assert bool(timed) is (signal.state in (SignalState.SENT, SignalState.RETURNED))
            assert (escalation_of(session, signal) is None) is (signal.state is not SignalState.ESCALATION_PROPOSED)


def test_any_life_keeps_its_terms_and_claims(house: House) -> None:
    [first_id] = send(house)
    with transaction(house.engine) as session:
        first = session.get_one(Signal, first_id)
        withdraw(session, house, first, WithdrawReason.MISTAKE, SENT_AT, by=active_users(session, Role.JURIST)[0])
    machine = type("LifeInHouse", (Life,), {"house": house, "first_id": first_id})
    few = settings(max_examples=8, stateful_step_count=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    run_state_machine_as_test(machine, settings=few)
    taken = claims_with_deadline(house)
    assert len(taken) == len(set(taken)) > 0


def claims_with_deadline(house: House) -> list[tuple[int, str]]:
    with transaction(house.engine) as session:
        return [(claim.deadline_id, claim.step) for claim in session.scalars(select(StepClaim))]


def test_two_sweeps_of_many_batches_take_each_step_once(each_house: House) -> None:
    fill(each_house, MANY)
    start = threading.Barrier(2)

    def sweep(_number: int) -> int:
        start.wait()
        return sum(run_sweep(each_house, NOW).taken.values())

    with ThreadPoolExecutor(2) as both:
        taken = sum(both.map(sweep, range(2)))
    taken += sum(run_sweep(each_house, NOW).taken.values())  # what one left to the other
    assert taken == MANY
    check_once(each_house, MANY)
    with transaction(each_house.engine) as session:
        assert list(breaks(session)) == []
