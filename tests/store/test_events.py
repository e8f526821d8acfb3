"""The record: chained, text-free, and every tampering shows."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from actions.house import House
from store.events import Subject, anchor, breaks, record
from store.session import transaction

AT = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)


def _write(session: Session) -> None:
    for number in (1, 2, 3):
        record(session, Subject("signal", 1), "sent", at=AT, round=number, due=date(2026, 4, 8))
        record(session, Subject("signal", 2), "sent", at=AT, actor="user:3", reference="S-2026-0002")


def _drop_triggers(session: Session) -> None:
    """Act as the owner of the database, whom triggers do not stop."""
    for name in ("event_no_update", "event_no_delete"):
        session.execute(text(f"DROP TRIGGER {name}"))


def test_what_was_written_holds(each_house: House) -> None:
    with transaction(each_house.engine) as session:
        _write(session)
        anchor(session, AT)
    with transaction(each_house.engine) as session:
        _write(session)
        assert list(breaks(session)) == []


@pytest.mark.parametrize(
    "tampering",
    [
        pytest.param("UPDATE event SET actor = 'user:9' WHERE subject_id = 1 AND seq = 2", id="another actor"),
        pytest.param("UPDATE event SET facts = '{}' WHERE subject_id = 1 AND seq = 2", id="other facts"),
        pytest.param("DELETE FROM event WHERE subject_id = 1 AND seq = 2", id="one removed from the middle"),
        pytest.param("DELETE FROM event WHERE subject_id = 1 AND seq = 3", id="the end cut off"),
        pytest.param("DELETE FROM event WHERE subject_id = 2", id="a whole chain removed"),
        pytest.param("UPDATE event SET seq = seq + 10 WHERE subject_id = 1 AND seq = 3", id="renumbered"),
    ],
)
def test_tampering_shows(house: House, tampering: str) -> None:
    with transaction(house.engine) as session:
        _write(session)
        anchor(session, AT)
        _drop_triggers(session)
        session.execute(text(tampering))
    with transaction(house.engine) as session:
        assert list(breaks(session))


def test_free_text_is_refused(house: House) -> None:
    with transaction(house.engine) as session, pytest.raises(ValueError, match="free text"):
        record(session, Subject("signal", 1), "sent", at=AT, why="Kevin moest op zijn kamer blijven")
