"""Row scope: what each of the nine roles sees of one small world, and that it agrees with the actions."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions.assignments import may_see as may_see_client
from actions.group_access import may_work_for
from actions.house import House
from rules.signal_words import DeclineReason
from rules.vocabulary import (
    AbsenceKind,
    LegalEffect,
    Role,
    SignalState,
)
from store.base import Base
from store.models import (
    Absence,
    Adviser,
    Agency,
    BreakGlass,
    Client,
    ClientConflict,
    Conflict,
    Escalation,
    Group,
    Intake,
    Issue,
    RelationNote,
    ReleasedReport,
    Signal,
    SupportCase,
    Visit,
    VisitWindow,
    WorkItem,
)
from store.scope import RULES, NothingToSee, Viewer, may_read_text, may_see, one_seen, seen
from store.session import transaction
from tests.halves import NOW, TODAY, Two

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def two(each_house: House) -> Iterator[Two]:
    with transaction(each_house.engine) as session:
        yield Two(session)


OWN, BOTH, NONE = {"own"}, {"own", "other"}, set[str]()
NOUNS = (
    Group, VisitWindow, Visit, Signal, Client, Issue, SupportCase, Intake, ReleasedReport, WorkItem, Adviser, Agency,
    RelationNote,
)  # fmt: skip
EXPECTED: dict[Role, dict[type[Base], set[str]]] = {
    Role.ADVISER: {
        **dict.fromkeys(
            (Group, VisitWindow, Visit, Signal, Client, Issue, SupportCase, Intake, WorkItem, Adviser, RelationNote),
            OWN,
        ),
        Agency: BOTH,
    },
    Role.COORDINATOR: {
        **dict.fromkeys((Group, VisitWindow, Visit, Signal, WorkItem, Adviser, RelationNote), OWN),
        Agency: BOTH,
    },
    Role.MANAGER: {
        **dict.fromkeys((Group, VisitWindow, Visit, Signal, WorkItem, Adviser, RelationNote), OWN),
        Agency: BOTH,
        ReleasedReport: BOTH,
    },
    Role.JURIST: {Signal: BOTH, Agency: BOTH},
    Role.PRIVACY_OFFICER: {},
    Role.PROVIDER_CONTACT: {Signal: OWN, Agency: OWN},
    Role.MUNICIPALITY_CONTACT: {ReleasedReport: OWN},
    Role.INSPECTOR: {},
    Role.ADMINISTRATOR: {},
}
"""What somebody of the first half sees of the two halves; what is not here is nothing."""


def halves(two: Two, noun: type[Base], viewer: Viewer) -> set[str]:
    return {name for name in ("own", "other") if may_see(two.session, viewer, getattr(two, name)[noun])}


@pytest.mark.parametrize("role", list(Role))
def test_what_each_role_sees(two: Two, role: Role) -> None:
    viewer = Viewer(two.user(role), NOW)
    found = {noun: halves(two, noun, viewer) for noun in NOUNS}
    assert found == {noun: EXPECTED[role].get(noun, NONE) for noun in NOUNS}


@pytest.mark.parametrize("role", list(Role))
def test_who_left_sees_nothing(two: Two, role: Role) -> None:
    user = two.user(role)
    user.active = False
    two.session.flush()
    assert [row for noun in RULES for row in two.session.scalars(seen(noun, Viewer(user, NOW)))] == []


def test_the_inspector_sees_only_what_was_passed_on(two: Two) -> None:
    viewer = Viewer(two.user(Role.INSPECTOR), NOW)
    assert halves(two, Signal, viewer) == NONE
    two.pass_on(two.other)
    assert halves(two, Signal, viewer) == {"other"}


def test_proposed_or_declined_is_not_passed_on(two: Two) -> None:
    manager = two.user(Role.MANAGER)
    two.add(
        Escalation(
            signal_id=two.own[Signal].id, legal_effect=LegalEffect.AGREEMENT, reason="x", proposed_at=NOW,
            declined_at=NOW, declined_by_id=manager.id, decline_reason=next(iter(DeclineReason)),
        )
    )  # fmt: skip
    assert halves(two, Signal, Viewer(two.user(Role.INSPECTOR), NOW)) == NONE


@pytest.mark.parametrize("organisation", [pytest.param(True, id="national"), pytest.param(False, id="none")])
@pytest.mark.parametrize("noun", [Group, Visit, Signal, Adviser, RelationNote])
def test_the_national_organisation_sees_all_planning(two: Two, organisation: bool, noun: type[Base]) -> None:
    user = two.region.add_user(Role.COORDINATOR, organisation_id=two.region.organisation.id if organisation else None)
    assert halves(two, noun, Viewer(user, NOW)) == BOTH


def test_a_note_without_an_organisation_is_of_the_national_one(two: Two) -> None:
    two.own[RelationNote].organisation_id = None
    two.session.flush()
    assert halves(two, RelationNote, Viewer(two.user(Role.COORDINATOR), NOW)) == NONE
    national = two.user_of(two.region.add_adviser())
    assert halves(two, RelationNote, Viewer(national, NOW)) == BOTH


def test_a_provider_sees_what_was_sent_only(two: Two) -> None:
    viewer = Viewer(two.user(Role.PROVIDER_CONTACT), NOW)
    signal = two.own[Signal]
    signal.state, signal.sent_at = SignalState.APPROVED, None
    two.session.flush()
    assert halves(two, Signal, viewer) == NONE


@pytest.mark.parametrize("state", [SignalState.DRAFT, SignalState.APPROVED])
@pytest.mark.parametrize("role", [Role.PROVIDER_CONTACT, Role.INSPECTOR])
def test_outsiders_do_not_read_a_draft_of_what_was_sent_before(two: Two, role: Role, state: SignalState) -> None:
    """Given a signal that left, was withdrawn and reopened / when it is written anew / then it is inside again."""
    two.pass_on(two.own)
    viewer, signal = Viewer(two.user(role), NOW), two.own[Signal]
    assert halves(two, Signal, viewer) == OWN
    signal.state = state
    two.session.flush()
    assert halves(two, Signal, viewer) == NONE


def test_signals_of_a_merged_agency_go_with_it(two: Two) -> None:
    viewer = Viewer(two.user(Role.PROVIDER_CONTACT), NOW)
    old = two.region.add_agency("Nog ouder")
    for agency, into in ((two.other_agency, old), (old, two.region.agency)):
        agency.merged_into_id, agency.merged_on = into.id, TODAY
    two.session.flush()
    assert halves(two, Signal, viewer) == BOTH
    assert halves(two, Signal, Viewer(viewer.user, NOW - timedelta(days=1))) == OWN
    two.region.agency.merged_into_id, two.region.agency.merged_on = two.region.add_agency("Nieuw").id, TODAY
    two.session.flush()
    assert halves(two, Signal, viewer) == NONE


@pytest.mark.parametrize(
    ("state", "role", "may"),
    [
        pytest.param(SignalState.DRAFT, Role.COORDINATOR, False, id="coordinator: not the draft"),
        pytest.param(SignalState.SENT, Role.COORDINATOR, True, id="coordinator: what passed the gate"),
        pytest.param(SignalState.DRAFT, Role.ADVISER, True, id="adviser: the own draft"),
        pytest.param(SignalState.DRAFT, Role.JURIST, True, id="jurist: the draft to approve"),
        pytest.param(SignalState.SENT, Role.PRIVACY_OFFICER, False, id="privacy officer: never content"),
        pytest.param(SignalState.SENT, Role.ADMINISTRATOR, False, id="administrator: never content"),
    ],
)
def test_who_reads_the_text(two: Two, state: SignalState, role: Role, may: bool) -> None:
    two.own[Signal].state = state
    two.session.flush()
    assert may_read_text(two.session, Viewer(two.user(role), NOW), two.own[Signal]) is may


DAYS = [
    pytest.param(TODAY - timedelta(days=1), TODAY - timedelta(days=1), False, id="ended yesterday"),
    pytest.param(TODAY - timedelta(days=1), TODAY, True, id="last day"),
    pytest.param(TODAY, TOMORROW, True, id="first day"),
    pytest.param(TOMORROW, TOMORROW, False, id="from tomorrow"),
]


@pytest.mark.parametrize(("starts_on", "ends_on", "sees"), DAYS)
@pytest.mark.parametrize("noun", [Group, Signal, Client])
def test_a_grant_opens_in_its_days(two: Two, noun: type[Base], starts_on: date, ends_on: date, sees: bool) -> None:
    colleague = two.region.add_adviser(organisation_id=two.own_org.id)
    user = two.user_of(colleague)
    viewer = Viewer(user, NOW)
    assert not may_see(two.session, viewer, two.own[noun])
    kind = {Group: "group", Signal: "signal", Client: "client"}[noun]
    grant = two.grant(user, kind, two.own[noun].id, starts_on=starts_on, ends_on=ends_on)
    assert may_see(two.session, viewer, two.own[noun]) is sees
    grant.revoked_at = NOW
    two.session.flush()
    assert not may_see(two.session, viewer, two.own[noun])


Change = Callable[[Two, Adviser], object]
GROUPS: list[Any] = [
    pytest.param(lambda two, adviser: None, id="nothing"),
    pytest.param(lambda two, adviser: two.grant(two.user_of(adviser), "group", two.own[Group].id), id="granted"),
    pytest.param(
        lambda two, adviser: (
            two.grant(two.user_of(adviser), "group", two.own[Group].id),
            two.add(Conflict(adviser_id=adviser.id, group_id=two.own[Group].id)),
        ),
        id="granted, with a conflict",
    ),
    pytest.param(
        lambda two, adviser: two.add(Conflict(adviser_id=two.own[Adviser].id, group_id=two.own[Group].id)),
        id="owner with a conflict",
    ),
    pytest.param(
        lambda two, adviser: two.add(
            Absence(adviser_id=two.own[Adviser].id, kind=AbsenceKind.LEAVE, starts_on=TODAY, ends_on=TODAY)
        ),
        id="owner away",
    ),
    pytest.param(
        lambda two, adviser: two.grant(two.user_of(two.other[Adviser]), "group", two.own[Group].id),
        id="granted to another organisation",
    ),
]


@pytest.mark.parametrize("change", GROUPS)
def test_groups_are_seen_by_who_may_work_for_them(two: Two, change: Change) -> None:
    colleague = two.region.add_adviser(organisation_id=two.own_org.id)
    change(two, colleague)
    for adviser in (two.own[Adviser], two.other[Adviser], colleague):
        user = two.user_of(adviser)
        for group in (two.own[Group], two.other[Group]):
            assert may_see(two.session, Viewer(user, NOW), group) is may_work_for(two.session, user, group.id, TODAY)


CLIENTS: list[Any] = [
    pytest.param(lambda two, adviser: None, id="nothing"),
    pytest.param(lambda two, adviser: two.grant(two.user_of(adviser), "client", two.own[Client].id), id="granted"),
    pytest.param(
        lambda two, adviser: (
            two.grant(two.user_of(two.other[Adviser]), "client", two.own[Client].id),
            two.add(ClientConflict(client_id=two.own[Client].id, other_id=two.other[Client].id, recorded_on=TODAY)),
        ),
        id="granted to who helps the rival",
    ),
]


@pytest.mark.parametrize("change", CLIENTS)
def test_clients_are_seen_as_the_actions_say(two: Two, change: Change) -> None:
    colleague = two.region.add_adviser(organisation_id=two.own_org.id)
    change(two, colleague)
    people = [two.user_of(adviser) for adviser in (two.own[Adviser], two.other[Adviser], colleague)]
    for user in [*people, two.user(Role.COORDINATOR), two.user(Role.MANAGER)]:
        for client in (two.own[Client], two.other[Client]):
            viewer = Viewer(user, NOW)
            assert may_see(two.session, viewer, client) is may_see_client(two.session, client, user, TODAY)


@pytest.mark.parametrize(
    ("at", "sees"),
    [
        pytest.param(NOW - timedelta(seconds=1), False, id="before"),
        pytest.param(NOW, True, id="at once"),
        pytest.param(NOW + timedelta(hours=3, seconds=-1), True, id="last second"),
        pytest.param(NOW + timedelta(hours=3), False, id="over"),
    ],
)
def test_an_emergency_opens_one_client_for_three_hours(two: Two, at: datetime, sees: bool) -> None:
    jurist = two.user(Role.JURIST)
    two.add(
        BreakGlass(
            user_id=jurist.id, subject_kind="client", subject_id=two.own[Client].id, opened_at=NOW,
            ends_at=NOW + timedelta(hours=3),
        )
    )  # fmt: skip
    assert halves(two, Client, Viewer(jurist, at)) == (OWN if sees else NONE)
    assert halves(two, Issue, Viewer(jurist, at)) == (OWN if sees else NONE)
    assert halves(two, Client, Viewer(two.user(Role.JURIST), at)) == NONE


def test_the_queue_is_for_all_advisers_until_somebody_takes_it(two: Two) -> None:
    intake = two.other[Intake]
    intake.taken_at = intake.taken_by_id = None
    two.session.flush()
    assert halves(two, Intake, Viewer(two.user(Role.ADVISER), NOW)) == BOTH
    assert halves(two, Intake, Viewer(two.user(Role.COORDINATOR), NOW)) == NONE


def test_what_is_not_there_and_what_is_not_yours_read_alike(two: Two) -> None:
    viewer, told = Viewer(two.user(Role.ADVISER), NOW), []
    for reference in ("S-ZUID", "S-BESTAAT-NIET"):
        with pytest.raises(NothingToSee) as error:
            one_seen(two.session, Signal, viewer, Signal.reference == reference)
        told.append(str(error.value))
    assert told[0] == told[1]
    assert one_seen(two.session, Signal, viewer, Signal.reference == "S-NOORD").id == two.own[Signal].id


def test_a_substitute_sees_the_own_visit_to_anothers_group(two: Two) -> None:
    two.other[Visit].adviser_id = two.own[Adviser].id
    two.session.flush()
    viewer = Viewer(two.user(Role.ADVISER), NOW)
    assert halves(two, Visit, viewer) == BOTH
    assert halves(two, Group, viewer) == OWN


def test_two_questions_of_one_agency_fit_in_one_statement(two: Two) -> None:
    """A page asks for signals and reports at once: what each rests on may not get in the other's way."""
    viewer = Viewer(two.user(Role.PROVIDER_CONTACT), NOW)
    signals, reports = seen(Signal, viewer).subquery(), seen(ReleasedReport, viewer).subquery()
    again = seen(Signal, viewer).with_only_columns(Signal.id).subquery()
    asked = select(signals.c.id).where(signals.c.id.in_(select(again.c.id)), ~select(reports.c.id).exists())
    assert two.session.scalars(asked).all() == [two.own[Signal].id]
