"""Housekeeping: each worry becomes work once while it is open, and again when it comes back after it was done."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from actions.house import House
from actions.housekeeping import keep_house
from actions.work import add_work
from rules.vocabulary import CareType, CertificateKind, ContactRole, Role
from store.decrees import calendar_in_force
from store.events import Subject, record
from store.models import Certificate, ContactPerson, Event, Group, OnCallDuty, WorkItem
from store.session import transaction
from tests.actions.signal_world import at
from tests.builders import Region

DAY = date(2026, 3, 16)
Change = Callable[[Session], object]


def keep(house: House, day: date) -> int:
    """Return how much work one round made."""
    with transaction(house.engine) as session:
        return keep_house(session, day, at(day, 4)).work


def change(house: House, what: Change) -> None:
    with transaction(house.engine) as session:
        what(session)


def finish_all(session: Session) -> None:
    session.execute(update(WorkItem).values(done_at=at(DAY, 10)))


def no_owner(session: Session) -> None:
    session.execute(update(Group).values(owner_id=None))


def owner_again(session: Session) -> None:
    session.execute(update(Group).values(owner_id=select(Certificate.adviser_id).limit(1).scalar_subquery()))


def signal_contacts_leave(session: Session) -> None:
    session.execute(update(ContactPerson).where(ContactPerson.role == ContactRole.SIGNALS).values(active_to=DAY))


def signal_contacts_return(session: Session) -> None:
    session.execute(update(ContactPerson).values(active_to=None))


def certificates_end(session: Session) -> None:
    session.execute(update(Certificate).values(valid_to=DAY + timedelta(days=20)))


def certificates_last(session: Session) -> None:
    session.execute(update(Certificate).values(valid_to=date(2029, 1, 1)))


def nobody_on_call(session: Session) -> None:
    session.execute(update(OnCallDuty).values(ends_at=at(DAY, 5)))


def everybody_on_call(session: Session) -> None:
    session.execute(update(OnCallDuty).values(ends_at=at(date(2036, 1, 1), 0)))


def break_record(session: Session) -> None:
    session.execute(text("DROP TRIGGER IF EXISTS event_no_update"))  # as the owner of the database could
    session.execute(update(Event).where(Event.what == "test").values(actor="user:9"))


def mend_record(session: Session) -> None:
    session.execute(update(Event).where(Event.what == "test").values(actor="system"))


@pytest.fixture
def settled(house: House) -> House:
    """A house about which nobody needs to worry: one group with an adviser, at an agency with contacts."""
    with transaction(house.engine) as session:
        region = Region(session)
        region.add_group(CareType.OPEN_RESIDENTIAL_CARE, region.add_adviser(closed=False))
        session.execute(delete(Certificate))
        owner = session.scalars(select(Group.owner_id)).one()
        session.add(Certificate(adviser_id=owner or 0, kind=next(iter(CertificateKind)), valid_from=DAY, valid_to=None))
        manager = region.add_user(Role.MANAGER)
        always = OnCallDuty(user_id=manager.id, rank=1, starts_at=at(DAY, 0), ends_at=at(date(2036, 1, 1), 0))
        session.add(always)
        record(session, Subject("group", 1), "test", at=at(DAY, 3), actor="system")
    return house


CASES = [
    pytest.param(no_owner, owner_again, "group_without_adviser", Role.COORDINATOR, id="group without adviser"),
    pytest.param(
        signal_contacts_leave,
        signal_contacts_return,
        "agency_without_contact",
        Role.COORDINATOR,
        id="agency unreachable",
    ),
    pytest.param(certificates_end, certificates_last, "certificate_ending", Role.COORDINATOR, id="certificate ends"),
    pytest.param(nobody_on_call, everybody_on_call, "rota_gap", Role.MANAGER, id="nobody on call"),
    pytest.param(break_record, mend_record, "record_broken", Role.PRIVACY_OFFICER, id="record broken"),
]


def kinds(house: House) -> list[tuple[str, Role]]:
    with transaction(house.engine) as session:
        return list(session.execute(select(WorkItem.kind, WorkItem.role).order_by(WorkItem.id)).tuples())


def still_asked(house: House) -> set[tuple[str, Role]]:
    with transaction(house.engine) as session:
        wanted = select(WorkItem.kind, WorkItem.role).where(WorkItem.done_at.is_(None))
        return set(session.execute(wanted).tuples())


@pytest.mark.parametrize(("begins", "ends", "kind", "role"), CASES)
def test_a_worry_is_work_once_and_again_when_it_comes_back(
    settled: House, begins: Change, ends: Change, kind: str, role: Role
) -> None:
    assert keep(settled, DAY) == 0
    change(settled, begins)
    tomorrow = DAY + timedelta(days=1)
    made = keep(settled, tomorrow)
    assert set(kinds(settled)) == {(kind, role)}
    assert keep(settled, tomorrow + timedelta(days=1)) == 0

    change(settled, ends)
    change(settled, finish_all)
    assert keep(settled, DAY + timedelta(days=3)) == 0

    change(settled, begins)
    assert keep(settled, DAY + timedelta(days=4)) == made
    assert len(kinds(settled)) == 2 * made


@pytest.mark.parametrize(("begins", "ends", "kind", "role"), CASES)
def test_a_worry_that_is_gone_is_asked_no_more(
    settled: House, begins: Change, ends: Change, kind: str, role: Role
) -> None:
    change(settled, begins)
    keep(settled, DAY + timedelta(days=1))
    assert still_asked(settled) == {(kind, role)}
    keep(settled, DAY + timedelta(days=2))
    assert still_asked(settled) == {(kind, role)}
    change(settled, ends)
    keep(settled, DAY + timedelta(days=3))
    stays = {(kind, role)} if kind == "record_broken" else set()  # what was tampered with is looked into by a person
    assert still_asked(settled) == stays


def test_who_can_be_written_to_again_is_not_looked_for(settled: House) -> None:
    with transaction(settled.engine) as session:
        number = session.scalars(select(ContactPerson.agency_id).where(ContactPerson.agency_id.is_not(None))).first()
        add_work(
            session, key="find_contact:agency:1", kind="find_contact", subject=Subject("agency", number or 0),
            role=Role.COORDINATOR, due_on=DAY, now=at(DAY, 3),
        )  # fmt: skip
    change(settled, signal_contacts_leave)
    keep(settled, DAY + timedelta(days=1))
    assert ("find_contact", Role.COORDINATOR) in still_asked(settled)
    change(settled, signal_contacts_return)
    keep(settled, DAY + timedelta(days=2))
    assert still_asked(settled) == set()


def test_a_calendar_that_ends_is_work_in_time(settled: House) -> None:
    with transaction(settled.engine) as session:
        known_until = calendar_in_force(session).known_until
    change(settled, lambda session: session.execute(update(Certificate).values(valid_to=None)))
    assert keep(settled, known_until - timedelta(days=401)) == 0
    assert keep(settled, known_until - timedelta(days=400)) == 1
    assert keep(settled, known_until - timedelta(days=399)) == 0
    assert kinds(settled) == [("calendar_ending", Role.ADMINISTRATOR)]
    change(settled, finish_all)
    assert keep(settled, known_until - timedelta(days=398)) == 1


def test_work_of_one_group_does_not_hide_that_of_another(settled: House) -> None:
    change(settled, no_owner)
    assert keep(settled, DAY) == 1
    with transaction(settled.engine) as session:
        location_id = session.scalars(select(Group.location_id)).one()
        session.add(Group(code="G900", name="Zuid", location_id=location_id, anchor_on=DAY, opened_on=DAY))
    assert keep(settled, DAY + timedelta(days=1)) == 1
