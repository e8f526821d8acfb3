"""Work for people, as it is kept."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.events import Subject
from store.models import WorkItem


def has_open_work(session: Session, kind: str, subject: Subject) -> bool:
    """Return whether somebody still has work of `kind` to do about a subject."""
    wanted = select(WorkItem.id).where(
        WorkItem.kind == kind,
        WorkItem.subject_kind == subject.kind,
        WorkItem.subject_id == subject.id,
        WorkItem.done_at.is_(None),
    )
    return session.scalars(wanted).first() is not None
