"""Work for people: made once per cause, done by a person."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.vocabulary import Role
from rules.work_subjects import subject_noun
from rules.worklist import asked
from store.events import Subject, record
from store.models import WorkItem


def add_work(
    session: Session,
    *,
    key: str,
    kind: str,
    subject: Subject,
    role: Role,
    due_on: date,
    now: datetime,
    adviser_id: int | None = None,
    organisation_id: int | None = None,
) -> WorkItem | None:
    """Add one piece of work for whoever has `role`; return None when `key` made it before.

    Raises: KindOfWorkUnknown, SubjectOfWorkUnknown, because work without a sentence or a noun can be shown on nobody's
    list.
    """
    asked(kind)
    subject_noun(subject.kind)
    if session.scalars(select(WorkItem.id).where(WorkItem.key == key)).first() is not None:
        return None
    item = WorkItem(
        key=key,
        kind=kind,
        subject_kind=subject.kind,
        subject_id=subject.id,
        role=role,
        due_on=due_on,
        created_at=now,
        adviser_id=adviser_id,
        organisation_id=organisation_id,
    )
    session.add(item)
    session.flush()
    record(session, subject, "work_added", at=now, kind=kind, work=item.id)
    return item


def finish_work(session: Session, item: WorkItem, *, by_id: int | None, actor: str, now: datetime) -> None:
    """Mark a piece of work as done; a second time changes nothing."""
    if item.done_at is not None:
        return
    item.done_at, item.done_by_id = now, by_id
    record(session, Subject(item.subject_kind, item.subject_id), "work_done", at=now, actor=actor, work=item.id)
