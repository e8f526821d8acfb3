"""Asking a client, once after each finished support case, how the help was; answered with a link, without a name.

Only who gave an address for it gets the mail; for others the adviser can hand the link over. The token is derived from
the master key and the case, so that the mail can hold what the database does not. Source: F090; house policy.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from actions.house import House
from actions.notices import Recipient, enqueue
from actions.reply_tokens import token_hash
from rules.annual import first_of_quarter
from rules.calendar import local_date
from rules.casework import ClientKind
from rules.survey_errors import GRADES, CaseStillRuns, NoSuchGrade, SurveyNotOpen
from store.crypto import Vault
from store.events import SYSTEM, Subject, record
from store.models import Client, Issue, SupportCase, Survey, SurveyGrade
from store.surveys import add_grade, came_ended, not_asked, survey_by_hash, survey_of

PAGE = "/tevredenheid/"


@dataclass(frozen=True, slots=True)
class SurveyCounts:
    """What a round did: how many clients were mailed, and of how many no address is known."""

    mailed: int
    without_address: int


def send_surveys(session: Session, house: House, now: datetime) -> SurveyCounts:
    """Mail the question to who gave an address, after each support case that ended lately; each case once.

    A case that ended longer ago than the link would hold is let be, and so is one that came with a register after it
    had ended: it may have been asked about elsewhere. Its adviser can still hand out the link.
    """
    today = local_date(now)
    ended = not_asked(session, today - _open_days(house, today), today)
    elsewhere = came_ended(session, [case for case, _ in ended])
    cases = [(case, client) for case, client in ended if case.id not in elsewhere]
    reached = [(case, client) for case, client in cases if client.email_sealed is not None]
    for case, client in reached:
        survey = _ask(session, house, case, client, now, actor=SYSTEM)
        enqueue(
            session, template="survey", key=f"survey:{case.reference}", recipient=Recipient("client", client.id),
            subject=_subject(survey), facts={"open_until": open_until(house, survey).isoformat()}, now=now,
        )  # fmt: skip
    return SurveyCounts(len(reached), len(cases) - len(reached))


def hand_out(session: Session, house: House, case: SupportCase, now: datetime, *, actor: str) -> str:
    """Return the page where a client can answer, for the adviser to hand over. Raises: CaseStillRuns."""
    survey = survey_of(session, case)
    if survey is None:
        client = session.get_one(Client, session.get_one(Issue, case.issue_id).client_id)
        survey = _ask(session, house, case, client, now, actor=actor)
    if survey.token_hash is None:  # it came with a register, which holds no links
        survey.token_hash = token_hash(_token(house.vault, case))
        session.flush()
    return house.settings.desk_url.rstrip("/") + survey_page(session, house, survey)


def _ask(session: Session, house: House, case: SupportCase, client: Client, now: datetime, *, actor: str) -> Survey:
    if case.ended_on is None:
        raise CaseStillRuns(case.reference)
    survey = Survey(
        support_case_id=case.id, is_youth=client.kind is ClientKind.YOUTH, sent_at=now,
        token_hash=token_hash(_token(house.vault, case)),
    )  # fmt: skip
    session.add(survey)
    session.flush()
    record(session, _subject(survey), "survey_sent", at=now, actor=actor, case=case.reference)
    return survey


def survey_page(session: Session, house: House, survey: Survey) -> str:
    """Return the path of the page where a survey is answered, as its mail holds it."""
    return PAGE + _token(house.vault, session.get_one(SupportCase, survey.support_case_id))


def open_until(house: House, survey: Survey) -> date:
    """Return the last day on which a survey can be answered."""
    asked_on = local_date(survey.sent_at)
    return asked_on + _open_days(house, asked_on)


def can_be_answered(house: House, survey: Survey, now: datetime) -> bool:
    """Return whether the question still waits for its answer."""
    return survey.answered_on is None and local_date(now) <= open_until(house, survey)


def open_survey(session: Session, house: House, token: str, now: datetime) -> Survey:
    """Return the survey that a token opens. Looking spends nothing. Raises: SurveyNotOpen."""
    survey = survey_by_hash(session, token_hash(token))
    if survey is None or not can_be_answered(house, survey, now):
        raise SurveyNotOpen(house.settings.organisation_phone)
    return survey


def answer_survey(session: Session, house: House, token: str, grade: int, now: datetime) -> None:
    """Keep a grade apart from the case that it is about; it spends the link. Raises: SurveyNotOpen, NoSuchGrade."""
    survey = open_survey(session, house, token, now)
    if grade not in GRADES:
        raise NoSuchGrade
    survey.answered_on = local_date(now)
    session.flush()
    add_grade(session, SurveyGrade(is_youth=survey.is_youth, quarter=first_of_quarter(local_date(now)), grade=grade))
    # the grade stays out of the record: beside the case it would tell whose it is
    record(session, _subject(survey), "survey_answered", at=now)


def _open_days(house: House, day: date) -> timedelta:
    return timedelta(days=house.policy(day).report.survey_days)


def _subject(survey: Survey) -> Subject:
    return Subject("survey", survey.id)


def _token(vault: Vault, case: SupportCase) -> str:
    digest = hmac.new(vault.mac_key, f"survey:{case.reference}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
