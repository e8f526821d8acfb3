"""The work list: everybody sees what is theirs, the deputy what is left behind, and nothing waits for nobody."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions.house import House
from actions.signal_moves import check_own
from actions.work import add_work
from actions.worklist import (
    CannotTakeOver,
    HandoverTooLong,
    HandoverTooShort,
    NotYourWork,
    acknowledge,
    complete,
    hand_over,
    longest_handover,
    snooze,
    work_list,
)
from rules.signal_errors import NotYourSignal
from rules.vocabulary import AbsenceKind, Role, SignalKind
from rules.work_subjects import SubjectOfWorkUnknown
from rules.worklist import (
    ABOVE,
    ASKED,
    KindOfWorkUnknown,
    SnoozeInThePast,
    SnoozeReason,
    SnoozeTooLong,
    WorkOrigin,
    asked,
)
from store.events import Subject
from store.models import Absence, Agency, ContactPerson, User, WorkItem
from store.session import transaction
from store.work import is_granted
from tests.actions.signal_world import MONDAY, SENT_AT, World

DAY = timedelta(days=1)


@pytest.fixture
def world(house: House) -> Iterator[World]:
    with transaction(house.engine) as session:
        yield World(house, session)


def give(world: World, role: Role, kind: str = "find_contact", due_on: date = MONDAY + DAY, **more: int) -> WorkItem:
    subject = Subject("group", world.group.id)
    key = f"{kind}:{role}:{due_on}:{len(more)}"
    item = add_work(
        world.session, key=key, kind=kind, subject=subject, role=role, due_on=due_on, now=SENT_AT,
        adviser_id=more.get("adviser_id"), organisation_id=more.get("organisation_id"),
    )  # fmt: skip
    assert item is not None
    return item


def listed(world: World, user: User, on: date = MONDAY) -> list[tuple[int, WorkOrigin]]:
    return [(line.number, line.origin) for line in work_list(world.session, user, on)]


def test_work_lies_with_its_role_and_tells_what_and_why(world: World) -> None:
    item = give(world, Role.COORDINATOR)
    (line,) = work_list(world.session, world.coordinator, MONDAY)
    assert (line.number, line.code, line.origin, line.late) == (item.id, world.group.code, WorkOrigin.OWN, 0)
    assert (line.reason, line.action) == (ASKED["find_contact"].reason, ASKED["find_contact"].action)
    assert not work_list(world.session, world.manager, MONDAY)


def test_an_agency_is_told_by_its_code(world: World) -> None:
    agency = world.session.scalars(select(Agency)).first()
    assert agency is not None
    add_work(
        world.session, key="no_contact", kind="agency_without_contact", subject=Subject("agency", agency.id),
        role=Role.COORDINATOR, due_on=MONDAY, now=SENT_AT,
    )  # fmt: skip
    assert [line.code for line in work_list(world.session, world.coordinator, MONDAY)] == [agency.code]


@pytest.mark.parametrize(
    ("kind", "subject", "then"),
    [
        pytest.param("rota_gap", Subject("rota", 0), "Piketrooster", id="there is one"),
        pytest.param("record_broken", Subject("record", 0), "Logboek", id="the house itself"),
        pytest.param("clock_doubtful", Subject("clock", 1), "Klok van de machine", id="its number tells nothing"),
        pytest.param("release_reports", Subject("reports", 2025), "Jaarrapporten 2025", id="its number is a year"),
        pytest.param("notice_undelivered", Subject("notice", 5), "Uitgaande post 5", id="one of many"),
        pytest.param("notice_undelivered", Subject("signal", 999), "Signaal 999", id="its code is gone"),
    ],
)
def test_what_has_no_code_is_told_in_words(world: World, kind: str, subject: Subject, then: str) -> None:
    """Given work about the house itself / when it is listed / then it tells in Dutch what it is about, never a code."""
    add_work(world.session, key="one", kind=kind, subject=subject, role=Role.MANAGER, due_on=MONDAY, now=SENT_AT)
    (line,) = work_list(world.session, world.manager, MONDAY)
    assert (line.code, line.noun) == (then, subject.kind)


def test_a_contact_person_is_told_by_the_code(world: World) -> None:
    """Given a certificate of a contact person that ends / when it is listed / then the person's code is there."""
    contact = world.session.scalars(select(ContactPerson)).first()
    assert contact is not None
    add_work(
        world.session, key="pin", kind="mail_certificate_ending", subject=Subject("contact", contact.id),
        role=Role.MANAGER, due_on=MONDAY, now=SENT_AT,
    )  # fmt: skip
    (line,) = work_list(world.session, world.manager, MONDAY)
    assert (line.code, line.noun) == (contact.code, None)


def test_work_about_what_has_no_noun_is_refused(world: World) -> None:
    with pytest.raises(SubjectOfWorkUnknown):
        add_work(
            world.session, key="owl", kind="rota_gap", subject=Subject("owl", 1), role=Role.MANAGER, due_on=MONDAY,
            now=SENT_AT,
        )  # fmt: skip


def test_acute_comes_first_then_what_is_due_first(world: World) -> None:
    later, sooner = give(world, Role.JURIST, due_on=MONDAY + 5 * DAY), give(world, Role.JURIST, due_on=MONDAY + DAY)
    acute = world.draft(SignalKind.ACUTE)
    item = add_work(
        world.session, key="acute", kind="review_signal", subject=Subject("signal", acute.id), role=Role.JURIST,
        due_on=MONDAY + 9 * DAY, now=SENT_AT,
    )  # fmt: skip
    assert item is not None
    lines = work_list(world.session, world.jurist, MONDAY + 3 * DAY)
    assert [line.number for line in lines if line.number in {later.id, sooner.id, item.id}] == [
        item.id, sooner.id, later.id,
    ]  # fmt: skip
    assert {line.number: line.late for line in lines}[sooner.id] == 2


@pytest.mark.parametrize(("deputy_there", "who"), [(True, "deputy"), (False, "coordinator")])
def test_an_absent_advisers_work_is_seen_by_who_is_there(world: World, deputy_there: bool, who: str) -> None:
    deputy = world.region.add_adviser()
    world.adviser.deputy_id = deputy.id
    item = give(world, Role.ADVISER, "finish_draft", adviser_id=world.adviser.id)
    for away in (world.adviser, *(() if deputy_there else (deputy,))):
        world.session.add(Absence(adviser_id=away.id, kind=AbsenceKind.ILL, starts_on=MONDAY, ends_on=MONDAY + 2 * DAY))
    world.session.flush()
    person = world.coordinator if who == "coordinator" else world.session.get(User, world.jurist.id)
    if who == "deputy":
        person = next(user for user in world.session.query(User) if user.adviser_id == deputy.id)
    assert person is not None
    expected = WorkOrigin.DEPUTY if who == "deputy" else WorkOrigin.GONE_UP
    assert listed(world, person) == [(item.id, expected)]
    assert listed(world, world.writer) == [(item.id, WorkOrigin.OWN)]
    assert listed(world, person, MONDAY + 3 * DAY) == []


def test_work_without_anybody_in_its_role_goes_up(world: World) -> None:
    item = give(world, Role.JURIST)
    world.jurist.active = False
    world.session.flush()
    assert listed(world, world.manager) == [(item.id, WorkOrigin.GONE_UP)]


def test_work_rests_but_never_past_its_last_day(world: World) -> None:
    item = give(world, Role.COORDINATOR, due_on=MONDAY + 3 * DAY)
    reason = SnoozeReason.WAITING_FOR_ANSWER
    with pytest.raises(SnoozeTooLong, match="2026-03-19"):
        snooze(world.session, item.id, world.coordinator, MONDAY + 4 * DAY, reason, SENT_AT)
    with pytest.raises(SnoozeInThePast):
        snooze(world.session, item.id, world.coordinator, MONDAY, reason, SENT_AT)
    snooze(world.session, item.id, world.coordinator, MONDAY + 2 * DAY, reason, SENT_AT)
    assert listed(world, world.coordinator) == []
    assert [line.snoozed_until for line in work_list(world.session, world.coordinator, MONDAY, with_snoozed=True)] == [
        MONDAY + 2 * DAY
    ]
    assert listed(world, world.coordinator, MONDAY + 2 * DAY) == [(item.id, WorkOrigin.OWN)]


def test_a_handover_moves_the_work_and_grants_dated_access(world: World) -> None:
    item = give(world, Role.COORDINATOR)
    other = world.region.add_user(Role.COORDINATOR)
    with pytest.raises(CannotTakeOver, match="coördinator of hoger"):
        hand_over(world.session, world.house, item.id, world.coordinator, world.jurist, MONDAY, SENT_AT)
    with pytest.raises(HandoverTooShort):
        hand_over(world.session, world.house, item.id, world.coordinator, other, MONDAY - DAY, SENT_AT)
    last = longest_handover(world.house, MONDAY)
    assert last == MONDAY + 13 * 7 * DAY
    with pytest.raises(HandoverTooLong, match=f"nu tot en met {last}"):
        hand_over(world.session, world.house, item.id, world.coordinator, other, last + DAY, SENT_AT)
    hand_over(world.session, world.house, item.id, world.coordinator, other, last, SENT_AT)
    assert is_granted(world.session, other, Subject("group", world.group.id), last)


def test_a_handover_ends_by_itself(world: World) -> None:
    item = give(world, Role.COORDINATOR)
    other = world.region.add_user(Role.COORDINATOR)
    hand_over(world.session, world.house, item.id, world.coordinator, other, MONDAY + 7 * DAY, SENT_AT)
    assert listed(world, other) == [(item.id, WorkOrigin.HANDED_OVER)]
    assert listed(world, world.coordinator) == []
    subject = Subject("group", world.group.id)
    assert is_granted(world.session, other, subject, MONDAY + 7 * DAY)
    assert not is_granted(world.session, other, subject, MONDAY + 8 * DAY)
    assert listed(world, world.coordinator, MONDAY + 8 * DAY) == [(item.id, WorkOrigin.OWN)]
    other.active = False
    world.session.flush()
    assert listed(world, world.coordinator) == [(item.id, WorkOrigin.OWN)]


def test_who_takes_over_work_or_stands_in_may_do_it(world: World) -> None:
    """Access by dated grant, and the deputy's for as long as the adviser is away."""
    deputy, other = world.region.add_adviser(), world.region.add_adviser()
    world.adviser.deputy_id = deputy.id
    users = {user.adviser_id: user for user in world.session.scalars(select(User))}
    signal, later = world.draft(), SENT_AT + 8 * DAY
    for user in (users[deputy.id], users[other.id]):
        with pytest.raises(NotYourSignal):
            check_own(signal, user, SENT_AT)
    world.session.add(Absence(adviser_id=world.adviser.id, kind=AbsenceKind.ILL, starts_on=MONDAY, ends_on=MONDAY))
    (item,) = [each for each in world.session.scalars(select(WorkItem)) if each.kind == "finish_draft"] or [
        give(world, Role.ADVISER, "finish_draft", adviser_id=world.adviser.id)
    ]
    item.subject_kind, item.subject_id = "signal", signal.id
    world.session.flush()
    check_own(signal, users[deputy.id], SENT_AT)
    hand_over(world.session, world.house, item.id, world.writer, users[other.id], MONDAY + 7 * DAY, SENT_AT)
    check_own(signal, users[other.id], SENT_AT)
    for user in (users[deputy.id], users[other.id]):
        with pytest.raises(NotYourSignal):
            check_own(signal, user, later)


def test_only_who_has_it_on_the_list_can_take_it_up_and_finish_it(world: World) -> None:
    item = give(world, Role.COORDINATOR)
    with pytest.raises(NotYourWork):
        acknowledge(world.session, item.id, world.jurist, SENT_AT)
    acknowledge(world.session, item.id, world.coordinator, SENT_AT)
    assert item.acknowledged_by_id == world.coordinator.id
    complete(world.session, item.id, world.coordinator, SENT_AT)
    with pytest.raises(NotYourWork):
        complete(world.session, item.id, world.coordinator, SENT_AT)
    assert listed(world, world.coordinator) == []


def test_there_is_a_sentence_for_every_kind_and_a_top_to_every_climb() -> None:
    with pytest.raises(KindOfWorkUnknown):
        asked("owl_seen")
    for role in ABOVE:
        seen = {role}
        while role in ABOVE:
            role = ABOVE[role]
            assert role not in seen
            seen.add(role)
