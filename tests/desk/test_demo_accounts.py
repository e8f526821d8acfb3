"""The people of a demo: somebody for each role, one password; never in a real database."""

import pytest
from sqlalchemy import select, update

from actions.house import House, NotSimulated
from actions.signing_in import SecondFactor, by_password, demo_users, second_factor
from desk.demo.accounts import FOR_ALL, give_accounts
from rules.vocabulary import CareType, Role
from store.models import Installation, LocalAccount
from store.session import transaction
from tests.builders import Region
from tests.halves import NOW


def test_everybody_gets_in_with_the_same_password(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        region.add_group(CareType.CLOSED_CARE, region.add_adviser())
        count = give_accounts(session, NOW)
        people = demo_users(session)
        assert count == len(session.scalars(select(LocalAccount)).all())
        assert {Role.PROVIDER_CONTACT, Role.MUNICIPALITY_CONTACT, Role.INSPECTOR} <= {user.role for user in people}
        contact = next(user for user in people if user.role is Role.PROVIDER_CONTACT)
        assert contact.agency_id == region.agency.id
        assert by_password(session, house, "inspectie", FOR_ALL, NOW) is not None
        assert second_factor(session, contact) is SecondFactor.NONE


def test_a_real_database_gets_none_of_it(house: House) -> None:
    with transaction(house.engine) as session:
        region = Region(session)
        user = region.add_user(Role.MANAGER)
        session.execute(update(Installation).values(simulated=False))
        session.expire_all()
        with pytest.raises(NotSimulated):
            give_accounts(session, NOW)
        with pytest.raises(NotSimulated):
            demo_users(session)
        assert second_factor(session, user) is SecondFactor.SET_UP
        assert session.scalars(select(LocalAccount)).all() == []
