"""Two people who change the plan at the same moment: the second sees what the first did."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Event as Signal

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.house import House
from actions.plan_proposals import how_it_stands
from actions.visit_errors import VisitIsPast
from actions.visits import cancel_visit
from rules.vocabulary import CareType, MissedReason
from store.counters import wait_turn
from store.events import SYSTEM, Subject, record
from store.models import Event, Visit
from store.session import transaction
from tests.actions.visiting import add_visit, morning
from tests.builders import Region

MONDAY = date(2026, 6, 1)
A_WHILE = 0.3
"""Seconds that the first holds what it did before it is kept."""


def at_once(house: House, first: Callable[[Session], str], second: Callable[[Session], str]) -> tuple[str, str]:
    """Let `second` begin while the transaction of `first` is still open; return what each came to."""
    begun = Signal()

    def one() -> str:
        with transaction(house.engine) as session:
            told = first(session)
            begun.set()
            time.sleep(A_WHILE)
            return told

    def other() -> str:
        begun.wait(20)
        with transaction(house.engine) as session:
            return second(session)

    with ThreadPoolExecutor(2) as people:
        answers = people.submit(one), people.submit(other)
        return answers[0].result(60), answers[1].result(60)


def test_a_visit_is_called_off_once(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        region = Region(session)
        group = region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser())
        visit = add_visit(session, group, MONDAY + timedelta(days=1))
        number = visit.id

    def call_off(session: Session) -> str:
        session.get_one(Visit, number)  # the page showed it before
        try:
            cancel_visit(session, each_house, number, MissedReason.WEATHER, now=morning(MONDAY), actor=SYSTEM)
        except VisitIsPast:
            return "too late"
        return "called off"

    assert at_once(each_house, call_off, call_off) == ("called off", "too late")
    with transaction(each_house.engine) as session:
        told = select(Event.id).where(Event.subject_kind == "visit", Event.what == "cancelled")
        assert len(session.scalars(told).all()) == 1


def test_who_waits_a_turn_sees_what_the_other_changed(each_house: House) -> None:
    def accept(session: Session) -> str:
        wait_turn(session, "plan_accepted")
        mark = how_it_stands(session)
        record(session, Subject("plan", 1), "kept", at=morning(MONDAY), actor=SYSTEM)
        return mark

    first, second = at_once(each_house, accept, accept)
    assert first != second
