"""Clients, issues, support cases and actions: what is recorded, sealed, checked, and by whom."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions.assignments import client_subject, read_identity
from actions.casework import handle_issue, move_client, read_issue, record_contact
from actions.house import House
from actions.support_cases import add_supporter, end_action, end_case, start_case, suggestion
from rules.casework import (
    ActionKind,
    ActionOutcome,
    BreakOffReason,
    Channel,
    ContactKind,
    FirstHandling,
    IssueCategory,
    RefusalGround,
    SupporterKind,
)
from rules.casework_errors import (
    ActionsRunning,
    AlreadyEnded,
    AlreadyHandled,
    CaseThere,
    ClientNotYours,
    IssueOfAnother,
    NotAnAdviser,
    NotInTheFuture,
)
from rules.errors import FlawedInput
from store.casework import residences
from store.models import AccessLog, Client, Event
from store.session import transaction
from tests.actions.case_world import MONDAY, NAME, NOW, TEXT, CaseWorld
from tests.actions.signal_world import at

TUESDAY = MONDAY + timedelta(days=1)
LATER = at(TUESDAY, 9)


def test_a_name_is_sealed_and_every_reading_is_logged(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = CaseWorld(each_house, session)
        client = world.client()
        assert client.identity_sealed is not None
        assert NAME.encode() not in client.identity_sealed
        assert read_identity(session, each_house, client, NOW, by=world.by, purpose="look_up") == NAME
        [log] = session.scalars(select(AccessLog))
        assert (log.subject, log.purpose, log.actor) == (f"client:{client.code}", "look_up", f"user:{world.by.id}")


def test_a_colleague_and_a_coordinator_read_nothing(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        client = world.client()
        with pytest.raises(ClientNotYours):
            read_identity(session, house, client, NOW, by=world.by_other, purpose="look_up")
        with pytest.raises(NotAnAdviser):
            read_identity(session, house, client, NOW, by=world.coordinator, purpose="look_up")
        assert session.scalars(select(AccessLog)).all() == []


def test_the_record_holds_no_name_and_no_text(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        issue = world.issue(world.client())
        assert issue.text_sealed is not None
        assert TEXT.encode() not in issue.text_sealed
        told = " ".join(str(event.facts) for event in session.scalars(select(Event)))
        assert "Noor" not in told
        assert "begeleider" not in told
        assert issue.reference == "VPK-2026-0001"


def test_the_text_of_an_issue_opens_for_its_own_adviser(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        issue = world.issue(world.client())
        assert read_issue(session, house, issue, NOW, by=world.by, purpose="look_up") == TEXT
        with pytest.raises(ClientNotYours):
            read_issue(session, house, issue, NOW, by=world.by_other, purpose="look_up")
        [log] = session.scalars(select(AccessLog))
        assert log.actor == f"user:{world.by.id}"


def test_a_move_keeps_the_residence_of_the_law(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        client = world.client()
        residences(session, client)[0].legal_id = world.region.municipality.id
        move_client(session, house, client, world.elsewhere, TUESDAY, LATER, by=world.by)
        rows = residences(session, client)
        assert [row.reporting_id for row in rows] == [world.region.municipality.id, world.elsewhere.id]
        assert rows[1].legal_id == world.region.municipality.id
        with pytest.raises(FlawedInput, match="verhuisde"):
            move_client(session, house, client, world.elsewhere, MONDAY, LATER, by=world.by)


def test_an_issue_that_cannot_be_is_refused_before_it_is_saved(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        client = world.client()
        with pytest.raises(FlawedInput, match="categorie van een vraag"):
            world.issue(client, category=IssueCategory.LEGISLATION)
        with pytest.raises(NotInTheFuture):
            world.issue(client, raised_on=TUESDAY)
        assert world.issue(client).reference == "VPK-2026-0001"


@pytest.mark.parametrize(
    ("handling", "reason", "ended"),
    [
        pytest.param(FirstHandling.INFORMATION_ADVICE, None, TUESDAY, id="advice ends it"),
        pytest.param(FirstHandling.BROKEN_OFF, BreakOffReason.UNREACHABLE, TUESDAY, id="broken off, with a reason"),
        pytest.param(FirstHandling.SUPPORT_CASE, None, None, id="a case goes on"),
    ],
)
def test_a_first_contact_is_handled_once(
    house: House, handling: FirstHandling, reason: BreakOffReason | None, ended: date | None
) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        issue = world.issue(world.client())
        wrong = None if reason else BreakOffReason.NO_RESPONSE
        with pytest.raises(FlawedInput):
            handle_issue(session, house, issue, handling, TUESDAY, LATER, by=world.by, reason=wrong)
        handle_issue(session, house, issue, handling, TUESDAY, LATER, by=world.by, reason=reason)
        assert (issue.handling, issue.handled_on, issue.ended_on) == (handling, TUESDAY, ended)
        with pytest.raises(AlreadyHandled):
            handle_issue(session, house, issue, handling, TUESDAY, LATER, by=world.by, reason=reason)


def test_a_contact_note_is_sealed(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        contact = record_contact(
            session, house, world.client(), ContactKind.INTRODUCTION, Channel.GROUP_VISIT, MONDAY, NOW, by=world.by,
            note=TEXT,
        )  # fmt: skip
        assert contact.note_sealed is not None
        assert TEXT.encode() not in contact.note_sealed


def test_a_case_goes_from_the_lowest_level_up_and_ends_when_nothing_runs(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        issue = world.issue(world.client())
        case = world.case(issue)
        assert issue.handling is FirstHandling.SUPPORT_CASE
        assert suggestion(session, case) == (ActionKind.TALK_EMPLOYEE,)
        talk = world.action(case, ActionKind.TALK_EMPLOYEE, attended=True, behavioural_scientist=True)
        assert suggestion(session, case) == (ActionKind.TALK_SUPERVISOR,)
        with pytest.raises(ActionsRunning, match="1 acties"):
            end_case(session, house, case, TUESDAY, LATER, by=world.by)
        with pytest.raises(FlawedInput, match="niet-ontvankelijk"):
            end_action(session, house, talk, ActionOutcome.INADMISSIBLE, TUESDAY, LATER, by=world.by)
        end_action(session, house, talk, ActionOutcome.RESOLVED, TUESDAY, LATER, by=world.by)
        with pytest.raises(AlreadyEnded):
            end_action(session, house, talk, ActionOutcome.PARTLY, TUESDAY, LATER, by=world.by)
        with pytest.raises(FlawedInput, match="afgerond_op"):
            end_case(session, house, case, MONDAY, LATER, by=world.by)
        end_case(session, house, case, TUESDAY, LATER, by=world.by)
        assert (case.ended_on, issue.ended_on) == (TUESDAY, TUESDAY)
        with pytest.raises(AlreadyEnded):
            world.action(case, ActionKind.OTHER)
        with pytest.raises(CaseThere):
            start_case(session, house, issue, TUESDAY, LATER, by=world.by)


def test_a_colleague_does_nothing_in_a_case(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        case = world.case(world.issue(world.client()))
        with pytest.raises(ClientNotYours):
            end_case(session, house, case, MONDAY, NOW, by=world.by_other)


def test_only_an_informal_supporter_can_be_refused(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        case = world.case(world.issue(world.client()))
        refused = add_supporter(
            session, house, case, SupporterKind.INFORMAL_SUPPORTER, MONDAY, NOW, by=world.by, refused_on=MONDAY,
            ground=RefusalGround.HINDERS_PROGRESS,
        )  # fmt: skip
        assert refused.refusal_ground is RefusalGround.HINDERS_PROGRESS
        with pytest.raises(FlawedInput, match="informele"):
            add_supporter(
                session, house, case, SupporterKind.CLIENT_SUPPORTER, MONDAY, NOW, by=world.by, refused_on=MONDAY,
                ground=RefusalGround.NOT_INDEPENDENT,
            )  # fmt: skip


def test_a_code_that_a_register_used_is_not_given_out_again(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        first = world.client()
        first.code = "CL-2026-0002"
        session.flush()
        assert world.client().code == "CL-2026-0003"
        assert client_subject(first).kind == "client"
        assert len(session.scalars(select(Client)).all()) == 2


def test_a_contact_is_about_what_its_own_client_raised(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        client, issue = world.client(), world.issue(world.client())
        with pytest.raises(IssueOfAnother):
            record_contact(
                session, house, client, ContactKind.ABOUT_ISSUE, Channel.PHONE, MONDAY, NOW, by=world.by, issue=issue
            )
