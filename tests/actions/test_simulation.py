"""Simulating the policy in force gives what was sent; another policy shows who would be asked what, and when."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib import resources

import pytest
from sqlalchemy import func, select

from actions.deadlines import run_sweep
from actions.escalations import approve
from actions.house import House
from actions.signals import acknowledge, judge_reply, receive_reply, verify, withdraw
from actions.simulation import held_throughout, simulate
from actions.term_changes import extend_term, resume_term, suspend_term
from rules.policy import PolicyBook, parse_policy
from rules.vocabulary import CareType, Judgement, TermReason, WithdrawReason
from store.models import AccessLog, Event, Notice, Signal
from store.session import transaction
from store.signals import open_signals
from tests.actions.signal_world import SENT_AT, World, at, escalations

FIRST, LAST = date(2026, 3, 1), date(2026, 7, 31)
DAY = timedelta(days=1)
Deed = Callable[[World], object]


def live(house: House, deeds: dict[date, Deed], *, care_type: CareType = CareType.OPEN_RESIDENTIAL_CARE) -> None:
    """Send a signal, sweep every morning, and let people do their deeds at noon."""
    with transaction(house.engine) as session:
        world = World(house, session, care_type)
        world.sent()
    world.session = None  # type: ignore[assignment]  # outside its transaction nobody may use it
    day = SENT_AT.date()
    while day <= LAST:
        run_sweep(house, at(day, 8, 1))
        if day in deeds:
            with transaction(house.engine) as session:
                world.session = session
                deeds[day](world)
        day += DAY


def signal_of(world: World) -> Signal:
    return open_signals(world.session)[0]


def noon(month: int, day: int) -> datetime:
    return at(date(2026, month, day), 12)


def _do(act: Callable[..., object], when: datetime, **more: object) -> Deed:
    return lambda world: act(world.session, world.house, signal_of(world), when, **more)


def _term(act: Callable[..., object], when: datetime, *more: object) -> Deed:
    def deed(world: World) -> object:
        reference = signal_of(world).reference
        by = world.session.merge(world.coordinator)
        return act(world.session, world.house, reference, *more, TermReason.AGREED, when, by=by)

    return deed


def _answer(when: datetime) -> Deed:
    return lambda world: receive_reply(world.session, world.house, signal_of(world), "Klaar.", when, when)


def _judge(when: datetime, judgement: Judgement) -> Deed:
    return lambda world: judge_reply(
        world.session, world.house, signal_of(world), judgement, world.session.merge(world.writer), when,
        reasons="Nog niet.", second=world.session.merge(world.jurist),
    )  # fmt: skip


def _verify(when: datetime, *, clean: bool) -> Deed:
    return lambda world: verify(
        world.session,
        world.house,
        signal_of(world),
        when,
        clean=clean,
        by=world.session.merge(world.writer),
    )


def _approve(when: datetime) -> Deed:
    return lambda world: approve(
        world.session, world.house, escalations(world.session)[0], world.session.merge(world.manager), when
    )


def _withdraw(when: datetime) -> Deed:
    return lambda world: withdraw(
        world.session, world.house, signal_of(world), WithdrawReason.SOLVED_ON_THE_SPOT, when,
        by=world.session.merge(world.jurist),
    )  # fmt: skip


LIVES = [
    pytest.param({}, id="nobody answers: the whole ladder"),
    pytest.param({date(2026, 3, 18): _do(acknowledge, noon(3, 18)), date(2026, 4, 2): _answer(noon(4, 2)),
                  date(2026, 4, 3): _judge(noon(4, 3), Judgement.SUFFICIENT),
                  date(2026, 4, 20): _verify(noon(4, 20), clean=True)}, id="answered, judged and verified"),
    pytest.param({date(2026, 4, 2): _answer(noon(4, 2)), date(2026, 4, 3): _judge(noon(4, 3), Judgement.PARTLY),
                  date(2026, 4, 9): _answer(noon(4, 9)), date(2026, 4, 10): _judge(noon(4, 10), Judgement.INSUFFICIENT),
                  date(2026, 4, 13): _approve(noon(4, 13))}, id="twice insufficient, and passed on"),
    pytest.param({date(2026, 4, 2): _answer(noon(4, 2)), date(2026, 4, 3): _judge(noon(4, 3), Judgement.SUFFICIENT),
                  date(2026, 4, 20): _verify(noon(4, 20), clean=False)}, id="not improved"),
    pytest.param({date(2026, 3, 23): _term(suspend_term, noon(3, 23)),
                  date(2026, 4, 7): _term(resume_term, noon(4, 7))}, id="suspended and resumed"),
    pytest.param({date(2026, 3, 23): _term(extend_term, noon(3, 23), 5)}, id="extended"),
    pytest.param({date(2026, 3, 23): _withdraw(noon(3, 23))}, id="withdrawn"),
]  # fmt: skip


@pytest.mark.parametrize("deeds", LIVES)
def test_the_policy_in_force_reproduces_what_was_sent(house: House, deeds: dict[date, Deed]) -> None:
    live(house, deeds)
    result = simulate(house, house.policies, FIRST, LAST)
    assert (result.differences, result.impossible, result.unknown) == (0, {}, {})
    assert result.signals == 1
    assert sum(result.notices.actual.values()) > 1


def test_closed_care_goes_to_the_inspectorate_in_both(house: House) -> None:
    live(house, {date(2026, 3, 17): _approve(noon(3, 17))}, care_type=CareType.CLOSED_CARE)
    result = simulate(house, house.policies, FIRST, date(2026, 3, 17))
    assert result.escalations.actual == result.escalations.simulated == {"closed_care_duty": 1}
    assert result.differences == 0


def changed(old: str, new: str) -> PolicyBook:
    text = resources.files("rules").joinpath("policy.toml").read_text("utf-8")
    assert old in text
    return parse_policy(text.replace(old, new, 1), "ander.toml")


def test_a_longer_term_sends_later_and_passes_on_less(house: House) -> None:
    live(house, {date(2026, 4, 14): _answer(noon(4, 14))})
    longer = changed(
        'answer = { amount = 15, unit = "working_days" }', 'answer = { amount = 20, unit = "working_days" }'
    )
    result = simulate(house, longer, FIRST, LAST)
    assert result.notices.actual["signal_overdue"] == 1
    assert "signal_overdue" not in result.notices.simulated
    assert result.notices.actual["signal_reminder"] == result.notices.simulated["signal_reminder"] == 2
    assert result.differences > 0


def test_a_shorter_ladder_reaches_the_inspectorate(house: House) -> None:
    live(house, {date(2026, 5, 1): _answer(noon(5, 1))})
    shorter = changed("director = { amount = 10", "director = { amount = 2")
    result = simulate(house, shorter, FIRST, LAST)
    assert result.escalations.actual == {}
    assert result.escalations.simulated == {"no_answer": 1}


def test_a_value_of_later_can_be_tried_on_the_past(house: House) -> None:
    live(house, {date(2026, 4, 14): _answer(noon(4, 14))})
    later = changed(
        'answer = { amount = 15, unit = "working_days" }',
        'answer = [{ amount = 15, unit = "working_days" },'
        ' { amount = 20, unit = "working_days", valid_from = 2027-01-01, decided_by = "directie" }]',
    )
    assert simulate(house, later, FIRST, LAST).differences == 0
    assert simulate(house, held_throughout(later, date(2027, 1, 1)), FIRST, LAST).differences > 0


def test_nothing_is_kept_and_no_text_is_read(house: House) -> None:
    live(house, {})
    with transaction(house.engine) as session:
        before = [session.scalar(select(func.count()).select_from(noun)) for noun in (Event, Notice, AccessLog)]
    simulate(house, house.policies, FIRST, LAST)
    with transaction(house.engine) as session:
        after = [session.scalar(select(func.count()).select_from(noun)) for noun in (Event, Notice, AccessLog)]
    assert after == before


def test_a_period_without_signals(house: House) -> None:
    result = simulate(house, house.policies, date(2026, 1, 5), date(2026, 1, 6))
    assert (result.signals, result.differences) == (0, 0)
