"""The mail that asks how the help was, on its way: not needed when the answer is there or can not be given any more."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.casework import NewClient, open_client
from actions.house import House
from actions.outgoing import letter_for
from actions.support_cases import end_case
from actions.surveys import answer_survey, hand_out, open_survey, open_until, send_surveys
from rules.casework import ClientKind
from store.events import SYSTEM
from store.models import Notice, SupportCase, Survey
from store.session import transaction
from tests.actions.case_world import MONDAY, NOW, CaseWorld

DAY = timedelta(days=1)


def ended_case(session: Session, house: House) -> SupportCase:
    world = CaseWorld(house, session)
    new = NewClient(ClientKind.YOUTH, email="lisdodde@post.example", reporting=world.region.municipality)
    case = world.case(world.issue(open_client(session, house, new, NOW, by=world.by)))
    end_case(session, house, case, MONDAY, NOW, by=world.by)
    return case


def token_in(page: str) -> str:
    return page.rpartition("/")[2]


def test_a_mail_that_waited_longer_than_its_link_holds_is_not_sent(house: House) -> None:
    with transaction(house.engine) as session:
        ended_case(session, house)
        send_surveys(session, house, NOW)
        [mail], [survey] = session.scalars(select(Notice)), session.scalars(select(Survey))
        left = (open_until(house, survey) - MONDAY).days
        assert letter_for(session, house, mail, NOW + left * DAY) is not None
        assert letter_for(session, house, mail, NOW + (left + 1) * DAY) is None


def test_a_mail_is_not_sent_after_the_answer(house: House) -> None:
    with transaction(house.engine) as session:
        case = ended_case(session, house)
        send_surveys(session, house, NOW)
        [mail] = session.scalars(select(Notice))
        answer_survey(session, house, token_in(hand_out(session, house, case, NOW, actor=SYSTEM)), 8, NOW)
        assert letter_for(session, house, mail, NOW) is None


def test_a_question_that_came_with_a_register_can_be_handed_over(house: House) -> None:
    with transaction(house.engine) as session:
        case = ended_case(session, house)
        session.add(Survey(support_case_id=case.id, is_youth=True, sent_at=NOW))
        session.flush()
        page = hand_out(session, house, case, NOW, actor=SYSTEM)
        assert open_survey(session, house, token_in(page), NOW).support_case_id == case.id
