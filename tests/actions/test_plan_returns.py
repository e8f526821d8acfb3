"""Back early: later visits go back to the owner, access ends. A location closes and opens for the own groups only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.absences import Away, MayNotDecide, accept
from actions.house import House
from actions.plan_returns import (
    ClosureImpossible,
    NotAway,
    Return,
    Shut,
    accept_closing,
    accept_opening,
    accept_return,
    foresee_closing,
    foresee_return,
)
from rules.vocabulary import CareType, OrganisationKind, Role, VisitState
from store.events import breaks
from store.models import Absence, AccessGrant, Adviser, Closure, Group, Organisation, User, Visit
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


@dataclass
class Shared:
    """Two groups at one location, of two organisations, each with who coordinates it."""

    own: Group
    other: Group
    coordinator: User
    national: User
    shut: Shut


@pytest.fixture
def shared(each_house: House) -> Iterator[tuple[Session, Shared]]:
    with transaction(each_house.engine) as session:
        region = Region(session)
        elsewhere = Organisation(code="ZUID", name="Zuid", kind=OrganisationKind.SUBCONTRACTOR)
        session.add(elsewhere)
        session.flush()
        place = region.add_location()
        other = region.add_group(CareType.CLOSED_CARE, region.add_adviser(), location=place)
        own = region.add_group(CareType.CLOSED_CARE, region.add_adviser(organisation_id=elsewhere.id), location=place)
        prepare(session, each_house, MONDAY, weeks=6)
        coordinator = region.add_user(Role.COORDINATOR, organisation_id=elsewhere.id)
        yield session, Shared(own, other, coordinator, region.add_user(Role.COORDINATOR), Shut(place, MONDAY, LAST))


def planned(session: Session, group: Group) -> list[tuple[int, date]]:
    asked = select(Visit.id, Visit.on).where(Visit.group_id == group.id, Visit.state == VisitState.PLANNED)
    return [(number, on) for number, on in session.execute(asked.order_by(Visit.id))]


def test_a_location_closes_for_the_own_groups_only(each_house: House, shared: tuple[Session, Shared]) -> None:
    session, world = shared
    before = planned(session, world.other)
    foreseen = foresee_closing(session, each_house, world.shut, morning(MONDAY), world.coordinator)
    told = accept_closing(session, each_house, world.shut, morning(MONDAY), world.coordinator)
    assert told == foreseen
    touched = {row.group_code for row in told.changes} | {row.group_code for row in told.uncovered}
    assert touched == {world.own.code}
    assert session.scalars(select(Closure.group_id)).all() == [world.own.id]
    assert planned(session, world.other) == before != []
    assert all(on > LAST for _, on in planned(session, world.own))


def test_a_location_opens_for_the_own_groups_only(each_house: House, shared: tuple[Session, Shared]) -> None:
    session, world = shared
    accept_closing(session, each_house, world.shut, morning(MONDAY), world.national)
    assert session.scalars(select(Closure.group_id).order_by(Closure.group_id)).all() == sorted(
        [world.own.id, world.other.id]
    )
    accept_opening(session, each_house, world.shut.location, BACK, morning(MONDAY), world.coordinator)
    ends = dict(session.execute(select(Closure.group_id, Closure.ends_on)).tuples().all())
    assert ends == {world.own.id: BACK - timedelta(days=1), world.other.id: LAST}
    assert all(on > LAST for _, on in planned(session, world.other))


def test_who_has_no_group_there_closes_nothing(each_house: House, shared: tuple[Session, Shared]) -> None:
    session, world = shared
    world.own.owner_id = world.other.owner_id
    session.flush()
    with pytest.raises(ClosureImpossible):
        accept_closing(session, each_house, world.shut, morning(MONDAY), world.coordinator)


def test_an_adviser_may_not_accept_it(each_house: House, codes: tuple[str, str]) -> None:
    with transaction(each_house.engine) as session:
        owner = session.scalars(select(Adviser).where(Adviser.code == codes[0])).one()
        user = session.scalars(select(User).where(User.adviser_id == owner.id)).one()
        with pytest.raises(MayNotDecide):
            accept_return(session, each_house, Return(owner, BACK), morning(BACK), user)
