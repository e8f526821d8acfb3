"""Back early: visits of later windows go back to the owner, the running one stays, and access ends with it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions.absences import Away, MayNotDecide, accept
from actions.house import House
from actions.plan_returns import NotAway, Return, accept_return, foresee_return
from rules.vocabulary import CareType, Role, VisitState
from store.events import breaks
from store.models import Absence, AccessGrant, Adviser, User, Visit
from store.session import transaction
from tests.actions.visiting import morning, prepare
from tests.builders import Region

MONDAY = date(2026, 3, 2)
LAST = MONDAY + timedelta(days=27)
BACK = MONDAY + timedelta(days=9)


@pytest.fixture
def codes(each_house: House) -> tuple[str, str]:
    """Return the code of an adviser who is reported ill for four weeks, and the login of who did that."""
    with transaction(each_house.engine) as session:
        region = Region(session)
        coordinator = region.add_user(Role.COORDINATOR)
        owner, _colleague = region.add_adviser(), region.add_adviser()
        region.add_group(CareType.CLOSED_CARE, owner)
        prepare(session, each_house, MONDAY, weeks=6)
        accept(session, each_house, Away(owner, MONDAY, LAST), morning(MONDAY), coordinator)
        return owner.code, coordinator.login


def test_the_owner_gets_later_windows_back_and_the_absence_ends(each_house: House, codes: tuple[str, str]) -> None:
    code, login = codes
    with transaction(each_house.engine) as session:
        owner = session.scalars(select(Adviser).where(Adviser.code == code)).one()
        by = session.scalars(select(User).where(User.login == login)).one()
        foreseen = foresee_return(session, each_house, Return(owner, BACK), morning(BACK))
        told = accept_return(session, each_house, Return(owner, BACK), morning(BACK), by)
        assert told == foreseen
        assert {row.after.adviser_code for row in told.changes if row.after} == {code}
        assert session.scalars(select(Absence.ends_on)).all() == [BACK - timedelta(days=1)]
        later = select(Visit).where(Visit.state == VisitState.PLANNED, Visit.on > BACK + timedelta(days=7))
        assert {visit.adviser_id for visit in session.scalars(later)} == {owner.id}
        running = MONDAY + timedelta(days=13)
        assert all(grant.ends_on <= running for grant in session.scalars(select(AccessGrant)))
        assert not list(breaks(session))


@pytest.mark.parametrize("on", [LAST + timedelta(days=2), MONDAY - timedelta(days=1)], ids=["after it", "before it"])
def test_who_is_not_away_cannot_be_back(each_house: House, codes: tuple[str, str], on: date) -> None:
    with transaction(each_house.engine) as session:
        owner = session.scalars(select(Adviser).where(Adviser.code == codes[0])).one()
        with pytest.raises(NotAway):
            foresee_return(session, each_house, Return(owner, on), morning(MONDAY))


def test_an_adviser_may_not_accept_it(each_house: House, codes: tuple[str, str]) -> None:
    with transaction(each_house.engine) as session:
        owner = session.scalars(select(Adviser).where(Adviser.code == codes[0])).one()
        user = session.scalars(select(User).where(User.adviser_id == owner.id)).one()
        with pytest.raises(MayNotDecide):
            accept_return(session, each_house, Return(owner, BACK), morning(BACK), user)
