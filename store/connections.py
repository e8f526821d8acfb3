"""Queries about other systems: tokens, and what they may read, row by row as the user of the token sees it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, or_, select, update
from sqlalchemy.orm import Session

from rules.calendar import local_date
from rules.vocabulary import VisitState
from store.models import Adviser, ApiToken, Group, ReleasedReport, Signal, User, Visit
from store.scope import NothingToSee, Viewer, condition

VISIT_COLUMNS = (
    Visit.id, Group.code.label("group"), Adviser.code.label("adviser"), Visit.on, Visit.starts_at, Visit.ends_at,
    Visit.state, Visit.extra, Visit.reported_at,
)  # fmt: skip
SIGNAL_COLUMNS = (
    Signal.reference, Signal.kind, Signal.state, Signal.round, Signal.observed_on, Signal.created_at, Signal.sent_at,
    Signal.closed_at,
)  # fmt: skip
REPORT_COLUMNS = (
    ReleasedReport.id, ReleasedReport.number, ReleasedReport.kind, ReleasedReport.subject_code.label("code"),
    ReleasedReport.year, ReleasedReport.version, ReleasedReport.released_at, ReleasedReport.digest,
)  # fmt: skip


def token_by_hash(session: Session, token_hash: str, now: datetime) -> tuple[ApiToken, User] | None:
    """Return the token that works now, with the active user by whose eyes it reads."""
    found = session.execute(
        select(ApiToken, User)
        .join(User, User.id == ApiToken.user_id)
        .where(
            ApiToken.token_hash == token_hash,
            ApiToken.revoked_at.is_(None),
            ApiToken.ends_on >= local_date(now),
            User.active.is_(True),
        )
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def tokens(session: Session) -> Sequence[Row[tuple[ApiToken, str]]]:
    """Return the tokens that nobody revoked, each with the login of its user; some may have ended by themselves."""
    wanted = select(ApiToken, User.login).join(User, User.id == ApiToken.user_id)
    return session.execute(wanted.where(ApiToken.revoked_at.is_(None)).order_by(ApiToken.id)).all()


def keep_token_used(session: Session, number: int, now: datetime) -> None:
    """Keep that a token was used now; never back in time."""
    older = or_(ApiToken.used_at.is_(None), ApiToken.used_at < now)
    session.execute(update(ApiToken).where(ApiToken.id == number, older).values(used_at=now))


def visits_after(
    session: Session,
    viewer: Viewer,
    after: int,
    limit: int,
    *,
    since: date | None = None,
    until: date | None = None,
    state: VisitState | None = None,
) -> Sequence[Row[Any]]:
    """Return the next visits that `viewer` sees, by number."""
    wanted = _visits(viewer).where(Visit.id > after).order_by(Visit.id).limit(limit)
    if since is not None:
        wanted = wanted.where(Visit.on >= since)
    if until is not None:
        wanted = wanted.where(Visit.on <= until)
    if state is not None:
        wanted = wanted.where(Visit.state == state)
    return session.execute(wanted).all()


def one_visit(session: Session, viewer: Viewer, number: int) -> Row[Any]:
    """Return one visit. Raises: NothingToSee."""
    return _one(session.execute(_visits(viewer).where(Visit.id == number)).one_or_none())


def one_signal(session: Session, viewer: Viewer, reference: str) -> Row[Any]:
    """Return the stand and dates of one signal, never its text. Raises: NothingToSee."""
    wanted = select(*SIGNAL_COLUMNS).where(condition(Signal, viewer), Signal.reference == reference)
    return _one(session.execute(wanted).one_or_none())


def reports_after(
    session: Session, viewer: Viewer, after: int, limit: int, *, year: int | None = None
) -> Sequence[Row[Any]]:
    """Return the next released reports that `viewer` sees, oldest first, without their content."""
    wanted = select(*REPORT_COLUMNS).where(condition(ReleasedReport, viewer), ReleasedReport.id > after)
    if year is not None:
        wanted = wanted.where(ReleasedReport.year == year)
    return session.execute(wanted.order_by(ReleasedReport.id).limit(limit)).all()


def one_report(session: Session, viewer: Viewer, number: str) -> Row[Any]:
    """Return one released report with its content. Raises: NothingToSee."""
    wanted = select(*REPORT_COLUMNS, ReleasedReport.content).where(
        condition(ReleasedReport, viewer), ReleasedReport.number == number
    )
    return _one(session.execute(wanted).one_or_none())


def _visits(viewer: Viewer) -> Select[Any]:
    return (
        select(*VISIT_COLUMNS)
        .join(Group, Group.id == Visit.group_id)
        .join(Adviser, Adviser.id == Visit.adviser_id)
        .where(condition(Visit, viewer))
    )


def _one(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise NothingToSee
    return row
