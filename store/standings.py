"""Open work about signals, and where those signals are: what tells whether the work still matters."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import Select, String, and_, bindparam, cast, literal, select
from sqlalchemy.orm import Session

from rules.ladder import DeadlineKind
from rules.work_matters import OF_SIGNAL, Standing
from store.base import Base
from store.events import Subject
from store.models import Deadline, Notice, Reply, Signal, WorkItem

SIGNAL = "signal"
TERMS = frozenset().union(*(matters.terms for matters in OF_SIGNAL.values()))
_ITEMS = Base.metadata.tables["work_item"]
_FIRST_OPEN = (
    select(_ITEMS.c.id)
    .where(_ITEMS.c.subject_kind == bindparam("kind"), _ITEMS.c.subject_id == bindparam("number"))
    .where(_ITEMS.c.done_at.is_(None))
    .limit(1)
)


def is_asked_about(session: Session, subject: Subject) -> bool:
    """Return whether there is open work about a subject, as it is stored; quick, as most often there is none."""
    found = session.connection().execute(_FIRST_OPEN, {"kind": subject.kind, "number": subject.id})
    return found.first() is not None


def work_of_notice(session: Session, number: int) -> Sequence[WorkItem]:
    """Return the open work that came of a notice that did not arrive."""
    mine = select(WorkItem).where(WorkItem.key.startswith(f"notice:{number}:", autoescape=True))
    return session.scalars(mine.where(WorkItem.done_at.is_(None)).order_by(WorkItem.id)).all()


def work_of_notices_gone(session: Session) -> Sequence[WorkItem]:
    """Return the open work about notices that were not sent in time, and that wait no more."""
    waits = select(literal("notice_unsent:") + cast(Notice.id, String)).where(Notice.state == "queued")
    mine = select(WorkItem).where(WorkItem.kind == "notice_unsent", WorkItem.done_at.is_(None))
    return session.scalars(mine.where(WorkItem.key.not_in(waits)).order_by(WorkItem.id)).all()


def standing_of(session: Session, signal: Signal) -> Standing:
    """Return where one signal is."""
    return standings(session, [signal.id])[signal.id]


def open_signal_work(session: Session) -> list[tuple[WorkItem, Standing]]:
    """Return all open work about signals of kinds that a signal ends, the oldest first, each with where its signal is.

    Three queries, however many signals there are.
    """
    mine = (WorkItem.subject_kind == SIGNAL, WorkItem.done_at.is_(None), WorkItem.kind.in_(sorted(OF_SIGNAL)))
    found = standings(session, select(WorkItem.subject_id).where(*mine))
    items = session.scalars(select(WorkItem).where(*mine).order_by(WorkItem.id))
    return [(item, found[item.subject_id]) for item in items if item.subject_id in found]


def standings(session: Session, numbers: Collection[int] | Select[tuple[int]]) -> dict[int, Standing]:
    """Return by number where signals are; two queries."""
    open_terms = select(Deadline.subject_id, Deadline.kind).where(
        Deadline.subject_kind == SIGNAL,
        Deadline.subject_id.in_(numbers),
        Deadline.kind.in_(sorted(TERMS)),
        Deadline.settled_at.is_(None),
    )
    terms: dict[int, set[DeadlineKind]] = defaultdict(set)
    for number, kind in session.execute(open_terms):
        terms[number].add(DeadlineKind(kind))
    unjudged = and_(Reply.signal_id == Signal.id, Reply.round == Signal.round, Reply.judgement.is_(None))
    rows = select(Signal.id, Signal.state, Reply.id).outerjoin(Reply, unjudged).where(Signal.id.in_(numbers))
    return {
        number: Standing(state, frozenset(terms[number]), is_unjudged=reply is not None)
        for number, state, reply in session.execute(rows)
    }
