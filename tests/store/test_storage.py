"""What the machine refuses is told as what it is, with what to do; all other faults are not taken for it."""

import errno
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from actions.house import House
from store.session import DatabaseUnusable, open_engine, reached, transaction
from store.storage import Refusal, StorageRefused, refusal_of


class Told(Exception):
    """What PostgreSQL's driver raises: a fault with a state."""

    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        pytest.param(OSError(errno.ENOSPC, "x"), Refusal.FULL, id="a full disk"),
        pytest.param(OSError(errno.EROFS, "x"), Refusal.READ_ONLY, id="a disk that may only be read"),
        pytest.param(OSError(errno.EMFILE, "x"), Refusal.TOO_MANY_OPEN, id="no descriptors left"),
        pytest.param(OSError(errno.ENOENT, "x"), None, id="a file that is not there"),
        pytest.param(OperationalError("", {}, Told("53100")), Refusal.FULL, id="PostgreSQL: a full disk"),
        pytest.param(OperationalError("", {}, Told("25006")), Refusal.READ_ONLY, id="PostgreSQL: read-only"),
        pytest.param(OperationalError("", {}, Told("53300")), Refusal.TOO_MANY_OPEN, id="PostgreSQL: connections"),
        pytest.param(OperationalError("", {}, Told("40001")), None, id="PostgreSQL: others in the way"),
        pytest.param(ValueError("database is read-only"), None, id="something else"),
    ],
)
def test_which_refusal_it_was(fault: Exception, expected: Refusal | None) -> None:
    assert refusal_of(fault) is expected


def test_sqlite_that_may_only_be_read_is_told_so(house: House) -> None:
    with transaction(house.engine) as session:
        session.execute(text("PRAGMA query_only=ON"))
        with pytest.raises(DBAPIError) as caught:
            session.execute(text("DELETE FROM decreed_day"))
    assert refusal_of(caught.value) is Refusal.READ_ONLY


def test_sqlite_on_a_full_disk_is_told_so(house: House) -> None:
    with house.engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count={pages}"))
        with pytest.raises(DBAPIError) as caught:
            connection.execute(text("CREATE TABLE filler AS SELECT randomblob(100000) AS x"))
    assert refusal_of(caught.value) is Refusal.FULL


def test_a_file_that_does_not_open_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(StorageRefused, match="gaat niet open"), reached(open_engine(f"sqlite:///{tmp_path}")):
        pass


def test_a_file_that_is_no_database_is_not_the_disks_fault(tmp_path: Path) -> None:
    (tmp_path / "some.db").write_bytes(b"x" * 4096)
    with pytest.raises(DatabaseUnusable), reached(open_engine(f"sqlite:///{tmp_path}/some.db")):
        pass


@pytest.mark.parametrize("refusal", list(Refusal))
def test_each_refusal_has_a_sentence_of_its_own(refusal: Refusal) -> None:
    said = str(StorageRefused(refusal))
    assert said.startswith("Er kan nu niets worden bewaard: ")
    assert "vanzelf door" in said
    assert [said == str(StorageRefused(other)) for other in Refusal].count(True) == 1


def test_an_extended_code_of_sqlite_counts_as_its_kind() -> None:
    fault = sqlite3.OperationalError("x")
    fault.sqlite_errorcode = sqlite3.SQLITE_READONLY_DIRECTORY
    assert refusal_of(OperationalError("", {}, fault)) is Refusal.READ_ONLY
