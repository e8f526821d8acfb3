"""Asking how the help was: once after each finished case, by mail to who gave an address, answered without a name."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.casework import NewClient, open_client
from actions.house import House
from actions.outgoing import letter_for
from actions.support_cases import end_case
from actions.surveys import answer_survey, hand_out, open_survey, open_until, send_surveys
from rules.casework import ClientKind
from rules.survey_errors import CaseStillRuns, NoSuchGrade, SurveyNotOpen
from store.events import SYSTEM
from store.models import Event, Notice, SupportCase, Survey
from store.session import transaction
from tests.actions.case_world import MONDAY, NOW, CaseWorld

ADDRESS = "lisdodde@post.example"
DAY = timedelta(days=1)


def ended_case(session: Session, house: House, *, email: str = ADDRESS, ended: bool = True) -> SupportCase:
    world = CaseWorld(house, session)
    new = NewClient(ClientKind.YOUTH, email=email, reporting=world.region.municipality)
    client = open_client(session, house, new, NOW, by=world.by)
    case = world.case(world.issue(client))
    if ended:
        end_case(session, house, case, MONDAY, NOW, by=world.by)
    return case


def token_in(page: str) -> str:
    return page.rpartition("/")[2]


def test_each_case_is_asked_about_once(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        case = ended_case(session, each_house)
        assert send_surveys(session, each_house, NOW).mailed == 1
        assert send_surveys(session, each_house, NOW + DAY).mailed == 0
        [survey] = session.scalars(select(Survey))
        [mail] = session.scalars(select(Notice))
        assert (survey.support_case_id, survey.is_youth, survey.grade) == (case.id, True, None)
        assert (mail.recipient_kind, mail.facts) == (
            "client",
            {"open_until": open_until(each_house, survey).isoformat()},
        )


def test_the_mail_reaches_the_client_and_its_link_opens_the_question(house: House) -> None:
    with transaction(house.engine) as session:
        ended_case(session, house)
        send_surveys(session, house, NOW)
        [mail] = session.scalars(select(Notice))
        letter = letter_for(session, house, mail, NOW)
        assert letter is not None
        assert (letter.to_address, letter.to_name) == (ADDRESS, "")
        [link] = [word for word in letter.text.split() if "/tevredenheid/" in word]
        assert open_survey(session, house, token_in(link), NOW).answered_on is None


@pytest.mark.parametrize(
    ("days", "asked"),
    [
        pytest.param(28, 1, id="four weeks after the end: asked"),
        pytest.param(29, 0, id="the day after that: let be"),
    ],
)
def test_a_case_of_long_ago_is_let_be(house: House, days: int, asked: int) -> None:
    with transaction(house.engine) as session:
        ended_case(session, house)
        assert send_surveys(session, house, NOW + days * DAY).mailed == asked


def test_who_gave_no_address_gets_no_mail_but_the_link_can_be_handed_over(house: House) -> None:
    with transaction(house.engine) as session:
        case = ended_case(session, house, email="")
        counts = send_surveys(session, house, NOW)
        assert (counts.mailed, counts.without_address) == (0, 1)
        assert session.scalars(select(Survey)).all() == []
        page = hand_out(session, house, case, NOW, actor=SYSTEM)
        assert hand_out(session, house, case, NOW, actor=SYSTEM) == page
        answer_survey(session, house, token_in(page), 9, NOW)
        [survey] = session.scalars(select(Survey))
        assert (survey.grade, survey.answered_on) == (9, MONDAY)


def test_a_case_that_runs_is_not_asked_about(house: House) -> None:
    with transaction(house.engine) as session:
        case = ended_case(session, house, ended=False)
        assert send_surveys(session, house, NOW).mailed == 0
        with pytest.raises(CaseStillRuns):
            hand_out(session, house, case, NOW, actor=SYSTEM)


def test_an_answer_spends_the_link_and_the_grade_stays_out_of_the_record(house: House) -> None:
    with transaction(house.engine) as session:
        token = token_in(hand_out(session, house, ended_case(session, house), NOW, actor=SYSTEM))
        with pytest.raises(NoSuchGrade):
            answer_survey(session, house, token, 11, NOW)
        answer_survey(session, house, token, 7, NOW)
        with pytest.raises(SurveyNotOpen):
            answer_survey(session, house, token, 8, NOW)
        [event] = session.scalars(select(Event).where(Event.what == "survey_answered"))
        assert event.facts == {}


@pytest.mark.parametrize(
    ("on", "is_open"),
    [
        pytest.param(date(2026, 4, 13), True, id="the last day"),
        pytest.param(date(2026, 4, 14), False, id="the day after"),
    ],
)
def test_a_link_holds_for_four_weeks(house: House, on: date, is_open: bool) -> None:
    with transaction(house.engine) as session:
        token = token_in(hand_out(session, house, ended_case(session, house), NOW, actor=SYSTEM))
        moment = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        if is_open:
            assert open_survey(session, house, token, moment)
        else:
            with pytest.raises(SurveyNotOpen):
                open_survey(session, house, token, moment)


def test_an_unknown_link_says_the_same(house: House) -> None:
    with transaction(house.engine) as session, pytest.raises(SurveyNotOpen):
        open_survey(session, house, "onbekend", NOW)
