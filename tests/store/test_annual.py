"""What yearly reports read about clients: kinds, days and numbers, up to a day; never a name."""

from datetime import date, timedelta

from actions.casework import move_client
from actions.house import House
from actions.support_cases import end_action, end_case
from rules.annual import first_of_quarter
from rules.casework import ActionKind, ActionOutcome, ClientKind, FirstHandling
from store.annual import annual_records
from store.models import Survey, SurveyGrade
from store.session import transaction
from tests.actions.case_world import MONDAY, NAME, NOW, CaseWorld
from tests.actions.signal_world import at

END = date(2026, 12, 31)
LATER = MONDAY + timedelta(days=30)


def test_a_client_with_all_that_was_done(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        world = CaseWorld(each_house, session)
        client = world.client(ClientKind.PARENT)
        issue = world.issue(client)
        case = world.case(issue)
        action = world.action(case, ActionKind.TALK_BOARD)
        end_action(session, each_house, action, ActionOutcome.PARTLY, MONDAY, NOW, by=world.by)
        end_case(session, each_house, case, MONDAY, NOW, by=world.by)
        session.add(SurveyGrade(is_youth=False, quarter=first_of_quarter(LATER), grade=9))
        session.flush()
        records = annual_records(session, END)
        [person], [told], [done], [answer] = records.clients, records.issues, records.cases, records.surveys
        assert (person.id, person.kind, person.is_youth) == (client.id, ClientKind.PARENT, False)
        assert person.municipality_on(END) == world.region.municipality.code
        assert told.client is person
        assert told.agency is not None
        assert (told.handling_on(END), told.agency.name) == (FirstHandling.SUPPORT_CASE, "De Voorbeeldhoeve")
        assert [(one.kind, one.outcome_on(END)) for one in done.actions] == [
            (ActionKind.TALK_BOARD, ActionOutcome.PARTLY)
        ]
        assert (answer.grade, answer.is_youth) == (9, False)
        assert NAME not in repr(records)


def test_what_came_later_is_not_read(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        case = world.case(world.issue(world.client()))
        session.add(Survey(support_case_id=case.id, is_youth=True, sent_at=NOW))
        session.flush()
        before = annual_records(session, MONDAY - timedelta(days=1))
        assert (before.clients, before.issues, before.cases) == ((), (), ())
        assert annual_records(session, END).surveys == ()


def test_a_residence_may_be_unknown_and_counts_from_its_day(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        client = world.client()
        move_client(session, house, client, None, LATER, at(LATER, 9), by=world.by)
        [person] = annual_records(session, END).clients
        assert person.municipality_on(LATER - timedelta(days=1)) == "GM1"
        assert person.municipality_on(LATER) is None


def test_an_issue_counts_where_its_location_stands_else_at_the_main_location(house: House) -> None:
    with transaction(house.engine) as session:
        world = CaseWorld(house, session)
        local = world.region.add_location()
        world.agency.main_location_id = world.region.add_location(municipality_id=world.elsewhere.id).id
        client = world.client()
        world.issue(client, location=local)
        world.issue(client)
        world.issue(client, agency=world.access_point)
        places = [issue.municipality for issue in annual_records(session, END).issues]
        assert places == ["GM1", "GM2", None]
