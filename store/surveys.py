"""Queries about the question that follows on a support case."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, delete, insert, select, text
from sqlalchemy.orm import Session

from rules.calendar import local_date
from store.models import Client, Event, Issue, SupportCase, Survey, SurveyGrade

ENDED_HERE, BY_REGISTER, CASES_SHEET = "case_ended", ("register_added", "register_changed"), "trajecten"


def not_asked(session: Session, ended_from: date, ended_to: date) -> Sequence[tuple[SupportCase, Client]]:
    """Return the support cases that ended in these days and were not asked about, with whose they are."""
    asked = (
        select(SupportCase, Client)
        .join(Issue, Issue.id == SupportCase.issue_id)
        .join(Client, Client.id == Issue.client_id)
        .outerjoin(Survey, Survey.support_case_id == SupportCase.id)
        .where(Survey.id.is_(None), SupportCase.ended_on.between(ended_from, ended_to))
        .order_by(SupportCase.id)
    )
    return [(case, client) for case, client in session.execute(asked)]


def came_ended(session: Session, cases: Sequence[SupportCase]) -> set[int]:
    """Return which of these ended cases a register told of after they had ended: they did not end here.

    By the record: nobody here ended the case, and a register wrote support cases of its client on a later day.
    """
    told = (
        select(Issue.id, Event.what, Event.at, Event.facts)
        .join(SupportCase, SupportCase.issue_id == Issue.id)
        .join(Event, and_(Event.subject_kind == "client", Event.subject_id == Issue.client_id))
        .where(SupportCase.id.in_([case.id for case in cases]), Event.what.in_((ENDED_HERE, *BY_REGISTER)))
    )
    ended_here: set[str] = set()
    told_on: dict[int, date] = {}
    for issue, what, at, facts in session.execute(told):
        if what == ENDED_HERE:
            ended_here.add(facts["case"])
        elif facts["sheet"] == CASES_SHEET:
            told_on[issue] = max(told_on.get(issue, date.min), local_date(at))
    return {
        case.id
        for case in cases
        if case.reference not in ended_here
        and case.ended_on is not None
        and told_on.get(case.issue_id, date.min) > case.ended_on
    }


def survey_of(session: Session, case: SupportCase) -> Survey | None:
    """Return the question about a support case."""
    return session.scalars(select(Survey).where(Survey.support_case_id == case.id)).one_or_none()


def survey_by_hash(session: Session, token_hash: str) -> Survey | None:
    """Return the question that a token opens, locked."""
    return session.scalars(select(Survey).where(Survey.token_hash == token_hash).with_for_update()).one_or_none()


def add_grade(session: Session, given: SurveyGrade) -> None:
    """Keep a grade so that not even the database tells which came last: all grades of its quarter are written anew.

    PostgreSQL keeps rows in the order of writing, and with each the transaction that wrote it, which also wrote whose
    survey was answered. Written together, by drawn number, they all look alike.
    """
    if session.connection().dialect.name == "postgresql":  # two at once would not see, and not rewrite, each other's
        session.execute(text("LOCK TABLE survey_grade IN SHARE ROW EXCLUSIVE MODE"))
    of_quarter = select(SurveyGrade).where(SurveyGrade.quarter == given.quarter).with_for_update()
    grades = [given, *session.scalars(of_quarter)]
    rows = [
        {"id": each.id, "is_youth": each.is_youth, "quarter": each.quarter, "grade": each.grade}
        for each in sorted(grades, key=lambda each: each.id)
    ]
    known = [each.id for each in grades[1:]]
    session.execute(delete(SurveyGrade).where(SurveyGrade.id.in_(known)).execution_options(synchronize_session=False))
    session.execute(insert(SurveyGrade), rows)
