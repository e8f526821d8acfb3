"""Scenario 36: a royal decree, loaded in October 2028, equates Friday 2029-05-11 with a holiday."""

from datetime import date

import pytest
from sqlalchemy import select

from actions.deadlines import start_deadline
from actions.decrees import load_decree
from actions.house import House
from rules.calendar import Profile
from rules.terms import Basis, Term
from rules.vocabulary import LegalEffect, Unit
from store.deadlines import due_on
from store.decrees import calendar_in_force
from store.events import Subject, breaks
from store.models import Deadline, Event
from store.session import transaction
from tests.actions.signal_world import at

FRIDAY, MONDAY = date(2029, 5, 11), date(2029, 5, 14)
START, LOADED = at(date(2029, 3, 30), 12), at(date(2028, 10, 12), 9)
LAW, POLICY = LegalEffect.LAW, LegalEffect.HOUSE_POLICY
SIX_WEEKS_BY_LAW = Term(6, Unit.WEEKS, Basis.STATUTORY)
SIX_WEEKS = Term(6, Unit.WEEKS, Basis.POLICY)
SIX_WEEKS_OFFICE = Term(6, Unit.WEEKS, Basis.POLICY, Profile.OFFICE)


@pytest.mark.parametrize(
    ("term", "legal_effect", "settled", "then", "version"),
    [
        pytest.param(SIX_WEEKS_BY_LAW, LAW, False, MONDAY, 2, id="statutory and open: moves"),
        pytest.param(SIX_WEEKS, POLICY, False, MONDAY, 2, id="policy with the full profile: moves as well"),
        pytest.param(SIX_WEEKS_OFFICE, POLICY, False, FRIDAY, 1, id="policy with the office profile: stays"),
        pytest.param(SIX_WEEKS_BY_LAW, LAW, True, None, 1, id="settled: is left alone"),
    ],
)
def test_36_open_terms_are_recomputed(
    each_house: House, term: Term, legal_effect: LegalEffect, settled: bool, then: date | None, version: int
) -> None:
    house = each_house
    with transaction(house.engine) as session:
        subject = Subject("signal", 1)
        deadline = start_deadline(session, house, subject, "verify", term, legal_effect, START, LOADED)
        assert due_on(deadline, calendar_in_force(session)) == FRIDAY
        if settled:
            deadline.settled_at, deadline.next_step, deadline.next_step_at = LOADED, None, None
    with transaction(house.engine) as session:
        moved = load_decree(session, house, FRIDAY, "KB van 2 oktober 2028", LOADED)
        assert load_decree(session, house, FRIDAY, "KB van 2 oktober 2028", LOADED) == 0
    with transaction(house.engine) as session:
        deadline = session.scalars(select(Deadline)).one()
        assert deadline.due_version == version
        assert moved == version - 1
        if then:
            assert due_on(deadline, calendar_in_force(session)) == then
            assert deadline.next_step_at == at(date(2029, 5, 15 if then == MONDAY else 14), 8)
        events = session.scalars(select(Event).where(Event.what == "deadline_moved")).all()
        facts = [(event.facts["was"], event.facts["due"], event.facts["decree"]) for event in events]
        assert facts == [("2029-05-11", "2029-05-14", "2029-05-11")] * moved
        assert list(breaks(session)) == []
