"""Scenario 35: a mother is client of adviser X about visiting rights; her son asks support against that."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.assignments import (
    assign,
    candidates,
    client_subject,
    may_see,
    read_identity,
    record_conflict,
    visible_clients,
)
from actions.house import House
from rules.calendar import local_date
from rules.casework import ClientKind
from rules.casework_errors import ClientNotYours, ConflictOfInterest
from rules.vocabulary import Role
from rules.worklist import GrantReason
from store.models import AccessGrant, AccessLog, User, WorkItem
from store.session import transaction
from tests.actions.case_world import MONDAY, NOW, CaseWorld
from tests.actions.signal_world import works


def test_35_the_mothers_adviser_is_not_offered_and_the_files_are_mutually_invisible(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = CaseWorld(each_house, session)
        mother = world.client(ClientKind.PARENT)
        son = world.client(ClientKind.YOUTH, conflicts=[mother])
        assert works(session) == ["assign_adviser"]
        assert [adviser.id for adviser in candidates(session, son, MONDAY)] == [world.other.id]
        with pytest.raises(ConflictOfInterest):
            assign(session, son, world.adviser, NOW, by=world.coordinator)
        assign(session, son, world.other, NOW, by=world.coordinator)
        assert visible_clients(session, world.by, MONDAY) == [mother]
        assert visible_clients(session, world.by_other, MONDAY) == [son]
        for client, by in ((son, world.by), (mother, world.by_other)):
            with pytest.raises(ClientNotYours):
                read_identity(session, each_house, client, NOW, by=by, purpose="look_up")
        assert session.scalars(select(AccessLog)).all() == []


def test_35_no_grant_opens_the_other_file(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        mother = world.client(ClientKind.PARENT)
        son = world.client(ClientKind.YOUTH, conflicts=[mother])
        assign(session, son, world.other, NOW, by=world.coordinator)
        third = world.region.add_adviser()
        by_third = session.scalars(select(User).where(User.adviser_id == third.id)).one()
        for user in (world.by, by_third):
            session.add(
                AccessGrant(
                    user_id=user.id, subject_kind="client", subject_id=client_subject(son).id,
                    reason=GrantReason.SUBSTITUTION, starts_on=MONDAY, ends_on=MONDAY + timedelta(days=7),
                    granted_by_id=world.coordinator.id, granted_at=NOW,
                )
            )  # fmt: skip
        session.flush()
        assert not may_see(session, son, world.by, MONDAY)
        assert may_see(session, son, by_third, MONDAY)


def test_35_a_conflict_found_later_gives_the_second_client_another_adviser(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        mother, son = world.client(ClientKind.PARENT), world.client()
        later = NOW + timedelta(days=14)
        record_conflict(session, mother, son, later, by=world.by)
        record_conflict(session, son, mother, later, by=world.by)
        assert visible_clients(session, world.by, local_date(later)) == [mother]
        [item] = session.scalars(select(WorkItem))
        assert (item.kind, item.role, item.subject_id) == ("assign_adviser", Role.COORDINATOR, son.id)
        assert [adviser.id for adviser in candidates(session, son, local_date(later))] == [world.other.id]


def test_35_who_gave_a_file_away_the_same_day_still_knows_it(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        mother = world.client(ClientKind.PARENT)
        third = world.region.add_adviser()
        assign(session, mother, third, NOW, by=world.by)
        son = world.client(ClientKind.YOUTH, conflicts=[mother])
        with pytest.raises(ConflictOfInterest):
            assign(session, son, world.adviser, NOW, by=world.coordinator)
        assert [adviser.id for adviser in candidates(session, son, MONDAY)] == [world.other.id]
