"""Scenario 9: a general signal of Monday 2026-03-16 with 15 working days, answered one day late, or just in time."""

from datetime import date, datetime, time

import pytest
from sqlalchemy import select

from actions.deadlines import run_sweep
from actions.house import House
from actions.signals import receive_reply
from rules.calendar import at_local, local_date, to_local
from rules.vocabulary import SignalState
from store.models import Notice, Signal
from store.session import transaction
from tests.actions.signal_world import World, at, due_of_kind, escalations, notices, replies

DUE = date(2026, 4, 8)
DAY_AFTER = date(2026, 4, 9)


def send(house: House) -> int:
    with transaction(house.engine) as session:
        signal = World(house, session).sent()
        assert due_of_kind(session, signal, "answer") == DUE
        return signal.id


def sweep_days(house: House, last: date) -> None:
    """Sweep at 08:00 of every day up to `last`."""
    day = date(2026, 3, 16)
    while day <= last:
        run_sweep(house, at(day, 8))
        day = date.fromordinal(day.toordinal() + 1)


def answer(house: House, signal_id: int, received_at: datetime) -> None:
    with transaction(house.engine) as session:
        signal = session.get_one(Signal, signal_id)
        receive_reply(session, house, signal, "Wij stoppen hiermee.", received_at, received_at)


def to_provider(house: House) -> list[tuple[str, date]]:
    with transaction(house.engine) as session:
        asked = ("signal_reminder", "signal_overdue")
        found = session.scalars(select(Notice).where(Notice.template.in_(asked)).order_by(Notice.id))
        return [(notice.template, local_date(notice.created_at)) for notice in found]


def test_09_one_day_late(house: House) -> None:
    signal_id = send(house)
    sweep_days(house, DAY_AFTER)
    answer(house, signal_id, at(DAY_AFTER, 14))
    sweep_days(house, date(2026, 6, 1))
    assert to_provider(house) == [
        ("signal_reminder", date(2026, 3, 30)),  # five working days before 8 April: Good Friday and Easter skipped
        ("signal_reminder", date(2026, 4, 7)),
        ("signal_overdue", DAY_AFTER),
    ]
    with transaction(house.engine) as session:
        assert session.get_one(Signal, signal_id).state is SignalState.ANSWERED
        assert [reply.late_working_days for reply in replies(session)] == [1]
        assert escalations(session) == []
        [overdue] = notices(session, "signal_overdue")
        assert to_local(overdue.created_at).time() == time(8)
        assert "late_days" not in overdue.facts


def test_09_in_the_last_minute(house: House) -> None:
    signal_id = send(house)
    sweep_days(house, DUE)
    answer(house, signal_id, at_local(DUE, time(23, 59, 59)))
    sweep_days(house, date(2026, 6, 1))
    assert [template for template, _ in to_provider(house)] == ["signal_reminder", "signal_reminder"]
    with transaction(house.engine) as session:
        assert [reply.late_working_days for reply in replies(session)] == [0]


@pytest.mark.parametrize(
    ("received", "late"),
    [
        pytest.param(at_local(DUE, time(23, 59, 59)), 0, id="last second of the last day: in time"),
        pytest.param(at_local(DAY_AFTER, time(0)), 1, id="first second of the day after: one working day"),
        pytest.param(at_local(date(2026, 4, 11), time(12)), 2, id="the Saturday after: Thursday and Friday"),
    ],
)
def test_09_lateness_in_working_days(house: House, received: datetime, late: int) -> None:
    answer(house, send(house), received)
    with transaction(house.engine) as session:
        assert [reply.late_working_days for reply in replies(session)] == [late]
