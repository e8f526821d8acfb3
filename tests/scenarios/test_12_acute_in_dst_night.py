"""Scenario 12: an acute signal of Saturday 2026-03-28 17:00 is due Sunday 18:00 local: 24 elapsed hours."""

from datetime import date, datetime, timedelta

from actions.deadlines import run_sweep
from actions.house import House
from rules.calendar import to_local
from rules.vocabulary import SignalKind
from store.session import transaction
from tests.actions.signal_world import World, at, due_of_kind, notices

SATURDAY_FIVE = at(date(2026, 3, 28), 17)


def test_12_due_the_next_day_at_six(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft(SignalKind.ACUTE, SATURDAY_FIVE)
        world.send_acute(signal, SATURDAY_FIVE)
        due = due_of_kind(session, signal, "answer")
    assert isinstance(due, datetime)
    assert to_local(due).isoformat() == "2026-03-29T18:00:00+02:00"


def test_12_steps_come_at_exact_instants(house: House) -> None:
    with transaction(house.engine) as session:
        world = World(house, session)
        signal = world.draft(SignalKind.ACUTE, SATURDAY_FIVE)
        world.send_acute(signal, SATURDAY_FIVE)
    due = at(date(2026, 3, 29), 18)
    for moment, overdue in (
        (due + timedelta(minutes=59), 0),
        (due + timedelta(hours=1), 1),
        (due + timedelta(hours=1, minutes=1), 1),
    ):
        run_sweep(house, moment)
        with transaction(house.engine) as session:
            assert len(notices(session, "signal_overdue")) == overdue
            assert all(notice.urgent for notice in notices(session) if notice.signal_id)
