"""Open work is ended by the deed that it asks for; what a person did is not asked of anybody any more."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.work import finish_work
from rules.work_matters import still_matters, visits_ended
from store.events import SYSTEM, Subject, user_actor, user_of_actor
from store.models import Signal, User, WorkItem
from store.standings import (
    is_asked_about,
    open_signal_work,
    standing_of,
    work_of_notice,
    work_of_notices_gone,
)
from store.visit_work import open_visit_work
from store.work import open_work_on


def end_work(
    session: Session,
    signal: Signal,
    now: datetime,
    *,
    by: User | None = None,
    actor: str = SYSTEM,
    also: Collection[str] = (),
) -> int:
    """Finish the work about a signal that does not matter any more, and of kinds `also` all; return how much.

    `by`: whose deed ended it; None for `actor`. Source: rules/work_matters.py.
    """
    about = Subject("signal", signal.id)
    if not is_asked_about(session, about):
        return 0
    session.flush()
    items = open_work_on(session, about)
    standing = standing_of(session, signal)
    over = [item for item in items if item.kind in also or not still_matters(item.kind, standing)]
    return _finish(session, over, by, actor, now)


def end_asked(
    session: Session, subject: Subject, now: datetime, *kinds: str, by: User | None = None, actor: str = SYSTEM
) -> int:
    """Finish all open work of some kinds about a subject, because it was done; return how much."""
    return _finish(session, open_work_on(session, subject, *kinds), by, actor, now)


def end_stale_work(session: Session, now: datetime) -> int:
    """Finish all work about signals that was ended by a deed of before this was kept; return how much."""
    over = [item for item, standing in open_signal_work(session) if not still_matters(item.kind, standing)]
    return _finish(session, over, None, SYSTEM, now)


def end_visit_work(
    session: Session, today: date, now: datetime, *, group_id: int | None = None, actor: str = SYSTEM
) -> int:
    """Finish the work about visits of one group, or of all, that what happened since made needless; return how much."""
    asked = open_visit_work(session, today, group_id)
    return _finish(session, [one.item for one in asked if visits_ended(one.item.kind, one.since)], None, actor, now)


def end_work_of_notice(session: Session, number: int, now: datetime, actor: str) -> int:
    """Finish the work that came of a notice that did not arrive, because a person lets it go again; return how much."""
    return _finish(session, work_of_notice(session, number), None, actor, now)


def end_sent(session: Session, now: datetime) -> int:
    """Finish the work about notices that should have left long ago and do not wait any more; return how much."""
    return _finish(session, work_of_notices_gone(session), None, SYSTEM, now)


def _finish(session: Session, items: Collection[WorkItem], by: User | None, actor: str, now: datetime) -> int:
    actor = user_actor(by.id) if by else actor
    for item in items:
        finish_work(session, item, by_id=user_of_actor(actor), actor=actor, now=now)
    return len(items)
