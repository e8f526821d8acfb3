"""Queries about the question that follows on a support case."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Client, Issue, SupportCase, Survey


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


def survey_of(session: Session, case: SupportCase) -> Survey | None:
    """Return the question about a support case."""
    return session.scalars(select(Survey).where(Survey.support_case_id == case.id)).one_or_none()


def survey_by_hash(session: Session, token_hash: str) -> Survey | None:
    """Return the question that a token opens, locked."""
    return session.scalars(select(Survey).where(Survey.token_hash == token_hash).with_for_update()).one_or_none()
