"""Rows that wait for each other: unseen as waiting, written in order, all of them or none."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.house import House
from rules.vocabulary import Role
from store.base import Base
from store.events import Subject, breaks, read_heads, record
from store.models import Event, WorkItem
from store.session import transaction
from store.together import is_together, once, together, write

NOW = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
CLAIM = insert(Base.metadata.tables["step_claim"])


def events(session: Session) -> list[tuple[int, str]]:
    return list(session.execute(select(Event.seq, Event.what).order_by(Event.id)).tuples())


def claim(deadline_id: int) -> dict[str, object]:
    return {"deadline_id": deadline_id, "step": "call", "due_version": 1, "was_due_at": NOW, "claimed_at": NOW}


def test_a_question_from_within_sees_what_waits(each_house: House) -> None:
    with transaction(each_house.engine) as session, together(session):
        record(session, Subject("signal", 1), "first", at=NOW)
        record(session, Subject("signal", 1), "second", at=NOW)
        assert events(session) == [(1, "first"), (2, "second")]
        record(session, Subject("signal", 1), "third", at=NOW)
    with transaction(each_house.engine) as session:
        assert events(session) == [(1, "first"), (2, "second"), (3, "third")]
        assert list(breaks(session)) == []


def test_a_chain_goes_on_where_it_ended(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        for what in ("first", "second"):
            record(session, Subject("signal", 1), what, at=NOW)
    with transaction(each_house.engine) as session, together(session):
        read_heads(session, "signal", [1, 2])
        for number in (1, 2, 3):
            record(session, Subject("signal", number), "later", at=NOW)
    with transaction(each_house.engine) as session:
        assert events(session) == [(1, "first"), (2, "second"), (3, "later"), (1, "later"), (1, "later")]
        assert list(breaks(session)) == []


def test_one_row_that_cannot_be_kept_keeps_none(each_house: House) -> None:
    def batch() -> None:
        with transaction(each_house.engine) as session, together(session):
            record(session, Subject("signal", 1), "first", at=NOW)
            write(session, CLAIM, claim(999))  # of no deadline

    with pytest.raises(IntegrityError):
        batch()
    with transaction(each_house.engine) as session:
        assert events(session) == []


def test_a_block_that_fails_writes_nothing_and_ends_the_batch(house: House) -> None:
    def broken(session: Session) -> None:
        with together(session):
            record(session, Subject("signal", 1), "first", at=NOW)
            record(session, Subject("signal", 1), "second", at=NOW, text="no free text here!")

    with transaction(house.engine) as session:
        with pytest.raises(ValueError, match="free text"):
            broken(session)
        assert not is_together(session)
        assert session.scalar(select(func.count()).select_from(Event)) == 0


def test_what_waits_is_written_before_what_the_session_holds(house: House) -> None:
    asked: list[int] = []
    with transaction(house.engine) as session, together(session):
        record(session, Subject("signal", 1), "first", at=NOW)
        item = WorkItem(
            key="k", kind="find_contact", subject_kind="signal", subject_id=1, role=Role.COORDINATOR,
            due_on=NOW.date(), created_at=NOW,
        )  # fmt: skip
        session.add(item)
        session.flush()
        connection = session.connection()
        asked += connection.execute(select(Event.seq)).scalars().all()  # by Core: no question of the session
    assert asked == [1]


@pytest.mark.parametrize(("within", "then"), [(True, 1), (False, 2)], ids=["within a batch", "outside"])
def test_what_holds_for_all_is_read_once(house: House, within: bool, then: int) -> None:
    reads: list[int] = []

    def read() -> int:
        reads.append(1)
        return len(reads)

    with transaction(house.engine) as session:
        if within:
            with together(session):
                found = [once(session, "key", read) for _ in range(2)]
        else:
            found = [once(session, "key", read) for _ in range(2)]
    assert (len(reads), found[0]) == (then, 1)
