"""Asking how the help was: once after each finished case, by mail to who gave an address, answered without a name."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from actions.casework import NewClient, open_client
from actions.house import House, build_house
from actions.outgoing import letter_for
from actions.support_cases import end_case
from actions.surveys import answer_survey, hand_out, open_survey, open_until, send_surveys
from rules.casework import ClientKind
from rules.survey_errors import CaseStillRuns, NoSuchGrade, SurveyNotOpen
from store.events import SYSTEM, Subject, record
from store.models import Event, Issue, Notice, SupportCase, Survey, SurveyGrade
from store.session import transaction
from store.surveys import add_grade
from tests.actions.case_world import MONDAY, NOW, CaseWorld
from tests.conftest import POSTGRESQL, settings_for

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
        assert (survey.support_case_id, survey.is_youth, survey.answered_on) == (case.id, True, None)
        assert (mail.recipient_kind, mail.facts) == (
            "client",
            {"open_until": open_until(each_house, survey).isoformat()},
        )


@pytest.mark.parametrize(
    ("imported", "asked"),
    [
        pytest.param(DAY, 0, id="a register told of it after it ended: let be"),
        pytest.param(timedelta(), 1, id="on the day that it ended: asked"),
        pytest.param(-DAY, 1, id="while it ran: asked"),
    ],
)
def test_what_came_ended_with_a_register_is_let_be(each_house: House, imported: timedelta, asked: int) -> None:
    with transaction(each_house.engine) as session:
        case = ended_case(session, each_house, ended=False)
        case.ended_on = MONDAY
        chain = Subject("client", session.get_one(Issue, case.issue_id).client_id)
        record(session, chain, "register_added", at=NOW - 9 * DAY, sheet="trajecten")
        record(session, chain, "register_changed", at=NOW + imported, sheet="trajecten")
        record(session, chain, "register_changed", at=NOW + 3 * DAY, sheet="clienten")
        assert send_surveys(session, each_house, NOW + 3 * DAY).mailed == asked
        assert hand_out(session, each_house, case, NOW + 3 * DAY, actor=SYSTEM)


def test_what_ended_here_is_asked_whatever_a_register_says_later(house: House) -> None:
    with transaction(house.engine) as session:
        case = ended_case(session, house)
        chain = Subject("client", session.get_one(Issue, case.issue_id).client_id)
        record(session, chain, "register_changed", at=NOW + DAY, sheet="trajecten")
        assert send_surveys(session, house, NOW + DAY).mailed == 1


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
        [survey], [grade] = session.scalars(select(Survey)), session.scalars(select(SurveyGrade))
        assert survey.answered_on == MONDAY
        assert (grade.grade, grade.is_youth, grade.quarter) == (9, True, date(2026, 1, 1))


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


def test_nothing_in_the_database_leads_from_a_grade_to_its_case(each_house: House) -> None:
    assert {column.name for column in Survey.__table__.c} == {
        "id", "support_case_id", "is_youth", "token_hash", "sent_at", "answered_on",
    }  # fmt: skip
    given = [7, 9, 4, 10, 8, 6, 7, 9, 5, 8]
    with transaction(each_house.engine) as session:
        case = ended_case(session, each_house)
        for grade in given:
            add_grade(session, SurveyGrade(is_youth=True, quarter=date(2026, 1, 1), grade=grade))
        add_grade(session, SurveyGrade(is_youth=True, quarter=date(2025, 10, 1), grade=1))
    with transaction(each_house.engine) as session:
        token = token_in(hand_out(session, each_house, case, NOW, actor=SYSTEM))
        answer_survey(session, each_house, token, 3, NOW)
    with transaction(each_house.engine) as session:
        rows = session.execute(_as_it_lies(session)).tuples().all()
        ours = [row for row in rows if row[1] == date(2026, 1, 1)]
        assert [row[0] for row in ours] == sorted(row[0] for row in ours)
        assert sorted(row[2] for row in ours) == sorted([*given, 3])
        assert len(rows) == len(given) + 2
        assert all(set(event.facts.values()).isdisjoint({3, "3"}) for event in session.scalars(select(Event)))
        assert session.scalars(select(Event).where(Event.subject_kind == "survey_grade")).all() == []


def test_on_postgresql_one_transaction_wrote_all_grades_of_a_quarter(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    house = build_house(settings_for(new_database(POSTGRESQL), tmp_path), NOW, simulated=True)
    for grade in (7, 9, 4):
        with transaction(house.engine) as session:
            add_grade(session, SurveyGrade(is_youth=False, quarter=date(2026, 1, 1), grade=grade))
    with transaction(house.engine) as session:
        assert session.scalar(text("SELECT count(DISTINCT xmin::text) FROM survey_grade")) == 1
        assert session.scalar(text("SELECT count(*) FROM survey_grade")) == 3
    house.engine.dispose()


def test_on_postgresql_two_answers_at_once_lie_together(new_database: Callable[[str], str], tmp_path: Path) -> None:
    house = build_house(settings_for(new_database(POSTGRESQL), tmp_path), NOW, simulated=True)

    def give(grade: int) -> None:
        with transaction(house.engine) as session:
            add_grade(session, SurveyGrade(is_youth=False, quarter=date(2026, 1, 1), grade=grade))

    give(7)
    with ThreadPoolExecutor() as pool:
        with transaction(house.engine) as session:
            add_grade(session, SurveyGrade(is_youth=False, quarter=date(2026, 1, 1), grade=4))
            other = pool.submit(give, 9)
            while not other.done() and not _waits(house):
                pass
        other.result()
    with transaction(house.engine) as session:
        assert session.scalar(text("SELECT count(DISTINCT xmin::text) FROM survey_grade")) == 1
        assert session.scalar(text("SELECT count(*) FROM survey_grade")) == 3
    house.engine.dispose()


def _waits(house: House) -> bool:
    """Return whether somebody waits for a lock in the database."""
    with transaction(house.engine) as session:
        asked = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        return session.scalar(text(asked)) is not None


def _as_it_lies(session: Session) -> Select[tuple[int, date, int]]:
    """Return the query of grades in the order in which the database keeps them."""
    lies = "ctid" if session.get_bind().dialect.name == "postgresql" else "rowid"
    return select(SurveyGrade.id, SurveyGrade.quarter, SurveyGrade.grade).order_by(text(lies))
